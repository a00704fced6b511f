"""自建规则: what a house watches for besides the rules that come with it. In: a rule as fields or TOML. Out: trials.

A data officer writes, tries and retires; another data officer or a leader approves. Refuses: everybody else (404),
areas out of charge, conditions on ethnic group or faith, what `work.watches.rules` refuses.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import ruling
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.fills import ColumnReply, RecordReply
from yibiao.edge.office import Office
from yibiao.work.directory import queries as directory
from yibiao.work.watches import actions, queries
from yibiao.work.watches import rules as decide

router = Router(tags=["rulings"])
LONG = 4_000


class RuleRegister(Schema):
    code: str
    label_zh: str
    label_en: str


class OwnRuleReply(Schema):
    """text: its TOML. may: approve, retire. replaces: code of a shipped rule that is not asked while this one is."""

    id: str
    code: str
    title: str
    title_en: str
    condition: str
    severity: str
    text: str
    area: str
    area_name: str
    replaces: str
    state: Literal["draft", "approved", "retired"]
    author_name: str
    made: datetime
    approver_name: str
    approved: datetime | None
    reason: str
    may: list[str]


class OwnRules(Schema):
    """registers: of what a rule may be asked. writes: the caller may write rules."""

    rules: list[OwnRuleReply]
    registers: list[RuleRegister]
    writes: bool


class RuleGiven(Schema):
    """Fields of a rule, or its whole TOML in `text`. was, days: what held so many days ago; "" and 0: however it was.
    area "": that of the caller's post."""

    text: str = Field("", max_length=LONG)
    code: str = Field("", max_length=60)
    title: str = Field("", max_length=100)
    title_en: str = Field("", max_length=100)
    register_code: str = Field("", max_length=40)
    where: str = Field("", max_length=400)
    was: str = Field("", max_length=400)
    days: int = Field(0, ge=0, le=400)
    why: str = Field("", max_length=300)
    why_en: str = Field("", max_length=300)
    do: str = Field("", max_length=300)
    do_en: str = Field("", max_length=300)
    basis: str = Field("", max_length=300)
    severity: Literal["high", "middle", "low"] = "middle"
    handlers: list[str] = Field(["community_secretary", "street_clerk"], max_length=5)
    area: str = Field("", max_length=40)
    replaces: str = Field("", max_length=60)


class RuleArea(Schema):
    code: str
    name: str
    count: int


class RuleTrial(Schema):
    """Of how many the rule holds now, by areas below. rows: the first few, for whoever may list them."""

    condition: str
    count: int
    asked: date
    below: list[RuleArea]
    columns: list[ColumnReply]
    rows: list[RecordReply]


class RuleReason(Schema):
    reason: str = Field("", max_length=300)


@router.get("", response=OwnRules)
def rules(request: HttpRequest) -> dict[str, Any]:
    caller = _seeing(request)
    return _all(caller)


@router.post("", response=OwnRules)
def write(request: HttpRequest, given: RuleGiven) -> dict[str, Any]:
    caller = _writing(request)
    area = _office(caller, given).area.code
    actions.write_rule(caller.estate.house, caller.login, actions.NewRule(_text(given), area, given.replaces))
    return _all(caller)


@router.post("/try", response=RuleTrial)
def trial(request: HttpRequest, given: RuleGiven) -> dict[str, Any]:
    """Ask it now; nothing is kept."""
    caller = _writing(request)
    return ruling.tried(_office(caller, given), _text(given))


@router.post("/{rule}/approve", response={204: None})
def approve(request: HttpRequest, rule: str) -> Status[None]:
    caller = _seeing(request)
    actions.approve_rule(caller.estate.house, caller.login, caller.role, _known(caller, rule).id)
    return Status(204, None)


@router.post("/{rule}/retire", response={204: None})
def retire(request: HttpRequest, rule: str, given: RuleReason) -> Status[None]:
    caller = _seeing(request)
    actions.retire_rule(caller.estate.house, caller.login, caller.role, _known(caller, rule).id, given.reason)
    return Status(204, None)


def _seeing(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(*decide.APPROVERS)
    return caller


def _writing(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(decide.RUNNER)
    return caller


def _office(caller: Caller, given: RuleGiven) -> Office:
    """The writer at work on the area of the rule, which must be in his charge."""
    area = given.area or caller.post_area()
    if not directory.covers(caller.login, caller.role, caller.day, area):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(field="area"), code=area))
    return caller.office(area)


def _known(caller: Caller, rule: str) -> queries.OwnRow:
    """A rule of an area that the caller's post covers."""
    row, here = queries.own_rule(caller.estate.house.standard, rule), directory.area(caller.post_area())
    there = directory.area(row.area) if row is not None else None
    if row is None or there is None or not (here.first <= there.first and there.last <= here.last):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _text(given: RuleGiven) -> str:
    return given.text or ruling.toml_of(given.dict() | {"register": given.register_code})


def _all(caller: Caller) -> dict[str, Any]:
    standard, here = caller.estate.house.standard, directory.area(caller.post_area())
    inside = {one.code for one in directory.areas() if here.first <= one.first and one.last <= here.last}
    rows = [row for row in queries.own_rules(standard) if row.area in inside]
    names = directory.names_of(login for row in rows for login in (row.author, row.approver) if login)
    actor = decide.Word(caller.login, caller.role, "", "")
    registers = [one for one in standard.registers.values() if one.hangs_on is None]
    return {
        "rules": [ruling.own_json(row, actor, names) for row in rows],
        "registers": [{name: getattr(one, name) for name in RuleRegister.model_fields} for one in registers],
        "writes": caller.role == decide.RUNNER,
    }
