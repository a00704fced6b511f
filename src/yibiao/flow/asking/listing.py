"""Rows for a RowsQuestion. In: the question, its ground. Out: `Rows`, masked; raw values of masked columns stay here.

Refuses, by `ProblemError`: a view without rows, conditions and orders that the view may not use. A column that may not
be read is withheld and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.asking.catalog import AREAS
from yibiao.flow.asking.columns import Columns, by_column
from yibiao.flow.asking.compiled import MEMORY, Compiled
from yibiao.flow.asking.counting import asked_of as count_asks
from yibiao.flow.asking.finding import Sought, found, sought, texts
from yibiao.flow.asking.frames import Frame
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.nodes import Column, Rows, RowsQuestion
from yibiao.flow.asking.plan import Plan, all_of, called, table
from yibiao.flow.asking.rights import unreadable, withheld
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.formula import Kind, value_kind
from yibiao.flow.standard.formula.nodes import Node, Ref, Scalar
from yibiao.flow.standard.formula.presence import present

_FIXED = 3  # id, area code, area name
Show = Callable[[object], Scalar | None]


def list_rows(question: RowsQuestion, ground: Ground) -> Rows:
    """The rows that answer `question`, in its order, then by area and record id."""
    if not ground.view.rows:
        raise ProblemError(problem("ASKING_NO_ROWS"))
    hidden = kept_back(question, ground)
    shown = [column for column in question.columns if column.name not in hidden]
    query = rows_query(question, shown, ground)
    rows = ground.session.execute(query.sql, query.given(dict(texts(question.find))))
    ids, codes, called_so, *told = by_column(rows, _FIXED + len(shown))
    values = _values(question, shown, told, len(rows), ground)
    if ground.areas is not None:
        numbers = codes
        codes, areas = (tuple(map(known.__getitem__, numbers)) for known in (ground.areas.codes, ground.areas.names))
    else:
        codes, areas = tuple(codes), tuple([name or "" for name in called_so])
    names = tuple(column.name for column in question.columns)
    return Rows(names, tuple(ids), values, hidden, ground.scope.problems, codes, areas)


def _values(
    question: RowsQuestion, shown: Sequence[Column], told: Sequence[Sequence[Any]], length: int, ground: Ground
) -> Columns:
    """The values in the question's order; only the columns are touched that are masked, joined or withheld (a
    district's list has ten million values). told: the columns of `shown`, as the engine gave them."""
    columns: dict[str, Sequence[Any]] = {}
    for column, values in zip(shown, told, strict=True):
        show = shown_as(column, ground) if _to_show(column, ground) else None
        columns[column.name] = values if show is None else [show(value) for value in values]
    nothing = (None,) * length
    return Columns([columns.get(column.name, nothing) for column in question.columns], length)


def _to_show(column: Column, ground: Ground) -> bool:
    """Whether a column leaves the room otherwise than the engine gives it: masked."""
    return isinstance(column.of, Ref) and column.of.code in ground.view.masks


def kept_back(question: RowsQuestion, ground: Ground) -> dict[str, Problem]:
    """Raise why the view may not have this list; else the columns that it may not read, with the reason of each."""
    ground.register(question.register)
    if question.where is not None:
        ground.condition(question.where, question.register)
        ground.listable(question.where)
    named = {column.name: column for column in question.columns}
    wrong = [name for name in question.order if name not in named]
    if wrong or len(named) < len(question.columns):
        name = (wrong or [column.name for column in question.columns])[0]
        raise ProblemError(problem("ASKING_NO_COLUMN", Place(field=name), column=name))
    hidden: dict[str, Problem] = {}
    for column in question.columns:
        ground.value(column.of, question.register)
        label = unreadable(column.of, ground.view, ground.standard)
        if label is not None:
            hidden[column.name] = withheld(column.name, label)
    for name in question.order:
        ground.countable(named[name].of)
        ground.listable(named[name].of)
    return hidden


def rows_query(question: RowsQuestion, shown: list[Column], ground: Ground) -> Compiled:
    """The query: id, code and name of the area (none where the session knows the names), then the columns `shown`."""
    seeking, question = sought(question.find, ground.view), replace(question, find=None)
    made_of = "rows", question, shown, seeking, ground.footing
    return MEMORY.of(ground.standard, made_of, lambda: _compiled(question, shown, seeking, ground))


def _compiled(question: RowsQuestion, shown: list[Column], seeking: Sought | None, ground: Ground) -> Compiled:
    plan = Plan()
    frame = ground.frame(plan, question.register)
    condition = _condition(question, shown, seeking, frame)
    columns = [called(_written(column, frame), column.name, quoted=True) for column in shown]
    named = {column.name: column for column in question.columns}
    order: list[exp.Expr] = [frame.sql(named[name].of) for name in question.order]
    order += [frame.own("area"), frame.own("id")]
    select = _with_area(frame, columns, join=ground.areas is None)
    if condition is not None:
        select = select.where(condition, copy=False)
    ordered = [exp.Ordered(this=by, desc=False, nulls_first=False) for by in order]
    select = select.order_by(*ordered, copy=False)
    if question.limit is not None:
        select = select.limit(question.limit, copy=False)
    return plan.sql(select, ground.session.dialect)


def _written(column: Column, frame: Frame) -> exp.Expr:
    """A column's value; several codes as one text, joined by commas as value domains keep them."""
    value = frame.sql(column.of)
    if isinstance(column.of, Ref) and value_kind(column.of, frame.standard) is Kind.CODES:
        return exp.ArrayToString(this=value, expression=exp.Literal.string(","))
    return value


def _with_area(frame: Frame, columns: Sequence[exp.Expr], *, join: bool) -> exp.Select:
    """The rows' ids, codes and names of their areas, and columns. join: whether the names are to be looked up; where
    not, the areas' numbers stand in the place of their codes, and nothing in that of their names."""
    code = frame.own("area_code" if join else "area")
    name = exp.column("name", table="area_of_row") if join else exp.null()
    select = frame.select(frame.own("id"), code, called(name, "area_name"), *columns)
    if not join:
        return select
    same = exp.column("first", table="area_of_row", quoted=True).eq(frame.own("area"))
    return select.join(exp.Join(this=table(AREAS, "area_of_row"), side="LEFT", on=same), copy=False)


def asked_of(question: RowsQuestion, shown: Sequence[Column]) -> tuple[Node | None, ...]:
    """The formulas of a list: whoever is gone is listed only where one of them speaks of it.

    A column that is withheld must not: which rows it adds would tell what it holds.
    """
    if question.behind is not None:
        return count_asks(question.behind)
    return question.where, *(column.of for column in shown)


def _condition(
    question: RowsQuestion, shown: Sequence[Column], seeking: Sought | None, frame: Frame
) -> exp.Expr | None:
    conditions: list[exp.Expr] = []
    if question.record is not None:
        conditions.append(frame.own("id").eq(frame.plan.constant(question.record)))
    if question.where is not None:
        conditions.append(frame.sql(question.where))
    if question.record is None:
        there = present(frame.standard, question.register, asked_of(question, shown))
        conditions += [frame.sql(node) for node in there]
    if seeking is not None:
        conditions.append(found(seeking, frame, frame.standard))
    return all_of(conditions) if conditions else None


def shown_as(column: Column, ground: Ground) -> Show:
    """How the values of a column leave the room: masked where the view masks its element."""
    code = column.of.code if isinstance(column.of, Ref) else None
    mask = ground.view.masks.get(code) if code is not None else None
    if code is None or mask is None:
        return _plain
    domain = domain_of(ground.standard.elements[code].domain, ground.standard)

    def masked(value: object) -> Scalar | None:
        plain = _plain(value)
        return None if plain is None else domain.mask(plain) if mask == "partial" else "***"

    return masked


def _plain(value: object) -> Scalar | None:
    """An engine's value as a scalar; several codes joined by commas, as value domains keep them."""
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return value  # type: ignore[return-value]  # the engine's types are those of the catalog
