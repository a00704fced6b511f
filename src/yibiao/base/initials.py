"""Names found by the first letters of their pinyin: 王小明 by wxm. In: a name, or the letters typed. Out: text.

A character may be read in two ways (单: d or s), so each place of a name holds the letters of its most usual
readings, and typed letters match a place when it holds the letter. Characters outside the block of CJK Unified
Ideographs (U+4E00 to U+9FFF) have no reading here. Refuses: nothing; what has no reading is found by itself.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

_FIRST, _LAST = 0x4E00, 0x9FFF
_READINGS = 2
_SURNAMES = {
    "单": "s", "解": "x", "仇": "q", "区": "o", "查": "z", "任": "r", "盖": "g", "朴": "p", "尉": "y", "乐": "y",
    "翟": "z", "缪": "m", "覃": "q", "员": "y", "宓": "f", "折": "s", "种": "c",
    "洗": "x", "逄": "p", "召": "s", "秘": "b", "黑": "h",
}  # fmt: skip
"""How characters are read as surnames, where that is none of the most usual readings or not the first of them."""
BETWEEN = "."


@cache
def letters_of(character: str) -> str:
    """The first letters of a character's usual readings, the most usual first; of a letter itself; else ""."""
    if character.isascii():
        return character.lower() if character.isalpha() else ""
    return _letters().get(ord(character), "")


def initials(name: str) -> str:
    """The letters of each place, places apart by a dot: 单小明 → "sdc.x.m". Places without a reading are left out."""
    return BETWEEN.join(filter(None, map(letters_of, name)))


def typed_initials(text: str) -> bool:
    """Whether the text can be initials: a few letters a-z and nothing else."""
    return text.isascii() and text.isalpha() and len(text) <= 6


def pattern(text: str) -> str:
    """A regular expression (RE2, POSIX and Python alike) for names that hold these initials one after another."""
    return "".join(map(_one_of, text.lower()))


@cache
def _one_of(letter: str) -> str:
    """The letter itself in either case, or a character read with it."""
    numbers = [number for number, letters in _letters().items() if letter in letters]
    return f"[{letter}{letter.upper()}{''.join(_ranges(numbers))}]"


def _ranges(numbers: Iterable[int]) -> Iterable[str]:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return (chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in runs)


@cache
def _letters() -> Mapping[int, str]:
    """Code point → letters, read once from pypinyin's table (its readings stand in order of use)."""
    from pypinyin.pinyin_dict import pinyin_dict

    found: dict[int, str] = defaultdict(str)
    for number, readings in pinyin_dict.items():
        if _FIRST <= number <= _LAST:
            for reading in readings.split(",")[:_READINGS]:
                letter = unicodedata.normalize("NFD", reading)[:1].lower()
                if letter.isascii() and letter.isalpha() and letter not in found[number]:
                    found[number] += letter
    for character, letter in _SURNAMES.items():
        found[ord(character)] = letter + found[ord(character)].replace(letter, "")
    return dict(found)
