"""Numbers for CountQuestions: any number of them about one register in one query. In: questions, ground. Out: Numbers.

Refuses: a question that the view may not have; `count_all` says so in its `Number`, and the others are still answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.asking.compiled import MEMORY
from yibiao.flow.asking.facts import Cell, Counts, Facts
from yibiao.flow.asking.ground import Ground, refuse
from yibiao.flow.asking.nodes import CountQuestion, Number
from yibiao.flow.asking.rights import pried, refused_condition, singled_out, unreadable
from yibiao.flow.asking.scope import Scope, scope_of
from yibiao.flow.asking.tallying import Tally
from yibiao.flow.standard.formula.nodes import Node, Ref, Scalar
from yibiao.flow.standard.formula.presence import present

_FOLDS = {"sum": ("sum", "count"), "avg": ("sum", "count"), "min": ("min",), "max": ("max",), "distinct": ()}


def count_all(questions: Sequence[CountQuestion], ground: Ground) -> list[Number]:
    """One number a question; questions about one register share one query. A refused question has its problem."""
    numbers: dict[int, Number] = {}
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
        found = _count(register, asked, ground)
        numbers |= {place: number for (place, _), number in zip(places, found, strict=True)}
    return [numbers[place] for place in range(len(questions))]


def _count(register: str, asked: Sequence[tuple[CountQuestion, Scope | None]], ground: Ground) -> list[Number]:
    made_of = "counts", register, asked, ground.footing
    counts = MEMORY.of(ground.standard, made_of, lambda: _compiled(register, asked, ground))
    found: dict[Cell, tuple[Scalar | None, str]] = {}
    if folded := dict.fromkeys(cell for cell in counts.cells if cell.kind != "distinct"):
        query = counts.folded
        tally = Tally(counts.shape, ground.session.execute(query.sql, query.constants))
        found |= {cell: (tally.number(cell), query.sql) for cell in folded}
    if counts.different is not None:
        query = counts.different
        row = ground.session.execute(query.sql, query.constants)[0]
        found |= {cell: (value, query.sql) for cell, value in zip(counts.differing, row, strict=True)}
    numbers = []
    for cell, (_, scope) in zip(counts.cells, asked, strict=True):
        value, sql = found[cell]
        numbers.append(Number(value, _remark(value, scope or ground.scope), sql))
    return numbers


def _compiled(register: str, asked: Sequence[tuple[CountQuestion, Scope | None]], ground: Ground) -> Counts:
    facts = Facts(ground, register)
    cells = [cell_of(question, facts, scope) for question, scope in asked]
    return facts.counts(cells, lambda select: facts.plan.sql(select, ground.session.dialect))


def _remark(value: Scalar | None, scope: Scope) -> Problem | None:
    if value is None:
        return problem("ASKING_NOTHING_KNOWN")
    return next(iter(scope.problems), None)


def cell_of(question: CountQuestion, facts: Facts, scope: Scope | None) -> Cell:
    """The cell of a question among the facts, which learn what it needs."""
    bits, measure = facts.conditions(question.where, scope), question.measure
    for still_there in present(facts.ground.standard, question.register, asked_of(question)):
        bits |= facts.conditions(still_there)
    if measure.kind == "ratio":
        return Cell("ratio", bits, facts.conditions(measure.part))
    if measure.of is None:
        return Cell("count", bits)
    return Cell(measure.kind, bits, value=facts.value(measure.of, *_FOLDS[measure.kind]))


def asked_of(question: CountQuestion) -> tuple[Node | None, ...]:
    """The formulas of a count: whoever is gone is counted only where one of them speaks of it."""
    return question.where, question.measure.of, question.measure.part


def refusal(question: CountQuestion, ground: Ground) -> None:
    """Raise why the view may not have this number, or why it has no meaning."""
    ground.register(question.register)
    if question.where is not None:
        ground.condition(question.where, question.register)
    measure = question.measure
    if measure.part is not None:
        ground.condition(measure.part, question.register)
    if measure.of is not None:
        ground.value(measure.of, question.register)
        ground.countable(measure.of)
    asked, view = [node for node in asked_of(question) if node is not None], ground.view
    label = singled_out(asked, view, ground.standard)
    label = label or next(filter(None, (pried(n, view, ground.standard) for n in asked if n is not measure.of)), None)
    if label is not None:
        raise ProblemError(refused_condition(label))
    if measure.kind in ("min", "max"):  # the least and the greatest value are values of records
        _refuse_value(question, ground)


def _refuse_value(question: CountQuestion, ground: Ground) -> None:
    of = question.measure.of
    assert of is not None
    label = unreadable(of, ground.view, ground.standard)
    if label is None and isinstance(of, Ref) and of.code in ground.view.masks:
        label = ground.standard.elements[of.code].label_zh
    if label is not None:
        raise ProblemError(refused_condition(label))


def narrowed(question: CountQuestion, ground: Ground) -> Scope | None:
    """The part of the asked area that the question names; None when it names none."""
    if question.area is None:
        return None
    scope = scope_of(question.area, ground.view, ground.session)
    if scope.first < ground.scope.first or scope.last > ground.scope.last:
        refuse((problem("ASKING_AREA_OUTSIDE", Place(field=question.area), area=question.area),))
    return scope
