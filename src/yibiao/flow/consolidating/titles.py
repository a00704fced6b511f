"""What a title says less what every year and every office changes. In: a title. Out: its topic, likeness of two topics.

    附件2：2024年度某街道高龄老人津贴发放花名册（月报） → 高龄老人津贴发放

Refuses: nothing; a title that says nothing has an empty topic.
"""

from __future__ import annotations

import re
from functools import lru_cache

from yibiao.base.text import key

_ANNEX = re.compile(
    r"^附[件表]?\s*[\d一二三四五六七八九十]*\s*[-—–]?\s*\d*\s*[:：、.\s]*|关于(报送|上报|填报|印发)?|的通知$"
)
_BRACKETS = re.compile(r"[(（\[【〔<《][^)）\]】〕>》]*[)）\]】〕>》]")
_YEAR = re.compile(
    r"([12][09]\d\d|[_＿ 　○〇Ｏ]{2,6}|二[〇○零][〇○零一二三四五六七八九]{2})\s*[-—–至~]*\s*([12][09]\d\d)?\s*年?度?"
    r"|[上下本今去]半?年度?|第?[一二三四1-4]季度?|\d{1,2}月份?|[_＿xX×]+[月日季年]"
)
_PLACE = re.compile(r"^[^的]{0,8}?(省|市|区|县|街道|镇|乡|社区|村|网格|居委会|办事处)(?=..)")
_KIND = re.compile(
    r"(情况)?(基本)?(信息)?(登记|统计|汇总|一览|明细|采集|申报|填报|上报|排查|摸底|调查|月报|季报|年报|周报|日报|报)*"
    r"(花名册|名册|名单|台账|清单|表格|表|册|单|卡)?(样表|模板|式样|格式|空表)?$"
)


@lru_cache(maxsize=20_000)
def topic(title: str | None) -> str:
    """The title in key spelling, less annex number, brackets, years and periods, leading places, kind of document."""
    if not title:
        return ""
    text = _BRACKETS.sub("", title)
    text = _YEAR.sub("", _ANNEX.sub("", text.strip()))
    plain = key(text)
    shorter = _KIND.sub("", plain)
    return shorter if len(shorter) >= 2 else plain


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """Shared character pairs of two topics, 0 to 1 (Dice); half a point less where a place may stand in front."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    bare_one, bare_other = _PLACE.sub("", one), _PLACE.sub("", other)
    return max(_dice(one, other), _dice(bare_one, other), _dice(one, bare_other), _dice(bare_one, bare_other))


def _dice(one: str, other: str) -> float:
    a = {one[at : at + 2] for at in range(len(one) - 1)} or {one}
    b = {other[at : at + 2] for at in range(len(other) - 1)} or {other}
    return 2 * len(a & b) / (len(a) + len(b))
