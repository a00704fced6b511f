"""A plan says for each row new, changed, same, doubtful or refused, and touches nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.flow.received import STANDARD, TODAY, Ledger, codes, id_number, planned, verdicts
from yibiao.flow.keeping import FieldChange, FieldConflict, LedgerPlan, RowPlan, SameRows, Verdict, plan_from_json
from yibiao.flow.keeping.authority import rank, ruling
from yibiao.flow.standard.rows import Provenance

ZHANG, LI = id_number("19500301", 1), id_number("19620505", 2)
PEOPLE = f"""
| id | person.name | person.id_number | person.birth_date | person.gender | person.phone | person.marital_status |
| p1 | 张三 | {ZHANG} | 1950-03-01 | 1 | 13800001111 | 10 |
| p2 | 李四 | {LI} | 1962-05-05 | 2 | 13900002222 | |
"""


def test_each_row_gets_its_verdict() -> None:
    made = planned(
        f"""
        | 姓名 | 身份证号 | 电话 |
        | 张三 | {ZHANG} | 13800001111 |
        | 李四 | {LI} | 13700003333 |
        | 周八 | {id_number("20010101", 5)} | |
        | 赵六 | {ZHANG} | |
        | 无名 | | |
        """,
        Ledger(PEOPLE),
    )
    assert verdicts(made) == ["same", "changed", "new", "doubtful", "refused"]
    assert made.counts == {"new": 1, "changed": 1, "same": 1, "doubtful": 1, "refused": 1}
    assert [record.record for record in made.to_apply()] == ["p2", None]


def test_a_change_names_old_new_cell_and_base_version() -> None:
    record = planned(f"| 姓名 | 身份证号 | 电话 |\n| 李四 | {LI} | 13700003333 |", Ledger(PEOPLE)).rows[0].records[0]
    assert (record.record, record.base) == ("p2", 3)
    assert record.sets == (FieldChange("person.phone", "13900002222", "13700003333", "C2"),)


def test_a_blank_takes_nothing_away() -> None:
    made = planned(f"| 姓名 | 身份证号 | 电话 |\n| 张三 | {ZHANG} | 无 |", Ledger(PEOPLE))
    assert verdicts(made) == ["same"]


def test_a_newcomer_brings_what_the_number_says_and_lands_in_the_named_area() -> None:
    rows = f"| 姓名 | 身份证号 | 社区 |\n| 周八 | {id_number('20010101', 5)} | 西社区 |"
    record = planned(rows, Ledger(PEOPLE)).rows[0].records[0]
    assert (record.new, record.area, record.values["person.birth_date"]) == (True, "990101002", "2001-01-01")


def test_a_newcomer_without_an_area_is_refused() -> None:
    made = planned(f"| 姓名 | 身份证号 |\n| 周八 | {id_number('20010101', 5)} |", Ledger(PEOPLE), area=None)
    assert verdicts(made) == ["refused"] and codes(made) == ["KEEPING_NO_AREA"]


def test_a_lower_authority_never_overwrites_in_silence() -> None:
    ledger = Ledger(PEOPLE, said={"person.marital_status": ("民政局", date(2026, 1, 1))})
    made = planned(f"| 姓名 | 身份证号 | 婚姻 |\n| 张三 | {ZHANG} | 已婚 |", ledger, source="社区采集")
    record = made.rows[0].records[0]
    assert verdicts(made) == ["doubtful"] and not record.sets
    assert record.conflicts == (FieldConflict("person.marital_status", "10", "20", "authority", "C2"),)


def test_a_higher_authority_overwrites_and_an_older_word_does_not() -> None:
    row = f"| 姓名 | 身份证号 | 婚姻 |\n| 张三 | {ZHANG} | 已婚 |"
    by_community = Ledger(PEOPLE, said={"person.marital_status": ("社区采集", date(2026, 1, 1))})
    assert verdicts(planned(row, by_community, source="民政局婚姻登记")) == ["changed"]
    later = Ledger(PEOPLE, said={"person.marital_status": ("民政局", date(2026, 12, 1))})
    conflict = planned(row, later, source="民政局").rows[0].records[0].conflicts[0]
    assert conflict.reason == "older"


@pytest.mark.parametrize(
    ("source", "day", "expected"),
    [
        ("民政局", date(2026, 5, 1), "take"),
        ("街道社区采集", date(2026, 5, 1), "authority"),
        ("街道社区采集", date(2030, 5, 1), "stale"),
        ("没听说过", date(2026, 5, 1), "authority"),
    ],
)
def test_sources_stand_in_the_order_of_the_standard(source: str, day: date, expected: str) -> None:
    element = STANDARD.elements["person.marital_status"]
    assert ruling(element, Provenance("公安局户政", date(2026, 4, 1)), source, day) == expected


def test_an_unnamed_source_ranks_last() -> None:
    element = STANDARD.elements["person.marital_status"]
    assert [rank(element, name) for name in ("民政局", "公安", "社区采集", "别处")] == [0, 1, 2, 3]
    assert ruling(element, None, "别处", TODAY) == "take"


def test_without_the_ruling_a_lower_authority_would_overwrite() -> None:
    """The broken variant: a ledger that traced nobody lets every source write."""
    made = planned(f"| 姓名 | 身份证号 | 婚姻 |\n| 张三 | {ZHANG} | 已婚 |", Ledger(PEOPLE), source="别处")
    assert verdicts(made) == ["changed"]


def test_a_value_that_contradicts_the_number_waits_for_a_person() -> None:
    made = planned(f"| 姓名 | 身份证号 | 性别 |\n| 张三 | {ZHANG} | 女 |", Ledger(PEOPLE))
    assert [each.reason for each in made.rows[0].records[0].conflicts] == ["doubtful"]
    assert "RECEIVE_ID_CONTRADICTS" in codes(made)


def test_details_hang_on_known_and_on_new_masters() -> None:
    made = planned(
        f"""
        | 姓名 | 身份证号 | 低保证号 | 月救助金额 |
        | 张三 | {ZHANG} | D-1 | 850 |
        | 周八 | {id_number("20010101", 5)} | D-2 | 900 |
        """,
        Ledger(PEOPLE),
        "low_income",
        source="民政局低保名单",
    )
    first, second = made.rows
    assert [(each.register, each.new, each.master) for each in first.records] == [
        ("person", False, None),
        ("low_income", True, "p1"),
    ]
    person, detail = second.records
    assert (detail.master, detail.master_key) == (None, person.key)
    assert verdicts(made) == ["new", "new"]
    assert [each.register for each in made.to_apply()] == ["low_income", "person", "low_income"]


def test_a_household_told_by_each_member_is_changed_once() -> None:
    homes = "| id | household.number | household.address |\n| h1 | H-77 | 东街1号 |"
    made = planned(
        f"| 姓名 | 身份证号 | 户号 | 家庭住址 |\n| 张三 | {ZHANG} | H-77 | 西街9号 |\n| 李四 | {LI} | H-77 | ^ |",
        Ledger(PEOPLE, homes),
    )
    homes_set = [each for row in made.rows for each in row.records if each.register == "household" and each.sets]
    assert len(homes_set) == 1 and homes_set[0].values == {"household.address": "西街9号"}
    members = [each.values for row in made.rows for each in row.records if each.register == "person"]
    assert members == [{"person.household": "h1"}, {"person.household": "h1"}]


def test_newcomers_bring_their_new_household_once() -> None:
    made = planned(
        f"""
        | 姓名 | 身份证号 | 户号 | 家庭住址 |
        | 周八 | {id_number("20010101", 5)} | H-9 | 南街3号 |
        | 吴九 | {id_number("20020202", 5)} | H-9 | ^ |
        """,
        Ledger(PEOPLE),
    )
    first, second = made.rows
    home, person = first.records
    assert (home.register, home.area, home.values) == (
        "household", "990101", {"household.number": "H-9", "household.address": "南街3号"},
    )  # fmt: skip
    assert person.refs == (("person.household", home.key),) and person.register == "person"
    assert [(each.register, each.refs) for each in second.records] == [("person", (("person.household", home.key),))]
    assert plan_from_json(made.as_json()) == made and not codes(made)


def test_a_known_person_without_a_household_gets_the_new_one() -> None:
    made = planned(f"| 姓名 | 身份证号 | 户号 |\n| 李四 | {LI} | H-9 |", Ledger(PEOPLE))
    home, person = made.to_apply()
    assert (home.new, person.record, person.refs) == (True, "p2", (("person.household", home.key),))


def test_a_household_that_the_ledger_lacks_is_said_and_the_person_is_kept() -> None:
    made = planned(f"| 姓名 | 身份证号 | 户主 | 电话 |\n| 李四 | {LI} | 王五 | 13700003333 |", Ledger(PEOPLE))
    assert verdicts(made) == ["changed"] and codes(made) == ["KEEPING_NOT_LINKED"]


def test_a_plan_survives_json() -> None:
    ledger = Ledger(PEOPLE, said={"person.phone": ("社区采集", date(2027, 1, 1))})
    made = planned(f"| 姓名 | 身份证号 | 电话 |\n| 李四 | {LI} | 13700003333 |\n| 张三 | 1 | |", ledger)
    text = json.dumps(made.as_json(), ensure_ascii=False)
    assert plan_from_json(json.loads(text)) == made


def test_rows_that_say_nothing_new_stand_in_order_among_the_others_and_are_counted() -> None:
    rows = tuple(RowPlan("甲", number, Verdict.CHANGED) for number in (3, 7))
    same = (SameRows("甲", ((1, 2), (4, 5))), SameRows("甲", ((9, 9),)), SameRows("乙", ((2, 3),)))
    made = LedgerPlan("名册.csv", "公安", TODAY, rows, same=same)
    assert [(row.sheet, row.row) for row in made.each_row()] == [
        *(("甲", number) for number in (1, 2, 3, 4, 5, 7, 9)), ("乙", 2), ("乙", 3),
    ]  # fmt: skip
    assert (made.counts["same"], made.counts["changed"]) == (7, 2)
    assert plan_from_json(made.as_json()) == made
