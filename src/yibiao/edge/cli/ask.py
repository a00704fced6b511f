"""`yibiao ask`: a question in plain Chinese, its conditions shown, answered. In: words, person, area. Out: rows, count.

Keywords and tags (80岁以上独居老人) or the text form of a formula (年龄 >= 80 且 独居).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.questions import answered, interpret
from yibiao.flow.asking import without
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.flow.standard.model import Standard


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
