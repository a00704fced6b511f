"""The shape of a profile: plain data. In: what `tallying` counted. Out: the same, or JSON. Refuses: nothing.

It stays small whatever the file is: counts, shares of a sample, the commonest shapes, a sketch of the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. All but `rows`-wide counts (filled, unread, failed) are of the sample of `sampled` filled values.

    filled: rows that say something; unread: those whose value is not settled at sight; failed: those that have a
    number's form and not its check digit. top: how often the commonest value stands; distinct: how many there are.
    test, garbled: values that look like tests, that look like text in the wrong encoding. digits: values with a digit.
    shapes: form ("汉3", "9{11}") → how often, the commonest first. middle: median of dates (as ordinal days) and
    numbers, least and most likewise. stand_ins: days that programs write where they know none (1900-01-01); ahead:
    days after the source's word.
    """

    number: int
    label: str
    element: str
    kind: str
    filled: int = 0
    unread: int = 0
    failed: int = 0
    sampled: int = 0
    distinct: int = 0
    top: int = 0
    test: int = 0
    garbled: int = 0
    digits: int = 0
    shapes: Mapping[str, int] = field(default_factory=dict)
    middle: float | None = None
    least: float | None = None
    most: float | None = None
    stand_ins: int = 0
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class KeyProfile:
    """What names a row. told: rows that have it; repeated: rows beyond the first with the same; sketch: the smallest
    of their keyed digests, ascending (bottom-k sketch, Cohen and Kaplan 2007)."""

    element: str
    told: int = 0
    repeated: int = 0
    sketch: tuple[int, ...] = ()

    def kept_in(self, later: KeyProfile) -> float | None:
        """Estimated share of these keys that `later` has too; None where nothing can be said."""
        if not self.sketch or not later.sketch or self.element != later.element:
            return None
        edge = min((each.sketch[-1] for each in (self, later) if len(each.sketch) < each.told), default=None)
        mine = np.array([key for key in self.sketch if edge is None or key <= edge], np.int64)
        return float(np.isin(mine, np.array(later.sketch, np.int64)).mean()) if len(mine) else None


@dataclass(frozen=True, slots=True)
class Profile:
    """A delivery. day: of the source's word. contradicting: rows whose identity number says another birth date or sex;
    compared: rows where that could be seen. impossible: birth dates to come or 120 years back. placed: rows that name
    an area; elsewhere: those whose area is not one of ours."""

    rows: int
    day: date
    form: str
    columns: tuple[ColumnProfile, ...]
    key: KeyProfile | None = None
    compared: int = 0
    contradicting: int = 0
    impossible: int = 0
    placed: int = 0
    elsewhere: int = 0

    @property
    def kept(self) -> tuple[ColumnProfile, ...]:
        """The columns that tell an element."""
        return tuple(column for column in self.columns if "." in column.element)

    def as_json(self) -> dict[str, Any]:
        """JSON-ready; `profile_from_json` is its inverse."""
        return asdict(self) | {"day": self.day.isoformat()}


def profile_from_json(data: Mapping[str, Any]) -> Profile:
    """What `as_json` wrote; a text that it never wrote is a `KeyError`, `ValueError` or `TypeError`."""
    parts = dict(data)
    parts["day"] = date.fromisoformat(data["day"])
    parts["columns"] = tuple(ColumnProfile(**column) for column in data["columns"])
    parts["key"] = KeyProfile(**data["key"] | {"sketch": tuple(data["key"]["sketch"])}) if data["key"] else None
    return Profile(**parts)
