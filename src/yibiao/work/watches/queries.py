"""The readers of watches. In: intervals of areas, a rule. Out: frozen rows, counts by rule and state.

Who may be told what of a rule is decided by `rules` before these are asked. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from yibiao.base.problems import ProblemError
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching import Rule, read_rules, rules
from yibiao.work.directory import queries as directory
from yibiao.work.watches.models import Finding, OwnRule, Run

Intervals = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding; see the model."""

    id: str
    rule: str
    record: str
    area: str
    state: str
    opened: datetime
    times: int
    outcome: str
    note: str
    login: str
    handled: datetime | None
    closed: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that is asked: everywhere, or in one area (its interval)."""

    rule: Rule
    within: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A rule of one's own; rule: None where the standard cannot say it any more."""

    id: str
    code: str
    text: str
    area: str
    replaces: str
    state: str
    author: str
    made: datetime
    approver: str
    approved: datetime | None
    reason: str
    rule: Rule | None


def asked(standard: Standard) -> tuple[Asked, ...]:
    """Rules that come with the house, less those replaced, and approved ones of its own."""
    own = own_rules(standard, "approved")
    replaced = {row.replaces for row in own if row.rule is not None}
    shipped = [Asked(rule) for rule in rules(standard) if rule.code not in replaced]
    areas = {area.code: (area.first, area.last) for area in directory.areas()}
    return (*shipped, *(Asked(row.rule, areas[row.area]) for row in own if row.rule is not None and row.area in areas))


def own_rules(standard: Standard, state: str = "") -> tuple[OwnRow, ...]:
    """By code; all of them, or those in one state."""
    rows = OwnRule.objects.order_by("code")
    return tuple(_own(row, standard) for row in (rows.filter(state=state) if state else rows))


def own_rule(standard: Standard, id: str) -> OwnRow | None:
    row = OwnRule.objects.filter(id=id).first()
    return None if row is None else _own(row, standard)


def _own(row: OwnRule, standard: Standard) -> OwnRow:
    try:
        rule = read_rules(row.text, standard)[0]
    except ProblemError:  # an element that an installation has given up since
        rule = None
    plain = {name: getattr(row, name) for name in OwnRow.__slots__ if name != "rule"}
    return OwnRow(**plain, rule=rule)


def last_run() -> datetime | None:
    return Run.objects.order_by("-id").values_list("moment", flat=True).first()


def counts(within: Intervals) -> Mapping[tuple[str, str], int]:
    """(rule, state) → findings in these areas."""
    found: dict[tuple[str, str], int] = {}
    inside = _codes(within)
    for rule, state, area, count in Finding.objects.values_list("rule", "state", "area").annotate(Count("id")):
        if area in inside:
            found[rule, state] = found.get((rule, state), 0) + count
    return found


def findings(rule: str, within: Intervals, records: Iterable[str] | None = None) -> tuple[FindingRow, ...]:
    """Those of a rule that lie in these areas, the longest open first."""
    wanted, inside = None if records is None else set(records), _codes(within)
    rows = Finding.objects.filter(rule=rule).order_by("opened", "id")
    return tuple(_row(row) for row in rows if row.area in inside and (wanted is None or row.record in wanted))


def finding(id: str, within: Intervals) -> FindingRow | None:
    row = Finding.objects.filter(id=id).first()
    return _row(row) if row is not None and row.area in _codes(within) else None


def _codes(within: Intervals) -> frozenset[str]:
    return frozenset(
        area.code for area in directory.areas() if any(low <= area.first and area.last <= high for low, high in within)
    )


def _row(row: Finding) -> FindingRow:
    return FindingRow(**{name: getattr(row, name) for name in FindingRow.__slots__})
