"""The readers of the queue. In: the owner, an id. Out: rows; None for what is not there or is somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yibiao.base.clock import Clock, system_clock
from yibiao.work.jobs.models import Job


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as its owner sees it."""

    id: str
    login: str
    kind: str
    given: Mapping[str, Any]
    state: str
    done: int
    total: int
    problem: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    made: datetime


def job_of(login: str, job: str) -> JobRow | None:
    row = Job.objects.filter(id=job, login=login).first()
    return None if row is None else row_of(row)


def own_among(login: str, jobs: Iterable[str]) -> frozenset[str]:
    """Which of these jobs are this person's."""
    return frozenset(Job.objects.filter(id__in=set(jobs), login=login).values_list("id", flat=True))


def jobs_of(login: str, limit: int = 50) -> tuple[JobRow, ...]:
    """The owner's jobs, the newest first."""
    return tuple(map(row_of, Job.objects.filter(login=login).order_by("-made", "id")[:limit]))


def row_of(row: Job) -> JobRow:
    names = ("id", "login", "kind", "given", "state", "done", "total", "problem", "result", "made")
    return JobRow(*(getattr(row, name) for name in names))


def waiting(clock: Clock = system_clock) -> tuple[int, int, float]:
    """(jobs that wait, jobs that run, seconds that the oldest has waited)."""
    queued = Job.objects.filter(state="queued")
    oldest = queued.order_by("made").values_list("made", flat=True).first()
    seconds = (clock() - oldest).total_seconds() if oldest else 0.0
    return queued.count(), Job.objects.filter(state="running").count(), max(0.0, seconds)
