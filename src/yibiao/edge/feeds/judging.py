"""Whether a delivery may go on without a person. In: a matched file, its plan. Out: a profile, problems.

A judge measures first and says then what is wrong; any problem holds the delivery, and nothing is written.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from yibiao.base.problems import Problem
from yibiao.edge.desk import Desk
from yibiao.flow.keeping import LedgerPlan
from yibiao.flow.pipeline import Matched
from yibiao.work.feeds.queries import DeliveryRow


@dataclass(frozen=True)
class Seen:
    """What a judge looks at. before: the last delivery of the source that is in the ledger, None for a first one."""

    desk: Desk
    delivery: DeliveryRow
    before: DeliveryRow | None


class Judge(Protocol):
    """Measures a delivery and says what is wrong with it."""

    def profile(self, seen: Seen, matched: Matched) -> Mapping[str, Any]:
        """What was measured, JSON-ready, without any value of a resident: rows, and columns with label and element."""

    def reasons(self, seen: Seen, plan: LedgerPlan) -> tuple[Problem, ...]:
        """Why the delivery waits for a person; `seen.delivery.profile` is what `profile` gave."""


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


class Plain:
    """Rows and columns, and nothing held back but what the mapping holds back."""

    def profile(self, seen: Seen, matched: Matched) -> Mapping[str, Any]:
        return {"rows": rows_of(matched), "columns": columns_of(matched)}

    def reasons(self, seen: Seen, plan: LedgerPlan) -> tuple[Problem, ...]:
        return ()


PLAIN = Plain()
