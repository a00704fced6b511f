"""The only writers of the queue. In: a kind of work and what it is about. Out: ids, claimed jobs.

    start → claim → step … → finish | fail       cancel marks; the work stops at its next step

A job whose worker died (no beat for `SILENT`) is claimed again, at most `TRIES` times. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Problem, problem
from yibiao.work.jobs.models import Job
from yibiao.work.jobs.queries import JobRow, row_of
from yibiao.work.journal import actions as journal

SILENT = timedelta(minutes=5)
TRIES = 3


class Cancelled(Exception):
    """Raised inside the work when its owner has cancelled it."""


@transaction.atomic
def start_job(login: str, kind: str, given: Mapping[str, Any], clock: Clock = system_clock) -> str:
    """Queue a piece of work for `login`; one journal line."""
    head = journal.lock()
    job = new_id()
    Job.objects.create(id=job, login=login, kind=kind, given=dict(given), made=clock())
    journal.append(head, journal.Entry(login, "job_started", "jobs", subject=job, payload={"kind": kind}), clock)
    return job


@transaction.atomic
def claim_job(clock: Clock = system_clock) -> JobRow | None:
    """The oldest job that waits, or that a dead worker left; now it is this worker's."""
    now = clock()
    free = Q(state="queued") | Q(state="running", beat__lt=now - SILENT)
    row = Job.objects.select_for_update(skip_locked=_skips()).filter(free).order_by("made", "id").first()
    if row is None:
        return None
    if row.cancel or row.tries >= TRIES:
        row.state = "cancelled" if row.cancel else "failed"
        row.problem = None if row.cancel else problem("JOBS_GAVE_UP").as_json()
        row.save(update_fields=["state", "problem"])
        return None
    row.state, row.beat, row.tries, row.done = "running", now, row.tries + 1, 0
    row.save(update_fields=["state", "beat", "tries", "done"])
    return row_of(row)


def _skips() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


def step(job: str, done: int, total: int, clock: Clock = system_clock) -> None:
    """A sign of life, and how far; `Cancelled` when the owner does not want it any more."""
    Job.objects.filter(id=job, state="running").update(done=done, total=total, beat=clock())
    if Job.objects.filter(id=job, cancel=True).exists():
        raise Cancelled(job)


def finish_job(job: str, result: Mapping[str, Any]) -> None:
    Job.objects.filter(id=job, state="running").update(state="done", result=dict(result))


def fail_job(job: str, why: Problem | None) -> None:
    """Failed with a problem; without one: cancelled."""
    state = "failed" if why else "cancelled"
    Job.objects.filter(id=job, state="running").update(state=state, problem=why.as_json() if why else None)


@transaction.atomic
def cancel_job(login: str, job: str) -> bool:
    """The owner's word; False where there is no such job of the owner's."""
    rows = Job.objects.filter(id=job, login=login)
    rows.filter(state="queued").update(state="cancelled", cancel=True)
    return bool(rows.update(cancel=True))
