"""`yibiao ask`: a question in plain Chinese, its conditions shown, answered. In: words, person, area. Out: rows, count.

Keywords and tags (80岁以上独居老人) or the text form of a formula (年龄 >= 80 且 独居).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.cli.office import Office, open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.flow.asking import behind, without
from yibiao.flow.asking.nodes import Column, CountQuestion, Number, Rows
from yibiao.flow.standard.formula import parse, show
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases import Understood, understand

_FORMULA = re.compile(r"[<>=≥≤＜＞＝≠]|有值|属于|包含|有[（(]|数[（(]")
USUAL = 6
"""Columns shown where nobody names any."""


def interpret(words: str, standard: Standard) -> Understood:
    """A formula where the words are one, of the first register that gives it a meaning; else plain Chinese."""
    if not _FORMULA.search(words):
        found = understand(words, standard)
        if found.node is None and not found.used:
            raise ProblemError(problem("CLI_NOT_UNDERSTOOD", Place(field=words[:40]), words=words[:40]))
        return found
    refusals = []
    for register in (entry.code for entry in standard.registers.values() if entry.hangs_on is None):
        try:
            node = parse(words, register, standard)
        except ProblemError as refusal:
            refusals.append(refusal)
            continue
        return Understood(register=register, node=node, text=show(node, register, standard), used=(words,))
    raise refusals[0]


def columns_of(named: str | None, understood: Understood, office: Office) -> tuple[Column, ...]:
    """The columns by code, label or the usual ones that the person may read without a mask."""
    standard = office.house.standard
    if named:
        return tuple(
            Column(code, Ref(code))
            for code in map(lambda name: code_of(name.strip(), understood, standard), named.split(","))
        )
    register = understood.register
    plain = [
        element.code
        for element in standard.of_register(register)
        if element.sensitivity <= 2 and not element.domain.startswith("ref:") and office.view.may_read(element.code)
    ]
    return tuple(Column(code, Ref(code)) for code in plain[:USUAL])


def code_of(name: str, understood: Understood, standard: Standard) -> str:
    """An element's code from its code or its label in the question's register."""
    if name in standard.elements:
        return name
    for element in standard.of_register(understood.register):
        if name == element.label_zh or name in element.aliases:
            return element.code
    raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(field=name), code=name))


def answered(office: Office, understood: Understood, named: str | None, limit: int | None) -> dict[str, Any]:
    """Count and rows through the person's view; a view of statistics gets the count alone."""
    question = CountQuestion(understood.register, understood.node)
    count = office.answer([question])[0]
    assert isinstance(count, Number)
    if count.problem:
        raise ProblemError(count.problem)
    found: dict[str, Any] = {"count": count.value, "rows": [], "withheld": []}
    if not office.view.rows:
        return found
    columns = columns_of(named, understood, office)
    try:
        rows = office.answer([replace(behind(question, columns), limit=limit)])[0]
    except ProblemError as refusal:  # a number may be had whose records may not be listed
        if refusal.problem.code != "ASKING_CONDITION_REFUSED":
            raise
        found["withheld"] = [refusal.problem.as_json()]
        return found
    assert isinstance(rows, Rows)
    found["rows"] = [
        {"id": record, **dict(zip(rows.columns, values, strict=True))}
        for record, values in zip(rows.ids, rows.values, strict=True)
    ]
    found["withheld"] = [entry.as_json() for entry in rows.withheld.values()]
    return found


def lines(found: Mapping[str, Any], standard: Standard) -> list[str]:
    """The first twenty rows for a person at a terminal."""
    shown = [row for row in found["rows"][:20]]
    if not shown:
        return []
    names = [name for name in shown[0] if name != "id"]
    head = " | ".join(standard.elements[name].label_zh for name in names)
    return [head, *(" | ".join(str(row[name] if row[name] is not None else "") for name in names) for row in shown)]


@click.command(
    "ask",
    help=both(
        "用大白话问台账：先说明听懂的条件，再给名单或人数。例：80岁以上独居老人；也可写公式：年龄 >= 80 且 独居",
        "Ask the ledger in plain Chinese: the conditions understood are shown first, then rows or a count.",
    ),
)
@click.argument("words")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", required=True, help=short("以谁的身份", "on whose behalf"))
@click.option("--area", required=True, help=short("区划代码", "code of the area"))
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=short("截至哪一天", "as of which day"))
@click.option("--purpose", help=short("用途（默认取授权的用途）", "purpose (default: that of the grant)"))
@click.option("--columns", help=short("要哪些栏，逗号分开", "which columns, separated by commas"))
@click.option("--limit", type=click.IntRange(1), help=short("最多多少行", "at most so many rows"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def ask(
    words: str, home: Path, login: str, area: str, day: datetime | None, *, purpose: str | None, columns: str | None,
    limit: int | None, as_json: bool,
) -> None:  # fmt: skip
    office = open_office(home, login, area, day.date() if day else None, purpose)
    understood = interpret(words, office.house.standard)
    found = answered(office, understood, columns, limit)
    unread = list(understood.unread)
    left_out = without(CountQuestion(understood.register, understood.node), office.house.standard)
    if as_json:
        asked = {"conditions": understood.text, "left_out": left_out, "register": understood.register, "unread": unread}
        print_json({**asked, **found})
        return
    condition = understood.text or say("全部", "all")
    tell(say(f"条件：{condition}{left_out}", f"conditions: {condition}{left_out}"))
    if unread:
        tell(say(f"没看懂：{'、'.join(unread)}", f"not understood: {', '.join(unread)}"), err=True)
    tell(say(f"共 {found['count']}", f"count: {found['count']}"))
    tell("\n".join(lines(found, office.house.standard)))
    for entry in found["withheld"]:
        tell(say(f"{entry['zh']} → {entry['remedy_zh']}", f"{entry['en']} → {entry['remedy_en']}"), err=True)
