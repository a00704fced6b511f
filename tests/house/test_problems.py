"""Every problem says where, what and what to do, in both languages; every code is used, every used code exists."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import SOURCE
from yibiao.base.problems import Place, Problem, catalogue, problem

HAN = re.compile(r"[\u4e00-\u9fff]")
USED = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_problem_speaks_both_languages_and_says_what_to_do(code: str) -> None:
    kind = catalogue()[code]
    assert kind.severity in {"error", "warning", "question"}
    assert HAN.search(kind.zh) and HAN.search(kind.remedy_zh)
    assert not HAN.search(kind.en) and kind.en and kind.remedy_en


def test_every_code_of_the_catalogue_is_used_somewhere() -> None:
    words = {word for path in SOURCE.rglob("*.py") for word in USED.findall(path.read_text("utf-8"))}
    assert catalogue().keys() <= words, sorted(catalogue().keys() - words)


def test_an_unknown_code_or_a_missing_value_is_our_own_fault() -> None:
    with pytest.raises(LookupError):
        problem("NO_SUCH_CODE")
    with pytest.raises(LookupError):
        problem("STANDARD_UNKNOWN_ELEMENT")


def test_a_problem_tells_place_sentence_and_remedy() -> None:
    found = problem("STANDARD_UNKNOWN_ELEMENT", Place(file="a.xlsx", cell="B3"), code="person.x")
    assert isinstance(found, Problem)
    assert found.as_json()["place"] == {"file": "a.xlsx", "cell": "B3"}
    assert "person.x" in found.sentence("zh") and "person.x" in found.sentence("en")
