"""What a value is in a cell. In: a value, the look of its cell. Out: the look that shows it, the cell's type, its text.

Texts are inline strings, never formulas (CWE-1236): what begins like one is kept as text when somebody edits the cell
by hand. Numbers of more digits than a double holds are texts, as identity and bank numbers are. Refuses: nothing.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from yibiao.flow.filling.ooxml.styles import Styles
from yibiao.flow.filling.plan import Value

LONGEST_TEXT = 32_767
LONG_DIGITS = 11
EXACT_DIGITS = 15
FORMULA_SIGNS = ("=", "+", "-", "@")
INLINE = "inlineStr"
_ISO_DATE = "yyyy\\-mm\\-dd"
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def epoch_of(from_1904: bool) -> datetime:
    """The day from which the workbook counts."""
    return CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900


def fitting(styles: Styles, look: int, value: Value, wanted: str | None, *, percent: bool = False) -> Value:
    """The value as the cell's own format can show it: a percentage as a fraction, a date in a text cell as text."""
    if percent and isinstance(value, int | Decimal) and "%" in styles.number_format(look):
        return Decimal(value) / 100
    if isinstance(value, date) and wanted is None and styles.number_format(look) == "@":
        return value.isoformat()
    return value


def look_for(styles: Styles, look: int, value: Value, wanted: str | None) -> int:
    """The look that shows the value: `wanted` where the form asks for a format, else the cell's own where that does."""
    if wanted is not None:
        return styles.with_format(look, wanted)
    if isinstance(value, date):
        return look if styles.shows_dates(look) else styles.with_format(look, _ISO_DATE)
    if isinstance(value, str) and value:
        if value.startswith(FORMULA_SIGNS):
            return styles.with_format(look, "@", quoted=True)
        if is_long(value) and styles.number_format(look) != "@":
            return styles.with_format(look, "@")
    return look


def is_long(text: str) -> bool:
    """Whether a text is a number of many digits, its last sign aside: Excel would round it when somebody edits it."""
    return len(text) >= LONG_DIGITS and text[:-1].isdigit() and text[:-1].isascii()


def typed(value: str | int | Decimal | date | bool, epoch: datetime) -> tuple[str, str]:
    """(the cell's type as the file says it, its text)."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, date):
        return "", plain(Decimal(str(to_excel(value, epoch))))  # type: ignore[no-untyped-call]
    if isinstance(value, str):
        return INLINE, clean(value)
    text = plain(Decimal(value))
    return (INLINE if len(text.lstrip("-").replace(".", "")) > EXACT_DIGITS else ""), text


def plain(number: Decimal) -> str:
    """No exponent, no trailing zeros: 1E+3 → 1000."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def clean(text: str) -> str:
    """Text as XML may hold it: no control characters, escapes escaped, within Excel's limit."""
    return _ESCAPE.sub("_x005F_", _ILLEGAL.sub("", text))[:LONGEST_TEXT]


def keeps_space(text: str) -> bool:
    """Whether a reader would lose blanks of the text, were it not told to keep them."""
    return text != text.strip() or "\n" in text
