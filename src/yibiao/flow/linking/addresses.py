"""Addresses taken apart. In: an address as written. Out: its parts and the keys by which two addresses are compared.

Road, number, estate, building, unit and room are read by their own words (路 号 小区 幢 单元 室), full or half
width, with Chinese numerals, and in the short form 3-1-502. Areas above the road stay in `area` and take no part in
a key: one row names them and the next does not. Refuses: nothing; what cannot be read has empty parts and no key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from yibiao.base.text import clean

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百]+(?=[号幢栋座楼单室组弄]|单元)")
_DASH = re.compile(r"[-－—–~～#﹣−]+")
_AREA = re.compile(r"^.*?(?:社区|居委会|[街镇乡](?:道|(?![路巷弄\d]))|村委会)(?=.)")
_WIDE = re.compile(r"^(?:[^\d路街巷道]{2,8}?(?:省|自治区|市|区|县|旗))+(?=.)")
_ROAD = re.compile(r"([^\d]{1,10}?(?:大道|路|街|巷|胡同|弄))")
_NUMBER = re.compile(r"^(\d+(?:-\d+)?)(?:号|弄)")
_ESTATE = re.compile(r"^([^\d-]{2,14}?)(?=\d|$)")
_BUILDING = re.compile(r"(\d+|[a-z])(?:号楼|幢|栋|座|组|号(?=.*单元|\d)|楼(?=.*单元|\d))")
_UNIT = re.compile(r"(\d+|[a-z])单元")
_ROOM = re.compile(r"(\d{1,5})(?:室|房|号房|号)?$")
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
    area = "".join(found.group() for found in [_WIDE.match(rest)] if found)
    rest = rest[len(area) :]
    below = _AREA.match(rest)
    if below is not None:
        area, rest = area + below.group(), rest[below.end() :]
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
    return Address(area, road, number, estate, *_inside(rest))


def _inside(rest: str) -> tuple[str, str, str]:
    """Building, unit and room of what stands behind the place."""
    short = _SHORT.search(rest)
    if short is not None:
        return short.group(1), short.group(2) or "", short.group(3)
    building, unit, room = _BUILDING.search(rest), _UNIT.search(rest), _ROOM.search(rest)
    return tuple(found.group(1) if found else "" for found in (building, unit, room))  # type: ignore[return-value]


def renewed(text: str, renamed: Mapping[str, str]) -> str:
    """`text` with old names of roads and areas replaced by new ones, the longest old name first."""
    for old in sorted(renamed, key=len, reverse=True):
        text = text.replace(old, renamed[old])
    return text
