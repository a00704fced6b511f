"""A delivery put before the circuit breaker. In: the last delivery and this one. Out: why it waits. Refuses: nothing."""

from __future__ import annotations

from bench.poisons.rosters import AREAS, STANDARD, Delivery, People, matched, planned
from yibiao.base.problems import Problem
from yibiao.flow import pipeline
from yibiao.flow.profiling import Seen, trips
from yibiao.flow.profiling.breaking import Limits

SECRET = b"of this bench only"


def judged(before: Delivery, now: Delivery, limit: Limits | None = None) -> tuple[Problem, ...]:
    """The ledger holds what the last delivery said."""
    last = pipeline.profiled(matched(before), pipeline.Ground(before.day, SECRET, AREAS.__contains__), STANDARD)
    found = matched(now)
    profile = pipeline.profiled(found, pipeline.Ground(now.day, SECRET, AREAS.__contains__), STANDARD)
    plan = planned(found, People(before), now.day)
    return trips(Seen(profile, pipeline.effect(plan, STANDARD), last), limit)
