"""Piles of forms: bring a folder in, read it as a job, walk the proposals, decide, take the plan away.

In: files with their paths, decisions with reasons, corrected columns. Out: figures, proposals, two forms side by side.
A pile is its owner's alone, until he shares it with the data officers of his office: they see and decide.
Refuses: whoever keeps no data standard (404), and what `edge.piles` refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import piles
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.pile_shapes import (
    PileBeside,
    PileExport,
    PileForm,
    PileMade,
    PileProposals,
    PileReply,
    PileStarted,
    PileUploaded,
    PileWhole,
    beside_reply,
    form_reply,
    proposal_reply,
    rows_reply,
    whole_reply,
)
from yibiao.flow.consolidating import Action
from yibiao.flow.consolidating.beside import side_by_side
from yibiao.flow.consolidating.piling import SUFFIXES, may_hold
from yibiao.work.jobs import actions as jobs
from yibiao.work.piles import actions, queries

router = Router(tags=["piles"])
MOST = 100
"""Proposals on a page."""
FOUND = 5_000
"""Forms that a search gives at most."""
BROUGHT = SUFFIXES | {".zip"}
"""Kinds of files that are taken: forms, and a zipped folder of them."""
LONGEST = 400
"""Characters of a file's path within its folder."""


class PileName(Schema):
    name: str


class PileWord(Schema):
    """What a person says to a proposal. action and into (a form's id): of a change only."""

    verdict: Literal["accept", "change", "reject"]
    reason: str
    action: Literal["", "keep", "cancel", "merge", "generate"] = ""
    into: str = ""


class PileMeaning(Schema):
    """A column, by its first cell, and what it means: an element, or "nothing"."""

    cell: str
    means: str


class PileTake(Schema):
    kind: Literal["workbook", "report", "json"]


class PileSharing(Schema):
    shared: bool


class PileSearch(Schema):
    words: str


def officer(request: HttpRequest) -> Caller:
    """The caller, if piles are any business of his."""
    caller: Caller = request.auth
    caller.must_be(piles.ROLE)
    return caller


@router.get("", response=list[PileReply])
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    caller = officer(request)
    return rows_reply(queries.piles_of(caller.login, piles.offices(caller.estate, caller.login)), caller.login)


@router.post("", response={201: PileMade})
def make(request: HttpRequest, given: PileName) -> Status:
    """A pile with nothing in it yet."""
    return Status(201, PileMade(pile=actions.make_pile(officer(request).login, given.name)))


@router.get("/{pile}", response=PileWhole)
def whole(request: HttpRequest, pile: str) -> dict[str, Any]:
    """Figures, methods, what could not be read; before the first reading only what waits."""
    caller = officer(request)
    row = piles.row_of(caller.estate, caller.login, pile)
    found = piles.held(caller.estate, caller.login, pile).found if row.read else None
    return whole_reply(row, caller.login, found)


@router.put("/{pile}/sharing", response={204: None})
def share(request: HttpRequest, pile: str, given: PileSharing) -> Status:
    """With the data officers of the office in which the owner acts, or with nobody any more."""
    caller = officer(request)
    actions.share(caller.login, pile, caller.post_area() if given.shared else "")
    return Status(204, None)


@router.delete("/{pile}", response={204: None})
def drop(request: HttpRequest, pile: str) -> Status:
    actions.drop_pile(officer(request).login, pile)
    return Status(204, None)


@router.post("/{pile}/files", response=PileUploaded)
def upload(request: HttpRequest, pile: str, file: File[list[UploadedFile]], name: Form[list[str]]) -> dict[str, Any]:
    """Some files, each with its path within the folder; what is no form is left out and named."""
    caller = officer(request)
    names = [_path(one) for one in name]
    if len(names) != len(file):
        raise ProblemError(problem("HTTP_BAD_REQUEST", Place(field="name"), fields="name"))
    both = [
        (path, one, may_hold(PurePosixPath(path), BROUGHT) and one.size) for path, one in zip(names, file, strict=True)
    ]
    kept = [(path, one.read()) for path, one, taken in both if taken]
    left = [path for path, _, taken in both if not taken]
    waiting = actions.add_files(caller.estate.house.vault, caller.login, pile, kept)
    return {"waiting": waiting, "left_out": left}


def _path(name: str) -> str:
    """The path as we keep it: no root, no way up."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", "..", "."}]
    return "/".join(parts)[-LONGEST:] or "file"


@router.post("/{pile}/read", response={202: PileStarted})
def read(request: HttpRequest, pile: str) -> Status:
    """Read what waits and find everything anew, as a job; decisions stay."""
    caller = officer(request)
    piles.row_of(caller.estate, caller.login, pile)
    return Status(202, PileStarted(job=_started(caller, pile)))


def _started(caller: Caller, pile: str) -> str:
    job = jobs.start_job(caller.login, "pile_read", {"pile": pile})
    actions.begin(caller.login, pile, job, piles.offices(caller.estate, caller.login))
    return job


@router.get("/{pile}/proposals", response=PileProposals)
def proposals(request: HttpRequest, pile: str, action: str = "", state: str = "", after: int = 0) -> dict[str, Any]:
    """A page of proposals, what saves most first. action narrows; state: open or decided."""
    caller = officer(request)
    found = piles.held(caller.estate, caller.login, pile).found
    forms = {form.id: form for form in found.pile.forms}
    rows = [
        entry
        for entry in sorted(found.proposals, key=lambda one: (one.action is Action.KEEP, -one.minutes_saved, one.form))
        if (not action or entry.action.value == action)
        and (not state or (entry.decision is not None) == (state == "decided"))
    ]
    page = rows[max(0, after) :][:MOST]
    return {"total": len(rows), "rows": [proposal_reply(entry, forms) for entry in page]}


@router.post("/{pile}/forms/search", response=list[PileForm])
def search(request: HttpRequest, pile: str, given: PileSearch) -> list[dict[str, str]]:
    """Forms of the pile by words of their title or file, as many as the pile may hold."""
    caller = officer(request)
    found = piles.held(caller.estate, caller.login, pile).found
    words = given.words.lower().split()
    rows: Sequence[Any] = [
        form for form in found.pile.forms if all(word in f"{form.name} {form.file}".lower() for word in words)
    ]
    return list(map(form_reply, rows[:FOUND]))


@router.get("/{pile}/forms/{form}", response=PileBeside)
def beside(request: HttpRequest, pile: str, form: str) -> dict[str, Any]:
    """The proposal on a form: both forms, column by column, the reasons, the effect, who decided what."""
    caller = officer(request)
    return _beside(caller, pile, form)


def _beside(caller: Caller, pile: str, form: str) -> dict[str, Any]:
    held = piles.held(caller.estate, caller.login, pile)
    standard = caller.estate.house.standard
    first = next((entry for entry in held.first.proposals if entry.form == form), None)
    return beside_reply(held.found, side_by_side(held.found, form, standard), first, standard)


@router.post("/{pile}/forms/{form}/decision", response=PileBeside)
def decide(request: HttpRequest, pile: str, form: str, given: PileWord) -> dict[str, Any]:
    """Keep a decision with author and reason; what follows from it is told."""
    caller = officer(request)
    word = (given.verdict, given.reason, given.action, given.into)
    piles.decide(caller.estate, caller.login, pile, form, word)
    return _beside(caller, pile, form)


@router.post("/{pile}/forms/{form}/columns", response={202: PileStarted})
def correct(request: HttpRequest, pile: str, form: str, given: PileMeaning) -> Status:
    """A column means something else: remembered by this installation, and the pile is found anew, as a job."""
    caller = officer(request)
    piles.correct(caller.estate, caller.login, pile, form, (given.cell, given.means))
    return Status(202, PileStarted(job=_started(caller, pile)))


@router.post("/{pile}/exports", response=PileExport)
def take(request: HttpRequest, pile: str, given: PileTake) -> dict[str, str]:
    """The workbook, the report or the JSON as a file of the caller."""
    caller = officer(request)
    file, name = piles.taken(caller.estate, caller.login, pile, given.kind)
    return {"file": file, "name": name}
