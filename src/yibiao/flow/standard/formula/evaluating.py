"""What a formula gives for one record, in plain Python. In: a node, a record, a context. Out: a value; None: unknown.

The independent judge of the SQL that `flow.asking` writes; it shares names and links with it, no computation. Truth
has three values: a comparison with an unknown value is None, and so is its 非; 且 is False when a part is False,
或 is True when a part is True (docs/decisions/0002-unknown-values.md). A record satisfies a condition
only when the condition is True. What is linked but out of sight is unknown (docs/decisions/0007-linked-records.md).
Refuses: nodes that `check` refuses may raise `TypeError` here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any as AnyValue
from typing import cast

from yibiao.base.clock import age_on
from yibiao.flow.standard.formula.definitions import definition, parts
from yibiao.flow.standard.formula.links import Step, Way, route, to_one
from yibiao.flow.standard.formula.memory import Held, MemoryLedger, Record
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
    Tagged,
    Unless,
    Value,
)
from yibiao.flow.standard.formula.presence import counted
from yibiao.flow.standard.model import Standard

QUOTIENT = Decimal("0.000001")
"""Quotients are kept to six decimals, half up, in every engine."""

_COMPARED: Mapping[str, Callable[[AnyValue, AnyValue], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Context:
    """What a formula is asked of: a ledger, the standard, the question's day; how far one sees (None: everything)."""

    ledger: MemoryLedger
    standard: Standard
    day: date
    sight: tuple[tuple[int, int], ...] | None = None

    def sees(self, record: Record) -> bool:
        """Whether a linked record lies in the areas in sight."""
        return self.sight is None or any(low <= record.area <= high for low, high in self.sight)


def satisfies(node: Node | None, record: Record, context: Context) -> bool:
    """Whether the record plainly satisfies the condition; no condition is always satisfied."""
    return node is None or evaluate(node, record, context) is True


def evaluate(node: Node, record: Record | None, context: Context) -> Held:
    """The value of `node` for `record`; None where the ledger does not know it (or there is no record)."""
    return _RULES[type(node)](node, record, context)


def follow(record: Record | None, path: tuple[Step, ...], context: Context) -> Record | None:
    """The record at the end of a to-one path; None when it is not there or not in sight.

    Of several details that should be one, the newest (highest id).
    """
    for step in path:
        if record is None:
            return None
        if step.way is Way.DETAIL:
            details = context.ledger.linked(step.target, "", record.id)
            record = max(details, key=lambda detail: detail.id, default=None)
        else:
            target = record.master if step.way is Way.MASTER else record.values.get(step.element or "")
            record = context.ledger.get(step.target, str(target)) if target is not None else None
        record = record if record is not None and context.sees(record) else None
    return record


def _lost(record: Record | None, path: tuple[Step, ...], context: Context) -> bool:
    """Whether the ledger has the next step somewhere on `path`, but it leads out of sight."""
    for step in path:
        if record is None:
            return False
        there = follow(record, (step,), context)
        if there is None:
            if step.way is Way.DETAIL:
                return not all(context.sees(one) for one in context.ledger.linked(step.target, "", record.id))
            return (record.master if step.way is Way.MASTER else record.values.get(step.element or "")) is not None
        record = there
    return False


def _veiled(node: Node, record: Record | None, context: Context) -> bool:
    """Whether `node` asks for something that is linked with the record but out of sight."""
    if record is None:
        return False
    if isinstance(node, Has | CountOf):
        return _counted(node, record, context)[1]
    if isinstance(node, Ref | Tagged):
        made_of = definition(context.standard, node)
        register = made_of[1] if made_of is not None else context.standard.elements[cast(Ref, node).code].register
        if _lost(record, to_one(context.standard, record.register)[register], context):
            return True
        return made_of is not None and _veiled(made_of[2], _reach(record, register, context), context)
    return any(_veiled(part, record, context) for part in parts(node))


def _defined(node: Node, record: Record | None, context: Context) -> Held:
    made_of = definition(context.standard, node)
    assert made_of is not None
    _, register, formula = made_of
    here = _reach(record, register, context)
    return None if here is None else evaluate(formula, here, context)


def _reach(record: Record | None, register: str, context: Context) -> Record | None:
    if record is None:
        return None
    return follow(record, to_one(context.standard, record.register)[register], context)


def _ref(node: Ref, record: Record | None, context: Context) -> Held:
    element = context.standard.elements[node.code]
    if element.derived:
        return _defined(node, record, context)
    here = _reach(record, element.register, context)
    return None if here is None else here.values.get(node.code)


def _value(node: Value, record: Record | None, context: Context) -> Held:
    return node.value


def _day(node: Day, record: Record | None, context: Context) -> Held:
    return context.day


def _compare(node: Compare, record: Record | None, context: Context) -> Held:
    left, right = evaluate(node.left, record, context), evaluate(node.right, record, context)
    return None if left is None or right is None else _COMPARED[node.op](left, right)


def _one_of(node: OneOf, record: Record | None, context: Context) -> Held:
    value = evaluate(node.of, record, context)
    if value is None:
        return None
    return any(one in node.values for one in value) if isinstance(value, tuple) else value in node.values


def _contains(node: Contains, record: Record | None, context: Context) -> Held:
    value = evaluate(node.of, record, context)
    return None if value is None else node.text in cast(AnyValue, value)


def _unless(node: Unless, record: Record | None, context: Context) -> Held:
    return evaluate(node.part, record, context) is not True


def _known(node: Known, record: Record | None, context: Context) -> Held:
    if evaluate(node.of, record, context) is not None:
        return True
    return None if _veiled(node.of, record, context) else False


def _all(node: All, record: Record | None, context: Context) -> Held:
    truths = [evaluate(part, record, context) for part in node.parts]
    return False if False in truths else None if None in truths else True


def _any(node: Any, record: Record | None, context: Context) -> Held:
    truths = [evaluate(part, record, context) for part in node.parts]
    return True if True in truths else None if None in truths else False


def _not(node: Not, record: Record | None, context: Context) -> Held:
    truth = evaluate(node.part, record, context)
    return None if truth is None else not truth


def _counted(node: CountOf | Has, record: Record | None, context: Context) -> tuple[int, bool]:
    """How many records in sight satisfy the condition, and whether others lie out of sight."""
    if record is None:
        return 0, False
    way = route(context.standard, record.register, node.register)
    assert way is not None
    anchor = follow(record, way.path, context)
    if anchor is None:
        return 0, _lost(record, way.path, context)
    found = (anchor,) if way.many is None else context.ledger.linked(node.register, way.many, anchor.id)
    seen = [one for one in found if context.sees(one)]
    where = node.where if way.many is None else counted(context.standard, node.register, node.where)
    return sum(satisfies(where, one, context) for one in seen), len(seen) < len(found)


def _count(node: CountOf, record: Record | None, context: Context) -> Held:
    number, others = _counted(node, record, context)
    return None if others else number


def _has(node: Has, record: Record | None, context: Context) -> Held:
    number, others = _counted(node, record, context)
    return True if number else None if others else False


def _age(node: Age, record: Record | None, context: Context) -> Held:
    born = evaluate(node.of, record, context)
    return age_on(born, context.day) if isinstance(born, date) else None


def _arithmetic(node: Arithmetic, record: Record | None, context: Context) -> Held:
    left, right = evaluate(node.left, record, context), evaluate(node.right, record, context)
    if left is None or right is None:
        return None
    if isinstance(left, date):
        if isinstance(right, date):
            return (left - right).days
        try:
            days = timedelta(days=int(cast(int, right)))
            return left + days if node.op == "+" else left - days
        except OverflowError:  # no such day
            return None
    return _number(node.op, Decimal(cast(int, left)), Decimal(cast(int, right)))


def _number(op: str, left: Decimal, right: Decimal) -> Held:
    if op == "/":
        return (left / right).quantize(QUOTIENT, ROUND_HALF_UP) if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[op]


_RULES: Mapping[type[Node], Callable[..., Held]] = {
    Ref: _ref,
    Value: _value,
    Day: _day,
    Compare: _compare,
    OneOf: _one_of,
    Contains: _contains,
    Known: _known,
    All: _all,
    Any: _any,
    Not: _not,
    Unless: _unless,
    Has: _has,
    CountOf: _count,
    Age: _age,
    Arithmetic: _arithmetic,
    Tagged: _defined,
}
