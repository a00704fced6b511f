"""An address names its dwelling of the register, whichever way it is written; what is not sure is said and sets nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flow.received import STANDARD, TODAY, Ledger, id_number, linked, standardised
from yibiao.flow.keeping import Context, plan
from yibiao.flow.linking import homed
from yibiao.flow.standard.rows import StandardRow

REGISTER = """
| id | dwelling.code | dwelling.address |
| d1 | A1 | 榆汀区岫浦街道漪洲社区稻香路12号白露公寓3幢2单元502室 |
| d2 | A2 | 榆汀区岫浦街道漪洲社区稻香路12号白露公寓3幢1单元401室 |
| d3 | A3 | 榆汀区岫浦街道漪洲社区稻香路12号白露公寓3幢2单元401室 |
| d4 | A4 | 榆汀区岫浦街道漪洲社区稻香路18号 |
"""


def told(address: str, abolished: frozenset[str] = frozenset(), hidden: frozenset[str] = frozenset()) -> StandardRow:
    rows = standardised(f"| 姓名 | 住址 |\n| 张三 | {address} |").rows
    return homed(rows, Ledger(REGISTER), STANDARD, hidden, abolished)[0]


@pytest.mark.parametrize(
    ("address", "dwelling"),
    [
        ("岫浦街道白露公寓三栋2单元502", "d1"),
        ("白露公寓３－２－５０２", "d1"),
        ("稻香路十二号3号楼二单元502室", "d1"),
        ("白露公寓3幢1单元401", "d2"),
        ("稻香路18号", "d4"),
        ("远山省白露公寓3幢2单元502室", "d1"),  # the register says no province
    ],
)
def test_an_address_names_its_dwelling_however_it_is_written(address: str, dwelling: str) -> None:
    row = told(address)
    assert row.values["person.dwelling"] == dwelling
    assert row.cells["person.dwelling"] == row.cells["person.residence_address"]
    assert not row.problems


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("白露公寓3幢401", ["LINK_HOME_SEVERAL"]),  # two stairwells have a 401
        ("白露公寓3幢502", ["LINK_HOME_SEVERAL"]),  # one has a 502, and the other may have one that nobody entered yet
        ("汀南区白露公寓3幢502室", ["LINK_HOME_OTHERWISE"]),  # a district that the register does not know it in
        ("稻香路14号白露公寓3幢502室", ["LINK_HOME_OTHERWISE"]),
        ("白露公寓3幢3单元502室", []),  # a stairwell that the register lacks is no other dwelling
        ("白露公寓", []),
        ("不详", []),
    ],
)
def test_what_is_not_sure_is_said_and_sets_nothing(address: str, codes: list[str]) -> None:
    row = told(address)
    found = [each for each in row.problems if each.code.startswith("LINK_HOME")]
    assert [each.code for each in found] == codes
    assert "person.dwelling" not in row.values
    assert all(each.place.cell == row.cells["person.residence_address"] for each in found)


def test_a_district_that_stands_no_more_contradicts_nothing() -> None:
    assert told("汀南区白露公寓3幢2单元502室", frozenset({"汀南区"})).values["person.dwelling"] == "d1"


def test_if_only_rooms_were_compared_a_missing_stairwell_would_take_the_other_ones_room() -> None:
    class Forgetful(Ledger):
        """Tells the rooms and no stairwells."""

        def stems(self, register: str, element: str) -> Iterator[str]:
            return iter(())

    rows = standardised("| 姓名 | 住址 |\n| 张三 | 白露公寓3幢502 |").rows
    assert homed(rows, Forgetful(REGISTER), STANDARD)[0].values["person.dwelling"] == "d1"
    assert "person.dwelling" not in homed(rows, Ledger(REGISTER), STANDARD)[0].values


def test_another_city_is_another_place() -> None:
    here = "| id | dwelling.address |\n| d9 | 远江市榆汀区白露公寓3幢502室 |"
    rows = standardised("| 姓名 | 住址 |\n| 张三 | 远湖市榆汀区白露公寓3幢502室 |").rows
    row = homed(rows, Ledger(here), STANDARD)[0]
    assert "person.dwelling" not in row.values
    assert not row.problems


@pytest.mark.parametrize("element", ["dwelling.address", "person.dwelling"])
def test_who_may_not_compare_addresses_learns_nothing_of_the_register(element: str) -> None:
    assert "person.dwelling" not in told("白露公寓3幢2单元502室", hidden=frozenset({element})).values


def test_name_and_dwelling_find_a_person_whose_address_is_written_otherwise() -> None:
    people = "| id | person.name | person.dwelling |\n| p1 | 张三 | d1 |\n| p2 | 张三 | d2 |"
    row = told("白露公寓三栋二单元502")
    link = linked([row], Ledger(REGISTER, people))[0][0]
    assert link.record is not None
    assert (link.record.id, link.step) == ("p1", "person.name+person.dwelling")


def row_of(**values: str) -> StandardRow:
    told = {f"dwelling.{name}": value for name, value in values.items()}
    return StandardRow("房屋", 2, "dwelling", told, dict.fromkeys(told, "A2"))


def test_a_row_of_the_dwellings_is_found_by_its_address_or_its_columns() -> None:
    rows = [
        row_of(address="白露公寓3-2-502"),
        row_of(estate="白露公寓", building="3", unit="1", room="401"),
        row_of(estate="白露公寓", building="3幢", room="401室"),
        row_of(code="B9", address="白露公寓3-2-502"),  # another code: another dwelling
    ]
    found = [each[0] for each in linked(rows, Ledger(REGISTER))]
    assert [link.record.id if link.record else None for link in found] == ["d1", "d2", None, None]
    assert [why.code for why in found[2].problems] == ["LINK_HOME_SEVERAL"]
    assert found[2].candidates == ("d2", "d3")
    assert not found[3].doubtful


def test_the_plan_sets_the_dwelling_beside_the_address_and_keeps_the_question() -> None:
    people = "| id | person.name | person.id_number |\n" + "\n".join(
        f"| p{number} | 张三 | {id_number('19500301', number)} |" for number in (1, 3)
    )
    table = "| 姓名 | 身份证号 | 住址 |\n" + "\n".join(
        f"| 张三 | {id_number('19500301', number)} | {address} |"
        for number, address in ((1, "白露公寓3-2-502"), (3, "白露公寓3幢401"))
    )
    rows = homed(standardised(table).rows, Ledger(REGISTER), STANDARD)
    context = Context("名册.xlsx", "社区采集", TODAY, STANDARD, "990101")
    made = plan(rows, linked(rows, Ledger(REGISTER, people)), context)
    sets = [{change.element: change.new for record in row.records for change in record.sets} for row in made.rows]
    assert sets[0]["person.dwelling"] == "d1"
    assert "person.dwelling" not in sets[1] and sets[1]["person.residence_address"] == "白露公寓3幢401"
    assert [each.code for each in made.rows[1].problems] == ["LINK_HOME_SEVERAL"]
