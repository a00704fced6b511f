"""Which forms have to do with each other. In: profiles, weights. Out: pairs with relation, shared columns, reasons.

Candidates come from an inverted index over rare questions and topics, the best few a form; never all pairs. Forms that
ask exactly the same under the same topic meet only one of their kind, so that 5,000 copies cost little.
Refuses: nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest

from yibiao.flow.consolidating.profiles import Profile, Shared, Weights, shared_of
from yibiao.flow.consolidating.relations import Verdict, relate
from yibiao.flow.consolidating.shapes import Pair, Relation
from yibiao.flow.consolidating.telling import Names, because

CROWD = 120
"""A question of more forms than this is no rare one; forms are not searched by it."""
NEAREST = 24
"""Candidates a form."""


def find_pairs(profiles: Sequence[Profile], weigh: Weights, names: Names) -> tuple[Pair, ...]:
    """All related pairs, best first."""
    found = []
    for one, other in candidates(profiles, weigh):
        pair = judged(profiles[one], profiles[other], weigh, names)
        if pair is not None:
            found.append(pair)
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b)))


def joined(pairs: Sequence[Pair], further: Sequence[Pair]) -> tuple[Pair, ...]:
    """Both, best first, each pair of forms once: among the heads alone no family of many hides what is near to it."""
    known = {frozenset((pair.a, pair.b)) for pair in pairs}
    fresh = [pair for pair in further if frozenset((pair.a, pair.b)) not in known]
    return tuple(sorted((*pairs, *fresh), key=lambda pair: (-pair.score, pair.a, pair.b)))


def judged(a: Profile, b: Profile, weigh: Weights, names: Names) -> Pair | None:
    """The pair with its reasons, the contained or derivable form first; None where they are unrelated."""
    shared = shared_of(a, b, weigh)
    verdict = relate(a, b, shared, weigh.standard)
    if verdict.relation is Relation.UNRELATED:
        return None
    if verdict.turned:
        a, b, shared = b, a, shared_of(b, a, weigh)
    return _pair(a, b, shared, verdict, names)


def _pair(a: Profile, b: Profile, shared: Shared, verdict: Verdict, names: Names) -> Pair:
    zh, en = because(a, b, shared, verdict, names)
    return Pair(
        a.form.id,
        b.form.id,
        verdict.relation,
        round(verdict.score, 4),
        tuple(sorted(verdict.told or shared.keys)),
        tuple(sorted(shared.only_a)),
        tuple(sorted(shared.only_b)),
        zh,
        en,
    )


def candidates(profiles: Sequence[Profile], weigh: Weights) -> Iterator[tuple[int, int]]:
    """Pairs of positions that are worth comparing, each once, in order."""
    firsts, copies = _alike(profiles)
    index = _index(profiles, firsts)
    pairs = {(first, copy) for first, others in copies.items() for copy in others}
    for position in firsts:
        scores: dict[int, float] = defaultdict(float)
        for word in _words(profiles[position]):
            if len(crowd := index[word]) <= CROWD:
                for other in crowd:
                    scores[other] += _weight(word, len(crowd), weigh)
        scores.pop(position, None)
        for other in nlargest(NEAREST, scores, key=lambda entry: (scores[entry], -entry)):
            pairs.add((min(position, other), max(position, other)))
    return iter(sorted(pairs))


def _alike(profiles: Sequence[Profile]) -> tuple[list[int], dict[int, list[int]]]:
    """Positions of the first form of each kind, and its exact copies."""
    firsts: dict[object, int] = {}
    copies: dict[int, list[int]] = defaultdict(list)
    for position, profile in enumerate(profiles):
        form = profile.form
        kind = (profile.keys, profile.topic, form.subject, form.people, profile.period)
        first = firsts.setdefault(kind, position)
        if first != position:
            copies[first].append(position)
    return list(firsts.values()), copies


def _index(profiles: Sequence[Profile], firsts: Sequence[int]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for position in firsts:
        for word in _words(profiles[position]):
            index[word].append(position)
    return index


def _words(profile: Profile) -> Iterator[str]:
    """What a form is found by: its questions, labels of those, elements its counts need, its topic, all of it."""
    yield from sorted(profile.keys)
    yield from (f"label:{label}" for label in sorted({spot.label for spot in profile.spots.values()}))
    yield from (f"need:{need}" for need in sorted({need for needs in profile.needs.values() for need in needs}))
    yield from (f"need:{key}" for key in sorted(profile.keys) if not key.startswith(("count:", "new:")))
    if profile.topic:
        yield f"topic:{profile.topic}"
        yield from (f"pair:{profile.topic[at : at + 2]}" for at in range(len(profile.topic) - 1))
    yield "all:" + "|".join(sorted(profile.keys))


def _weight(word: str, crowd: int, weigh: Weights) -> float:
    kind = word.partition(":")[0]
    if kind in {"topic", "all"}:
        return 6.0
    if kind in {"label", "need", "pair"}:
        return 1.0 / math.sqrt(1 + crowd)
    return weigh(word)
