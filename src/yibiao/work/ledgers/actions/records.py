"""Verbs on one record: create, change, confirm, move, end, erase. In: a house, an act, what is to be. Out: a reply.

Each is one transaction with one journal line; the same key again gets the first reply. Refuses (`ProblemError`):
unknown or derived elements, records and areas out of the act's reach, a second record where a master has one at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard.domains import Json
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.actions.writing import ROOM, Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Change, Conflict, Identifier, Merger, OwnerKey, Record
from yibiao.work.ledgers.rules import ALL, State

ENDS = ("dead", "moved_out", "merged", "ended")


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be: `values` as the domains keep them, `area` a code, `master` what it hangs on, `id` if known."""

    register: str
    area: str
    values: Mapping[str, Json] = field(default_factory=dict)
    master: str | None = None
    id: str = ""


def create_record(house: House, act: Act, new: NewRecord) -> Reply:
    """Reply: record, version 1, sequence."""

    def work(writing: Writing) -> dict[str, Any]:
        state = create_in(writing, new)
        return {"record": state.id, "version": state.version}

    return perform(house, act, "record_created", "", work)


def create_in(writing: Writing, new: NewRecord) -> State:
    """Create within a write under way."""
    house = writing.house
    values = {code: value for code, value in new.values.items() if value is not None}
    writing.refuse_faults(new.register, values)
    record, hangs_on = new.id or house.ids(), house.standard.registers[new.register].hangs_on
    if new.id and Record.objects.filter(id=new.id).exists():
        raise ProblemError(problem("LEDGERS_NO_RECORD", Place(record=record)))
    if (hangs_on is None) != (new.master is None):
        raise ProblemError(problem("LEDGERS_MASTER", Place(record=record), register=new.register))
    if new.master is not None:
        master = writing.state(new.master)
        single = house.standard.registers[new.register].single
        if master.register != hangs_on:
            raise ProblemError(problem("LEDGERS_MASTER", Place(record=record), register=new.register))
        if single and Record.objects.filter(register=new.register, master=new.master, ended="").exists():
            raise ProblemError(problem("LEDGERS_ONE_ONLY", Place(record=new.master), register=new.register))
        owner, area = master.owner, master.area
    else:
        owner, area = record, writing.area(new.area)
    state = State(new.register, record, area, new.master, owner, values, {ALL: writing.sequence})
    writing.insert(state)
    return state


def change_record(house: House, act: Act, record: str, base: int, values: Mapping[str, Json]) -> Reply:
    """Set values (None takes one away) on top of version `base`.

    Reply: record, version, set, same, conflicts (elements). What another has set since `base` becomes a conflict.
    """

    def work(writing: Writing) -> dict[str, Any]:
        return change_in(writing, record, base, values)

    return perform(house, act, "record_changed", record, work)


def change_in(writing: Writing, record: str, base: int, values: Mapping[str, Json]) -> dict[str, Any]:
    """Change within a write under way."""
    state = writing.state(record)
    writing.refuse_faults(state.register, values)
    if not 1 <= base <= state.version:
        raise ProblemError(problem("LEDGERS_NO_VERSION", Place(record=record), version=base))
    seen = writing.sequence if base == state.version else _sequence_of(record, base)
    own = _written_by(writing.act.writer, record, seen)
    plan = rules.merge(state, values, seen, own)
    _settle(writing, state, plan, seen, own)
    for element, (ours, theirs) in plan.conflicts.items():
        keep_conflict(writing, state, element, ours, theirs)
    for element in plan.same if writing.act.writer else ():
        if rules.another(state, element, seen, own):  # two said the same without knowing of each other
            keep_conflict(writing, state, element, *2 * (state.values.get(element),), status="agreed")
    after = writing.update(state, "changed", plan.sets) if plan.sets else state
    return {
        "record": record,
        "version": after.version,
        "set": sorted(plan.sets),
        "same": sorted(plan.same),
        "conflicts": sorted(plan.conflicts),
    }


def _written_by(writer: str, record: str, after: int) -> frozenset[int]:
    """The lines that this device has written about the record behind `after`: its own words stand in nobody's way."""
    lines = JournalLine.objects.filter(writer=writer, subject=record, sequence__gt=after, room=ROOM) if writer else ()
    return frozenset(line.sequence for line in lines)


def _settle(writing: Writing, state: State, plan: rules.Merge, seen: int, own: frozenset[int]) -> None:
    """What becomes of conflicts about the elements that are written now; both values stay in each, sealed.

    replaced: its own writer says something else now. agreed: the record comes to the same value. An agreement of which
    this writer had not known opens again when he leaves the value: the other one still says it.
    """
    named = [*plan.sets, *plan.same, *plan.conflicts]
    for row in Conflict.objects.filter(record=state.id, element__in=named, state__in=("open", "agreed")):
        bound = sealing.conflict_bound(state.id, row.element)
        theirs = sealing.opened(writing.house.vault, writing.keys[state.owner], row.sealed, bound)["theirs"]
        becomes = row.state
        if row.line_id in own:
            becomes = "replaced"
        elif row.element not in plan.conflicts:
            value = plan.sets.get(row.element, state.values.get(row.element))
            becomes = "agreed" if theirs == value else "open" if row.line_id > seen else row.state
        if becomes != row.state:
            Conflict.objects.filter(id=row.id).update(state=becomes)


def _sequence_of(record: str, version: int) -> int:
    return int(Change.objects.filter(record=record, version=version).values_list("line_id", flat=True).get())


def keep_conflict(
    writing: Writing, state: State, element: str, ours: Json, theirs: Json, *, status: str = "open", reason: str = ""
) -> None:
    """Both values, sealed, for a person to decide; "agreed" while they are the same."""
    sealed = writing.house.vault.seal(
        writing.keys[state.owner],
        rules.document({"ours": ours, "theirs": theirs}),
        sealing.conflict_bound(state.id, element),
    )
    Conflict.objects.create(
        line_id=writing.sequence, record_id=state.id, element=element, sealed=sealed, state=status, reason=reason
    )


def confirm_record(house: House, act: Act, record: str, elements: Iterable[str]) -> Reply:
    """Found unchanged today: the values of `elements` are as fresh as if they had been set now, and keep their source.

    Nobody's change runs into a conflict over it, because nothing was set. Elements without a value are passed over.
    Reply: record, version, confirmed (elements).
    """

    def work(writing: Writing) -> dict[str, Any]:
        state = writing.state(record)
        found = tuple(sorted(code for code in set(elements) if state.values.get(code) is not None))
        after = writing.update(state, "confirmed", {}, checked=found) if found else state
        return {"record": record, "version": after.version, "confirmed": list(found)}

    return perform(house, act, "values_confirmed", record, work)


def move_record(house: House, act: Act, record: str, area: str) -> Reply:
    """To another area, with all that hangs on it; both areas must be within the act's reach. Reply: record, version."""

    def work(writing: Writing) -> dict[str, Any]:
        target = writing.area(area)
        states = [writing.state(each) for each in [record, *_hanging_on(record)]]
        after = [writing.update(state, "moved", {}, area=target) for state in states]
        return {"record": record, "version": after[0].version}

    return perform(house, act, "record_moved", record, work)


def end_record(house: House, act: Act, record: str, why: str, values: Mapping[str, Json] | None = None) -> Reply:
    """The record counts no more (`why` one of `ENDS`), nor does what hangs on it; `values` are set with it."""
    if why not in ENDS:
        raise ProblemError(problem("LEDGERS_UNKNOWN_END", Place(record=record), why=why))

    def work(writing: Writing) -> dict[str, Any]:
        state = writing.state(record)
        writing.refuse_faults(state.register, values or {})
        after = writing.update(state, "ended", dict(values or {}), ended=why)
        for each in _hanging_on(record):
            writing.update(writing.state(each), "ended", {}, ended=why)
        return {"record": record, "version": after.version}

    return perform(house, act, "record_ended", record, work)


def _hanging_on(record: str) -> list[str]:
    """Ids of the live records below, all the way down."""
    found, level = [], [record]
    while level:
        rows = Record.objects.filter(master__in=level, ended="").order_by("id")
        level = list(rows.values_list("id", flat=True))
        found += level
    return found


def erase_record(house: House, act: Act, record: str) -> Reply:
    """Erase an owner, all that hangs on it or was merged into it (Personal Information Protection Law, article 47).

    The key is destroyed: sealed values, changes and conflicts can never be opened again; the rows are emptied. The
    journal still verifies, because it covers digests. Reply: record, erased (how many records).
    """

    def work(writing: Writing) -> dict[str, Any]:
        if Record.objects.filter(id=record, ended="erased").exists():
            raise ProblemError(problem("LEDGERS_NO_RECORD", Place(record=record)))
        owner = writing.state(record, ended=True).owner
        if owner != record:
            raise ProblemError(problem("LEDGERS_ERASE_OWNER", Place(record=record), owner=owner))
        owners = merged_into(owner)
        rows = list(Record.objects.filter(owner_id__in=owners).exclude(ended="erased").order_by("id"))
        for row in rows:
            state = sealing.state_of(row, writing.keys)
            gone = replace(state, values={}, stamps={}, checks={}, version=state.version + 1, ended="erased")
            writing.note(gone, "erased", state.version, (), None)
        Record.objects.filter(owner_id__in=owners).update(
            values={}, sealed=None, stamps={}, checks={}, ended="erased", sequence=writing.sequence
        )
        for row in rows:
            Record.objects.filter(id=row.id).update(version=row.version + 1)
        Identifier.objects.filter(record__owner_id__in=owners).delete()
        Conflict.objects.filter(record__owner_id__in=owners).update(sealed=None, state="erased")
        OwnerKey.objects.filter(owner__in=owners).update(wrapped=None)
        return {"record": record, "erased": len(rows)}

    reply = perform(house, act, "record_erased", record, work)
    if house.home is not None:
        transaction.on_commit(lambda: _erase_from_snapshot(house))
    return reply


def merged_into(record: str) -> list[str]:
    """The record and all that were merged into it and stayed so: who is erased, is erased in each of them."""
    found, level = [record], [record]
    while level:
        rows = Merger.objects.filter(stays__in=level, undone=None).exclude(double__in=found)
        level = list(rows.values_list("double_id", flat=True))
        found += level
    return found


def _erase_from_snapshot(house: House) -> None:
    """A mirror that sees the erasure leaves a snapshot without it; killed before, the next mirror does the same."""
    Mirror.open(house).close()
