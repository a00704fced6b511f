"""Which list tells a statistics form, how much of it, and which list must not be taken for it."""

from __future__ import annotations

from tests.flow.consolidating.piles import counted, form
from yibiao.flow.consolidating import Action, Pile, Relation, consolidate
from yibiao.flow.consolidating.shapes import Consolidation, FormFacts
from yibiao.flow.standard import load

PATIENTS = "| 序号 | 姓名 | 性别 | 身份证号 | 诊断类型 | 危险性评估等级 | 服药情况 | 监护人姓名 | 监护人电话 |"
KINDS = ("精神分裂症", "分裂情感性障碍", "偏执性精神病", "双相障碍")
STATISTICS = counted("s", "严重精神障碍患者管理情况季报表", KINDS, ("在册人数", "服药人数", "男", "女", "罚款金额"))


def found(*lists: FormFacts) -> Consolidation:
    return consolidate(Pile((STATISTICS, *lists)), load())


def test_a_form_that_counts_the_rows_of_a_list_is_generated_from_it_and_the_rest_is_named() -> None:
    said = found(form("l", "严重精神障碍患者管理台账", PATIENTS))
    assert [pair.relation for pair in said.pairs] == [Relation.DERIVABLE]
    proposal = next(entry for entry in said.proposals if entry.form == "s")
    assert proposal.action is Action.GENERATE and proposal.into == "l"
    assert "仍须填的：罚款金额" in proposal.why_zh and "mental.diagnosis" in proposal.because


def test_a_list_of_other_people_or_of_those_for_whom_it_ended_does_not_tell_it() -> None:
    for title in ("残疾人基本信息台账", "严重精神障碍患者注销管理台账"):
        assert not found(form("l", title, PATIENTS)).pairs, title


def test_a_list_that_tells_less_than_the_main_part_is_not_enough() -> None:
    assert not found(form("l", "严重精神障碍患者管理台账", "| 序号 | 姓名 | 联系电话 | 家庭住址 |")).pairs


EVENTS = "| 序号 | 事件编号 | 事件标题 | 事件类型 | 上报时间 | 上报人 | 事发地点 | 处置结果 | 办结时间 |"
SORTED = counted(
    "s", "网格事件分类统计月报", ("矛盾纠纷", "环境卫生", "市容秩序"), ("上报数", "办结数", "办结率", "超期数")
)


def told_by(title: str, columns: str, count: FormFacts = SORTED) -> bool:
    said = consolidate(Pile((count, form("l", title, columns))), load())
    return any(pair.relation is Relation.DERIVABLE for pair in said.pairs)


def test_rows_of_every_kind_are_counted_from_a_list_that_says_of_what_kind_each_is() -> None:
    assert told_by("网格事件处置台账", EVENTS)
    assert not told_by("网格事件处置台账", EVENTS.replace("| 事件类型 ", "")), "nothing says of what kind a row is"
    assert not told_by("公园绿化养护台账", EVENTS), "a list of another matter"


def test_a_list_of_those_who_get_or_want_something_does_not_tell_how_many_there_are() -> None:
    disabled = "| 序号 | 姓名 | 性别 | 残疾证号 | 残疾类别 | 残疾等级 | 联系电话 |"
    count = counted("s", "残疾人基本情况统计表", ("视力残疾", "听力残疾"), ("合计", "男", "女", "一级", "二级"))
    assert told_by("残疾人基本信息台账", disabled, count)
    for title in ("残疾人护理补贴发放表", "残疾人康复需求登记表", "残疾人联系电话表", "残疾人辅具申领名单"):
        assert not told_by(title, disabled, count), title
