"""Ways to reach somebody: phones, e-mail, and number plates. In: a cell. Out: one number, one address, one plate.

A mobile is eleven digits, a landline area code - number (- extension). Several numbers in a cell give the first,
with doubt; a number among words gives the number, with doubt. Refuses: what holds no such thing.
"""

from __future__ import annotations

import re

from yibiao.flow.standard.domains.shape import Domain, Given, Parsed, Scalar

_COUNTRY = re.compile(r"^(?:(?:\+|00)?86[-\s]?(?=1[3-9]\d|0?[1-9]\d{1,2}[-\s]?\d{7})|\+86)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(
    r"\(?(0(?:10|2\d|[3-9]\d{2}))\)?[-\s]?([2-9]\d{6,7})(?:(?:[-\s转]|ext\.?|分机)+(\d{1,6}))?", re.I
)
_LOCAL = re.compile(r"([2-9]\d{6,7})(?:(?:[-\s转]|ext\.?|分机)+(\d{1,6}))?", re.I)
_SERVICE = re.compile(r"([48]00)[-\s]?(\d{3})[-\s]?(\d{4})")
_FOREIGN = re.compile(r"(?:\+|00)[1-9][\d\s-]{6,17}")
_BETWEEN = re.compile(r"[、,;/|\\]|\s{1,}|或|和")
_FOUND = re.compile(r"(?<!\d)1[3-9]\d(?:[-\s]?\d{4}){2}(?!\d)")
_MASKED = re.compile(r"\d[xX×●]{3,}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PLATE = re.compile(
    r"[\u4e00-\u9fff][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳领使超临])|[\u4e00-\u9fff]{2}[A-HJ-NP-Z0-9]{5}"
)


def _one(text: str) -> str | None:
    """One number in our writing, or None. `text` holds nothing else."""
    bare = re.sub(r"[\s-]", "", _COUNTRY.sub("", text, count=1))
    if _MOBILE.fullmatch(bare):
        return bare
    if _MOBILE.fullmatch(bare[1:]) and bare[0] == "0":
        return bare[1:]
    if match := _SERVICE.fullmatch(text):
        return "-".join(match.groups())
    for number in (text, _COUNTRY.sub("0", text, count=1)):
        if match := _LANDLINE.fullmatch(number):
            return "-".join(part for part in match.groups() if part)
    if match := _LOCAL.fullmatch(text):
        return "-".join(part for part in match.groups() if part)
    return None


class Phone(Domain):
    """Mobile, landline, service number. Written 13812345678, 0571-87654321-8001, 400-123-4567."""

    def read(self, given: Given) -> Parsed:
        text = re.sub(r"[—–―_]+", "-", given.text).strip("-:;,、. ")
        one = _one(text)
        if one is not None:
            return Parsed(one)
        if _FOREIGN.fullmatch(text):
            return given.doubt("+" + re.sub(r"^(\+|00)|[\s-]", "", text), "DOMAIN_PHONE_FOREIGN")
        parts = [number for part in _BETWEEN.split(text) if part and (number := _one(part)) is not None]
        found = parts or [re.sub(r"[-\s]", "", number) for number in _FOUND.findall(text)]
        if found:
            return given.doubt(
                found[0], "DOMAIN_PHONE_SEVERAL" if len(found) > 1 else "DOMAIN_PHONE_AMONG", count=len(found)
            )
        digits = re.sub(r"\D", "", text)
        return given.refuse("DOMAIN_PHONE_WRITING", length=len(digits))

    def mask(self, value: Scalar) -> str:
        text = str(value)
        if _MOBILE.fullmatch(text):
            return f"{text[:3]}****{text[7:]}"
        parts = text.split("-")
        if len(parts) == 1:
            return "*" * max(4, len(text) - 4) + text[-4:] if len(text) > 6 else "*" * len(text)
        at = 1 if parts[0][:1] == "0" else len(parts) - 1
        if len(parts[0]) >= 7:
            at = 0
        number = parts[at]
        hidden = "*" * max(3, len(number) - 4) + (number[-4:] if len(number) >= 7 else "")
        head = parts[0] + "-" if at == 1 else ""
        return head + hidden

    def hidden(self, text: str) -> bool:
        return "*" in text or _MASKED.search(text) is not None

    def fits(self, text: str) -> bool:
        parsed = self.parse(text)
        return parsed.value is not None or any(problem.code == "DOMAIN_MASKED" for problem in parsed.problems)


class Email(Domain):
    """RFC 5322's everyday part; the host in lower case."""

    def read(self, given: Given) -> Parsed:
        text = given.tight
        if not _EMAIL.fullmatch(text):
            return given.refuse("DOMAIN_EMAIL_WRITING")
        name, _, host = text.partition("@")
        return Parsed(f"{name}@{host.lower()}")

    def mask(self, value: Scalar) -> str:
        name, _, host = str(value).partition("@")
        return f"{name[:1]}***@{host}" if len(name) > 1 else f"***@{host}"


class Plate(Domain):
    """Number plates (GA 36): any province character, so that no place stands in source."""

    def read(self, given: Given) -> Parsed:
        text = re.sub(r"[\s·.•\-_]", "", given.text).upper()
        if not _PLATE.fullmatch(text):
            return given.refuse("DOMAIN_PLATE_WRITING")
        return Parsed(text)

    def mask(self, value: Scalar) -> str:
        text = str(value)
        return f"{text[:2]}***{text[-2:]}"
