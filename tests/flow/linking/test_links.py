"""A row finds its record by what is certain, and says who else it might be where nothing is."""

from __future__ import annotations

from tests.flow.received import Ledger, id_number, linked, standardised

ZHANG = id_number("19500301", 1)
LI = id_number("19620505", 2)
PEOPLE = f"""
| id | person.name | person.id_number | person.birth_date | person.gender | person.phone | person.household |
| p1 | 张三 | {ZHANG} | 1950-03-01 | 1 | 13800001111 | h1 |
| p2 | 李四 | | 1962-05-05 | 2 | 13900002222 | h1 |
| p3 | 王芳 | | 1980-01-01 | 2 | | |
| p4 | 王芳 | | 1980-01-01 | 2 | | |
"""
HOUSES = """
| id | household.number | household.head_name | household.address |
| h1 | H-77 | 张三 | 东街1号 |
"""


def links(table: str, *ledger: str, register: str = "person") -> list[tuple[str | None, str, list[str]]]:
    """Record, step and problem codes of the first link of each row."""
    found = linked(standardised(table, register).rows, Ledger(*(ledger or (PEOPLE, HOUSES))))
    return [
        (each[0].record.id if each[0].record else None, each[0].step, [why.code for why in each[0].problems])
        for each in found
    ]


def test_the_identity_number_finds_its_person() -> None:
    assert links(f"| 姓名 | 身份证号 |\n| 张三 | {ZHANG} |") == [("p1", "person.id_number", [])]


def test_the_same_number_under_another_name_is_doubtful() -> None:
    assert links(f"| 姓名 | 身份证号 |\n| 赵六 | {ZHANG} |") == [(None, "person.id_number", ["LINK_OTHER_NAME"])]


def test_a_number_that_the_ledger_lacks_falls_to_name_and_birth_date() -> None:
    assert links(f"| 姓名 | 身份证号 |\n| 李四 | {LI} |") == [("p2", "person.name+person.birth_date", [])]


def test_two_different_numbers_never_meet_in_one_person() -> None:
    other = id_number("19500303", 3)
    assert links(f"| 姓名 | 身份证号 | 电话 |\n| 张三 | {other} | 13800009999 |") == [(None, "new", [])]


def test_another_number_under_the_same_name_and_birthday_may_be_a_slip() -> None:
    other = id_number("19500301", 3)
    assert links(f"| 姓名 | 身份证号 |\n| 张三 | {other} |") == [
        (None, "person.name+person.birth_date", ["LINK_MAYBE"])
    ]


def test_somebody_renamed_is_not_simply_new() -> None:
    assert links("| 姓名 | 出生日期 | 电话 |\n| 李小四 | 1962-05-05 | 13900002222 |") == [
        (None, "person.birth_date+person.phone", ["LINK_MAYBE"])
    ]


def test_a_namesake_with_another_birthday_is_new() -> None:
    assert links("| 姓名 | 出生日期 |\n| 张三 | 1990-09-09 |") == [(None, "new", [])]


def test_a_wrong_number_is_carried_by_name_and_telephone_or_stays_doubtful() -> None:
    wrong = ZHANG[:-1] + ("0" if ZHANG[-1] != "0" else "1")
    assert links(f"| 姓名 | 身份证号 | 电话 |\n| 张三 | {wrong} | 13800001111 |\n| 孙七 | {wrong} | 13800003333 |") == [
        ("p1", "person.name+person.phone", []),
        (None, "", ["LINK_BAD_IDENTIFIER"]),
    ]


def test_two_people_of_one_name_and_birthday_are_left_to_a_person() -> None:
    found = linked(standardised("| 姓名 | 出生日期 |\n| 王芳 | 1980-01-01 |").rows, Ledger(PEOPLE))[0][0]
    assert found.doubtful and found.candidates == ("p3", "p4")
    assert [why.code for why in found.problems] == ["LINK_SEVERAL"]


def test_a_shared_telephone_with_another_birthday_is_doubtful() -> None:
    assert links("| 姓名 | 电话 | 出生日期 |\n| 张三 | 13800001111 | 1990-09-09 |") == [
        (None, "person.name+person.phone", ["LINK_CONTRADICTS"])
    ]


def test_name_and_household_find_a_member() -> None:
    assert links("| 姓名 | 户号 |\n| 李四 | H-77 |") == [("p2", "person.name+person.household", [])]


def test_a_name_alone_is_too_little() -> None:
    assert links("| 姓名 |\n| 张三 |") == [(None, "little", ["LINK_TOO_LITTLE"])]


def test_two_rows_with_one_number_leave_the_second_in_doubt() -> None:
    rows = f"| 姓名 | 身份证号 |\n| 张三 | {ZHANG} |\n| 张三 | {ZHANG} |"
    assert links(rows) == [("p1", "person.id_number", []), (None, "person.id_number", ["LINK_TWICE"])]


def test_two_rows_that_meet_by_name_only_are_both_in_doubt() -> None:
    rows = "| 姓名 | 出生日期 | 电话 |\n| 李四 | 1962-05-05 | |\n| 李四 | | 13900002222 |"
    assert [why for _, _, why in links(rows)] == [["LINK_TWICE"], ["LINK_TWICE"]]


def test_a_newcomer_told_twice_is_new_once() -> None:
    fresh = id_number("20010101", 5)
    rows = f"| 姓名 | 身份证号 |\n| 周八 | {fresh} |\n| 周八 | {fresh} |"
    assert [why for _, _, why in links(rows)] == [[], ["LINK_TWICE"]]


def test_a_person_may_come_with_two_vehicles() -> None:
    owned = "| id | master | vehicle.plate |\n| v1 | p1 | 京A12345 |"
    rows = standardised(
        f"| 姓名 | 身份证号 | 车牌号 |\n| 张三 | {ZHANG} | 京A12345 |\n| 张三 | {ZHANG} | 京B54321 |", "vehicle"
    ).rows
    found = linked(rows, Ledger(PEOPLE, owned))
    assert [[(each.register, each.record.id if each.record else None) for each in row] for row in found] == [
        [("person", "p1"), ("vehicle", "v1")],
        [("person", "p1"), ("vehicle", None)],
    ]


def test_the_ledger_is_asked_once_a_step_however_long_the_file() -> None:
    ledger = Ledger(PEOPLE, HOUSES)
    body = "\n".join(f"| 甲{number} | {id_number('19700101', number)} |" for number in range(1, 300))
    linked(standardised(f"| 姓名 | 身份证号 |\n{body}").rows, ledger)
    assert ledger.asked <= 12


def test_an_organisation_is_found_by_name_and_address_pairs_only() -> None:
    shops = "| id | organisation.name |\n| o1 | 便民超市 |"
    assert links("| 单位名称 |\n| 便民超市 |", shops, register="organisation") == [
        (None, "little", ["LINK_TOO_LITTLE"])
    ]
