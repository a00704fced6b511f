"""Claim, run, back off. In: the estate, a way to stop. Out: finished jobs. Refuses: nothing; a fault fails its job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event

from django.db import close_old_connections

from yibiao.base.problems import ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.feeds.dropping import take_up
from yibiao.edge.feeds.fetching import Timetable
from yibiao.edge.worker.daily import NIGHT, NIGHTLY, Daily
from yibiao.edge.worker.jobs import WORK, Work
from yibiao.work.jobs import actions
from yibiao.work.jobs.queries import JobRow

IDLE = 1.0
"""Seconds between two looks at an empty queue."""
LOG = logging.getLogger("yibiao.worker")


def run(current: Callable[[], Estate], stop: Event, known: Mapping[str, Work] = WORK) -> None:
    """Until `stop` is set; each job gets the estate as it is then. What is due daily or nightly comes between."""
    daily, nightly, timetable = Daily(), Daily(NIGHTLY, NIGHT), Timetable()
    while not stop.is_set():
        close_old_connections()
        daily(current())
        nightly(current())
        for look in (take_up, timetable):
            _look(look, current())
        if not once(current(), known):
            stop.wait(IDLE)


def _look(look: Callable[[Estate], object], estate: Estate) -> None:
    """What sources sent, or whose turn it is to be asked."""
    try:
        look(estate)
    except Exception:  # the queue must go on; the operator sees the traceback
        LOG.exception("the sources could not be looked at")


def once(estate: Estate, known: Mapping[str, Work] = WORK) -> bool:
    """Do one job, if there is one."""
    job = actions.claim_job()
    if job is None:
        return False
    try:
        actions.finish_job(job.id, _work(estate, job, known))
    except actions.Cancelled:
        actions.fail_job(job.id, None)
    except ProblemError as refusal:
        actions.fail_job(job.id, refusal.problem)
    except Exception:  # the queue must go on; the owner sees a problem, the operator the traceback
        LOG.exception("job %s (%s) failed", job.id, job.kind)
        actions.fail_job(job.id, problem("JOBS_FAULT"))
    return True


def _work(estate: Estate, job: JobRow, known: Mapping[str, Work]) -> Mapping[str, object]:
    return known[job.kind](estate, job, lambda done, total: actions.step(job.id, done, total))
