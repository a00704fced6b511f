"""What relations, actions and verdicts are called in the outputs. In: nothing. Out: Chinese words. Refuses: nothing."""

from __future__ import annotations

from yibiao.flow.consolidating.shapes import Action, Relation, Verdict

ACTIONS = {Action.KEEP: "保留", Action.CANCEL: "取消", Action.MERGE: "并入", Action.GENERATE: "自动生成"}
RELATIONS = {
    Relation.SAME: "相同",
    Relation.VARIANT: "同表异版",
    Relation.CONTAINED: "包含",
    Relation.DERIVABLE: "可由名单生成",
    Relation.OVERLAPPING: "部分重复",
    Relation.CONFLICTING: "对象或周期不同",
    Relation.SAME_TITLE: "同名异表",
    Relation.UNRELATED: "无关",
}
VERDICTS = {Verdict.ACCEPT: "采纳", Verdict.REJECT: "不采纳", Verdict.CHANGE: "改动"}
LAYOUTS = {"list": "名单", "crosstab": "统计表", "card": "登记卡"}
PERIODS = {
    "day": "日报",
    "week": "周报",
    "month": "月报",
    "quarter": "季报",
    "half": "半年报",
    "year": "年报",
    None: "未写明",
}
