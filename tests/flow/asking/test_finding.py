"""People are found by what one knows of them, as far as the view reads it in full, and nobody else's people ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flow.asking.cast import DAY, RECORDS
from tests.flow.asking.ledger import CHIEF, GRID_WORKER, NOBODY, OUTSIDER, session_of
from tests.flow.standard.small import SMALL
from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.asking import ask
from yibiao.flow.asking.nodes import Column, Find, RowsQuestion
from yibiao.flow.standard.formula.nodes import Ref

AMONG = tuple(map(Ref, ("person.name", "person.phone", "person.id_number", "household.address")))


def found(view: View, *words: str, area: str = "99") -> list[object]:
    question = RowsQuestion("person", (Column("name", Ref("person.name")),), find=Find(words, AMONG))
    rows = ask(question, view, area, session=session_of(RECORDS), day=DAY, standard=SMALL)
    return [row[0] for row in rows.values]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("王甲",), "王甲"),
        (("甲路",), "王甲"),
        (("wj",), "王甲"),
        (("0001",), "王甲"),
        (("990101194001010023",), "王甲"),
        (("王", "甲路"), "王甲"),
    ],
)
def test_a_person_is_found_by_name_address_initials_phone_tail_and_whole_number(
    words: tuple[str, ...], name: str
) -> None:
    assert name in found(CHIEF, *words)


@pytest.mark.parametrize("words", [("01",), ("99010119400101",), ("王", "乙路"), ("zz",), ("' OR 1=1 --",)])
def test_what_no_element_holds_finds_nothing(words: tuple[str, ...]) -> None:
    assert "王甲" not in found(CHIEF, *words)


def test_a_masked_element_is_found_whole_or_not_at_all() -> None:
    assert found(GRID_WORKER, "0001", area="99010101") == []  # the phone is hidden
    assert found(GRID_WORKER, "0023", area="99010101") == []  # the end of a masked number
    assert found(GRID_WORKER, "990101194001010023", area="99010101") == ["王甲"]


def test_unmasked_the_same_words_find_so_the_test_above_has_teeth() -> None:
    assert found(replace(GRID_WORKER, masks={}), "0001", area="99010101") == ["王甲"]


def test_an_outsider_finds_nobody() -> None:
    assert found(OUTSIDER, "王") == []
    with pytest.raises(ProblemError):
        found(OUTSIDER, "王", area="9901")
    with pytest.raises(ProblemError):
        found(NOBODY, "王")
