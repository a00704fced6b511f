"""Files of rows: upload, plan, preview, apply, undo. In: a file, its source and day, an area. Out: jobs, rows, batches.

Nothing is written before somebody has looked at the plan; what was written is one batch and is taken back as one. What
the ledger holds is shown as the person may see it. Refuses: whoever may bring no files here (404).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.desk import Desk
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.replies import ProblemReply
from yibiao.edge.receiving import IMPORT, Column, Wish, kept_plan, receiver
from yibiao.flow.keeping import LedgerPlan, RowPlan
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.files import actions as file_actions
from yibiao.work.files import queries as files
from yibiao.work.jobs import actions as jobs
from yibiao.work.jobs import queries as job_queries
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers import batches as ledger_batches
from yibiao.work.ledgers.rules import covers

router = Router(tags=["imports"])
MOST = 200


class ImportStarted(Schema):
    job: str


class ImportArea(Schema):
    code: str
    name: str


class ImportReply(Schema):
    """One upload on its way. state and plan: of the job that makes its plan; batch: where it was applied."""

    job: str
    name: str
    source: str
    day: date
    area: str
    state: str
    made: datetime
    plan: str | None = None
    counts: dict[str, int] | None = None
    problem: ProblemReply | None = None


class Change(Schema):
    """One value: as it stands in the ledger (as the person may see it) and in the file. cell: where in the file.

    reason: why both are kept for a person to decide; empty: it is set.
    """

    element: str
    label: str
    old: str | None
    new: str
    cell: str | None
    reason: str = ""


class Part(Schema):
    """What becomes of one record of a row."""

    register_code: str
    label: str
    new: bool
    area: str | None
    changes: list[Change]


class ImportRow(Schema):
    """verdict: new, changed, same, doubtful, refused."""

    sheet: str
    row: int
    verdict: str
    parts: list[Part]
    problems: list[ProblemReply]


class Meant(Schema):
    """An element that a column may mean."""

    element: str
    label: str


class ImportColumn(Schema):
    """How a column was read. meant: null where nothing fits; accepted: only then it is kept."""

    cell: str
    label: str
    meant: Meant | None
    accepted: bool
    candidates: list[Meant]


class Columns(Schema):
    """First cell of a column → what it means: an element, or "nothing"."""

    columns: dict[str, str]


class PlanReply(Schema):
    """A page of rows. next: number of the first row behind the page, null at the end. problems: of the file as a whole.

    batch: there where the plan was applied.
    """

    plan: str
    name: str
    source: str
    day: date
    area: str
    counts: dict[str, int]
    columns: list[ImportColumn]
    rows: list[ImportRow]
    next: int | None
    problems: list[ProblemReply]
    batch: BatchReply | None


class BatchReply(Schema):
    """One import in the ledger. undone: when it was taken back, by whom."""

    id: str
    source: str
    day: date | None
    moment: datetime
    actor: str
    name: str
    created: int
    changed: int
    conflicts: int
    undone: datetime | None
    undone_by: str


PlanReply.model_rebuild()


class Batches(Schema):
    batches: list[BatchReply]


def desk(request: HttpRequest) -> Desk:
    """The desk of the caller in the role he acts in."""
    caller: Caller = request.auth
    return receiver(caller.estate, caller.login, caller.role, caller.day)


@router.post("", response={202: ImportStarted})
def upload(
    request: HttpRequest, file: File[UploadedFile], source: Form[str], day: Form[date], area: Form[str] = ""
) -> Status:
    """Keep the file sealed and begin its plan."""
    mine, caller = desk(request), request.auth
    if not source.strip():
        raise ProblemError(problem("HTTP_BAD_REQUEST", Place(field="source"), fields="source"))
    if area and not mine.may_write(area):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(field="area"), code=area))
    vault = caller.estate.house.vault
    kept = file_actions.keep_file(vault, caller.login, IMPORT, file.name or "file", file.read())
    wish = Wish(kept, source.strip()[:120], day, area, caller.role or "")
    return Status(202, ImportStarted(job=jobs.start_job(caller.login, "import_plan", wish.as_json())))


@router.get("", response=list[ImportReply])
def imports(request: HttpRequest) -> list[dict[str, Any]]:
    """The caller's own uploads of the last days."""
    desk(request)
    names = {row.id: row.name for row in files.files_of(request.auth.login, IMPORT)}
    rows = [row for row in job_queries.jobs_of(request.auth.login, MOST) if row.kind == "import_plan"]
    return [_import(row, names[row.given["file"]]) for row in rows if row.given["file"] in names]


def _import(row: job_queries.JobRow, name: str) -> dict[str, Any]:
    told = row.result or {}
    return {
        "job": row.id, "name": name, "source": row.given["source"], "day": row.given["day"],
        "area": row.given["area"], "state": row.state, "made": row.made, "plan": told.get("plan"),
        "counts": told.get("counts"), "problem": row.problem,
    }  # fmt: skip


@router.get("/areas", response=list[ImportArea])
def areas(request: HttpRequest) -> list[dict[str, str]]:
    """Where the caller may bring newcomers in, in tree order."""
    mine = desk(request)
    return [{"code": row.code, "name": row.name} for row in directory.areas() if covers(mine.areas, row.first)]


@router.get("/batches", response=Batches)
def batches(request: HttpRequest, before: str = "") -> dict[str, Any]:
    """What came in, by whomever, where this person may write all of it."""
    rows = ledger_batches.batches(desk(request).areas, before)
    names = directory.names_of(row.actor for row in rows)
    return {"batches": [_batch(row, names) for row in rows]}


@router.get("/{plan}", response=PlanReply)
def preview(request: HttpRequest, plan: str, verdict: str = "", after: int = 0, limit: int = 50) -> dict[str, Any]:
    """A page of the plan's rows; `verdict` narrows. Looking at what the ledger holds is journalled."""
    mine, caller = desk(request), request.auth
    kept = kept_plan(caller.estate, caller.login, plan)
    page, following = paged(kept.plan, verdict, after, max(1, min(limit, MOST)))
    wish, shown = kept.wish, mine.shown(replace(kept.plan, rows=page, same=()))
    note = journal.Entry(
        caller.login, "read", "ledgers", subject=plan, purpose=caller.purpose,
        payload={"how": "import preview", "rows": len(page)},
    )  # fmt: skip
    journal.note(note)
    standard = caller.estate.house.standard
    return {
        "plan": plan, "name": shown["file"], "source": wish.source, "day": wish.day, "area": wish.area,
        "counts": kept.plan.counts, "rows": [row_shown(row, standard) for row in shown["rows"]],
        "columns": [_column(each, standard) for each in kept.columns], "next": following,
        "problems": shown["problems"][:MOST], "batch": _batch_of(mine, plan),
    }  # fmt: skip


def paged(plan: LedgerPlan, verdict: str, after: int, most: int) -> tuple[tuple[RowPlan, ...], int | None]:
    """The rows of one verdict from number `after` on, and the number of the first one behind them."""
    numbered = ((number, row) for number, row in enumerate(plan.each_row()) if number >= after)
    wanted = ((number, row) for number, row in numbered if not verdict or row.verdict == verdict)
    page = tuple(row for _, row in islice(wanted, most))
    return page, next((number for number, _ in wanted), None)


def row_shown(row: Mapping[str, Any], standard: Standard) -> dict[str, Any]:
    return {
        "sheet": row["sheet"], "row": row["row"], "verdict": row["verdict"], "problems": row["problems"],
        "parts": [_part(record, standard) for record in row["records"]],
    }  # fmt: skip


def _part(record: Mapping[str, Any], standard: Standard) -> dict[str, Any]:
    sets = [(each["element"], each["old"], each["new"], each["cell"], "") for each in record["sets"]]
    both = [
        (each["element"], each["ours"], each["theirs"], each["cell"], each["reason"]) for each in record["conflicts"]
    ]
    return {
        "register_code": record["register"], "label": standard.registers[record["register"]].label_zh,
        "new": record["record"] is None, "area": record["area"],
        "changes": [_change(*each, standard) for each in (*sets, *both)],
    }  # fmt: skip


def _change(code: str, old: Any, new: Any, cell: str | None, *rest: Any) -> dict[str, Any]:
    reason, standard = rest
    return {
        "element": code, "label": standard.elements[code].label_zh, "cell": cell, "reason": reason,
        "old": None if old is None else in_words(code, old, standard), "new": in_words(code, new, standard),
    }  # fmt: skip


def in_words(code: str, kept: Any, standard: Standard) -> str:
    """A value as people read it: the label of a code, 是 for true; what is masked stays as it is."""
    domain = domain_of(standard.elements[code].domain, standard)
    try:
        return str(domain.show(domain.from_json(kept), None, None))
    except (ValueError, KeyError, TypeError, ArithmeticError):  # a masked amount is no number
        return str(kept)


def _column(each: Column, standard: Standard) -> dict[str, Any]:
    known = [code for code in dict.fromkeys((each.element, *each.candidates)) if code in standard.elements]
    meant = [{"element": code, "label": standard.elements[code].label_zh} for code in known]
    own = meant[0] if meant and each.element == meant[0]["element"] else None
    return {
        "cell": each.cell, "label": each.label, "meant": own, "accepted": each.accepted, "candidates": meant
    }  # fmt: skip


@router.post("/{plan}/columns", response={202: ImportStarted})
def correct(request: HttpRequest, plan: str, given: Columns) -> Status:
    """A person says what columns mean: a new plan is made, and the words are remembered for next time."""
    desk(request)
    caller = request.auth
    kept = kept_plan(caller.estate, caller.login, plan)
    for code in given.columns.values():
        if code != "nothing" and code not in caller.estate.house.standard.elements:
            raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(field="columns"), code=code))
    wish = replace(kept.wish, columns={**kept.wish.columns, **given.columns})
    return Status(202, ImportStarted(job=jobs.start_job(caller.login, "import_plan", wish.as_json())))


@router.post("/{plan}/apply", response={202: ImportStarted})
def apply(request: HttpRequest, plan: str) -> Status:
    """Write what the plan says, as a job; one that was written or taken back is not written again."""
    mine, caller = desk(request), request.auth
    whole = kept_plan(caller.estate, caller.login, plan).plan
    if ledger_batches.batch_of(mine.areas, plan) is not None:
        raise ProblemError(problem("RECEIVE_STALE", Place(file=whole.file)))
    given = {"plan": plan, "role": caller.role}
    return Status(202, ImportStarted(job=jobs.start_job(caller.login, "import_apply", given)))


@router.post("/batches/{batch}/undo", response={202: ImportStarted})
def undo(request: HttpRequest, batch: str) -> Status:
    """Take back what the batch wrote and nobody has touched since, as a job."""
    mine, caller = desk(request), request.auth
    row = ledger_batches.batch_of(mine.areas, batch)
    if row is None:
        raise ProblemError(problem("LEDGERS_NO_BATCH", Place(record=batch)))
    if row.undone is not None:
        raise ProblemError(problem("LEDGERS_BATCH_UNDONE", Place(record=batch)))
    given = {"batch": batch, "role": caller.role}
    return Status(202, ImportStarted(job=jobs.start_job(caller.login, "import_undo", given)))


def _batch_of(mine: Desk, plan: str) -> dict[str, Any] | None:
    row = ledger_batches.batch_of(mine.areas, plan)
    return None if row is None else _batch(row, directory.names_of([row.actor]))


def _batch(row: ledger_batches.BatchRow, names: Mapping[str, str]) -> dict[str, Any]:
    told = ("id", "source", "day", "moment", "actor", "created", "changed", "conflicts", "undone", "undone_by")
    return {name: getattr(row, name) for name in told} | {"name": names.get(row.actor, "")}
