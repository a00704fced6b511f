"""Who may see what, decided once and carried into every question. In: the directory's decision. Out: a frozen `View`.

Rooms never test roles; they ask the view. `work.directory` makes views, `flow.asking` compiles them into SQL,
`work.ledgers.queries` applies them to reads of the system of record. Refuses: nothing; an empty view sees nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class View:
    """What one person may read for one purpose on one day.

    areas: interval ends (first, last), both included, of area numbers in tree order; () sees nothing.
    elements: codes readable as values (masked or not). Filtering, sorting and counting need the element here too,
        or in `countable`.
    masks: element code → how it is shown: "full" (hidden), "partial" (as the element's domain masks it).
    countable: codes that may be used in conditions of statistics although their values may not be listed.
    rows: False when the person gets statistics only, never rows.
    """

    viewer: str
    purpose: str
    areas: tuple[tuple[int, int], ...] = ()
    elements: frozenset[str] = frozenset()
    masks: Mapping[str, str] = field(default_factory=dict)
    countable: frozenset[str] = frozenset()
    rows: bool = True
    day: date | None = None

    def may_read(self, element: str) -> bool:
        return element in self.elements

    def may_count(self, element: str) -> bool:
        return element in self.elements or element in self.countable

    def within(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """The part of the area interval [first, last] that this view covers."""
        cut = ((max(first, low), min(last, high)) for low, high in self.areas)
        return tuple((low, high) for low, high in cut if low <= high)
