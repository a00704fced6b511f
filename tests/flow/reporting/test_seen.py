"""What a view may have of a kept answer is what it would have got by asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.test_same_answers import refill
from tests.flow.asking.ledger import ALL_ELEMENTS, AREAS, CHIEF, DuckSession, session_of
from tests.flow.asking.random_ledgers import ledgers
from tests.flow.reporting.random_questions import QUESTIONS
from tests.flow.standard.small import SMALL
from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.asking import Answer, ask
from yibiao.flow.asking.nodes import Column, Number, Question, Rows, RowsQuestion
from yibiao.flow.asking.seen import seen
from yibiao.flow.standard.formula import Record
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.model import Standard

DAY = date(2026, 11, 22)
PLACES = {code: (first, last) for code, _, _, first, last, _ in AREAS}
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOME = st.frozensets(st.sampled_from(sorted(ALL_ELEMENTS)))
MASKS = st.dictionaries(st.sampled_from(["person.id_number", "person.phone", "person.name"]),
                        st.sampled_from(["partial", "full"]))  # fmt: skip
VIEWS = st.one_of(
    st.just(CHIEF),
    st.builds(lambda hidden: replace(CHIEF, elements=ALL_ELEMENTS - hidden), SOME),
    st.builds(lambda some, more, masks, rows: View("x", "test", ((1, 9),), some, masks, more, rows), SOME, SOME, MASKS,
              st.booleans()),
    st.builds(lambda more: View("counts", "test", ((1, 9),), countable=more, rows=False), SOME),
)  # fmt: skip
"""Everybody, of whole areas: those who see all, all but something, something masked, numbers only."""


@pytest.fixture(scope="module")
def session() -> DuckSession:
    return session_of([])


def got(question: Question, view: View, area: str, session: DuckSession) -> Answer:
    """By asking; what is refused as a filing keeps it."""
    try:
        answer = ask(question, view, area, session=session, day=DAY, standard=SMALL)
    except ProblemError as refusal:
        return Number(None, refusal.problem)
    return replace(answer, sql="") if isinstance(answer, Number) else answer


Shower = Callable[[Question, Answer, View, tuple[int, int], Standard], Answer]


def compare(question: Question, view: View, area: str, session: DuckSession, shower: Shower = seen) -> None:
    kept = got(question, CHIEF, area, session)
    shown, asked = shower(question, kept, view, PLACES[area], SMALL), got(question, view, area, session)
    if isinstance(shown, Number) and isinstance(asked, Number) and shown.value is None and asked.value is None:
        code = shown.problem and shown.problem.code
        assert code == (asked.problem and asked.problem.code)
        return
    assert shown == asked


@SLOW
@given(ledgers(), QUESTIONS, VIEWS, st.sampled_from(sorted(PLACES)))
def test_a_kept_answer_shows_a_view_what_asking_would(
    session: DuckSession, records: list[Record], question: Question, view: View, area: str
) -> None:
    refill(session, records)
    compare(question, view, area, session)


@pytest.mark.parametrize("sight", [(), ((4, 4),), ((9, 9),), ((3, 4), (6, 8))])
def test_who_does_not_see_the_whole_area_sees_nothing_of_its_answer(
    session: DuckSession, sight: tuple[tuple[int, int], ...]
) -> None:
    refill(session, [Record("person", "p", {"person.name": "王甲"}, None, 4)])
    question = RowsQuestion("person", (Column("姓名", Ref("person.name")),))
    kept = got(question, CHIEF, "9901", session)
    assert isinstance(kept, Rows) and kept.values == (("王甲",),)
    shown = seen(question, kept, replace(CHIEF, areas=sight), PLACES["9901"], SMALL)
    assert isinstance(shown, Number) and shown.problem is not None and shown.problem.code == "ASKING_AREA_OUTSIDE"


def _as_kept(question: Question, answer: Answer, view: View, area: tuple[int, int], standard: Standard) -> Answer:
    return answer


def test_an_answer_shown_as_it_is_kept_would_leak_and_is_found_out(session: DuckSession) -> None:
    refill(session, [Record("person", "p", {"person.phone": "13800000000"}, None, 4)])
    question = RowsQuestion("person", (Column("电话", Ref("person.phone")),))
    few = replace(CHIEF, elements=ALL_ELEMENTS - {"person.phone"})
    compare(question, few, "9901", session)
    with pytest.raises(AssertionError):
        compare(question, few, "9901", session, _as_kept)
