"""Whether a formula means something. In: a node, the register that it is about, the standard. Out: problems.

Dates are compared with dates, numbers with numbers, codes with codes of their list; only numbers and dates have an
order; registers must be in reach; definitions must not lead back to themselves. Refuses: nothing; it says what is
wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.standard.formula import names
from yibiao.flow.standard.formula.definitions import parts, refuse_cycles
from yibiao.flow.standard.formula.kinds import Kind, kind_of
from yibiao.flow.standard.formula.links import route, to_one
from yibiao.flow.standard.formula.nodes import (
    Age,
    All,
    Any,
    Arithmetic,
    Compare,
    Contains,
    CountOf,
    Day,
    Has,
    Known,
    Node,
    Not,
    OneOf,
    Ref,
    Scalar,
    Tagged,
    Value,
)
from yibiao.flow.standard.formula.showing import show
from yibiao.flow.standard.model import Standard

_SAID = {
    Kind.TEXT: ("文字", "text"),
    Kind.INTEGER: ("数字", "a number"),
    Kind.DECIMAL: ("数字", "a number"),
    Kind.DATE: ("日期", "a date"),
    Kind.BOOL: ("是/否", "yes or no"),
    Kind.CODE: ("代码", "a code"),
    Kind.CODES: ("代码（多选）", "several codes"),
    Kind.REF: ("关联记录", "a record"),
    Kind.CONDITION: ("条件", "a condition"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the node, the register around it, the sentence; `problem` when it has its own catalogue entry."""

    node: Node
    home: str
    zh: str
    en: str
    own: Problem | None = None


def check(node: Node, home: str, standard: Standard) -> tuple[Problem, ...]:
    """Everything that keeps `node` from meaning something about records of `home`."""
    return tuple(as_problem(finding, standard) for finding in findings(node, home, standard))


def as_problem(finding: Finding, standard: Standard, text: str | None = None, column: int | None = None) -> Problem:
    """The problem of a finding, with its column where the text is known."""
    if finding.own is not None:
        return finding.own
    try:
        part = show(finding.node, finding.home, standard)
    except KeyError:
        part = type(finding.node).__name__
    zh = f"（第 {column} 列）" if column else ""
    en = f" (column {column})" if column else ""
    values = {"part": part, "zh": finding.zh, "en": finding.en, "where_zh": zh, "where_en": en, "column": column}
    return problem("FORMULA_TYPE", Place(field=text or part), **values)


def findings(node: Node, home: str, standard: Standard) -> Iterator[Finding]:
    """Faults in order of reading; what hangs on an unknown name is not judged further."""
    unknown = tuple(_unknown(node, home, standard))
    if unknown:
        yield from unknown
        return
    try:
        refuse_cycles(standard, node)
    except ProblemError as error:
        yield Finding(node, home, "", "", error.problem)
        return
    yield from _types(node, home, standard)
    if value_kind(node, standard) not in (Kind.CONDITION, Kind.BOOL) and isinstance(node, All | Any | Not):
        yield Finding(node, home, "不是条件", "is no condition")


def _unknown(node: Node, home: str, standard: Standard) -> Iterator[Finding]:
    reach = to_one(standard, home)
    if isinstance(node, Ref) and (node.code not in standard.elements or node.code.partition(".")[0] not in reach):
        yield Finding(node, home, "不是这里可用的数据元", "is no element that can be used here")
    elif isinstance(node, Tagged) and (
        node.name not in standard.tags or standard.tags[node.name].register not in reach
    ):
        yield Finding(node, home, "不是这里可用的标签", "is no tag that can be used here")
    elif isinstance(node, Has | CountOf):
        if route(standard, home, node.register) is None:
            yield Finding(node, home, "与这里的登记册没有关联", "has no link with the register of this formula")
        elif node.where is not None:
            yield from _unknown(node.where, node.register, standard)
    else:
        for part in parts(node):
            yield from _unknown(part, home, standard)


def value_kind(node: Node, standard: Standard) -> Kind:
    """The kind of value that `node` gives."""
    if isinstance(node, Ref):
        return kind_of(standard.elements[node.code])
    if isinstance(node, Value):
        return _kind_of_scalar(node.value)
    if isinstance(node, Age | CountOf):
        return Kind.INTEGER
    if isinstance(node, Day):
        return Kind.DATE
    if isinstance(node, Arithmetic):
        return _kind_of_arithmetic(node, standard)
    return Kind.CONDITION


def _kind_of_scalar(value: Scalar) -> Kind:
    kinds = ((bool, Kind.BOOL), (int, Kind.INTEGER), (Decimal, Kind.DECIMAL), (date, Kind.DATE), (str, Kind.TEXT))
    return next(kind for type_, kind in kinds if isinstance(value, type_))


def _kind_of_arithmetic(node: Arithmetic, standard: Standard) -> Kind:
    left, right = value_kind(node.left, standard), value_kind(node.right, standard)
    if left is Kind.DATE:
        return Kind.INTEGER if right is Kind.DATE else Kind.DATE
    return Kind.INTEGER if left is right is Kind.INTEGER and node.op != "/" else Kind.DECIMAL


def _types(node: Node, home: str, standard: Standard) -> Iterator[Finding]:
    if isinstance(node, Has | CountOf):
        if node.where is not None:
            yield from _types(node.where, node.register, standard)
            yield from _conditions((node.where,), node.register, standard)
        return
    for part in parts(node):
        yield from _types(part, home, standard)
    if isinstance(node, All | Any):
        yield from _conditions(node.parts, home, standard)
    elif isinstance(node, Not):
        yield from _conditions((node.part,), home, standard)
    elif isinstance(node, Compare):
        yield from _comparison(node, home, standard)
    elif isinstance(node, OneOf):
        for value in node.values:
            yield from _listed(Compare("=", node.of, Value(value)), home, standard)
    elif isinstance(node, Contains | Known | Age | Arithmetic):
        yield from _operands(node, home, standard)


def _conditions(nodes: tuple[Node, ...], home: str, standard: Standard) -> Iterator[Finding]:
    for node in nodes:
        kind = value_kind(node, standard)
        if kind not in (Kind.CONDITION, Kind.BOOL):
            zh, en = _SAID[kind]
            yield Finding(node, home, f"是{zh}，不是条件，还要和一个值比较", f"is {en}, no condition; compare it")


def _comparison(node: Compare, home: str, standard: Standard) -> Iterator[Finding]:
    left, right = value_kind(node.left, standard), value_kind(node.right, standard)
    (left_zh, left_en), (right_zh, right_en) = _SAID[left], _SAID[right]
    if not _comparable(left, right):
        yield Finding(node, home, f"{left_zh}不能和{right_zh}比较", f"{left_en} cannot be compared with {right_en}")
    elif Kind.CODES in (left, right):
        yield Finding(node, home, "是多选代码，请用 包含", "holds several codes; use 包含")
    elif node.op not in ("=", "!=") and not left.ordered:
        yield Finding(node, home, f"{left_zh}没有大小，请用 属于 [ … ]", f"{left_en} has no order; use 属于 [ … ]")
    else:
        yield from _membership(node, home, standard)


def _listed(node: Compare, home: str, standard: Standard) -> Iterator[Finding]:
    """One value of 属于; the element may hold several codes."""
    if value_kind(node.left, standard) is Kind.CODES and isinstance(node.right, Value):
        yield from _membership(node, home, standard)
    else:
        yield from _comparison(node, home, standard)


def _comparable(left: Kind, right: Kind) -> bool:
    textual = (Kind.TEXT, Kind.CODE, Kind.CODES, Kind.REF)
    truth = (Kind.BOOL, Kind.CONDITION)
    if left.number or right.number:
        return left.number and right.number
    return any(left in group and right in group for group in (textual, truth, (Kind.DATE,)))


def _membership(node: Compare, home: str, standard: Standard) -> Iterator[Finding]:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, Ref) and isinstance(other, Value):
            codes = names.code_list_of(standard, standard.elements[side.code])
            if codes is not None and other.value not in codes.by_code:
                zh = f"代码集「{codes.label_zh}」里没有「{other.value}」"
                yield Finding(node, home, zh, f"the code list “{codes.label_zh}” has no “{other.value}”")


def _operands(node: Node, home: str, standard: Standard) -> Iterator[Finding]:
    if isinstance(node, Contains):
        if value_kind(node.of, standard) not in (Kind.TEXT, Kind.CODE, Kind.CODES):
            yield Finding(node, home, "只有文字和多选代码可以用 包含", "only text and several codes can be searched")
    elif isinstance(node, Age):
        if value_kind(node.of, standard) is not Kind.DATE:
            yield Finding(node, home, "周岁要从日期算起", "an age is counted from a date")
    elif isinstance(node, Arithmetic):
        left, right = value_kind(node.left, standard), value_kind(node.right, standard)
        days = left is Kind.DATE and (
            (right is Kind.DATE and node.op == "-") or (right is Kind.INTEGER and node.op in "+-")
        )
        if not days and not (left.number and right.number):
            yield Finding(node, home, "这两类值不能这样算", "these kinds of values cannot be combined so")
    elif isinstance(node, Known) and value_kind(node.of, standard) is Kind.CONDITION:
        yield Finding(node, home, "条件没有「有值」", "a condition has no value to be known")
