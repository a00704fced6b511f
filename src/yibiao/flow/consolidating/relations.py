"""How one form stands to another. In: two profiles and what they share. Out: a `Relation`, its score, which way.

The columns decide; the title helps where they say little (name, number, telephone are no proof of a duplicate), and
population and period may forbid. Thresholds were tuned on generated piles (`bench/consolidating.py`).
Refuses: nothing; what shares too little is unrelated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yibiao.flow.consolidating.profiles import Profile, Shared
from yibiao.flow.consolidating.shapes import Relation
from yibiao.flow.consolidating.titles import likeness
from yibiao.flow.standard.model import Standard

EQUAL = 0.97
VARIANT = 0.52
TITLED_VARIANT = 0.34
"""Enough of the columns where the title is the same too."""
INSIDE = 0.9
OVERLAP = 0.3
SPECIFIC = 4.5
"""Shared weight beyond the common columns from which on the columns alone prove a duplicate; about two rare ones."""
SAME_TOPIC = 0.85
NEAR_TOPIC = 0.4
OTHER_PEOPLE = 0.45
"""Below this likeness of the titles, populations that read differently are taken to be other people."""
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """relation and score, 0 to 1. turned: the second form is the one that is contained or derivable."""

    relation: Relation
    score: float
    turned: bool = False


def relate(a: Profile, b: Profile, shared: Shared, standard: Standard) -> Verdict:
    """What `b` is to `a`."""
    score = shared.jaccard
    if alike(a, b, shared):
        if differs(a, b, shared):
            return Verdict(Relation.CONFLICTING, score)
        if kin(a, b, shared):
            return Verdict(Relation.SAME if score >= EQUAL else Relation.VARIANT, score)
    if derivable(a, b, standard):
        return Verdict(Relation.DERIVABLE, max(score, 0.5))
    if derivable(b, a, standard):
        return Verdict(Relation.DERIVABLE, max(score, 0.5), turned=True)
    inside = max(shared.in_a, shared.in_b)
    if inside >= INSIDE and shared.specific >= SPECIFIC and a.counts == b.counts and not differs(a, b, shared):
        return Verdict(Relation.CONTAINED, inside, turned=shared.in_b > shared.in_a)
    if score >= OVERLAP and shared.specific > 0:
        return Verdict(Relation.OVERLAPPING, score)
    if a.topic and a.topic == b.topic and score < OVERLAP:
        return Verdict(Relation.SAME_TITLE, score)
    return Verdict(Relation.UNRELATED, score)


def alike(a: Profile, b: Profile, shared: Shared) -> bool:
    """The columns are enough of the same for one form, the title taken into account."""
    needed = TITLED_VARIANT if shared.title >= SAME_TOPIC else VARIANT
    if a.form.subject != b.form.subject:
        needed = max(needed, 0.8)
    return shared.jaccard >= needed


def differs(a: Profile, b: Profile, shared: Shared) -> bool:
    """They ask the same of different people or for different periods."""
    if a.form.period and b.form.period and a.form.period != b.form.period:
        return True
    one, other = a.form.population, b.form.population
    if not one or not other or one == other or a.topic == b.topic:
        return False
    # 60 and 80 years of age make other people however near the titles are
    return _NUMBER.sub("#", one) == _NUMBER.sub("#", other) or shared.title < OTHER_PEOPLE


def kin(a: Profile, b: Profile, shared: Shared) -> bool:
    """The columns prove it, or the titles agree."""
    if shared.title >= NEAR_TOPIC or not (a.topic and b.topic):
        return True
    if shared.jaccard >= 0.95 and a.form.population == b.form.population and (a.form.population or shared.title >= 0.3):
        return True
    return shared.specific >= SPECIFIC and shared.jaccard >= VARIANT


def derivable(a: Profile, b: Profile, standard: Standard) -> bool:
    """The counts of `a` follow from the rows of the list `b`: of the same people, and `b` holds what `a` counts by."""
    if not a.counts or b.form.subject != "records" or not _same_people(a, b):
        return False
    counts = [needs for key, needs in a.needs.items() if key.startswith("count:")]
    if not any(counts) or len(counts) < 0.5 * len(a.keys):
        return False
    answered = sum(all(_held(need, b, standard) for need in needs) for needs in counts)
    return answered >= 0.9 * len(counts)


def _same_people(a: Profile, b: Profile) -> bool:
    """The list is of everybody whom the counts are about: the same population, or the whole register."""
    if a.form.population == b.form.population:
        named = b.form.population is not None or likeness(a.topic, b.topic) >= 0.3
        return named or a.form.register == b.form.register
    return b.form.population is None and a.form.register == b.form.register


def _held(need: str, b: Profile, standard: Standard) -> bool:
    """Whether `b` has the element, or the number that birth and sex follow from (GB 11643)."""
    if need in b.keys or need.endswith(".") and any(key.startswith(need) for key in b.keys):
        return True
    element = standard.elements.get(need)
    if element is not None and element.name in {"birth_date", "gender"}:
        return any((held := standard.elements.get(key)) is not None and held.domain == "citizen_id" for key in b.keys)
    return False
