"""比对预警 as a job and as replies. In: the estate, a person at work. Out: counts by rule, findings with records.

Values come from the ledger as it stands now, through the person's own view; the kept findings add since when, and what
somebody decided. Refuses (`ProblemError` HTTP_NOT_THERE): areas outside the view, rules by which it may not list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.forms.behind import table_json
from yibiao.edge.office import Office
from yibiao.edge.questions import usual
from yibiao.flow.asking.nodes import Rows, RowsQuestion
from yibiao.flow.watching import Rule
from yibiao.work.directory import queries as directory
from yibiao.work.jobs.queries import JobRow
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.queries import note_reading
from yibiao.work.watches import actions, queries
from yibiao.work.watches import rules as decide

MOST = 200
"""Findings on a page."""


def asked(house: House) -> tuple[Rule, ...]:
    """The rules that are asked in this house."""
    return tuple(one.rule for one in queries.asked(house.standard))


def run_watches(estate: Estate, actor: str) -> Mapping[str, int]:
    """Ask every rule of the whole ledger now; returns how many findings opened and closed."""
    return actions.run(estate.house, estate.mirror, actor, estate.day())


def watches_job(estate: Estate, job: JobRow, step: Any) -> Mapping[str, Any]:
    """Result: opened, closed."""
    step(0, 1)
    done = run_watches(estate, job.login)
    step(1, 1)
    return done


def desk(office: Office, role: str | None) -> dict[str, Any]:
    """The rules that the view may be told of, with how many findings they have in the area; one journal line."""
    standard, area = office.house.standard, office.area
    if office.view.within(area.first, area.last) != ((area.first, area.last),):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    counts = queries.counts(((area.first, area.last),))
    told = [
        _rule(rule, office, role) | {state: counts.get((rule.code, state), 0) for state in decide.STATES}
        for rule in asked(office.house)
        if decide.may_count(rule, office.view, standard)
    ]
    note_reading(office.house, office.view, "watches", "", rows=0, area=area.code)
    return {"area": area.code, "area_name": area.name, "taken": queries.last_run(), "rules": told}


def _rule(rule: Rule, office: Office, role: str | None) -> dict[str, Any]:
    register = office.house.standard.registers[rule.register]
    names = ("code", "title", "title_en", "condition", "why", "why_en", "do", "do_en", "basis", "severity")
    listable = decide.may_list(rule, office.view, office.house.standard)
    return {name: getattr(rule, name) for name in names} | {
        "register_zh": register.label_zh,
        "register_en": register.label_en,
        "listable": listable,
        "handles": listable and role in rule.handlers,
    }


def listed(office: Office, code: str, state: str) -> dict[str, Any]:
    """The findings of a rule in one state, with the usual columns of each record of which it still holds."""
    rule, standard, area = rule_of(office, code), office.house.standard, office.area
    columns = usual(rule.register, office.view, standard)
    rows = office.answer([RowsQuestion(rule.register, columns, rule.where)])[0]
    assert isinstance(rows, Rows)
    table = table_json(rows, columns, office)
    cells = {row["id"]: row for row in table["rows"]}
    kept = [one for one in queries.findings(code, ((area.first, area.last),)) if one.state == state]
    names, people = directory.area_names(), directory.names_of(one.login for one in kept[:MOST] if one.login)
    return {
        "columns": table["columns"],
        "count": len(kept),
        "rows": [
            {
                "id": one.id, "record": one.record, "opened": one.opened, "times": one.times, "outcome": one.outcome,
                "note": one.note, "by_name": people.get(one.login, one.login), "handled": one.handled,
                "closed": one.closed, "area_name": names.get(one.area, one.area), "holds": one.record in cells,
                "cells": cells[one.record]["cells"] if one.record in cells else [],
            }
            for one in kept[:MOST]
        ],
    }  # fmt: skip


def settle(office: Office, role: str | None, finding: str, settled: actions.Settled) -> None:
    """A finding of the person's areas is decided by one of the rule's handlers."""
    row = queries.finding(finding, office.view.areas)
    rule = rule_of(office, row.rule) if row is not None else None
    if rule is None or role not in rule.handlers:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    actions.settle(office.view.viewer, finding, settled, office.house.clock)


def rule_of(office: Office, code: str) -> Rule:
    """A rule by which the view may list."""
    standard = office.house.standard
    rule = next((one for one in asked(office.house) if one.code == code), None)
    if rule is None or not decide.may_list(rule, office.view, standard):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return rule
