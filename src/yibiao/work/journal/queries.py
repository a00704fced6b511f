"""The only readers of the journal for others. In: bounds. Out: plain mappings, found faults. Refuses: nothing.

Who may read the journal is decided in `directory.rules`; the chain itself may be verified by anyone who runs the house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Min

from yibiao.base.clock import CHINA
from yibiao.base.problems import Place, Problem, problem
from yibiao.work.journal import rules
from yibiao.work.journal.models import Head, JournalLine

_CHUNK = 2_000

Step = Callable[[int, int], None]


def last_sequence() -> int:
    """The number of the last committed line; 0 in a new house."""
    head = Head.objects.filter(id=1).values_list("sequence", flat=True).first()
    return head or 0


def last_moment() -> datetime | None:
    """When the last line was written; None in a new house."""
    return JournalLine.objects.order_by("-sequence").values_list("moment", flat=True).first()


def last_of_day(day: date) -> int:
    """The number of the last line of a day in China, or of the last one before it; 0 where there is none."""
    rows = JournalLine.objects.filter(moment__lt=datetime.combine(day + timedelta(days=1), time(), CHINA))
    found = rows.aggregate(last=Max("sequence"))["last"]
    return found or 0


def day_of(sequence: int) -> date | None:
    """The day in China on which a line was written; None where there is no such line."""
    moment = JournalLine.objects.filter(sequence=sequence).values_list("moment", flat=True).first()
    return None if moment is None else moment.astimezone(CHINA).date()


def lines(after: int = 0, limit: int | None = None, **only: str) -> Iterator[Mapping[str, Any]]:
    """Lines behind `after`, in order; `only` narrows by actor, verb, room or subject."""
    found = JournalLine.objects.filter(sequence__gt=after, **only).order_by("sequence").values()
    yield from found[:limit] if limit is not None else found.iterator(chunk_size=_CHUNK)


def verify_chain(step: Step = lambda done, total: None) -> tuple[Problem, ...]:
    """Everything in the chain that does not fit; () when the journal is whole. `step` hears (done, total).

    Lines that are written meanwhile are left to the next check; lines behind a head that stands still are a fault.
    """
    head = _head()
    rows = JournalLine.objects.filter(sequence__lte=head[0]).order_by("sequence").values_list(*rules.FIELDS, "hash")

    def counted() -> Iterator[tuple[rules.Line, str]]:
        for number, row in enumerate(rows.iterator(chunk_size=_CHUNK)):
            if number % _CHUNK == 0:
                step(number, head[0])
            yield rules.Line(*row[:-1]), row[-1]

    found = tuple(rules.faults(counted(), head))
    behind = JournalLine.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    if behind > _head()[0]:
        found += (problem("JOURNAL_HEAD_DIFFERS", Place(), last=behind, head=head[0]),)
    return found


def _head() -> tuple[int, str]:
    """(number, hash) of the last committed line."""
    return Head.objects.filter(id=1).values_list("sequence", "hash").first() or (0, rules.FIRST_HASH)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: "" and None mean any. first, until: days in China, both included. before: lines of lower number."""

    actor: str = ""
    verb: str = ""
    room: str = ""
    subject: str = ""
    purpose: str = ""
    first: date | None = None
    until: date | None = None
    before: int | None = None


def search(wanted: Wanted, limit: int) -> tuple[Mapping[str, Any], ...]:
    """Lines that fit, the newest first, at most `limit`; without replies and hashes."""
    rows = _fitting(wanted)
    rows = rows.filter(sequence__lt=wanted.before) if wanted.before is not None else rows
    names = ("sequence", "moment", "actor", "verb", "room", "subject", "purpose", "payload")
    return tuple(rows.order_by("-sequence").values(*names)[:limit])


def readers(record: str, limit: int = 200) -> tuple[Mapping[str, Any], ...]:
    """Who looked at this record by its id, what for, how often, from when to when; the last first."""
    return _summed(_fitting(Wanted(subject=record, verb="read")), ("actor", "purpose"), limit)


def readings_of(login: str, limit: int = 200) -> tuple[Mapping[str, Any], ...]:
    """What a person read for, how often, from when to when; the last first."""
    return _summed(_fitting(Wanted(actor=login, verb="read")), ("actor", "purpose"), limit)


def _fitting(wanted: Wanted) -> Any:
    exact = {name: value for name in ("actor", "verb", "room", "subject") if (value := getattr(wanted, name))}
    rows = JournalLine.objects.filter(**exact)
    if wanted.purpose:
        rows = rows.filter(purpose__icontains=wanted.purpose)
    if wanted.first is not None:
        rows = rows.filter(moment__gte=datetime.combine(wanted.first, time(), CHINA))
    if wanted.until is not None:
        rows = rows.filter(moment__lt=datetime.combine(wanted.until + timedelta(days=1), time(), CHINA))
    return rows


def _summed(rows: Any, by: tuple[str, ...], limit: int) -> tuple[Mapping[str, Any], ...]:
    counted = rows.values(*by).annotate(times=Count("sequence"), since=Min("moment"), last=Max("moment"))
    return tuple(counted.order_by("-last", *by)[:limit])
