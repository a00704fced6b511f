"""What a source does not send is fetched: a table, the pages of an address. In: the estate, a source. Out: a delivery.

What comes is kept in quarantine like a file that somebody brought, and judged like it. Who dies in the middle has kept
nothing; the same list again is the delivery that it was. Where nothing comes the source says why, and is asked again
sooner than its period (`rules.next_fetch`); other sources do not wait for it.

Refuses (`ProblemError`): what the outside refuses, noted at the source first; sources that are files.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.outside import apis, tables
from yibiao.work.feeds import actions, queries
from yibiao.work.feeds.queries import SourceRow
from yibiao.work.ledgers.actions import EVERYWHERE

Step = Callable[[int], None]
Reader = Callable[[Mapping[str, str], str, Step], bytes]
READERS: Mapping[str, Reader] = {"table": tables.read_table, "api": apis.read_pages}
LOG = logging.getLogger("yibiao.worker")


def checked_reach(kind: str, reach: Mapping[str, str]) -> None:
    """`ProblemError` where this cannot be how a source is reached; nothing is asked outside."""
    if kind == "table" and "url" in reach:
        tables.checked_address(reach["url"])
    if kind == "api" and "url" in reach:
        apis.checked_address(reach["url"])
        first, _, size = reach.get("first", ""), *reach.get("size", "").partition("=")[1:]
        if reach.get("pages", "") not in ("", "page", "offset", "next") or not all(
            one.isascii() and one.isdigit() for one in (first, size) if one
        ):
            raise ProblemError(problem("FEEDS_ADDRESS", Place(field="pages")))


def fetch(
    estate: Estate, source: SourceRow, login: str, *, job: bool = True, step: Step | None = None
) -> tuple[str, bool]:
    """(delivery, whether it is new). job: whether a job is to look at it."""
    house = estate.house
    if source.kind not in READERS or source.state == "closed":
        raise ProblemError(problem("FEEDS_NOT_FETCHED", Place(), name=source.name))
    try:
        content = READERS[source.kind](source.reach, queries.secret_of(house.vault, source), step or _unheard)
        brought = actions.Brought(source.id, _name(source, estate.day()), content, estate.day(), login, "")
        found = actions.keep_delivery(house.vault, brought, job=job, clock=house.clock)
    except ProblemError as refusal:
        actions.note_fetch(login, source.id, refusal.problem, house.clock)
        raise
    actions.note_fetch(login, source.id, None, house.clock)
    return found


class Timetable:
    """Looks once a minute whose turn it is."""

    def __init__(self) -> None:
        self.next: datetime | None = None

    def __call__(self, estate: Estate) -> tuple[str, ...]:
        """A job for every source whose turn it is; returns the jobs."""
        now = estate.house.clock()
        if self.next is not None and now < self.next:
            return ()
        self.next = now + timedelta(minutes=1)
        due = [row for row in queries.sources(EVERYWHERE) if (at := row.next_fetch) is not None and at <= now]
        return tuple(actions.begin_fetch(row.id, estate.house.clock) for row in due)


def _name(source: SourceRow, day: date) -> str:
    return f"{source.code}-{day.isoformat()}.csv"


def _unheard(rows: int) -> None:
    """Nobody follows."""
