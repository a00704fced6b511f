"""How values are kept as JSON, what the mirror's columns are, and what a domain never takes back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from yibiao.flow.standard import load
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.domains.shape import Scalar

KEPT: list[tuple[str, Scalar, Json, str]] = [
    ("name", "张三", "张三", "VARCHAR"),
    ("date", date(1990, 1, 2), "1990-01-02", "DATE"),
    ("month", date(1990, 1, 1), "1990-01-01", "DATE"),
    ("year", 1990, 1990, "BIGINT"),
    ("time", "09:30", "09:30", "VARCHAR"),
    ("int:persons", 3, 3, "BIGINT"),
    ("money:CNY", Decimal("12.5"), "12.50", "DECIMAL(18,2)"),
    ("decimal:degree", Decimal("120.123456"), "120.123456", "DECIMAL(18,6)"),
    ("decimal:kg", Decimal("1.5"), "1.5000", "DECIMAL(18,4)"),
    ("area_m2", Decimal("90"), "90.00", "DECIMAL(18,2)"),
    ("percent", Decimal("12.5"), "12.50", "DECIMAL(18,2)"),
    ("bool", True, True, "BOOLEAN"),
    ("code:GB/T 2261.1", "1", "1", "VARCHAR"),
    ("codes:chronic_disease", "1,2", "1,2", "VARCHAR"),
]


@pytest.mark.parametrize(("spec", "value", "kept", "column"), KEPT)
def test_a_value_is_kept_and_comes_back(spec: str, value: Scalar, kept: Json, column: str) -> None:
    domain = domain_of(spec, load())
    assert domain.to_json(value) == kept
    assert type(domain.to_json(value)) is type(kept)
    assert domain.from_json(kept) == value
    assert domain.duckdb_type == column


@pytest.mark.parametrize(
    ("spec", "kept"),
    [
        ("name", 3),
        ("date", 19900102),
        ("date", "1990年"),
        ("year", "1990"),
        ("year", True),
        ("int", "3"),
        ("int", True),
        ("money:CNY", True),
        ("money:CNY", None),
        ("bool", "true"),
        ("bool", 1),
    ],
)
def test_what_was_never_kept_so_is_our_fault(spec: str, kept: Json) -> None:
    with pytest.raises(ValueError, match=r".+"):
        domain_of(spec).from_json(kept)


@pytest.mark.parametrize(
    ("spec", "value"), [("date", "1990"), ("year", "1990"), ("int", True), ("int", "3"), ("bool", 1)]
)
def test_a_value_of_another_kind_is_never_kept(spec: str, value: Scalar) -> None:
    with pytest.raises(ValueError, match=r".+"):
        domain_of(spec).to_json(value)


@pytest.mark.parametrize("spec", ["date", "month", "year", "money:CNY", "int"])
def test_text_in_the_place_of_a_value_is_written_as_it_is(spec: str) -> None:
    assert domain_of(spec).render("90**") == "90**"


@pytest.mark.parametrize(("spec", "code"), [("text", "DOMAIN_TEXT_LONG"), ("address", "DOMAIN_TEXT_LONG")])
def test_a_novel_is_no_value(spec: str, code: str) -> None:
    assert domain_of(spec).parse("某" * 2001).problems[0].code == code


@pytest.mark.parametrize(
    ("spec", "sample", "other"),
    [
        ("date", "1990.1.1", "张三"),
        ("email", "a@example.cn", "张三"),
        ("area_m2", "90㎡", "张三"),
        ("int", "3", "20200101000000"),
        ("percent", "12%", "12"),
        ("address", "某某路12号", "张三"),
        ("area", "990101", "张三"),
        ("bool", "是", "张三"),
        ("ref:household", "0190d5a2-8b5c-7abc-8def-0123456789ab", "张三"),
        ("codes:chronic_disease", "高血压、糖尿病", "张三"),
        ("credit_code", "91350100M000100Y43", "张三"),
        ("bank_account", "6222021234567890128", "11010519491231002X"),
    ],
)
def test_a_sample_speaks_for_its_domain_only(spec: str, sample: str, other: str) -> None:
    assert domain_of(spec, load()).profile([sample, sample]) == 1.0
    assert domain_of(spec, load()).profile([other]) == 0.0


@pytest.mark.parametrize(
    ("spec", "raw", "value"),
    [
        ("year", "90年", 1990),
        ("time", datetime(2020, 1, 2, 8, 5), "08:05"),
        ("time", 0.5, "12:00"),
        ("month", "90年5月", date(1990, 5, 1)),
        ("phone", "013812345678", "13812345678"),
        ("phone", "00852-98765432", "+85298765432"),
        ("int", "二万三千", 23000),
        ("decimal:kg", "2.5kg", Decimal("2.5")),
        ("percent", "百分之五", Decimal(5)),
        ("codes:chronic_disease", "无", "0"),
    ],
)
def test_rarer_writings(spec: str, raw: str | float | datetime, value: Scalar) -> None:
    assert domain_of(spec, load()).parse(raw).value == value


@pytest.mark.parametrize(
    ("spec", "raw", "code"),
    [
        ("month", "1990", "DOMAIN_DATE_ONLY_YEAR"),
        ("month", "去年", "DOMAIN_DATE_WRITING"),
        ("year", "去年", "DOMAIN_DATE_WRITING"),
        ("time", "早上", "DOMAIN_TIME_WRITING"),
        ("email", "张三", "DOMAIN_EMAIL_WRITING"),
        ("coordinates", "190,95", "DOMAIN_COORDINATES"),
        ("codes:chronic_disease", "高血压、不存在的病", "DOMAIN_CODE_UNKNOWN"),
        ("int", "二三十百五五", "DOMAIN_NUMBER_WRITING"),
    ],
)
def test_rarer_refusals(spec: str, raw: str, code: str) -> None:
    parsed = domain_of(spec, load()).parse(raw)
    assert parsed.refused
    assert parsed.problems[0].code == code


def test_several_codes_are_written_as_labels_codes_or_words() -> None:
    domain = domain_of("codes:GB/T 4658", load())
    assert domain.render("20,60") == "本科、高中"
    assert domain.render("20,60", "code") == "20,60"
    assert domain.render("20,60", "label") == "大学本科教育、普通高级中学教育"


def test_coordinates_and_areas_are_masked_to_their_surroundings() -> None:
    assert domain_of("coordinates").mask("120.123456,30.123456") == "120.***,30.***"
    assert domain_of("area").mask("990101001") == "99***"
