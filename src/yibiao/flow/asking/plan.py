"""A query as named steps. In: selects with names, values. Out: one sqlglot query and its parameters.

Every step has a name that a clerk could read (`person_in_area`, `disability_per_person`), so that a number can be
traced back to rows. Text never stands in the SQL: it goes as a parameter. A step that takes over the rows of a table
names only the columns that the query uses: an engine binds each column of each step before it drops what nobody wants,
which of a wide register takes longer than a community's answer. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlglot import exp

from yibiao.flow.asking.compiled import Compiled
from yibiao.flow.standard.formula.nodes import Scalar


class Plan:
    """The steps of one query, in the order in which they need each other."""

    def __init__(self) -> None:
        self._steps: dict[str, exp.Select] = {}
        self._taken: dict[str, Sequence[str]] = {}
        self._parameters: dict[str, str] = {}
        self._later: dict[str, None] = {}

    def step(self, name: str, select: exp.Select, taken: Sequence[str] = ()) -> str:
        """Add a step; the name that it got (an equal step is not added twice).

        taken: the columns that its star stands for, of which the query will name those that it uses.
        """
        free, number = name, 1
        while free in self._steps:
            if self._steps[free] == select:
                return free
            number += 1
            free = f"{name}_{number}"
        self._steps[free] = select
        if taken:
            self._taken[free] = taken
        return free

    def constant(self, value: Scalar) -> exp.Expr:
        """A constant: text as a parameter, everything else as a literal."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool | int | Decimal | date):
            return exp.convert(value)
        raise TypeError(f"no constant {value!r}")

    def _text(self, value: str) -> exp.Expr:
        for name, known in self._parameters.items():
            if known == value:
                return exp.Placeholder(this=name)
        name = f"p{len(self._parameters) + 1}"
        self._parameters[name] = value
        return exp.Placeholder(this=name)

    def later(self, name: str) -> exp.Expr:
        """A text that is given by this name when the query runs."""
        self._later[name] = None
        return exp.Placeholder(this=name)

    def sql(self, answer: exp.Select, dialect: str) -> Compiled:
        """The whole query in a dialect, and its parameters."""
        query, used = answer, self._used(answer) if self._taken else frozenset()
        for name, select in self._steps.items():
            if name in self._taken:
                select = _narrowed(select, [column for column in self._taken[name] if column in used])
            query = query.with_(exp.to_identifier(name), as_=select, copy=False)
        copy = dialect != "duckdb"  # other dialects rewrite parts of it, which a second query may share
        return Compiled(query.sql(dialect=dialect, pretty=True, copy=copy), dict(self._parameters), tuple(self._later))

    def _used(self, answer: exp.Select) -> frozenset[str]:
        """The names of all columns in the query, of whichever table: few too many, never one too few."""
        return frozenset(
            column.name for select in (answer, *self._steps.values()) for column in select.find_all(exp.Column)
        )


def _narrowed(select: exp.Select, columns: Sequence[str]) -> exp.Select:
    """The step with `columns` in the place of its star; the step itself stays as it is for another query."""
    narrowed = select.copy()
    source = narrowed.args["from_"].this.name
    own = [exp.column(column, table=source) for column in columns]
    narrowed.set("expressions", [each for one in select.expressions for each in (own if one.is_star else [one.copy()])])
    return narrowed


def all_of(conditions: list[exp.Expr]) -> exp.Expr:
    """Conditions joined by AND; none of them is true. They are not copied: long formulas nest."""
    return exp.and_(*conditions, copy=False) if conditions else exp.true()


def any_of(conditions: list[exp.Expr]) -> exp.Expr:
    """Conditions joined by OR, not copied either; none of them is false."""
    return exp.or_(*conditions, copy=False) if conditions else exp.false()


def within(column: exp.Expr, pieces: tuple[tuple[int, int], ...]) -> exp.Expr:
    """The area number lies in one of the intervals (both ends included)."""
    return any_of(
        [exp.Between(this=column.copy(), low=exp.convert(low), high=exp.convert(high)) for low, high in pieces]
    )


def table(name: str, alias: str | None = None) -> exp.Table:
    """A table or step, without sqlglot's parser, which takes longer than all the rest of a small query."""
    named = exp.TableAlias(this=exp.to_identifier(alias)) if alias is not None else None
    return exp.Table(this=exp.to_identifier(name), alias=named)


def everything_of(source: str) -> exp.Select:
    """SELECT * FROM source."""
    return exp.Select(expressions=[exp.Star()]).from_(table(source), copy=False)


def called(value: exp.Expr, name: str, *, quoted: bool | None = None) -> exp.Alias:
    """value AS name; the value is not copied."""
    return exp.Alias(this=value, alias=exp.to_identifier(name, quoted=quoted))
