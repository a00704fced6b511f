"""A word inside an unknown compound is no condition: half a word must never decide who is listed."""

from __future__ import annotations

import pytest

from yibiao.flow.standard import load
from yibiao.flow.standard.phrases import understand, understand_label
from yibiao.flow.standard.phrases.cutting import Reader, _unglued  # noqa: PLC2701  the broken variant needs the step

STANDARD = load()
COMPOUNDS = [
    ("金融普惠数据汇总", "金融普惠"),  # 金融 is an industry
    ("律师事务所设立登记事项", "律师事务所设立"),  # 律师 is an occupation
    ("个人医疗费用证明", "医疗费用证明"),  # 医疗 is an industry
    ("安全生产费支出计划", "安全生产费支出"),  # 安全 is a grade of dwellings, 生产 a use of them
    ("渔业船舶抵押权登记表", "渔业船舶抵押权"),
    ("支行正常贷款结构情况表", "支行正常贷款"),
]


@pytest.mark.parametrize(("title", "lost"), COMPOUNDS)
def test_half_of_an_unknown_word_is_no_condition(title: str, lost: str) -> None:
    found = understand(title, STANDARD)
    assert found.node is None and lost in found.unread


def test_without_that_step_half_words_would_choose_people() -> None:
    """The broken variant: the cheapest cut as it comes, read as a label is."""
    raw = Reader(STANDARD, "organisation", label=True).cut("金融普惠")
    assert any(piece.kind == "condition" for piece in raw)
    assert not any(piece.kind == "condition" for piece in _unglued(raw, {}))


@pytest.mark.parametrize(
    ("title", "text", "unread"),
    [
        ("高龄老人津贴发放花名册", "高龄老人", ("津贴",)),
        ("残疾证发放登记", "残疾人", ("证",)),
        ("80岁以上老人慰问名单", "年龄 >= 80", ("慰问",)),
        ("汉族老人信息表", "民族 = 汉族 且 老年人", ()),
        ("女党员名册", "性别 = 女性 且 党员", ()),
        ("批发企业变更申请表", "行业类别", ("变更",)),
    ],
)
def test_tags_numbers_and_words_that_stand_free_stay(title: str, text: str, unread: tuple[str, ...]) -> None:
    found = understand(title, STANDARD)
    assert found.text is not None and found.text.startswith(text)
    assert found.unread == unread


@pytest.mark.parametrize("phrase", ["女党员", "男性党员", "党员中的妇女", "女老年人", "女性残疾人", "女村民"])
def test_words_about_people_are_about_persons(phrase: str) -> None:
    assert understand(phrase, STANDARD).register == "person"
    assert understand_label([phrase], STANDARD).register == "person"


def test_a_kind_under_its_noun_is_the_kind_of_that_noun() -> None:
    found = understand_label(["残疾人", "其中：重度"], STANDARD)
    assert found.register == "person" and found.text is not None and "重度残疾人" in found.text
