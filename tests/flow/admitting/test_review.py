"""A wanted form, reviewed at once: what is held, what is asked already, what is new, what the rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.flow.admitting.forms import form
from tests.flow.consolidating.piles import counted
from yibiao.flow.admitting import Admitted, Review, Setting, Terms, changes, review
from yibiao.flow.admitting.regulations import SEVERITIES, regulations
from yibiao.flow.admitting.shapes import Standing
from yibiao.flow.consolidating.shapes import FormFacts, Relation
from yibiao.flow.standard import load

DAY = date(2026, 12, 1)
TERMS = Terms(
    "民政局", "990101", "某办法第三条", "发放高龄津贴", "month", ("community", "street"), 5, 10, ("民政局",), DAY,
    DAY + timedelta(days=300),
)  # fmt: skip
ROLL = form("a.xlsx", "高龄老人花名册", "序号 姓名 性别 年龄 居住状态 喜爱戏曲剧目")
AROUND = Setting(areas={"community": 200, "street": 14})


def reviewed(*wanted: FormFacts, terms: Terms = TERMS, around: Setting = AROUND) -> Review:
    return review(wanted, terms, around, load())


def codes(found: Review) -> set[str]:
    return {finding.code for finding in found.findings}


def test_each_column_says_whether_it_is_held_derived_new_or_nothing() -> None:
    found = {column.path[-1]: column for column in reviewed(ROLL).columns}
    assert [column.standing for column in found.values()] == [
        Standing.NOTHING, Standing.HELD, Standing.HELD, Standing.DERIVED, Standing.HELD, Standing.NEW,
    ]  # fmt: skip
    assert found["姓名"].register == "人员" and "出生日期" in found["年龄"].formula


def test_the_counter_offer_says_what_is_there_now_and_what_the_rest_costs_whom() -> None:
    offer = reviewed(ROLL).offer
    assert (offer.all, offer.now, offer.new, offer.level, offer.areas) == (5, 4, 1, "community", 200)
    assert offer.minutes > 0 and offer.left == pytest.approx(offer.minutes / 5, abs=0.1)


def test_a_form_that_is_admitted_already_is_a_duplicate_whatever_it_is_called() -> None:
    other = form("b.xlsx", "高龄老人名册", "姓名 性别 年龄 居住状态 喜爱戏曲剧目")
    around = replace(AROUND, admitted=(Admitted("990101-2026-0007", "高龄老人名册", "老龄办", (other,)),))
    found = reviewed(ROLL, around=around)
    assert [(kin.number, kin.relation) for kin in found.kin] == [("990101-2026-0007", Relation.SAME)]
    assert "DUPLICATE" in codes(found) and found.stopped
    pet = next(column for column in found.columns if column.path[-1] == "喜爱戏曲剧目")
    assert (pet.standing, pet.also) == (Standing.ASKED, ("990101-2026-0007",))


def test_a_strange_form_is_no_duplicate() -> None:
    other = form("b.xlsx", "消防栓巡查表", "消防栓编号 水压 巡查日期 是否完好")
    around = replace(AROUND, admitted=(Admitted("990101-2026-0007", "消防栓巡查表", "消防", (other,)),))
    assert reviewed(ROLL, around=around).kin == ()


def test_what_is_most_sensitive_needs_a_second_word_and_what_is_sensitive_a_reason() -> None:
    wanted = form("a.xlsx", "高龄老人花名册", "姓名 身份证号 联系电话")
    found = reviewed(wanted)
    assert found.second and {"SECOND_WORD", "SENSITIVE"} <= codes(found)
    assert not reviewed(ROLL).second


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"basis": " "}, "NO_BASIS"),
        ({"purpose": ""}, "NO_PURPOSE"),
        ({"recipients": ()}, "NO_RECIPIENTS"),
        ({"levels": ()}, "NO_LEVELS"),
        ({"expires": DAY - timedelta(days=1)}, "NO_EXPIRY"),
        ({"expires": DAY + timedelta(days=366)}, "TOO_LONG"),
        ({"kind": "once", "expires": DAY + timedelta(days=60)}, "ONCE_TOO_LONG"),
        ({"lead_days": 4}, "SHORT_NOTICE"),
        ({"lead_days": 4, "urgent": "防汛"}, "URGENT"),
        ({"kind": "late"}, "LATE"),
    ],
)
def test_terms_that_the_rules_do_not_allow_are_found_and_good_ones_are_not(
    changed: dict[str, object], code: str
) -> None:
    assert code in codes(reviewed(ROLL, terms=replace(TERMS, **changed)))  # type: ignore[arg-type]
    assert code not in codes(reviewed(ROLL))


def test_a_department_may_not_take_more_minutes_than_its_budget_and_what_is_generated_costs_none() -> None:
    assert "BUDGET_OVERSPENT" in codes(reviewed(ROLL, around=replace(AROUND, budget=100, spent=100.0)))
    free = form("a.xlsx", "高龄老人花名册", "姓名 性别 年龄")
    assert "BUDGET_OVERSPENT" not in codes(reviewed(free, around=replace(AROUND, budget=100, spent=100.0)))


def test_a_reason_opens_the_gate_for_what_wants_one_and_never_for_what_is_blocked() -> None:
    found = reviewed(ROLL)
    assert {finding.code for finding in found.findings if finding.stops} == {"NEW_COLUMNS"}
    answered = replace(TERMS, reasons={"NEW_COLUMNS": "组织戏曲活动"})
    assert not reviewed(ROLL, terms=answered).stopped
    blocked = replace(answered, basis="", reasons={"NO_BASIS": "领导要的", "NEW_COLUMNS": "组织戏曲活动"})
    assert reviewed(ROLL, terms=blocked).stopped


def test_a_form_that_the_ledger_answers_whole_wants_a_reason_to_be_asked_at_all() -> None:
    count = counted("c.xlsx", "常住人口统计表", ("60岁以上", "80岁以上"), ("合计", "男", "女"))
    found = reviewed(count)
    assert "ALL_HELD" in codes(found) and found.offer.left == 0 and not found.rows


@pytest.mark.parametrize(
    ("title", "column", "code"),
    [
        ("网格员每日打卡表", "姓名", "FORBIDDEN_CHECK_IN"),
        ("工作情况表", "积分排名", "FORBIDDEN_RANKING"),
        ("工作情况表", "在线时长", "FORBIDDEN_ONLINE_TIME"),
        ("工作情况表", "走访轨迹", "FORBIDDEN_TRACK"),
        ("工作情况表", "入户照片", "FORBIDDEN_PHOTO"),
        ("宣传情况表", "点赞数", "FORBIDDEN_LIKES"),
        ("反诈APP安装率统计表", "社区", "FORBIDDEN_INSTALLS"),
        ("矛盾纠纷排查表", "下达任务数", "FORBIDDEN_QUOTA"),
    ],
)
def test_what_no_form_may_ask_is_found_in_title_and_columns(title: str, column: str, code: str) -> None:
    assert code in codes(reviewed(form("a.xlsx", title, f"单位 {column}")))


def test_innocent_words_are_not_taken_for_forbidden_ones() -> None:
    innocent = (
        "获奖名次 排水情况 签约医生 学历 照片 一寸照片 学时 签到日期 安装数量 注册资金 轨道 重点关注人员 积分入学"
    )
    found = reviewed(form("a.xlsx", "居民情况登记表", innocent), form("b.xlsx", "会议签到表", "姓名 单位 签到"))
    assert not [code for code in codes(found) if code.startswith("FORBIDDEN")]


def test_security_and_emergency_are_excepted_where_the_rule_says_so() -> None:
    checked = form("a.xlsx", "防汛值守打卡表", "姓名 地点")
    severity = {one.code: one.severity for one in reviewed(checked, terms=replace(TERMS, purpose="防汛值守")).findings}
    assert severity["FORBIDDEN_CHECK_IN"] == "reason"
    assert {one.code: one.severity for one in reviewed(checked).findings}["FORBIDDEN_CHECK_IN"] == "blocks"


def test_every_rule_has_a_severity_a_source_and_both_languages() -> None:
    for code, rule in regulations().items():
        assert rule["severity"] in SEVERITIES, code
        assert rule["cites"] and all(rule[name] for name in ("zh", "en", "remedy_zh", "remedy_en")), code


def test_a_new_version_shows_what_it_adds_drops_and_renames() -> None:
    before = form("a.xlsx", "高龄老人花名册", "姓名 性别 年龄 喜爱戏曲剧目")
    after = form("b.xlsx", "高龄老人花名册", "姓名 性别 联系电话 喜爱戏曲")
    found = {(one.kind, one.before, one.after) for one in changes((before,), (after,))}
    assert {("kept", "姓名", "姓名"), ("added", "", "联系电话"), ("dropped", "年龄", "")} <= found
    assert ("renamed", "喜爱戏曲剧目", "喜爱戏曲") in found
