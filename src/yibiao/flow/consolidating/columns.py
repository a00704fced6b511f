"""How like two column labels are by spelling. In: two labels in key spelling. Out: 0 to 1. Refuses: nothing.

Never like are labels that differ in a character that tells things apart (上年 and 本年).
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from yibiao.flow.consolidating.fields import TELLING, difference

LIKE = 0.6
"""From this likeness on two labels may be one question; chosen on drawn piles and on strangers' tables."""


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """The share of characters in common (Indel), from `LIKE` on; 0 below, and where a telling character differs."""
    score = fuzz.ratio(one, other, score_cutoff=100 * LIKE) / 100
    return 0.0 if not score or TELLING & set(difference(one, other)) else score
