"""Which questions of two forms are one: by key, by label, by spelling, and never against the standard."""

from __future__ import annotations

import pytest

from yibiao.flow.consolidating.columns import likeness, paired


def test_equal_keys_are_one_question_whatever_their_labels() -> None:
    assert paired({"person.phone": "电话"}, {"person.phone": "联系方式"}) == {"person.phone": "person.phone"}


def test_equal_labels_are_one_question_though_the_matcher_read_one_of_them_only() -> None:
    assert paired({"new:就业去向": "就业去向"}, {"employment.place": "就业去向"}) == {
        "new:就业去向": "employment.place"
    }


def test_like_labels_are_one_question_the_likest_first_and_each_once() -> None:
    one = {"new:隐患代表照片": "隐患代表照片", "new:隐患照片": "隐患照片"}
    assert paired(one, {"new:隐患图片": "隐患图片"}) == {"new:隐患照片": "new:隐患图片"}


def test_spelling_never_overrules_the_standard() -> None:
    assert paired({"person.registration_address": "户籍地址"}, {"person.residence_address": "居住地址"}) == {}


@pytest.mark.parametrize(
    ("one", "other"), [("上年收入", "本年收入"), ("父亲姓名", "母亲姓名"), ("一季度产值", "二季度产值")]
)
def test_labels_that_differ_in_a_telling_character_are_two_questions(one: str, other: str) -> None:
    assert likeness(one, other) == 0.0
    assert paired({f"new:{one}": one}, {f"new:{other}": other}) == {}


def test_two_large_cross_tabs_are_not_compared_by_spelling() -> None:
    one = {f"new:{cell}甲": f"第{cell}格产值甲" for cell in range(200)}
    other = {f"new:{cell}乙": f"第{cell}格产值" for cell in range(200)}
    assert paired(one, other) == {}
