"""Forms that people bring: uploaded, read, corrected, kept for next time. In: a file. Out: what each field asks.

Refuses: who fills no forms (as if nothing were there), files that cannot be read, fields that the form does not have.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Schema, Status, UploadedFile

from yibiao.edge.forms import reading
from yibiao.edge.forms.targets import targets_for
from yibiao.edge.forms.telling import matched_json
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.replies import ProblemReply
from yibiao.work.files import actions as files
from yibiao.work.forms import actions, queries

router = Router(tags=["forms"])
FILLERS = ("grid_worker", "community_secretary", "street_clerk", "department_officer", "data_officer", "leader")
"""Roles whose views answer questions at all."""


class Told(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class CandidateReply(Schema):
    """Another meaning that was considered."""

    element: str
    label_zh: str
    label_en: str
    confidence: float


class FieldReply(Schema):
    """One field: what it means, how sure (0–1), why, what else it may mean. table: number of its table."""

    table: int
    sheet: str
    cell: str
    path: list[str]
    element: str | None
    special: str | None
    formula: str | None
    label_zh: str | None
    label_en: str | None
    confidence: float
    accepted: bool
    reasons: list[Told]
    candidates: list[CandidateReply]


class TableReply(Schema):
    """One table of the file: what it is about, whom it is limited to, the words that were not understood."""

    number: int
    sheet: str
    sheet_index: int
    layout: str
    subject: str
    title: str | None
    header: list[int] | None
    register_code: str | None
    register_zh: str | None
    register_en: str | None
    population: str | None
    unread: list[str]
    confidence: float
    problems: list[ProblemReply]
    fields: list[FieldReply]


class PaperReply(Schema):
    """A form as it was read. Exactly one of file (an upload) and form (a kept one) is not empty."""

    file: str
    form: str
    name: str
    tables: list[TableReply]
    problems: list[ProblemReply]


class PaperRef(Schema):
    """An upload or a kept form."""

    file: str = ""
    form: str = ""


class Correction(PaperRef):
    """A person's word on a path of a table: an element's code, nothing, special:…, words:…"""

    table: int
    path: list[str]
    target: str


class TargetWords(Schema):
    """Words of a person who looks for an element."""

    words: str


class TargetReply(Schema):
    """An element that the words may mean."""

    element: str
    label_zh: str
    label_en: str
    sensitivity: int


class Kept(PaperRef):
    """Keep this form for next time under a title; no title: its own."""

    title: str = ""


class FormReply(Schema):
    """A kept form. own: kept by the caller, not by a colleague of the same post."""

    id: str
    title: str
    name: str
    made: datetime
    used: datetime
    uses: int
    own: bool


@router.post("/uploads", response=PaperReply)
def upload(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    caller = filler(request)
    kept = files.keep_file(caller.estate.house.vault, caller.login, "form", file.name or "form", file.read())
    return reply(caller, reading.paper_of(caller, kept))


@router.post("/read", response=PaperReply)
def read(request: HttpRequest, given: PaperRef) -> dict[str, Any]:
    caller = filler(request)
    return reply(caller, reading.paper_of(caller, given.file, given.form))


@router.post("/corrections", response=PaperReply)
def correct(request: HttpRequest, given: Correction) -> dict[str, Any]:
    caller = filler(request)
    paper = reading.paper_of(caller, given.file, given.form)
    reading.correct(caller, paper, given.table, given.path[:20], given.target)
    return reply(caller, reading.paper_of(caller, given.file, given.form))


@router.post("/targets", response=list[TargetReply])
def targets(request: HttpRequest, given: TargetWords) -> list[dict[str, Any]]:
    return targets_for(given.words, filler(request).estate.house.standard)


@router.get("/kept", response=list[FormReply])
def kept(request: HttpRequest) -> list[queries.FormRow]:
    caller = filler(request)
    return list(queries.forms_of(caller.login, reading.desks_of(caller)))


@router.post("/kept", response=FormReply)
def keep(request: HttpRequest, given: Kept) -> queries.FormRow:
    caller = filler(request)
    form = reading.keep(caller, reading.paper_of(caller, given.file, given.form), given.title.strip())
    return next(row for row in queries.forms_of(caller.login, reading.desks_of(caller)) if row.id == form)


@router.delete("/kept/{form}", response={204: None})
def drop(request: HttpRequest, form: str) -> Status[None]:
    actions.drop_form(filler(request).login, form)
    return Status(204, None)


def filler(request: HttpRequest) -> Caller:
    """The caller, if forms are any business of his."""
    caller: Caller = request.auth
    caller.must_be(*FILLERS)
    return caller


def reply(caller: Caller, paper: reading.Paper) -> dict[str, Any]:
    found = reading.matched(caller.estate, paper)
    return {
        "file": paper.file,
        "form": paper.form,
        "name": paper.name,
        "tables": matched_json(found, caller.estate.house.standard),
        "problems": [entry.as_json() for entry in found.reading.workbook.problems],
    }
