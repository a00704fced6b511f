"""二次核实: contradictions and findings that go back to who keeps the ledger there. In: a view, a role. Out: replies.

What is told here is kept on a phone: the view is that of a phone. Refuses: nothing; what it does not show is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from yibiao.base.views import View
from yibiao.edge.watching import asked
from yibiao.flow.watching import Rule
from yibiao.work.ledgers import rechecks as reading
from yibiao.work.ledgers.facts import Fact
from yibiao.work.ledgers.house import House
from yibiao.work.watches import queries as watches
from yibiao.work.watches import rules as decide

MOST = 300
FEW = 6
"""Values shown beside a finding."""


def contradictions(house: House, view: View, area: tuple[int, int] | None) -> list[dict[str, Any]]:
    """Both values, who says them, since when."""
    return [
        {
            "conflict": one.conflict, "register_code": one.register, "record": one.record, "title": one.title,
            "area_name": one.area_name, "element": one.element, "reason": one.reason, "masked": one.masked,
            "ours": _said(one.ours), "theirs": _said(one.theirs),
        }
        for one in reading.rechecks(house, view, area)
    ]  # fmt: skip


def _said(said: reading.Said) -> dict[str, Any]:
    return {"value": said.value, "source": said.source, "day": said.day}


def findings(house: House, view: View, role: str, area: tuple[int, int] | None) -> list[dict[str, Any]]:
    """Open findings of rules that this role decides, with the values that the rule asks about."""
    standard = house.standard
    rules = [rule for rule in asked(house) if role in rule.handlers and decide.may_list(rule, view, standard)]
    within = view.areas if area is None else tuple(view.within(*area))
    held = [(rule, row) for rule in rules for row in watches.findings(rule.code, within) if row.state == "open"][:MOST]
    known = reading.shown(house, view, [(row.record, rule.elements(standard)) for rule, row in held])
    return [_finding(rule, row, known[row.record]) for rule, row in held if row.record in known]


def _finding(rule: Rule, row: watches.FindingRow, shown: reading.Shown) -> dict[str, Any]:
    words = {name: getattr(rule, name) for name in ("title", "title_en", "why", "why_en", "do", "do_en", "severity")}
    return words | {
        "finding": row.id, "rule": rule.code, "record": row.record, "register_code": shown.sight.register,
        "name": shown.title, "area_name": shown.sight.area_name, "opened": row.opened,
        "facts": list(_facts(shown.facts)),
    }  # fmt: skip


def _facts(facts: Iterable[Fact]) -> Iterator[dict[str, Any]]:
    for fact in list(facts)[:FEW]:
        yield {"element": fact.element, "value": fact.value, "source": fact.source, "day": fact.day}
