"""Asked once and cut by area: every area gets what it would have got alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.test_same_answers import refill
from tests.flow.asking.ledger import AREAS, CHIEF, DuckSession, session_of
from tests.flow.asking.random_ledgers import ledgers
from tests.flow.reporting.random_questions import QUESTIONS
from tests.flow.standard.small import SMALL
from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.asking import Answer, ask_many
from yibiao.flow.asking.nodes import CountQuestion, Number, Question, RowsQuestion
from yibiao.flow.reporting import Spot, answer_all
from yibiao.flow.standard.formula import Record

DAY = date(2026, 11, 22)
TREE = [Spot(code, level, first, last, parent) for code, _, level, first, last, parent in AREAS]
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def session() -> DuckSession:
    return session_of([])


def seeing(area: str) -> View:
    """Whoever sees this area and no more: what is linked from beyond it is unknown (decision 0007)."""
    spot = next(spot for spot in TREE if spot.code == area)
    return replace(CHIEF, areas=((spot.first, spot.last),))


def alone(question: Question, area: str, session: DuckSession) -> Answer:
    try:
        (answer,) = ask_many([question], seeing(area), area, session=session, day=DAY, standard=SMALL)
    except ProblemError as refusal:
        return Number(None, refusal.problem)
    return replace(answer, sql="") if isinstance(answer, Number) else answer


def with_their_masters(records: list[Record]) -> list[Record]:
    """Details lie where the record lies that they hang on, as the ledger keeps them."""
    areas = {record.id: record.area for record in records}
    return [replace(record, area=areas.get(record.master or "", record.area)) for record in records]


SPOTS = st.lists(st.sampled_from(TREE), min_size=1, max_size=4, unique=True)


@SLOW
@given(ledgers(), st.lists(QUESTIONS, min_size=1, max_size=2), SPOTS)
def test_the_answers_of_all_areas_are_those_of_each_asked_alone(
    session: DuckSession, records: list[Record], questions: list[Question], spots: list[Spot]
) -> None:
    refill(session, with_their_masters(records))

    def asker(some: Sequence[Question], area: str, each: str | None = None) -> Sequence[Answer]:
        return ask_many(some, seeing(area), area, session=session, day=DAY, standard=SMALL, each=each)

    found = answer_all(questions, spots, TREE, asker, SMALL)
    assert set(found) == {spot.code for spot in spots}
    for spot in spots:
        for question, answer in zip(questions, found[spot.code], strict=True):
            plain = replace(answer, sql="") if isinstance(answer, Number) else answer
            assert plain == alone(question, spot.code, session), (spot.code, question)


def test_a_number_that_names_an_area_is_asked_of_every_area_alone(session: DuckSession) -> None:
    refill(session, [Record("person", "p", {}, None, 4)])
    asked: list[str] = []

    def asker(some: Sequence[Question], area: str, each: str | None = None) -> Sequence[Answer]:
        asked.append(area)
        return ask_many(some, seeing(area), area, session=session, day=DAY, standard=SMALL, each=each)

    question = CountQuestion("person", area="99010101")
    found = answer_all([question], TREE, TREE, asker, SMALL)
    for spot in TREE:
        (answer,) = found[spot.code]
        assert isinstance(answer, Number) and replace(answer, sql="") == alone(question, spot.code, session)
    assert asked == [spot.code for spot in TREE]


def test_this_comparison_sees_an_area_that_gets_its_neighbour_s_answer(session: DuckSession) -> None:
    """The broken variant: two areas changed places in the tree."""
    refill(session, [Record("person", "p", {}, None, 4)])
    wrong = [replace(spot, first=5, last=5) if spot.code == "99010101" else spot for spot in TREE]

    def asker(some: Sequence[Question], area: str, each: str | None = None) -> Sequence[Answer]:
        return ask_many(some, seeing(area), area, session=session, day=DAY, standard=SMALL, each=each)

    (answer,) = answer_all([RowsQuestion("person", ())], wrong[3:4], TREE, asker, SMALL)["99010101"]
    assert answer != alone(RowsQuestion("person", ()), "99010101", session)
