"""What has to be looked at again at the door: two values that differ, findings of rules. In: an area. Out: both sides.

A conflict is decided at `/conflicts`, a finding at `/watches/findings`. Refuses: roles that keep no ledger (404).
"""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yibiao.edge import rechecking
from yibiao.edge.http.caller import Caller
from yibiao.flow.standard.domains import Json
from yibiao.work.directory import queries as directory
from yibiao.work.directory.rules import KEEPERS
from yibiao.work.ledgers.packs import on_a_phone

router = Router(tags=["rechecks"])


class RecheckSide(Schema):
    """source "": nobody is known to have said it. value null: nothing stands there."""

    value: Json
    source: str
    day: date | None


class RecheckConflict(Schema):
    """ours: what the ledger has. reason: why both are kept; "": two people wrote it. masked: values are not shown as
    they are."""

    conflict: int
    register_code: str
    record: str
    title: str
    area_name: str
    element: str
    reason: str
    masked: bool
    ours: RecheckSide
    theirs: RecheckSide


class RecheckFact(RecheckSide):
    element: str


class RecheckFinding(Schema):
    """A rule that holds of a record. facts: the values that it asks about, as the caller sees them."""

    finding: str
    rule: str
    title: str
    title_en: str
    why: str
    why_en: str
    do: str
    do_en: str
    severity: str
    register_code: str
    record: str
    name: str
    area_name: str
    opened: datetime
    facts: list[RecheckFact]


class RechecksReply(Schema):
    conflicts: list[RecheckConflict]
    findings: list[RecheckFinding]


@router.get("", response=RechecksReply)
def rechecks(request: HttpRequest, area: str = Query("", max_length=40)) -> dict[str, object]:
    caller: Caller = request.auth
    caller.must_be(*KEEPERS)
    house = caller.estate.house
    view = on_a_phone(house.standard, caller.view())
    row = directory.area(area) if area else None
    reach = (row.first, row.last) if row else None
    return {
        "conflicts": rechecking.contradictions(house, view, reach),
        "findings": rechecking.findings(house, view, caller.role or "", reach),
    }
