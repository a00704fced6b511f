"""`yibiao health`: how fresh, whole and consistent the ledger of an area is. In: home, person, area. Out: counts.

`--anew` measures the whole ledger first; without it the figures of the last night are shown. Refuses: an area outside
the person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from yibiao.base.clock import CHINA
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command(
    "health",
    help=both(
        "台账体检：一个区划的台账有多完整、多新、有没有矛盾。只看数据，不看人。",
        "The ledger's health in an area: how whole, how fresh, how consistent. Of data, never of persons.",
    ),
)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", required=True, help=short("以谁的身份", "on whose behalf"))
@click.option("--area", required=True, help=short("区划代码", "code of the area"))
@click.option("--register", default="", help=short("登记册，如 person", "a register, such as person"))
@click.option("--anew", is_flag=True, help=short("先重新体检", "measure anew first"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def health(home: Path, login: str, area: str, *, register: str, anew: bool, as_json: bool) -> None:
    office = open_office(home, login, area, None, None)
    from yibiao.edge.estate import Estate
    from yibiao.edge.health import take_health, told
    from yibiao.work.health.queries import health as figures

    if anew:
        take_health(Estate(office.house, office.mirror, office.house.standard), login)
    found = figures(office.house, office.view, office.area, register)
    if found is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(), code=area))
    shown = told(office.house, found)
    if as_json:
        print_json(shown)
    else:
        tell("\n".join(lines(shown)))


def lines(shown: Mapping[str, Any]) -> Iterator[str]:
    """For a person at a terminal: registers, then elements of the chosen one, then the areas below."""
    if shown["taken"] is None:
        yield say("还没有体检过；用 --anew 现在体检", "not measured yet; measure now with --anew")
        return
    where, when = shown["area"]["name"], f"{shown['taken'].astimezone(CHINA):%F %H:%M}"
    yield say(f"{where}，体检于 {when}", f"{where}, measured {when}")
    for one in shown["registers"]:
        yield f"{_label(one)}  {_totals(one['totals'])}"
    for one in shown["elements"]:
        yield f"  {_label(one)}  {_element(one)}"
    for one in shown["below"]:
        yield f"{one['name']}  {_totals(one['totals'])}"


def _totals(one: Mapping[str, int]) -> str:
    ageing = sum(one[age] for age in ("fresh", "soon", "old", "undated"))
    whole, fresh = _share(one["known"], one["wanted"]), _share(one["fresh"] + one["soon"], ageing)
    records, soon, disputed = one["records"], one["soon"], one["disputed"]
    return say(
        f"{records} 条 完整 {whole} 有效期内 {fresh} 30天内到期 {soon} 矛盾 {disputed}",
        f"{records} records, whole {whole}, fresh {fresh}, {soon} due in 30 days, {disputed} in conflict",
    )


def _element(one: Mapping[str, Any]) -> str:
    ageing = sum(one[age] for age in ("fresh", "soon", "old", "undated"))
    fresh = _share(one["fresh"] + one["soon"], ageing)
    return say(f"已填 {one['filled']} 有效期内 {fresh}", f"known {one['filled']}, fresh {fresh}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "—"


def _label(one: Mapping[str, Any]) -> str:
    return say(str(one["label_zh"]), str(one["label_en"]))
