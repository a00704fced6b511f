"""Which records a form is about, from its title. In: a title, the register of the rows. Out: a `Population`.

    2026年第三季度 80周岁以上老年人花名册 → 年龄 >= 80

Refuses: nothing. Words that the condition does not account for are listed, never dropped silently; a title of which
a decisive word is not understood gives no condition at all for it, and says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.definitions import tag, walk
from yibiao.flow.standard.formula.nodes import All, Compare, Day, Has, Node, OneOf, Ref, Scalar, Tagged, Value
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases import conjunction, registers_of, understand

_FORM_WORDS = re.compile(
    r"(花名册|名册|名单|登记表|登记册|统计表|汇总表|明细表|调查表|采集表|信息表|审批表|申请表|申报表|一览表|情况表|台账|清单"
    r"|公示表|发放表|报表|简表|总表|表格|表|册|导入模板|模板|样表|附件\d*[:：]?|基本情况|基础信息|基本信息|信息|情况"
    r"|登记|统计|汇总|明细|调查|采集|摸底|排查|上报|导出|导入|数据|档案|资料|工作|人员(?=$)"
    r"|(?<=[人员军童女])建档立卡(?!户|贫困|人口|对象))"
)
_BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


_TOPIC = re.compile(r"(情况|状况|走访|检查|摸排)")
_NOMINAL = "人户者员女童儿象军属口庭生民"


@dataclass(frozen=True, slots=True)
class Population:
    """The condition that the title states, as a formula and as text, and the words left over."""

    node: Node | None = None
    text: str | None = None
    unread: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """Conditions that were read and name what the form is about, not whom it is limited to; as text."""

    @property
    def unsure(self) -> bool:
        """Whether a person has to say whom the form is about."""
        return bool(self.topics) or any(len(word) >= 2 for word in self.unread)


def core_of(title: str) -> str:
    """A title less the words that say what kind of paper it is."""
    text = _BRACKETED.sub("", title)
    shorter = _FORM_WORDS.sub("", text)
    return shorter.strip(" 　—-_:：·、，,") or text


def population_of(
    title: str | None,
    register: str | None,
    standard: Standard,
    details: Collection[str] = (),
    asked: Collection[str] = (),
) -> Population:
    """What the title says about the records of `register`.

    details: detail registers whose values the columns ask for. A noun of theirs means their records: a 新生儿登记册
    that asks for the weight at birth is no list of those born these 28 days. asked: elements that are columns of the
    list; a yes or no that the list asks for cannot limit it.
    """
    if not title or register is None:
        return Population()
    core = core_of(title)
    found = understand(core, standard, register)
    if (recorded := _recorded(core, found.node, register, standard, details)) is not None:
        return recorded
    words = (*found.unread, *(one.word for one in found.doubtful))
    if found.node is None:
        return Population(None, None, words)
    kept, topics = _limiting(found.node, title, register, standard, asked)
    for detail in sorted({d for topic in topics for d in registers_of(topic, standard)} & set(details)):
        kept = [*kept, Has(detail)]
    told = tuple(show(topic, register, standard) for topic in topics)
    if not kept:
        return Population(None, None, words, told)
    whole = conjunction(kept)
    return Population(whole, show(whole, register, standard), words, told)


def _limiting(
    node: Node, title: str, register: str, standard: Standard, asked: Collection[str]
) -> tuple[list[Node], list[Node]]:
    """The parts of a title's condition that limit the list, and those that are only its topic."""
    kept: list[Node] = []
    topics: list[Node] = []
    for part in node.parts if isinstance(node, All) else (node,):
        if _names_itself(part, register, standard):
            continue
        topic = _state_of_affairs(part, title, standard) or _asked_anyway(part, standard, asked)
        (topics if topic else kept).append(part)
    return kept, topics


def _names_itself(part: Node, register: str, standard: Standard) -> bool:
    """A list of the records of a detail register is not limited by the register's own noun: 临时救助明细."""
    entry = standard.registers[register]
    if entry.hangs_on is None or not isinstance(part, Tagged):
        return False
    return bool({part.name, *standard.tags[part.name].aliases} & {entry.label_zh, *entry.nouns})


def _state_of_affairs(part: Node, title: str, standard: Standard) -> bool:
    """就业情况 is about how people are employed, not about those who are: a quality, no noun, before 情况."""
    if not isinstance(part, Tagged):
        return False
    found = standard.tags[part.name]
    names = {part.name, *found.aliases, part.name.removesuffix("人员")}
    return any(_TOPIC.match(title, place.end()) for name in names if name and name[-1] not in _NOMINAL
               for place in re.finditer(re.escape(name), title))  # fmt: skip


def _asked_anyway(part: Node, standard: Standard, asked: Collection[str]) -> bool:
    """Every test in the part is a yes or no that the list has a column for."""
    opened = _opened(part, standard)
    tested = {inner.code for one in opened for inner in walk(one) if isinstance(inner, Ref)}
    return bool(tested) and all(code in asked and standard.elements[code].domain == "bool" for code in tested)


def _opened(node: Node, standard: Standard) -> list[Node]:
    return [tag(standard, part.name) if isinstance(part, Tagged) else part for part in walk(node)]


def _recorded(
    core: str, node: Node | None, register: str, standard: Standard, details: Collection[str]
) -> Population | None:
    """The population as the records of a detail register; None where the title does not name one or says it itself."""
    if node is None:
        return None
    asked = registers_of(node, standard)
    if asked <= {register} and not _of_today(node, standard):
        return None  # 党员, 流动人口: what the record itself says
    for detail in sorted(set(details) - asked):
        entry = standard.registers[detail]
        nouns = [noun for noun in (*entry.nouns, entry.label_zh) if len(noun) >= 2 and noun in core]
        if not nouns:
            continue
        rest = re.sub("|".join(map(re.escape, sorted(nouns, key=len, reverse=True))), "", core)
        found = understand(rest, standard, register)
        whole = Has(detail) if found.node is None else conjunction([found.node, Has(detail)])
        return Population(whole, show(whole, register, standard), found.unread)
    return None


def _of_today(node: Node, standard: Standard) -> bool:
    """Whether the condition compares with the day of asking."""
    parts = (tag(standard, part.name) if isinstance(part, Tagged) else part for part in walk(node))
    return any(isinstance(inner, Day) for part in parts for inner in walk(part))


def elements_of(node: Node, standard: Standard) -> set[str]:
    """The elements that decide about a condition, definitions of tags opened; 有(残疾) counts as its register."""
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, Ref):
            found.add(part.code)
        elif isinstance(part, Has):
            found.add(part.register)
        elif isinstance(part, Tagged):
            found |= elements_of(tag(standard, part.name), standard)
    return found


def topic_only(population: Node | None, conditions: Sequence[Node], standard: Standard) -> bool:
    """Whether a counted form's title names what the form is about and restricts nothing.

    True where some cell asks for records that the population excludes: 失业人员 in 就业状况统计表.
    """
    if population is None:
        return False
    held = _held(population, standard)
    return any(_excluded(held, _held(condition, standard)) for condition in conditions)


_Held = dict[str, tuple[frozenset[Scalar] | None, float, float]]


def _excluded(one: _Held, other: _Held) -> bool:
    for code in one.keys() & other.keys():
        (mine, low, high), (theirs, least, most) = one[code], other[code]
        if mine is not None and theirs is not None and not mine & theirs:
            return True
        if max(low, least) > min(high, most):
            return True
        if -math.inf < least < low or high < most < math.inf:  # 13-15周岁 under 适龄儿童: partly inside
            return True
    return False


def _held(node: Node, standard: Standard) -> _Held:
    """Element → the values that a conjunction leaves it: a set of codes, or a first and a last number."""
    found: _Held = {}
    for part in node.parts if isinstance(node, All) else (node,):
        if isinstance(part, Tagged):
            found.update(_held(tag(standard, part.name), standard))
        elif isinstance(part, OneOf) and isinstance(part.of, Ref):
            found[part.of.code] = (frozenset(part.values), -math.inf, math.inf)
        elif isinstance(part, Compare) and isinstance(part.left, Ref) and isinstance(part.right, Value):
            value = part.right.value
            before = found.get(part.left.code, (None, -math.inf, math.inf))
            if isinstance(value, str) and part.op == "=":
                found[part.left.code] = (frozenset([value]), -math.inf, math.inf)
            elif isinstance(value, int | Decimal) and not isinstance(value, bool):
                found[part.left.code] = _narrowed(before, part.op, float(value))
    return found


def _narrowed(
    before: tuple[frozenset[Scalar] | None, float, float], op: str, value: float
) -> tuple[frozenset[Scalar] | None, float, float]:
    _, low, high = before
    if op in (">=", ">", "="):
        low = max(low, value + (op == ">"))
    if op in ("<=", "<", "="):
        high = min(high, value - (op == "<"))
    return None, low, high
