"""A session that knows its areas is asked fewer things, and gives what the table of areas gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flow.asking.cast import DAY, RECORDS
from tests.flow.asking.ledger import CHIEF, GRID_WORKER, NOBODY, OUTSIDER, DuckSession, session_of
from tests.flow.asking.test_generated_sql import QUESTIONS
from tests.flow.standard.small import SMALL
from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.asking import ask_many
from yibiao.flow.asking.areas import Areas, offered
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Number, RowsQuestion

pytestmark = pytest.mark.once

BELOW = [AreasQuestion((("人数", CountQuestion("person")),), level) for level in (None, "grid", "street", "nowhere")]
ALL = [*(question for asked in QUESTIONS.values() for question in asked), *BELOW, RowsQuestion("person", ())]


class Knowing(DuckSession):
    """A session that offers its areas."""

    areas: Areas | None = None


@pytest.fixture(scope="module")
def plain() -> DuckSession:
    return session_of(RECORDS)


@pytest.fixture
def knowing(plain: DuckSession) -> Knowing:
    session = Knowing(plain.connection)
    session.areas = Areas.of(plain)
    return session


def answers(session: DuckSession, view: View, area: str, each: str | None = None) -> list[object]:
    found: list[object] = []
    for question in ALL:
        try:
            told = ask_many([question], view, area, session=session, day=DAY, standard=SMALL, each=each)
            found += [replace(one, sql="") if isinstance(one, Number) else one for one in told]
        except ProblemError as refusal:
            found.append(refusal.problem)
    return found


@pytest.mark.parametrize("view", [CHIEF, GRID_WORKER, OUTSIDER, NOBODY], ids=lambda view: view.viewer)
@pytest.mark.parametrize("area", ["99", "9901", "990101", "99010102", "12"])
def test_every_question_has_the_same_answer_whether_the_areas_are_known_or_looked_up(
    plain: DuckSession, knowing: Knowing, view: View, area: str
) -> None:
    assert answers(knowing, view, area) == answers(plain, view, area)


def test_each_area_by_itself_has_the_same_answers_too(plain: DuckSession, knowing: Knowing) -> None:
    assert answers(knowing, CHIEF, "99", "community") == answers(plain, CHIEF, "99", "community")


def test_areas_that_are_known_wrongly_would_be_noticed(plain: DuckSession, knowing: Knowing) -> None:
    assert knowing.areas is not None
    knowing.areas = Areas([(a.code, "别处", a.level, a.first + 1, a.last, a.parent) for a in knowing.areas.ordered])
    assert answers(knowing, CHIEF, "990101") != answers(plain, CHIEF, "990101")


def test_a_list_costs_one_statement_and_looks_no_area_up(knowing: Knowing) -> None:
    knowing.asked.clear()
    ask_many([RowsQuestion("person", ())], CHIEF, "99", session=knowing, day=DAY, standard=SMALL)
    (sql,) = knowing.asked
    assert "areas" not in sql


def test_a_session_that_says_nothing_offers_none(plain: DuckSession) -> None:
    assert offered(plain) is None
