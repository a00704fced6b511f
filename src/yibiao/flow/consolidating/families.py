"""Families of variants of one form. In: profiles, pairs. Out: families, every form in exactly one.

Joined over SAME and VARIANT pairs, best first, as average linkage would: two groups become one only when their members
on average, not just one chance pair, are one form. Averages are taken over a few members of each side, so that large
groups stay cheap. Refuses: to join groups of which any two ask other people, come for another
period or are titled for another matter.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from yibiao.flow.consolidating.profiles import Profile, Weights, shared_of
from yibiao.flow.consolidating.relations import alike, apart, kin, other_affair, otherwise
from yibiao.flow.consolidating.shapes import Family, Pair, Relation
from yibiao.flow.consolidating.titles import likeness

JOINING = frozenset({Relation.SAME, Relation.VARIANT})
SAMPLE = 4
"""Members of each side that are compared."""
AGREEING = 0.5
"""Share of the compared members that have to be one form."""


def find_families(profiles: Sequence[Profile], pairs: Sequence[Pair], weigh: Weights) -> tuple[Family, ...]:
    """Families, the largest first; a form without variants is a family of its own."""
    known = {profile.form.id: profile for profile in profiles}
    group_of = {form: form for form in known}
    groups: dict[str, list[str]] = {form: [form] for form in known}
    for pair in sorted(pairs, key=_strength):
        if pair.relation not in JOINING:
            continue
        one, other = group_of[pair.a], group_of[pair.b]
        if one == other or not _one_form(groups[one], groups[other], known, weigh):
            continue
        if len(groups[one]) < len(groups[other]):
            one, other = other, one
        for form in groups[other]:
            group_of[form] = one
        groups[one] += groups.pop(other)
    made = [_family(members, known, weigh) for members in groups.values()]
    return tuple(sorted(made, key=lambda family: (-len(family.forms), family.id)))


def _strength(pair: Pair) -> tuple[float, str, str]:
    return (-pair.score, pair.a, pair.b)


def _one_form(one: Sequence[str], other: Sequence[str], known: dict[str, Profile], weigh: Weights) -> bool:
    here, there = _kinds(one, known), _kinds(other, known)
    own = [known[form] for kind, form in here.items() if kind not in there]
    theirs = [known[form] for kind, form in there.items() if kind not in here]
    if any(apart(a, b) or other_affair(a, b) for a in own for b in theirs):
        return False
    compared = [(a, b) for a in _sample(one) for b in _sample(other)]
    if len(compared) == 1:
        return True
    title = max(likeness(a, b) for a in _themes(one, known) for b in _themes(other, known))
    return sum(_same(known[a], known[b], weigh, title) for a, b in compared) >= AGREEING * len(compared)


def _themes(members: Sequence[str], known: dict[str, Profile]) -> frozenset[str]:
    return frozenset(known[form].theme for form in members)


def _sample(members: Sequence[str]) -> Sequence[str]:
    """A few members, spread over the group."""
    step = max(1, len(members) // SAMPLE)
    return members[::step][:SAMPLE]


def _kinds(members: Sequence[str], known: dict[str, Profile]) -> dict[object, str]:
    """One member for each way in which the group says whom it asks and how often, the one that asks most.

    What both groups say was already found to go with all that each of them says.
    """
    found: dict[object, str] = {}
    for form in sorted(members, key=lambda form: (-len(known[form].keys), form)):
        profile = known[form]
        found.setdefault((profile.topic, profile.form.people, profile.period, profile.turn), form)
    return found


def _same(a: Profile, b: Profile, weigh: Weights, title: float) -> bool:
    """Whether two members are one form. title: likeness of the nearest titles of their groups.

    What one group is called in two ways is called so in both: any title of it speaks for each of its members.
    """
    shared = shared_of(a, b, weigh)
    if otherwise(a, b, shared):
        return False
    named = replace(shared, title=max(shared.title, title))
    return alike(a, b, named) and kin(a, b, named)


def _family(members: Sequence[str], known: dict[str, Profile], weigh: Weights) -> Family:
    """The head is the form that covers most of what its family asks; of equals the first."""
    asked = Counter(key for form in members for key in known[form].keys)

    def covers(form: str) -> tuple[float, int, str]:
        keys = known[form].keys
        return (-math.fsum(weigh(key) * asked[key] for key in keys), len(keys), form)

    ordered = sorted(members, key=covers)
    head = known[ordered[0]].form
    titles = Counter(title for form in members if (title := known[form].form.title))
    name = titles.most_common(1)[0][0] if titles else head.name
    return Family("F-" + min(members), name, head.id, tuple(ordered))
