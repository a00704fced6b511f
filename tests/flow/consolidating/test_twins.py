"""Columns that ask the same though two offices head them differently, and those that only look so."""

from __future__ import annotations

import pytest

from yibiao.flow.consolidating.shapes import FormField
from yibiao.flow.consolidating.twins import spot_of, twins


def field(path: str, asks: str, *others: str, stub: str = "") -> FormField:
    whole = tuple(path.split("›"))
    return FormField("A1", whole, asks, 0.9, True, stub=(stub,) if stub else (), others=others)


def paired(one: FormField, other: FormField, equal: int = 5) -> bool:
    return bool(twins([spot_of(one)], [spot_of(other)], equal))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (field("资助参保›低保", "count:person:资助 且 低保:count"), field("低保", "count:person:低保:count")),
        (field("联址方式", "new:联址方式"), field("联系方式", "person.phone")),
        (
            field("经营状况", "organisation.status", "place.operating_status"),
            field("营业情形", "place.operating_status"),
        ),
        (field("一年级›其中›住校生", "new:a", stub="一年级"), field("一年级›住校生", "new:b", stub="一年级")),
    ],
    ids=["heading on one side", "one mistyped character", "held for possible", "same row of a cross-tab"],
)
def test_one_question_headed_in_two_ways_is_paired(one: FormField, other: FormField) -> None:
    assert paired(one, other) and paired(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (field("户主›联系电话", "household.head_phone"), field("监护人›联系电话", "person.guardian_phone")),
        (field("本年收入", "new:本年收入"), field("本年支出", "new:本年支出")),
        (field("致贫原因", "poverty.cause"), field("致残原因", "disability.cause")),
        (field("一年级›住校生", "new:a", stub="一年级"), field("二年级›住校生", "new:b", stub="二年级")),
    ],
    ids=["other people", "income and expense", "two known words", "other rows of a cross-tab"],
)
def test_questions_that_only_look_alike_are_not_paired(one: FormField, other: FormField) -> None:
    assert not paired(one, other)


def test_nothing_is_guessed_where_the_rest_of_the_forms_has_nothing_in_common() -> None:
    one = [spot_of(field(label, f"new:{label}")) for label in ("联址方式", "树龄", "胸径", "树种", "养护单位")]
    other = [
        spot_of(field(label, f"person.{at}")) for at, label in enumerate(("联系方式", "学校", "年级", "班级", "学籍号"))
    ]
    assert not twins(one, other, 0)
    assert twins(one, other, 5) == {"new:联址方式": "person.0"}
