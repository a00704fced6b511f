"""Two answers of one form: what changed, said both ways, and the second made from the first.

D1  the differences applied to the first answer give the second
D2  compared the other way round, the same differences are seen from the other side
D3  what a side may not read is no change; another order is no change; nothing changed is said plainly
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.base.problems import ProblemError, problem
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.reporting.comparing import Answer, Differences, apply, compare, mirrored

VALUES = st.one_of(st.none(), st.integers(0, 9), st.sampled_from(["甲", "乙", True]))


@st.composite
def lists(draw: st.DrawFn) -> Rows:
    ids = draw(st.lists(st.sampled_from("abcdef"), max_size=6))
    values = tuple((draw(VALUES), draw(VALUES)) for _ in ids)
    codes = tuple(draw(st.sampled_from(["990101", "990102"])) for _ in ids)
    return Rows(("f0", "f1"), tuple(ids), values, area_codes=codes, area_names=codes)


@st.composite
def filings(draw: st.DrawFn) -> tuple[Answer, ...]:
    numbers = [Number(draw(VALUES)) for _ in range(3)]
    return (numbers[0], draw(lists()), *numbers[1:], draw(lists()))


@settings(max_examples=150, deadline=None)
@given(filings(), filings())
def test_differences_applied_give_the_second_answer_and_mirror(
    first: tuple[Answer, ...], second: tuple[Answer, ...]
) -> None:
    found = compare(first, second)
    assert apply(first, found) == second
    assert mirrored(found) == compare(second, first)
    assert compare(first, first) == Differences()
    assert apply(second, mirrored(found)) == first


def roll(*rows: tuple[str, str, int], withheld: bool = False) -> Rows:
    hidden = {"age": problem("ASKING_COLUMN_WITHHELD", column="age", label="年龄")} if withheld else {}
    return Rows(("name", "age"), tuple(row[0] for row in rows), tuple(row[1:] for row in rows), withheld=hidden)


def test_added_gone_and_changed_records_are_told_field_by_field() -> None:
    old = [Number(7), roll(("1", "甲", 80), ("2", "乙", 81)), Number(Decimal("1.5"))]
    new = [Number(9), roll(("2", "乙", 82), ("3", "丙", 80)), Number(Decimal("1.50"))]
    found = compare(old, new)
    (number,) = found.numbers
    assert (number.question, number.delta) == (0, 2)
    (change,) = found.rows
    assert [row.id for row in change.added] == ["3"]
    assert [row.id for row in change.gone] == ["1"]
    assert [one.fields(change.columns) for one in change.changed] == [(("age", 81, 82),)]
    assert found.sentence() == "新增 1 条，减少 1 条，变更 1 条，1 个数不同"
    assert found.sentence("en") == "1 added, 1 gone, 1 changed, 1 figures differ"
    assert not found.nothing


def test_another_order_is_no_change() -> None:
    old, new = [roll(("1", "甲", 80), ("2", "乙", 81))], [roll(("2", "乙", 81), ("1", "甲", 80))]
    found = compare(old, new)
    assert found.nothing
    assert found.sentence() == "无变化"
    assert apply(old, found) == tuple(new)


def test_what_one_side_may_not_read_is_named_and_no_change() -> None:
    seen, veiled = roll(("1", "甲", 80)), roll(("1", "甲", 0), withheld=True)
    hidden = replace(veiled, values=(("甲", None),))
    found = compare([seen], [hidden])
    assert found.nothing
    assert found.rows[0].left_out == ("age",)


def test_a_record_that_moved_is_a_change_and_an_unknown_number_has_no_delta() -> None:
    here = replace(roll(("1", "甲", 80)), area_codes=("990101",), area_names=("甲社区",))
    there = replace(here, area_codes=("990102",), area_names=("乙社区",))
    found = compare([here, Number(3)], [there, Number(None)])
    assert [one.moved for one in found.rows[0].changed] == [True]
    assert found.numbers[0].delta is None
    assert found.sentence("en") == "1 changed, 1 figures differ"


def test_answers_of_two_forms_are_not_compared() -> None:
    with pytest.raises(ProblemError) as refused:
        compare([Number(3)], [roll()])
    assert refused.value.problem.code == "REPORTING_NOT_ONE_FORM"
