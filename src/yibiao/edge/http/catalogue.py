"""The catalogue of forms: what may be asked, by whom, until when; and what a number is, for anybody.

In: filters, a number. Out: entries, the department's file, the sign that stands on the form. Whoever works here may
look it up; `/numbers/{number}` needs no session and tells nothing of anybody.
Refuses: residents and strangers the catalogue (404, 401), retiring to whoever neither keeps nor issued the form.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import admissions
from yibiao.edge.estate import estate
from yibiao.edge.http.admission_shapes import EntryReply, EntryWhole, NumberMark, PublicNumber, entry_reply
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.files import attachment
from yibiao.edge.http.own import drawn
from yibiao.work.admissions import actions, queries, rules
from yibiao.work.directory import queries as directory
from yibiao.work.filings import queries as filings

router = Router(tags=["catalogue"])
numbers = Router(tags=["catalogue"])
WORKERS = (
    "grid_worker", "community_secretary", "street_clerk", "data_officer", "department_officer", "leader", "auditor",
)  # fmt: skip


IDLE_PERIODS = 3
"""Periods without a look at their answers after which a form is proposed to be cancelled."""


class EntryRetiring(Schema):
    reason: str


def reader(request: HttpRequest) -> Caller:
    """Whoever works here."""
    caller: Caller = request.auth
    caller.must_be(*WORKERS)
    return caller


def entry_of(caller: Caller, number: str) -> queries.EntryRow:
    """The form of this number as it stands; `HTTP_NOT_THERE` where there is none."""
    row = queries.entry(number, caller.day)
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


@router.get("", response=list[EntryReply])
def listed(request: HttpRequest, state: str = "", department: str = "") -> list[dict[str, Any]]:
    """Every form that may be asked where the caller works, by number."""
    caller = reader(request)
    area = directory.area(caller.post_area())
    rows = queries.entries(area.first, area.last, caller.day, state=state or None, department=department or None)
    idle = _idle([row.number for row in rows])
    return [{**entry_reply(row), "idle": row.number in idle} for row in rows]


def _idle(forms: list[str]) -> tuple[str, ...]:
    """The forms whose answers nobody opened in any of the last periods."""
    seen = filings.openings_of(forms).items()
    return rules.unopened((rules.Opened(number, times) for number, times in seen), IDLE_PERIODS)


@router.get("/{number}", response=EntryWhole)
def whole(request: HttpRequest, number: str) -> dict[str, Any]:
    caller = reader(request)
    row, standard = entry_of(caller, number), caller.estate.house.standard
    elements = [standard.elements[code] for code in row.elements if code in standard.elements]
    acts = ["retire"] if row.state in ("coming", "valid") and may_keep(caller, row) else []
    own = row.issuer == caller.login and caller.role == rules.APPLICANT
    return {
        **entry_reply(row),
        "idle": bool(_idle([number])),
        "issuer": admissions.names_of([row.issuer])[row.issuer],
        "versions": [entry_reply(one) for one in queries.versions_of(number, caller.day)],
        "elements": [
            {"code": one.code, "label_zh": one.label_zh, "label_en": one.label_en, "level": one.sensitivity}
            for one in elements
        ],
        "acts": [*acts, *(["change"] if own else [])],
    }


@router.get("/{number}/file", response={200: bytes})
def template(request: HttpRequest, number: str, version: int | None = None) -> HttpResponse:
    """The department's own file, empty as it was admitted."""
    caller = reader(request)
    found = queries.template_of(caller.estate.house.vault, number, version)
    if found is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return attachment(found.name, found.data)


@router.get("/{number}/mark", response=NumberMark)
def mark(request: HttpRequest, number: str) -> dict[str, str]:
    """What to print on the form; the address is that under which the caller reached this house."""
    row = entry_of(reader(request), number)
    address = request.build_absolute_uri(f"/n/{row.number}")
    return {"address": address, "svg": drawn(address)}


@router.post("/{number}/retirement", response=EntryReply)
def retire(request: HttpRequest, number: str, given: EntryRetiring) -> dict[str, Any]:
    """The form is asked no more."""
    caller = reader(request)
    row = entry_of(caller, number)
    if not may_keep(caller, row):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    actions.retire(caller.login, number, given.reason, caller.estate.house.clock)
    return entry_reply(entry_of(caller, number))


def may_keep(caller: Caller, row: queries.EntryRow) -> bool:
    """Whether the caller answers for this form: he may retire it, and say what must hold of it."""
    return rules.may_retire(row.issuer, admissions.actor_of(caller.day, caller.login, caller.role, row.area))


@numbers.get("/{number}", response=PublicNumber, auth=None)
def number_of(request: HttpRequest, number: str) -> dict[str, Any]:
    """What a number is today; for anybody who holds the form in his hands."""
    row = queries.entry(number, estate().day())
    if row is None:
        return {"number": number[:40], "state": "unknown"}
    return {name: getattr(row, name) for name in PublicNumber.model_fields}
