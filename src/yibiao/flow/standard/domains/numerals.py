"""Chinese numerals. In: 三, 十二, 一百二十, 二〇二〇, 壹万贰仟, 1.2万. Out: a `Decimal`, or None. Refuses: mixed
nonsense (None).

Method: sections of 万 and 亿, inside a section digit times 十 百 千; a row of digits without powers is read digit
by digit.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {
    character: value
    for value, row in enumerate(
        ["〇零○Ｏ0", "一壹幺弌", "二贰两兩俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for character in row
}
_POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
_SECTIONS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_ARABIC = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([万千百亿]*)")
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def arabic(text: str) -> Decimal | None:
    """1,234.50, 1.2万, 3千万 as a number; None when it is none."""
    match = _ARABIC.fullmatch(text)
    if match is None or not (match.group(1) or match.group(3)):
        return None
    scales = match.group(4)
    digits = text[: len(text) - len(scales)] if scales else text
    try:
        number = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    for scale in scales:
        number *= _SCALES[scale]
    return number


def chinese(text: str) -> int | None:
    """三, 十二, 一百零三, 二〇二〇, 壹万贰仟 as a whole number; None when it is none."""
    for short, long in _TENS.items():
        text = text.replace(short, long)
    if not text or not all(c in _DIGITS or c in _POWERS or c in _SECTIONS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _sections(text)


def _sections(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _POWERS:
            section += (1 if digit is None else digit) * _POWERS[character]
            digit = None
        else:
            total = (total + section + (digit or 0)) * _SECTIONS[character]
            section, digit = 0, None
    return total + section + (digit or 0)


def number(text: str) -> Decimal | None:
    """Either writing; None when it is none."""
    plain = arabic(text)
    if plain is not None:
        return plain
    whole = chinese(text)
    return None if whole is None else Decimal(whole)
