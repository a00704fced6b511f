"""What a person types becomes standard values; what an identity number tells is not asked for."""

from __future__ import annotations

from datetime import date

import pytest

from yibiao.flow.standard import load
from yibiao.flow.standard.domains.citizen_id import check_character
from yibiao.flow.standard.entries import missing, read_entries

DAY = date(2026, 11, 22)
NUMBER = "99010119900307123" + check_character("99010119900307123")


def codes(problems: object) -> set[str]:
    return {each.code for some in problems.values() for each in some}  # type: ignore[attr-defined]


def test_birth_date_and_sex_follow_from_the_identity_number() -> None:
    found = read_entries(load(), "person", {"person.id_number": NUMBER.lower(), "person.name": " 王 小明 "}, DAY)
    assert found.values["person.birth_date"] == "1990-03-07" and found.values["person.gender"] == "1"
    assert found.follows == {"person.birth_date", "person.gender"} and not found.refused


def test_what_was_typed_stands_and_a_contradiction_is_said() -> None:
    typed = {"person.id_number": NUMBER, "person.gender": "女"}
    found = read_entries(load(), "person", typed, DAY)
    assert found.values["person.gender"] == "2" and codes(found.problems) == {"RECEIVE_ID_CONTRADICTS"}
    assert not found.refused


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"person.phone": "138****1234"}, "DOMAIN_MASKED"),
        ({"person.id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "DOMAIN_ID_CHECK"),
        ({"person.death_date": "2026-11-23"}, "ENTRY_DAY_AHEAD"),
        ({"person.age": 30}, "LEDGERS_DERIVED"),
        ({"household.address": "一号"}, "STANDARD_UNKNOWN_ELEMENT"),
        ({"person.no_such": "x"}, "STANDARD_UNKNOWN_ELEMENT"),
        ({"person.id_number": "99010118990307123" + check_character("99010118990307123")}, "DOMAIN_ID_BIRTH"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(values: dict[str, str], code: str) -> None:
    found = read_entries(load(), "person", values, DAY)
    assert codes(found.problems) == {code} and found.refused
    assert not values.keys() & found.values.keys()


def test_an_empty_field_takes_the_value_away_and_a_code_is_kept_as_its_code() -> None:
    found = read_entries(load(), "person", {"person.phone": "", "person.residence_status": "4"}, DAY)
    assert found.values == {"person.phone": None, "person.residence_status": "4"} and not found.problems


def test_a_new_record_needs_what_its_face_says() -> None:
    (gap,) = missing(load(), "person", {"person.phone": "13800000000"})
    assert (gap.code, gap.place.field) == ("ENTRY_MISSING", "person.name")
    assert missing(load(), "person", {"person.name": "王"}) == () and missing(load(), "disability", {}) == ()
