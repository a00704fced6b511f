"""Import files for other systems: how each wants its file, files made from the ledger, what was answered.

In: mappings (TOML), areas, receipts. Out: mappings with their columns, files that wait among the filled sheets (taken
out through /exports), receipts. Data officers keep mappings; they, street clerks and department officers make files.
Refuses: everybody else (404), mappings with a fault, figures that do not add up.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.forms import returning
from yibiao.edge.forms.behind import area_name
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.fills import Profile
from yibiao.edge.http.replies import ProblemReply
from yibiao.flow.returning import Mapping, read_mapping
from yibiao.work.directory import queries as directory
from yibiao.work.returns import actions, queries, rules

router = Router(tags=["returns"])


class ReturnMappingText(Schema):
    """A mapping as TOML; `yibiao.flow.returning.mapping` says its words."""

    text: str = Field(min_length=1, max_length=40_000)


class ReturnColumn(Schema):
    """One column of the other system and where it comes from: a formula, a constant, or the row's number."""

    head: str
    source: str
    must: bool
    codes: int


class ReturnMapping(Schema):
    """How one system wants its file. broken: why it can no longer be read, since the standard changed."""

    id: str
    title: str
    system: str
    text: str
    changed: datetime
    may_change: bool
    format: str
    columns: list[ReturnColumn]
    broken: ProblemReply | None


class ReturnWanted(Schema):
    """Make the file for an area."""

    mapping: str
    area: str
    day: date | None = None
    profile: Profile = "middle"


class ReturnPart(Schema):
    name: str
    rows: int
    digest: str


class ReturnFile(Schema):
    """A file that was made, and what the other system answered. filled: under which it waits to be taken out."""

    id: str
    title: str
    system: str
    mine: bool
    by_name: str
    filled: str
    area: str
    area_name: str
    day: date
    name: str
    rows: int
    digest: str
    files: list[ReturnPart]
    made: datetime
    number: str
    accepted: int | None
    refused: int | None
    note: str
    answered: datetime | None


class ReturnMade(Schema):
    """problems: what the other system will not take, row by row."""

    receipt: ReturnFile
    problems: list[ProblemReply]


class ReturnReceipt(Schema):
    """What the other system's receipt says."""

    number: str = Field("", max_length=120)
    accepted: int = Field(ge=0)
    refused: int = Field(ge=0)
    note: str = Field("", max_length=300)


def maker(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(*rules.MAKERS)
    return caller


def keeper(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(rules.KEEPER)
    return caller


@router.get("/mappings", response=list[ReturnMapping])
def mappings(request: HttpRequest) -> list[dict[str, Any]]:
    """Those of the caller's district."""
    caller = maker(request)
    return [_mapping(caller, row) for row in queries.mappings(caller.post_area())]


@router.post("/mappings/check", response=list[ReturnColumn])
def check(request: HttpRequest, given: ReturnMappingText) -> list[dict[str, Any]]:
    """What a mapping means, before it is kept."""
    return _columns(read_mapping(given.text, keeper(request).estate.house.standard))


@router.post("/mappings", response=ReturnMapping)
def keep(request: HttpRequest, given: ReturnMappingText) -> dict[str, Any]:
    return _kept(keeper(request), given.text, "")


@router.put("/mappings/{mapping}", response=ReturnMapping)
def replace(request: HttpRequest, mapping: str, given: ReturnMappingText) -> dict[str, Any]:
    return _kept(keeper(request), given.text, mapping)


@router.delete("/mappings/{mapping}", response={204: None})
def drop(request: HttpRequest, mapping: str) -> Status[None]:
    caller = keeper(request)
    actions.drop_mapping(caller.login, caller.post_area(), mapping)
    return Status(204, None)


@router.post("", response=ReturnMade)
def make(request: HttpRequest, given: ReturnWanted) -> dict[str, Any]:
    """The file, under the caller's rights; it waits among his filled sheets."""
    caller = maker(request)
    kept = queries.mapping(caller.post_area(), given.mapping)
    if kept is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    wish = returning.Wish(given.area, given.day or caller.day, given.profile)
    id, problems = returning.made(caller, kept, wish)
    return {"receipt": _receipt(caller, _own(caller, id)), "problems": [one.as_json() for one in problems]}


@router.get("", response=list[ReturnFile])
def receipts(request: HttpRequest) -> list[dict[str, Any]]:
    """Own files; a data officer sees those of his district, as counts and names."""
    caller = maker(request)
    area = directory.area(caller.post_area())
    within = (area.first, area.last) if caller.role == rules.KEEPER else None
    return [_receipt(caller, row) for row in queries.receipts(caller.login, within)]


@router.post("/{receipt}/receipt", response=ReturnFile)
def enter(request: HttpRequest, receipt: str, given: ReturnReceipt) -> dict[str, Any]:
    caller = maker(request)
    answer = actions.Answer(given.number, given.accepted, given.refused, given.note)
    actions.enter_receipt(caller.login, receipt, answer)
    return _receipt(caller, _own(caller, receipt))


def _kept(caller: Caller, text: str, id: str) -> dict[str, Any]:
    mapping, area = read_mapping(text, caller.estate.house.standard), caller.post_area()
    kept = actions.keep_mapping(caller.login, actions.Kept(area, mapping.title, mapping.system, text, id))
    row = queries.mapping(area, kept)
    assert row is not None
    return _mapping(caller, row)


def _own(caller: Caller, receipt: str) -> queries.ReceiptRow:
    row = queries.receipt(caller.login, receipt)
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _mapping(caller: Caller, row: queries.MappingRow) -> dict[str, Any]:
    mapping, broken = None, None
    try:
        mapping = read_mapping(row.text, caller.estate.house.standard)
    except ProblemError as refusal:  # an element was taken back since
        broken = refusal.problem.as_json()
    names = ("id", "title", "system", "text", "changed")
    return {name: getattr(row, name) for name in names} | {
        "may_change": caller.role == rules.KEEPER and row.area == caller.post_area(),
        "format": mapping.format if mapping else "",
        "columns": _columns(mapping) if mapping else [],
        "broken": broken,
    }


def _columns(mapping: Mapping) -> list[dict[str, Any]]:
    return [
        {
            "head": target.head,
            "source": "#" if target.serial else target.formula or f"“{target.constant}”",
            "must": target.must,
            "codes": len(target.codes),
        }
        for target in mapping.targets
    ]


def _receipt(caller: Caller, row: queries.ReceiptRow) -> dict[str, Any]:
    names = [name for name in queries.ReceiptRow.__slots__ if name in ReturnFile.model_fields and name != "files"]
    return {name: getattr(row, name) for name in names} | {
        "mine": row.login == caller.login,
        "by_name": directory.name_of(row.login),
        "area_name": area_name(row.area),
        "files": [{"name": name, "rows": rows, "digest": digest} for name, rows, digest in row.files],
    }
