"""A query as named steps. In: selects with names, values. Out: one sqlglot query and its parameters.

Every step has a name that a clerk could read (`person_in_area`, `disability_per_person`), so that a number can be
traced back to rows. Text never stands in the SQL: it goes as a parameter. Refuses: nothing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlglot import exp

from yibiao.flow.asking.compiled import Compiled
from yibiao.flow.standard.formula.nodes import Scalar


class Plan:
    """The steps of one query, in the order in which they need each other."""

    def __init__(self) -> None:
        self._steps: dict[str, exp.Select] = {}
        self._parameters: dict[str, str] = {}
        self._later: dict[str, None] = {}

    def step(self, name: str, select: exp.Select) -> str:
        """Add a step; the name that it got (an equal step is not added twice)."""
        free, number = name, 1
        while free in self._steps:
            if self._steps[free] == select:
                return free
            number += 1
            free = f"{name}_{number}"
        self._steps[free] = select
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
        query = answer
        for name, select in self._steps.items():
            query = query.with_(exp.to_identifier(name), as_=select, copy=False)
        copy = dialect != "duckdb"  # other dialects rewrite parts of it, which a second query may share
        return Compiled(query.sql(dialect=dialect, pretty=True, copy=copy), dict(self._parameters), tuple(self._later))


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
