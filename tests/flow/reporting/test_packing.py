"""Answers and plans come back from their bytes as they were, and the same answers are the same bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.base.problems import Place, Problem
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.filling.plan import (
    BlankWrite,
    CellWrite,
    FillPlan,
    ListBlock,
    SheetCopy,
    SheetPlan,
    SideSheet,
    TickWrite,
)
from yibiao.flow.reporting import digest_of, pack_answers, pack_plan, unpack_answers, unpack_plan

LEAN = settings(max_examples=25, deadline=None)
TEXTS = st.text(max_size=4)
VALUES = (
    st.none() | TEXTS | st.booleans() | st.integers() | st.dates() | st.decimals(allow_nan=False, allow_infinity=False)
)
PROBLEMS = st.builds(
    Problem, st.sampled_from(["ASKING_AREA_PARTLY", "ASKING_NOTHING_KNOWN"]), st.builds(Place, cell=st.none() | TEXTS),
    st.dictionaries(TEXTS, VALUES, max_size=2),
)  # fmt: skip


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    columns = tuple(draw(st.lists(TEXTS, max_size=3, unique=True)))
    ids = tuple(draw(st.lists(TEXTS, max_size=3, unique=True)))
    values = tuple(tuple(draw(VALUES) for _ in columns) for _ in ids)
    withheld = draw(st.dictionaries(st.sampled_from(columns), PROBLEMS)) if columns else {}
    return Rows(columns, ids, values, withheld, tuple(draw(st.lists(PROBLEMS, max_size=1))), ids, ids)


ANSWERS: st.SearchStrategy[list[Answer]] = st.lists(
    rows() | st.builds(Number, VALUES, st.none() | PROBLEMS), max_size=3
)
CELLS = st.builds(
    CellWrite, st.integers(1, 9), st.integers(1, 9), VALUES, st.none() | TEXTS, st.booleans(), st.booleans()
)
BLANKS = st.builds(BlankWrite, st.integers(1, 9), st.integers(1, 9), TEXTS, TEXTS)
SOME = st.lists(TEXTS, max_size=2).map(tuple)
TICKS = st.builds(TickWrite, st.integers(1, 9), st.integers(1, 9), SOME, SOME)
LINES = st.lists(st.lists(VALUES, max_size=3).map(tuple), max_size=3).map(tuple)
NUMBERS = st.lists(st.integers(1, 9), max_size=3).map(tuple)
BLOCKS = st.builds(ListBlock, NUMBERS, NUMBERS, LINES, st.integers(0, 9), st.none() | st.integers(1, 9))


def few(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=2).map(tuple)


COPIES = st.builds(SheetCopy, TEXTS, few(CELLS), few(BLANKS), few(TICKS))
SHEETS = st.builds(SheetPlan, TEXTS, st.integers(0, 3), few(CELLS), few(BLOCKS), few(BLANKS), few(TICKS), few(COPIES))
PLANS = st.builds(FillPlan, few(SHEETS), st.none() | st.builds(SideSheet, TEXTS, LINES))


def kinds(found: object) -> object:
    """The types of everything inside: 1 and True, 1 and Decimal(1) are equal and not the same."""
    if isinstance(found, list | tuple):
        return type(found).__name__, [kinds(one) for one in found]
    if isinstance(found, Rows):
        return kinds(found.values)
    return type(found.value).__name__ if isinstance(found, Number) else type(found).__name__


@LEAN
@given(ANSWERS)
def test_answers_come_back_as_they_were(answers: list[Answer]) -> None:
    packed = pack_answers(answers)
    back = unpack_answers(packed)
    assert back == tuple(answers)
    assert kinds(back) == kinds(tuple(answers))
    assert pack_answers(back) == packed


@LEAN
@given(PLANS)
def test_plans_come_back_as_they_were(plan: FillPlan) -> None:
    packed = pack_plan(plan)
    assert unpack_plan(packed) == plan
    assert pack_plan(unpack_plan(packed)) == packed


def test_how_an_answer_was_found_is_not_kept_and_changes_no_digest() -> None:
    assert pack_answers([Number(1, None, "SELECT 1")]) == pack_answers([Number(1)])


def test_a_moment_and_a_part_of_one_keep_their_kind() -> None:
    moment = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    given_ = [Number(1, Problem("ASKING_NOTHING_KNOWN", Place(), {"at": moment, "part": 0.5, "day": date(2026, 1, 1)}))]
    assert unpack_answers(pack_answers(given_)) == tuple(given_)


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b'{"form":"yibiao/0","values":[]}', b'{"form":"yibiao/1","values":[1]}',
             b'{"form":"yibiao/1","values":[{"k":"Other","v":{}}]}', b'{"form":"yibiao/1","values":[{"x":1}]}'],
)  # fmt: skip
def test_bytes_of_another_making_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_answers(data)


def test_what_cannot_come_back_is_not_kept() -> None:
    with pytest.raises(ValueError):
        pack_answers([Number(object())])  # type: ignore[arg-type]


def test_a_digest_knows_where_a_part_ends() -> None:
    assert digest_of(b"ab", b"c") != digest_of(b"a", b"bc") != digest_of(b"abc")
    assert digest_of(pack_answers([Number(Decimal(1))])) != digest_of(pack_answers([Number(1)]))
