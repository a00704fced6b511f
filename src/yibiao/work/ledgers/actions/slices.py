"""A long plan into the ledger slice by slice, and out again. In: a plan and its batch. Out: replies, step by step.

SQLite has one writer, and every reading of personal data writes a journal line: a plan of ten thousand rows in one
transaction would stop the whole house. So each slice is a transaction with a line of its own, which ends when `HOLD`
seconds are up, however busy the machine is; between two others write, and on SQLite, whose writers do not queue but
look again every now and then, there is a pause for that.
A slice that was written before is passed over (same key): work that was killed goes on where it stopped. What a slice
finds changed since the plan was made becomes a conflict, as ever.
Refuses (`ProblemError`): what `plans` refuses; a batch of which any part is out of reach, before anything is undone.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Q

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.keeping.plans import LedgerPlan, RecordPlan
from yibiao.work.ledgers.actions.plans import apply_record, changes_of, close_batch, undo_changes
from yibiao.work.ledgers.actions.writing import Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Batch, Change, Record

SLICE = 100
"""Records a transaction at most; so many were in one before it went by seconds, so a reply without `size` means it."""
HOLD, REST = 0.025, 0.01
"""Seconds of work in a slice, whose line and commit take as long again; seconds between two slices, in which who waits
on SQLite looks several times (`site.sqlcipher`)."""
COUNTED = ("created", "changed", "conflicts")

Step = Callable[[int, int], None]
T = TypeVar("T")


def apply_slices(
    house: House, act: Act, plan: LedgerPlan, batch: str, step: Step, *, pace: Pace | None = None
) -> Reply:
    """Reply: batch, created, changed, conflicts. `step` hears (records done, all) before each slice; what it raises
    leaves the batch as far as it is, for `undo_slices`."""
    records = tuple(plan.to_apply())
    ids: dict[str, str] = {}
    total = dict.fromkeys(COUNTED, 0)
    pace, at, number = pace or Pace(), 0, 0
    while at < len(records):
        step(at, len(records))
        own = replace(act, key=f"{batch}/{number}", batch=batch)
        some = records[at : at + SLICE]
        reply = perform(house, own, "plan_applied", batch, _Slice(plan, batch, number, some, ids, pace).write)
        pace.rest()
        ids |= reply["records"]
        total = {name: count + reply[name] for name, count in total.items()}
        at, number = at + int(reply.get("size", SLICE)), number + 1
    step(len(records), len(records))
    return {"batch": batch, "source": plan.source, **total}


class Pace:
    """How long a slice is worked on, and the pause after each."""

    def __init__(
        self, hold: float = HOLD, watch: Callable[[], float] = monotonic, pause: Callable[[float], None] = sleep
    ) -> None:
        self.hold, self.watch, self.pause = hold, watch, pause

    def within(self, things: Iterable[T]) -> Iterator[T]:
        """One of them, and more until the time is up."""
        start = self.watch()
        for thing in things:
            yield thing
            if self.watch() - start >= self.hold:
                return

    def rest(self) -> None:
        """Others have their turn."""
        if connection.vendor == "sqlite":
            self.pause(REST)


@dataclass(frozen=True)
class _Slice:
    """Some records of a plan, and the ids that slices before it gave."""

    plan: LedgerPlan
    batch: str
    number: int
    records: tuple[RecordPlan, ...]
    ids: dict[str, str]
    pace: Pace

    def write(self, writing: Writing) -> dict[str, Any]:
        _note_slice(writing, self.plan, self.batch, self.number)
        done, known, written = dict.fromkeys(COUNTED, 0), ChainMap({}, self.ids), list[str]()
        for record in self.pace.within(self.records):
            apply_record(writing, record, known, done)
            written.append(record.key)
        made = {key: known[key] for key in written}
        return {"batch": self.batch, "source": self.plan.source, "records": made, "size": len(written), **done}


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
    pace, at = Pace(), 0
    while at < len(ids) or at == 0:
        step(at, len(ids))

        def work(writing: Writing, at: int = at) -> dict[str, Any]:
            changes = Change.objects.filter(id__in=ids[at : at + SLICE]).order_by("-id")
            undone, refused = undo_changes(writing, pace.within(changes))
            size = undone + len(refused)
            if at + size >= len(ids):
                close_batch(writing, batch)
            return {"batch": batch, "undone": undone, "refused": len(refused), "size": size}

        reply = perform(house, replace(act, key=f"undo {batch}/{at}", batch=""), "batch_undone", batch, work)
        pace.rest()
        total = {name: count + reply[name] for name, count in total.items()}
        at += int(reply.get("size", SLICE)) or 1
    step(len(ids), len(ids))
    return {"batch": batch, **total}


def _within(act: Act, batch: str) -> bool:
    """Whether every record of the batch lies where this act may write."""
    inside = Q(pk__in=[])
    for first, last in act.areas:
        inside |= Q(area__first__gte=first, area__first__lte=last)
    touched = Record.objects.filter(id__in=Change.objects.filter(batch=batch).values("record"))
    return bool(act.areas) and not touched.exclude(inside).exists()
