"""Whether a delivery may go on without a person. In: a matched file, its plan. Out: a profile, problems, quality.

A judge measures first and says then what is wrong; any problem holds the delivery, and nothing is written. The breaker
measures as `flow.profiling` does, against the last delivery of the source that is in the ledger. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from yibiao.base.clock import today
from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.desk import Desk
from yibiao.flow import pipeline, profiling
from yibiao.flow.keeping import LedgerPlan
from yibiao.flow.pipeline import Matched
from yibiao.flow.profiling import Due, Effect, profile_from_json
from yibiao.work.directory import queries as directory
from yibiao.work.feeds.queries import DeliveryRow, SourceRow

KEYS = "feeds keys"
"""Use of the subkey under which keys of a delivery are digested."""


@dataclass(frozen=True)
class Seen:
    """What a judge looks at. before: the last delivery of the source that is in the ledger, None for a first one."""

    desk: Desk
    source: SourceRow
    delivery: DeliveryRow
    before: DeliveryRow | None


@dataclass(frozen=True)
class Judged:
    """problems: why the delivery waits. told: what belongs to its profile besides (effect, measures, quality)."""

    problems: tuple[Problem, ...]
    told: Mapping[str, Any] = field(default_factory=dict)


class Judge(Protocol):
    """Measures a delivery and says what is wrong with it."""

    def profile(self, seen: Seen, matched: Matched) -> Mapping[str, Any]:
        """What was measured, JSON-ready, without any value of a resident: rows, and columns with label and element."""

    def judged(self, seen: Seen, plan: LedgerPlan) -> Judged:
        """`seen.delivery.profile` is what `profile` gave."""


def columns_of(matched: Matched) -> list[dict[str, str]]:
    """Every column of every list of a file, in order: label, and what it seems to mean (element or special)."""
    return [
        {
            "label": "·".join(one.path),
            "element": (one.meaning.element or "") if one.meaning and one.accepted else "",
            "special": (one.meaning.special or "") if one.meaning else "",
        }
        for form in matched.forms
        if form.table.layout == "list"
        for one in form.fields
    ]


def rows_of(matched: Matched) -> int:
    """How many rows its lists hold."""
    bodies = (form.table.body for form in matched.forms if form.table.layout == "list")
    return sum(body[1] - body[0] + 1 for body in bodies if body is not None)


class Breaker:
    """The circuit breaker of `flow.profiling`."""

    def profile(self, seen: Seen, matched: Matched) -> Mapping[str, Any]:
        house = seen.desk.house
        here = directory.area(seen.source.area)
        ours = {word for row in directory.areas() if here.first <= row.first and row.last <= here.last
                for word in (row.code, row.name)}  # fmt: skip
        ground = pipeline.Ground(seen.delivery.day, house.vault.subkey(KEYS), ours.__contains__)
        measured = pipeline.profiled(matched, ground, house.standard)
        columns = [
            {"label": one.label, "element": one.element if "." in one.element else "", "figures": _figures(one)}
            for one in measured.columns
        ]
        return {"rows": measured.rows, "columns": columns, "measured": measured.as_json()}

    def judged(self, seen: Seen, plan: LedgerPlan) -> Judged:
        effect = pipeline.effect(plan, seen.desk.house.standard)
        measured = profile_from_json(seen.delivery.profile["measured"])
        last = seen.before.profile if seen.before else {}
        before = profile_from_json(last["measured"]) if "measured" in last else None
        usual = Effect(**last["effect"]) if "effect" in last else None
        problems = profiling.trips(profiling.Seen(measured, effect, before, usual))
        day = directory.rights_day(seen.desk.house.clock)[0]
        quality = profiling.quality_of(measured, effect, Due(day, seen.source.period_days))
        measures = {each.name: each.share for each in quality.measures}
        shares = [share for share in measures.values() if share is not None]
        whole = sum(shares) / len(shares) if shares else None
        told = {"effect": effect.as_json(), "measures": measures, "quality": whole, "judged": day.isoformat()}
        return Judged(problems, told)


def quality_book(row: DeliveryRow, source: SourceRow, hidden: Collection[str]) -> bytes:
    """What was measured of a delivery, as a workbook for the department that sent it; less the elements that its reader
    may not compare. `ProblemError` FEEDS_NOT_MEASURED."""
    told = row.profile
    if "measured" not in told or "effect" not in told:
        raise ProblemError(problem("FEEDS_NOT_MEASURED", Place(file=row.name)))
    judged = date.fromisoformat(told["judged"]) if "judged" in told else today(lambda: row.made)
    due = Due(judged, source.period_days)
    quality = profiling.quality_of(profile_from_json(told["measured"]), Effect(**told["effect"]), due)
    columns = tuple(each for each in quality.columns if each.element not in hidden)
    reasons = [(str(each["zh"]), str(each["remedy_zh"])) for each in row.reasons]
    return profiling.quality_workbook(replace(quality, columns=columns), reasons, f"{source.name} {row.day}")


def _figures(column: profiling.ColumnProfile) -> dict[str, Any]:
    """What a person reads of a column: counts of rows, and of the sample that was looked at more closely."""
    names = ("filled", "unread", "failed", "sampled", "distinct", "top")
    return {name: value for name, value in asdict(column).items() if name in names}


BREAKER = Breaker()
