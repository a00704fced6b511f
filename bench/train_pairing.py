"""Fit the weights of pairing columns. In: the tune sources, drawn piles in tune words. Out: the numbers of flow/consolidating/pairing.

    python -m bench.train_pairing [--seeds 901 902] [--cache DIR]

Logistic regression over every two columns of every case of the tune sets; test sources and report words are never read. With each
source left out in turn it also prints what the weights score there, at `pairing.CHANCE`. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench import piles_columns, strangers_columns
from bench.columns import Asked, Case, f1_of, fields_of, one_to_one
from bench.labelled_pairs import facts_of_all
from bench.piles.make import make
from bench.piles_columns import asked_in
from yibiao.flow.consolidating import Pile, consolidate, read_pile
from yibiao.flow.consolidating.pairing import CHANCE
from yibiao.flow.consolidating.signs import SIGNS, signs
from yibiao.flow.standard import load

Group = list[tuple[Case, Asked]]


def drawn(seeds: Sequence[int], cache: Path | None) -> Group:
    """Cases of piles in tune words."""
    found: Group = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), 468, seed, "tune")
            truth = json.loads((Path(folder) / "truth.json").read_text("utf-8"))
            asked = asked_in(consolidate(read_pile(Path(folder), cache), load()).pile)
        found += [(case, asked) for cases in piles_columns.sets_of(truth, seed).values() for case in cases]
    return found


def strangers(cache: Path | None) -> dict[str, Group]:
    """Cases by tune source."""
    sets = strangers_columns.sets_of("tune", 5)
    names = sorted({name for cases in sets.values() for case in cases for name in (case.a, case.b)})
    forms = facts_of_all(names, cache)
    asked = asked_in(consolidate(Pile(tuple(forms[name] for name in names if name in forms)), load()).pile)
    sources = strangers_columns.sources_of("tune")
    return {source: [(case, asked) for case in sets[source]] for source in sorted(sources & sets.keys())}


def table_of(group: Group) -> tuple[np.ndarray, np.ndarray]:
    """Signs of every two columns that are judged, whether they ask the same."""
    rows, right = [], []
    for case, asked in group:
        pairs = signs(fields_of(asked, case.a, case.columns_a), fields_of(asked, case.b, case.columns_b))
        for (i, j), found in pairs.items():
            truths = case.columns_a[i][1], case.columns_b[j][1]
            if "-" not in truths:
                rows.append(found)
                right.append(truths[0] == truths[1])
    return np.array(rows), np.array(right)


def fit(groups: Sequence[Group]) -> LogisticRegression:
    rows, right = zip(*map(table_of, groups), strict=True)
    return LogisticRegression(C=0.1, max_iter=5000).fit(np.concatenate(rows), np.concatenate(right))


def scored(model: LogisticRegression, group: Group) -> float:
    """F1 over the cases of a group."""

    def pairs(case: Case, asked: Asked) -> list[tuple[float, str, str]]:
        found = signs(fields_of(asked, case.a, case.columns_a), fields_of(asked, case.b, case.columns_b))
        if not found:
            return []
        sums = model.decision_function(np.array(list(found.values())))
        named = zip(sums, found, strict=True)
        likely = [
            (s, case.columns_a[i][0], case.columns_b[j][0]) for s, (i, j) in named if s >= log(CHANCE / (1 - CHANCE))
        ]
        return one_to_one(likely)

    return f1_of([(case, pairs(case, asked)) for case, asked in group])


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--seeds", type=int, nargs="+", default=[901, 902])
    read.add_argument("--cache", type=Path)
    given = read.parse_args()
    groups = {"drawn piles": drawn(given.seeds, given.cache), **strangers(given.cache)}
    for name, group in groups.items():
        print(f"left out: {name} {scored(fit([each for other, each in groups.items() if other != name]), group):.3f}")
    model = fit(list(groups.values()))
    for name, group in groups.items():
        print(f"all: {name} {scored(model, group):.3f}")
    print(f"BIAS = {model.intercept_[0]:.2f}")
    for name, weight in zip(SIGNS, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
