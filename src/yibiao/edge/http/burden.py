"""The burden account 减负账 of those whom the caller answers for. In: a session. Out: the account, also as a workbook.

Minutes of forms, departments and streets; no person, no login and nobody's time. Refuses: whoever answers for no area
and no department's forms.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import burden
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.files import TYPES, attachment
from yibiao.flow.burdening import Account, Line
from yibiao.flow.burdening.accounting import METHODS

router = Router(tags=["burden"])


class BurdenLine(Schema):
    """A form, a department or a street; minutes a month. repeat: 0 to 1. measured: minutes of a filing, or null where
    too few were measured. filings: on how many the figures stand; 0: estimated from the form's columns."""

    key: str
    name: str
    department: str
    forms: int
    before: float
    after: float
    saved: float
    repeat: float
    filings: int
    measured: float | None


class BurdenScore(Schema):
    """How a department asks. The last four: null while no period of its forms has been opened."""

    department: str
    forms: int
    late: int
    once: int
    before: float
    repeat: float
    opened: int | None
    urgent: int | None
    objections: int | None
    unanswered: int | None


class BurdenMethod(Schema):
    zh: str
    en: str


class BurdenReply(Schema):
    """area: whom the account is about. department: set where it is about one department's forms only."""

    area: str
    department: str | None
    whole: BurdenLine
    forms: list[BurdenLine]
    departments: list[BurdenLine]
    streets: list[BurdenLine]
    scores: list[BurdenScore]
    methods: dict[str, BurdenMethod]


@router.get("", response=BurdenReply)
def shown(request: HttpRequest) -> dict[str, Any]:
    whose, found = _account(request)
    return {
        "area": whose.area.name,
        "department": whose.department,
        "whole": _line(found.whole),
        **{part: list(map(_line, getattr(found, part))) for part in ("forms", "departments", "streets")},
        "scores": [{name: getattr(score, name) for name in BurdenScore.model_fields} for score in found.scores],
        "methods": {name: {"zh": zh, "en": en} for name, (zh, en) in METHODS.items()},
    }


_FILE = {"content": {TYPES[".xlsx"]: {"schema": {"type": "string", "format": "binary"}}}}


@router.get("/workbook", response={200: bytes}, openapi_extra={"responses": {200: _FILE}})
def workbook(request: HttpRequest) -> HttpResponse:
    whose, found = _account(request)
    return attachment(f"{whose.area.name}-减负账.xlsx", burden.workbook(found, whose.area.name))


def _account(request: HttpRequest) -> tuple[burden.Reach, Account]:
    caller: Caller = request.auth
    whose = burden.reach(caller.login, caller.role, caller.day)
    if whose is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    estate = caller.estate
    return whose, burden.account_of(estate.house.vault, estate.house.standard, whose, caller.day)


def _line(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in BurdenLine.model_fields}
