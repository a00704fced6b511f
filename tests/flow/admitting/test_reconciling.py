"""The departments' list against the streets': what one side has and the other not, matched by content or by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.flow.admitting.forms import form
from yibiao.flow.admitting import Listed, Reconciled, reconcile
from yibiao.flow.standard import load

DAY = date(2026, 12, 1)


def found(above: list[Listed], below: list[Listed]) -> Reconciled:
    return reconcile(above, below, load(), DAY)


def kinds(said: Reconciled) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.above, one.below) for one in said.differences]


def test_what_only_one_side_lists_is_a_difference_and_what_both_list_is_agreed() -> None:
    above = [Listed("高龄老人花名册", "民政局"), Listed("犬只登记表", "公安")]
    below = [Listed("高龄老人花名册", "民政局"), Listed("消防栓巡查表", "消防")]
    said = found(above, below)
    assert kinds(said) == [("missing_above", "", ("消防栓巡查表",)), ("missing_below", "犬只登记表", ())]
    assert said.agreed == 1 and said.differences[0].id == "missing_above-1"


def test_a_form_whose_last_day_is_over_and_which_is_still_filled_in_is_named() -> None:
    over = Listed("高龄老人花名册", "民政局", expires=date(2026, 11, 30))
    assert kinds(found([over], [Listed("高龄老人花名册")])) == [("expired", "高龄老人花名册", ("高龄老人花名册",))]
    assert kinds(found([over], [])) == []
    assert kinds(found([replace(over, expires=DAY)], [Listed("高龄老人花名册")])) == []


def test_files_are_matched_by_their_columns_whatever_they_are_called_and_added_columns_show() -> None:
    columns = "姓名 性别 年龄 居住状态 高龄津贴金额"
    mine = Listed("高龄老人花名册", "民政局", facts=(form("a.xlsx", "高龄老人花名册", columns),))
    theirs = Listed("八十岁以上老人台账", facts=(form("b.xlsx", "高龄老人名册", columns + " 喜爱戏曲剧目"),))
    said = found([mine], [theirs])
    assert kinds(said) == [("added", "高龄老人花名册", ("八十岁以上老人台账",))]
    assert said.differences[0].columns == ("喜爱戏曲剧目",)


def test_one_form_that_is_filled_in_in_several_shapes_is_split() -> None:
    columns = "姓名 性别 年龄 居住状态 高龄津贴金额"
    mine = Listed("高龄老人花名册", "民政局", facts=(form("a.xlsx", "高龄老人花名册", columns),))
    theirs = [
        Listed("高龄老人花名册", facts=(form("b.xlsx", "高龄老人花名册", columns),)),
        Listed("高龄老人花名册", facts=(form("c.xlsx", "高龄老人花名册", columns + " 喜爱戏曲剧目"),)),
    ]
    assert [kind for kind, *_ in kinds(found([mine], theirs))] == ["split", "added"]


def test_equal_titles_of_two_departments_are_two_forms() -> None:
    said = found([Listed("人员情况表", "民政局")], [Listed("人员情况表", "人社局")])
    assert [kind for kind, *_ in kinds(said)] == ["missing_above", "missing_below"]


def test_a_number_tells_more_than_a_title() -> None:
    mine = Listed("高龄老人花名册", "民政局", "990101-2026-0001")
    said = found([mine], [Listed("老人表", "老龄办", "990101-2026-0001")])
    assert said.agreed == 1 and said.differences == ()
