"""What agreement is worth, learned from the rows' own identity numbers. In: levels, truth. Out: `Weights`.

Logistic regression over the levels and over name × birth, name × telephone, name × address, with a ridge: the exchange
of weights in Fellegi and Sunter (1969) without its independence. Fitted by Newton's steps over distinct patterns with
their counts: a million pairs are a few thousand patterns. Learned are pairs whose both rows have a valid number; the
number itself is no feature, and the birth is the declared one. Refuses: fewer than 100 pairs of either kind; then the
weights that ship serve, which were fitted on invented rows (python -m bench.linked --ship).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yibiao.flow.linking.learned.comparing import WIDTHS, Levels, compared
from yibiao.flow.linking.learned.table import Codes, Table

Floats = NDArray[np.float64]
_CROSSED = ((0, 1), (0, 2), (0, 3), (1, 3))
_RIDGE = 1.0
_FEWEST = 100
_ROUNDS = 40
_SHIPPED = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True)
class Weights:
    """One weight a level and a crossed level, in the order of `_design`, the intercept last."""

    values: Floats

    def odds(self, levels: Levels) -> Floats:
        """Log odds of each pair that it is one person."""
        patterns, back = np.unique(levels, axis=0, return_inverse=True)
        scored: Floats = _design(patterns) @ self.values
        return scored[back.ravel()]


def _design(levels: Levels) -> Floats:
    parts = [_one_hot(levels[:, place].astype(np.int64), width) for place, width in enumerate(WIDTHS)]
    for one, other in _CROSSED:
        both = levels[:, one].astype(np.int64) * WIDTHS[other] + levels[:, other]
        parts.append(_one_hot(both, WIDTHS[one] * WIDTHS[other]))
    return np.hstack([*parts, np.ones((len(levels), 1))])


def _one_hot(codes: Codes, width: int) -> Floats:
    hot = np.zeros((len(codes), width))
    hot[np.arange(len(codes)), codes] = 1.0
    return hot


def fit(levels: Levels, same: NDArray[np.bool_]) -> Weights | None:
    """The weights; None where there is too little to learn from."""
    if min(int(same.sum()), int((~same).sum())) < _FEWEST:
        return None
    patterns, back = np.unique(levels, axis=0, return_inverse=True)
    counts = np.bincount(back.ravel()).astype(np.float64)
    right = np.bincount(back.ravel(), weights=same.astype(np.float64))
    design = _design(patterns)
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[-1] = 1e-6
    values = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ values, -30, 30)))
        slope = design.T @ (right - counts * chance) - ridge * values
        curve = design.T @ (design * (counts * chance * (1 - chance))[:, None]) + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        values = values + step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-6:
            break
    return Weights(values)


def learned(table: Table, first: Codes, second: Codes, birth: str = "declared") -> Weights | None:
    """Weights from the pairs whose both rows carry a valid number. A pair of one number and two quite different names
    teaches nothing: there the number is somebody else's. `birth` is an argument so that a test can show the trap."""
    one, other = table.codes["identity"][first], table.codes["identity"][second]
    levels = compared(table, first, second, birth)
    same = one == other
    taught = (one > 0) & (other > 0) & ~(same & (levels[:, 0] == 8))
    return fit(levels[taught], same[taught])


@cache
def shipped() -> Weights:
    """The weights of a fresh install."""
    with np.load(_SHIPPED, allow_pickle=False) as stored:
        return Weights(stored["values"])
