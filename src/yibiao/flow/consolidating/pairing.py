"""Which columns of two forms ask the same. In: the fields of two forms. Out: pairs of positions with chance and reason.

Every two columns get a sum of what speaks for and against them (`signs`); the surest pair is taken first, each column
at most once, down to `CHANCE`. The weights are a logistic regression fitted on tune sources and on piles drawn in tune
words (`python -m bench.train_pairing`). What is opposed (男 and 女, 上年 and 本年, cells of other rows, two surely
known elements about other people) never pairs, however near the spelling. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from yibiao.flow.consolidating.shapes import FormField
from yibiao.flow.consolidating.signs import SIGNS, Refusal, Signs, opposed, signs

CHANCE = 0.22
"""A pair is worth showing from this chance on; chosen on the tune sets. A column faces one other at most, so a likelier
pair takes the place of a doubtful one."""
BIAS = -6.56
WEIGHTS: Mapping[str, float] = {
    "same_label": 0.27,
    "same_sure": 2.32,
    "same_likely": 0.41,
    "same_open": 0.35,
    "only": 3.38,
    "spelling": 1.26,
    "leaf": 1.86,
    "affix": 1.17,
    "closest": 3.22,
    "neighbours": 2.89,
    "possible": 0.79,
    "telling": -0.34,
    "other_sure": -1.36,
    "other_likely": -0.77,
    "about": -0.09,
    "kind": -1.17,
    "number": -2.38,
    "aside": -0.65,
}
NEAR = 0.6
"""Likeness from which on the spelling is what a person sees."""


class Reason(StrEnum):
    """What a person would name first."""

    LABEL = "label"  # the same label
    MEANING = "meaning"  # understood as the same question
    POSSIBLE = "possible"  # the one may mean what the other means
    SPELLING = "spelling"  # spelled alike
    PLACE = "place"  # they stand between columns that are pairs


@dataclass(frozen=True, slots=True)
class Paired:
    """Positions in the two forms. chance: 0 to 1, that a person would call them one question."""

    one: int
    other: int
    chance: float
    reason: Reason


def pair_columns(
    one: Sequence[FormField], other: Sequence[FormField], least: float = CHANCE, refused: Refusal = opposed
) -> tuple[Paired, ...]:
    """The pairs, surest first; each column in at most one."""
    found = signs(one, other, refused)
    scored = sorted(((chance_of(each), -i, -j) for (i, j), each in found.items()), reverse=True)
    taken: set[tuple[int, int]] = set()
    pairs = []
    for chance, i, j in scored:
        if chance < least:
            break
        if (0, i) not in taken and (1, j) not in taken:
            taken |= {(0, i), (1, j)}
            pairs.append(Paired(-i, -j, round(chance, 4), _reason(found[-i, -j])))
    return tuple(pairs)


_ORDERED = tuple(WEIGHTS.get(name, 0.0) for name in SIGNS)


def chance_of(found: Signs) -> float:
    """0 to 1."""
    return 1 / (1 + exp(-BIAS - sum(weight * sign for weight, sign in zip(_ORDERED, found, strict=True))))


def _reason(found: Signs) -> Reason:
    said = dict(zip(SIGNS, found, strict=True))
    if said["same_label"]:
        return Reason.LABEL
    if said["same_sure"] or said["same_likely"] or said["same_open"]:
        return Reason.MEANING
    if said["possible"]:
        return Reason.POSSIBLE
    return Reason.SPELLING if max(said["spelling"], said["leaf"]) >= NEAR or not said["neighbours"] else Reason.PLACE
