"""The clock, always an argument. In: nothing or a fixed moment. Out: aware UTC moments and the day in China.

Refuses: naive datetimes. Ages and "today" are those of China Standard Time (UTC+8, no daylight saving since 1991).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that always shows `moment`; a naive moment is a `ValueError`."""
    if moment.tzinfo is None:
        raise ValueError("a clock shows aware moments only")
    return lambda: moment


def today(clock: Clock) -> date:
    """The day that `clock` shows in China."""
    return clock().astimezone(CHINA).date()


def age_on(birth: date, day: date) -> int:
    """Full years (周岁) on `day`; one is a year older on the birthday itself (29 February counts from 1 March)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
