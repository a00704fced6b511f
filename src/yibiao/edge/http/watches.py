"""比对预警: what rules found in the caller's areas, what was decided. In: area, rule, outcome. Out: findings.

Nobody is ranked: areas are chosen, never compared. Refuses: whoever answers for no ledger, areas outside the post,
rules by which the caller may not list, findings of others (404); only a data officer has the rules asked now.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from yibiao.edge import watching
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.fills import ColumnReply
from yibiao.flow.watching.rules import HANDLERS
from yibiao.work.jobs import actions as jobs
from yibiao.work.watches.actions import Settled
from yibiao.work.watches.rules import RUNNER, SEEING

router = Router(tags=["watches"])


class WatchRule(Schema):
    """One rule. listable: the caller may see its findings; handles: he may decide them. Then findings by state."""

    code: str
    title: str
    title_en: str
    register_zh: str
    register_en: str
    condition: str
    why: str
    why_en: str
    do: str
    do_en: str
    basis: str
    severity: Literal["high", "middle", "low"]
    listable: bool
    handles: bool
    open: int
    handled: int
    closed: int


class WatchDesk(Schema):
    """taken: when the rules were last asked; null before the first time."""

    area: str
    area_name: str
    taken: datetime | None
    rules: list[WatchRule]


class WatchFinding(Schema):
    """times: how often it was found. holds: the rule still holds now; only then there are cells, one a column."""

    id: str
    record: str
    area_name: str
    opened: datetime
    times: int
    outcome: str
    note: str
    by_name: str
    handled: datetime | None
    closed: datetime | None
    holds: bool
    cells: list[str]


class WatchFindings(Schema):
    """The first of `count`."""

    columns: list[ColumnReply]
    count: int
    rows: list[WatchFinding]


class WatchSettled(Schema):
    outcome: Literal["corrected", "confirmed", "no_case"]
    note: str = Field("", max_length=300)


class WatchStarted(Schema):
    job: str


@router.get("", response=WatchDesk)
def desk(request: HttpRequest, area: str = Query("", max_length=40)) -> dict[str, Any]:
    caller = seeing(request)
    return watching.desk(caller.office(area or caller.post_area()), caller.role)


@router.post("/runs", response={202: WatchStarted})
def run(request: HttpRequest) -> Status:
    """Ask the rules now, as a job."""
    caller = seeing(request)
    caller.must_be(RUNNER)
    return Status(202, WatchStarted(job=jobs.start_job(caller.login, "watches", {})))


@router.get("/{rule}/findings", response=WatchFindings)
def findings(
    request: HttpRequest,
    rule: str,
    area: str = Query("", max_length=40),
    state: Literal["open", "handled", "closed"] = "open",
) -> dict[str, Any]:
    caller = seeing(request)
    return watching.listed(caller.office(area or caller.post_area()), rule, state)


@router.post("/findings/{finding}", response={204: None})
def settle(request: HttpRequest, finding: str, given: WatchSettled) -> Status[None]:
    """Whoever the rule names decides, at a desk or at the door."""
    caller: Caller = request.auth
    caller.must_be(*HANDLERS)
    watching.settle(caller.office(caller.post_area()), caller.role, finding, Settled(given.outcome, given.note))
    return Status(204, None)


def seeing(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(*SEEING)
    return caller
