"""Excel's serial days as dates and times. In: a number, its format, the date system. Out: date, datetime, time or None.

Refuses: numbers outside 0..2958465 (9999-12-31) and formats that show no date: these stay numbers. Formats: ECMA-376
part 1, 18.8.30; built-in ids 27–36 and 50–58 are dates in Chinese Excel.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-m-d"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "h:mm:ss"),
    22: "yyyy-m-d h:mm",
    46: "[h]:mm:ss",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    49: "@",
}
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_LAST = 2_958_466


def kind_of_format(number_format: str | None) -> str | None:
    """Either "date", "datetime", "time", "duration" or None, by the first section of a number format."""
    if not number_format or number_format in ("General", "@"):
        return None
    bare = _QUIET.sub("", number_format.partition(";")[0]).lower().replace("am/pm", "").replace("a/p", "")
    if re.search(r"\[(h+|m+|s+)\]", bare):
        return "duration"
    if any(mark in bare for mark in "0#?"):
        bare = re.sub(r"s\.0+", "s", bare)
        if any(mark in bare for mark in "0#?"):
            return None
    day = "d" in bare or "y" in bare or ("m" in bare and not any(mark in bare for mark in "hs"))
    clock = any(mark in bare for mark in "hs")
    if day:
        return "datetime" if clock else "date"
    return "time" if clock else None


def from_serial(serial: float, kind: str, from_1904: bool = False) -> date | datetime | time | None:
    """The moment that a serial number shows; None where it shows none. Day 60 of 1900 (29 February) does not exist."""
    if not 0 <= serial < _LAST or kind == "duration":
        return None
    whole, part = divmod(serial, 1)
    seconds = round(part * 86_400)
    if whole == 0 and kind != "date" and not from_1904:
        return (datetime.min + timedelta(seconds=min(seconds, 86_399))).time()
    if whole == 0 and not from_1904:
        return None
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31) if whole < 60 else date(1899, 12, 30)
    try:
        moment = datetime.combine(first, time()) + timedelta(days=whole, seconds=seconds)
    except OverflowError:
        return None
    return moment.date() if kind == "date" and seconds == 0 else moment
