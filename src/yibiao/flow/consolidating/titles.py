"""What a title says less what every year and every office changes. In: a title. Out: its topic, likeness of two topics.

    附件2：2024年度某街道高龄老人津贴发放花名册（月报） → 高龄老人津贴发放

Refuses: nothing; a title that says nothing has an empty topic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from os.path import commonprefix

from yibiao.base.text import bracketed, key

_ANNEX = re.compile(
    r"^附[件表]?\s*[\d一二三四五六七八九十]*\s*[-—–]?\s*\d*\s*[:：、.\s]*|关于(报送|上报|填报|印发)?|的通知$"
)
_BRACKETS = re.compile(r"[(（〔<《][^)）〕>》]*[)）〕>》]")
"""Notes. What stands in square brackets names the form ([科研-论文人员]人员基础表) and stays."""
_YEAR = re.compile(
    r"([12][09]\d\d|[_＿ 　○〇Ｏ]{2,6}|二[〇○零][〇○零一二三四五六七八九]{2})\s*[-—–至~]*\s*([12][09]\d\d)?\s*年?度?"
    r"|[上下本今去]半?年度?|第?[一二三四1-4]季度?|\d{1,2}月份?|[_＿xX×]+[月日季年]"
)
_PLACE = re.compile(r"^[^的]{0,8}?(省|市|区|县|街道|镇|乡|社区|村|网格|居委会|办事处)(?=..)")
_VERSION = re.compile(
    r"[\s_—–-]*(最[新终]版?|[终定]稿|[修更]改版?|修订版?|新版|第[一二三四五六七八九十\d]+版|[vV]\d[\d.]*|副本|备份)+$"
)
"""What people add to the name of a file that they send once more."""
_LEVELS = r"(?:省|市|(?<![小园校库景灾])区|县|街道|镇|乡|村)"
_OFFICES = r"(?:局|委|委员会|办|办公室|办事处|部门|中心|工作站)"
_ISSUER = re.compile(rf"(?:[^的]{{2,8}}{_LEVELS}|[^的]{{1,8}}{_OFFICES})")
"""A place with its name, or an office: who sends a form may stand in front of what it is (某某街道高龄津贴花名册)."""
_BLANK_PLACE = re.compile(r"^\s*[×xX*＊某_＿○〇Ｘ]{1,6}(省|市|区|县|街道|镇|乡|社区|村)+")
"""A place that is left open."""
_SENDING = 3
"""Before so many different words a place or office is who sends the forms of a pile."""
_KIND = re.compile(
    r"(情况)?(基本)?(信息)?(登记|统计|汇总|一览|明细|采集|申报|填报|上报|排查|摸底|调查|月报|季报|年报|周报|日报|报)*"
    r"(花名册|名册|名单|台[账帐]|清[单册]|底[册账]|登记簿|表格|表|册|单|卡|簿)?(样表|模板|式样|格式|空表)?$"
)
_SHORT = (
    ("低保", "最低生活保障"),
    ("医保", "医疗保险"),
    ("社保", "社会保险"),
    ("计生", "计划生育"),
    ("地灾", "地质灾害"),
    ("残疾证", "残疾人证"),
)
"""What every office shortens in a title, and the whole words."""
_PURPOSES = {
    "paying": re.compile(r"发放"),
    "posting": re.compile(r"公示"),
    "calling": re.compile(r"通[讯信]录|联系(方式|电话|表)|联络"),
    "greeting": re.compile(r"慰问"),
    "applying": re.compile(r"申请|申领|申报|审批|审核"),
}
"""What a form is drawn up for, where its title says so; the first that fits counts."""
_HOLLOW = re.compile(
    r"对象|人员|人口|群众|居民|情况|信息|管理|服务|工作|业务|案件|登记|排查|摸[排底]|管控|监测|监管|基[本础]|动态|清[单零册]|台账"
)
"""Words that a title may have or not without being about another matter."""
_GROUP = re.compile(r"^(人|老人|员|户|者|儿童|妇女|家庭|学生)$")
"""What may follow a word that says which people."""
_TURNS = {
    "ended": re.compile(r"停[发保]|退出|取消|注销|核减|终止|解除|[移清]除|清退|除名"),
    "begun": re.compile(r"新增|新纳入"),
    "changed": re.compile(r"变[动更]|迁[入出]|[换补][证办领]|延续"),
}
"""Words by which a list is of those for whom something ended, began or changed, and not of all."""
_CONTRASTS = tuple(
    frozenset(words.split())
    for words in (
        "计划 支出 收入 完成 预算 决算 执行",
        "未 已 应 拟",
        "全 总 支 分",
        "上 下",
        "内 外",
        "农户 商户 企业 居民",
    )
)
"""Words of which a title has one and not the other: forms of equal columns for two things."""
_LEVEL = re.compile(r"^[一二三四五六七八九十\d]+$")
_DATED = {
    "month": re.compile(r"\d{1,2}月(?!\d{1,2}日)"),
    "quarter": re.compile(r"第?[一二三四1-4]季度"),
    "half": re.compile(r"[上下]半年"),
}


def purpose(title: str | None) -> str | None:
    """paying, posting, calling, greeting, applying; None where the title names none of them."""
    return next((name for name, pattern in _PURPOSES.items() if title and pattern.search(title)), None)


def turn(title: str | None) -> str | None:
    """ended, begun, changed: for whom something did; None for a list of all."""
    return next((name for name, pattern in _TURNS.items() if title and pattern.search(title)), None)


def dated(title: str | None) -> str | None:
    """month, quarter, half by what the title is dated with (2024年5月…); a year alone says nothing."""
    return next((name for name, pattern in _DATED.items() if title and pattern.search(title)), None)


def spelled_out(text: str) -> str:
    """The text with whole words for what every office shortens."""
    for short, whole in _SHORT:
        text = text.replace(short, whole)
    return text


@lru_cache(maxsize=20_000)
def topic(title: str | None) -> str:
    """The title in key spelling, less annex number, brackets, years and periods, leading places, kind of document."""
    if not title:
        return ""
    text = _BLANK_PLACE.sub("", _VERSION.sub("", _BRACKETS.sub("", title)))
    text = _YEAR.sub("", _ANNEX.sub("", text.strip()))
    plain = spelled_out(key(text))
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


def other_matter(one: str, other: str) -> bool:
    """The topics have one frame and another word in it: 船舶管理业务变更备案, 水路运输业务变更备案.

    The word is two characters or more on both sides, with no character in common (津贴 and 补贴 are near), and says
    something of its own (对象 and 人员管理 do not). Three characters or more of the frame follow it, or a noun for
    people (命案受害人, 命案犯罪嫌疑人).
    """
    head, tail = _frame(one, other)
    if not head and _issued(one, tail) and _issued(other, tail):
        return False
    words = [_HOLLOW.sub("", text[head : len(text) - tail]) for text in (one, other)]
    framed = tail >= 3 or (head >= 2 and bool(_GROUP.search(one[len(one) - tail :] if tail else "")))
    return framed and min(map(len, words)) >= 2 and not set(words[0]) & set(words[1])


def _frame(one: str, other: str) -> tuple[int, int]:
    """How many characters two topics share at the front, and behind that at the end."""
    head = len(commonprefix((one, other)))
    return head, len(commonprefix((one[head:][::-1], other[head:][::-1])))


def _issued(topic: str, tail: int) -> bool:
    """Whether the topic begins with who sends the form, down to what it shares with another or a little into that."""
    own = len(topic) - tail
    return any(_ISSUER.fullmatch(topic[:end]) for end in range(own, min(own + 2, len(topic) - 3) + 1))


def senders(titles: Iterable[str | None]) -> frozenset[str]:
    """Places and offices that stand in front of different topics of a pile, as they are spelled there."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in set(map(topic, titles)):
        for end in range(2, min(16, len(text) - 1)):
            if _ISSUER.fullmatch(text[:end]):
                found[text[:end]].add(text[end : end + 2])
    return frozenset(sender for sender, words in found.items() if len(words) >= _SENDING)


def unsent(topic: str, known: Collection[str]) -> str:
    """The topic less who sends it; `known`: as `senders` found them."""
    ends = (end for end in range(min(16, len(topic) - 2), 1, -1) if topic[:end] in known)
    return topic[next(ends, 0) :]


def contrast(one: str | None, other: str | None) -> bool:
    """Two titles differ in one word only, and that tells two things apart: 费用计划表, 费用支出表; 一级单位, 二级单位.

    Notes in brackets count where both titles have one: 汇总表（农户）, 汇总表（商户）; 情况表（一）, 情况表（二）.
    """
    if not one or not other or one == other:
        return False
    notes = [bracketed(text) for text in (one, other)]
    told = [frozenset(map(key, each)) for each in notes]
    if all(told) and any(_contrasting(a, b) or (_LEVEL.match(a + b) and a != b) for a in told[0] for b in told[1]):
        return True
    bare, beside = topic(one), topic(other)
    head, tail = _frame(bare, beside)
    words = bare[head : len(bare) - tail], beside[head : len(beside) - tail]
    level = bare[len(bare) - tail :].startswith("级") and all(map(_LEVEL.match, words))
    return level or _contrasting(*words)


def _contrasting(one: str, other: str) -> bool:
    return one != other and any({one, other} <= words for words in _CONTRASTS)


def within(one: str, other: str) -> bool:
    """One topic says all that the other says: 最低生活保障对象, 享受最低生活保障待遇家庭."""
    cores = sorted((_HOLLOW.sub("", one), _HOLLOW.sub("", other)), key=len)
    return len(cores[0]) >= 2 and cores[0] in cores[1]


def hollow(topic: str) -> bool:
    """Whether a topic names nothing: 基本情况, 信息登记."""
    return not _HOLLOW.sub("", topic)


def _dice(one: str, other: str) -> float:
    a = {one[at : at + 2] for at in range(len(one) - 1)} or {one}
    b = {other[at : at + 2] for at in range(len(other) - 1)} or {other}
    return 2 * len(a & b) / (len(a) + len(b))
