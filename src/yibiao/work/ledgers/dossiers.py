"""Everything about one record, on one page. In: a house, its mirror, the view, a record's id. Out: a `Dossier` or None.

One journal line tells that the page was read and how many records were on it. Refuses: nothing with an exception; what
the view does not cover is None, as if it did not exist, and what it does not show of a covered record is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yibiao.base.clock import today
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.model import Element
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers import sealing
from yibiao.work.ledgers.facts import Eye, Fact, Opened, Sight, open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Conflict, Record
from yibiao.work.ledgers.neighbours import Neighbours, nearby, refers_to
from yibiao.work.ledgers.queries import covered, note_reading, seen
from yibiao.work.ledgers.sessions import Mirrored

RELATED = ("person.relation_to_head", "person.age")
"""What is said of a linked person besides the face."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another record in sight: how it is linked (an element, "master"), what it is called, in a few values."""

    how: str
    register: str
    id: str
    title: str
    values: tuple[tuple[str, Json], ...] = ()
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Disputed:
    """An open conflict of the record: both values as the view may see them, who said the other one, and when."""

    id: int
    element: str
    ours: Json
    theirs: Json
    actor: str
    day: date


@dataclass(frozen=True, slots=True)
class Dossier:
    """upward: what the record refers to or hangs on. family: other members of its home. below: who refers to it.

    details: what hangs on it. gaps: important elements without a value. gone: dead, moved out …, "" while there.
    """

    sight: Sight
    title: str
    gone: str
    tags: tuple[str, ...]
    gaps: tuple[str, ...]
    conflicts: tuple[Disputed, ...]
    upward: tuple[Link, ...]
    family: tuple[Link, ...]
    below: tuple[Link, ...]
    details: tuple[Sight, ...]


def dossier(house: House, mirror: Mirrored, view: View, record: str) -> Dossier | None:
    """The page of a live record, or None."""
    page = _Page(house, mirror, view)
    row = covered(house, view, Record.objects.filter(id=record)).first()
    found = page.of(row) if row is not None else None
    note_reading(house, view, "dossier", row.register if row else "", rows=page.seen, subject=record)
    return found


def title_of(house: House, sight: Sight) -> str:
    """What a record is called: its first known value on its face; its register's name where there is none."""
    face, values = faces(house.standard).get(sight.register), sight.values
    for element in face.face if face else ():
        if values.get(element.code) is not None:
            return str(values[element.code])
    return house.standard.registers[sight.register].label_zh


class _Page:
    """One reading. `seen` counts the records on the page."""

    def __init__(self, house: House, mirror: Mirrored, view: View) -> None:
        self.house, self.view, self.day = house, view, today(house.clock)
        self.session = mirror.session()
        self.eye = Eye(house, view, self.day)
        self.seen = 0

    def of(self, row: Any) -> Dossier:
        (me,) = open_rows(self.house, [row])
        others, pointers = nearby(self.house, self.session, self.view, [me])
        self.eye.prepare([me, *others])
        known = Neighbours(self.house.standard, self.view, self.day, [me, *others], pointers)
        there = {each.state.id: each for each in others}
        sight = self._whole(me, known)
        below = [(one.element, one.id) for one in pointers if one.target == me.state.id]
        family = [
            (one.element, one.id)
            for one in pointers
            if one.target != me.state.id and one.register == me.state.register and one.id != me.state.id
        ]
        found = Dossier(
            sight=sight,
            title=title_of(self.house, sight),
            gone=known.gone(me.state.id),
            tags=tuple(known.tags(me.state.id)),
            gaps=self.eye.gaps(sight),
            conflicts=self._conflicts(me),
            upward=self._links(self._up(me, there), there, known),
            family=self._links(family, there, known),
            below=self._links(below, there, known),
            details=tuple(self._whole(each, known) for each in others if each.state.master == me.state.id),
        )
        self.seen = 1 + len(found.upward) + len(found.family) + len(found.below) + len(found.details)
        return found

    def _whole(self, each: Opened, known: Neighbours, among: Iterable[Element] | None = None) -> Sight:
        """Everything; of what is computed only `among`, where given."""
        (sight,) = self.eye.look([each])
        computed = tuple(Fact(code, value) for code, value in known.derived(each.state.id, among))
        return replace(sight, facts=(*sight.facts, *computed))

    def _up(self, me: Opened, there: Mapping[str, Opened]) -> Iterator[tuple[str, str]]:
        """(how, record) of what the record hangs on and refers to, and so on upwards."""
        waiting = [me]
        for each in waiting:
            if each.state.master:
                yield "master", each.state.master
            for code, _, record in refers_to(self.house.standard, each.state.values):
                yield code, record
                if record in there and there[record] not in waiting:
                    waiting.append(there[record])

    def _links(
        self, named: Iterable[tuple[str, str]], there: Mapping[str, Opened], known: Neighbours
    ) -> tuple[Link, ...]:
        """Each record in sight once, by the first way in which it is linked."""
        ways: dict[str, str] = {}
        for how, record in named:
            if record in there:
                ways.setdefault(record, how)
        return tuple(self._link(how, there[record], known) for record, how in ways.items())

    def _link(self, how: str, each: Opened, known: Neighbours) -> Link:
        standard = self.house.standard
        face = faces(standard).get(each.state.register)
        shown = [element.code for element in (face.face if face else ())]
        shown += RELATED if each.state.register == "person" else []
        sight = self._whole(each, known, [standard.elements[code] for code in shown if code in standard.elements])
        values, shown = sight.values, shown[1:]
        some = tuple((code, values[code]) for code in shown if values.get(code) is not None)
        return Link(how, sight.register, sight.id, title_of(self.house, sight), some, known.gone(sight.id))

    def _conflicts(self, me: Opened) -> tuple[Disputed, ...]:
        keys = sealing.Keys(self.house.vault)
        rows = Conflict.objects.filter(record=me.state.id, state="open").order_by("id").select_related("line")
        found = []
        for row in rows:
            if self.view.may_read(row.element):
                bound = sealing.conflict_bound(me.state.id, row.element)
                both = sealing.opened(self.house.vault, keys[me.state.owner], row.sealed, bound)
                ours, theirs = (
                    seen(self.house, self.view, {row.element: value})[0].get(row.element)
                    for value in (me.state.values.get(row.element), both["theirs"])
                )
                found.append(Disputed(row.id, row.element, ours, theirs, row.line.actor, _day(row.line)))
        return tuple(found)


def _day(line: JournalLine) -> date:
    return today(lambda: line.moment)
