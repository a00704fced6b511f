"""How old values are, set at a time. In: the standard, a day, the stamps of all records. Out: patterns of age.

A pattern says of every ageing element of a register whether a value that was last set or checked as these stamps say
would be fresh, nearly old, old, or of unknown age, as `rules.freshness` does for one value. Records written together
share one, so a district has few. Refuses: nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import TextField
from django.db.models.functions import Cast

from yibiao.flow.standard.model import Element, Standard
from yibiao.work.ledgers import rules
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.origins import Origins
from yibiao.work.ledgers.rules import ALL

AGES = ("fresh", "soon", "old", "undated")
SOON = timedelta(days=30)
"""A value that outlives its half-life within this time is nearly old."""
_AT_ONCE = 10_000
_Stamps = Mapping[str, int]


@dataclass
class Aged:
    """Records of one register by pattern. patterns: indexes of `AGES`, an element a byte, in the order of `ageing`;
    the first is that of most records, which are not named. of: id → number of the pattern, of all others."""

    patterns: list[bytes]
    of: dict[str, int] = field(default_factory=dict)


def ageing(standard: Standard, register: str) -> tuple[Element, ...]:
    """The elements of a register whose values grow old."""
    return tuple(one for one in standard.of_register(register) if one.half_life is not None and not one.derived)


def aged(standard: Standard, day: date) -> dict[str, Aged]:
    """Every register that has live records, and how old their values are on this day."""
    rows = Record.objects.filter(ended="").annotate(
        said=Cast("stamps", TextField()), checked=Cast("checks", TextField())
    )
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for register, said, checked, record in rows.values_list("register", "said", "checked", "id").iterator(_AT_ONCE):
        alike[register, said, checked].append(record)
    read = {key: (_read(key[1]), _read(key[2])) for key in alike}
    origins = Origins()
    origins.fetch(line for both in read.values() for stamps in both for line in stamps.values())
    found: dict[str, dict[bytes, list[str]]] = defaultdict(lambda: defaultdict(list))
    patterns: dict[str, _Patterns] = {}
    for key, records in alike.items():
        register = key[0]
        if register not in standard.registers:
            continue
        if register not in patterns:
            patterns[register] = _Patterns(ageing(standard, register), origins, day)
        found[register][patterns[register].of(*read[key])] += records
    return {register: _numbered(some) for register, some in found.items()}


def _read(text: str) -> _Stamps:
    found: _Stamps = json.loads(text) if text != "{}" else {}
    return found


def _numbered(records: Mapping[bytes, Sequence[str]]) -> Aged:
    most = max(records, key=lambda pattern: len(records[pattern]))
    found = Aged([most])
    for pattern, some in records.items():
        if pattern != most:
            found.of |= dict.fromkeys(some, len(found.patterns))
            found.patterns.append(pattern)
    return found


class _Patterns:
    """Patterns of one register; what a day means for every element is worked out once a day."""

    def __init__(self, elements: Sequence[Element], origins: Origins, today: date) -> None:
        self.places = {element.code: (place, element.half_life) for place, element in enumerate(elements)}
        self.origins, self.today = origins, today
        self._whole: dict[date | None, bytes] = {}

    def of(self, stamps: _Stamps, checks: _Stamps) -> bytes:
        first = self._day(stamps.get(ALL, 0))
        own = stamps.keys() | checks.keys()
        whole = self._all_on(first)
        if not own - {ALL}:
            return whole
        found = bytearray(whole)
        for code in own & self.places.keys():
            place, half_life = self.places[code]
            days = [first if code not in stamps else self._day(stamps[code]), self._day(checks.get(code, 0))]
            found[place] = self._age(half_life, max((one for one in days if one is not None), default=None))
        return bytes(found)

    def _all_on(self, day: date | None) -> bytes:
        if day not in self._whole:
            self._whole[day] = bytes(self._age(half_life, day) for _, half_life in self.places.values())
        return self._whole[day]

    def _day(self, sequence: int) -> date | None:
        origin = self.origins.get(sequence)
        return origin.day if origin is not None else None

    def _age(self, half_life: int | None, day: date | None) -> int:
        if rules.freshness(half_life, day, self.today) == "check":
            return AGES.index("old")
        if day is None:
            return AGES.index("undated")
        return AGES.index("soon" if rules.freshness(half_life, day, self.today + SOON) == "check" else "fresh")
