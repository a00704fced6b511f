"""Days as people write them. In: any cell. Out: year, month, day as far as they stand there, and how sure that is.

Reads 1990.1.1, 1990-1-1, 1990/01/01, 19900101, 1990年1月1日, 90年1月, 1990.1, 二〇二〇年一月, Excel serial days
(1900 system, 20000–60000), datetimes. Refuses, by the name of a problem: the Republic's years 民国, lunar dates,
spans, open ends, days that no calendar has, what could be day/month or month/day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yibiao.base.tables import Raw
from yibiao.flow.standard.domains.numerals import chinese

EARLIEST_YEAR, LATEST_YEAR = 1850, 2150
_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = range(20000, 60001)
_PIVOT = 30  # two-digit years below it are 20yy; always doubtful

_HAN = "〇零○0一二三四五六七八九十廿卅"
_HAN_DATE = re.compile(rf"([{_HAN}\d]+)年(?:([{_HAN}\d]+)月(?:份)?(?:([{_HAN}\d]+)[日号]?)?)?")
_SEPARATED = re.compile(
    r"(\d{4}|\d{2})(?:年|[-./,、。\\·\s]\s*)\s*(\d{1,2})(?:(?:月份?|[-./,、。\\·\s])\s*(\d{1,2})?[日号]?)?[.。]?"
)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SIX = re.compile(r"(\d{4})(\d{2})")
_SHORT_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})")
_TAIL = re.compile(r"(?<=\d)[T\s]+(\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?|00:00)(\s*[AP]M)?(Z|[+-]\d{2}:?\d{2})?$", re.I)
_AFTER = re.compile(r"(?<=[日号\d])\s*(生|出生|起|前|止|\(?(星期|周)[一二三四五六日天]\)?)$")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_SPAN = re.compile(r"\d\s*(至|到|~|—|–|--|-\s*至今).*|\d{4}[.年/]\d{1,2}月?\s*-\s*\d{4}.*")
_OPEN = frozenset(["长期", "永久", "至今", "无固定期限", "长期有效", "永久有效"])
_REPUBLIC = re.compile(r"民国")
_LUNAR = re.compile(r"农历|阴历|旧历|腊月|正月|冬月|初[一二三四五六七八九十]|闰")


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a cell. `fault`: the problem's code, then nothing else counts. `doubt`: a problem's code or
    None."""

    year: int = 0
    month: int | None = None
    day: int | None = None
    doubt: str | None = None
    fault: str | None = None


def _fault(code: str) -> Reading:
    return Reading(fault=code)


def _checked(year: str, month: str | None, day: str | None, doubt: str | None = None) -> Reading:
    """Numbers in either writing as a reading, refused when no calendar has them."""
    numbers = [int(part) if part.isdecimal() else chinese(part) for part in (year, month or "", day or "") if part]
    if any(number is None for number in numbers):
        return _fault("DOMAIN_DATE_WRITING")
    if any(number == 0 for number in numbers[1:]):
        return _fault("DOMAIN_DATE_IMPOSSIBLE")
    full, *rest = [number for number in numbers if number is not None]
    if len(year) == 2:
        full += 2000 if full < _PIVOT else 1900
        doubt = doubt or "DOMAIN_DATE_CENTURY"
    if not EARLIEST_YEAR <= full <= LATEST_YEAR:
        return _fault("DOMAIN_DATE_YEAR")
    try:
        date(full, rest[0] if rest else 1, rest[1] if len(rest) > 1 else 1)
    except ValueError:
        return _fault("DOMAIN_DATE_IMPOSSIBLE")
    return Reading(full, rest[0] if rest else None, rest[1] if len(rest) > 1 else None, doubt)


def _serial(days: float, doubt: str | None = None) -> Reading:
    day = _EXCEL_ZERO + timedelta(days=int(days))
    return Reading(day.year, day.month, day.day, doubt)


def _number(raw: int | float, text: str) -> Reading:
    if raw in _SERIALS or isinstance(raw, float) and 20000 <= raw <= 60000:
        return _serial(raw)
    if isinstance(raw, float) and not raw.is_integer() and EARLIEST_YEAR <= raw <= LATEST_YEAR:
        reading = _text(text)
        # The cell 1990.10 is the number 1990.1: January and October look the same.
        return Reading(reading.year, reading.month, None, "DOMAIN_DATE_NUMBER") if text.endswith(".1") else reading
    return _text(text)


def _text(text: str) -> Reading:
    if match := _SEPARATED.fullmatch(text):
        return _checked(*match.groups())
    if match := _EIGHT.fullmatch(text):
        return _checked(*match.groups())
    if match := _SIX.fullmatch(text):
        if EARLIEST_YEAR <= int(match.group(1)) <= LATEST_YEAR and 1 <= int(match.group(2)) <= 12:
            return _checked(match.group(1), match.group(2), None)
        short = _SHORT_SIX.fullmatch(text)
        return _checked(*short.groups()) if short else _fault("DOMAIN_DATE_WRITING")
    if match := _HAN_DATE.fullmatch(text.replace(" ", "")):
        return _checked(*match.groups())
    if match := _DAY_FIRST.fullmatch(text):
        return _day_first(int(match.group(1)), int(match.group(2)), match.group(3))
    if re.fullmatch(r"\d{4}年?", text):
        return _checked(text[:4], None, None)
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:
        return _serial(int(text), "DOMAIN_DATE_SERIAL")
    return _fault("DOMAIN_DATE_WRITING")


def _day_first(first: int, second: int, year: str) -> Reading:
    """31/12/1990 and 12/31/1990 are clear, 1/2/1990 is not."""
    if first == second or second > 12:
        return _checked(year, str(first), str(second))
    return _checked(year, str(second), str(first)) if first > 12 else _fault("DOMAIN_DATE_ORDER")


def read_day(raw: Raw, text: str) -> Reading:
    """What day (or month, or year) a cell names; `text` is its cleaned text."""
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        known = EARLIEST_YEAR <= day.year <= LATEST_YEAR
        return Reading(day.year, day.month, day.day) if known else _fault("DOMAIN_DATE_YEAR")
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _number(raw, text)
    text = _AFTER.sub("", _TAIL.sub("", text)).replace("元月", "1月").strip()
    if _REPUBLIC.search(text):
        return _fault("DOMAIN_DATE_REPUBLIC")
    if _LUNAR.search(text):
        return _fault("DOMAIN_DATE_LUNAR")
    if text in _OPEN:
        return _fault("DOMAIN_DATE_OPEN")
    reading = _text(re.sub(r"[—–―－]", "-", text))
    if reading.fault == "DOMAIN_DATE_WRITING" and _SPAN.search(text):
        return _fault("DOMAIN_DATE_SPAN")
    return reading
