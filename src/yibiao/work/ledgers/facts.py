"""A record as one viewer sees it, value by value. In: rows in the view, today. Out: `Sight`s made of `Fact`s.

Every value says who said it, when, whether somebody has checked it since, and how fresh that makes it. Refuses:
nothing; elements that the view does not show are not there, masked ones are masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.faces import faces
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.origins import Origins
from yibiao.work.ledgers.queries import seen
from yibiao.work.ledgers.rules import State


@dataclass(frozen=True, slots=True)
class Fact:
    """One value. source: who said it, "" where nobody is known; day: of that word, or of the last check, whichever is
    later. fresh: see `rules.freshness`; "derived" for what is computed."""

    element: str
    value: Json
    masked: bool = False
    source: str = ""
    day: date | None = None
    checked: bool = False
    fresh: str = "derived"


@dataclass(frozen=True, slots=True)
class Sight:
    """A record in sight. sequence: the journal line that last touched it."""

    register: str
    id: str
    area: str
    area_name: str
    master: str | None
    version: int
    sequence: int
    facts: tuple[Fact, ...]

    @property
    def values(self) -> Mapping[str, Json]:
        return {fact.element: fact.value for fact in self.facts}


@dataclass(frozen=True, slots=True)
class Opened:
    """A row of the ledger with its state in the clear; never leaves this room."""

    row: Any
    state: State


def open_rows(house: House, rows: Iterable[Any]) -> list[Opened]:
    """The rows, as `queries.covered` gives them, in the clear."""
    found = list(rows)
    keys = sealing.Keys(house.vault)
    keys.take(row.owner for row in found if row.sealed is not None)
    return [Opened(row, sealing.state_of(row, keys)) for row in found]


@dataclass(frozen=True, slots=True)
class Eye:
    """Who looks, and on which day."""

    house: House
    view: View
    today: date
    origins: Origins = field(default_factory=Origins)

    def look(self, opened: Sequence[Opened]) -> list[Sight]:
        """What the view shows of the records, in their order."""
        self.prepare(opened)
        return [self._sight(each) for each in opened]

    def prepare(self, opened: Iterable[Opened]) -> None:
        """Fetch at once where the values of all these come from."""
        self.origins.fetch(
            line for each in opened for line in (*each.state.stamps.values(), *each.state.checks.values())
        )

    def _sight(self, each: Opened) -> Sight:
        state, row = each.state, each.row
        values, masked = seen(self.house, self.view, state.values)
        facts = tuple(self._fact(state, code, value, code in masked) for code, value in values.items())
        area = row.area
        return Sight(state.register, state.id, area.code, area.name, state.master, state.version, row.sequence, facts)

    def _fact(self, state: State, code: str, value: Json, masked: bool) -> Fact:
        said, known = self.origins.get(state.stamp(code)), self.origins.get(state.known(code))
        day = max((each.day for each in (said, known) if each is not None), default=None)
        fresh = rules.freshness(self.house.standard.elements[code].half_life, day, self.today)
        return Fact(code, value, masked, said.source if said else "", day, code in state.checks, fresh)

    def gaps(self, sight: Sight) -> tuple[str, ...]:
        """Important elements that the view reads and the record lacks."""
        face, values = faces(self.house.standard).get(sight.register), sight.values
        wanted = [element.code for element in (face.important if face else ()) if element.register == sight.register]
        return tuple(code for code in wanted if self.view.may_read(code) and values.get(code) is None)


def stale(sight: Sight) -> tuple[str, ...]:
    """Elements whose value is older than its half-life."""
    return tuple(fact.element for fact in sight.facts if fact.fresh == "check")
