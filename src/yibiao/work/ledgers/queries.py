"""The readers of the system of record for others. In: a house, the view, what is wanted. Out: readings.

Every reading of personal data leaves one journal line: who, what for, which register, elements and area, how many
rows; never the values. Refuses: nothing with an exception. What the view does not cover is not there: the same answer,
None or an empty tuple, for what does not exist and for what lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from yibiao.base.views import View
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.work.journal import actions as journal
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Change, Conflict, Identifier, Record
from yibiao.work.ledgers.rules import State

MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as one viewer may see it. masked: elements whose value is not shown as it is."""

    register: str
    id: str
    area: str
    area_name: str
    version: int
    values: Mapping[str, Json]
    masked: frozenset[str] = frozenset()
    master: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One change of a record's history: values before and after, as the viewer may see them."""

    sequence: int
    moment: datetime
    actor: str
    verb: str
    version: int
    old: Mapping[str, Json] = field(default_factory=dict)
    new: Mapping[str, Json] = field(default_factory=dict)
    confirmed: tuple[str, ...] = ()
    """Elements that were found unchanged."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """An open conflict: what the record has, what the other source says."""

    id: int
    record: str
    element: str
    ours: Json
    theirs: Json


def get_record(house: House, view: View, record: str) -> Reading | None:
    """One live record, or None."""
    found = _readings(house, view, Record.objects.filter(id=record))
    note_reading(house, view, "record", found[0].register if found else "", rows=len(found), subject=record)
    return found[0] if found else None


def list_records(
    house: House, view: View, register: str, *, after: str = "", limit: int = 100, master: str | None = None
) -> tuple[Reading, ...]:
    """Live records of a register in the view's areas, by id, behind `after`; at most `MOST_ROWS`."""
    rows = Record.objects.filter(register=register, id__gt=after)
    rows = rows.filter(master=master) if master else rows
    found = _readings(house, view, rows, min(limit, MOST_ROWS))
    note_reading(house, view, "list", register, rows=len(found))
    return found


def find_by_identifier(house: House, view: View, element: str, value: Json) -> tuple[Reading, ...]:
    """Live records with this identifier; needs the right to read the element."""
    found: tuple[Reading, ...] = ()
    if view.rows and view.may_read(element):
        blind = house.vault.blind(element, rules.identifier_text(value))
        ids = Identifier.objects.filter(blind=blind, element=element).values_list("record_id", flat=True)
        found = _readings(house, view, Record.objects.filter(id__in=list(ids)))
    note_reading(house, view, "find", element.partition(".")[0], rows=len(found), elements=(element,))
    return found


def history(house: House, view: View, record: str) -> tuple[Past, ...]:
    """What happened to a live record, in order, as far as the view covers it; () when it is not there."""
    keys = sealing.Keys(house.vault)
    row = covered(house, view, Record.objects.filter(id=record)).first()
    found: tuple[Past, ...] = ()
    if row is not None:
        changes = Change.objects.filter(record=record).order_by("version", "id").select_related("line")
        found = tuple(
            _past(house, view, change, sealing.opened_change(keys, row.owner_id, change)) for change in changes
        )
    note_reading(house, view, "history", row.register if row else "", rows=len(found), subject=record)
    return found


def open_conflicts(house: House, view: View) -> tuple[Dispute, ...]:
    """What waits for a person in the view's areas, of elements that the view may read."""
    keys = sealing.Keys(house.vault)
    rows = Conflict.objects.filter(state="open", record__in=covered(house, view, Record.objects.all())).order_by("id")
    found = []
    for row in rows.select_related("record")[:MOST_ROWS]:
        if view.may_read(row.element):
            bound = sealing.conflict_bound(row.record_id, row.element)
            values = sealing.opened(house.vault, keys[row.record.owner_id], row.sealed, bound)
            ours, theirs = (
                seen(house, view, {row.element: values[side]})[0][row.element] for side in ("ours", "theirs")
            )
            found.append(Dispute(row.id, row.record_id, row.element, ours, theirs))
    note_reading(house, view, "conflicts", "", rows=len(found))
    return tuple(found)


def size_of(first: int, last: int) -> int:
    """How many live records lie in the interval of an area: how long work on it will take, nothing about anybody."""
    return Record.objects.filter(area__first__gte=first, area__first__lte=last, ended="").count()


def note_reading(
    house: House, view: View, how: str, register: str, *, rows: int, subject: str = "",
    elements: Iterable[str] = (), area: str = "", seen_at: int | None = None,
) -> int:  # fmt: skip
    """The journal line of a reading: who, what for, what and how much; never the values. Returns its sequence."""
    payload: dict[str, Any] = {"how": how, "register": register, "rows": rows, "view": len(view.elements)}
    if named := sorted(elements):
        payload["elements"] = named
    if area:
        payload["area"] = area
    if seen_at is not None:
        payload["seen_at"] = seen_at
    with transaction.atomic():
        entry = journal.Entry(view.viewer, "read", "ledgers", subject=subject, purpose=view.purpose, payload=payload)
        return journal.append(journal.lock(), entry, house.clock, house.ids)


def area_in_use(code: str) -> bool:
    """Whether a live record lies in this very area. For whoever keeps the tree; tells of nobody."""
    return Record.objects.filter(area__code=code, area__valid_to=None, ended="").exists()


def readers_of(record: str) -> tuple[Mapping[str, Any], ...]:
    """Who looked at this record by its id, when and what for: what a resident may ask about his own."""
    lines = JournalLine.objects.filter(subject=record, verb="read").order_by("sequence")
    return tuple(lines.values("sequence", "moment", "actor", "purpose", "payload"))


def covered(house: House, view: View, rows: Any) -> Any:
    """The rows that the view covers, of registers that it shows; none at all for a view without rows or areas.

    Each comes with its area and its owner's wrapped key: one query where there were three.
    """
    if not view.rows or not view.areas:
        return rows.none()
    inside = Q()
    for first, last in view.areas:
        inside |= Q(area__first__gte=first, area__first__lte=last)
    shown = rules.shown_registers(house.standard, view)
    return rows.filter(inside, ended="", register__in=sorted(shown)).select_related("area", "owner")


def _readings(house: House, view: View, rows: Any, limit: int = MOST_ROWS) -> tuple[Reading, ...]:
    found = list(covered(house, view, rows).order_by("id")[:limit])
    keys = sealing.Keys(house.vault)
    keys.take(row.owner for row in found if row.sealed is not None)
    return tuple(_reading(house, view, row, sealing.state_of(row, keys)) for row in found)


def _reading(house: House, view: View, row: Any, state: State) -> Reading:
    values, masked = seen(house, view, state.values)
    return Reading(
        register=state.register, id=state.id, area=row.area.code, area_name=row.area.name, version=state.version,
        values=values, masked=masked, master=state.master,
    )  # fmt: skip


def seen(house: House, view: View, values: Mapping[str, Json]) -> tuple[dict[str, Json], frozenset[str]]:
    """The values that the view may read, masked where it says so, and which those are."""
    shown: dict[str, Json] = {}
    masked: set[str] = set()
    for code, value in values.items():
        if not view.may_read(code) or code not in house.standard.elements:
            continue
        mask = view.masks.get(code)
        shown[code] = value if mask is None or value is None else _masked(house, code, value, mask)
        if mask is not None and value is not None:
            masked.add(code)
    return shown, frozenset(masked)


def _masked(house: House, code: str, value: Json, mask: str) -> str:
    """As the element's domain masks it; any mask but "partial" hides all."""
    if mask != "partial":
        return "***"
    domain = domain_of(house.standard.elements[code].domain, house.standard)
    return domain.mask(domain.from_json(value))


def _past(house: House, view: View, change: Any, values: tuple[dict[str, Json], dict[str, Json]]) -> Past:
    return Past(
        sequence=change.line_id, moment=change.line.moment, actor=change.line.actor, verb=change.verb,
        version=change.version, old=seen(house, view, values[0])[0], new=seen(house, view, values[1])[0],
        confirmed=tuple(filter(view.may_read, change.elements)) if change.verb == "confirmed" else (),
    )  # fmt: skip
