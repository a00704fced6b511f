"""What a department's delivery looks like, and whether it may come near the ledger. In: columns, a plan. Out: figures.

    Tally(...).add(block) … .profile()        how a delivery's columns are filled, read, repeated
    effect_of(plan, ending) -> Effect         what it would do to the ledger
    trips(seen) -> tuple[Problem, ...]        why it waits for a person (the circuit breaker)
    quality_of(...) -> Quality                five measures, as a page and as a workbook

Nothing here holds a resident's value: shapes, shares and keyed digests only. Refuses: nothing.
"""

from yibiao.flow.profiling.breaking import Seen, limits, trips
from yibiao.flow.profiling.effect import Effect, effect_of
from yibiao.flow.profiling.profile import ColumnProfile, KeyProfile, Profile, profile_from_json
from yibiao.flow.profiling.quality import Due, Measure, Quality, quality_of
from yibiao.flow.profiling.reporting import quality_workbook
from yibiao.flow.profiling.tallying import Tally

__all__ = [
    "ColumnProfile",
    "Due",
    "Effect",
    "KeyProfile",
    "Measure",
    "Profile",
    "Quality",
    "Seen",
    "Tally",
    "effect_of",
    "limits",
    "profile_from_json",
    "quality_of",
    "quality_workbook",
    "trips",
]
