"""A small pile: what belongs together, what does not, which way, what people decide."""

from __future__ import annotations

from tests.flow.consolidating.piles import pile
from yibiao.flow.consolidating import Action, Consolidation, Decision, Relation, Verdict, consolidate
from yibiao.flow.consolidating.shapes import Family, Pair, Proposal
from yibiao.flow.standard import load

DISABLED = "| 序号 | 姓名 | 性别 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 | 致残原因 | 监护人姓名 | 联系电话 |"
REORDERED = "| 序号 | 残疾证号 | 姓名 | 残疾类别 | 残疾等级 | 性别 | 公民身份号码 | 致残原因 | 手机号码 | 监护人姓名 |"
SHORT = "| 序号 | 姓名 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 |"
VETERANS = "| 序号 | 姓名 | 性别 | 身份证号 | 入伍日期 | 退役日期 | 服役年限 | 原服役部队 | 安置方式 | 联系电话 |"
TREES = "| 序号 | 树种 | 树龄 | 胸径 | 养护单位 | 古树编号 |"

PILE = pile(
    ("a", "持证残疾人花名册", DISABLED),
    ("b", "2024年度残疾人基本信息台账", REORDERED),
    ("c", "持证残疾人等级公示表", SHORT),
    ("d", "退役军人信息采集花名册", VETERANS),
    ("e", "持证残疾人花名册", TREES),
)


def found(decisions: tuple[Decision, ...] = ()) -> Consolidation:
    return consolidate(PILE, load(), decisions)


def pair(one: str, other: str) -> Pair | None:
    return next((entry for entry in found().pairs if {entry.a, entry.b} == {one, other}), None)


def family(form: str) -> Family:
    return next(entry for entry in found().families if form in entry.forms)


def proposal(form: str, decisions: tuple[Decision, ...] = ()) -> Proposal:
    return next(entry for entry in found(decisions).proposals if entry.form == form)


def test_the_same_questions_in_another_order_under_another_title_are_one_form() -> None:
    assert {"a", "b"} <= set(family("a").forms)


def test_two_different_forms_with_the_same_title_are_not_merged() -> None:
    between = pair("a", "e")
    assert between is not None and between.relation is Relation.SAME_TITLE
    assert "e" not in family("a").forms
    assert proposal("e").action is Action.KEEP


def test_forms_about_other_people_stay_apart_though_both_ask_name_and_number() -> None:
    assert family("d").forms == ("d",)


def test_a_contained_form_points_at_the_one_that_has_more() -> None:
    between = pair("c", "a")
    assert between is not None and between.relation in {Relation.CONTAINED, Relation.VARIANT}
    assert (between.a, between.b) == ("c", "a") or between.relation is Relation.VARIANT
    assert proposal("c").action in {Action.CANCEL, Action.GENERATE}
    assert proposal("c").into in {"a", "b"}
    assert "disability.level" in proposal("c").because or "disability.grade" in proposal("c").because


def test_reasons_name_the_columns_that_caused_them() -> None:
    assert "残疾等级" in proposal("c").why_zh


def test_what_the_standard_does_not_have_is_proposed_as_an_element() -> None:
    assert any("胸径" in element.name for element in found().elements)


def test_a_decision_of_a_person_outlives_the_next_run() -> None:
    said = Decision("c", Verdict.REJECT, "王主任", "公示另有要求", "2026-01-01T09:00:00+08:00", Action.KEEP)
    kept = proposal("c", (said,))
    assert kept.action is Action.KEEP and kept.decision == said and kept.minutes_saved == 0


def test_the_master_table_names_every_element_once() -> None:
    rows = [row.asks for row in found().master]
    assert len(rows) == len(set(rows))
    assert "person.name" in rows


def test_the_burden_falls_and_says_how_it_was_reckoned() -> None:
    burden = found().burden
    assert burden.forms[1] < burden.forms[0] and burden.minutes[1] < burden.minutes[0]
    assert set(burden.methods) == {"forms", "fields", "cells", "minutes"}
