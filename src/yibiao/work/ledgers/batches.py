"""Which files of rows came in, from whom and what became of them. In: areas, a page. Out: batches without any value.

A batch is shown to whoever may write everywhere it reaches: it tells a source and counts, no names. Refuses: nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Q

from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers.models import Batch, Change, Record

MOST = 50


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import. undone: when it was taken back."""

    id: str
    source: str
    day: date | None
    moment: datetime
    actor: str
    created: int
    changed: int
    conflicts: int
    undone: datetime | None
    undone_by: str


def batches(areas: tuple[tuple[int, int], ...], before: str = "", limit: int = 20) -> tuple[BatchRow, ...]:
    """Batches that lie in `areas` as a whole, the newest first, those written before the batch `before`."""
    rows = Batch.objects.filter(whole=None).select_related("line", "undone").order_by("-line_id")
    rows = rows.filter(line_id__lt=Batch.objects.filter(id=before).values("line_id")[:1]) if before else rows
    return tuple(islice(_reached(rows, areas), min(limit, MOST)))


def batch_of(areas: tuple[tuple[int, int], ...], batch: str) -> BatchRow | None:
    """One of them, None where it is not there or reaches further."""
    rows = Batch.objects.filter(id=batch, whole=None).select_related("line", "undone")
    return next(_reached(rows, areas), None)


def in_slices(batch: str) -> bool:
    """Whether it was written by more than one line of the journal."""
    return Batch.objects.filter(whole=batch).exists()


def _reached(rows: Any, areas: tuple[tuple[int, int], ...]) -> Iterator[BatchRow]:
    inside = Q(pk__in=[])
    for first, last in areas:
        inside |= Q(area__first__gte=first, area__first__lte=last)
    for row in rows.iterator(chunk_size=MOST):
        touched = Record.objects.filter(id__in=Change.objects.filter(batch=row.id).values("record"))
        if areas and not touched.exclude(inside).exists():
            yield _row(row)


def _row(row: Batch) -> BatchRow:
    counts: Counter[str] = Counter()
    for reply in JournalLine.objects.filter(subject=row.id, verb="plan_applied").values_list("reply", flat=True):
        counts.update({name: int((reply or {}).get(name, 0)) for name in ("created", "changed", "conflicts")})
    undone = row.undone
    return BatchRow(
        row.id, row.source, row.day, row.line.moment, row.line.actor, counts["created"], counts["changed"],
        counts["conflicts"], undone.moment if undone else None, undone.actor if undone else "",
    )  # fmt: skip
