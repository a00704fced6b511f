"""Random questions over the small standard, as forms ask them: lists, numbers, tables of areas; for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engines.test_same_answers import COUNTS
from tests.flow.standard.formulas import HOMES, conditions
from tests.flow.standard.small import SMALL
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Question, RowsQuestion
from yibiao.flow.standard.formula.links import to_one
from yibiao.flow.standard.formula.nodes import Known, Ref


@st.composite
def lists(draw: st.DrawFn) -> RowsQuestion:
    home = draw(st.sampled_from(HOMES))
    reached = [element.code for register in to_one(SMALL, home) for element in SMALL.of_register(register)]
    own = [element.code for element in SMALL.of_register(home)]
    codes = draw(st.lists(st.sampled_from([*own, *reached]), min_size=1, max_size=4, unique=True))
    columns = [Column(f"列{at}", Ref(code)) for at, code in enumerate(codes)]
    if draw(st.booleans()):
        columns.append(Column("已知", Known(Ref(codes[0]))))
    order = draw(st.lists(st.sampled_from([column.name for column in columns]), max_size=2, unique=True))
    where, limit = draw(st.none() | conditions(home, 1)), draw(st.none() | st.integers(1, 3))
    return RowsQuestion(home, tuple(columns), where, tuple(order), limit)


@st.composite
def tables(draw: st.DrawFn) -> AreasQuestion:
    counts: list[CountQuestion] = draw(st.lists(COUNTS, min_size=1, max_size=3))
    level = draw(st.sampled_from([None, None, "grid", "community"]))
    return AreasQuestion(tuple((f"列{at}", count) for at, count in enumerate(counts)), level)


QUESTIONS: st.SearchStrategy[Question] = st.one_of(lists(), COUNTS, tables())
