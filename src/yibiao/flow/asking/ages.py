"""Ages become dates: 年龄 >= 80 on a day is 出生日期 <= the day 80 years before. In: a node, the day. Out: a node.

A bound on a stored column lets the engine skip blocks of rows, and nothing has to be computed for each row. An age of
n years begins on the birthday itself; who was born on 29 February turns on 1 March (`base.clock.age_on`).
Refuses: nothing; what is no comparison of an age with a number is given back as it was.
"""

from __future__ import annotations

import calendar
import math
from datetime import date

from yibiao.flow.standard.formula.definitions import definition
from yibiao.flow.standard.formula.nodes import Age, All, Compare, Node, Not, Ref, Value
from yibiao.flow.standard.model import Standard

_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def as_dates(node: Compare, standard: Standard, day: date) -> Node:
    """`node` with its age turned into bounds on the date of birth, where it compares an age with a number."""
    op, left, right = node.op, node.left, node.right
    if isinstance(left, Value):
        op, left, right = _FLIPPED[op], right, left
    of = _born(left, standard)
    if of is None or not isinstance(right, Value) or isinstance(right.value, bool | str | date):
        return node
    years = right.value
    if op in ("=", "!="):
        if years != int(years):
            return node
        first, last = _turned(day, int(years)), _turned(day, int(years) + 1)
        if first is None or last is None:
            return node
        same = All((Compare("<=", of, Value(first)), Compare(">", of, Value(last))))
        return same if op == "=" else Not(same)
    least = math.floor(years) + 1 if op in (">", "<=") else math.ceil(years)
    bound = _turned(day, least)
    if bound is None:
        return node
    return Compare("<=" if op in (">=", ">") else ">", of, Value(bound))


def _born(node: Node, standard: Standard) -> Node | None:
    """The date element whose age `node` is; None when it is no age of a stored date."""
    if isinstance(node, Ref) and standard.elements[node.code].derived:
        made_of = definition(standard, node)
        assert made_of is not None
        _, register, formula = made_of
        of = _born(formula, standard)
        return of if isinstance(of, Ref) and of.code.partition(".")[0] == register else None
    if isinstance(node, Age) and isinstance(node.of, Ref) and not standard.elements[node.of.code].derived:
        return node.of
    return None


def _turned(day: date, years: int) -> date | None:
    """The last date of birth of those who are `years` old on `day`; None where the calendar ends."""
    year = day.year - years
    if not 1 <= year <= 9999:
        return None
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return date(year, day.month, day.day)
