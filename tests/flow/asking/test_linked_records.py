"""What is linked but lies outside the view's areas is unknown: no value of it leaves, and nothing false is said of it.

One household spans two grids: the grandmother is registered in the first, her grandson and the household in the second.
"""

from __future__ import annotations

import pytest

from tests.flow.asking.cast import DAY, person
from tests.flow.asking.ledger import ALL_ELEMENTS, CHIEF, DuckSession, session_of
from tests.flow.standard.small import SMALL
from yibiao.base.views import View
from yibiao.flow.asking import ask, ask_many
from yibiao.flow.asking.nodes import Column, CountQuestion, Rows, RowsQuestion
from yibiao.flow.standard.formula import Record, parse
from yibiao.flow.standard.meanings import Measure

FIRST_GRID, SECOND_GRID = (
    View("first", "test", ((4, 4),), ALL_ELEMENTS),
    View("second", "test", ((5, 5),), ALL_ELEMENTS),
)
COMMUNITY = View("community", "test", ((3, 5),), ALL_ELEMENTS)
RECORDS = [
    Record("household", "h1", {"household.number": "一户", "household.address": "秘密路1号"}, None, 5),
    Record("household", "h2", {"household.number": "二户", "household.address": "甲路2号"}, None, 4),
    person("grandmother", 4, "王甲", "2", DAY.replace(year=1940), "h1"),
    person("grandson", 5, "王丁", "1", DAY.replace(year=2015), "h1"),
    person("neighbour", 4, "李乙", "1", DAY.replace(year=1950), "h2"),
    person("homeless", 4, "赵丙", "1", DAY.replace(year=1960), None),
    Record("disability", "d1", {"disability.grade": "1"}, "neighbour", 5),
    Record("low_income", "l1", {"low_income.kind": "1"}, "h2", 5),
]


@pytest.fixture
def session() -> DuckSession:
    return session_of(RECORDS)


def found(text: str, view: View, session: DuckSession, area: str = "99010101") -> set[str]:
    question = RowsQuestion("person", (), parse(text, "person", SMALL))
    return set(ask(question, view, area, session=session, day=DAY, standard=SMALL).ids)


def told(column: str, view: View, session: DuckSession) -> dict[str, object]:
    question = RowsQuestion("person", (Column("列", parse(column, "person", SMALL)),))
    rows = ask(question, view, "99010101", session=session, day=DAY, standard=SMALL)
    assert isinstance(rows, Rows)
    return {id: row[0] for id, row in zip(rows.ids, rows.values, strict=True)}


def leaks(view: View, session: DuckSession) -> bool:
    """Whether a question about the first grid tells what only the second grid's records hold."""
    told_ = [told(column, view, session) for column in ("家庭.住址", "残疾等级")]
    return any("秘密路1号" in values.values() or "1" in values.values() for values in told_) or bool(
        found('家庭.住址 包含 "秘密"', view, session) | found("有(残疾: 残疾等级 = 一级)", view, session)
    )


def test_values_of_records_out_of_sight_do_not_come_along(session: DuckSession) -> None:
    assert told("家庭.住址", FIRST_GRID, session) == {"grandmother": None, "neighbour": "甲路2号", "homeless": None}
    assert not leaks(FIRST_GRID, session)


def test_the_check_for_leaks_sees_one(session: DuckSession) -> None:
    """The broken variant: a sight as wide as the ledger, as it was before links were fenced."""
    assert leaks(CHIEF, session)


def test_what_lies_outside_the_asked_area_but_in_sight_is_known(session: DuckSession) -> None:
    assert told("家庭.住址", COMMUNITY, session)["grandmother"] == "秘密路1号"
    assert found("家庭人口数 = 2", COMMUNITY, session) == {"grandmother"}


def test_nobody_is_said_to_live_alone_because_the_others_are_out_of_sight(session: DuckSession) -> None:
    assert found("家庭人口数 = 1", CHIEF, session) == {"neighbour"}
    assert found("家庭人口数 = 1", FIRST_GRID, session) == {"neighbour"}
    assert told("家庭人口数", FIRST_GRID, session) == {"grandmother": None, "neighbour": 1, "homeless": None}
    assert told("家庭人口数", CHIEF, session)["grandmother"] == 2


def test_no_is_not_said_of_what_may_be_out_of_sight(session: DuckSession) -> None:
    assert found("有(残疾)", FIRST_GRID, session) == set()
    assert found("非 有(残疾)", FIRST_GRID, session) == {"grandmother", "homeless"}
    assert found("数(残疾) = 0", FIRST_GRID, session) == {"grandmother", "homeless"}
    assert found("残疾等级 无值", FIRST_GRID, session) == {"grandmother", "homeless"}
    assert found("家庭.住址 无值", FIRST_GRID, session) == {"homeless"}
    assert found("非 有(残疾)", CHIEF, session) == {"grandmother", "homeless"}


def test_one_in_sight_is_enough_for_yes(session: DuckSession) -> None:
    households = RowsQuestion("household", (), parse("有(成员: 性别 = 男)", "household", SMALL))
    assert ask(households, SECOND_GRID, "99010102", session=session, day=DAY, standard=SMALL).ids == ("h1",)
    women = RowsQuestion("household", (), parse("非 有(成员: 性别 = 女)", "household", SMALL))
    assert ask(women, SECOND_GRID, "99010102", session=session, day=DAY, standard=SMALL).ids == ()


def test_numbers_keep_to_what_is_in_sight_too(session: DuckSession) -> None:
    count = CountQuestion("person", parse('家庭.住址 包含 "秘密"', "person", SMALL))
    least = CountQuestion("person", measure=Measure("max", parse("家庭人口数", "person", SMALL)))
    answers = {
        view.viewer: [
            ask(one, view, "99010101", session=session, day=DAY, standard=SMALL).value for one in (count, least)
        ]
        for view in (FIRST_GRID, CHIEF)
    }
    assert answers == {"first": [0, 1], "chief": [1, 2]}


COLUMNS = ("家庭.住址", "残疾等级", "有(残疾)", "数(残疾)", "有(低保)", "低保户")


def of_each_grid(column: str, session: DuckSession, each: str | None) -> dict[str, object]:
    """What one question about the community tells of everybody in it."""
    question = RowsQuestion("person", (Column("列", parse(column, "person", SMALL)),))
    (rows,) = ask_many([question], COMMUNITY, "990101", session=session, day=DAY, standard=SMALL, each=each)
    assert isinstance(rows, Rows)
    return {id: row[0] for id, row in zip(rows.ids, rows.values, strict=True)}


def test_one_pass_over_all_grids_tells_of_each_row_what_its_own_grid_knows(session: DuckSession) -> None:
    differing = []
    for column in COLUMNS:
        alone: dict[str, object] = {}
        for view, area in ((FIRST_GRID, "99010101"), (SECOND_GRID, "99010102")):
            question = RowsQuestion("person", (Column("列", parse(column, "person", SMALL)),))
            rows = ask(question, view, area, session=session, day=DAY, standard=SMALL)
            alone |= {id: row[0] for id, row in zip(rows.ids, rows.values, strict=True)}
        assert of_each_grid(column, session, "grid") == alone, column
        if of_each_grid(column, session, None) != alone:  # the broken variant: the grids are not kept apart
            differing.append(column)
    assert {"家庭.住址", "残疾等级", "有(残疾)"} <= set(differing)
