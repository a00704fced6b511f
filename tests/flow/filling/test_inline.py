"""Blanks and boxes inside a text."""

from __future__ import annotations

import pytest

from yibiao.flow.filling.inline import fill_blank, tick


@pytest.mark.parametrize(
    ("text", "label", "value", "result"),
    [
        ("填报单位：", "填报单位", "东山社区", "填报单位：东山社区"),
        ("联系电话：________", "联系电话", "0990-1", "联系电话：0990-1"),
        ("填表人：        审核人：", "填表人", "王某", "填表人：王某    审核人："),
        ("填表人：____  审核人：____", "审核人", "王某", "填表人：____  审核人：王某"),
        ("填报日期：    年  月  日", "填报日期", "2026年11月22日", "填报日期：2026年11月22日"),
        (
            "（盖章）  填报日期：____年__月__日  第1页",
            "填报日期",
            "2026年1月2日",
            "（盖章）  填报日期：2026年1月2日  第1页",
        ),
        ("姓  名：", "姓名", "甲", "姓  名：甲"),
        ("单位:\n电话:", "单位", "甲", "单位:甲\n电话:"),
        ("共____人", "共", "5", "共5人"),
        ("年龄：岁", "年龄", "80", "年龄：80岁"),
        ("总额（大写）：{{sum}}万元", "总额(大写)", "五", "总额（大写）：五万元"),
        ("期限：@pqx@  利率：@n@", "利率", "3", "期限：@pqx@  利率：3"),
    ],
)
def test_a_blank_becomes_the_value_and_the_rest_stays(text: str, label: str, value: str, result: str) -> None:
    change = fill_blank(text, label, value)
    assert change is not None and change.apply(text) == result


@pytest.mark.parametrize(("text", "label"), [("联系人：", "电话"), ("姓名：张某", "姓名")])
def test_a_label_that_is_not_there_or_says_something_already_changes_nothing(text: str, label: str) -> None:
    assert fill_blank(text, label, "1") is None


@pytest.mark.parametrize(
    ("text", "choice", "result"),
    [
        ("□男 □女", "女", "□男 ☑女"),
        ("男□ 女□", "男", "男☑ 女□"),
        ("□ 是  □ 否", "是", "☑ 是  □ 否"),
        ("（ ）有 （ ）无", "无", "（ ）有 （√）无"),
        ("是（  ） 否（  ）", "否", "是（  ） 否（√）"),
        ("性别：□男 □女", "男", "性别：☑男 □女"),
        ("○已婚 ○未婚", "未婚", "○已婚 ●未婚"),
        ("□没有 □有", "有", "□没有 ☑有"),
        ("□ \u00a0企业，其他\u00a0 □\u00a0事业", "企业,其他", "☑ \u00a0企业，其他\u00a0 □\u00a0事业"),
        ("□低保户\n□五保户", "五保户", "□低保户\n☑五保户"),
    ],
)
def test_the_box_of_the_choice_is_ticked(text: str, choice: str, result: str) -> None:
    change = tick(text, choice)
    assert change is not None and change.apply(text) == result


@pytest.mark.parametrize(("text", "choice"), [("男女", "男"), ("□没有", "有"), ("□男 □女", "其他")])
def test_no_box_is_ticked_where_none_belongs_to_the_choice(text: str, choice: str) -> None:
    assert tick(text, choice) is None


@pytest.mark.parametrize(
    ("text", "choice", "choices", "result"),
    [
        ("请选择打“√”□ 企业 □ 事业单位", "企业", ("企业", "事业单位"), "请选择打“√”☑ 企业 □ 事业单位"),
        (
            "初审通过\n□\n初审不通过\n□\n审核人：",
            "初审不通过",
            ("初审通过", "初审不通过"),
            "初审通过\n□\n初审不通过\n☑\n审核人：",
        ),
        ("1. 情形：\n□\n保修\n□\n歇业", "保修", ("保修", "歇业"), "1. 情形：\n☑\n保修\n□\n歇业"),
        ("有无：□有 □无", "无", ("有", "无"), "有无：□有 ☑无"),
    ],
)
def test_all_choices_together_tell_on_which_side_the_boxes_stand(
    text: str, choice: str, choices: tuple[str, ...], result: str
) -> None:
    change = tick(text, choice, choices)
    assert change is not None and change.apply(text) == result
