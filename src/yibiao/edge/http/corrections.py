"""纠错回执: what was found wrong below, and what its department answers. In: a session. Out: rows in the caller's eyes.

Who found it is told by post and area only. Refuses: what `work.corrections.rules` refuses; whoever has no part in it
finds none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.caller import Caller
from yibiao.work.corrections import actions, queries, rules
from yibiao.work.directory import queries as directory

router = Router(tags=["corrections"])
MOST_CONFLICTS = 2**53
"""What a number in JSON holds exactly."""


class CorrectionElement(Schema):
    """said: the source's value; found: what was found or what the ledger has. null: unknown, or not for the caller."""

    code: str
    label_zh: str
    label_en: str
    said: str | int | bool | None
    found: str | int | bool | None


class CorrectionKnown(Schema):
    code: str
    label_zh: str
    label_en: str
    value: str | int | bool | None


class CorrectionReply(Schema):
    """state: open, corrected, upheld, settled, withdrawn. shown: false where the caller's rights or grant do not reach
    the record; then no value, word or basis is told. known: what names the record. post: who found it. record: its id,
    for those who keep the ledger. days: since it was made. times: how often it was said to be corrected; reopened: how
    often the source proved otherwise."""

    id: str
    area_name: str
    record: str
    source: str
    department: str
    passed: list[str]
    post: str
    state: str
    day: date
    due: date
    late: bool
    days: int
    answer: str
    answer_day: date | None
    times: int
    reopened: int
    shown: bool
    words: str
    basis: str
    elements: list[CorrectionElement]
    known: list[CorrectionKnown]
    acts: list[str]
    departments: list[str]


class CorrectionsWaiting(Schema):
    """A department's unanswered ones; days: of the oldest."""

    department: str
    count: int
    days: int
    late: int


class CorrectionsReply(Schema):
    rows: list[CorrectionReply]
    waiting: list[CorrectionsWaiting]


class CorrectionGiven(Schema):
    """conflict: number of an open conflict, or 0 and then record and elements. department: only where the source does
    not tell. found: element → what is right."""

    words: str = Field(max_length=rules.LONGEST)
    conflict: int = Field(0, ge=0, le=MOST_CONFLICTS)
    record: str = Field("", max_length=36)
    elements: list[str] = Field([], max_length=20)
    department: str = Field("", max_length=120)
    found: dict[str, Annotated[str, Field(max_length=rules.LONGEST)]] = Field({}, max_length=20)


class CorrectionOffer(Schema):
    """What would be made. department: "" where it must be chosen among `departments`."""

    source: str
    department: str
    departments: list[str]
    elements: list[CorrectionElement]


class CorrectionMade(Schema):
    id: str


class CorrectionAnswer(Schema):
    """day: since when the department's data are right. department: whose it is (not_ours)."""

    word: Literal["corrected", "upheld", "not_ours"]
    day: date | None = None
    basis: str = Field("", max_length=rules.LONGEST)
    department: str = Field("", max_length=120)


class CorrectionState(Schema):
    state: str


@router.get("", response=CorrectionsReply)
def shown(request: HttpRequest) -> dict[str, Any]:
    caller: Caller = request.auth
    caller.must_be(*queries.SEEING)
    rows = queries.corrections(caller.estate.house, caller.view(), caller.login, caller.role, caller.day)
    names = directory.area_names()
    return {
        "rows": [_row(caller, row, names.get(row.area, row.area)) for row in rows],
        "waiting": [{name: getattr(one, name) for name in CorrectionsWaiting.model_fields}
                    for one in queries.waiting(rows, caller.day)],
    }  # fmt: skip


@router.get("/offer", response=CorrectionOffer)
def offer(
    request: HttpRequest, conflict: int = Query(0, ge=0, le=MOST_CONFLICTS), record: str = Query("", max_length=36),
    element: str = Query("", max_length=80),
) -> dict[str, Any]:  # fmt: skip
    """What the source says of a conflict or a value, and who would have to answer."""
    caller: Caller = request.auth
    caller.must_be(*rules.FINDERS)
    wrong = actions.Wrong("", conflict, record, (element,))
    found = actions.claimed(caller.estate.house, caller.view(), wrong)
    departments = directory.departments_at(found[0].area, caller.day)
    source = found[0].source
    return {
        "source": source,
        "department": rules.department_of(source, departments),
        "departments": list(departments),
        "elements": [_element(caller, one.element, one.said, one.found) for one in found],
    }


@router.post("", response=CorrectionMade)
def make(request: HttpRequest, given: CorrectionGiven) -> dict[str, str]:
    caller: Caller = request.auth
    caller.must_be(*rules.FINDERS)
    wrong = actions.Wrong(
        given.words, given.conflict, given.record, tuple(given.elements), given.department, dict(given.found)
    )
    actor = rules.Actor(caller.login, caller.role, frozenset(), True, caller.day)
    return {"id": actions.make(caller.estate.house, caller.view(), actor, wrong)}


@router.post("/{correction}/answer", response=CorrectionState)
def answer(request: HttpRequest, correction: str, given: CorrectionAnswer) -> dict[str, str]:
    caller, actor = _acting(request, correction)
    said = rules.Answer(given.word, given.day, given.basis, given.department)
    return {"state": actions.answer(caller.estate.house, actor, correction, said)}


@router.delete("/{correction}", response=CorrectionState)
def withdraw(request: HttpRequest, correction: str) -> dict[str, str]:
    caller, actor = _acting(request, correction)
    actions.withdraw(caller.estate.house, actor, correction)
    return {"state": "withdrawn"}


def _acting(request: HttpRequest, correction: str) -> tuple[Caller, rules.Actor]:
    caller: Caller = request.auth
    actor = queries.actor_on(correction, caller.login, caller.role, caller.day)
    if actor is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return caller, actor


def _row(caller: Caller, row: queries.CorrectionRow, area_name: str) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in (
        "id", "record", "source", "department", "passed", "post", "state", "day", "due", "days", "answer", "answer_day",
        "times", "reopened", "shown", "words", "basis", "acts")}  # fmt: skip
    nothing = (None, None)
    return {
        **plain,
        "area_name": area_name,
        "late": row.state == rules.WAITING and row.due < caller.day,
        "elements": [_element(caller, code, *row.values.get(code, nothing)) for code in row.elements],
        "known": [{**_label(caller, code), "value": value} for code, value in row.known.items()],
        "departments": list(_others(row, directory.departments_at(row.area, caller.day) if row.acts else ())),
    }


def _others(row: queries.CorrectionRow, departments: Iterable[str]) -> Iterable[str]:
    return (one for one in departments if one not in (row.department, *row.passed))


def _element(caller: Caller, code: str, said: Any, found: Any) -> dict[str, Any]:
    return {**_label(caller, code), "said": said, "found": found}


def _label(caller: Caller, code: str) -> dict[str, str]:
    entry = caller.estate.house.standard.elements.get(code)
    return {"code": code, "label_zh": entry.label_zh if entry else code, "label_en": entry.label_en if entry else code}
