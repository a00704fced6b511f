"""What a formula gives for one record, by hand-made examples (the evaluator judges the engines, so it is judged here)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.flow.asking.cast import RECORDS
from tests.flow.standard.small import SMALL
from yibiao.flow.standard.formula import Context, MemoryLedger, Record, evaluate, parse
from yibiao.flow.standard.formula.links import route, to_one
from yibiao.flow.standard.formula.memory import Held

MORE = [
    Record("visit", "v1", {"visit.date": date(2026, 11, 1), "visit.note": "已访"}, "p1", 4),
    Record("visit", "v2", {"visit.date": date(2026, 10, 1)}, "p1", 4),
    Record("disability", "d0", {"disability.kind": "1", "disability.grade": "4"}, "p1", 4),
]
LEDGER = MemoryLedger([*RECORDS, *MORE])


def value(text: str, id: str, register: str = "person", day: date = date(2026, 11, 22)) -> Held:
    return evaluate(parse(text, register, SMALL), LEDGER.get(register, id), Context(LEDGER, SMALL, day))


# formula, record, value: p1 was born 1940-01-01 and lives alone in h1, p2 turns 80 on the day, p4's birth is unknown
PERSONS = [
    ("年龄", "p1", 86),
    ("年龄 >= 80", "p2", True),
    ("年龄 > 80", "p2", False),
    ("年龄 >= 80", "p4", None),
    ("非 年龄 >= 80", "p4", None),
    ("年龄 无值", "p4", True),
    ("年龄 有值 且 年龄 >= 80", "p4", False),
    ("年龄 >= 80 或 姓名 有值", "p4", True),
    ("年龄 >= 80 或 性别 = 女", "p4", None),
    ("独居", "p1", True),
    ("独居", "p2", False),
    ("独居", "p5", None),
    ("独居老人", "p1", True),
    ("家庭住址", "p1", "甲路1号"),
    ("家庭住址", "p2", None),
    ("家庭住址 包含 路", "p1", True),
    ("残疾等级", "p1", "1"),
    ("残疾等级 = 一级", "p1", True),
    ("有(残疾: 残疾等级 = 四级)", "p1", True),
    ("有(残疾)", "p2", False),
    ("数(走访)", "p1", 2),
    ("数(走访: 走访记录 = 已访)", "p1", 1),
    ("数(走访: 走访日期 >= 2026-11-01)", "p1", 1),
    ("数(成员)", "p2", 2),
    ("数(成员: 性别 = 女)", "p2", 1),
    ("有(低保: 月救助金额 > 500)", "p1", True),
    ("有(低保)", "p5", False),
    ("有(家庭: 人均年收入 > 5000)", "p2", True),
    ("有(家庭)", "p5", False),
    ("人均年收入", "p2", Decimal("10000")),
    ("年收入 / 7", "p2", Decimal("1142.857143")),
    ("年收入 / 0", "p2", None),
    ("(年收入 - 1000) * 2", "p2", Decimal("14000")),
    ("今日 - 出生日期 >= 29000", "p2", True),
    ("出生日期 + 9999999 > 今日", "p2", None),
    ("性别 属于 [男, 女]", "p4", True),
    ("低保户", "p1", True),
    ("恒真", "p1", True),
    ("恒假", "p1", False),
]


@pytest.mark.parametrize(("text", "id", "expected"), PERSONS)
def test_a_formula_gives_the_value_that_a_person_would_work_out(text: str, id: str, expected: Held) -> None:
    assert value(text, id) == expected


def test_details_reach_up_to_their_person_and_home() -> None:
    assert value("性别 = 女 且 家庭住址 包含 路 且 老年人", "d1", "disability") is True


def test_a_birthday_on_29_february_counts_from_1_march() -> None:
    born = Record("person", "x", {"person.birth_date": date(2004, 2, 29)})
    for day, age in ((date(2022, 2, 28), 17), (date(2022, 3, 1), 18), (date(2024, 2, 29), 20)):
        assert evaluate(parse("年龄", "person", SMALL), born, Context(MemoryLedger([born]), SMALL, day)) == age


def test_of_two_details_that_should_be_one_the_newest_speaks() -> None:
    assert value("残疾类别 = 肢体", "p1") is True  # d1 is newer than d0


def test_registers_are_reached_by_the_shortest_way() -> None:
    reach = to_one(SMALL, "disability")
    assert [step.target for step in reach["household"]] == ["person", "household"]
    assert "visit" not in reach
    assert route(SMALL, "household", "person") is not None
    assert route(SMALL, "dwelling", "low_income") is None
