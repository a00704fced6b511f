"""Addresses taken apart. In: an address as written. Out: its parts and the keys by which two addresses are compared.

Road, number, estate, building, unit and room are read by their own words (路 号 小区 幢 单元 室), full or half
width, with Chinese numerals, and in the short form 3-1-502. Areas above the road stay in `area` and take no part in
a key: one row names them and the next does not. Refuses: nothing; what cannot be read has empty parts and no key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from yibiao.base.text import clean
from yibiao.flow.standard import load

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百]+(?=[号幢栋座楼单室组弄]|单元)")
_DASH = re.compile(r"[-－—–~～#﹣−]+")
_AREA = re.compile(
    r"([^\d路巷弄-]{1,9}?)(特别行政区|自治[区州县旗]|街道办事处|街道|社区|居委会|村委会|省|地区|盟|市|[区县旗]|[镇乡])"
    r"(?=.)"
)
_NO_AREA = re.compile(r"(?:小|园|业|发|宅|校|厂|库|片|[一二三四五六七八九十])区$|花园|公寓|广场|大厦")
"""An estate's name ends like an area's, as 小区 and 园区 do."""
_ENDINGS = {"省": ("特别行政区", "自治区"), "市": ("自治州", "地区", "盟"), "区": ("自治县", "自治旗", "县", "旗"),
            "街": ("街道办事处", "街道", "镇", "乡"), "社": ("社区", "居委会", "村委会")}  # fmt: skip
_KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_ORDER = "省市区街社"
_ROAD = re.compile(r"([^\d]{1,10}?(?:大道|路|街|巷|胡同|弄))")
_NUMBER = re.compile(r"^(\d+(?:-\d+)?)(?:号|弄)")
_ESTATE = re.compile(r"^([^\d-]{2,14}?)(?=\d|$)")
_BUILDING = re.compile(r"(\d+|[a-z])(?:号楼|幢|栋|座|组(?!团)|号(?=.*单元|\d)|楼(?=.*单元|\d))")
_UNIT = re.compile(r"(\d+|[a-z])单元")
_ROOM = re.compile(r"(\d{3,5}-\d{1,2}|\d{1,5})(?:室|房|号房|号)?$")
_SHORT = re.compile(r"(\d+)-(?:(\d+)-)?(\d{3,5})(?:室)?$")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address in one writing; a part that is not said is empty."""

    area: str = ""
    road: str = ""
    number: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    within: tuple[tuple[str, str], ...] = ()
    """The areas that it names, the widest first: (one of 省市区街社, name without that ending)."""

    @property
    def place(self) -> str:
        """The estate, or the road with its number where no estate is named."""
        return self.estate or (self.road + self.number if self.number else "")

    @property
    def house(self) -> str:
        """Place and building; empty where the place is unknown."""
        return f"{self.place}|{self.building}" if self.place else ""

    @property
    def home(self) -> str:
        """What brings two writings of one dwelling together: place, building, room. Empty without a room. The unit is
        left out, because many leave it out; who decides on a dwelling also asks that two units do not differ."""
        return f"{self.place}|{self.building}|{self.room}" if self.place and self.room else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key under which another writing of this dwelling may stand: by its estate, by its road and number. A
        house that is no flat has its road and number alone."""
        at = self.road + self.number if self.road and self.number else ""
        if self.room:
            return tuple(f"{place}|{self.building}|{self.room}" for place in (self.estate, at) if place)
        return (f"{at}||",) if at and not self.building and not self.estate else ()

    def apart(self, other: Address) -> str:
        """In which of 省市区街社, road, estate, unit the two contradict each other, the widest; "" in none. What one of
        them does not say is no contradiction."""
        for kind in _ORDER:
            mine, theirs = ([name for each, name in one.within if each == kind] for one in (self, other))
            few, many = sorted((mine, theirs), key=len)
            if not all(any(one.endswith(two) or two.endswith(one) for two in many) for one in few):
                return kind
        ours, its = ((one.road + one.number, one.estate, one.unit) for one in (self, other))
        told = zip(("road", "estate", "unit"), ours, its, strict=True)
        return next((part for part, one, two in told if one and two and one != two), "")


def _number(han: str) -> str:
    """三十二 → 32; a row of digits such as 二〇一 is read digit by digit."""
    if "十" not in han and "百" not in han:
        return "".join(str(_DIGITS[one]) for one in han)
    total, digit = 0, 0
    for one in han:
        if one in "十百":
            total += (digit or 1) * (10 if one == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[one]
    return str(total + digit)


@lru_cache(maxsize=200_000)
def parse_address(text: str) -> Address:
    """The parts of one address. About 10 µs the first time, nothing the next: households share theirs."""
    rest = _DASH.sub("-", clean(text).lower().replace(" ", ""))
    rest = _HAN.sub(lambda found: _number(found.group()), rest)
    within, area = _areas(rest)
    rest = rest[len(area) :]
    road = number = ""
    on = _ROAD.match(rest)
    if on is not None:
        road, rest = on.group(1), rest[on.end() :]
        at = _NUMBER.match(rest)
        if at is not None and not rest[at.end() :].startswith("楼"):
            number, rest = at.group(1), rest[at.end() :]
    named = _ESTATE.match(rest)
    estate = named.group(1) if named is not None else ""
    rest = rest[len(estate) :]
    return Address(area, road, number, estate, *_inside(rest), within)


@cache
def _provinces() -> tuple[str, ...]:
    """Short names of provinces, from the standard: many write them without their ending."""
    entries = load().code_lists["GB/T 2260"].codes
    return tuple(sorted((alias for entry in entries for alias in entry.aliases), key=len, reverse=True))


def _areas(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The areas at the beginning of an address, and how they are written. They follow one another from wide to narrow;
    some are said twice."""
    found: list[tuple[str, str]] = []
    at = 0
    short = next(
        (name for name in _provinces() if text.startswith(name) and text[len(name) :][:1] not in "省市路街"), ""
    )
    if short and _AREA.match(text, len(short)):
        found, at = [("省", short)], len(short)
    while (unit := _AREA.match(text, at)) is not None and not _NO_AREA.search(unit.group()):
        kind = _KINDS.get(unit.group(2), unit.group(2))
        if found and _ORDER.index(kind) < _ORDER.index(found[-1][0]) and (kind, unit.group(1)) not in found:
            break
        found.append((kind, unit.group(1)))
        at = unit.end()
    return tuple(found), text[:at]


def _inside(rest: str) -> tuple[str, str, str]:
    """Building, unit and room of what stands behind the place."""
    short = _SHORT.search(rest)
    building = _BUILDING.search(rest[: short.start()] if short else rest)
    if short is not None:
        if building is None:
            return short.group(1), short.group(2) or "", short.group(3)
        return building.group(1), short.group(1), short.group(3)
    unit, room = _UNIT.search(rest), _ROOM.search(rest)
    return tuple(found.group(1) if found else "" for found in (building, unit, room))  # type: ignore[return-value]


def renewed(text: str, renamed: Mapping[str, str]) -> str:
    """`text` with old names of roads and areas replaced by new ones, the longest old name first."""
    for old in sorted(renamed, key=len, reverse=True):
        text = text.replace(old, renamed[old])
    return text
