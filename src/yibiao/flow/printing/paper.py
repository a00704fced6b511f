"""What one printed filing says. In: a form as it was drawn, or a table by hand. Out: frozen values.

Text is data here and stays data: it is never read as commands of the typesetter. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yibiao.base.tables import Cell, ParsedTable, Region
from yibiao.flow.reading.drawing import Drawn, Ink
from yibiao.flow.reading.showing import shown

PORTRAIT = 700.0
"""Pixels (96 dpi) that fit across an upright A4 page in legible letters; a wider table lies across."""
_USUAL = 72.0
_ACROSS = {"center": "center", "end": "end", "start": "start"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One cell of a table, with those that it covers. row, column: from 0. across: start, center or end."""

    row: int
    column: int
    text: str
    height: int = 1
    width: int = 1
    across: str = "center"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A merged grid. widths: of each column, pixels. head: how many rows at the top are repeated on each page."""

    widths: tuple[float, ...]
    tiles: tuple[Tile, ...]
    head: int = 0

    @property
    def wide(self) -> bool:
        """Whether it needs a page that lies across."""
        return sum(self.widths) > PORTRAIT


@dataclass(frozen=True, slots=True)
class Signature:
    """One person of the block at the end. role: 确认人, 审核人, …; at: when, in words. Blank: to be signed by hand."""

    role: str
    name: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One filing. facts: what stands above the table (准入号, 报送区域, 期 …) in order, label and value.

    version: of the data; digest: of the frozen filing, hexadecimal; code: what the QR says; notes: below the table.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    people: tuple[Signature, ...] = ()
    version: str = ""
    digest: str = ""
    code: str = ""
    notes: tuple[str, ...] = ()

    def plain(self, qr: str) -> Mapping[str, Any]:
        """The same for the typesetter, with the drawn code."""
        return {
            "title": self.title,
            "facts": [list(fact) for fact in self.facts],
            "wide": any(table.wide for table in self.tables),
            "tables": [_plain(table) for table in self.tables],
            "people": [[one.role, one.name, one.at] for one in self.people],
            "version": self.version,
            "digest": self.digest,
            "qr": qr,
            "notes": list(self.notes),
        }


def _plain(table: Table) -> Mapping[str, Any]:
    cells = [[one.column, one.row, one.width, one.height, one.across, one.bold, one.text] for one in table.tiles]
    return {"widths": list(table.widths), "head": table.head, "across": sum(table.widths), "cells": cells}


def form_of(drawn: Drawn, inks: Sequence[Ink], table: ParsedTable) -> Table:
    """The form's own table of a file that was read and drawn: what has lines around it, its header repeated.

    Title and blanks above the table, notes below it, are not part of it: the paper says them in its own words.
    """
    lined = [row for (row, _), ink in drawn.inked.items() if inks[ink].sides and _row_in(row, table.region)]
    titled = table.title_cell[0] if table.title_cell else 0
    top = min((row for row in lined if row > titled), default=max(titled + 1, table.region.top))
    bottom = max((table.body[1] if table.body else 0), *lined, top) if lined else table.region.bottom
    head = table.header[1] - top + 1 if table.header else 0
    return table_of(drawn, inks, Region(top, table.region.left, bottom, table.region.right), max(head, 0))


def _row_in(row: int, region: Region) -> bool:
    return region.top <= row <= region.bottom


def table_of(drawn: Drawn, inks: Sequence[Ink], region: Region, head: int = 0) -> Table:
    """The part of a drawn sheet that lies in `region`, merges kept; hidden columns and rows are left out.

    head: rows of the header, counted from the top of the region.
    """
    grid = drawn.grid
    columns = [at for at in range(region.left, region.right + 1) if at not in grid.hidden_columns]
    rows = [at for at in range(region.top, region.bottom + 1) if at not in grid.hidden_rows]
    widths = [drawn.widths[at - 1] if at <= len(drawn.widths) else _USUAL for at in columns]
    merged = {(box.top, box.left): box for box in grid.merges}
    covered = {place for box in grid.merges for place in _places(box) if place != (box.top, box.left)}
    tiles = []
    for row in rows:
        for column in columns:
            if (row, column) in covered and not _cut(grid.merges, (row, column), region):
                continue
            box = merged.get((row, column), Region(row, column, row, column))
            ink = inks[drawn.inked.get((row, column), 0)]
            height = sum(1 for at in rows if row <= at <= box.bottom)
            width = sum(1 for at in columns if column <= at <= box.right)
            text = _text(grid.cells.get((row, column)))
            across = _ACROSS.get(ink.across, "end" if _is_number(grid.cells.get((row, column))) else "start")
            tiles.append(Tile(rows.index(row), columns.index(column), text, height, width, across, ink.bold))
    repeated = sum(1 for at in rows if at < region.top + head)
    return Table(tuple(width or _USUAL for width in widths), tuple(tiles), repeated)


def _places(box: Region) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1))


def _cut(merges: Sequence[Region], place: tuple[int, int], region: Region) -> bool:
    """Whether the merge that covers a place begins outside the region, so that the place stands alone."""
    return not any(place in box and (box.top, box.left) in region for box in merges)


def _text(cell: Cell | None) -> str:
    return shown(cell) if cell is not None else ""


def _is_number(cell: Cell | None) -> bool:
    return cell is not None and isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
