"""Which records a form is about, from its title. In: a title, the register of the rows. Out: a `Population`.

    2026年第三季度 80周岁以上老年人花名册 → 年龄 >= 80

Refuses: nothing. Words that the condition does not account for are listed, never dropped silently; a title of which
a decisive word is not understood gives no condition at all for it, and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases import understand

_FORM_WORDS = re.compile(
    r"(花名册|名册|名单|登记表|登记册|统计表|汇总表|明细表|调查表|采集表|信息表|审批表|申请表|申报表|一览表|情况表|台账|清单"
    r"|公示表|发放表|报表|简表|总表|表格|表|册|导入模板|模板|样表|附件\d*[:：]?|基本情况|基础信息|基本信息|信息|情况"
    r"|登记|统计|汇总|明细|调查|采集|摸底|排查|上报|导出|导入|数据|档案|资料|工作|人员(?=$))"
)
_BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


@dataclass(frozen=True, slots=True)
class Population:
    """The condition that the title states, as a formula and as text, and the words left over."""

    node: Node | None = None
    text: str | None = None
    unread: tuple[str, ...] = ()


def core_of(title: str) -> str:
    """A title less the words that say what kind of paper it is."""
    text = _BRACKETED.sub("", title)
    shorter = _FORM_WORDS.sub("", text)
    return shorter.strip(" 　—-_:：·、，,") or text


def population_of(title: str | None, register: str | None, standard: Standard) -> Population:
    """What the title says about the records of `register`."""
    if not title or register is None:
        return Population()
    found = understand(core_of(title), standard, register)
    words = (*found.unread, *(one.word for one in found.doubtful))
    if found.node is None:
        return Population(None, None, words)
    return Population(found.node, show(found.node, register, standard), words)
