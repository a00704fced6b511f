"""台账体检: how fresh, whole and consistent the ledger of the caller's areas is. In: an area, a register. Out: counts.

Areas in tree order, never ranked; nothing of a person, of anybody who works, of hours. Refuses: whoever answers for no
ledger, areas outside the post (404); only a data officer has the figures taken before the night.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import health as edge
from yibiao.edge.http.caller import Caller
from yibiao.work.directory import queries as directory
from yibiao.work.health.queries import health
from yibiao.work.health.rules import SEEING, TAKER
from yibiao.work.jobs import actions as jobs

router = Router(tags=["ledger health"])


class HealthTotals(Schema):
    """records. wanted: values that the standard or forms in force want; known: of those. filled: all values.
    fresh, soon, old, undated: of those that age, within the half-life for more than 30 days, for less, older than it,
    of unknown age. invalid: not in the standard. disputed: with an open conflict."""

    records: int
    wanted: int
    known: int
    filled: int
    fresh: int
    soon: int
    old: int
    undated: int
    invalid: int
    disputed: int


class HealthArea(Schema):
    code: str
    name: str
    level: str


class HealthBelow(HealthArea):
    totals: HealthTotals


class HealthRegister(Schema):
    code: str
    label_zh: str
    label_en: str
    totals: HealthTotals


class HealthElement(Schema):
    """half_life: in days, null for what does not age. forms: how many in force ask it; null: nobody wants it."""

    code: str
    label_zh: str
    label_en: str
    half_life: int | None
    forms: int | None
    filled: int
    fresh: int
    soon: int
    old: int
    undated: int
    invalid: int
    disputed: int


class HealthPoint(Schema):
    day: date
    totals: HealthTotals


class LedgerHealth(Schema):
    """taken: when; null before the first time. elements, below, trend: of `register_code`."""

    area: HealthArea
    above: list[HealthArea]
    taken: datetime | None
    register_code: str
    registers: list[HealthRegister]
    elements: list[HealthElement]
    below: list[HealthBelow]
    trend: list[HealthPoint]


class HealthStarted(Schema):
    job: str


@router.get("", response=LedgerHealth)
def shown(
    request: HttpRequest, area: str = Query("", max_length=40), register_code: str = Query("", max_length=40)
) -> dict[str, Any]:
    caller: Caller = request.auth
    caller.must_be(*SEEING)
    house = caller.estate.house
    found = health(house, caller.view(), directory.area(area or caller.post_area()), register_code)
    if found is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return edge.told(house, found)


@router.post("", response={202: HealthStarted})
def take(request: HttpRequest) -> Status:
    """Take the figures now, as a job."""
    caller: Caller = request.auth
    caller.must_be(TAKER)
    return Status(202, HealthStarted(job=jobs.start_job(caller.login, "health", {})))
