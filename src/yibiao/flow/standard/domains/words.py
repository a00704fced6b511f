"""Words: names, free text, addresses, areas, file names, coordinates, references. In: a cell. Out: text in one
writing.

Refuses: names with digits in them, texts beyond 2,000 characters, coordinates off the earth. A reference keeps the
id of a record; a text in its place waits for linking. Masks: 张**, an address up to its road.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from yibiao.base.ids import is_id
from yibiao.flow.standard.domains.shape import Domain, Given, Parsed, Scalar

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff〇"
_HAN_NAME = re.compile(rf"[{_HAN}]{{1,6}}|[{_HAN}]+(·[{_HAN}]+)+")
_OTHER_NAME = re.compile(rf"[A-Za-z{_HAN}À-ÿ][A-Za-z{_HAN}À-ÿ'.·, -]{{0,59}}")
_DOTS = re.compile(rf"(?<=[{_HAN}])\s*[•・.·‧∙●]\s*(?=[{_HAN}])")
_NOTE = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_SEVERAL = re.compile(r"[、,;/|\n]")
_LONGEST = 2000
_NOT_PUNCTUATION = re.compile(r"[^，：；！？（）]+")
_NUMBERED = re.compile(r"[\da-zA-Z]|[一二三四五六七八九十百]+(?=[号幢栋座室组弄楼队])")
_ROADS = re.compile(r".*(?:大道|公路|路|街|巷|弄|胡同|道|村|社区|镇|乡|区)")
_COMMON_SAMPLE = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}][*某×xX]{{1,2}}[{_HAN}]?|[{_HAN}]{{2,8}}·[{_HAN}]{{2,8}}")
_POINT = re.compile(r"([EWNS]|东经|北纬)?:?\s*(-?\d{1,3}(?:\.\d+)?)\s*°?\s*([EWNS])?", re.I)


class Name(Domain):
    """A person's name: Han, Han with a middle dot, or Latin letters."""

    def read(self, given: Given) -> Parsed:
        text = _DOTS.sub("·", given.text)
        bare = _NOTE.sub("", text).strip()
        noted = bare != text
        if re.search(r"\d", bare) or len(bare) > 60:
            return given.refuse("DOMAIN_NAME_WRITING")
        first, several = bare, False
        if _SEVERAL.search(bare):
            first, several = _SEVERAL.split(bare)[0].strip(), True
        tight = re.sub(r"\s+", "", first)
        value = tight if _HAN_NAME.fullmatch(tight) else first
        if not (_HAN_NAME.fullmatch(value) or _OTHER_NAME.fullmatch(value)):
            return given.refuse("DOMAIN_NAME_WRITING")
        if several or noted:
            return given.doubt(value, "DOMAIN_NAME_SEVERAL" if several else "DOMAIN_NAME_NOTE")
        return Parsed(value)

    def mask(self, value: Scalar) -> str:
        text = str(value)
        return text[0] + "*" * min(len(text) - 1, 2) if len(text) > 1 else "*"

    def fits(self, text: str) -> bool:
        """Two to four Han characters that begin with a usual family name, or a name with a dot, or a masked one."""
        bare = re.sub(r"\s+", "", _DOTS.sub("·", _NOTE.sub("", text)))
        if _COMMON_SAMPLE.fullmatch(bare) is None:
            return False
        return "·" in bare or bare[:2] in _family_names() or (len(bare) <= 3 and bare[0] in _family_names())


@cache
def _family_names() -> frozenset[str]:
    text = (resources.files("yibiao.flow.standard.domains") / "data" / "family_names.txt").read_text("utf-8")
    return frozenset(text.split())


class Text(Domain):
    """Free text; white space and width in one writing."""

    def hidden(self, text: str) -> bool:
        return "***" in text

    def read(self, given: Given) -> Parsed:
        if len(given.text) > _LONGEST:
            return given.refuse("DOMAIN_TEXT_LONG", most=_LONGEST)
        return Parsed(_sentence(given.raw) if isinstance(given.raw, str) else given.text)


def _sentence(raw: str) -> str:
    """White space and width in one writing, but the Chinese punctuation as it was written."""
    normal = _NOT_PUNCTUATION.sub(lambda run: unicodedata.normalize("NFKC", run.group()), raw)
    return re.sub(r"[\s\u200b\ufeff]+", " ", normal).strip()


class File(Text):
    """The name of a file that the object store keeps."""


class Address(Domain):
    """An address; the white space inside Han text goes, brackets and dashes in one writing."""

    def read(self, given: Given) -> Parsed:
        if len(given.text) > _LONGEST:
            return given.refuse("DOMAIN_TEXT_LONG", most=_LONGEST)
        text = re.sub(rf"(?<=[{_HAN}\d])\s+(?=[{_HAN}\d])", "", given.text)
        return Parsed(re.sub(r"\s*[—–―~]+\s*", "-", text))

    def mask(self, value: Scalar) -> str:
        text = str(value)
        number = _NUMBERED.search(text)
        open_part = text[: number.start()] if number else text
        road = _ROADS.match(open_part)
        if road is not None:
            return f"{road.group()}***"
        return f"{open_part[: min(6, len(text) // 2)]}***"

    def fits(self, text: str) -> bool:
        return len(text) >= 4 and re.search(r"[省市区县镇乡村路街道巷弄号幢栋室组园苑]", text) is not None


class AreaText(Domain):
    """An area: its code (2–12 digits) or its name; which area that is, the directory knows."""

    def read(self, given: Given) -> Parsed:
        text = re.sub(r"\s+", "", given.text)
        if text.isdecimal() and not 2 <= len(text) <= 15 or len(text) > 200:
            return given.refuse("DOMAIN_AREA_WRITING", value=given.text[:40])
        return Parsed(text)

    def mask(self, value: Scalar) -> str:
        text = str(value)
        return text[:2] + "***"

    def fits(self, text: str) -> bool:
        return re.fullmatch(r"\d{6}|\d{9}|\d{12}|.*[省市区县镇乡村州盟旗]|.*(街道|社区|网格)", text) is not None


class Reference(Domain):
    """ref:register: the id of a record of that register."""

    def read(self, given: Given) -> Parsed:
        text = given.text.lower()
        return Parsed(text) if is_id(text) else given.refuse("DOMAIN_REFERENCE", register=self.spec.partition(":")[2])

    def fits(self, text: str) -> bool:
        return is_id(text)


class Coordinates(Domain):
    """A point, WGS 84 or GCJ-02 as the source says; kept "longitude,latitude" with six decimals."""

    def read(self, given: Given) -> Parsed:
        points = [match for match in _POINT.finditer(given.text) if match.group(2)]
        if len(points) != 2:
            return given.refuse("DOMAIN_COORDINATES")
        first, second = (float(match.group(2)) for match in points)
        marks = [(match.group(1) or match.group(3) or "").upper() for match in points]
        swapped = marks[0] in ("N", "S", "北纬") or (not marks[0] and abs(first) <= 60 < abs(second))
        longitude, latitude = (second, first) if swapped else (first, second)
        if abs(longitude) > 180 or abs(latitude) > 90:
            return given.refuse("DOMAIN_COORDINATES")
        return Parsed(f"{longitude:.6f},{latitude:.6f}")

    def mask(self, value: Scalar) -> str:
        longitude, _, latitude = str(value).partition(",")
        return f"{longitude.partition('.')[0]}.***,{latitude.partition('.')[0]}.***"
