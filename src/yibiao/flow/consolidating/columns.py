"""Which questions of two forms are one. In: the questions of both, key → label. Out: key of the one → key of the other.

Equal keys first, then equal labels, then labels that differ by little, the likest first and each at most once. Spelling
joins only where the standard lacks one of the two, so that it never overrules the standard, and never labels that
differ in a character that tells things apart (上年 and 本年). Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from yibiao.flow.consolidating.fields import TELLING, difference
from yibiao.flow.consolidating.keys import NEW

LIKE = 0.6
"""From this likeness on two labels are one question; chosen on drawn piles and on strangers' tables."""
MANY = 10_000
"""More pairs of labels than this (two cross-tabs of hundreds of cells) are not compared by spelling."""


def paired(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The questions that both ask: key of `one` → key of `other`."""
    found = {key: key for key in one if key in other}
    left, right = _less(one, found.keys()), _less(other, found.values())
    by_label = {label: key for key, label in right.items()}
    equal = {key: by_label.pop(label) for key, label in left.items() if label in by_label}
    return found | equal | _spelled(_less(left, equal.keys()), _less(right, equal.values()))


def _less(labels: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    gone = set(taken)
    return {key: label for key, label in labels.items() if key not in gone}


def _spelled(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    if len(one) * len(other) > MANY:
        return {}
    scored = [
        (score, key, twin)
        for key, label in one.items()
        for twin, text in other.items()
        if (key.startswith(NEW) or twin.startswith(NEW)) and (score := likeness(label, text))
    ]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, key, twin in sorted(scored, key=lambda each: (-each[0], each[1:])):
        if key not in found and twin not in taken:
            found[key] = twin
            taken.add(twin)
    return found


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """The share of characters in common (Indel), from `LIKE` on; 0 below, and where a telling character differs."""
    score = fuzz.ratio(one, other, score_cutoff=100 * LIKE) / 100
    return 0.0 if not score or TELLING & set(difference(one, other)) else score
