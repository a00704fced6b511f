"""How good a delivery is: five measures, each a share with what it is a share of. In: profile, effect. Out: `Quality`.

completeness, validity, uniqueness, freshness, agreement: names and meaning follow ISO/IEC 25012 and GB/T 36344—2018
(完整性、规范性、唯一性、时效性、一致性). A measure of which nothing can be said has no share. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yibiao.flow.profiling.effect import Effect
from yibiao.flow.profiling.profile import ColumnProfile, Profile

MEASURES = ("completeness", "validity", "uniqueness", "freshness", "agreement")


@dataclass(frozen=True, slots=True)
class Measure:
    """`part` of `whole`."""

    name: str
    part: float
    whole: float

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """The measures of one column; uniqueness of the key alone, freshness of none."""

    label: str
    element: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """A delivery in five measures, and its columns in those that a column has."""

    rows: int
    day: date
    measures: tuple[Measure, ...]
    columns: tuple[ColumnQuality, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """When it was looked at, and every how many days the source delivers."""

    today: date
    period: int


def quality_of(profile: Profile, effect: Effect, due: Due) -> Quality:
    """The measures of a delivery that was profiled and planned."""
    columns = tuple(_column(column, profile, effect) for column in profile.kept)
    totals = [_total(name, columns) for name in ("completeness", "validity", "agreement")]
    key = profile.key
    unique = Measure("uniqueness", key.told - key.repeated, key.told) if key else Measure("uniqueness", 0, 0)
    age = (due.today - profile.day).days
    late = max(0, age - due.period)
    fresh = Measure("freshness", max(0, due.period - late), due.period)
    named = {each.name: each for each in (*totals, unique, fresh)}
    return Quality(profile.rows, profile.day, tuple(named[name] for name in MEASURES), columns)


def _column(column: ColumnProfile, profile: Profile, effect: Effect) -> ColumnQuality:
    """Of what the ledger has too, how much says the same; of values, how many can be taken as they stand."""
    told = round(effect.linked * column.filled / profile.rows) if profile.rows else 0
    measures = [
        Measure("completeness", column.filled, profile.rows),
        Measure("validity", column.filled - column.unread, column.filled),
        Measure("agreement", max(0, told - effect.otherwise.get(column.element, 0)), told),
    ]
    if profile.key is not None and profile.key.element == column.element:
        measures.append(Measure("uniqueness", profile.key.told - profile.key.repeated, profile.key.told))
    return ColumnQuality(column.label, column.element, tuple(measures))


def _total(name: str, columns: tuple[ColumnQuality, ...]) -> Measure:
    found = [each for column in columns for each in column.measures if each.name == name]
    return Measure(name, sum(each.part for each in found), sum(each.whole for each in found))
