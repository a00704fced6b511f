"""Citizen identity numbers 公民身份号码 (GB 11643—1999). In: a cell. Out: 18 characters with a right check
character.

Fifteen-digit numbers of the first generation are upgraded to eighteen (GB 11643—1999: 19 before the year, check
character behind) and said so. Refuses: a wrong length, an impossible birth date, a wrong check character (ISO 7064
MOD 11-2), a number whose last digits Excel has lost.
"""

from __future__ import annotations

import re
from datetime import date
from operator import mul

from yibiao.flow.standard.domains.shape import Domain, Given, Parsed, Scalar, cell_text

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS = "10X98765432"
_WRITING = re.compile(r"[-\s_,.'’‘\"“”·]+")
_EIGHTEEN = re.compile(r"[1-9]\d{16}[0-9X]")
_FIFTEEN = re.compile(r"[1-9]\d{14}")
_AMONG = re.compile(r"(?<!\d)[1-9]\d{16}[0-9X](?!\d)")
_LOST = re.compile(r"\d(\.\d+)?E\+?\d{2}", re.IGNORECASE)
_MASKED = re.compile(r"[xX×●]{2,}")
_SHAPE = re.compile(
    r"[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d{4}[\dXx]|[1-9]\d{5}\d{2}(0[1-9]|1[0-2])[0-3]\d{4}|[1-9]\d{2,13}[*xX×●]{2,}\w{0,4}"
)
EARLIEST_YEAR = 1880


def check_character(first17: str) -> str:
    """The check character of 17 digits, ISO 7064 MOD 11-2."""
    return _CHECKS[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def upgraded(fifteen: str) -> str:
    """The eighteen-character number of a fifteen-digit one."""
    first17 = f"{fifteen[:6]}19{fifteen[6:]}"
    return first17 + check_character(first17)


def birth_date(value: str) -> date | None:
    """The date of birth inside an 18-character number; None when there is no such day."""
    try:
        return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return None


def sex(value: str) -> str:
    """The sex inside an 18-character number as GB/T 2261.1: "1" male (odd 17th digit), "2" female."""
    return "1" if int(value[16]) % 2 else "2"


def plausible(birth: date, day: date) -> bool:
    """Whether somebody born on `birth` can be alive on `day`: not born later, not older than 125 years."""
    return birth <= day and day.year - birth.year <= 125


def is_citizen_id(value: str) -> bool:
    """Whether `value` is a right 18-character number in our writing."""
    if _EIGHTEEN.fullmatch(value) is None:
        return False
    born = birth_date(value)
    return born is not None and born.year >= EARLIEST_YEAR and check_character(value[:17]) == value[17]


def _lost(given: Given) -> bool:
    """Whether Excel has kept 15 digits only; a whole number that still checks and does not end in 000 is whole."""
    raw = given.raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw >= 10**15 and (raw % 1000 == 0 or not is_citizen_id(str(raw)))
    return isinstance(raw, float) and abs(raw) >= 1e15 or _LOST.fullmatch(given.tight) is not None


class CitizenId(Domain):
    """GB 11643—1999."""

    def read(self, given: Given) -> Parsed:
        if _lost(given):
            return given.refuse("DOMAIN_DIGITS_LOST")
        text = _WRITING.sub("", given.text).upper().replace("×", "X")
        if _FIFTEEN.fullmatch(text):
            value = upgraded(text)
            if birth_date(value) is None:
                return given.refuse("DOMAIN_ID_BIRTH")
            return given.warn(value, "DOMAIN_ID_FIFTEEN")
        if not _EIGHTEEN.fullmatch(text):
            found = [number for number in _AMONG.findall(given.text.upper()) if is_citizen_id(number)]
            if len(set(found)) == 1:
                return given.doubt(found[0], "DOMAIN_ID_AMONG")
            return given.refuse("DOMAIN_ID_LENGTH", length=len(text))
        born = birth_date(text)
        if born is None or born.year < EARLIEST_YEAR:
            return given.refuse("DOMAIN_ID_BIRTH")
        if check_character(text[:17]) != text[17]:
            return given.refuse("DOMAIN_ID_CHECK")
        return Parsed(text)

    def mask(self, value: Scalar) -> str:
        text = str(value)
        return f"{text[:4]}{'*' * 10}{text[-4:]}" if len(text) == 18 else "*" * 18

    def hidden(self, text: str) -> bool:
        return "*" in text or _MASKED.search(text) is not None

    def fits(self, text: str) -> bool:
        """By shape alone: samples in forms are often masked, or made up without a right check character."""
        return _SHAPE.fullmatch(_WRITING.sub("", cell_text(text))) is not None
