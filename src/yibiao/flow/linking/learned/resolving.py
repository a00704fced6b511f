"""Clusters of rows that are one person. In: `Person` rows of sources. Out: `Resolved`; near pairs with reasons.

An equal valid number under a name that is not quite another decides alone; elsewhere the learned odds do, with what a
masked or mistyped number adds. Pairs are taken from the most probable down; one row a source enters a cluster. Refuses:
two different valid numbers in one cluster (the guard); a second row of a source, but for an equal number, then flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from yibiao.flow.linking.learned.blocking import candidates
from yibiao.flow.linking.learned.comparing import Levels, compared, reasons
from yibiao.flow.linking.learned.learning import Weights, learned, shipped
from yibiao.flow.linking.learned.table import Codes, Person, Table, tabled

Floats = NDArray[np.float64]
ACCEPTED, DOUBTFUL = 0.9, 0.3
_CERTAIN = 12.0
_HIDDEN = 6.0
"""What a masked or mistyped number adds or takes in log odds: four free digits agree by chance in 1 of some thousands;
ln 5000 = 8.5, less what mistyping and a shared day of birth take of it."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Two rows by number, the probability that they are one person, and why in words."""

    first: int
    second: int
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Resolved:
    """`cluster` of each row; `doubtful` pairs between clusters for review; `flagged` rows beside another of the same
    source; `first`, `second`, `probability` of all pairs compared."""

    cluster: Codes
    doubtful: tuple[Scored, ...]
    flagged: tuple[int, ...]
    first: Codes
    second: Codes
    probability: Floats


def resolve(rows: Sequence[Person], weights: Weights | None = None, accepted: float = ACCEPTED) -> Resolved:
    """Clusters of all rows. Without `weights` they are learned from the rows, or the shipped ones serve."""
    table = tabled(rows)
    first, second = candidates(table)
    using = weights or learned(table, first, second) or shipped()
    levels = compared(table, first, second)
    chance = _probability(table, (first, second), levels, using)
    cluster, flagged = clustered(table, (first, second), chance, accepted)
    open_pairs = np.flatnonzero((chance >= DOUBTFUL) & (cluster[first] != cluster[second]))
    doubtful = tuple(
        Scored(int(first[one]), int(second[one]), float(chance[one]), reasons(levels[one].tolist()))
        for one in open_pairs
    )
    return Resolved(cluster, doubtful, flagged, first, second, chance)


def pairs(rows: Sequence[Person], known: Sequence[Person], weights: Weights | None = None) -> tuple[Scored, ...]:
    """Each row with the known rows that may be the same person, most probable first; `second` counts in `known`."""
    table = tabled([*rows, *known])
    first, second = candidates(table)
    across = (first < len(rows)) & (second >= len(rows))
    first, second = first[across], second[across]
    levels = compared(table, first, second)
    chance = _probability(table, (first, second), levels, weights or shipped())
    order = np.lexsort((-chance, first))
    return tuple(
        Scored(int(first[one]), int(second[one]) - len(rows), float(chance[one]), reasons(levels[one].tolist()))
        for one in order
    )


def _probability(table: Table, ends: tuple[Codes, Codes], levels: Levels, weights: Weights) -> Floats:
    one, other = (table.codes["identity"][end] for end in ends)
    odds = weights.odds(levels) + _by_writing(table, ends)
    both = (one > 0) & (other > 0)
    odds = np.where(both & (one == other) & (levels[:, 0] < 8), _CERTAIN, odds)
    odds = np.where(both & (one != other), -_CERTAIN, odds)
    chance: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return chance


def _by_writing(table: Table, ends: tuple[Codes, Codes]) -> Floats:
    """What a number that is masked or wrong says beside the other row's number."""
    added = np.zeros(len(ends[0]))
    written, valid = table.codes["written"], table.codes["identity"]
    for one, other in (ends, ends[::-1]):
        for place in np.flatnonzero((written[one] > 0) & ((valid[other] > 0) | (written[other] > 0))).tolist():
            ours = table.values["written"][written[one[place]]]
            right = valid[other[place]]
            theirs = table.values["identity"][right] if right else table.values["written"][written[other[place]]]
            added[place] = _HIDDEN if _may_be(ours, theirs) else -_HIDDEN / 2
    return added


def _may_be(one: str, other: str) -> bool:
    if "*" in one or "*" in other:
        return len(one) == len(other) and all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=True))
    return OSA.distance(one, other) <= 1


def clustered(
    table: Table, ends: tuple[Codes, Codes], chance: Floats, accepted: float, guard: bool = True
) -> tuple[Codes, tuple[int, ...]]:
    """Cluster of each row, and the rows that share a cluster with another of their source. `guard` is an argument so
    that a test can show what it prevents."""
    head = list(range(len(table.source)))
    number, sources = table.codes["identity"].tolist(), [1 << one for one in table.source.tolist()]
    flagged: set[int] = set()

    def root(one: int) -> int:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    taken = np.flatnonzero(chance >= accepted)
    for pair in taken[np.argsort(-chance[taken], kind="stable")].tolist():
        first, second = int(ends[0][pair]), int(ends[1][pair])
        one, other = root(first), root(second)
        if one == other:
            continue
        equal = number[one] == number[other] and number[one] > 0
        if guard and number[one] and number[other] and not equal:
            continue
        if sources[one] & sources[other]:
            if not equal:
                continue
            flagged |= {first, second}
        head[other] = one
        number[one], sources[one] = number[one] or number[other], sources[one] | sources[other]
    return np.array([root(one) for one in range(len(head))], dtype=np.int64), tuple(sorted(flagged))
