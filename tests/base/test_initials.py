"""Names are found by the first letters of their pinyin, both readings of a character counting."""

from __future__ import annotations

import re

import pytest

from yibiao.base.initials import initials, letters_of, pattern, typed_initials


@pytest.mark.parametrize(
    ("name", "typed", "there"),
    [
        ("王小明", "wxm", True),
        ("王小明", "XM", True),
        ("王小明", "wm", False),
        ("单雄", "sx", True),  # as a surname
        ("单雄", "dx", True),  # as a word
        ("查良", "zl", True),
        ("Wang", "wa", True),
        ("王小明", "z", False),
    ],
)
def test_a_name_is_found_by_its_initials(name: str, typed: str, there: bool) -> None:
    assert bool(re.search(pattern(typed), name)) is there


def test_each_place_of_a_name_holds_the_letters_of_its_readings() -> None:
    assert initials("王小明") == "w.x.m"
    assert initials("重阳路·7号")[:3] == "zc."
    assert letters_of("7") == "" and letters_of("W") == "w"


def test_a_pattern_and_the_places_of_a_name_agree() -> None:
    for name in ("欧阳单", "乐山", "任盖"):
        for letter in initials(name).split(".")[0]:
            assert re.match(pattern(letter), name)


@pytest.mark.parametrize(
    ("text", "yes"), [("wxm", True), ("王", False), ("w1", False), ("abcdefg", False), ("", False)]
)
def test_only_a_few_letters_are_initials(text: str, yes: bool) -> None:
    assert typed_initials(text) is yes
