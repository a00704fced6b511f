"""A row that mishears a name and says no number is doubted before it makes a second record of somebody."""

from __future__ import annotations

from tests.flow.received import STANDARD, Ledger, id_number, linked, standardised
from yibiao.base.problems import Place
from yibiao.flow.linking.likely import suspected
from yibiao.flow.linking.waterfall import Sought
from yibiao.flow.standard.rows import Link

BORN, STREET = "1950-03-01", "榆汀区岫浦街道稻香路12号白露公寓3幢2单元502室"
PEOPLE = f"""
| id | person.name | person.id_number | person.birth_date | person.gender | person.phone | person.residence_address |
| p1 | 张玮 | {id_number("19500301", 1)} | {BORN} | 1 | 14300001111 | {STREET} |
| p2 | 李芳 | {id_number("19620505", 2)} | 1962-05-05 | 2 | 14300001111 | {STREET} |
"""
HEARD = f"| 姓名 | 性别 | 出生日期 | 住址 |\n| 章伟 | 男 | {BORN} | 白露公寓3-2-502 |"


def link_of(table: str) -> Link:
    return linked(standardised(table).rows, Ledger(PEOPLE))[0][0]


def test_a_name_heard_otherwise_is_doubted_with_the_person_it_may_be() -> None:
    found = link_of(HEARD)
    assert found.record is None
    assert found.candidates == ("p1",)
    assert [why.code for why in found.problems] == ["LINK_LIKELY"]


def test_without_the_comparison_it_would_be_a_second_record() -> None:
    told = {"person.name": "章伟", "person.gender": "1", "person.birth_date": BORN, "person.residence_address": STREET}
    sought, new = [Sought(Place(), told)], [Link("person")]
    assert not suspected(sought, new, Ledger(PEOPLE), STANDARD, likely=1.1)[0].doubtful
    assert suspected(sought, new, Ledger(PEOPLE), STANDARD)[0].doubtful


def test_somebody_of_the_same_home_and_telephone_is_new() -> None:
    row = "| 姓名 | 性别 | 出生日期 | 电话 | 住址 |\n| 张宁 | 男 | 1988-08-08 | 14300001111 | 白露公寓3-2-502 |"
    assert link_of(row) == Link("person")


def test_a_number_of_its_own_says_that_it_is_somebody_else() -> None:
    number = id_number("19500301", 5)
    assert link_of(f"{HEARD.splitlines()[0]} 身份证号 |\n{HEARD.splitlines()[1]} {number} |") == Link("person")


def test_what_other_rows_say_changes_nothing() -> None:
    alone, rows = link_of(HEARD), HEARD + f"\n| 章伟 | 男 | 1977-07-07 | 榆岭路5号 |\n| 章伟 | 女 | {BORN} | |"
    assert linked(standardised(rows).rows, Ledger(PEOPLE))[0][0] == alone
