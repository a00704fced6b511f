"""How far two rows agree. In: a `Table`, pairs. Out: for each pair a level of name, birth, telephone, address, gender.

Level 0 is always "one of the two does not say". Characters are compared, never bytes; names also as they are heard, and
by Jaro-Winkler for what is not Han. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler

from yibiao.flow.linking.learned.table import Codes, Table

Levels = NDArray[np.int8]
WIDTHS = (9, 6, 4, 5, 3)
"""Levels of name, birth, telephone, address, gender."""
_ALIKE = 0.88
"""Jaro-Winkler from which two spellings of a name are near; the usual bound of .88 (Winkler 1990)."""
WORDS: tuple[tuple[str, ...], ...] = (
    (
        "",
        "姓名相同且少见",
        "姓名相同",
        "姓名相同但常见",
        "姓名相同但很常见",
        "姓名同音",
        "姓名差一字",
        "姓名相近",
        "姓名不同",
    ),
    ("", "出生日期相同", "出生日期差一位", "出生年月相同", "出生年份相同", "出生日期不同"),
    ("", "电话相同", "电话差一位", "电话不同"),
    ("", "住址同户", "住址同幢", "住址同小区或同门牌", "住址不同"),
    ("", "性别相同", "性别不同"),
)


def name_level(one: str, other: str) -> int:
    """Of two different names: 6 one character apart, exchanged or cut off, 7 near, 8 different; 5 is heard alike."""
    cut = min(len(one), len(other)) > 1 and (one.startswith(other) or other.startswith(one))
    if cut or OSA.distance(one, other) == 1:
        return 6
    return 7 if JaroWinkler.similarity(one, other) >= _ALIKE else 8


def birth_level(one: str, other: str) -> int:
    """Of two different dates, whole or in part."""
    exchanged = f"{one[:5]}{one[8:]}-{one[5:7]}"
    if len(one) == len(other) == 10 and (OSA.distance(one, other) == 1 or exchanged == other):
        return 2
    if one[:7] == other[:7] or (one[:4] == other[:4] and min(len(one), len(other)) < 7):
        return 3
    return 4 if one[:4] == other[:4] else 5


def phone_level(one: str, other: str) -> int:
    """Of two different numbers: 2 one digit apart or two exchanged, 3 different."""
    return 2 if OSA.distance(one, other) == 1 else 3


def compared(table: Table, first: Codes, second: Codes, birth: str = "birth") -> Levels:
    """Levels of all pairs, one row a pair. `birth` names the column: `declared` to learn from, `birth` to decide by."""
    levels = np.zeros((len(first), len(WIDTHS)), dtype=np.int8)
    heard = table.codes["sound"][first] == table.codes["sound"][second]
    levels[:, 0] = _each(table, "name", (first, second), name_level)
    levels[:, 0] = np.where((levels[:, 0] > 1) & heard, 5, levels[:, 0])
    often = np.maximum(table.often[first], table.often[second])
    levels[:, 0] = np.where(levels[:, 0] == 1, 1 + np.digitize(often, (2, 6, 31)), levels[:, 0])
    levels[:, 1] = _each(table, birth, (first, second), birth_level)
    levels[:, 2] = _each(table, "phone", (first, second), phone_level)
    levels[:, 3] = _addresses(table, first, second)
    levels[:, 4] = _each(table, "gender", (first, second), lambda _one, _other: 2)
    return levels


def _each(table: Table, kind: str, pairs: tuple[Codes, Codes], judge: Callable[[str, str], int]) -> Levels:
    """0 where unknown, 1 where equal, else what `judge` says; each two values are judged once."""
    one, other = table.codes[kind][pairs[0]], table.codes[kind][pairs[1]]
    values: Sequence[str] = table.values[kind]
    level = np.where((one == 0) | (other == 0), 0, 1).astype(np.int8)
    apart = np.flatnonzero((level == 1) & (one != other))
    both, back = np.unique(one[apart] * len(values) + other[apart], return_inverse=True)
    told = [judge(values[pair // len(values)], values[pair % len(values)]) for pair in both.tolist()]
    level[apart] = np.array(told, dtype=np.int8)[back]
    return level


def _addresses(table: Table, first: Codes, second: Codes) -> Levels:
    def same(kind: str) -> NDArray[np.bool_]:
        one, other = table.codes[kind][first], table.codes[kind][second]
        equal: NDArray[np.bool_] = (one == other) & (one > 0)
        return equal

    unit, other_unit = table.codes["unit"][first], table.codes["unit"][second]
    one_home = same("home") & ((unit == other_unit) | (unit == 0) | (other_unit == 0))
    known = (table.codes["place"][first] > 0) & (table.codes["place"][second] > 0)
    part = (table.codes["home"][first] == 0) | (table.codes["home"][second] == 0)
    level = np.select([one_home, same("house") & part, same("place")], [1, 2, 3], 4)
    return np.where(known, level, 0).astype(np.int8)


def reasons(levels: Sequence[int]) -> tuple[str, ...]:
    """The levels in words for who reviews a pair; what is unknown is left out."""
    return tuple(words[level] for words, level in zip(WORDS, levels, strict=True) if words[level])
