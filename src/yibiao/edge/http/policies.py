"""政策找人: who is entitled to what, what it costs, which facts are missing. In: a policy, an area. Out: sums, lists.

The file of people leaves as any question's table does (POST /questions/tables with `words`). Refuses: policies that are
not there, areas outside the view (404), conditions that the caller may not count by.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yibiao.edge import policies as edge
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.fills import ColumnReply, RecordReply
from yibiao.edge.http.papers import filler
from yibiao.edge.http.replies import ProblemReply
from yibiao.flow.watching import policies

router = Router(tags=["policies"])


class PolicyBand(Schema):
    """amount: yuan a period."""

    when: str
    amount: int


class PolicyReply(Schema):
    """What a policy says. words: who gets something, as a question. demo: the amounts are invented."""

    code: str
    title: str
    title_en: str
    condition: str
    words: str
    period: Literal["once", "month", "year"]
    basis: str
    demo: bool
    bands: list[PolicyBand]


class PolicySums(Schema):
    """people entitled, of them in each band; yuan a period; unknown: people of whom one cannot tell."""

    people: int
    yuan: int
    unknown: int
    bands: list[int]


class PolicyArea(PolicySums):
    code: str
    name: str


class PolicyFact(Schema):
    """A fact that is missing, and of how many people."""

    code: str
    label_zh: str
    label_en: str
    count: int


class PolicyPeople(Schema):
    """The first people; problem: why they may not be listed."""

    columns: list[ColumnReply]
    rows: list[RecordReply]
    problem: ProblemReply | None


class PolicyAnswer(PolicyPeople):
    area: str
    area_name: str
    whole: PolicySums
    below: list[PolicyArea]
    missing: list[PolicyFact]


@router.get("", response=list[PolicyReply])
def all_of_them(request: HttpRequest) -> list[dict[str, Any]]:
    caller = filler(request)
    return [edge.policy_json(policy) for policy in policies(caller.estate.house.standard)]


@router.get("/{code}", response=PolicyAnswer)
def answer(request: HttpRequest, code: str, area: str = Query(max_length=40)) -> dict[str, Any]:
    caller = filler(request)
    return edge.answered(caller.office(area), edge.policy_of(caller.estate.house.standard, code))


@router.get("/{code}/missing/{fact}", response=PolicyPeople)
def missing(request: HttpRequest, code: str, fact: str, area: str = Query(max_length=40)) -> dict[str, Any]:
    """Whom to ask for a fact."""
    caller: Caller = filler(request)
    policy = edge.policy_of(caller.estate.house.standard, code)
    return edge.listed(caller.office(area), policy, edge.fact_of(policy, fact))
