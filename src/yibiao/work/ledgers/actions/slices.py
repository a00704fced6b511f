"""A long plan into the ledger slice by slice, and out again. In: a plan and its batch. Out: replies, step by step.

SQLite has one writer, and every reading of personal data writes a journal line: a plan of ten thousand rows in one
transaction would stop the whole house. So each slice is a transaction with a line of its own; between two others write.
A slice that was written before is passed over (same key): work that was killed goes on where it stopped. What a slice
finds changed since the plan was made becomes a conflict, as ever.
Refuses (`ProblemError`): what `plans` refuses; a batch of which any part is out of reach, before anything is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import Q

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.keeping.plans import LedgerPlan, RecordPlan
from yibiao.work.ledgers.actions.plans import apply_record, changes_of, close_batch, undo_changes
from yibiao.work.ledgers.actions.writing import Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Batch, Change, Record

SLICE = 100
"""Records a transaction: about half a second, so that nobody waits long."""
COUNTED = ("created", "changed", "conflicts")

Step = Callable[[int, int], None]


def apply_slices(house: House, act: Act, plan: LedgerPlan, batch: str, step: Step) -> Reply:
    """Reply: batch, created, changed, conflicts. `step` hears (records done, all) before each slice; what it raises
    leaves the batch as far as it is, for `undo_slices`."""
    records = tuple(plan.to_apply())
    ids: dict[str, str] = {}
    total = dict.fromkeys(COUNTED, 0)
    for number, some in enumerate(_sliced(records)):
        step(number * SLICE, len(records))

        own = replace(act, key=f"{batch}/{number}", batch=batch)
        reply = perform(house, own, "plan_applied", batch, _Slice(plan, batch, number, some, dict(ids)).write)
        ids |= reply["records"]
        total = {name: count + reply[name] for name, count in total.items()}
    step(len(records), len(records))
    return {"batch": batch, "source": plan.source, **total}


@dataclass(frozen=True)
class _Slice:
    """Some records of a plan, and the ids that slices before it gave."""

    plan: LedgerPlan
    batch: str
    number: int
    records: tuple[RecordPlan, ...]
    ids: Mapping[str, str]

    def write(self, writing: Writing) -> dict[str, Any]:
        _note_slice(writing, self.plan, self.batch, self.number)
        done, known = dict.fromkeys(COUNTED, 0), dict(self.ids)
        for record in self.records:
            apply_record(writing, record, known, done)
        made = {record.key: known[record.key] for record in self.records}
        return {"batch": self.batch, "source": self.plan.source, "records": made, **done}


def _sliced(records: tuple[RecordPlan, ...]) -> Iterator[tuple[RecordPlan, ...]]:
    left = iter(records)
    while some := tuple(islice(left, SLICE)):
        yield some


def _note_slice(writing: Writing, plan: LedgerPlan, batch: str, number: int) -> None:
    first = Batch.objects.filter(id=batch).first()
    if first is not None and first.undone_id is not None:
        raise ProblemError(problem("LEDGERS_BATCH_UNDONE", Place(record=batch)))
    own = batch if number == 0 else writing.house.ids()
    Batch.objects.create(
        id=own, source=plan.source, day=plan.day, line_id=writing.sequence, whole_id=None if number == 0 else batch
    )


def undo_slices(house: House, act: Act, batch: str, step: Step) -> Reply:
    """Reply: batch, undone (how many changes), refused (how many that somebody has touched since)."""
    row = Batch.objects.filter(id=batch, whole=None).first()
    if row is None or not _within(act, batch):
        raise ProblemError(problem("LEDGERS_NO_BATCH", Place(record=batch)))
    if row.undone_id is not None:
        raise ProblemError(problem("LEDGERS_BATCH_UNDONE", Place(record=batch)))
    ids = list(changes_of(batch).values_list("id", flat=True))
    total = {"undone": 0, "refused": 0}
    for start in range(0, len(ids) or 1, SLICE):
        step(start, len(ids))
        some, last = ids[start : start + SLICE], start + SLICE >= len(ids)

        def work(writing: Writing, some: list[int] = some, last: bool = last) -> dict[str, Any]:
            undone, refused = undo_changes(writing, Change.objects.filter(id__in=some).order_by("-id"))
            if last:
                close_batch(writing, batch)
            return {"batch": batch, "undone": undone, "refused": len(refused)}

        reply = perform(house, replace(act, key=f"undo {batch}/{start}", batch=""), "batch_undone", batch, work)
        total = {name: count + reply[name] for name, count in total.items()}
    step(len(ids), len(ids))
    return {"batch": batch, **total}


def _within(act: Act, batch: str) -> bool:
    """Whether every record of the batch lies where this act may write."""
    inside = Q(pk__in=[])
    for first, last in act.areas:
        inside |= Q(area__first__gte=first, area__first__lte=last)
    touched = Record.objects.filter(id__in=Change.objects.filter(batch=batch).values("record"))
    return bool(act.areas) and not touched.exclude(inside).exists()
