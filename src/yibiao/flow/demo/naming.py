"""Invented names. In: randomness. Out: names of people, roads, estates, firms; telephone numbers. Refuses: nothing.

Family names come as often as the published national shares, given names as they were given in those years. Places
are put together from seeded syllables of the data files.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from random import Random

from yibiao.flow.demo.tables import Weighted, rows

_MOBILE_HEADS = ("142", "143", "154")  # no operator has been given these


@cache
def surnames() -> Weighted[str]:
    return Weighted.of((row["surname"], float(row["share"])) for row in rows("surnames"))


@cache
def _given(sex: str) -> tuple[tuple[int, ...], tuple[tuple[str, float], ...]]:
    """Years from which a pool of characters holds, and the pools with the share of one-character names."""
    pools = [row for row in rows("given_names") if row["sex"] == sex]
    return (
        tuple(int(row["born_from"]) for row in pools),
        tuple((row["characters"], int(row["single_percent"]) / 100) for row in pools),
    )


def given_name(random: Random, born: int, sex: str) -> str:
    """A given name as it was given in that year; earlier characters of a pool come more often."""
    years, pools = _given(sex)
    characters, single = pools[max(0, bisect(years, born) - 1)]
    count = len(characters)
    first = characters[int(random.random() ** 1.5 * count)]
    if random.random() < single:
        return first
    second = characters[int(random.random() ** 1.5 * count)]
    return first + second


def surname(random: Random) -> str:
    return surnames().draw(random)


def full_name(random: Random, born: int = 1975, sex: str | None = None) -> str:
    return surname(random) + given_name(random, born, sex or ("1" if random.random() < 0.5 else "2"))


def mobile(random: Random) -> str:
    """A mobile number under a prefix that no operator has."""
    return f"{_MOBILE_HEADS[int(random.random() * 3)]}{int(random.random() * 1e8):08d}"


def landline(random: Random) -> str:
    """A landline under 0300, an area code that no city has."""
    return f"0300-{int(2000000 + random.random() * 6000000)}"


@cache
def parts(part: str) -> tuple[str, ...]:
    """The syllables or words of one part of a place name."""
    return tuple(next(row["words"] for row in rows("names_of_places") if row["part"] == part).split())


def pick(random: Random, words: tuple[str, ...]) -> str:
    return words[int(random.random() * len(words))]


def distinct(random: Random, first: str, second: str, count: int) -> list[str]:
    """`count` different names of two parts; beyond all pairs they are numbered."""
    pairs = [one + other for one in parts(first) for other in parts(second)]
    random.shuffle(pairs)
    return [
        pairs[index % len(pairs)] + ("" if index < len(pairs) else f"{index // len(pairs) + 1}")
        for index in range(count)
    ]
