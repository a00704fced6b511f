"""Long work of the caller: how far it is, and no more of it. In: an id. Out: state and result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.replies import ProblemReply
from yibiao.work.jobs import actions, queries

router = Router(tags=["jobs"])


class JobReply(Schema):
    """state: queued, running, done, failed, cancelled. result: ids and counts, by kind."""

    id: str
    kind: str
    state: str
    done: int
    total: int
    problem: ProblemReply | None = None
    result: dict[str, Any] | None = None


@router.get("", response=list[JobReply])
def jobs(request: HttpRequest) -> list[queries.JobRow]:
    return list(queries.jobs_of(request.auth.login))


@router.get("/{job}", response=JobReply)
def job(request: HttpRequest, job: str) -> queries.JobRow:
    return found(request.auth.login, job)


@router.delete("/{job}", response=JobReply)
def cancel(request: HttpRequest, job: str) -> queries.JobRow:
    actions.cancel_job(request.auth.login, job)
    return found(request.auth.login, job)


def found(login: str, job: str) -> queries.JobRow:
    row = queries.job_of(login, job)
    if row is None:
        raise ProblemError(problem("JOBS_NONE", Place()))
    return row
