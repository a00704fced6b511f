"""The readers of additions. In: the shipped standard. Out: the standard of the house; the list of additions.

Refuses: nothing; an addition that an updated standard no longer allows is left out and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from yibiao.base.problems import Problem
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.supplement import Addition, laid_over
from yibiao.work.supplements.models import Supplement


@dataclass(frozen=True, slots=True)
class SupplementRow:
    """One addition with who made it and why; `problem`: why it does not count (any more)."""

    id: str
    kind: str
    of: str
    name: str
    parts: Mapping[str, str]
    reason: str
    author: str
    made: datetime
    taken_back: datetime | None
    taken_back_by: str
    taken_back_why: str
    problem: Problem | None = None


def standing() -> tuple[Addition, ...]:
    """The additions that count, in their order."""
    rows = Supplement.objects.filter(taken_back=None).order_by("made", "id")
    return tuple(Addition(row.id, row.kind, row.of, row.name, dict(row.parts)) for row in rows)


def standard_of_the_house(shipped: Standard) -> Standard:
    """The shipped standard with everything that this installation adds; the very same where it adds nothing."""
    return laid_over(shipped, standing())[0]


def supplements(shipped: Standard) -> tuple[SupplementRow, ...]:
    """All additions, the newest first, taken back ones too."""
    refused = {addition.id: why for addition, why in laid_over(shipped, standing())[1]}
    names = ("id", "kind", "of", "name", "parts", "reason", "author", "made", "taken_back", "taken_back_by",
             "taken_back_why")  # fmt: skip
    rows = Supplement.objects.order_by("-made", "-id")
    return tuple(SupplementRow(*(getattr(row, name) for name in names), refused.get(row.id)) for row in rows)
