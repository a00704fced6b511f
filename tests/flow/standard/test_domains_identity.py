"""Numbers with check characters: what they find, what they forgive, what their masks hide."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.base.problems import Place
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.certificates import (
    credit_check_character,
    disability_grade,
    disability_id_number,
    disability_kind,
    is_credit_code,
    luhn,
)
from yibiao.flow.standard.domains.citizen_id import (
    birth_date,
    check_character,
    is_citizen_id,
    plausible,
    sex,
    upgraded,
)

ID = domain_of("citizen_id")
CREDIT = domain_of("credit_code")
ACCOUNT = domain_of("bank_account")
CERTIFICATE = domain_of("disability_certificate")


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(990101, 990999))
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    order = draw(st.integers(1, 999))
    first = f"{area}{born:%Y%m%d}{order:03d}"
    return first + check_character(first)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["91", "92", "93", "12", "52", "N2"]))
    rest = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
    first = f"{kind}990101{rest}"
    return first + credit_check_character(first)


def test_it_computes_the_check_character_of_the_standards_own_example() -> None:
    assert check_character("11010519491231002") == "X"


def test_it_computes_the_credit_check_character_of_a_published_code() -> None:
    assert is_credit_code("91350100M000100Y43")


@given(id_numbers())
def test_it_reads_back_every_right_identity_number(number: str) -> None:
    assert ID.parse(number).value == number
    assert ID.from_json(ID.to_json(number)) == number


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_it_finds_every_single_wrong_digit(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_citizen_id(wrong)
    assert ID.parse(wrong).refused


@given(id_numbers(), st.integers(0, 15))
def test_it_finds_every_swap_of_neighbours(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_citizen_id(swapped)


@given(id_numbers(), st.sampled_from([" {} ", "'{}", "{}\n", "\u3000{}"]))
def test_it_forgives_how_people_write_it(number: str, writing: str) -> None:
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}".lower()
    assert ID.parse(writing.format(spaced)).value == number


def test_it_reads_full_width_digits() -> None:
    assert ID.parse("１１０１０５１９４９１２３１００２Ｘ").value == "11010519491231002X"


def test_it_upgrades_fifteen_digits_and_says_so() -> None:
    parsed = ID.parse("990105491231002")
    assert parsed.value == upgraded("990105491231002") == "990105194912310023"
    assert [problem.code for problem in parsed.problems] == ["DOMAIN_ID_FIFTEEN"]


def test_it_takes_a_number_out_of_other_words_with_doubt() -> None:
    parsed = ID.parse("身份证：11010519491231002X（已核）")
    assert (parsed.value, parsed.doubtful) == ("11010519491231002X", True)


def test_a_whole_number_that_lost_no_digit_is_read() -> None:
    assert ID.parse(990105194912310023).value == "990105194912310023"
    assert ID.parse(990105194912310000).problems[0].code == "DOMAIN_DIGITS_LOST"


@given(id_numbers())
def test_it_derives_birth_and_sex(number: str) -> None:
    born = birth_date(number)
    assert born is not None
    assert f"{born:%Y%m%d}" == number[6:14]
    assert sex(number) == ("1" if int(number[16]) % 2 else "2")


def test_it_tells_who_cannot_be_alive() -> None:
    assert plausible(date(1926, 1, 1), date(2026, 1, 1))
    assert not plausible(date(2026, 1, 2), date(2026, 1, 1))
    assert not plausible(date(1890, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("11010519491231002", "DOMAIN_ID_LENGTH"),
        ("110105194913310021", "DOMAIN_ID_BIRTH"),
        ("110105194912310021", "DOMAIN_ID_CHECK"),
        ("1101**********002X", "DOMAIN_MASKED"),
        (1.1010519491231e17, "DOMAIN_DIGITS_LOST"),
        ("1.10105E+17", "DOMAIN_DIGITS_LOST"),
        ("#REF!", "DOMAIN_CELL_ERROR"),
        ("某某护照", "DOMAIN_ID_LENGTH"),
    ],
)
def test_it_refuses_with_a_place_and_a_remedy(raw: str | float, code: str) -> None:
    place = Place(sheet="表一", cell="C5")
    parsed = ID.parse(raw, place)
    assert parsed.refused
    assert parsed.problems[0].code == code
    assert parsed.problems[0].place == place
    assert parsed.problems[0].remedy("zh")
    assert parsed.problems[0].remedy("en")


@given(id_numbers())
def test_its_refusal_never_quotes_the_number(number: str) -> None:
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    said = str(ID.parse(wrong).problems[0].as_json())
    assert wrong not in said
    assert wrong[6:14] not in said


@given(credit_codes())
def test_it_reads_back_every_right_credit_code(code: str) -> None:
    assert CREDIT.parse(code.lower()).value == code


@given(credit_codes(), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_it_finds_every_single_wrong_character_of_a_credit_code(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert wrong == code or CREDIT.parse(wrong).refused


def test_it_reads_letters_that_a_credit_code_cannot_have_as_the_digits_they_look_like() -> None:
    parsed = CREDIT.parse("9135O1OOMOOO1OOY43")
    assert parsed.value == "91350100M000100Y43"
    assert parsed.doubtful


def test_it_says_that_an_old_registration_number_is_no_credit_code() -> None:
    assert CREDIT.parse("110105000012345").problems[0].code == "DOMAIN_CREDIT_OLD"


def test_a_card_that_fails_luhn_is_doubtful_not_refused() -> None:
    assert luhn("6222021234567890128")
    assert not ACCOUNT.parse("6222 0212 3456 7890 128").doubtful
    wrong = ACCOUNT.parse("6222021234567890123")
    assert wrong.value == "6222021234567890123"
    assert wrong.doubtful


def test_a_long_account_that_excel_made_a_number_is_refused() -> None:
    assert ACCOUNT.parse(6222021234567890128.0).problems[0].code == "DOMAIN_DIGITS_LOST"


@given(id_numbers(), st.integers(1, 7), st.integers(1, 4))
def test_a_disability_certificate_holds_number_kind_and_grade(number: str, kind: int, grade: int) -> None:
    value = CERTIFICATE.parse(f"{number}{kind}{grade}").value
    assert isinstance(value, str)
    assert (disability_id_number(value), disability_kind(value), disability_grade(value)) == (
        number,
        str(kind),
        str(grade),
    )


def test_a_disability_certificate_with_a_wrong_number_is_refused() -> None:
    assert CERTIFICATE.parse("11010519491231002142").problems[0].code == "DOMAIN_DISABILITY_ID"
    assert CERTIFICATE.parse("11010519491231002X82").problems[0].code == "DOMAIN_DISABILITY_WRITING"
