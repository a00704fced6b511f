"""Dates, months, years, times of day. In: a cell. Out: a `date` (a month is its first day), a year, or HH:MM.

Written as the form wants it: "yyyy-mm-dd", "yyyy年m月d日", "yyyy.mm", "yyyymmdd" … Refuses: what `days` refuses; a
date of which only the year stands there. A missing day becomes the first of the month, with a warning.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from yibiao.flow.standard.domains.days import Reading, read_day
from yibiao.flow.standard.domains.shape import Domain, Given, Json, Parsed, Scalar, Shown

_TOKENS = re.compile(r"yyyy|yy|mm|m|dd|d", re.I)
_TIME = re.compile(r"(上午|下午|晚上|凌晨|中午)?(\d{1,2})(?:[:时点](\d{1,2})?)分?(?::\d{1,2})?(?:秒)?")
_PATTERN = re.compile(r"(yyyy|yy)(?:[-./年]?m{1,2}(?:[-./月]?(?:d{1,2})?日?)?月?)?年?", re.I)


def written(day: date, pattern: str) -> str:
    """`day` in a pattern of yyyy, yy, mm, m, dd, d."""
    parts = {
        "yyyy": f"{day.year:04d}",
        "yy": f"{day.year % 100:02d}",
        "mm": f"{day.month:02d}",
        "m": str(day.month),
        "dd": f"{day.day:02d}",
        "d": str(day.day),
    }
    return _TOKENS.sub(lambda match: parts[match.group().lower()], pattern)


def is_pattern(output: str | None) -> bool:
    """Whether an output is a date pattern."""
    return output is not None and _PATTERN.fullmatch(output) is not None


def _from_iso(spec: str, kept: Json) -> date:
    if not isinstance(kept, str):
        raise ValueError(f"{spec} keeps ISO text, not {type(kept).__name__}")
    return date.fromisoformat(kept)


class Date(Domain):
    """A day of the Gregorian calendar (GB/T 7408)."""

    def read(self, given: Given) -> Parsed:
        reading = read_day(given.raw, given.text)
        if reading.fault:
            return given.refuse(reading.fault, value=given.text)
        if reading.month is None:
            return given.refuse("DOMAIN_DATE_ONLY_YEAR", value=given.text)
        day = date(reading.year, reading.month, reading.day or 1)
        if reading.doubt:
            return given.doubt(day, reading.doubt, value=given.text, read=day.isoformat())
        if reading.day is None:
            return given.warn(day, "DOMAIN_DATE_NO_DAY", value=given.text, read=day.isoformat())
        return Parsed(day)

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        if not isinstance(value, date):
            return str(value)
        return written(value, output) if output and is_pattern(output) else value

    def mask(self, value: Scalar) -> str:
        return f"{value.year}-**-**" if isinstance(value, date) else "***"

    def to_json(self, value: Scalar) -> Json:
        if not isinstance(value, date):
            raise ValueError(f"{self.spec} keeps dates")
        return value.isoformat()

    def from_json(self, kept: Json) -> Scalar:
        return _from_iso(self.spec, kept)

    def fits(self, text: str) -> bool:
        return self.parse(text).value is not None

    @property
    def duckdb_type(self) -> str:
        return "DATE"


class Month(Date):
    """A month, kept as its first day, written yyyy-mm."""

    def read(self, given: Given) -> Parsed:
        reading = read_day(given.raw, given.text)
        if reading.fault:
            return given.refuse(reading.fault, value=given.text)
        if reading.month is None:
            return given.refuse("DOMAIN_DATE_ONLY_YEAR", value=given.text)
        day = date(reading.year, reading.month, 1)
        if reading.doubt:
            return given.doubt(day, reading.doubt, value=given.text, read=written(day, "yyyy-mm"))
        return Parsed(day)

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        if not isinstance(value, date):
            return str(value)
        return written(value, output if output and is_pattern(output) else "yyyy-mm")


class Year(Domain):
    """A year of the Gregorian calendar."""

    def read(self, given: Given) -> Parsed:
        text = re.sub(r"[年度级届\s]+$", "", given.text)
        whole = re.fullmatch(r"\d{4}", text) is not None
        reading = read_day(text, text) if whole or not isinstance(given.raw, int) else Reading(fault="DOMAIN_DATE_YEAR")
        if reading.fault == "DOMAIN_DATE_WRITING":
            reading = read_day(f"{text}年", f"{text}年")
        if reading.fault:
            return given.refuse(reading.fault, value=given.text)
        if reading.doubt:
            return given.doubt(reading.year, reading.doubt, value=given.text, read=str(reading.year))
        return Parsed(reading.year)

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        return int(value) if isinstance(value, int) else str(value)

    def to_json(self, value: Scalar) -> Json:
        if not isinstance(value, int):
            raise ValueError(f"{self.spec} keeps years")
        return value

    def from_json(self, kept: Json) -> Scalar:
        if not isinstance(kept, int) or isinstance(kept, bool):
            raise ValueError(f"{self.spec} keeps whole numbers")
        return kept

    @property
    def duckdb_type(self) -> str:
        return "BIGINT"


class Time(Domain):
    """A time of day, HH:MM; of a date with a time only the time."""

    def read(self, given: Given) -> Parsed:
        raw = given.raw
        if isinstance(raw, time | datetime):
            return Parsed(f"{raw.hour:02d}:{raw.minute:02d}")
        if isinstance(raw, float) and 0 <= raw < 1:
            minutes = round(raw * 1440) % 1440
            return Parsed(f"{minutes // 60:02d}:{minutes % 60:02d}")
        match = _TIME.fullmatch(re.sub(r"^\d{4}\S+\s+", "", given.text).replace(" ", ""))
        if match is None:
            return given.refuse("DOMAIN_TIME_WRITING", value=given.text)
        part, hour, minute = match.group(1), int(match.group(2)), int(match.group(3) or 0)
        if part in ("下午", "晚上") and hour < 12:
            hour += 12
        if hour > 23 or minute > 59:
            return given.refuse("DOMAIN_TIME_WRITING", value=given.text)
        return Parsed(f"{hour:02d}:{minute:02d}")
