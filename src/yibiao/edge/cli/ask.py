"""`yibiao ask`: a question in plain Chinese, its conditions shown, answered. In: words, person, area. Out: rows, count.

Keywords and tags (80岁以上独居老人) or the text form of a formula (年龄 >= 80 且 独居).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from yibiao.edge.cli.office import as_of, moment_help, open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.questions import answered, compared, interpret
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


def differences(found: Mapping[str, Any], standard: Standard) -> list[str]:
    """Count then and now, and the first twenty of each kind for a person at a terminal."""
    told = [say(f"那时 {found['before']}，现在 {found['after']}", f"then {found['before']}, now {found['after']}")]
    for name, zh, en in (("came", "新来", "came"), ("went", "不在了", "went"), ("changed", "有变化", "changed")):
        rows = found[name]
        told.append(say(f"{zh} {len(rows)}", f"{en}: {len(rows)}"))
        told += [f"  {_told(row, standard)}" for row in rows[:20]]
    return told


def _told(row: Mapping[str, Any], standard: Standard) -> str:
    values = " | ".join(str(value) for name, value in row.items() if name in standard.elements and value is not None)
    changes = [
        f"{standard.elements[one['element']].label_zh} {one['old'] or '—'} → {one['new'] or '—'}"
        for one in row.get("fields", ())
    ]
    moved = [f"{row['was_in']} → {row['area']}"] if row.get("was_in") else []
    return "；".join([values, *changes, *moved])


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
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=short("年龄等按哪一天算", "the day of ages"))
@click.option("--as-of", "then", metavar="MOMENT", help=moment_help())
@click.option("--since", metavar="MOMENT", help=short("与那时的台账相比", "what changed since the ledger of then"))
@click.option("--purpose", help=short("用途（默认取授权的用途）", "purpose (default: that of the grant)"))
@click.option("--columns", help=short("要哪些栏，逗号分开", "which columns, separated by commas"))
@click.option("--limit", type=click.IntRange(1), help=short("最多多少行", "at most so many rows"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def ask(
    words: str, home: Path, login: str, area: str, day: datetime | None, *, then: str | None, since: str | None,
    purpose: str | None, columns: str | None, limit: int | None, as_json: bool,
) -> None:  # fmt: skip
    on = day.date() if day else None
    now = open_office(home, login, area, on, purpose)
    office = as_of(now, then, on)
    understood = interpret(words, office.house.standard)
    if since is None:
        found = answered(office, understood, columns, limit)
    else:
        found = compared(as_of(now, since, on), office, understood, columns)
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
    if since is None:
        tell(say(f"共 {found['count']}", f"count: {found['count']}"))
        tell("\n".join(lines(found, office.house.standard)))
    else:
        tell("\n".join(differences(found, office.house.standard)))
    said = found["withheld"] if since is None else [found["why"]] if found["why"] else []
    for entry in [*said, *found["doubts"]]:
        tell(say(f"{entry['zh']} → {entry['remedy_zh']}", f"{entry['en']} → {entry['remedy_en']}"), err=True)
