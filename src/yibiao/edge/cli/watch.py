"""`yibiao watch`: what watch rules find in the ledger. In: home, person, area, rule. Out: counts by rule, findings.

yibiao watch run  --home … --as …                       ask every rule of the whole ledger now
yibiao watch list --home … --as … --area … [--rule …]   rules with their counts; with a rule its open findings

Refuses: areas outside the person's, rules by which the person may not list.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short

HOME = click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
WHO = click.option("--as", "login", required=True, help=short("以谁的身份", "on whose behalf"))
JSON = click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))


@click.group(
    "watch", help=both("比对预警：台账里不该出现的情况。", "Watch rules: what ought not to stand in the ledger.")
)
def watch() -> None:
    """The group; see each."""


@watch.command(
    "run", help=both("现在就比对一遍（每天夜里自动比对）。", "Ask the rules now; every night it is done anyway.")
)
@HOME
@WHO
@JSON
@stops_on_problem
def run(home: Path, login: str, *, as_json: bool) -> None:
    from yibiao.edge.cli.home import open_home

    open_home(home)
    from yibiao.work.directory import queries as directory

    office = open_office(home, login, directory.root_code(), None, None)
    from yibiao.edge.estate import Estate
    from yibiao.edge.watching import run_watches

    done = run_watches(Estate(office.house, office.mirror, office.house.standard), login)
    if as_json:
        print_json(done)
    else:
        tell(
            say(
                f"新发现 {done['opened']} 条，已消除 {done['closed']} 条",
                f"opened {done['opened']}, closed {done['closed']}",
            )
        )


@watch.command(
    "list", help=both("列出各条规则的发现；指定规则时列名单。", "Rules with counts; with a rule its open findings.")
)
@HOME
@WHO
@click.option("--area", required=True, help=short("区划代码", "code of the area"))
@click.option("--rule", default="", help=short("规则代码", "code of a rule"))
@JSON
@stops_on_problem
def listed(home: Path, login: str, area: str, *, rule: str, as_json: bool) -> None:
    office = open_office(home, login, area, None, None)
    from yibiao.edge.watching import desk
    from yibiao.edge.watching import listed as findings

    shown = findings(office, rule, "open") if rule else desk(office, None)
    if as_json:
        print_json(shown)
    else:
        tell("\n".join(findings_lines(shown) if rule else rules_lines(shown)))


def rules_lines(shown: Mapping[str, Any]) -> list[str]:
    """A line a rule, for a person at a terminal."""
    if shown["taken"] is None:
        return [say("还没有比对过；先运行 yibiao watch run", "not asked yet; run yibiao watch run first")]
    return [
        say(
            f"{one['code']}  {one['title']}  待处理 {one['open']} 已处理 {one['handled']} 已消除 {one['closed']}",
            f"{one['code']}  {one['title_en']}  open {one['open']}, handled {one['handled']}, closed {one['closed']}",
        )
        for one in shown["rules"]
    ]


def findings_lines(shown: Mapping[str, Any]) -> list[str]:
    """The columns, then a line a finding."""
    head = " | ".join(say(str(one["label_zh"]), str(one["label_en"])) for one in shown["columns"])
    return [head, *(" | ".join([one["area_name"], *one["cells"]]) for one in shown["rows"])]
