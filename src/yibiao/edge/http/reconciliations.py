"""Two-sided reconciliation 双向对账: the departments' list of forms against the streets', each difference settled.

In: a name, files of both sides (the catalogue stands for the departments' where none are brought). Out: differences,
words on them. For data officers; those of one office see and settle together.
Refuses: everybody else (404), and what `work.admissions.reconciliations` refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import admissions, reconciling
from yibiao.edge.http.caller import Caller
from yibiao.work.admissions import reconciliations
from yibiao.work.directory import queries as directory
from yibiao.work.files.actions import keep_file
from yibiao.work.jobs import actions as jobs

router = Router(tags=["reconciliations"])
MOST = 200


class ReconciliationStarted(Schema):
    job: str


class ReconciliationReply(Schema):
    """above, below: forms of each side; agreed: that both have. differences, settled: how many."""

    id: str
    name: str
    owner: str
    made: datetime
    above: int
    below: int
    agreed: int
    differences: int
    settled: int


class SettledWord(Schema):
    word: Literal["keep", "admit", "stop", "merge", "later"]
    reason: str
    name: str
    at: datetime


class DifferenceReply(Schema):
    """above, below: titles of each side. columns: that were added below. settled: the last word on it."""

    id: str
    kind: Literal["missing_above", "expired", "missing_below", "split", "added"]
    above: str
    below: list[str]
    department: str
    columns: list[str]
    settled: SettledWord | None


class ReconciliationWhole(ReconciliationReply):
    found: list[DifferenceReply]


class SettledGiven(Schema):
    word: Literal["keep", "admit", "stop", "merge", "later"]
    reason: str = Field(max_length=200)


def officer(request: HttpRequest) -> tuple[Caller, frozenset[str]]:
    """The caller and the offices in which he works, if lists are any business of his."""
    caller: Caller = request.auth
    caller.must_be(reconciling.ROLE)
    return caller, directory.offices_of(caller.login, reconciling.ROLE, caller.day)


@router.get("", response=list[ReconciliationReply])
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    caller, offices = officer(request)
    rows = reconciliations.reconciliations_of(caller.login, offices)
    names = admissions.names_of([row.login for row in rows])
    return [_reply(row, names[row.login]) for row in rows]


@router.post("", response={202: ReconciliationStarted})
def begin(
    request: HttpRequest,
    name: Form[str],
    below: File[list[UploadedFile]],
    above: File[list[UploadedFile]] = [],  # noqa: B006 never changed
) -> Status:
    """Compare, as a job; its result names what was kept."""
    caller, _ = officer(request)
    given = {"name": name.strip(), "area": caller.post_area(), "above": _kept(caller, above),
             "below": _kept(caller, below)}  # fmt: skip
    if not given["name"] or not given["below"]:
        raise ProblemError(problem("HTTP_BAD_REQUEST", Place(field="name"), fields="name, below"))
    return Status(202, ReconciliationStarted(job=jobs.start_job(caller.login, "reconciliation", given)))


def _kept(caller: Caller, brought: Sequence[UploadedFile]) -> list[str]:
    vault = caller.estate.house.vault
    return [
        keep_file(vault, caller.login, reconciling.KIND, one.name or "list", one.read(), days=1)
        for one in brought[:MOST]
    ]


@router.get("/{reconciliation}", response=ReconciliationWhole)
def whole(request: HttpRequest, reconciliation: str) -> dict[str, Any]:
    caller, offices = officer(request)
    return _whole(caller, offices, reconciliation)


@router.post("/{reconciliation}/differences/{difference}", response=ReconciliationWhole)
def settle(request: HttpRequest, reconciliation: str, difference: str, given: SettledGiven) -> dict[str, Any]:
    """A word on one difference, with its reason."""
    caller, offices = officer(request)
    said = (difference, given.word, given.reason)
    reconciliations.settle(caller.estate.house, caller.login, offices, reconciliation, said)
    return _whole(caller, offices, reconciliation)


def _reply(row: reconciliations.ReconciliationRow, owner: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ReconciliationReply.model_fields if name != "owner"} | {"owner": owner}


def _whole(caller: Caller, offices: frozenset[str], reconciliation: str) -> dict[str, Any]:
    row = reconciliations.reconciliation_of(caller.login, offices, reconciliation)
    found = reconciliations.found_of(caller.estate.house.vault, caller.login, offices, reconciliation)
    words = {one.difference: one for one in reconciliations.settlements_of(reconciliation)}
    names = admissions.names_of([row.login, *(one.login for one in words.values())])
    told = []
    for one in found.differences:
        said = words.get(one.id)
        word = said and {"word": said.word, "reason": said.reason, "name": names[said.login], "at": said.at}
        told.append(
            {
                "id": one.id,
                "kind": one.kind,
                "above": one.above,
                "below": list(one.below),
                "settled": word,
                "department": one.department,
                "columns": list(one.columns),
            }  # fmt: skip
        )
    return {**_reply(row, names[row.login]), "found": told}
