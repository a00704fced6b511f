"""Rows of any kind joined without anybody's labels: no identity numbers, no Chinese, whatever the columns are.

    odds(columns, source) -> Odds      pairs of rows that may be one thing, with log odds

In: columns of texts, which source each row is from (pairs within a source count only where all rows are of one). Out:
each pair that shares a value, with the log odds that it is one. Fellegi and Sunter (1969): u from random pairs, m by
expectation and maximisation over the pairs of one column's blocks at a time, that column left out, and what an equal
value is worth from how rare it is (Winkler 2000). Refuses: nothing; an empty text says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
UNSAID, EQUAL, SLIP, NEAR, MOVED, OTHER = range(6)
"""Levels of one column; SLIP: one sign apart or two exchanged; MOVED: the value stands in another column."""
_LEVELS = 6
_MOST = 150
"""Rows that share a value; more tell nothing apart."""
_NEAR = 0.88
_ROUNDS = 30
_RANDOM = 200_000
_SHARED = 0.3
"""Two columns of which so many values are the same hold the same kind of thing, as a given name and a family name."""


@dataclass(frozen=True)
class Odds:
    """first < second: row numbers; odds: natural log, prior included."""

    first: Ints
    second: Ints
    odds: Floats

    @property
    def chance(self) -> Floats:
        found: Floats = 1 / (1 + np.exp(-np.clip(self.odds, -30, 30)))
        return found


class _Columns:
    def __init__(self, columns: Mapping[str, Sequence[str]], source: Sequence[int]) -> None:
        self.names = list(columns)
        self.source = np.array(source, dtype=np.int64)
        every: dict[str, int] = {"": 0}
        self.codes = np.array(
            [[every.setdefault(text.strip().lower(), len(every)) for text in columns[name]] for name in self.names]
        )
        self.values = list(every)
        self.often = [np.bincount(codes, minlength=len(every)) for codes in self.codes]
        self.like = [
            [other for other in range(len(self.names)) if self._shared(one, other)] for one in range(len(self.names))
        ]

    def _shared(self, one: int, other: int) -> bool:
        mine, theirs = (set(self.codes[place].tolist()) - {0} for place in (one, other))
        return one != other and len(mine & theirs) >= _SHARED * min(len(mine), len(theirs)) > 0

    def blocked(self, place: int) -> Ints:
        """Pairs that share the column's value, as first * rows + second; of one source only where there is but one."""
        codes, size = self.codes[place], len(self.source)
        order = np.argsort(codes, kind="stable")
        order = order[(codes[order] > 0) & (self.often[place][codes[order]] <= _MOST)]
        held, found = codes[order], [np.zeros(0, dtype=np.int64)]
        for step in range(1, _MOST):
            same = held[step:] == held[:-step]
            if not same.any():
                break
            found.append(order[:-step][same] * size + order[step:][same])
        return self._across(np.concatenate(found))

    def random(self) -> Ints:
        dice, size = np.random.default_rng(0), len(self.source)
        one, other = dice.integers(0, size, _RANDOM), dice.integers(0, size, _RANDOM)
        return self._across(np.unique(np.minimum(one, other) * size + np.maximum(one, other))[1:])

    def _across(self, pairs: Ints) -> Ints:
        size = len(self.source)
        one, other = self.source[pairs // size], self.source[pairs % size]
        kept: Ints = pairs[(pairs // size != pairs % size) & ((one != other) | (self.source.max() == 0))]
        return kept

    def levels(self, pairs: Ints) -> NDArray[np.int8]:
        first, second = pairs // len(self.source), pairs % len(self.source)
        return np.stack([self._column(place, first, second) for place in range(len(self.names))], axis=1)

    def _column(self, place: int, first: Ints, second: Ints) -> NDArray[np.int8]:
        one, other = self.codes[place][first], self.codes[place][second]
        level = np.where((one == 0) | (other == 0), UNSAID, EQUAL).astype(np.int8)
        apart = np.flatnonzero((level == EQUAL) & (one != other))
        low, high = np.minimum(one[apart], other[apart]), np.maximum(one[apart], other[apart])
        both, back = np.unique(low * len(self.values) + high, return_inverse=True)
        told = [_level(self.values[pair // len(self.values)], self.values[pair % len(self.values)]) for pair in both]
        level[apart] = np.array(told, dtype=np.int8)[back] if len(told) else 0
        for like in self.like[place]:
            moved = (self.codes[like][second] == one) | (self.codes[like][first] == other)
            level = np.where((level == OTHER) & moved & (one > 0) & (other > 0), MOVED, level)
        return level


def _level(one: str, other: str) -> int:
    if min(len(one), len(other)) > 2 and OSA.distance(one, other, score_cutoff=1) == 1:
        return SLIP
    return NEAR if JaroWinkler.similarity(one, other) >= _NEAR else OTHER


def _shares(levels: NDArray[np.int8], weight: Floats) -> Floats:
    """Of each column the share of each level among those that are said; half a pair is added to each."""
    found = np.full((levels.shape[1], _LEVELS), 0.5)
    for place in range(levels.shape[1]):
        found[place] += np.bincount(levels[:, place], weights=weight, minlength=_LEVELS)
    found[:, UNSAID] = 0
    found /= found.sum(axis=1, keepdims=True)
    found[:, UNSAID] = 1
    return found


def _maximised(levels: NDArray[np.int8], by_chance: Floats, left_out: int) -> Floats:
    """m of all columns but the one that blocks, from its pairs."""
    patterns, counts = np.unique(levels, axis=0, return_counts=True)
    m = np.tile(np.array([1, 0.8, 0.08, 0.05, 0.03, 0.04]), (levels.shape[1], 1))
    share, columns = 0.3, [place for place in range(levels.shape[1]) if place != left_out]
    for _ in range(_ROUNDS):
        told = sum(np.log(m[place] / by_chance[place])[patterns[:, place]] for place in columns)
        chance = 1 / (1 + np.exp(-np.clip(told + np.log(share / (1 - share)), -30, 30)))
        share = float(np.clip((chance * counts).sum() / counts.sum(), 1e-6, 1 - 1e-6))
        m = _shares(patterns, chance * counts)
    return m


def odds(columns: Mapping[str, Sequence[str]], source: Sequence[int]) -> Odds:
    """See the module."""
    table = _Columns(columns, source)
    random = table.levels(table.random())
    by_chance = _shares(random, np.ones(len(random)))
    blocks = [table.blocked(place) for place in range(len(table.names))]
    pairs = np.unique(np.concatenate(blocks))
    levels = table.levels(pairs)
    seen = [
        (place, _maximised(levels[np.searchsorted(pairs, block)], by_chance, place))
        for place, block in enumerate(blocks) if len(block) > _MOST
    ]  # fmt: skip
    weights = np.zeros((len(table.names), _LEVELS))
    for place in range(len(table.names)):
        told = [np.log(m[place] / by_chance[place]) for blocking, m in seen if blocking != place]
        weights[place] = np.mean(told, axis=0) if told else 0
    worth = np.zeros(len(pairs))
    for place in range(len(table.names)):
        worth += _worth(table, place, pairs, levels[:, place], weights[place])
    rows = len(table.source)
    one, other = int((table.source == 0).sum()), int((table.source == 1).sum())
    possible = one * other if other else rows * (rows - 1) / 2
    matches = 1.0
    for _ in range(_ROUNDS):
        prior = np.log(matches / max(1.0, possible - matches))
        matches = max(1.0, float((1 / (1 + np.exp(-np.clip(worth + prior, -30, 30)))).sum()))
    return Odds(pairs // rows, pairs % rows, worth + np.log(matches / max(1.0, possible - matches)))


def _worth(table: _Columns, place: int, pairs: Ints, level: NDArray[np.int8], weights: Floats) -> Floats:
    """Weights of the levels; of an equal value as much more as it is rarer than values that agree by chance are."""
    found: Floats = weights[level]
    often = table.often[place].astype(np.float64)
    said = often[1:].sum()
    if said:
        usual = (often[1:] ** 2).sum() / said / said
        value = table.codes[place][pairs // len(table.source)]
        rarer = np.log(usual / np.maximum(often[value] / said, 1e-12))
        found = np.where(level == EQUAL, found + rarer, found)
    return found
