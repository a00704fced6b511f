"""Train the matcher's weights on the development labels. In: bench/labels. Out: the package's data/model.json.

    python -m bench.train_matching            # deterministic: the same labels and standard give the same file

A conditional logit over each column's candidates; the winner's calibration and the threshold come from predictions on
sources that were left out. Test labels are never read.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bench.headers import AMBIGUOUS, Sheet, acceptable, paths_of, sheets
from yibiao.flow.standard import load
from yibiao.flow.standardising.matching.features import BELIEFS, CROSSED, NAMES
from yibiao.flow.standardising.matching.home import settled
from yibiao.flow.standardising.matching.model import WINNER_NAMES, Model, crossed, winner_features
from yibiao.flow.standardising.matching.scoring import Asked, Scored, score
from yibiao.flow.standardising.matching.words import DATA

PENALTY, WRONG_ALLOWED, ROUNDS = 0.001, 0.005, 2
_START = {
    "label": 6.0,
    "alias": 5.0,
    "stripped": 3.0,
    "likeness": 3.0,
    "path_likeness": 3.0,
    "foreign": -2.0,
    "lacking": -2.0,
}


@dataclass
class Column:
    """One labelled column: where it stands, its candidates, which of them are right."""

    sheet: Sheet
    column: int
    scored: Scored
    crossed: np.ndarray
    right: np.ndarray


def feature_names() -> list[str]:
    return [*NAMES, *(f"{a}*{b}" for a, b in CROSSED)]


def blank_model(weights: np.ndarray) -> Model:
    return Model(weights, np.zeros(len(WINNER_NAMES) + 1), 0.5)


def variants(labelled: list[Sheet], width: range, seed: int) -> list[Sheet]:
    """The tables without their titles, and windows of a few neighbouring columns: forms of which less is known."""
    chance = random.Random(seed)
    found = []
    for sheet in labelled:
        found.append(replace(sheet, title=""))
        start = 0
        while start < len(sheet.labels):
            stop = start + chance.choice(width)
            gold = {c - start: codes for c, codes in sheet.gold.items() if start <= c < stop}
            if len(gold) >= 2:
                found.append(replace(sheet, title="", labels=sheet.labels[start:stop], gold=gold))
            start = stop
    return found


def read(labelled: list[Sheet], standard, model: Model) -> list[list[Scored]]:
    """Scores of every column of every labelled table."""
    return [score([Asked(path) for path in paths_of(sheet.labels)], sheet.title, standard, model) for sheet in labelled]


def columns(labelled: list[Sheet], scores: list[list[Scored]]) -> list[Column]:
    """The labelled, unambiguous columns whose right answer is among the candidates."""
    found = []
    for sheet, table in zip(labelled, scores, strict=True):
        for column, gold in sheet.gold.items():
            one = table[column]
            right = np.array([acceptable(code, gold) for code in one.codes])
            if AMBIGUOUS not in gold and right.any():
                found.append(Column(sheet, column, one, crossed(one.vectors), right))
    return found


def fit(data: list[Column]) -> np.ndarray:
    """Weights of the conditional logit with a ridge penalty towards `BELIEFS`, by L-BFGS."""
    believed = np.array([BELIEFS.get(name, 0.0) for name in feature_names()])
    stacked = np.vstack([one.crossed for one in data])
    right = np.concatenate([one.right for one in data]).astype(float)
    sizes = [len(one.right) for one in data]
    starts = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(data)), sizes)

    def loss(w):
        utility = stacked @ w
        e = np.exp(utility - np.maximum.reduceat(utility, starts)[owner])
        every, good = np.add.reduceat(e, starts), np.add.reduceat(e * right, starts)
        value = (np.log(every) - np.log(good)).mean() + PENALTY * ((w - believed) @ (w - believed))
        slope = stacked.T @ (e / every[owner] - e * right / good[owner]) / len(data) + 2 * PENALTY * (w - believed)
        return value, slope

    return minimize(loss, believed, jac=True, method="L-BFGS-B", options={"maxiter": 600}).x


def with_weights(scores: list[Scored], model: Model) -> list[Scored]:
    """The same columns under other weights."""
    return [
        Scored(
            one.label,
            one.codes,
            one.vectors,
            one.evidence,
            model.choose(one.vectors) if one.codes else one.probabilities,
        )
        for one in scores
    ]


def held_out(labelled, scores, data, standard):
    """Winner features, correctness and "is an element" of columns, predicted by weights that never saw their source.

    Sources below 300 labelled columns are one fold together: tables of one source resemble each other too much.
    """
    size = Counter(one.sheet.source for one in data)
    fold = {sheet.source: sheet.source if size[sheet.source] >= 300 else "" for sheet in labelled}
    rows, correct, element = [], [], []
    for k in sorted(set(fold.values())):
        model = blank_model(fit([one for one in data if fold[one.sheet.source] != k]))
        for sheet, table in zip(labelled, scores, strict=True):
            if fold[sheet.source] != k:
                continue
            found = settled(with_weights(table, model), sheet.title, standard)
            for column, (one, choice) in enumerate(zip(found.scored, found.chosen, strict=True)):
                gold = sheet.gold.get(column, (AMBIGUOUS,))
                if AMBIGUOUS in gold or choice.best < 0:
                    continue
                rows.append(
                    winner_features((choice.probabilities, one.vectors), choice.best, choice.rival, found.about)
                )
                correct.append(acceptable(one.codes[choice.best], gold))
                element.append("." in one.codes[choice.best])
    return np.array(rows), np.array(correct), np.array(element)


def threshold_of(confidence, correct) -> float:
    """The lowest threshold above which at most WRONG_ALLOWED of the accepted are wrong."""
    for threshold in np.arange(0.50, 0.999, 0.005):
        taken = confidence >= threshold
        if taken.any() and (~correct[taken]).mean() <= WRONG_ALLOWED:
            return float(round(threshold, 3))
    return 0.999


def main() -> None:
    standard, whole = load(), list(sheets("dev"))
    labelled = [*whole, *variants(whole, range(4, 9), seed=7)]
    names = feature_names()
    model = blank_model(np.array([_START.get(name, 0.0) for name in names]))
    for _ in range(ROUNDS):
        scores = read(labelled, standard, model)
        data = columns(labelled, scores)
        model = blank_model(fit(data))
    rows, correct, element = held_out(labelled, scores, data, standard)
    calibration = LogisticRegression(C=1.0, max_iter=5000).fit(rows[element], correct[element])
    winner = np.array([*calibration.coef_[0], float(calibration.intercept_[0])])
    sure = np.array([Model(model.weights, winner, 0.5).confidence(row) for row in rows[element]])
    threshold = threshold_of(sure, correct[element])
    content = {
        "names": names,
        "weights": [round(float(w), 5) for w in model.weights],
        "winner_names": list(WINNER_NAMES),
        "winner": [round(float(w), 5) for w in winner],
        "threshold": threshold,
    }
    (DATA / "model.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    taken = sure >= threshold
    print(f"columns {len(data)}, held out: right {correct.mean():.3f}; an element was chosen for {element.mean():.3f}")
    print(
        f"threshold {threshold}: accepted {taken.mean():.3f}, wrong among accepted {(~correct[element][taken]).mean():.4f}"
    )
    for name, weight in sorted(zip(names, model.weights, strict=True), key=lambda pair: -abs(pair[1])):
        print(f"  {name:28s} {weight:+.2f}")
    for name, weight in zip((*WINNER_NAMES, "1"), winner, strict=True):
        print(f"  winner {name:21s} {weight:+.2f}")


if __name__ == "__main__":
    main()
