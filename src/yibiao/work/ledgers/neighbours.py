"""Records and those linked with them, in memory, to say what no single record says. In: opened records, the mirror.

Out: derived values, tags that hold, ways of being gone, of records in sight. Linked records outside the view are there
as stubs without values, so that what depends on them is unknown and never wrong (decision 0007). Refuses: nothing; what
the view may not read is left out, by the same rule as a column of a list (`flow.asking.rights`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yibiao.base.views import View
from yibiao.flow.asking import catalog
from yibiao.flow.asking.rights import unreadable
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.formula import Context, Kind, MemoryLedger, evaluate, kind_of, memory
from yibiao.flow.standard.formula.kinds import domain_argument
from yibiao.flow.standard.formula.nodes import Node, Ref, Tagged
from yibiao.flow.standard.formula.reading import read
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Element, Standard
from yibiao.work.ledgers import rules
from yibiao.work.ledgers.facts import Opened, open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.origins import portions
from yibiao.work.ledgers.queries import covered
from yibiao.work.ledgers.sessions import Session
from yibiao.work.ledgers.tables import quoted


@dataclass(frozen=True, slots=True)
class Pointer:
    """A record of `register` that refers by `element` to the record `target`; `area` is its area's number."""

    element: str
    target: str
    register: str
    id: str
    area: int


def pointing_at(session: Session, standard: Standard, ids: Mapping[str, Sequence[str]]) -> Iterator[Pointer]:
    """All that refer to the records `ids` (by register), whether in sight or not: the caller parts them."""
    asked = [element for element in references(standard) if ids.get(domain_argument(element.domain))]
    if not asked:
        return
    parts = (
        f"SELECT {number} AS number, {_column(element)} AS target, id, area FROM {_table(element)} "  # noqa: S608
        f"WHERE {_column(element)} IN (SELECT unnest($targets_{number}))"
        for number, element in enumerate(asked)
    )
    targets = {f"targets_{number}": sorted(ids[domain_argument(each.domain)]) for number, each in enumerate(asked)}
    sql = " UNION ALL ".join(parts) + " ORDER BY number, id"
    for number, target, record, area in session.execute(sql, targets):
        element = asked[number]
        yield Pointer(element.code, str(target), element.register, str(record), int(area))


def _table(element: Element) -> str:
    return quoted(catalog.table_name(element.register))


def _column(element: Element) -> str:
    return quoted(catalog.column_name(element))


def references(standard: Standard) -> Iterator[Element]:
    """The elements that refer to other records."""
    yield from (element for element in standard.elements.values() if kind_of(element) is Kind.REF)


def refers_to(standard: Standard, values: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    """(element, register, record id) of what values refer to."""
    for code, value in values.items():
        element = standard.elements.get(code)
        if element is not None and isinstance(value, str) and kind_of(element) is Kind.REF:
            yield code, domain_argument(element.domain), value


def nearby(house: House, session: Session, view: View, opened: Sequence[Opened]) -> tuple[list[Opened], list[Pointer]]:
    """What is linked with the records, in sight: what they hang on and refer to, all the way up; who refers to any of
    those; what hangs on any of them. And all pointers, those from out of sight too."""
    found = {each.state.id: each for each in opened}

    def add(key: str, ids: Iterable[str]) -> list[Opened]:
        new: list[Opened] = []
        for some in portions(sorted(set(ids))):
            rows = covered(house, view, Record.objects.filter(**{f"{key}__in": some})).order_by("register", "id")
            new += open_rows(house, (row for row in rows if row.id not in found))
        found.update((each.state.id, each) for each in new)
        return new

    waiting = list(opened)
    while waiting:
        waiting = add("id", (up for each in waiting for up in _up(house.standard, each) if up not in found))
    ids: dict[str, list[str]] = defaultdict(list)
    for each in found.values():
        ids[each.state.register].append(each.state.id)
    pointers = list(pointing_at(session, house.standard, ids))
    add("id", (pointer.id for pointer in pointers if pointer.id not in found))
    add("master", list(found))
    return list(found.values())[len(opened) :], pointers


def _up(standard: Standard, each: Opened) -> Iterator[str]:
    if each.state.master:
        yield each.state.master
    yield from (record for _, _, record in refers_to(standard, each.state.values))


@per_standard
def ways_of_going(standard: Standard, register: str) -> tuple[tuple[str, Node], ...]:
    """(words, condition) of each way in which a record's subject is gone."""
    gone = standard.registers[register].gone
    return tuple((each.label_zh, read(each.formula, register, standard)[0]) for each in gone)


class Neighbours:
    """Opened records as the formula language reads them."""

    def __init__(
        self, standard: Standard, view: View, today: date, opened: Iterable[Opened], pointers: Iterable[Pointer] = ()
    ) -> None:
        self.standard, self.view = standard, view
        self._records = {each.state.id: _record(standard, each) for each in opened}
        stubs = [
            memory.Record(one.register, one.id, {one.element: one.target}, None, one.area)
            for one in pointers
            if one.id not in self._records and not rules.covers(view.areas, one.area)
        ]
        ledger = MemoryLedger([*self._records.values(), *stubs])
        self._context = Context(ledger, standard, today, view.areas)
        self._readable: dict[str, tuple[tuple[str, Node], ...]] = {}

    def derived(self, record: str, among: Iterable[Element] | None = None) -> Iterator[tuple[str, Json]]:
        """(element, value) of what is computed and known; of `among` only, where given."""
        here = self._records[record]
        for element in self.standard.of_register(here.register) if among is None else among:
            if (
                element.derived
                and element.register == here.register
                and self.view.may_read(element.code)
                and element.code not in self.view.masks
            ):
                value = evaluate(Ref(element.code), here, self._context)
                if value is not None and not isinstance(value, tuple):
                    yield element.code, domain_of(element.domain, self.standard).to_json(value)

    def tags(self, record: str, names: Sequence[str] | None = None) -> Iterator[str]:
        """The tags of the record's register that plainly hold; of `names` only, where given."""
        here = self._records[record]
        for name, node in self._tags(here.register):
            if (names is None or name in names) and evaluate(node, here, self._context) is True:
                yield name

    def gone(self, record: str) -> str:
        """In which way the record's subject is no longer there, "" while it is: every list tells it (decision 0008)."""
        here = self._records[record]
        for label, node in ways_of_going(self.standard, here.register):
            if evaluate(node, here, self._context) is True:
                return label
        return ""

    def _tags(self, register: str) -> tuple[tuple[str, Node], ...]:
        if register not in self._readable:
            tags = (tag.name for tag in self.standard.tags.values() if tag.register == register)
            nodes = ((name, Tagged(name)) for name in tags)
            self._readable[register] = tuple(
                (name, node) for name, node in nodes if unreadable(node, self.view, self.standard) is None
            )
        return self._readable[register]


def _record(standard: Standard, each: Opened) -> memory.Record:
    state = each.state
    values = {code: _held(standard, code, value) for code, value in state.values.items() if code in standard.elements}
    return memory.Record(state.register, state.id, values, state.master, each.row.area.first)


def _held(standard: Standard, code: str, value: Json) -> memory.Held:
    element = standard.elements[code]
    if value is None:
        return None
    kept = domain_of(element.domain, standard).from_json(value)
    return tuple(str(kept).split(",")) if kind_of(element) is Kind.CODES else kept
