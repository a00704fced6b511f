"""What a house adds is laid over the shipped standard; nothing shipped changes, and nothing secret becomes public."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yibiao.base.problems import ProblemError
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.supplement import Addition, changed_meaning, laid_over, with_addition

STANDARD = load()
ALIAS = Addition("1", "alias", "person.phone", "拨打号码")
TAG = Addition("2", "tag", "person", "高龄独居户主", {"formula": "年龄 >= 80 且 独居", "aliases": "高龄独居的户主"})
CODE = Addition("3", "code", "GB/T 4658", "Z01", {"label_zh": "本地夜校", "aliases": "夜校班"})
ELEMENT = Addition(
    "4", "element", "person", "x_umbrella",
    {"label_zh": "雨伞借用", "label_en": "umbrella lent", "domain": "bool", "sensitivity": "1", "half_life": "30"},
)  # fmt: skip


def test_each_kind_is_laid_over_and_the_shipped_standard_stays_what_it_was() -> None:
    before = dict(STANDARD.elements)
    house, refused = laid_over(STANDARD, [ALIAS, TAG, CODE, ELEMENT])
    assert refused == () and dict(STANDARD.elements) == before
    assert house.elements["person.phone"].aliases[-1] == "拨打号码"
    assert house.tags["高龄独居户主"].aliases == ("高龄独居的户主",)
    assert house.code_lists["GB/T 4658"].by_code["Z01"].label_zh == "本地夜校"
    assert house.elements["person.x_umbrella"].half_life == 30
    assert house.elements["person.x_umbrella"] in house.of_register("person")


def test_nothing_added_is_the_very_same_standard() -> None:
    assert laid_over(STANDARD, [])[0] is STANDARD


def test_formulas_use_what_was_added() -> None:
    house, _ = laid_over(STANDARD, [ALIAS, TAG, CODE, ELEMENT])
    parse("高龄独居户主 且 雨伞借用 且 拨打号码 有值 且 学历 = 本地夜校", "person", house)
    with pytest.raises(ProblemError):
        parse("雨伞借用", "person", STANDARD)


@pytest.mark.parametrize(
    ("kind", "of", "name", "parts", "code"),
    [
        ("alias", "person.phone", "姓名", {}, "SUPPLEMENT_NAME_TAKEN"),
        ("alias", "person.phone", " 姓 名 ", {}, "SUPPLEMENT_NAME_TAKEN"),
        ("alias", "person.phone", "老年人", {}, "SUPPLEMENT_NAME_TAKEN"),
        ("alias", "person.phone", "——", {}, "SUPPLEMENT_REFUSED"),
        ("alias", "person.phone", "甲|乙", {}, "SUPPLEMENT_REFUSED"),
        ("alias", "person.no_such", "某名", {}, "SUPPLEMENT_REFUSED"),
        ("code", "no list", "Z1", {"label_zh": "某"}, "SUPPLEMENT_REFUSED"),
        ("code", "GB/T 4658", "10", {"label_zh": "某"}, "SUPPLEMENT_REFUSED"),
        ("code", "GB/T 4658", "Z1", {}, "SUPPLEMENT_REFUSED"),
        ("tag", "person", "某标签", {"formula": "年龄"}, "SUPPLEMENT_REFUSED"),
        ("tag", "person", "某标签", {"formula": "年龄 >="}, "FORMULA_SYNTAX"),
        ("tag", "person", "某标签", {"formula": "某标签"}, "FORMULA_UNKNOWN_NAME"),
        ("tag", "person", "老年人", {"formula": "年龄 >= 1"}, "SUPPLEMENT_NAME_TAKEN"),
        ("tag", "nowhere", "某标签", {"formula": "年龄 >= 1"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "umbrella", ELEMENT.parts, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "domain": "ref:household"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "domain": "code:none"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "domain": "sql"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "sensitivity": "0"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "keeper": "推算"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "half_life": "-1"}, "SUPPLEMENT_REFUSED"),
        ("element", "person", "x_umb", {**ELEMENT.parts, "label_zh": "姓名"}, "SUPPLEMENT_NAME_TAKEN"),
        ("wish", "person", "某", {}, "SUPPLEMENT_REFUSED"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(kind: str, of: str, name: str, parts: dict[str, str], code: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        with_addition(STANDARD, Addition("x", kind, of, name, parts))
    assert refusal.value.problem.code == code


def test_no_formula_over_secret_things_passes_as_a_public_element() -> None:
    """The broken variant would be a derived element: 宗教信仰 有值, at level 1, counted by everybody."""
    with pytest.raises(ProblemError):
        with_addition(
            STANDARD, Addition("x", "element", "person", "x_faith", {**ELEMENT.parts, "formula": "宗教信仰 有值"})
        )


def test_a_name_taken_twice_counts_once_and_the_second_is_said() -> None:
    house, refused = laid_over(STANDARD, [ALIAS, Addition("9", "alias", "person.name", "拨打号码")])
    assert [(addition.id, why.code) for addition, why in refused] == [("9", "SUPPLEMENT_NAME_TAKEN")]
    assert "拨打号码" not in house.elements["person.name"].aliases


def test_a_name_that_would_change_what_a_shipped_formula_says_is_seen() -> None:
    assert changed_meaning(STANDARD, with_addition(STANDARD, ALIAS)) is None
    tags = {**STANDARD.tags, "高龄老人": replace(STANDARD.tags["高龄老人"], formula="年龄 >= 85")}
    assert changed_meaning(replace(STANDARD, tags=tags), STANDARD) is None, "a formula is compared, not a definition"
    poorer = {code: one for code, one in STANDARD.elements.items() if code != "person.birth_date"}
    assert changed_meaning(STANDARD, replace(STANDARD, elements=poorer)) is not None
