"""People who died or moved out are in the ledger, and in no count and no list, unless the question speaks of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.flow.asking.cast import DAY
from tests.flow.asking.ledger import DuckSession, session_of
from yibiao.base.views import View
from yibiao.flow.asking import ask, behind, explain, without
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Number, RowsQuestion
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import Record, parse
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.meanings import Measure
from yibiao.flow.standard.model import Standard

STANDARD = load()
FORGETFUL = replace(
    STANDARD, registers={code: replace(register, gone=()) for code, register in STANDARD.registers.items()}
)
"""The broken variant: a standard that does not know that anybody is ever gone."""
CHIEF = View("chief", "test", ((1, 9),), frozenset(STANDARD.elements))


def person(id: str, **values: object) -> Record:
    known = {"person.name": id, "person.household": "h1", **{f"person.{key}": value for key, value in values.items()}}
    return Record("person", id, known, None, 4)  # type: ignore[arg-type]


RECORDS = [
    Record("household", "h1", {"household.number": "一户"}, None, 4),
    person("widow", birth_date=date(1940, 1, 1), residence_status="1", gender="2"),
    person("late husband", birth_date=date(1938, 1, 1), residence_status="1", death_date=date(2024, 5, 1), gender="1"),
    person("son elsewhere", birth_date=date(1970, 1, 1), residence_status="4", move_out_date=date(2020, 1, 1)),
    person("daughter gone", birth_date=date(1972, 1, 1), move_out_date=date(2020, 1, 1), move_out_reason="4"),
    person("lodger", birth_date=date(1990, 1, 1), household=None),
    person("back again", residence_status="2", move_out_date=date(2010, 1, 1), household=None),
    Record("disability", "d1", {"disability.grade": "1"}, "late husband", 4),
    Record("disability", "d2", {"disability.grade": "2"}, "lodger", 4),
    Record("organisation", "o1", {"organisation.name": "甲厂", "organisation.operating_status": "1"}, None, 4),
    Record("organisation", "o2", {"organisation.name": "乙厂", "organisation.operating_status": "4"}, None, 4),
    Record("organisation", "o3", {"organisation.name": "丙厂"}, None, 4),
]
HERE = {"widow", "lodger", "back again"}


@pytest.fixture(scope="module")
def session() -> DuckSession:
    return session_of(RECORDS, STANDARD)


def formula(text: str | None, register: str = "person", standard: Standard = STANDARD) -> Node | None:
    return parse(text, register, standard) if text else None


def listed(
    text: str | None, session: DuckSession, register: str = "person", columns: tuple[str, ...] = (),
    standard: Standard = STANDARD,
) -> set[str]:  # fmt: skip
    asked = tuple(Column(code, Ref(code)) for code in columns)
    question = RowsQuestion(register, asked, formula(text, register, standard))
    return set(ask(question, CHIEF, "99", session=session, day=DAY, standard=standard).ids)


def number(text: str | None, session: DuckSession, register: str = "person", standard: Standard = STANDARD) -> object:
    question = CountQuestion(register, formula(text, register, standard))
    return ask(question, CHIEF, "99", session=session, day=DAY, standard=standard).value


def test_the_gone_are_neither_listed_nor_counted(session: DuckSession) -> None:
    assert listed(None, session) == HERE and number(None, session) == 3
    assert listed("年龄 >= 80", session) == {"widow"} and number("年龄 >= 80", session) == 1
    by_area = AreasQuestion((("人数", CountQuestion("person")),), "grid")
    rows = ask(by_area, CHIEF, "99", session=session, day=DAY, standard=STANDARD)
    assert [row[0] for row in rows.values] == [3, 0, 0, 0]


def test_without_the_rule_the_dead_would_be_counted(session: DuckSession) -> None:
    """The broken variant."""
    assert listed("年龄 >= 80", session, standard=FORGETFUL) == {"widow", "late husband"}
    assert number(None, session, standard=FORGETFUL) == 6
    assert number("独居", session, standard=FORGETFUL) == 0


def test_members_who_are_gone_do_not_make_a_household_larger(session: DuckSession) -> None:
    assert listed("独居", session) == {"widow"}
    sizes = RowsQuestion("household", (Column("人数", Ref("household.size")),))
    assert ask(sizes, CHIEF, "99", session=session, day=DAY, standard=STANDARD).values == ((1,),)
    assert listed("有(人员: 性别 = 男)", session, "household") == set()
    assert listed("数(人员: 死亡日期 有值) = 1", session, "household") == {"h1"}


def test_a_question_that_speaks_of_them_finds_them(session: DuckSession) -> None:
    assert listed("死亡人员", session) == {"late husband"}
    assert listed("死亡日期 >= 2024-01-01", session) == {"late husband"}
    assert listed("居住状态 = 迁出", session) == {"son elsewhere"}
    assert listed("迁出日期 有值", session) == {"son elsewhere", "daughter gone", "back again"}
    assert listed("外嫁女", session) == {"daughter gone"}
    assert number("是否死亡", session) == 1
    last = CountQuestion("person", measure=Measure("max", Ref("person.death_date")))
    assert ask(last, CHIEF, "99", session=session, day=DAY, standard=STANDARD).value == date(2024, 5, 1)


def test_a_form_that_has_a_column_for_it_lists_them(session: DuckSession) -> None:
    assert listed(None, session, columns=("person.name", "person.death_date")) == {*HERE, "late husband"}
    assert listed(None, session, columns=("person.name", "person.residence_status")) == HERE


def test_another_status_does_not_speak_of_moving_out(session: DuckSession) -> None:
    assert listed("居住状态 != 常住", session) == {"back again"}
    assert listed("非 常住人口", session) == {"back again"}


def test_a_withheld_column_tells_nothing(session: DuckSession) -> None:
    """Which rows a column adds would tell what it holds."""
    blind = replace(CHIEF, elements=CHIEF.elements - {"person.death_date"})
    question = RowsQuestion("person", (Column("死亡日期", Ref("person.death_date")),))
    rows = ask(question, blind, "99", session=session, day=DAY, standard=STANDARD)
    assert set(rows.ids) == HERE and "死亡日期" in rows.withheld


def test_details_follow_the_one_they_hang_on(session: DuckSession) -> None:
    assert listed(None, session, "disability") == {"d2"} and number(None, session, "disability") == 1
    assert listed("人员.死亡日期 有值", session, "disability") == {"d1"}
    assert number("有(残疾)", session) == 1


def test_an_organisation_that_is_no_more_is_no_more(session: DuckSession) -> None:
    assert listed(None, session, "organisation") == {"o1", "o3"}
    assert listed("经营状态 = 注销", session, "organisation") == {"o2"}


def test_a_card_about_somebody_who_died_is_answered(session: DuckSession) -> None:
    question = RowsQuestion("person", (Column("姓名", Ref("person.name")),), record="late husband")
    assert ask(question, CHIEF, "99", session=session, day=DAY, standard=STANDARD).ids == ("late husband",)


@pytest.mark.parametrize("text", [None, "年龄 >= 80", "死亡人员", "居住状态 = 迁出", "独居"])
def test_the_records_behind_a_number_are_as_many_as_it_says(session: DuckSession, text: str | None) -> None:
    question = CountQuestion("person", formula(text))
    columns = (Column("死亡日期", Ref("person.death_date")),)
    rows = ask(behind(question, columns), CHIEF, "99", session=session, day=DAY, standard=STANDARD)
    answer = ask(question, CHIEF, "99", session=session, day=DAY, standard=STANDARD)
    assert isinstance(answer, Number) and answer.value == len(rows.ids)


def test_the_sentence_says_who_is_left_out() -> None:
    old = formula("年龄 >= 80")
    assert explain(CountQuestion("person", old), STANDARD) == "满足“年龄 >= 80”的人员（不含已死亡、已迁出）的数量"
    assert without(CountQuestion("person", formula("死亡人员")), STANDARD) == "（不含已迁出）"
    assert (
        without(RowsQuestion("person", (Column("死亡日期", Ref("person.death_date")),)), STANDARD) == "（不含已迁出）"
    )
    assert without(CountQuestion("household"), STANDARD) == ""
    assert without(RowsQuestion("person", (), record="x"), STANDARD) == ""
