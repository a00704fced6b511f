"""Numbers for CountQuestions: any number of them about one register in one query. In: questions, ground. Out: Numbers.

The steps: the register's rows in the area; `facts`, where each distinct condition and each measured value is one
column; the counts, as aggregates with FILTER over the facts. So a cross-tab of 300 cells reads the rows once.
Refuses: nothing by raising here but what `refusal` says for one question; others are still answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any as AnyValue

from sqlglot import exp

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.asking.ground import Ground, refuse
from yibiao.flow.asking.nodes import CountQuestion, Number
from yibiao.flow.asking.plan import Plan, all_of, within
from yibiao.flow.asking.rights import refused_condition, unreadable
from yibiao.flow.asking.scope import Scope, scope_of
from yibiao.flow.standard.formula.nodes import All, Node, Scalar

HUNDREDTH = Decimal("0.01")
Finish = Callable[[Sequence[AnyValue]], Scalar | None]


@dataclass(frozen=True)
class Aggregate:
    """What one question selects over the facts, and how its number is made of that."""

    columns: tuple[exp.Expr, ...]
    finish: Finish


class Facts:
    """The step that holds every condition and value of a register's questions, once each."""

    def __init__(self, ground: Ground, register: str) -> None:
        self.ground, self.plan = ground, Plan()
        self._frame = ground.frame(self.plan, register)
        self._columns: dict[tuple[str, Node], str] = {}
        self._selected: list[exp.Expr] = [self._frame.own("id"), self._frame.own("area")]

    def condition(self, node: Node | None) -> list[exp.Expr]:
        """The columns that must all be true; parts of a 且 are columns of their own, shared between questions."""
        if node is None:
            return []
        parts = node.parts if isinstance(node, All) else (node,)
        return [self._column("condition", part) for part in parts]

    def value(self, node: Node) -> exp.Expr:
        """The column with the value of `node`."""
        return self._column("value", node)

    def step(self) -> str:
        """Close the facts and name their step."""
        return self.plan.step("facts", self._frame.select(*self._selected))

    def _column(self, kind: str, node: Node) -> exp.Column:
        if (kind, node) not in self._columns:
            name = f"{kind}_{len(self._columns) + 1}"
            self._columns[kind, node] = name
            self._selected.append(self._frame.sql(node).as_(name))
        return exp.column(self._columns[kind, node], table="facts")


def count_all(questions: Sequence[CountQuestion], ground: Ground) -> list[Number]:
    """One number a question; questions about one register share one query. A refused question has its problem."""
    numbers: list[Number | None] = [None] * len(questions)
    by_register: dict[str, list[tuple[int, Scope | None]]] = {}
    for place, question in enumerate(questions):
        try:
            refusal(question, ground)
            scope = narrowed(question, ground)
        except ProblemError as error:
            numbers[place] = Number(None, error.problem)
        else:
            by_register.setdefault(question.register, []).append((place, scope))
    for register, places in by_register.items():
        asked = [(questions[place], scope) for place, scope in places]
        for (place, _), number in zip(places, _count(register, asked, ground), strict=True):
            numbers[place] = number
    return [number for number in numbers if number is not None]


def _count(register: str, asked: Sequence[tuple[CountQuestion, Scope | None]], ground: Ground) -> list[Number]:
    facts = Facts(ground, register)
    aggregates = [aggregate(question, facts, scope) for question, scope in asked]
    columns = [column for one in aggregates for column in one.columns]
    named = [column.as_(f"number_{place}") for place, column in enumerate(columns, 1)]
    sql, parameters = facts.plan.sql(exp.select(*named).from_(facts.step()), ground.session.dialect)
    row, at, numbers = ground.session.execute(sql, parameters)[0], 0, []
    for (_, scope), one in zip(asked, aggregates, strict=True):
        value = one.finish(row[at : at + len(one.columns)])
        at += len(one.columns)
        numbers.append(Number(value, _remark(value, scope or ground.scope), sql))
    return numbers


def _remark(value: Scalar | None, scope: Scope) -> Problem | None:
    if value is None:
        return problem("ASKING_NOTHING_KNOWN")
    return next(iter(scope.problems), None)


def refusal(question: CountQuestion, ground: Ground) -> None:
    """Raise why the view may not have this number, or why it has no meaning."""
    ground.register(question.register)
    if question.where is not None:
        ground.condition(question.where, question.register)
    measure = question.measure
    if measure.part is not None:
        ground.condition(measure.part, question.register)
    if measure.of is None:
        return
    ground.value(measure.of, question.register)
    ground.countable(measure.of)
    if measure.kind in ("min", "max"):  # the least and the greatest value are values of records
        label = unreadable(measure.of, ground.view, ground.standard)
        masked = getattr(measure.of, "code", None) in ground.view.masks
        if label is not None or masked:
            raise ProblemError(refused_condition(label or ground.standard.elements[measure.of.code].label_zh))  # type: ignore[attr-defined]


def narrowed(question: CountQuestion, ground: Ground) -> Scope | None:
    """The part of the asked area that the question names; None when it names none."""
    if question.area is None:
        return None
    scope = scope_of(question.area, ground.view, ground.session)
    if scope.first < ground.scope.first or scope.last > ground.scope.last:
        refuse((problem("ASKING_AREA_OUTSIDE", Place(field=question.area), area=question.area),))
    return scope


def aggregate(question: CountQuestion, facts: Facts, scope: Scope | None, *more: exp.Expr) -> Aggregate:
    """What `question` selects over the facts; `more` are further conditions on them."""
    conditions = [*more, *facts.condition(question.where)]
    if scope is not None:
        conditions.append(within(exp.column("area", table="facts"), scope.pieces))
    measure = question.measure

    def over(function: exp.Expr, *extra: exp.Expr) -> exp.Expr:
        every = [*conditions, *extra]
        return (
            exp.Filter(this=function, expression=exp.Where(this=all_of([one.copy() for one in every])))
            if every
            else function
        )

    count = over(exp.Count(this=exp.Star()))
    if measure.kind == "ratio":
        part = over(exp.Count(this=exp.Star()), *facts.condition(measure.part))
        return Aggregate((part, count), _percent)
    if measure.of is None:
        return Aggregate((count,), _only)
    of = facts.value(measure.of)
    if measure.kind == "distinct":
        return Aggregate((over(exp.Count(this=exp.Distinct(expressions=[of]))),), _only)
    if measure.kind == "avg":
        return Aggregate((over(exp.Sum(this=of)), over(exp.Count(this=of.copy()))), _mean)
    if measure.kind == "sum":
        return Aggregate((over(exp.Sum(this=of)), count), _total)
    return Aggregate((over({"min": exp.Min, "max": exp.Max}[measure.kind](this=of)),), _only)


def _only(row: Sequence[AnyValue]) -> Scalar | None:
    value: Scalar | None = row[0]
    return value


def _total(row: Sequence[AnyValue]) -> Scalar | None:
    """The sum; 0 over no records, unknown over records whose values are all unknown."""
    return 0 if row[1] == 0 else _only(row)


def _mean(row: Sequence[AnyValue]) -> Scalar | None:
    return _hundredths(Decimal(row[0]), row[1]) if row[1] else None


def _percent(row: Sequence[AnyValue]) -> Scalar | None:
    """`part` among all as percent to two decimals, half up."""
    return _hundredths(Decimal(100 * row[0]), row[1]) if row[1] else None


def _hundredths(total: Decimal, parts: int) -> Decimal:
    return (total / parts).quantize(HUNDREDTH, ROUND_HALF_UP)
