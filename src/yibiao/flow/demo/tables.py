"""The demo's own data files. In: their names. Out: rows, weighted choices. Refuses: nothing (the files are
ours)."""

from __future__ import annotations

import csv
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.tsv`` by their column names."""
    text = (resources.files("yibiao.flow.demo") / "data" / f"{name}.tsv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True, slots=True)
class Weighted(Generic[T]):
    """Choices with weights; a draw costs one random number and one bisection."""

    choices: tuple[T, ...]
    ends: tuple[float, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[T, float]]) -> Weighted[T]:
        kept = [(choice, weight) for choice, weight in pairs if weight > 0]
        return cls(tuple(choice for choice, _ in kept), tuple(accumulate(weight for _, weight in kept)))

    def draw(self, random: Random) -> T:
        return self.choices[bisect(self.ends, random.random() * self.ends[-1])]


@cache
def ages(first: int, last: int) -> Weighted[int]:
    """Ages from `first` to `last` as often as in the census of 2020 (National Bureau of Statistics, five-year
    bands)."""
    bands = {int(row["from_age"]): int(row["men"]) + int(row["women"]) for row in rows("pyramid")}
    return Weighted.of((age, bands.get(age - age % 5, 1)) for age in range(first, last + 1))
