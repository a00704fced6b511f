"""What sources sent: where each delivery stands, its profile, its plan, and what a person decides. In: ids. Out: jobs.

For data officers who have the source's area in their charge. Nothing of a resident is told but in the rows of the plan,
masked, and that reading is journalled. Refuses: everybody else (404), acts out of turn.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.feeds import delivering
from yibiao.edge.feeds.judging import quality_book
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.files import TYPES, attachment
from yibiao.edge.http.imports import MOST, ImportRow, paged, row_shown
from yibiao.edge.http.replies import ProblemReply
from yibiao.work.directory import queries as directory
from yibiao.work.feeds import queries, rules
from yibiao.work.jobs import actions as jobs
from yibiao.work.journal import actions as journal

router = Router(tags=["deliveries"])


class DeliveryLine(Schema):
    """One thing that a source sent. by_name "": nobody carried it. quality: 0 to 1, null where none was measured;
    measures: completeness, validity, uniqueness, freshness, agreement, likewise."""

    id: str
    source: str
    source_name: str
    name: str
    size: int
    day: date
    state: str
    rows: int
    counts: dict[str, int]
    written: dict[str, int]
    reasons: int
    by_name: str
    made: datetime
    changed: datetime
    quality: float | None
    measures: dict[str, float | None]


class DeliveryAct(Schema):
    """One step: who, when, from where to where, why."""

    verb: str
    by_name: str
    at: datetime
    before: str
    after: str
    reason: str


class DeliveryColumn(Schema):
    """A column as it was measured; element_label "": it is not kept. figures: name → share or count."""

    label: str
    element: str
    element_label: str
    figures: dict[str, float | int | str | None]


class DeliveryReply(DeliveryLine):
    """problems: what holds it. may: what the caller may do now. plan: whether its rows may be looked at."""

    problems: list[ProblemReply]
    acts: list[DeliveryAct]
    columns: list[DeliveryColumn]
    may: list[str]
    plan: bool
    digest: str


class DeliveryRows(Schema):
    """A page of the plan. next: number of the first row behind it, null at the end."""

    rows: list[ImportRow]
    next: int | None
    problems: list[ProblemReply]


class DeliveryReason(Schema):
    reason: str = Field("", max_length=300)


class DeliveryJob(Schema):
    job: str


def officer(request: HttpRequest) -> Caller:
    """The caller, who acts as a data officer."""
    caller: Caller = request.auth
    caller.must_be(rules.KEEPER)
    return caller


def found(caller: Caller, delivery: str) -> queries.DeliveryRow:
    row = queries.delivery(directory.receiving_areas(caller.login, caller.role, caller.day), delivery)
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def bench(caller: Caller) -> delivering.Bench:
    return delivering.Bench(caller.estate, caller.login, caller.role or "")


@router.get("/{delivery}", response=DeliveryReply)
def delivery(request: HttpRequest, delivery: str) -> dict[str, Any]:
    caller = officer(request)
    return _whole(caller, found(caller, delivery))


_BOOK = {"content": {TYPES[".xlsx"]: {"schema": {"type": "string", "format": "binary"}}}}


@router.get("/{delivery}/quality", response={200: bytes}, openapi_extra={"responses": {200: _BOOK}})
def quality(request: HttpRequest, delivery: str) -> HttpResponse:
    """How good it was, as a workbook for the department that sent it; no value of a resident stands in it."""
    caller = officer(request)
    row = found(caller, delivery)
    hidden = directory.hidden_from_officers(caller.estate.house.standard)
    book = quality_book(row, delivering.source_of(row), hidden)
    return attachment(f"{row.source_name}-{row.day}-质量.xlsx", book)


@router.get("/{delivery}/rows", response=DeliveryRows)
def rows(request: HttpRequest, delivery: str, verdict: str = "", after: int = 0, limit: int = 50) -> dict[str, Any]:
    """A page of the plan's rows, as the caller may see them. Looking at what the ledger holds is journalled."""
    caller = officer(request)
    row, here = found(caller, delivery), bench(caller)
    plan = delivering.kept_plan(caller.estate, row.id)
    page, following = paged(plan, verdict, after, max(1, min(limit, MOST)))
    shown = delivering.shown(here, row, plan, page)
    told = {"how": "delivery", "rows": len(page)}
    journal.note(journal.Entry(caller.login, "read", "ledgers", subject=row.id, purpose=caller.purpose, payload=told))
    standard = caller.estate.house.standard
    return {
        "rows": [row_shown(each, standard) for each in shown["rows"]], "next": following,
        "problems": shown["problems"][:MOST],
    }  # fmt: skip


@router.post("/{delivery}/apply", response={202: DeliveryJob})
def apply(request: HttpRequest, delivery: str) -> Status:
    """Write what the plan says, as a job; one that stopped in the middle goes on."""
    caller = officer(request)
    return _started(caller, found(caller, delivery), "delivery_apply", ("ready", "applying"))


@router.post("/{delivery}/undo", response={202: DeliveryJob})
def undo(request: HttpRequest, delivery: str) -> Status:
    """Take back what it wrote and nobody has touched since, as a job."""
    caller = officer(request)
    return _started(caller, found(caller, delivery), "delivery_undo", ("applied",))


@router.post("/{delivery}/release", response=DeliveryReply)
def release(request: HttpRequest, delivery: str, given: DeliveryReason) -> dict[str, Any]:
    """A person lets a held delivery go on, with a reason that is kept."""
    caller = officer(request)
    row = found(caller, delivery)
    delivering.release(bench(caller), row.id, given.reason)
    return _whole(caller, found(caller, delivery))


@router.post("/{delivery}/refuse", response=DeliveryReply)
def refuse(request: HttpRequest, delivery: str, given: DeliveryReason) -> dict[str, Any]:
    """A person sends it back, with a reason that is kept."""
    caller = officer(request)
    row = found(caller, delivery)
    delivering.refuse(bench(caller), row.id, given.reason)
    return _whole(caller, found(caller, delivery))


def _started(caller: Caller, row: queries.DeliveryRow, kind: str, states: tuple[str, ...]) -> Status:
    if row.state not in states:
        raise ProblemError(problem("FEEDS_STATE", Place()))
    given = {"delivery": row.id, "role": caller.role}
    return Status(202, {"job": jobs.start_job(caller.login, kind, given)})


def line_of(row: queries.DeliveryRow) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in DeliveryLine.model_fields if name in queries.DeliveryRow.__slots__}
    by = "" if row.login == rules.HOUSE else directory.name_of(row.login)
    told = {"quality": row.profile.get("quality"), "measures": row.profile.get("measures", {})}
    return plain | {"reasons": len(row.reasons), "by_name": by, **told}


def _whole(caller: Caller, row: queries.DeliveryRow) -> dict[str, Any]:
    standard = caller.estate.house.standard
    hidden, columns = directory.hidden_from_officers(standard), []
    for each in row.profile.get("columns", ()):
        entry = standard.elements.get(each["element"])
        figures = {} if each["element"] in hidden else dict(each.get("figures", {}))
        columns.append({"label": each["label"], "element": each["element"], "figures": figures,
                        "element_label": entry.label_zh if entry else ""})  # fmt: skip
    steps = queries.acts(row.id)
    names = directory.names_of(each.login for each in steps)
    return line_of(row) | {
        "problems": list(row.reasons), "digest": row.digest, "columns": columns,
        "acts": [
            {"verb": each.verb, "by_name": names.get(each.login, ""), "at": each.at, "before": each.before,
             "after": each.after, "reason": each.reason} for each in steps
        ],
        "may": list(rules.acts_of(row.state, row.reasons)), "plan": bool(row.counts),
    }  # fmt: skip
