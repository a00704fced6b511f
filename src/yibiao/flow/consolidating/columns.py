"""Which questions of two forms are one. In: the questions of both, key → label. Out: key of the one → key of the other.

Equal keys first, then equal labels, then labels that differ by little, the likest first and each at most once. Spelling
joins only where the standard does not tell the two apart, and never labels that differ in a character that tells things
apart (上年 and 本年) or in the kind of value that they want (网格员 and 网格员电话). Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from yibiao.flow.consolidating.fields import TELLING, difference, domain_of
from yibiao.flow.consolidating.keys import NEW

LIKE = 0.6
"""From this likeness on two labels are one question, where nothing speaks against it."""


def paired(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The questions that both ask: key of `one` → key of `other`."""
    found = {key: key for key in one if key in other}
    left, right = _left(one, found.keys()), _left(other, found.values())
    by_label = {label: key for key, label in right.items()}
    found |= {key: by_label.pop(label) for key, label in left.items() if label in by_label}
    left, right = _left(left, found.keys()), _left(right, found.values())
    return found | _spelled(left, right)


def _left(labels: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    gone = set(taken)
    return {key: label for key, label in labels.items() if key not in gone}


def _spelled(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    scored = [
        (score, key, twin)
        for key, label in one.items()
        for twin, text in other.items()
        if (key.startswith(NEW) or twin.startswith(NEW)) and (score := likeness(label, text)) >= LIKE
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
    """0 to 1, the share of characters in common (Indel); 0 where something speaks against it."""
    score = fuzz.ratio(one, other, score_cutoff=100 * LIKE) / 100
    if not score or min(len(one), len(other)) < 2 or TELLING & set(difference(one, other)):
        return 0.0
    return score if domain_of(one) == domain_of(other) else 0.0
