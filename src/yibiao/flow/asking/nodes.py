"""Questions: what a form's cells ask, as typed trees that know no SQL. In: formulas. Out: frozen, hashable values.

    RowsQuestion    → Rows    a row a record: list forms, cards about records, plain-language questions
    CountQuestion   → Number  one aggregate: cross-tab cells, cards about an area
    AreasQuestion   → Rows    a row an area: aggregates broken down by the areas below

Refuses: nothing here; `resolve` refuses elements that the view may not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yibiao.base.problems import Problem
from yibiao.flow.asking.columns import column_at
from yibiao.flow.standard.formula.nodes import Node, Ref, Scalar
from yibiao.flow.standard.meanings import Measure


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: a name unique in the question, and the formula that gives its value."""

    name: str
    of: Node


@dataclass(frozen=True, slots=True)
class Find:
    """Typed words, all of which must be found in `among`: a part of a name or an address, the letters of a name's
    pinyin (wxm), the digits at the end of a phone, a whole identifier. What the view may not search is passed over."""

    words: tuple[str, ...]
    among: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class RowsQuestion:
    """The records of `register` in the area that satisfy `where`, their columns, in a stated order.

    order: names of columns; ties and the empty order go by area, then record id, so that answers repeat.
    """

    register: str
    columns: tuple[Column, ...]
    where: Node | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None
    record: str | None = None
    """Only this record id (a card about one subject), whether it is still there or gone."""
    behind: CountQuestion | None = None
    """The number whose records these are: it says whether the gone are among them."""
    find: Find | None = None


@dataclass(frozen=True, slots=True)
class CountQuestion:
    """One aggregate over the records of `register` in the area that satisfy `where`."""

    register: str
    where: Node | None = None
    measure: Measure = Measure()
    area: str | None = None
    """Code of an area below the asked one, where the cell names it; None: the asked area."""


@dataclass(frozen=True, slots=True)
class AreasQuestion:
    """One row for each area of `level` (or each direct child when None) below the asked one, columns are aggregates."""

    columns: tuple[tuple[str, CountQuestion], ...]
    level: str | None = None


Question = RowsQuestion | CountQuestion | AreasQuestion


@dataclass(frozen=True, slots=True)
class Rows:
    """Answer rows: record ids (area codes for areas), area number of each, values by column in question order.

    values: a tuple of rows, or `Columns`, which equals one. withheld: columns that the view may not read, with the
    problem; their values are None.
    """

    columns: tuple[str, ...]
    ids: tuple[str, ...]
    values: Sequence[tuple[Scalar | None, ...]]
    withheld: Mapping[str, Problem] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """What limits the answer as a whole: the view covers a part of the area only."""
    area_codes: tuple[str, ...] = ()
    """Code of the area that each row lies in (of an area: its own), for columns that name it; (): not known."""
    area_names: tuple[str, ...] = ()
    """Its name."""

    def column(self, name: str) -> Sequence[Scalar | None]:
        """The values of one column; `ValueError` for one that is not there."""
        return column_at(self.values, self.columns.index(name))


@dataclass(frozen=True, slots=True)
class Number:
    """An answer that is one number; None with a problem where the view may not have it or nothing was there."""

    value: Scalar | None
    problem: Problem | None = None
    sql: str = ""
