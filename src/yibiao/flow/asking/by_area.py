"""One row an area for an AreasQuestion. In: the question, its ground. Out: `Rows` with area codes as ids.

One query answers all areas, for each register that the columns count. Areas that the view does not wholly cover have
no row. A column that the view may not have is withheld. Refuses: nothing by raising.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any as AnyValue

from sqlglot import exp

from yibiao.base.problems import Problem, ProblemError
from yibiao.flow.asking.areas import Area
from yibiao.flow.asking.catalog import AREAS
from yibiao.flow.asking.compiled import MEMORY, Compiled
from yibiao.flow.asking.counting import cell_of, narrowed, refusal
from yibiao.flow.asking.facts import Counts, Facts
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Rows
from yibiao.flow.asking.plan import Plan, any_of, everything_of, table
from yibiao.flow.asking.scope import Scope
from yibiao.flow.asking.tallying import Tally
from yibiao.flow.standard.formula.nodes import Scalar

_FIRST = exp.column("first", table="areas", quoted=True)
_LAST = exp.column("last", table="areas", quoted=True)


@dataclass(frozen=True)
class _Asked:
    """One column: its name, its question, the narrower area that it names."""

    name: str
    question: CountQuestion
    scope: Scope | None


def count_by_area(question: AreasQuestion, ground: Ground) -> Rows:
    """A row for each area of the level (or each direct child) below the asked one, in tree order."""
    asked, withheld = _sort_out(question, ground)
    by_register: dict[str, list[_Asked]] = {}
    for one in asked:
        by_register.setdefault(one.question.register, []).append(one)
    areas = _areas(question, ground)
    cells: dict[tuple[str, str], Scalar | None] = {}
    for register, columns in by_register.items():
        cells |= _count(register, columns, question, ground)
    names = tuple(name for name, _ in question.columns)
    values = tuple(tuple(cells.get((code, name)) for name in names) for code, _ in areas)
    ids = tuple(code for code, _ in areas)
    return Rows(names, ids, values, withheld, ground.scope.problems, ids, tuple(name for _, name in areas))


def _sort_out(question: AreasQuestion, ground: Ground) -> tuple[list[_Asked], dict[str, Problem]]:
    asked: list[_Asked] = []
    withheld: dict[str, Problem] = {}
    for name, column in question.columns:
        try:
            refusal(column, ground)
            asked.append(_Asked(name, column, narrowed(column, ground)))
        except ProblemError as error:
            withheld[name] = error.problem
    return asked, withheld


def _areas(question: AreasQuestion, ground: Ground) -> list[tuple[str, str]]:
    if ground.areas is not None:
        below = ground.areas.below(ground.scope.code, question.level)
        return [(area.code, area.name) for area in below if _covered(area, ground.scope.pieces)]

    def make() -> Compiled:
        plan = Plan()
        select = _below(question, ground, plan).select("code", "name", append=False)
        return plan.sql(select.order_by(_FIRST.copy()), ground.session.dialect)

    made_of = "areas", question.level, ground.scope.code, ground.footing
    query = MEMORY.of(ground.standard, made_of, make)
    return [(str(code), str(name)) for code, name in ground.session.execute(query.sql, query.constants)]


def _covered(area: Area, pieces: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= area.first and area.last <= high for low, high in pieces)


def _below(question: AreasQuestion, ground: Ground, plan: Plan) -> exp.Select:
    """The areas asked for, as far as the view covers them wholly."""
    covered = any_of([exp.and_(_FIRST.copy() >= low, _LAST.copy() <= high) for low, high in ground.scope.pieces])
    if question.level is None:
        below = exp.column("parent", table=AREAS).eq(plan.constant(ground.scope.code))
    else:
        below = exp.column("level", table=AREAS).eq(plan.constant(question.level))
    return everything_of(AREAS).where(below, copy=False).where(covered, copy=False)


def _count(
    register: str, columns: Sequence[_Asked], question: AreasQuestion, ground: Ground
) -> dict[tuple[str, str], Scalar | None]:
    """The value of each (area code, column); areas without records have none."""
    made_of = "counts by area", register, columns, question.level, ground.scope.code, ground.footing
    counts = MEMORY.of(ground.standard, made_of, lambda: _compiled(register, columns, question, ground))
    found: dict[tuple[str, str], Scalar | None] = {}
    rows: dict[str, list[Sequence[AnyValue]]] = {}
    for row in ground.session.execute(counts.folded.sql, counts.folded.constants):
        rows.setdefault(str(row[0]), []).append(row[1:])
    for code in (code for code, _ in _areas(question, ground)):
        tally = Tally(counts.shape, rows.get(code, []))
        for one, cell in zip(columns, counts.cells, strict=True):
            found[code, one.name] = 0 if cell.kind == "distinct" else tally.number(cell)
    if counts.different is not None:
        for row in ground.session.execute(counts.different.sql, counts.different.constants):
            numbers = dict(zip(counts.differing, row[1:], strict=True))
            found |= {
                (str(row[0]), one.name): numbers[cell]
                for one, cell in zip(columns, counts.cells, strict=True)
                if cell in numbers
            }
    return found


def _compiled(register: str, columns: Sequence[_Asked], question: AreasQuestion, ground: Ground) -> Counts:
    facts = Facts(ground, register)
    cells = [cell_of(one.question, facts, one.scope) for one in columns]
    return facts.counts(cells, lambda select: _each(select, question, facts))


def _each(select: exp.Select, question: AreasQuestion, facts: Facts) -> Compiled:
    """A select over the facts, for each area by itself; the area's code comes first."""
    below = _below(question, facts.ground, facts.plan).select("code", _FIRST.copy(), _LAST.copy(), append=False)
    facts.plan.step("asked_areas", below)
    inside = exp.Between(this=exp.column("area", table="facts"), low=_FIRST.copy(), high=_LAST.copy())
    areas = table("asked_areas", "areas")
    code = exp.column("code", table="areas")
    columns = [code, *select.expressions]
    select = select.select(*columns, append=False).join(exp.Join(this=areas, on=inside)).group_by(code.copy())
    return facts.plan.sql(select, facts.ground.session.dialect)
