"""The journal, for the auditor: who did what, who read whom and why, whether the chain is whole. In: what to look for.

Out: lines by number, the newest first; each reading of the journal is a line of the journal itself. What is looked for
travels in the body. Refuses: whoever does not act as auditor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from yibiao.edge.http.caller import Caller
from yibiao.work.directory import queries as directory
from yibiao.work.jobs import actions as jobs
from yibiao.work.journal import actions, queries

router = Router(tags=["journal"])
MOST = 100


class Wanted(Schema):
    """ "" and null mean any. before: lines of a lower number, for the next page."""

    actor: str = Field("", max_length=150)
    verb: str = Field("", max_length=60)
    room: str = Field("", max_length=40)
    subject: str = Field("", max_length=80)
    purpose: str = Field("", max_length=200)
    first: date | None = None
    until: date | None = None
    before: int | None = Field(None, ge=0, le=2**62)
    limit: int = Field(50, ge=1, le=MOST)


class LineReply(Schema):
    """One line; payload: what the room wrote down, never values of people."""

    sequence: int
    moment: datetime
    actor: str
    name: str
    verb: str
    room: str
    subject: str
    purpose: str
    payload: dict[str, Any]


class Found(Schema):
    """more: there are lines behind the last one."""

    lines: list[LineReply]
    more: bool


class RecordId(Schema):
    record: str = Field(min_length=1, max_length=80)


class ReaderOf(Schema):
    login: str = Field(min_length=1, max_length=150)


class Reader(Schema):
    """How often somebody read for one purpose."""

    actor: str
    name: str
    purpose: str
    times: int
    since: datetime
    last: datetime


class Started(Schema):
    job: str


def auditor(request: HttpRequest) -> Caller:
    """The caller, who acts as auditor."""
    caller: Caller = request.auth
    caller.must_be("auditor")
    return caller


@router.post("/search", response=Found)
def search(request: HttpRequest, given: Wanted) -> Found:
    caller = auditor(request)
    parts = given.dict(exclude={"limit"})
    rows = queries.search(queries.Wanted(**parts), given.limit + 1)
    shown = rows[: given.limit]
    asked = {name: str(value) for name, value in parts.items() if value not in ("", None)}
    note(caller, "search", given.subject, {"asked": asked, "lines": len(shown)})
    return Found(lines=named(shown), more=len(rows) > given.limit)


@router.post("/readers", response=list[Reader])
def readers(request: HttpRequest, given: RecordId) -> list[dict[str, Any]]:
    """Who looked at a record by its id. Lists and counts name no record, so they are not among these."""
    caller = auditor(request)
    rows = queries.readers(given.record.strip())
    note(caller, "readers", given.record.strip(), {"readers": len(rows)})
    return named(rows)


@router.post("/reads", response=list[Reader])
def reads(request: HttpRequest, given: ReaderOf) -> list[dict[str, Any]]:
    """What a person read for."""
    caller = auditor(request)
    rows = queries.readings_of(given.login.strip())
    note(caller, "reads", given.login.strip(), {"purposes": len(rows)})
    return named(rows)


@router.post("/check", response={202: Started})
def check(request: HttpRequest) -> Status:
    """Every line against its hash and every record against its proof, as a job."""
    caller = auditor(request)
    return Status(202, Started(job=jobs.start_job(caller.login, "chain_check", {"purpose": caller.purpose})))


def note(caller: Caller, how: str, subject: str, payload: Mapping[str, Any]) -> None:
    """Who watches is watched: each look into the journal is a line of it, written before the answer leaves."""
    told = {"how": how, **payload}
    actions.note(actions.Entry(caller.login, "journal_read", "journal", subject[:80], caller.purpose, told))


def named(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the names of those who acted."""
    names = directory.names_of(row["actor"] for row in rows)
    return [{**row, "name": names.get(row["actor"], "")} for row in rows]
