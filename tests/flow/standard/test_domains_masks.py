"""Masks never reveal the middle. Each promise is also held against a broken variant, which must fail it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.citizen_id import check_character
from yibiao.flow.standard.domains.shape import Scalar

Mask = Callable[[Scalar], str]

digits = st.text("0123456789", min_size=1)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"0[3-9][0-9]{2}-[2-9][0-9]{6,7}(-[0-9]{1,4})?", fullmatch=True)
locals_ = st.from_regex(r"[2-9][0-9]{6,7}", fullmatch=True)
han_names = st.text("王李张刘陈杨黄欧阳小明华建国", min_size=2, max_size=5)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    first = f"990101{born:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return first + check_character(first)


def shown_places(value: str, masked: str) -> int:
    """How many characters of the value a mask of the same length shows."""
    assert len(masked) == len(value)
    return sum(a == b for a, b in zip(value, masked, strict=True) if b != "*")


def hides_the_birth_date(mask: Mask, number: str) -> bool:
    masked = mask(number)
    return len(masked) >= 18 and set(masked[4:14]) == {"*"} and shown_places(number[:18], masked[:18]) <= 8


def hides_the_middle_of_a_phone(mask: Mask, number: str) -> bool:
    masked = mask(number)
    if not number.startswith("0"):
        return masked[3:7] == "****"
    local = masked.split("-")[1]
    return set(local[:-4]) == {"*"} and len(local) == len(number.split("-")[1])


def hides_the_given_name(mask: Mask, name: str) -> bool:
    masked = mask(name)
    return masked[0] == name[0] and set(masked[1:]) == {"*"}


def hides_the_house_number(mask: Mask, address: str) -> bool:
    return not any(character.isdigit() for character in mask(address)) and mask(address).endswith("***")


@given(id_numbers())
def test_an_identity_number_hides_its_birth_date(number: str) -> None:
    assert hides_the_birth_date(domain_of("citizen_id").mask, number)
    assert domain_of("citizen_id").render(number, "mask") == domain_of("citizen_id").mask(number)


@pytest.mark.parametrize(
    "broken", [str, lambda value: f"{value[:6]}{'*' * 8}{value[14:]}", lambda value: value[:14] + "****"]
)
def test_a_broken_mask_of_identity_numbers_is_found(broken: Mask) -> None:
    assert not hides_the_birth_date(broken, "11010519491231002X")


@given(id_numbers(), st.integers(1, 7), st.integers(1, 4))
def test_a_disability_certificate_hides_birth_kind_and_grade(number: str, kind: int, grade: int) -> None:
    masked = domain_of("disability_certificate").mask(f"{number}{kind}{grade}")
    assert set(masked[4:14]) == {"*"}
    assert masked[18:] == "**"


@given(st.one_of(mobiles, landlines))
def test_a_phone_hides_its_middle(number: str) -> None:
    assert hides_the_middle_of_a_phone(domain_of("phone").mask, number)


@pytest.mark.parametrize("broken", [str, lambda value: value[:7] + "****", lambda value: "***" + value[3:]])
def test_a_broken_mask_of_phones_is_found(broken: Mask) -> None:
    assert not all(hides_the_middle_of_a_phone(broken, number) for number in ("13812345678", "0571-87654321"))


@given(locals_)
def test_a_local_number_shows_its_last_four_only(number: str) -> None:
    masked = domain_of("phone").mask(number)
    assert masked.strip("*") == number[-4:]


@given(han_names)
def test_a_name_shows_its_first_character_only(name: str) -> None:
    assert hides_the_given_name(domain_of("name").mask, name)


def test_a_broken_mask_of_names_is_found() -> None:
    assert not hides_the_given_name(lambda name: f"{str(name)[:2]}*", "张小明")


@given(
    st.sampled_from(["某区", "某街道", "某某镇", ""]),
    st.sampled_from(["和平路", "光明大道", "三里巷", "永安村", "幸福苑"]),
    st.integers(1, 999),
    st.sampled_from(["号{}室", "幢{}单元", "弄{}号", "-{}"]),
)
def test_an_address_ends_at_its_road(area: str, road: str, number: int, rest: str) -> None:
    address = f"{area}{road}{number}{rest.format(number)}"
    masked = str(domain_of("address").mask(address))
    assert hides_the_house_number(domain_of("address").mask, address)
    assert address.startswith(masked.removesuffix("***"))


def test_a_broken_mask_of_addresses_is_found() -> None:
    assert not hides_the_house_number(lambda address: f"{str(address)[:-2]}***", "某区和平路12号3幢101室")


def test_han_house_numbers_are_hidden_too() -> None:
    assert domain_of("address").mask("某某村三组十二号") == "某某村***"


@given(st.text("0123456789", min_size=12, max_size=22))
def test_an_account_shows_its_last_four_only(number: str) -> None:
    assert domain_of("bank_account").mask(number) == f"**** **** {number[-4:]}"


@pytest.mark.parametrize(
    ("spec", "value"),
    [("text", "低保"), ("money:CNY", 1200), ("bool", True), ("int:persons", 3), ("file", "a.jpg"), ("time", "09:30")],
)
def test_what_has_no_practice_is_hidden_whole(spec: str, value: Scalar) -> None:
    assert domain_of(spec).mask(value) == "***"


def test_a_date_shows_its_year() -> None:
    assert domain_of("date").mask(date(1990, 5, 6)) == "1990-**-**"


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("citizen_id", "11010519491231002X"),
        ("phone", "13812345678"),
        ("phone", "0571-87654321"),
        ("name", "张小明"),
        ("address", "某区和平路12号"),
        ("bank_account", "6222021234567890128"),
        ("disability_certificate", "11010519491231002X42"),
        ("credit_code", "91350100M000100Y43"),
        ("email", "zhang@example.cn"),
        ("text", "低保"),
        ("date", date(1990, 1, 1)),
        ("plate", "某A12345"),
    ],
)
def test_a_masked_value_never_comes_back_as_a_value(spec: str, value: Scalar) -> None:
    domain = domain_of(spec)
    parsed = domain.parse(domain.mask(value))
    assert parsed.value is None
    assert [problem.code for problem in parsed.problems] == ["DOMAIN_MASKED"]
