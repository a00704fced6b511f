"""Whether two forms ask about the same people. In: two profiles. Out: yes or no, and what each says more.

A population is a set of conditions that all hold (`FormFacts.people`). Titles say one population in many ways, so what
one title says more counts only where the other form does not say it in its own way. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from yibiao.flow.consolidating.profiles import Profile, one_office
from yibiao.flow.consolidating.titles import spelled_out

_VALUES = re.compile(r"\s*(<=|>=|=|<|>|属于).*$")
_NAMED = re.compile(r"^.*(<=|>=|=|<|>|属于)")
_WORDED = {"年龄 >= 80": "高龄", "年龄 >= 65": "老", "年龄 >= 60": "老"}
"""Ages that a title says in a word (老年人权益保障法: 60; 国家基本公共卫生服务规范: 65; 高龄津贴: 80)."""
_TERMS = ("户口类别 属于", "医疗保险类型 = 城乡居民", "养老保险类型 = 城乡居民")
"""农村 in front of a group is the term of the law (农村留守儿童), and the residents' scheme is the one that a street
looks after: no selection, unless the other form says 城市 or 职工."""
_NOT = re.compile(r"[未不非无]")
_FILLING = re.compile(r"是否|参加|人员|对象|情况|类型|类别|属于|[有且或不是年龄\W\d_a-z]")
"""What a condition is made of besides its words."""


def other_people(a: Profile, b: Profile) -> bool:
    """Both say whom they ask and it is not the same people, or the one asks for those for whom something ended.

    60 and 80 years of age, 城市 and 农村 make other people however near the titles are: one thing, other values. What
    the one says more (独居老人, 老年人) makes others too, unless the other form says it in its own way, or both are of
    one office and ask it of each person: 已婚育龄妇女 stand in a list of 育龄妇女 that has a column 婚姻状况.
    """
    if a.turn != b.turn or (a.topic != b.topic and contrary(a.form.people, b.form.people)):
        return True
    one, other = frozenset(a.form.people), frozenset(b.form.people)
    if not (one < other or other < one):
        return False
    more = frozenset[str]().union(*unsaid(a, b))
    return not all(one_office(a, b) and _VALUES.sub("", each) in a.asked & b.asked for each in more)


def reworded(a: Profile, b: Profile) -> bool:
    """Both name their people, in words that differ and say the same: 居家养老, 老年人养老."""
    one, other = frozenset(a.form.people), frozenset(b.form.people)
    return bool(one and other) and one != other and not any(unsaid(a, b)) and not other_people(a, b)


def contrary(one: Collection[str], other: Collection[str]) -> bool:
    """Conditions on one thing with other values: 年龄 >= 60 and 年龄 >= 80."""
    own, theirs = set(one) - set(other), set(other) - set(one)
    return bool({_VALUES.sub("", each) for each in own} & {_VALUES.sub("", each) for each in theirs})


def unsaid(a: Profile, b: Profile) -> tuple[frozenset[str], frozenset[str]]:
    """Conditions of each that the other does not say; none where one names no people or the topic is the same."""
    one, other = frozenset(a.form.people), frozenset(b.form.people)
    if not one or not other or a.topic == b.topic:
        return frozenset(), frozenset()
    return (
        frozenset(each for each in one - other if not said(each, b)),
        frozenset(each for each in other - one if not said(each, a)),
    )


def said(condition: str, form: Profile) -> bool:
    """Whether a form says a condition in its own way.

    By a word of its title (返乡, of 是否返乡人员), by the name of the register that it asks much of (境外, of a list
    of visas), or, where any record of a register is enough (有就业记录), by columns that are of that register.
    """
    if condition.startswith(_TERMS):
        return True
    if condition in _WORDED:
        return _WORDED[condition] in form.topic
    if condition.startswith("非") and not _NOT.search(form.topic):
        return False
    value = _FILLING.sub("", _NAMED.sub("", condition))
    if any(value[at : at + 2] in name for name in form.about for at in range(len(value) - 1)):
        return True
    register = condition.rpartition(" ")[2]
    if register.endswith(".") and any(key.startswith(register) for key in form.keys):
        return True
    words = _FILLING.sub(" ", spelled_out(condition)).split()
    return any(word[at : at + 2] in form.topic for word in words for at in range(len(word) - 1))
