"""`yibiao watch`: what watch rules find in the ledger. In: home, person, area, rule. Out: counts by rule, findings.

yibiao watch run  --home … --as …                       ask every rule of the whole ledger now
yibiao watch list --home … --as … --area … [--rule …]   rules with their counts; with a rule its open findings
yibiao watch own | try FILE | write FILE | approve CODE | retire CODE --reason …    rules of one's own, as TOML

Refuses: areas outside the person's, rules by which the person may not list, to approve what one has written oneself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import existing, print_json, stops_on_problem, tell
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


AREA = click.option("--area", help=short("在哪个区划比对（默认自己的）", "where it is asked (default: the own area)"))
FILE = click.argument("file", type=click.Path(path_type=Path))
STATES = {"draft": ("待核定", "draft"), "approved": ("已核定", "approved"), "retired": ("已停用", "retired")}


def _officer(home: Path, login: str, area: str | None) -> tuple[Any, str]:
    """The person at work in the first post of those who keep or approve rules, and its role."""
    from yibiao.edge.cli.home import open_home

    open_home(home)
    from yibiao.work.directory import queries as directory
    from yibiao.work.watches.rules import APPROVERS

    held = [one for one in directory.people() if one.login == login and one.role in APPROVERS]
    if not held:
        raise ProblemError(problem("CLI_MAY_NOT_WRITE", Place(), login=login))
    return open_office(home, login, area or held[0].area, None, None), held[0].role


@watch.command("try", help=both("试算一条自建规则，不留结果。", "Try a rule of one's own; nothing is kept."))
@FILE
@HOME
@WHO
@AREA
@JSON
@stops_on_problem
def try_rule(file: Path, home: Path, login: str, area: str | None, *, as_json: bool) -> None:
    text = existing(file).read_text("utf-8")
    office, _ = _officer(home, login, area)
    from yibiao.edge.ruling import tried

    found = tried(office, text)
    if as_json:
        print_json(found)
        return
    tell(
        say(f"现在有 {found['count']} 条符合：{found['condition']}", f"holds of {found['count']}: {found['condition']}")
    )
    for one in found["below"]:
        tell(f"  {one['name']} {one['count']}")


@watch.command("write", help=both("写一条自建规则，成为草稿。", "Write a rule of one's own; it becomes a draft."))
@FILE
@HOME
@WHO
@AREA
@click.option("--replaces", default="", help=short("替换哪条规则", "code of the shipped rule that it replaces"))
@stops_on_problem
def write(file: Path, home: Path, login: str, area: str | None, *, replaces: str) -> None:
    text = existing(file).read_text("utf-8")
    office, role = _officer(home, login, area)
    from yibiao.work.directory import queries as directory
    from yibiao.work.watches import actions
    from yibiao.work.watches.rules import RUNNER

    if role != RUNNER or not directory.covers(login, role, office.day, office.area.code):
        raise ProblemError(problem("CLI_MAY_NOT_WRITE", Place(), login=login))
    actions.write_rule(office.house, login, actions.NewRule(text, office.area.code, replaces))
    tell(say("已存为草稿，等另一位核定。", "kept as a draft; somebody else approves it."))


@watch.command("own", help=both("列出自建规则。", "List rules of one's own."))
@HOME
@WHO
@stops_on_problem
def own(home: Path, login: str) -> None:
    office, _ = _officer(home, login, None)
    from yibiao.work.watches.queries import own_rules

    for row in own_rules(office.house.standard):
        tell(f"{row.code}  {row.rule.title if row.rule else '—'}  {row.area}  {say(*STATES[row.state])}")


@watch.command("approve", help=both("核定一条自建规则。", "Approve a rule that somebody else wrote."))
@click.argument("code")
@HOME
@WHO
@stops_on_problem
def approve(code: str, home: Path, login: str) -> None:
    office, role = _officer(home, login, None)
    from yibiao.work.watches.actions import approve_rule

    approve_rule(office.house, login, role, _named(office, code))
    tell(say("已核定，今夜开始比对。", "approved; it is asked from tonight on."))


@watch.command("retire", help=both("停用一条自建规则。", "Retire a rule of one's own."))
@click.argument("code")
@HOME
@WHO
@click.option("--reason", required=True, help=short("理由，会留痕", "why; kept in the journal"))
@stops_on_problem
def retire(code: str, home: Path, login: str, *, reason: str) -> None:
    office, role = _officer(home, login, None)
    from yibiao.work.watches.actions import retire_rule

    retire_rule(office.house, login, role, _named(office, code), reason)
    tell(say("已停用。", "retired."))


def _named(office: Any, code: str) -> str:
    """The id of a rule of the person's area."""
    from yibiao.work.directory import queries as directory
    from yibiao.work.watches.queries import own_rules

    for row in own_rules(office.house.standard):
        there = directory.area(row.area)
        if row.code == code and office.area.first <= there.first and there.last <= office.area.last:
            return str(row.id)
    raise ProblemError(problem("HTTP_NOT_THERE", Place(field=code[:60])))
