"""A form as it was read: cells, regions, header tree, fill points. In: what `flow.reading` found. Out: frozen values.

Rows and columns are counted from 1 as on the sheet. Refuses: nothing; it only holds. Shapes:

    Grid         a sheet's cells and merges, nothing understood yet
    ParsedTable  one table of a sheet, understood: layout, title, header, body, footer, columns, fill points

A docx table is a Grid whose cells start at (1, 1); the paragraphs around it are no cells: they stand in `before`
(title, 填报单位, unit line, since the table above) and `after` (notes, signatures; only behind the last table).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache

from yibiao.base.problems import Problem

Raw = str | int | float | bool | date | datetime | time | None


@lru_cache(maxsize=16_384)
def column_letters(column: int) -> str:
    """1 → A, 27 → AA; a column below 1 is a `ValueError`."""
    if column < 1:
        raise ValueError(f"no column {column}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The A1 reference of a cell: (3, 2) → B3."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    def __str__(self) -> str:
        return f"{a1(self.top, self.left)}:{a1(self.bottom, self.right)}"


@dataclass(frozen=True, slots=True)
class Look:
    """What of a cell's style helps to tell a header from a value."""

    bold: bool = False
    filled: bool = False
    bordered: bool = False
    centred: bool = False
    font_size: float | None = None
    number_format: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something or has a look of its own. `formula` is the text after "=", or None."""

    row: int
    column: int
    value: Raw = None
    formula: str | None = None
    look: Look = Look()

    @property
    def text(self) -> str:
        """What a person reads, without display formats; empty for an empty cell."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e15:
            return str(int(self.value))
        return str(self.value).strip()

    @property
    def reference(self) -> str:
        return a1(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet (or a docx table) as cells and merges. `rows` and `columns` bound what is used, styles included."""

    name: str
    index: int
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Region, ...] = ()
    rows: int = 0
    columns: int = 0
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    validations: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """First cell of each column of a range that has a drop-down list → its choices."""
    before: tuple[str, ...] = ()
    """docx: the paragraphs between the table above and this one, blank ones left out."""
    after: tuple[str, ...] = ()
    """docx: the paragraphs behind the last table of the file."""

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as grids. `format` is what the bytes are, whatever the name says."""

    file: str
    format: str  # "xlsx" | "xls" | "csv" | "docx" | "html" (often named xls) | "xml" (Spreadsheet 2003) | "wordxml"
    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...] = ()


class Layout(StrEnum):
    """How a table asks: rows of records, counts at crossings, or labelled blanks about one subject."""

    LIST = "list"
    CROSSTAB = "crosstab"
    CARD = "card"


class RowRole(StrEnum):
    """What a row below the header is for."""

    INDEX = "index"  # 甲 乙 1 2 3 under the header
    UNITS = "units"  # 人 户 元 under the header
    SAMPLE = "sample"  # 例, 示例, 填写样例
    INSTRUCTION = "instruction"  # 填写说明 between header and body
    DATA = "data"
    GROUP = "group"  # a band that names the rows below it
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf of the header tree: its labels from the top, its column, the unit that the header names."""

    column: int
    path: tuple[str, ...]
    unit: str | None = None
    choices: tuple[str, ...] = ()
    header_cell: tuple[int, int] | None = None
    """The leaf label's cell (row, column)."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A body row of a cross-tab: its labels from the outermost (其中 rows below what they are part of)."""

    row: int
    path: tuple[str, ...]
    role: RowRole = RowRole.DATA
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class FillPoint:
    """A cell that wants a value: of a card (label path) or of a cross-tab (stub path, then column path).

    `region` is the whole merged blank. `choices` are check-box texts (□男 □女) or a drop-down list. `inline`: the
    label stands in the same cell and the value goes behind it (联系人：____), then `path` holds that label.
    """

    row: int
    column: int
    path: tuple[str, ...]
    region: Region | None = None
    choices: tuple[str, ...] = ()
    unit: str | None = None
    inline: bool = False
    sample: str = ""
    """What stands in the blank now (a sample, a placeholder), or ""."""
    stub_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    formula: bool = False
    """The cell computes itself: it is never filled."""
    nth: int = 0
    """In a list inside a card (family members): which record the cell belongs to, from 1; 0 outside such lists."""

    @property
    def reference(self) -> str:
        return a1(self.row, self.column)


@dataclass(frozen=True, slots=True)
class MetaField:
    """A labelled blank outside the table: 填报单位：____, 填表日期. `value` stands behind the colon."""

    label: str
    row: int
    column: int
    value: str
    where: str  # "head" | "footer"
    inline: bool = True
    """True: label and value share the cell; False: the value goes into (row, column), the label stands left of it."""


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """One table of a sheet, understood. `header`, `body`, `footer` are (first row, last row)."""

    file: str
    sheet: str
    grid_index: int
    layout: Layout
    region: Region
    title: str | None = None
    title_cell: tuple[int, int] | None = None
    unit: str | None = None
    header: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    footer: tuple[int, int] | None = None
    columns: tuple[Column, ...] = ()
    stubs: tuple[Stub, ...] = ()
    stub_columns: tuple[int, ...] = ()
    """Columns of a cross-tab that hold the stubs."""
    fill_points: tuple[FillPoint, ...] = ()
    meta: tuple[MetaField, ...] = ()
    notes: tuple[str, ...] = ()
    roles: Mapping[int, RowRole] = field(default_factory=dict)
    samples: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Column → up to 20 values that stand below its header."""
    confidence: float = 0.0
    problems: tuple[Problem, ...] = ()

    def data_rows(self) -> Iterator[int]:
        """The body rows that hold or await records."""
        if self.body is None:
            return
        others = {row for row, role in self.roles.items() if role not in (RowRole.DATA, RowRole.BLANK)}
        yield from (row for row in range(self.body[0], self.body[1] + 1) if row not in others)
