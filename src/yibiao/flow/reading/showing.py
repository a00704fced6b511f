"""A cell's value as the spreadsheet shows it. In: a cell with its number format. Out: text.

Covers what forms use: dates in any pattern, percent, fixed decimals, thousands (ECMA-376 part 1, 18.8.31). Refuses:
nothing; a format that is not understood shows the plain value.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from yibiao.base.tables import Cell

_QUIET = re.compile(r'\[[^\]]*\]|"([^"]*)"|\\(.)|_.|\*.')
_DATES = re.compile(r"y+|m+|d+|h+|s+|am/pm|上午/下午", re.IGNORECASE)
_LOCAL = {"mm-dd-yy": "yyyy/m/d", "m/d/yy h:mm": "yyyy/m/d h:mm"}
"""Built-in formats that Excel shows by the country's custom (numbers 14 and 22)."""
_NUMBER = re.compile(r"[#0?,]*0?(?:\.(?P<places>[0#?]+))?%?")


def shown(cell: Cell) -> str:
    """What stands in the cell on the screen."""
    value, pattern = cell.value, cell.look.number_format or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _dated(value, pattern)
    if isinstance(value, int | float) and ("%" in pattern or "0" in pattern):
        return _numbered(float(value), pattern.partition(";")[0])
    if isinstance(value, float):
        return f"{value:.10g}"
    return cell.text


def _dated(value: datetime | date | time, pattern: str) -> str:
    pattern = _LOCAL.get(pattern, pattern)
    plain = _QUIET.sub(lambda found: found[1] or found[2] or "", pattern.partition(";")[0])
    if not _DATES.search(plain):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    parts: list[str] = []
    last, end = "", 0
    for found in _DATES.finditer(plain):
        parts.append(plain[end : found.start()])
        parts.append(_part(value, found[0].lower(), last, plain[found.end() :]))
        last, end = found[0].lower(), found.end()
    return "".join((*parts, plain[end:])).strip()


def _part(value: datetime | date | time, token: str, before: str, behind: str) -> str:
    """One token; m is a minute behind hours or before seconds (as Excel decides it)."""
    minute = token[0] == "m" and (before.startswith("h") or re.match(r"[^a-z]*s", behind, re.IGNORECASE) is not None)
    name = {"y": "year", "d": "day", "h": "hour", "s": "second"}.get(token[0], "minute" if minute else "month")
    number = getattr(value, name, None)
    if number is None:
        return ""
    if name == "year":
        return f"{number:04d}" if len(token) > 2 else f"{number % 100:02d}"
    return f"{number:02d}" if len(token) == 2 else str(number)


def _numbered(value: float, pattern: str) -> str:
    found = _NUMBER.search(_QUIET.sub("", pattern))
    places = len(found["places"] or "") if found else 0
    if "%" in pattern:
        return f"{value * 100:.{places}f}%"
    return f"{value:,.{places}f}" if "," in pattern else f"{value:.{places}f}"
