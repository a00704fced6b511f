"""What leaves the house: asked for, released or refused by another, taken, traced. In: a filled sheet. Out: its file.

Refuses: sheets of others, files that nobody released, deciding on one's own; to the auditor alone it is given to trace.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.forms import leaving
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.files import attachment
from yibiao.edge.http.papers import filler
from yibiao.work.directory import queries as directory
from yibiao.work.forms import actions, queries

router = Router(tags=["exports"])


class Asked(Schema):
    """Take this filled sheet out, for whom."""

    filled: str
    recipient: str = Field("", max_length=200)


class Decision(Schema):
    """Release it, or not; a refusal says why."""

    allow: bool
    reason: str = Field("", max_length=200)


class ExportReply(Schema):
    """An export: what it holds and for whom, never a value. state: ready, waiting, approved, refused."""

    id: str
    filled: str
    by: str
    by_name: str
    purpose: str
    recipient: str
    profile: str
    title: str
    name: str
    area: str
    area_name: str
    rows: int
    level: int
    columns: list[str]
    state: str
    asked: datetime
    decided: datetime | None
    decider_name: str
    reason: str
    taken: int


class TraceHit(Schema):
    """An export and how many rows of the found file it held."""

    rows: int
    export: ExportReply


class TraceReply(Schema):
    """Which exports held rows of a found file. searched: rows of the file that were looked for."""

    searched: int
    found: list[TraceHit]


@router.post("", response=ExportReply)
def ask(request: HttpRequest, given: Asked) -> dict[str, Any]:
    caller = filler(request)
    return shown(caller, leaving.ask(caller, given.filled, given.recipient.strip()))


@router.get("", response=list[ExportReply])
def own(request: HttpRequest) -> list[dict[str, Any]]:
    caller = filler(request)
    return [shown(caller, row) for row in queries.exports_of(caller.login)]


@router.get("/waiting", response=list[ExportReply])
def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    caller: Caller = request.auth
    areas = directory.releasing_areas(caller.login, caller.day)
    return [shown(caller, row) for row in queries.waiting(caller.login, areas)]


@router.post("/{export}/decision", response={204: None})
def decide(request: HttpRequest, export: str, given: Decision) -> Status[None]:
    caller: Caller = request.auth
    areas = directory.releasing_areas(caller.login, caller.day)
    actions.decide_export(caller.login, areas, export, given.allow, given.reason)
    return Status(204, None)


@router.get("/{export}/content", response={200: bytes})
def content(request: HttpRequest, export: str) -> HttpResponse:
    return attachment(*leaving.take(filler(request), export))


@router.post("/trace", response=TraceReply)
def trace(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    caller: Caller = request.auth
    if not directory.may_trace(caller.login, caller.day):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    searched, found = leaving.trace(caller.estate.house.vault, caller.login, file.name or "file", file.read())
    return {
        "searched": searched,
        "found": [{"rows": hit.rows, "export": shown(caller, hit.export)} for hit in found],
    }


def shown(caller: Caller, row: queries.ExportRow) -> dict[str, Any]:
    names = ("id", "filled", "purpose", "recipient", "profile", "title", "name", "area", "rows", "level", "state",
             "asked", "decided", "reason", "taken")  # fmt: skip
    elements = caller.estate.house.standard.elements
    return {name: getattr(row, name) for name in names} | {
        "by": row.login,
        "by_name": directory.name_of(row.login),
        "decider_name": directory.name_of(row.decider) if row.decider else "",
        "area_name": leaving.area_name(row.area),
        "columns": [elements[code].label_zh for code in row.elements if code in elements],
    }
