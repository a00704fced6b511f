"""What shall stand where in a department's file: pure data that knows no meanings. In: what `fill` decided.

Out: frozen plans for the writers (`ooxml`, `word`, `delimited`). Rows and columns count from 1 *as in the template*:
the writers work out where a row lies after lists have grown. Refuses: nothing; it only holds.

    FillPlan ── SheetPlan (a sheet, or a table of a docx) ── CellWrite · ListBlock · BlankWrite · TickWrite · SheetCopy
             └─ SideSheet (an added sheet: what was filled, what not, and why)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yibiao.base.problems import Problem

Value = str | int | Decimal | date | bool | None
"""A cell's value. Text stays text (an ID number is `str`), numbers are numbers, None leaves the cell as it is."""


@dataclass(frozen=True, slots=True)
class CellWrite:
    """One cell gets one value; `number_format` only where the template's own would show it wrongly.

    soft: nothing happens where the cell holds a formula or a text, or is hidden by a merge (cells of total rows).
    percent: the value counts hundredths; a cell whose format shows % gets its hundredth.
    """

    row: int
    column: int
    value: Value
    number_format: str | None = None
    soft: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True)
class BlankWrite:
    """A blank inside a text: 联系电话：____ keeps its label, the blank becomes `value`. No label: the first blank."""

    row: int
    column: int
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class TickWrite:
    """A check box inside a text: in □男 □女 the box of each text in `chosen` is ticked. `choices`: all with a box."""

    row: int
    column: int
    chosen: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Records written below one another.

    slots: rows of the template that await records, ascending; more records than slots: rows are inserted.
    after: the row below which rows are inserted when there are no slots.
    style_row: the row whose look, merges, height and formulas the inserted rows take; None: plain rows.
    columns, rows: values of record i, column by column. clear: slots whose sample text goes, whatever comes, between
    the columns of `span`.
    """

    slots: tuple[int, ...]
    columns: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]
    after: int = 0
    style_row: int | None = None
    clear: tuple[int, ...] = ()
    span: tuple[int, int] = (1, 16_384)
    formats: Mapping[int, str] = field(default_factory=dict)

    @property
    def extra(self) -> int:
        """How many rows must be inserted."""
        return max(0, len(self.rows) - len(self.slots))

    @property
    def insert_after(self) -> int:
        """Below which row. Above the last slot where there are two or more, so that its bottom border stays last."""
        if not self.slots:
            return self.after
        return self.slots[-2] if len(self.slots) > 1 else self.slots[-1]


@dataclass(frozen=True, slots=True)
class SheetCopy:
    """A further copy of a sheet (one card a record), with its own writes."""

    name: str
    cells: tuple[CellWrite, ...] = ()
    blanks: tuple[BlankWrite, ...] = ()
    ticks: tuple[TickWrite, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """All that happens to one sheet. `index` counts sheets (tables of a docx) from 0; a name wins over it."""

    name: str
    index: int = 0
    cells: tuple[CellWrite, ...] = ()
    blocks: tuple[ListBlock, ...] = ()
    blanks: tuple[BlankWrite, ...] = ()
    ticks: tuple[TickWrite, ...] = ()
    copies: tuple[SheetCopy, ...] = ()


@dataclass(frozen=True, slots=True)
class SideSheet:
    """A sheet added at the end: a title row and rows of text and numbers."""

    name: str
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class FillPlan:
    """What happens to one file."""

    sheets: tuple[SheetPlan, ...] = ()
    side: SideSheet | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The filled file. `suffix` with its dot; it may differ from the template's (an xls comes back as .xlsx)."""

    data: bytes
    suffix: str
    problems: tuple[Problem, ...] = ()
