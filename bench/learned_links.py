"""Whether learned linkage finds what the steps and the weighing leave open. In: seeds. Out: counts, calibration error.

    python -m bench.learned_links [--persons 6000] [--fit 21 22 23] [--test 31 32 33]

Rows as in `bench.train_weighing`. Steps and weighing come first; each row that they leave doubtful is compared with the
people of the ledger by the shipped weights of `flow/linking/learned`. How sure that is gets calibrated (isotonic) on the
seeds of --fit; printed for those of --test.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from pypinyin import lazy_pinyin
from sklearn.isotonic import IsotonicRegression

from bench.linked.__main__ import calibration_error
from bench.linking import DAY, Indexed
from bench.train_weighing import drawn
from yibiao.base.problems import Place
from yibiao.flow.demo import DemoRecord, generate
from yibiao.flow.linking.learned import Person, pairs
from yibiao.flow.linking.likely import suspected
from yibiao.flow.linking.waterfall import Sought, Waterfall
from yibiao.flow.linking.weighing import two_numbers, weighed
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.rows import KnownRecord, Link

Best = tuple[float, float, bool]
"""Probability of the best candidate and of the next, whether the best is the person."""


def person(source: str, values: Mapping[str, Json]) -> Person:
    names = ("name", "id_number", "birth_date", "gender", "phone", "residence_address")
    return Person(source, *(str(values.get(f"person.{name}") or "") for name in names))


def open_rows(seed: int, persons: int) -> tuple[list[Best], str]:
    """The best learned candidate of each row that is left open, and what steps and weighing did."""
    standard, dice = load(), random.Random(seed)
    people = [each for each in generate(persons, seed, DAY, standard) if each.register == "person"]
    alike: dict[str, str] = defaultdict(str)
    for sign in sorted({sign for each in people for sign in str(each.values["person.name"])[1:]}):
        alike[lazy_pinyin(sign)[0]] += sign
    known = [each for each in people if dice.random() >= 0.15]
    held = {each.id for each in known}
    ledger = Indexed([KnownRecord("person", each.id, 1, each.values) for each in known])
    told = [drawn(each, dice, people, alike) for each in people]
    links = Waterfall(standard.registers["person"], ledger, standard).links([Sought(Place(), each) for each in told])
    settled = weighed(told, links, ledger)
    linked = [(each.id, link) for each, link in zip(people, settled, strict=True) if link.record is not None]
    wrong = sum(link.record.id != id for id, link in linked if link.record)
    _doubted(people, held, told, settled, ledger)
    still = [number for number, link in enumerate(settled) if link.record is None and link.problems]
    found = _best([told[number] for number in still], [each.values for each in known])
    best = [
        (chance, second, known[at].id == people[number].id)
        for number, (chance, second, at) in zip(still, found, strict=True) if at >= 0
    ]  # fmt: skip
    exist = sum(people[number].id in held for number in still)
    return best, (
        f"rows {len(people)}, linked {len(linked)} ({wrong} wrong) of {len(held)} known; open {len(still)}, of these known {exist}"
    )


def _doubted(
    people: Sequence[DemoRecord],
    held: set[str],
    told: Sequence[Mapping[str, Json]],
    links: Sequence[Link],
    ledger: Indexed,
) -> None:
    """What doubting new rows brings: known people that would have become a second record, new ones that are held up."""
    standard, sought = load(), [Sought(Place(), each) for each in told]
    new = [number for number, link in enumerate(links) if link.record is None and not link.problems]
    known = [number for number in new if people[number].id in held]
    for likely in (0.1, 0.3, 0.5, 0.7, 0.9):
        found = suspected(sought, links, ledger, standard, likely)
        raised = [number for number in new if found[number].problems]
        caught = sum(people[number].id in found[number].candidates for number in raised)
        first = sum(people[number].id == found[number].candidates[0] for number in raised)
        print(f"  new {len(new)}, of these known {len(known)}; doubted from {likely}: {len(raised)}, the person among "
              f"the candidates {caught}, first {first}")  # fmt: skip


def _best(rows: Sequence[Mapping[str, Json]], known: Sequence[Mapping[str, Json]]) -> list[tuple[float, float, int]]:
    scored: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for one in pairs([person("rows", each) for each in rows], [person("ledger", each) for each in known]):
        if not two_numbers(rows[one.first], known[one.second]):
            scored[one.first].append((one.probability, one.second))
    answers = []
    for number in range(len(rows)):
        best = scored.get(number, [])[:2]
        second = best[1][0] if len(best) > 1 else 0.0
        answers.append((best[0][0], second, best[0][1]) if best else (0.0, 0.0, -1))
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=6_000)
    parser.add_argument("--fit", type=int, nargs="+", default=[21, 22, 23])
    parser.add_argument("--test", type=int, nargs="+", default=[31, 32, 33])
    options = parser.parse_args()
    fitted = [one for seed in options.fit for one in open_rows(seed, options.persons)[0]]
    raw, same = (np.array([one[place] for one in fitted], dtype=float) for place in (0, 2))
    gauge = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0).fit(raw, same)
    tested: list[Best] = []
    for seed in options.test:
        best, words = open_rows(seed, options.persons)
        print(f"seed {seed}: {words}")
        tested += best
    chance, second, right = (np.array([one[place] for one in tested], dtype=float) for place in (0, 1, 2))
    print(f"calibration error on unseen seeds: as shipped {calibration_error(chance, right > 0):.4f}, "
          f"calibrated {calibration_error(gauge.predict(chance), right > 0):.4f}")  # fmt: skip
    for certain in (0.9, 0.99, 0.999, 0.9999, 0.99999):
        for name, (sure, next_one, same_one) in (
            ("fit", (raw, np.array([one[1] for one in fitted]), same)), ("test", (chance, second, right)),
        ):  # fmt: skip
            taken = (sure >= certain) & (next_one < 0.05)
            print(
                f"  {name:5} from {certain}: taken {int(taken.sum())}, wrong {int(taken.sum() - same_one[taken].sum())}"
            )


if __name__ == "__main__":
    main()
