"""What a long list's columns take for settled without parsing is exactly what the domains would have kept."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.received import STANDARD, form, id_number
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.citizen_id import check_character, is_citizen_id
from yibiao.flow.standard.domains.shape import BLANKS
from yibiao.flow.standard.model import Element
from yibiao.flow.standardising import comparable
from yibiao.flow.standardising.settled import FORMS, Column, right_numbers

SPECS = ("name", "phone", "address", "text", "citizen_id", "date", "code:GB/T 2261.1", "bool", "int:persons")


def column(spec: str, unit: str | None = None) -> Column:
    return Column(1, Element("person.x", "某项", "x", spec, 1), domain_of(spec, STANDARD), unit)


def kept(spec: str, raw: object, unit: str | None = None) -> object:
    """The careful way's word: text, None for a blank, False where something is to be said."""
    domain = domain_of(spec, STANDARD)
    parsed = domain.parse(raw, None, unit)  # type: ignore[arg-type]
    if parsed.problems or parsed.doubtful:
        return False
    if parsed.value is None:
        return None
    found = domain.to_json(parsed.value)
    return str(found).lower() if isinstance(found, bool) else str(found)


@pytest.mark.parametrize("spec", SPECS)
def test_no_sign_is_taken_for_settled_that_its_domain_would_write_otherwise(spec: str) -> None:
    signs = [
        chr(code) for codes in (range(0x20, 0xA000), range(0xF900, 0xFFFF), range(0x2F800, 0x2F810)) for code in codes
    ]
    texts = ["张" + sign for sign in signs] if spec in ("name", "address", "text") else signs[: 0x3500 - 0x20]
    texts += [f"{year}-{month:02}-{day:02}" for year in (1899, 1900, 2023, 2024, 2099, 2100) for month in range(14)
              for day in range(33)]  # fmt: skip
    texts += ["年" + word for word in BLANKS] + [*BLANKS, *(word + "村" for word in BLANKS), "年月", "丨丨", "年月日"]
    assert column(spec).told(texts) == [kept(spec, text) for text in texts]


@pytest.mark.parametrize("spec", SPECS)
def test_random_dirt_is_told_as_its_domain_tells_it(spec: str) -> None:
    dice = Random(spec)
    signs = "0123456789X×*-—.年月日 　男女是否无张三村路号（）,、/#'１２x"
    texts: list[object] = ["".join(dice.choice(signs) for _ in range(dice.randrange(20))) for _ in range(5_000)]
    texts += [id_number(f"19{dice.randrange(10, 99)}0{dice.randrange(1, 9)}1{dice.randrange(9)}", 7) for _ in range(99)]
    texts += [1, 1.0, True, 0, False, None, 13800000001, 13800000001.0, 2.5]
    assert column(spec).told(texts) == [kept(spec, text) for text in texts]  # type: ignore[arg-type]


@given(st.data())
def test_what_has_the_form_of_its_domain_is_a_fixed_point_of_it(data: st.DataObject) -> None:
    """So a text that the ledger holds and a file says needs no standardising where it has its form."""
    spec = data.draw(st.sampled_from(["name", "phone", "address", "text", "date"]))
    text = data.draw(st.from_regex(FORMS[spec].pattern, fullmatch=True))
    assert not FORMS[spec].fits(text) or kept(spec, text) == text


def test_a_header_that_names_a_unit_is_heard() -> None:
    assert column("text", "万人").told(["张村"]) == [kept("text", "张村", "万人")]


def test_identity_numbers_are_judged_on_arrays_as_one_by_one() -> None:
    dice = Random(11643)
    first = [f"{dice.randrange(1, 10)}{dice.randrange(10**5):05}{dice.randrange(1870, 2030)}" for _ in range(20_000)]
    first17 = [f"{each}{dice.randrange(14):02}{dice.randrange(33):02}{dice.randrange(1000):03}" for each in first]
    numbers = [
        each + (check_character(each) if dice.random() < 0.8 else dice.choice("0123456789X")) for each in first17
    ]
    numbers += [f"{each[:6]}{year}0229{each[14:]}" for each in first17 for year in (1900, 2000, 2023, 2024)][:400]
    found = right_numbers([number if len(number) == 18 else number[:17] + "0" for number in numbers])
    assert found == [is_citizen_id(number if len(number) == 18 else number[:17] + "0") for number in numbers]
    assert 1_000 < sum(found) < len(found)


@pytest.mark.parametrize(
    "table",
    [
        "| 姓名 | 户号 |\n| 张三 | 1 |",  # names a record of another register
        "| 姓名 | 家庭住址 |\n| 张三 | 北村路1号 |",  # speaks of two registers
        "| 姓名 | 月救助金额 |\n| 张三 | 500 |",  # an amount, hung on a person
        "| 姓名 | 姓名 |\n| 张三 | 李四 |",  # one thing twice
        "| 别的 |\n| 张三 |",  # nothing known
    ],
)
def test_a_list_that_columns_cannot_compare_is_read_row_by_row(table: str) -> None:
    assert comparable(*form(table), STANDARD) is None


def test_rows_of_which_something_is_to_be_said_are_left_out_and_birth_and_sex_stand_in_the_number() -> None:
    right, other = id_number("19500102", 1), id_number("19600304", 2)
    rows = (("姓名", "身份证号", "出生日期", "电话"), ("张三", right, "", "13800000001"),
            ("李四", f"{right[:-1]}A", "", ""), ("王五", other, "1999-01-01", ""), ("赵六", "", "", "不详"))  # fmt: skip
    table = comparable(*form("\n".join(f"| {' | '.join(row)} |" for row in rows)), STANDARD)
    assert table is not None
    [told] = table.told()
    assert list(told.rows) == [2, 5]
    assert told.values == {
        "person.name": ["张三", "赵六"], "person.id_number": [right, None], "person.birth_date": ["1950-01-02", None],
        "person.phone": ["13800000001", None], "person.gender": ["1", None],
    }  # fmt: skip
