"""What has to be looked at again because two say otherwise 二次核实. In: a house, a view, an area. Out: rows.

Each holds both values, who says them and since when, as the view shows them; conflicts in which one source says the
same again stand once. One journal line. Refuses: nothing with an exception; what the view does not cover or may not
read is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yibiao.base.clock import today
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers import sealing
from yibiao.work.ledgers.dossiers import title_of
from yibiao.work.ledgers.facts import Eye, Fact, Opened, Sight, open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Conflict, Record
from yibiao.work.ledgers.origins import Origin, portions
from yibiao.work.ledgers.queries import covered, note_reading, seen

MOST = 300
"""Conflicts of one look; a grid never has as many, a street reads grid by grid."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value, who says it ("" where nobody is known) and on which day."""

    value: Json
    source: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Recheck:
    """One contradiction. conflict: its number; reason: see `FieldConflict`, "" between two people; ours: the ledger's;
    masked: a mask may hide how they differ."""

    conflict: int
    register: str
    record: str
    title: str
    area_name: str
    element: str
    reason: str
    ours: Said
    theirs: Said
    masked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A record in a few of its values, for somebody who has to look at it."""

    sight: Sight
    title: str
    facts: tuple[Fact, ...]


def rechecks(house: House, view: View, area: tuple[int, int] | None = None) -> tuple[Recheck, ...]:
    """The newest word first."""
    rows = Conflict.objects.filter(state="open", element__in=sorted(view.elements)).order_by("-id")
    inside = covered(house, view, Record.objects.all())
    if area is not None:
        inside = inside.filter(area__first__gte=area[0], area__first__lte=area[1])
    found = list(rows.filter(record__in=inside.values("id")).select_related("line")[:MOST])
    told = tuple(_Reading(house, view, found).rows())
    note_reading(house, view, "rechecks", "", rows=len(told))
    return told


def shown(house: House, view: View, wanted: Sequence[tuple[str, Iterable[str]]]) -> dict[str, Shown]:
    """Record → these of its and its details' values, as far as the view covers and shows them."""
    opened = _open(house, view, [record for record, _ in wanted])
    details: dict[str, list[Opened]] = {record: [] for record in opened}
    for each in open_rows(house, covered(house, view, Record.objects.filter(master__in=list(opened)))):
        details[each.state.master or ""].append(each)
    eye, found = Eye(house, view, today(house.clock)), dict[str, Shown]()
    for record, elements in wanted:
        if record not in opened:
            continue
        named, (sight, *others) = set(elements), eye.look([opened[record], *details[record]])
        facts = tuple(fact for one in (sight, *others) for fact in one.facts if fact.element in named)
        found[record] = Shown(sight, title_of(house, sight), facts)
    note_reading(house, view, "rechecks", "", rows=len(found))
    return found


def _open(house: House, view: View, records: Sequence[str]) -> dict[str, Opened]:
    opened = {}
    for some in portions(sorted(set(records))):
        rows = covered(house, view, Record.objects.filter(id__in=some))
        opened |= {each.state.id: each for each in open_rows(house, rows)}
    return opened


class _Reading:
    """One look at some open conflicts."""

    def __init__(self, house: House, view: View, found: Sequence[Any]) -> None:
        self.house, self.view, self.found = house, view, found
        self.keys = sealing.Keys(house.vault)
        self.opened = _open(house, view, [row.record_id for row in found])
        self.keys.take(each.row.owner for each in self.opened.values())
        self.eye = Eye(house, view, today(house.clock))
        self.eye.prepare(self.opened.values())
        self.eye.origins.fetch(row.line_id for row in found)
        self.sights = dict(zip(self.opened, self.eye.look(list(self.opened.values())), strict=True))

    def rows(self) -> Iterable[Recheck]:
        told: set[tuple[str, str, str, str]] = set()
        for row in self.found:
            each = self.opened.get(row.record_id)
            origin = self.eye.origins.get(row.line_id)
            if each is None or origin is None:
                continue
            theirs = self._theirs(each, row)
            same = (row.record_id, row.element, origin.source, repr(theirs))
            if same not in told:
                told.add(same)
                yield self._recheck(each, row, theirs, origin)

    def _theirs(self, each: Opened, row: Any) -> Json:
        bound = sealing.conflict_bound(row.record_id, row.element)
        told: Json = sealing.opened(self.house.vault, self.keys[each.state.owner], row.sealed, bound).get("theirs")
        return told

    def _recheck(self, each: Opened, row: Any, theirs: Json, origin: Origin) -> Recheck:
        sight = self.sights[row.record_id]
        ours = next((fact for fact in sight.facts if fact.element == row.element), Fact(row.element, None))
        value, masked = seen(self.house, self.view, {row.element: theirs})
        return Recheck(
            row.id, sight.register, sight.id, title_of(self.house, sight), sight.area_name, row.element, row.reason,
            Said(ours.value, ours.source, ours.day), Said(value.get(row.element), origin.source, origin.day),
            ours.masked or bool(masked),
        )  # fmt: skip
