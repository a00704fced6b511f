"""`yibiao policy ask`: who is entitled to a benefit, what it costs, which facts are missing. In: policy, person, area.

Out: sums of the area and of those below it, missing facts, for who may list the first people. Refuses: policies that
are not there, areas outside the person's, conditions that the person may not count by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.group(
    "policy",
    help=both("政策找人：谁该享受、要多少钱、还缺哪些信息。", "Who is entitled, what it costs, what is missing."),
)
def policy() -> None:
    """The group; see each."""


@policy.command("ask", help=both("问一项政策；例：elder_allowance", "Ask one policy, such as elder_allowance."))
@click.argument("code")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", required=True, help=short("以谁的身份", "on whose behalf"))
@click.option("--area", required=True, help=short("区划代码", "code of the area"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def ask(code: str, home: Path, login: str, area: str, *, as_json: bool) -> None:
    office = open_office(home, login, area, None, None)
    from yibiao.edge.policies import answered, policy_of

    wanted = policy_of(office.house.standard, code)
    found = answered(office, wanted)
    if as_json:
        print_json(found)
        return
    tell(say(f"{wanted.title}：{wanted.words}", f"{wanted.title_en}: {wanted.words}"))
    tell("\n".join(lines(found)))


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """For a person at a terminal: sums, areas below, missing facts, the first people."""
    yield _sums(found["area_name"], found["whole"])
    for one in found["below"]:
        yield f"  {_sums(one['name'], one)}"
    for fact in found["missing"]:
        label = say(fact["label_zh"], fact["label_en"])
        yield say(f"缺「{label}」{fact['count']} 人", f"“{label}” is missing of {fact['count']}")
    if found["problem"]:
        yield say(found["problem"]["zh"], found["problem"]["en"])
    for row in found["rows"][:20]:
        yield " | ".join([row["area_name"], *row["cells"]])


def _sums(name: str, one: Mapping[str, Any]) -> str:
    people, yuan, unknown = one["people"], one["yuan"], one["unknown"]
    return say(
        f"{name}  {people} 人  每期 {yuan} 元  待核实 {unknown} 人",
        f"{name}  {people} people, {yuan} yuan, {unknown} unknown",
    )
