"""A ledger plan into the ledger, and out again. In: a plan of `flow.keeping`, or a batch's id. Out: a reply.

The whole plan is one transaction, one journal line, one batch. Each record is changed on top of the version that the
plan saw: what somebody has set since becomes a conflict. Undo takes back what the batch set and nobody has touched
since, and names the rest. Refuses (`ProblemError`): what the verbs on records refuse, an unknown batch, a batch undone
before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.keeping.plans import FieldConflict, LedgerPlan, RecordPlan
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers import sealing
from yibiao.work.ledgers.actions.records import NewRecord, change_in, create_in, keep_conflict
from yibiao.work.ledgers.actions.writing import Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Batch, Change, Conflict, Record
from yibiao.work.ledgers.rules import State

AGAINST = ("kept", "neither")
"""States of a conflict in which somebody has decided against what the source says."""


def apply_plan(house: House, act: Act, plan: LedgerPlan) -> Reply:
    """Reply: batch, created, changed, conflicts (counts), records (plan key → record id)."""
    batch, act = house.ids(), _again(act)

    def work(writing: Writing) -> dict[str, Any]:
        Batch.objects.create(id=batch, source=plan.source, day=plan.day, line_id=writing.sequence)
        done = {"created": 0, "changed": 0, "conflicts": 0}
        ids: dict[str, str] = {}
        for record in plan.to_apply():
            apply_record(writing, record, ids, done)
        return {"batch": batch, "source": plan.source, "records": ids, **done}

    return perform(house, replace(act, batch=batch), "plan_applied", batch, work)


def _again(act: Act) -> Act:
    """A plan that was applied and undone may be applied again: then the old answer is no answer."""
    before = journal.replayed(act.writer or act.actor, act.key)
    undone = Batch.objects.filter(id=before["batch"], undone__isnull=False).first() if before else None
    return _again(replace(act, key=f"{act.key}/{undone.undone_id}")) if undone else act


def apply_record(writing: Writing, record: RecordPlan, ids: MutableMapping[str, str], done: dict[str, int]) -> None:
    """One record of a plan; `ids` and `done` are those of the plan so far."""
    values = record.values | {element: ids[key] for element, key in record.refs}
    if record.record is None:
        master = record.master or (ids[record.master_key] if record.master_key else None)
        state = create_in(writing, NewRecord(record.register, record.area or "", values, master))
        ids[record.key] = state.id
        done["created"] += 1
    else:
        ids[record.key] = record.record
        if values:
            reply = change_in(writing, record.record, record.base, values)
            done["changed"] += bool(reply["set"])
            done["conflicts"] += len(reply["conflicts"])
    for conflict in record.conflicts:
        done["conflicts"] += _keep(writing, ids[record.key], conflict)
    for element in record.agreed:
        state = writing.state(ids[record.key])
        keep_conflict(writing, state, element, *2 * (state.values.get(element),), status="agreed")


def _keep(writing: Writing, record: str, conflict: FieldConflict) -> bool:
    """Both values wait for a person, unless the ledger has come to the same value meanwhile, or somebody has decided
    against this very word of this very source before: then it is noted and nobody is asked again."""
    state = writing.state(record)
    ours = state.values.get(conflict.element)
    if ours == conflict.theirs:
        return False
    again = _decided(writing, state, conflict)
    status = "repeated" if again else "open"
    keep_conflict(writing, state, conflict.element, ours, conflict.theirs, status=status, reason=conflict.reason)
    return not again


def _decided(writing: Writing, state: State, conflict: FieldConflict) -> bool:
    rows = Conflict.objects.filter(record=state.id, element=conflict.element, state__in=AGAINST).exclude(sealed=None)
    batches = Batch.objects.filter(line__in=[*rows.values_list("line_id", flat=True), writing.sequence])
    said = dict(batches.values_list("line_id", "source"))
    bound = sealing.conflict_bound(state.id, conflict.element)
    key = writing.keys[state.owner] if rows else b""
    return any(
        said.get(row.line_id, "") == said.get(writing.sequence)
        and sealing.opened(writing.house.vault, key, row.sealed, bound)["theirs"] == conflict.theirs
        for row in rows
    )


def undo_batch(house: House, act: Act, batch: str) -> Reply:
    """Reply: batch, undone (how many records), refused (record, elements that somebody has touched since)."""

    def work(writing: Writing) -> dict[str, Any]:
        row = Batch.objects.filter(id=batch, whole=None).first()
        if row is None or not writing.act.areas:
            raise ProblemError(problem("LEDGERS_NO_BATCH", Place(record=batch)))
        if row.undone_id is not None:
            raise ProblemError(problem("LEDGERS_BATCH_UNDONE", Place(record=batch)))
        undone, refused = undo_changes(writing, changes_of(batch))
        close_batch(writing, batch)
        return {"batch": batch, "undone": undone, "refused": refused}

    return perform(house, act, "batch_undone", batch, work)


def lines_of(batch: str) -> Any:
    """The journal lines that wrote the batch, one or one a slice: as a query, for a long one has a hundred thousand."""
    return Batch.objects.filter(Q(id=batch) | Q(whole=batch)).values("line_id")


def changes_of(batch: str) -> Any:
    """What the batch did, the last first."""
    return Change.objects.filter(batch=batch, line_id__in=lines_of(batch)).order_by("-id")


def undo_changes(writing: Writing, changes: Iterable[Change]) -> tuple[int, list[dict[str, Any]]]:
    """Take changes back, in this order; (how many, which not: record and elements that somebody has touched since)."""
    refused: list[dict[str, Any]] = []
    undone = 0
    for change in changes:
        left = _undo(writing, change)
        undone += not left
        refused += [{"record": change.record, "elements": left}] if left else []
    return undone, refused


def close_batch(writing: Writing, batch: str) -> None:
    """Conflicts that it left are none any more, and it is undone."""
    conflicts = Conflict.objects.filter(line_id__in=lines_of(batch))
    for record in conflicts.order_by("record_id").values_list("record_id", flat=True).distinct():
        writing.state(record, ended=True)  # a batch that left conflicts only is out of reach all the same
    conflicts.filter(state="open").update(state="undone")
    Batch.objects.filter(Q(id=batch) | Q(whole=batch)).update(undone=writing.sequence)


def _undo(writing: Writing, change: Change) -> list[str]:
    """Take one change back; returns the elements (or "@details") that stand in the way."""
    state = writing.state(change.record, ended=True)
    if state.ended:
        return ["@ended"]
    if change.verb == "created":
        later = sorted(code for code, stamp in state.stamps.items() if stamp > change.line_id)
        if later or state.version > change.version:
            return later or ["@moved"]
        if Record.objects.filter(master=change.record, ended="").exists():
            return ["@details"]
        writing.update(state, "ended", {}, ended="undone")
        return []
    old, _ = sealing.opened_change(writing.keys, state.owner, change)
    ours: Mapping[str, Any] = {code: value for code, value in old.items() if state.stamp(code) == change.line_id}
    if ours:
        writing.update(state, "changed", ours)
    return sorted(old.keys() - ours.keys())
