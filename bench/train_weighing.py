"""Fit the weights of `flow/linking/weighing`. In: seeds. Out: its numbers, and how they do on seeds they never saw.

    python -m bench.train_weighing [--persons 6000] [--train 1 2 3] [--test 11 12]

Rows are drawn from invented districts with the noise of dirty rosters (`drawn`): homophones, one sign wrong, transposed
digits, homes written another way, people who moved, fields left out. Pairs are a row and each candidate that the steps of linking
doubt. Logistic regression; printed beside it: precision and recall of what would be linked, and the calibration error.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from pypinyin import lazy_pinyin
from sklearn.linear_model import LogisticRegression

from bench.linking import DAY, Indexed, noisy
from yibiao.base.problems import Place
from yibiao.flow.demo import DemoRecord, generate
from yibiao.flow.linking import weighing
from yibiao.flow.linking.waterfall import Sought, Waterfall
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.rows import KnownRecord

Pairs = list[tuple[int, dict[str, float], bool]]
"""(row, signs, whether it is the same person)"""


def drawn(
    person: DemoRecord, dice: random.Random, others: list[DemoRecord], alike: Mapping[str, str]
) -> dict[str, Json]:
    """A roster's row of the person: the noise of `bench.linking` and what mishearing and mistyping do."""
    told, _ = noisy(person, dice, others)
    name = str(told.get("person.name", ""))
    if len(name) > 1 and dice.random() < 0.10:
        place = dice.randrange(1, len(name))
        told["person.name"] = (
            name[:place] + dice.choice(alike.get(lazy_pinyin(name[place])[0], name[place])) + name[place + 1 :]
        )
    elif len(name) > 1 and dice.random() < 0.03:
        told["person.name"] = name[:-1] + str(dice.choice(others).values["person.name"])[-1]
    phone = str(told.get("person.phone") or "")
    if len(phone) == 11 and dice.random() < 0.05:
        place = dice.randrange(3, 10)
        told["person.phone"] = phone[:place] + phone[place + 1] + phone[place] + phone[place + 2 :]
    home = str(told.get("person.residence_address") or "")
    if home and dice.random() < 0.3:
        told["person.residence_address"] = (
            home.replace("幢", "-").replace("单元", "-").replace("室", "").replace("号", "-")
        )
    born = str(told.get("person.birth_date") or "")
    if born and dice.random() < 0.05:
        told["person.birth_date"] = (
            f"{born[:4]}-01-01" if dice.random() < 0.5 else f"{born[:8]}{dice.randint(1, 28):02}"
        )
    return told


def pairs_of(seed: int, persons: int) -> tuple[Pairs, int, int]:
    """Pairs of one district, how many rows are doubtful about known people, how many rows there are."""
    standard, dice = load(), random.Random(seed)
    people = [each for each in generate(persons, seed, DAY, standard) if each.register == "person"]
    alike: dict[str, str] = defaultdict(str)
    for sign in sorted({sign for each in people for sign in str(each.values["person.name"])[1:]}):
        alike[lazy_pinyin(sign)[0]] += sign
    known = [each for each in people if dice.random() >= 0.15]
    by_id = {each.id: each for each in known}
    ledger = Indexed([KnownRecord("person", each.id, 1, each.values) for each in known])
    told = [drawn(each, dice, people, alike) for each in people]
    sought = [Sought(Place(), values) for values in told]
    links = Waterfall(standard.registers["person"], ledger, standard).links(sought)
    found: Pairs = []
    lost = 0
    for number, (person, link) in enumerate(zip(people, links, strict=True)):
        lost += link.record is None and person.id in by_id
        for candidate in link.candidates if link.record is None else ():
            values = by_id[candidate].values
            if weighing.two_numbers(told[number], values):
                continue  # never weighed
            found.append(
                (number, weighing.signs(told[number], values, len(link.candidates) - 1), candidate == person.id)
            )
    return found, lost, len(people)


def fitted(pairs: Pairs) -> dict[str, float]:
    """Sign → weight, "" the intercept."""
    names = sorted({name for _, signs, _ in pairs for name in signs})
    table = np.array([[signs.get(name, 0.0) for name in names] for _, signs, _ in pairs])
    truth = np.array([same for _, _, same in pairs])
    model = LogisticRegression(C=1.0, max_iter=2_000).fit(table, truth)
    return {"": float(model.intercept_[0])} | {
        name: float(one) for name, one in zip(names, model.coef_[0], strict=True)
    }


def scored(pairs: Pairs, weights: Mapping[str, float]) -> list[tuple[int, float, bool]]:
    def one(signs: Mapping[str, float]) -> float:
        return 1 / (1 + np.exp(-(weights[""] + sum(weights.get(name, 0.0) * much for name, much in signs.items()))))

    return [(row, float(one(signs)), same) for row, signs, same in pairs]


def figures(found: list[tuple[int, float, bool]], lost: int) -> str:
    rows: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row, likely, same in found:
        rows[row].append((likely, same))
    taken = []
    for each in rows.values():
        each.sort(reverse=True)
        if each[0][0] >= weighing.CERTAIN and all(likely < weighing.APART for likely, _ in each[1:]):
            taken.append(each[0][1])
    bins = np.minimum((np.array([likely for _, likely, _ in found]) * 10).astype(int), 9)
    sure, truth = np.array([likely for _, likely, _ in found]), np.array([same for _, _, same in found], float)
    error = sum(abs(sure[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    return (
        f"doubtful of known {lost}, linked {len(taken)}, wrong {len(taken) - sum(taken)}, calibration error {error:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=6_000)
    parser.add_argument("--train", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--test", type=int, nargs="+", default=[11, 12])
    options = parser.parse_args()
    pairs: Pairs = []
    for seed in options.train:
        pairs += pairs_of(seed, options.persons)[0]
    weights = fitted(pairs)
    for name, weight in weights.items():
        print(f'    "{name}": {weight:.2f},')
    for seed in options.test:
        found, lost, rows = pairs_of(seed, options.persons)
        print(f"seed {seed}, rows {rows}: {figures(scored(found, weights), lost)}")


if __name__ == "__main__":
    main()
