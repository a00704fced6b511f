"""Sources of returning data: who sends what, under which law, as which columns. In: terms, files. Out: these, jobs.

For data officers who have the source's area in their charge; secrets go in and never come out. Refuses: everybody else
(404), columns approved for elements that the standard does not know, what `feeds.rules` refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.deliveries import DeliveryLine, line_of
from yibiao.edge.http.replies import ProblemReply
from yibiao.flow.keeping.authority import rank
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.feeds import actions, queries, rules

router = Router(tags=["sources"])


class SourceColumn(Schema):
    """A column as people see it. element "": it is not kept; special: number, area, date … which the matcher knows.

    authority: place of the source among those of the element, 1 is the best; 0: it is not named there."""

    label: str
    element: str
    element_label: str
    special: str
    authority: int


class SourceLine(Schema):
    """One source. waiting: how many of its deliveries wait for a person; last: when something came in. fetched: when
    the other side was last asked, next_fetch: when it is again, failed: why nothing came; None for files."""

    id: str
    code: str
    name: str
    department: str
    basis: str
    period_days: int
    kind: str
    area: str
    area_name: str
    state: str
    waiting: int
    last: datetime | None
    due: date | None
    fetched: datetime | None
    next_fetch: datetime | None
    failed: ProblemReply | None


class SourceReply(SourceLine):
    """With what its columns mean, approved and proposed, how it is reached, and what it sent."""

    login: str
    by_name: str
    reach: dict[str, str]
    has_secret: bool
    columns: list[SourceColumn]
    proposed: list[SourceColumn]
    approver: str
    approved: datetime | None
    best: list[str]
    deliveries: list[DeliveryLine]


class SourceTerms(Schema):
    """A source as it is to stand; login "": the caller answers for it; secret "": the one it has stays."""

    code: str = Field(min_length=1, max_length=60)
    name: str = Field(max_length=120)
    department: str = Field(max_length=120)
    basis: str = Field(max_length=300)
    area: str = ""
    login: str = ""
    period_days: int = Field(30, ge=1, le=3660)
    kind: str = "file"
    reach: dict[str, str] = {}
    secret: str = Field("", max_length=2_000)


class ColumnWord(Schema):
    """What a column means: an element, or "" where it is not kept; special as it was proposed."""

    label: str
    element: str = ""
    special: str = ""


class ApprovedColumns(Schema):
    """All columns, in the order of the file."""

    columns: list[ColumnWord] = Field(max_length=500)


class SourceReason(Schema):
    reason: str = Field(max_length=300)


class ColumnsApproved(Schema):
    """deliveries: those that waited for it and begin again."""

    deliveries: list[str]


class DeliveryStarted(Schema):
    """again: the same bytes are here already, as this delivery."""

    delivery: str
    again: bool


def officer(request: HttpRequest) -> Caller:
    """The caller, who acts as a data officer."""
    caller: Caller = request.auth
    caller.must_be(rules.KEEPER)
    return caller


def charge(caller: Caller) -> Sequence[tuple[int, int]]:
    """The areas in his charge."""
    return directory.receiving_areas(caller.login, caller.role, caller.day)


def found(caller: Caller, source: str) -> queries.SourceRow:
    row = queries.source(charge(caller), source)
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


@router.get("", response=list[SourceLine])
def sources(request: HttpRequest) -> list[dict[str, Any]]:
    caller = officer(request)
    return [_line(row, queries.deliveries(row.id)) for row in queries.sources(charge(caller))]


@router.post("", response=SourceReply)
def set_source(request: HttpRequest, given: SourceTerms) -> dict[str, Any]:
    """A new source, or other terms for one of the same code."""
    caller = officer(request)
    area = given.area or caller.post_area()
    if not directory.covers(caller.login, caller.role, caller.day, area):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(field="area"), code=area))
    words = given.dict() | {"area": area, "login": given.login or caller.login} | _reached(caller, given)
    if given.login:
        directory.account(given.login)
    id = actions.set_source(caller.estate.house.vault, caller.login, rules.NewSource(**words))
    return _whole(caller, found(caller, id))


def _reached(caller: Caller, given: SourceTerms) -> dict[str, Any]:
    """How it is reached: nobody makes this machine ask an address, and hold a secret for it, but its operator."""
    known = queries.source(charge(caller), given.code)
    if known is not None and known.state == "closed":
        return {}
    kind = known.kind if known is not None else "file"
    if given.kind != kind or (kind != "file" and (given.reach or given.secret)):
        raise ProblemError(problem("FEEDS_BY_OPERATOR", Place(field="kind")))
    return {} if known is None or kind == "file" else {"reach": dict(known.reach)}


@router.get("/{source}", response=SourceReply)
def source(request: HttpRequest, source: str) -> dict[str, Any]:
    caller = officer(request)
    return _whole(caller, found(caller, source))


@router.post("/{source}/columns", response=ColumnsApproved)
def approve(request: HttpRequest, source: str, given: ApprovedColumns) -> dict[str, Any]:
    """A person says what the columns mean; what waited for it begins again."""
    caller = officer(request)
    row = found(caller, source)
    for each in given.columns:
        if each.element and each.element not in caller.estate.house.standard.elements:
            raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(field="columns"), code=each.element))
    begun = actions.approve_mapping(caller.login, row.id, [each.dict() for each in given.columns])
    return {"deliveries": list(begun)}


@router.post("/{source}/close", response=SourceReply)
def close(request: HttpRequest, source: str, given: SourceReason) -> dict[str, Any]:
    caller = officer(request)
    actions.close_source(caller.login, found(caller, source).id, given.reason)
    return _whole(caller, found(caller, source))


@router.post("/{source}/deliveries", response={202: DeliveryStarted})
def deliver(request: HttpRequest, source: str, file: File[UploadedFile], day: Form[date | None] = None) -> Status:
    """Keep the file in quarantine and begin to look at it."""
    caller = officer(request)
    row = found(caller, source)
    brought = actions.Brought(
        row.id, file.name or "file", file.read(), day or caller.day, caller.login, caller.role or ""
    )
    id, fresh = actions.keep_delivery(caller.estate.house.vault, brought)
    return Status(202, {"delivery": id, "again": not fresh})


def _line(row: queries.SourceRow, sent: Sequence[queries.DeliveryRow]) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in SourceLine.model_fields if name in queries.SourceRow.__slots__}
    last = sent[0].made if sent else None
    return plain | {
        "area_name": directory.area(row.area).name,
        "next_fetch": row.next_fetch if row.fetched else None,
        "waiting": sum(each.state in ("waiting", "ready") for each in sent),
        "last": last,
        "due": rules.due(last.date(), row.period_days) if last and row.state == "approved" else None,
    }


def _whole(caller: Caller, row: queries.SourceRow) -> dict[str, Any]:
    standard, sent = caller.estate.house.standard, queries.deliveries(row.id)
    hidden = directory.hidden_from_officers(standard)
    best = [entry.label_zh for code, entry in standard.elements.items() if code not in hidden and entry.sources
            and rank(entry, row.name) == 0]  # fmt: skip
    return _line(row, sent) | {
        "login": row.login, "by_name": directory.name_of(row.login), "reach": dict(row.reach),
        "has_secret": row.has_secret, "approver": row.approver, "approved": row.approved, "best": best,
        "columns": [_column(each, row.name, standard) for each in row.mapping],
        "proposed": [_column(each, row.name, standard) for each in row.proposed],
        "deliveries": [line_of(each) for each in sent],
    }  # fmt: skip


def _column(each: Any, source: str, standard: Standard) -> dict[str, Any]:
    entry = standard.elements.get(each["element"])
    place = rank(entry, source) if entry else -1
    return {
        "label": each["label"], "element": each["element"], "special": each["special"],
        "element_label": entry.label_zh if entry else "",
        "authority": place + 1 if entry and place < len(entry.sources) else 0,
    }  # fmt: skip
