"""Why a column means what it means, in sentences. In: a scored column and its winner. Out: `Reason`s, weightiest first.

The numbers are the trained weight times the feature: what each signal really contributed. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from yibiao.flow.standard.meanings import Reason
from yibiao.flow.standardising.matching.features import CROSSED, NAMES
from yibiao.flow.standardising.matching.model import Model
from yibiao.flow.standardising.matching.scoring import Scored

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "spelled": (
        "label",
        "alias",
        "stripped",
        "label*family",
        "alias*family",
        "stripped*family",
        "alias*role_extra",
        "label*special",
        "alias*special",
    ),
    "likeness": ("likeness", "path_likeness", "sequence", "ending", "likeness*family", "short*likeness"),
    "words": ("foreign", "lacking", "likeness*foreign"),
    "kind": ("kind", "kind_conflict", "likeness*kind_conflict"),
    "role": (
        "role",
        "role_extra",
        "role_lacking",
        "role_near",
        "role_near_other",
        "role_clash",
        "likeness*role_extra",
        "role_lacking*role_near",
    ),
    "aspect": ("aspect", "aspect_conflict"),
    "form": (
        "family",
        "register",
        "home",
        "subject",
        "subject_conflict",
        "detail",
        "label_in_title",
        "detail*register",
        "alias*detail",
        "alias*label_in_title",
    ),
    "shared": ("shared", "alias*shared"),
}
_SENTENCES: Mapping[str, tuple[str, str, str, str]] = {
    "spelled": (
        "表头与数据元名称或别名写法相同",
        "the header is spelled like the element or one of its aliases",
        "表头与数据元写法不同",
        "the header is spelled unlike the element",
    ),
    "likeness": ("表头文字与数据元相近", "the wording is close", "表头文字与数据元相差较大", "the wording is far"),
    "words": (
        "没有多余或缺少的关键字",
        "no telling word is extra or missing",
        "有多余或缺少的关键字",
        "a telling word is extra or missing",
    ),
    "kind": (
        "表头暗示的内容类型与值域一致",
        "the ending fits the value domain",
        "内容类型与值域不符",
        "the ending contradicts the domain",
    ),
    "role": (
        "指的是同一个人",
        "the same person's role is named",
        "指的可能是另一个人",
        "another person's role is named",
    ),
    "aspect": ("限定词一致", "the qualifiers agree", "限定词矛盾", "the qualifiers contradict each other"),
    "form": (
        "与本表其他列属于同一登记册",
        "it belongs to the register of this form",
        "与本表登记册不合",
        "it is foreign to this form's register",
    ),
    "shared": ("写法唯一", "nothing else is spelled so", "其他数据元也这样写", "other elements are spelled the same"),
    "values": (
        "下方取值或选项符合值域",
        "the values or choices fit its domain",
        "下方取值或选项不符合值域",
        "the values or choices do not fit",
    ),
}


def reasons_of(one: Scored, best: int, model: Model) -> tuple[Reason, ...]:
    """The signals that weighed at least 0.2 in the winner's utility, weightiest first, five at most."""
    names = [*NAMES, *(f"{a}*{b}" for a, b in CROSSED)]
    value = dict(zip(NAMES, one.vectors[best].tolist(), strict=True))
    value |= {f"{a}*{b}": value[a] * value[b] for a, b in CROSSED}
    weight = dict(zip(names, (float(w) for w in model.weights), strict=True))
    found = [(signal, sum(value[name] * weight[name] for name in members)) for signal, members in _GROUPS.items()]
    found.append(("values", one.evidence[best]))
    strong = sorted(((signal, total) for signal, total in found if abs(total) >= 0.2), key=lambda pair: -abs(pair[1]))
    return tuple(_reason(signal, total) for signal, total in strong[:5])


def _reason(signal: str, total: float) -> Reason:
    good_zh, good_en, bad_zh, bad_en = _SENTENCES[signal]
    zh, en = (good_zh, good_en) if total > 0 else (bad_zh, bad_en)
    return Reason(signal, round(total, 2), zh, en)


def confirmed_reason(here: bool) -> Reason:
    """The reason of a column that people have decided before."""
    zh = "本表此列曾由人员确认" if here else "此表头在其他报表中已由人员确认"
    return Reason(
        "lexicon", 99.0, zh, "people confirmed it for this form" if here else "people confirmed it in other forms"
    )


def unsure_reason(confidence: float, threshold: float) -> Reason:
    """Why the best candidate is only a suggestion."""
    return Reason(
        "threshold",
        round(confidence - threshold, 3),
        f"把握 {confidence:.0%} 低于 {threshold:.0%}，请人员确认",
        f"confidence {confidence:.0%} is below {threshold:.0%}: a person decides",
    )


DOUBTS: Mapping[str, tuple[str, str]] = {
    "twice": ("另一列已填同一证件号码", "another column holds the same identity number already"),
    "bank": ("本表没有说到银行或发放", "nothing in this form speaks of banks or payments"),
    "tie": ("另一数据元同样说得通", "another element fits as well"),
    "near": ("前一列说的是另一个人", "the column before it is about another person"),
    "alone": ("本表没有别的列属于这一登记册", "no other column of this form belongs to that register"),
}


def doubt_reason(doubt: str) -> Reason:
    """Why a winner is only a suggestion although its confidence would do."""
    return Reason(doubt, 0.0, *DOUBTS[doubt])


NOTHING_REASON = Reason(
    "nothing",
    0.0,
    "数据标准中没有这一项（流程、技术或其他行业字段）",
    "the standard has no such element (workflow, technical, other trade)",
)
EMPTY_REASON = Reason("empty", 0.0, "没有表头", "there is no header")
