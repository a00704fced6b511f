"""Deliveries of sources, as jobs: fetch, prepare, apply, undo. In: the estate, a job of one who may. Out: its state.

A job that was killed goes on where its delivery stands. Refuses (`ProblemError`): what `feeds.delivering` refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.feeds import delivering, fetching
from yibiao.work.feeds import queries, rules
from yibiao.work.jobs.queries import JobRow
from yibiao.work.ledgers.actions import EVERYWHERE

Step = Callable[[int, int], None]


def prepare_delivery(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: delivery, state, counts by verdict, reasons (how many)."""
    return delivering.prepare(_bench(estate, job), job.given["delivery"], step)


def fetch_source(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: delivery, new (whether the list was another one)."""
    source = queries.source(EVERYWHERE, job.given["source"])
    if source is None:
        raise ProblemError(problem("FEEDS_NO_SOURCE", Place(), name=str(job.given["source"])[:60]))
    id, fresh = fetching.fetch(estate, source, rules.HOUSE, step=lambda rows: step(rows, rows))
    return {"delivery": id, "new": fresh}


def apply_delivery(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: delivery, state, created, changed, conflicts."""
    return delivering.apply(_bench(estate, job), job.given["delivery"], step)


def undo_delivery(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: delivery, state, undone, refused (how many changes that somebody has touched since)."""
    return delivering.undo(_bench(estate, job), job.given["delivery"], step)


def _bench(estate: Estate, job: JobRow) -> delivering.Bench:
    return delivering.Bench(estate, job.login, job.given["role"])
