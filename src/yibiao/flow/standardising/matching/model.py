"""The trained weights: a conditional logit over a column's candidates, then a calibration of the winner.

In: feature vectors. Out: probabilities that sum to 1 over the candidates, and one calibrated confidence for the winner.
Source of the method: McFadden 1974 (choice among candidates, "nothing" being one of them); Platt 1999 (calibration).
The weights are plain JSON, made by `python -m bench.train_matching` from hand-labelled headers.
Refuses: a weights file whose feature names are not the code's (`LookupError`, our own fault).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yibiao.flow.standardising.matching.features import CROSSED, NAMES
from yibiao.flow.standardising.matching.words import DATA

WINNER_NAMES = (
    "logit",
    "margin",
    "spelled",
    "stripped",
    "shared",
    "kind_conflict",
    "role_trouble",
    "home",
    "short",
    "foreign",
    "rival",
    "alone",
    "clear",
    "columns",
    "named",
)
_LABEL, _ALIAS = NAMES.index("label"), NAMES.index("alias")
_FIRST, _SECOND = ([NAMES.index(pair[side]) for pair in CROSSED] for side in (0, 1))
_EXCLUDED = 0.01
"""Below this probability a candidate no longer competes by its spelling."""


@dataclass(frozen=True)
class Model:
    """weights: one a feature of `NAMES` + `CROSSED`. winner: weights of `WINNER_NAMES`, then the intercept."""

    weights: NDArray[np.float64]
    winner: NDArray[np.float64]
    threshold: float

    def choose(self, vectors: NDArray[np.float64], offsets: Sequence[float] | None = None) -> NDArray[np.float64]:
        """Probabilities of the candidates of one column; `offsets` are log-odds from evidence that was not trained."""
        utilities = crossed(vectors) @ self.weights
        if offsets is not None:
            utilities = utilities + np.asarray(offsets)
        exponentials = np.exp(utilities - utilities.max())
        return np.asarray(exponentials / exponentials.sum())

    def confidence(self, features: Sequence[float]) -> float:
        """The probability that the winner is right, as measured on columns that were not trained on."""
        utility = float(np.dot(self.winner[:-1], features) + self.winner[-1])
        return float(1.0 / (1.0 + np.exp(-utility)))


def crossed(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vectors with the products of `CROSSED` behind them."""
    return np.hstack([vectors, vectors[:, _FIRST] * vectors[:, _SECOND]])


def winner_features(
    column: tuple[NDArray[np.float64], NDArray[np.float64]], best: int, rival: bool, about: Sequence[float]
) -> list[float]:
    """What the calibration sees of the winner, in the order of `WINNER_NAMES`.

    column: probabilities and feature vectors of the candidates. rival: another column claims the winner more surely.
    about: how clearly the form's rows are about one register, how many columns say so (tenths), whether the title does.
    """
    probabilities, vectors = column
    value = dict(zip(NAMES, vectors[best].tolist(), strict=True))
    p = float(np.clip(probabilities[best], 1e-6, 1 - 1e-6))
    second = float(max((q for i, q in enumerate(probabilities) if i != best), default=0.0))
    named = np.maximum(vectors[:, _LABEL], vectors[:, _ALIAS]) > 0
    spelled = np.flatnonzero(named & (probabilities > _EXCLUDED)).tolist()
    return [
        float(np.log(p / (1 - p))),
        p - second,
        max(value["label"], value["alias"]),
        value["stripped"],
        min(value["shared"], 3.0),
        value["kind_conflict"],
        max(value["role_extra"], value["role_lacking"] * (1 - value["role_near"])),
        value["home"],
        value["short"],
        value["foreign"],
        float(rival),
        float(spelled == [best]),
        *about,
    ]


@cache
def trained() -> Model:
    """The weights that the package carries."""
    raw = json.loads((DATA / "model.json").read_text("utf-8"))
    expected = [*NAMES, *(f"{a}*{b}" for a, b in CROSSED)]
    if raw["names"] != expected or raw["winner_names"] != list(WINNER_NAMES):
        raise LookupError("data/model.json was trained for other features: run python -m bench.train_matching")
    return Model(np.array(raw["weights"]), np.array(raw["winner"]), float(raw["threshold"]))
