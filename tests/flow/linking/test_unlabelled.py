"""Rows whose columns nobody explained are joined by what agrees in them, and by how rare it is."""

from __future__ import annotations

import random
from functools import cache

import numpy as np

from yibiao.flow.linking.learned.unlabelled import EQUAL, MOVED, NEAR, OTHER, SLIP, UNSAID, Odds, _Columns, odds

GIVEN, FAMILY, TOWNS = (
    [first + second for first in heads for second in tails]
    for heads, tails in (
        (("mar", "jo", "li", "ka", "sa", "ti"), ("tha", "sef", "ndon", "ria", "muel", "nka", "bel", "vid")),
        (("har", "win", "brad", "mor", "stan", "clif"), ("ris", "ter", "shaw", "gan", "ley", "ton", "dale", "field")),
        (("north", "south", "east", "west"), ("ham", "port", "brook")),
    )
)


@cache
def invented() -> tuple[dict[str, list[str]], list[int]]:
    """400 people, each in two rows; the second has slips, exchanged names and blanks."""
    dice, rows, truth = random.Random(3), [], []
    for person in range(400):
        row = [dice.choice(GIVEN), dice.choice(FAMILY), dice.choice(TOWNS), f"{dice.randrange(10**6):06}"]
        again, chance = list(row), dice.random()
        if chance < 0.1:
            again[0], again[1] = again[1], again[0]
        elif chance < 0.4:
            place = dice.randrange(5)
            again[3] = again[3][:place] + again[3][place + 1] + again[3][place] + again[3][place + 2 :]
        elif chance < 0.6:
            again[dice.randrange(4)] = ""
        rows += [row, again]
        truth += [person, person]
    names = ("a", "b", "c", "d")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}, truth


def f1(found: Odds, truth: list[int]) -> float:
    said = found.chance >= 0.5
    group = np.array(truth)
    right = int((group[found.first] == group[found.second])[said].sum())
    return 2 * right / (int(said.sum()) + len(truth) // 2)


def test_pairs_are_told_without_a_label() -> None:
    columns, truth = invented()
    assert f1(odds(columns, [0] * len(truth)), truth) >= 0.98


def test_rows_of_two_sources_are_compared_across_only() -> None:
    columns, truth = invented()
    source = [number % 2 for number in range(len(truth))]
    found = odds(columns, source)
    assert all(source[one] != source[other] for one, other in zip(found.first, found.second, strict=True))
    assert f1(found, truth) >= 0.98


def test_a_rare_value_is_worth_more_than_a_common_one() -> None:
    columns = {"town": ["port"] * 60 + ["quay"] * 2, "name": [f"n{number}" for number in range(62)]}
    found = odds({**columns, "street": ["s"] * 62}, [0] * 62)
    told = dict(zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.odds, strict=True))
    assert told[60, 61] > told[0, 1]


def test_the_levels() -> None:
    given = ["marta", "marta", "matra", "martina", "harris", "", "bob"] + GIVEN
    family = ["harris", "x", "x", "x", "marta", "x", "x"] + GIVEN
    table = _Columns({"given": given, "family": family}, [0] * len(given))
    pairs = np.array([other for other in range(1, 7)])
    assert table.levels(pairs)[:, 0].tolist() == [EQUAL, SLIP, NEAR, MOVED, UNSAID, OTHER]
