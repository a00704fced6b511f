"""Operations of a device, made at the door with or without network. In: a house, view, act, operations. Out: outcomes.

Each operation is one verb of `records`, applied once under its own id, in the order of the device:

    applied    it stands in the ledger
    conflict   somebody else has set the same element since; both values wait for a person, the rest is applied
    refused    nothing was written; the problems say why
    waits      an earlier operation about the same record was refused; it comes again when that is decided

Refuses, as outcomes and never as exceptions: what the verbs refuse, values that do not fit their domain, elements that
the writer may not see (what he may not see he cannot have found out from here, and "the same" would tell it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from yibiao.base.clock import today
from yibiao.base.ids import is_id
from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import Raw
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.entries import Entries, missing, read_entries
from yibiao.flow.standard.formula.kinds import Kind, domain_argument, kind_of
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers import rules
from yibiao.work.ledgers.actions.records import (
    NewRecord,
    change_record,
    confirm_record,
    create_record,
    end_record,
    move_record,
)
from yibiao.work.ledgers.actions.writing import Act, Reply
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Conflict, Record

KINDS = ("create", "change", "confirm", "move", "end")
MISTAKES = ("ended", "merged")
"""Why a worker ends a record: entered by mistake, or twice. Who died or left keeps the record (decision 0008)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a worker did. id: made on the device, the idempotency key. record: its id, also of a new one.

    base: the version that the worker saw. values: element → what was typed. elements: what was found unchanged.
    moment: the device's time.
    """

    id: str
    kind: str
    record: str
    register: str = ""
    base: int = 0
    values: Mapping[str, Raw] = field(default_factory=dict)
    elements: tuple[str, ...] = ()
    area: str = ""
    master: str | None = None
    why: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation; `elements` are those in conflict."""

    id: str
    record: str
    kind: str
    version: int = 0
    elements: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def apply_operations(house: House, view: View, act: Act, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
    """In order; `act.writer` names the device. Sent again, whole or in parts, they change nothing."""
    stopped: set[str] = set()
    outcomes = []
    for operation in operations:
        about = {operation.record, operation.master or "", *_named(operation)}
        if about & stopped:
            outcome = Outcome(operation.id, operation.record, "waits")
        else:
            outcome = apply_operation(house, view, act, operation)
        if outcome.kind in ("refused", "waits"):
            stopped.add(operation.record)
        outcomes.append(outcome)
    return tuple(outcomes)


def apply_operation(house: House, view: View, act: Act, operation: Operation) -> Outcome:
    """One operation, all of it or nothing."""
    act = replace(act, key=operation.id, device_moment=operation.moment)
    reply = journal.replayed(act.writer or act.actor, act.key)
    if reply is None:
        try:
            reply = _perform(house, view, act, operation)
        except _Refused as refusal:
            return Outcome(operation.id, operation.record, "refused", problems=refusal.problems)
        except ProblemError as fault:
            return Outcome(operation.id, operation.record, "refused", problems=(fault.problem,))
    conflicts = tuple(reply.get("conflicts", ()))
    kind = "conflict" if conflicts else "applied"
    return Outcome(operation.id, operation.record, kind, int(reply.get("version", 0)), conflicts)


class _Refused(Exception):
    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def _perform(house: House, view: View, act: Act, operation: Operation) -> Reply:
    if not is_id(operation.record) or not is_id(operation.id):
        raise ProblemError(problem("LEDGERS_NO_RECORD", Place(record=operation.record[:36])))
    if operation.kind == "create":
        return _create(house, view, act, operation)
    if operation.kind == "change":
        entries = _entries(house, view, act, operation)
        return change_record(house, act, operation.record, operation.base, entries.values)
    if operation.kind == "confirm":
        seen = [code for code in operation.elements if writable(view, code)]
        return confirm_record(house, act, operation.record, seen)
    if operation.kind == "move":
        return move_record(house, act, operation.record, operation.area)
    if operation.kind == "end" and operation.why in MISTAKES:
        return end_record(house, act, operation.record, operation.why)
    raise ProblemError(problem("LEDGERS_UNKNOWN_END", Place(record=operation.record), why=operation.why[:40]))


def _create(house: House, view: View, act: Act, operation: Operation) -> Reply:
    if operation.register not in rules.shown_registers(house.standard, view):
        raise ProblemError(problem("LEDGERS_UNKNOWN_REGISTER", Place(), register=operation.register[:40]))
    entries = _entries(house, view, act, operation)
    gaps = missing(house.standard, operation.register, entries.values)
    if gaps:
        raise _Refused(gaps)
    new = NewRecord(operation.register, operation.area, entries.values, operation.master, operation.record)
    return create_record(house, act, new)


def _entries(house: House, view: View, act: Act, operation: Operation) -> Entries:
    """What was typed, in standard values; the register of a record that exists is told by the first element."""
    hidden = [code for code in operation.values if not writable(view, code)]
    if hidden:
        raise _Refused(problem("STANDARD_UNKNOWN_ELEMENT", Place(field=code), code=code) for code in hidden)
    register = operation.register or next(iter(operation.values), "").partition(".")[0]
    entries = read_entries(house.standard, register, operation.values, today(house.clock))
    if entries.refused:
        raise _Refused(entries.refused)
    if operation.kind == "change" and entries.follows:
        kept = {code: value for code, value in entries.values.items() if code not in entries.follows}
        entries = replace(entries, values=kept, follows=frozenset())
    strange = [code for code, value in entries.values.items() if value and _strange(house, act, code, value)]
    if strange:
        raise _Refused(problem("LEDGERS_NO_RECORD", Place(field=code)) for code in strange)
    return entries


def found_value(house: House, view: View, conflict: int, typed: Raw) -> Json:
    """What was found instead of a conflict's two values, as the ledger keeps it; `ProblemError` for what is none."""
    row = Conflict.objects.filter(id=conflict).first()
    if row is None or not writable(view, row.element):
        raise ProblemError(problem("LEDGERS_NO_CONFLICT", Place(record=str(conflict))))
    entries = read_entries(house.standard, row.element.partition(".")[0], {row.element: typed}, today(house.clock))
    for found in entries.refused:
        raise ProblemError(found)
    value = entries.values.get(row.element)
    if value is None:
        raise ProblemError(problem("LEDGERS_VALUE_WANTED", Place(field=row.element)))
    return value


def writable(view: View, code: str) -> bool:
    """Whether the viewer may set the element: he sees it, be it masked in part."""
    return view.may_read(code) and view.masks.get(code) != "full"


def _strange(house: House, act: Act, code: str, value: Json) -> bool:
    """A reference that leads out of the writer's reach, or nowhere."""
    element = house.standard.elements[code]
    if kind_of(element) is not Kind.REF:
        return False
    rows = Record.objects.select_related("area").filter(
        id=str(value), register=domain_argument(element.domain), ended=""
    )
    return not any(rules.covers(act.areas, row.area.first) for row in rows)


def _named(operation: Operation) -> set[Any]:
    """Records that the operation's values may refer to: they must be there first."""
    return {value for value in operation.values.values() if isinstance(value, str) and is_id(value)}
