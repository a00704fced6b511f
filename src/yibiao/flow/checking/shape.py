"""A filled form as checks see it. In: a table that was read and its grid, or values from elsewhere. Out: a `Sheet`.

Only what carries values is kept: columns with their labels, rows with theirs, the labelled blanks of a card.
Refuses: nothing; text where a number belongs stays text, and a check over it is then without a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from yibiao.base.tables import Grid, Layout, ParsedTable, Raw, RowRole, a1
from yibiao.base.text import clean
from yibiao.flow.standard.formula.nodes import Scalar

_NO_SUM = re.compile(r"率|占比|比例|比重|百分比|%|平均|人均|户均|同比|环比|增幅|排名|序号|编号|年度|年份")
_AREAS = re.compile(r"社区|村|街道|乡镇|镇街|网格|区划|地区|辖区|单位")
_HELD = (RowRole.DATA, RowRole.BLANK, RowRole.GROUP, RowRole.SUBTOTAL, RowRole.TOTAL)
_SUMMED = (RowRole.SUBTOTAL, RowRole.TOTAL)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column, a row or a blank with its labels from the outermost. number: of the column or row, from 1."""

    number: int
    path: tuple[str, ...] = ()
    role: RowRole = RowRole.DATA
    unit: str = ""

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def summable(self) -> bool:
        """Whether its numbers may be added up: rates, averages and years may not."""
        return not any(_NO_SUM.search(label) for label in (*self.path, self.unit))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a filled form.

    name: the number or title by which formulas of other forms call it (〈name〉.label); title: a second name.
    cells: address (A1) → value; a blank is None or absent. labels: address → label path of a card's blanks.
    asks: address → key of the question that the cell answers; the same key in two forms is the same fact.
    of_areas: a row an area, so that a total row is their sum for sure.
    """

    name: str
    cells: Mapping[str, Scalar | None]
    columns: tuple[Heading, ...] = ()
    rows: tuple[Heading, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    of_areas: bool = False

    @property
    def holds(self) -> bool:
        """Whether there is something to check; the checks kept with a form are of the first of its tables that does."""
        return bool(self.columns or self.labels)

    def at(self, row: int, column: int) -> Scalar | None:
        return self.cells.get(a1(row, column))

    def parts(self) -> tuple[Heading, ...]:
        """Rows that a total adds up: neither totals themselves nor part (其中) of another row."""
        plain = [row for row in self.rows if row.role is RowRole.DATA]
        paths = {row.path for row in plain if row.path}
        return tuple(row for row in plain if not any(row.path[:end] in paths for end in range(1, len(row.path))))


def sheet_of(table: ParsedTable, grid: Grid, name: str = "") -> Sheet:
    """A form that was read: `grid` is the sheet that `table` was understood from, filled."""
    stubs = {stub.row: stub for stub in table.stubs}
    first, last = table.body or (1, 0)
    card = table.layout is Layout.CARD
    rows = tuple(
        Heading(row, tuple(map(clean, stubs[row].path)) if row in stubs else (), role, _unit(stubs, row))
        for row in range(first, last + 1)
        if (role := _role(table, stubs, row)) in _HELD and not card
    )
    columns = tuple(
        Heading(column.column, tuple(map(clean, column.path)), unit=column.unit or "")
        for column in table.columns
        if column.column not in table.stub_columns and not card
    )
    labels = {point.reference: tuple(map(clean, point.path)) for point in table.fill_points if card}
    places = [(row.number, column.number) for row in rows for column in columns]
    places += [(point.row, point.column) for point in table.fill_points]
    cells = {a1(*place): scalar(grid.cells[place].value) for place in places if place in grid.cells}
    heads = [column.path[-1] for column in table.columns if column.column in table.stub_columns and column.path]
    of_areas = any(_AREAS.search(head) for head in heads)
    title = table.title or ""
    return Sheet(name or title or table.sheet, cells, columns, rows, labels, title=title, of_areas=of_areas)


def _role(table: ParsedTable, stubs: Mapping[int, object], row: int) -> RowRole:
    found = table.roles.get(row, RowRole.DATA)
    return RowRole.DATA if found is RowRole.BLANK and row in stubs else found


def _unit(stubs: Mapping[int, object], row: int) -> str:
    return getattr(stubs.get(row), "unit", None) or ""


def scalar(value: Raw) -> Scalar | None:
    """What a cell holds as a formula reads it: 12.0 → 12, 0.1 → Decimal("0.1"), "1,200" → 1200, blanks → None."""
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float):
        number = Decimal(repr(value))
        return int(number) if number == number.to_integral_value() else number
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = clean(str(value))
    return _number(text) if _NUMBER.fullmatch(text) else text or None


_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|(?:0|[1-9]\d{0,14}))(?:\.\d+)?")


def _number(text: str) -> int | Decimal:
    number = Decimal(text.replace(",", ""))
    return int(number) if number == number.to_integral_value() else number


def summed(row: Heading) -> bool:
    """Whether a row is a total by its role."""
    return row.role in _SUMMED
