"""Numbers on certificates: credit codes, disability certificates, bank accounts. In: a cell. Out: the bare number.

Credit codes 统一社会信用代码 follow GB 32100—2015 (check character MOD 31). A disability certificate (二代残疾人证)
is the citizen's number, the kind (1–7), the grade (1–4), and B with a count for a replacement.
Refuses: wrong lengths, wrong check characters, numbers whose digits Excel has lost. Luhn is only a doubt for
accounts.
"""

from __future__ import annotations

import re

from yibiao.flow.standard.domains.citizen_id import is_citizen_id
from yibiao.flow.standard.domains.shape import Domain, Given, Parsed, Scalar

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(rf"[{_ALPHABET}]{{2}}\d{{6}}[{_ALPHABET}]{{10}}")
_MISREAD = str.maketrans("OIZS", "0125")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_WRITING = re.compile(r"[-\s_,.'’‘\"“”:]+")
_ACCOUNT = re.compile(r"\d{8,32}")
_DISABILITY = re.compile(r"(\d{17}[0-9X])([1-7])([1-4])(B\d?)?")


def _lost(given: Given) -> bool:
    number = isinstance(given.raw, int | float) and not isinstance(given.raw, bool)
    return number and abs(given.raw) >= 1e15 or re.fullmatch(r"\d(\.\d+)?E\+?\d{2}", given.tight, re.I) is not None  # type: ignore[arg-type]


def credit_check_character(first17: str) -> str:
    """The check character of 17 characters, GB 32100—2015: weights 3^i mod 31."""
    total = sum(_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first17))
    return _ALPHABET[-total % 31]


def is_credit_code(value: str) -> bool:
    """Whether `value` is a right credit code in our writing."""
    return _CREDIT.fullmatch(value) is not None and credit_check_character(value[:17]) == value[17]


def luhn_digit(digits: str) -> str:
    """The check digit that belongs behind `digits` (ISO/IEC 7812-1)."""
    odd = sum(_DOUBLED[int(digit)] for digit in digits[::-2])
    return str(-(odd + sum(map(int, digits[-2::-2]))) % 10)


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it."""
    return luhn_digit(digits[:-1]) == digits[-1]


class CreditCode(Domain):
    """GB 32100—2015."""

    def read(self, given: Given) -> Parsed:
        if _lost(given):
            return given.refuse("DOMAIN_DIGITS_LOST")
        text = _WRITING.sub("", given.text).upper()
        if len(text) != 18:
            old = re.fullmatch(r"\d{15}|[0-9A-Z]{9}", text) is not None
            return given.refuse("DOMAIN_CREDIT_OLD" if old else "DOMAIN_CREDIT_LENGTH", length=len(text))
        if is_credit_code(text):
            return Parsed(text)
        repaired = text.translate(_MISREAD)
        if repaired != text and is_credit_code(repaired):
            return given.doubt(repaired, "DOMAIN_CREDIT_MISREAD")
        return given.refuse("DOMAIN_CREDIT_CHECK")

    def mask(self, value: Scalar) -> str:
        text = str(value)
        return f"{text[:4]}{'*' * 10}{text[-4:]}" if len(text) == 18 else "*" * 18


class BankAccount(Domain):
    """Bank cards (ISO/IEC 7812, 16–19 digits) and accounts (8–32 digits)."""

    def read(self, given: Given) -> Parsed:
        if _lost(given):
            return given.refuse("DOMAIN_DIGITS_LOST")
        text = _WRITING.sub("", given.text)
        if not _ACCOUNT.fullmatch(text):
            return given.refuse("DOMAIN_ACCOUNT_WRITING")
        if 16 <= len(text) <= 19 and text[0] in "3456" and not luhn(text):
            return given.doubt(text, "DOMAIN_ACCOUNT_LUHN")
        return Parsed(text)

    def mask(self, value: Scalar) -> str:
        return f"**** **** {str(value)[-4:]}"

    def fits(self, text: str) -> bool:
        bare = _WRITING.sub("", text)
        return 12 <= len(bare) <= 22 and super().fits(text) and not is_citizen_id(bare)


class DisabilityCertificate(Domain):
    """二代残疾人证号: 20 digits (GB/T 26341 kinds and grades), or more for a replacement."""

    def read(self, given: Given) -> Parsed:
        if _lost(given):
            return given.refuse("DOMAIN_DIGITS_LOST")
        text = _WRITING.sub("", given.text).upper()
        match = _DISABILITY.fullmatch(text)
        if match is None:
            return given.refuse("DOMAIN_DISABILITY_WRITING", length=len(text))
        if not is_citizen_id(match.group(1)):
            return given.refuse("DOMAIN_DISABILITY_ID")
        return Parsed(text)

    def mask(self, value: Scalar) -> str:
        text = str(value)
        return f"{text[:4]}{'*' * 10}{text[14:18]}**" if len(text) >= 20 else "*" * 20


def disability_id_number(value: str) -> str:
    """The citizen's number inside a certificate number."""
    return value[:18]


def disability_kind(value: str) -> str:
    """The kind inside a certificate number: 1 visual .. 7 multiple (GB/T 26341)."""
    return value[18]


def disability_grade(value: str) -> str:
    """The grade inside a certificate number: 1 (gravest) .. 4."""
    return value[19]
