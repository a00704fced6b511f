"""How departments ask, counted over periods. In: numbers of admitted forms, two days. Out: counts; nobody's name.

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from yibiao.base.clock import CHINA
from yibiao.work.filings.models import Objection, Period


@dataclass(frozen=True, slots=True)
class DealingFacts:
    """Of one form. notices: for each period the days from its opening until its answers were due. objections: against
    its filings; open: of these, the ones that nobody has settled."""

    notices: tuple[int, ...]
    objections: int
    open: int


def dealings(numbers: Iterable[str], since: date, until: date) -> Mapping[str, DealingFacts]:
    """Number → how it was asked in periods between two days, both included; forms without a period are left out."""
    asked = {"number__in": list(numbers), "day__gte": since, "day__lte": until}
    notices: dict[str, list[int]] = {}
    for number, opened, due in Period.objects.filter(**asked).values_list("number", "opened", "due"):
        notices.setdefault(number, []).append((due - opened.astimezone(CHINA).date()).days)
    within = {f"filing__period__{name}": value for name, value in asked.items()}
    told = Objection.objects.filter(**within).values_list("filing__period__number")
    counted = told.annotate(whole=Count("id"), left=Count("id", filter=Q(settled=None)))
    objected = {number: (whole, left) for number, whole, left in counted}
    return {number: DealingFacts(tuple(days), *objected.get(number, (0, 0))) for number, days in notices.items()}
