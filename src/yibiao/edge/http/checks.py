"""What must hold of a filled form 审核: kept, proposed, added, dropped. In: a number, formulas. Out: checks, no values.

Whoever works here may read them; the data office of the district and the department whose form it is keep them.
Refuses: everybody else (404), formulas that mean nothing over this form (422, with the column).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.edge.forms.checking import sheet_in
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.catalogue import entry_of, may_keep, reader
from yibiao.flow.checking import Check, Over, Severity, Sheet, names_of, over_of, propose, refusal
from yibiao.flow.checking.ground import terms
from yibiao.work.admissions import actions, queries

router = Router(tags=["checks"])


class FormCheck(Schema):
    """One check. over: line (names are columns), column (rows), form (cells). cell: where it is shown."""

    code: str
    over: Literal["line", "column", "form"]
    formula: str
    severity: Literal["wrong", "doubtful"]
    zh: str
    en: str
    cell: str


class FormCheckGiven(Schema):
    """A formula in words of the form; without `over` the first reading that has a meaning counts."""

    formula: str = Field(min_length=1, max_length=2_000)
    over: Literal["", "line", "column", "form"] = ""
    severity: Literal["wrong", "doubtful"] = "wrong"
    zh: str = Field(min_length=1, max_length=200)
    en: str = Field("", max_length=200)


class FormChecks(Schema):
    """kept: what must hold; proposed: what the form suggests besides; names: what formulas may name."""

    kept: list[FormCheck]
    proposed: list[FormCheck]
    names: list[str]
    may_change: bool


@router.get("/{number}", response=FormChecks)
def listed(request: HttpRequest, number: str) -> dict[str, Any]:
    caller = reader(request)
    return _reply(caller, entry_of(caller, number))


@router.post("/{number}", response=FormChecks)
def add(request: HttpRequest, number: str, given: FormCheckGiven) -> dict[str, Any]:
    caller = reader(request)
    row, kept = _keeper(caller, number), queries.checks_of(number)
    sheet, others = _sheet(caller, row), _others(caller, row, given.formula)
    over = Over(given.over) if given.over else over_of(given.formula, sheet, others=others)
    check = Check(_fresh(kept), over, given.formula, Severity(given.severity), given.zh, given.en or given.zh)
    refuse_if(refusal(check, sheet, others=others))
    actions.keep_checks(caller.login, number, (*kept, check), caller.estate.house.clock)
    return _reply(caller, row)


@router.post("/{number}/proposals", response=FormChecks)
def take(request: HttpRequest, number: str) -> dict[str, Any]:
    """Keep all that the form suggests and that is not kept yet."""
    caller = reader(request)
    row, kept = _keeper(caller, number), queries.checks_of(number)
    fresh = _proposed(_sheet(caller, row), kept)
    if fresh:
        actions.keep_checks(caller.login, number, (*kept, *fresh), caller.estate.house.clock)
    return _reply(caller, row)


@router.delete("/{number}/{code}", response=FormChecks)
def drop(request: HttpRequest, number: str, code: str) -> dict[str, Any]:
    caller = reader(request)
    row, kept = _keeper(caller, number), queries.checks_of(number)
    left = tuple(check for check in kept if check.code != code)
    if len(left) < len(kept):
        actions.keep_checks(caller.login, number, left, caller.estate.house.clock)
    return _reply(caller, row)


def _keeper(caller: Caller, number: str) -> queries.EntryRow:
    row = entry_of(caller, number)
    if not may_keep(caller, row):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _sheet(caller: Caller, row: queries.EntryRow) -> Sheet:
    template = queries.template_of(caller.estate.house.vault, row.number)
    assert template is not None
    return sheet_in(template.name, template.data, row.number)


def _others(caller: Caller, row: queries.EntryRow, formula: str) -> list[Sheet]:
    """The forms that a formula names by number or title, among those that may be asked in the same district."""
    names = set(names_of(formula))
    entries = queries.entries(row.first, row.last, caller.day) if names else ()
    found = [entry for entry in entries if entry.number != row.number and names & {entry.number, entry.title}]
    return [replace(_sheet(caller, entry), title=entry.title) for entry in found]


def _fresh(kept: tuple[Check, ...]) -> str:
    taken = {check.code for check in kept}
    return next(code for at in range(1, len(kept) + 2) if (code := f"own-{at}") not in taken)


def _proposed(sheet: Sheet, kept: tuple[Check, ...]) -> list[Check]:
    known = {(check.over, check.formula) for check in kept}
    codes = {check.code for check in kept}
    return [one for one in propose(sheet) if (one.over, one.formula) not in known and one.code not in codes]


def _reply(caller: Caller, row: queries.EntryRow) -> dict[str, Any]:
    sheet, kept = _sheet(caller, row), queries.checks_of(row.number)
    may = may_keep(caller, row)
    names = [term.label for over in (Over.LINE, Over.COLUMN) for term in terms(over, sheet)]
    return {
        "kept": [check.as_json() for check in kept],
        "proposed": [check.as_json() for check in _proposed(sheet, kept)] if may else [],
        "names": list(dict.fromkeys(names))[:200],
        "may_change": may,
    }
