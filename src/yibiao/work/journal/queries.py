"""The only readers of the journal for others. In: bounds. Out: plain mappings, found faults. Refuses: nothing.

Who may read the journal is decided in `directory.rules`; the chain itself may be verified by anyone who runs the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from yibiao.base.problems import Problem
from yibiao.work.journal import rules
from yibiao.work.journal.models import Head, JournalLine

_CHUNK = 2_000


def last_sequence() -> int:
    """The number of the last committed line; 0 in a new house."""
    head = Head.objects.filter(id=1).values_list("sequence", flat=True).first()
    return head or 0


def last_moment() -> datetime | None:
    """When the last line was written; None in a new house."""
    return JournalLine.objects.order_by("-sequence").values_list("moment", flat=True).first()


def lines(after: int = 0, limit: int | None = None, **only: str) -> Iterator[Mapping[str, Any]]:
    """Lines behind `after`, in order; `only` narrows by actor, verb, room or subject."""
    found = JournalLine.objects.filter(sequence__gt=after, **only).order_by("sequence").values()
    yield from found[:limit] if limit is not None else found.iterator(chunk_size=_CHUNK)


def verify_chain() -> tuple[Problem, ...]:
    """Everything in the chain that does not fit; () when the journal is whole."""
    rows = JournalLine.objects.order_by("sequence").values_list(*rules.FIELDS, "hash").iterator(chunk_size=_CHUNK)
    head = Head.objects.filter(id=1).values_list("sequence", "hash").first() or (0, rules.FIRST_HASH)
    return tuple(rules.faults(((rules.Line(*row[:-1]), row[-1]) for row in rows), (head[0], head[1])))
