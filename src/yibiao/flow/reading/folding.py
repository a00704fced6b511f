"""Recognising sheets of many thousand rows. In: a workbook. Out: the tables that `structure.recognise` would find.

A long list is folded: its even middle rows are taken out, head and tail are recognised, and row numbers are put back; a
ledger of 60,000 rows costs what one of 800 does. Refuses: nothing; a sheet whose middle is not even, or that turns out
to be no list across the fold, is recognised whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from yibiao.base.blocks import LongCells
from yibiao.base.tables import Cell, Grid, Layout, ParsedTable, Region, RowRole, Workbook
from yibiao.flow.reading.structure import recognise, words

HEAD = 600
TAIL = 200
FOLD_ABOVE = 1_500
"""Rows from which a sheet is folded; below, whole recognition is quick enough."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows first..last are taken out."""

    first: int
    last: int

    @property
    def height(self) -> int:
        return self.last - self.first + 1

    def folded(self, row: int) -> int:
        return row if row < self.first else max(self.first - 1, row - self.height)

    def whole(self, row: int) -> int:
        return row if row < self.first else row + self.height

    def holds(self, row: int) -> bool:
        return self.first <= row <= self.last


def recognise_all(workbook: Workbook) -> tuple[ParsedTable, ...]:
    """The tables of every visible sheet, long lists folded."""
    return tuple(table for grid in workbook.grids if not grid.hidden for table in _of_grid(workbook, grid))


def _of_grid(workbook: Workbook, grid: Grid) -> tuple[ParsedTable, ...]:
    fold = Fold(HEAD + 1, grid.rows - TAIL)
    long = isinstance(grid.cells, LongCells)
    if not long and (grid.rows <= FOLD_ABOVE or not _even(grid, fold)):
        return recognise(replace(workbook, grids=(grid,)))
    tables = recognise(replace(workbook, grids=(_folded(grid, fold),)))
    across = [table for table in tables if table.region.top < fold.first <= table.region.bottom]
    if any(table.layout is not Layout.LIST for table in across):
        return recognise(replace(workbook, grids=(grid,)))
    totals = dict(_total_rows(grid, fold))
    return tuple(_unfolded(table, fold, totals) for table in tables)


_TOTALS = ("计", "总")


def _even(grid: Grid, fold: Fold) -> bool:
    """Whether the rows between are a list's body: none is empty, none holds a merge across columns or stands out."""
    filled: set[int] = set()
    for (row, _), cell in grid.cells.items():
        if fold.holds(row) and cell.text:
            filled.add(row)
    across = any(merge.width > 1 and merge.bottom >= fold.first and merge.top <= fold.last for merge in grid.merges)
    return len(filled) == fold.height and not across


def _folded(grid: Grid, fold: Fold) -> Grid:
    cells = {}
    for (row, column), cell in _edges(grid).items():
        if not fold.holds(row):
            place = (fold.folded(row), column)
            cells[place] = cell if place[0] == row else Cell(*place, cell.value, cell.formula, cell.look)
    merges = (replace(each, top=fold.folded(each.top), bottom=fold.folded(each.bottom)) for each in grid.merges)
    return replace(
        grid,
        cells=cells,
        merges=tuple(
            merge
            for merge, whole in zip(merges, grid.merges, strict=True)
            if not (fold.holds(whole.top) and fold.holds(whole.bottom)) and (merge.height, merge.width) != (1, 1)
        ),
        rows=grid.rows - fold.height,
        hidden_rows=frozenset(fold.folded(row) for row in grid.hidden_rows if not fold.holds(row)),
        validations={(fold.folded(row), column): each for (row, column), each in grid.validations.items()},
    )


def _total_rows(grid: Grid, fold: Fold) -> Iterator[tuple[int, RowRole]]:
    """Rows taken out whose leading cells say 合计 or 小计."""
    for row, text in _leading(grid, fold):
        if words.is_subtotal(text):
            yield row, RowRole.SUBTOTAL
        elif words.is_total(text):
            yield row, RowRole.TOTAL


def _leading(grid: Grid, fold: Fold) -> Iterator[tuple[int, str]]:
    """The texts that may say so, row by row; of blocks those with a sign that every such word has."""
    if not isinstance(grid.cells, LongCells):
        for (row, column), cell in grid.cells.items():
            if column <= 3 and isinstance(cell.value, str) and fold.holds(row):
                yield row, cell.text
        return
    for block in grid.cells.blocks:
        found = {
            (row, column): text.strip()
            for column in (1, 2, 3)
            for sign in _TOTALS
            for row, text in block.with_sign(column, sign)
        }
        yield from ((row, text) for (row, _), text in sorted(found.items()))


def _edges(grid: Grid) -> Mapping[tuple[int, int], Cell]:
    """The cells above and below the middle, where that is blocks."""
    return grid.cells.edges if isinstance(grid.cells, LongCells) else grid.cells


def _unfolded(table: ParsedTable, fold: Fold, totals: dict[int, RowRole]) -> ParsedTable:
    def pair(rows: tuple[int, int] | None) -> tuple[int, int] | None:
        return rows and (fold.whole(rows[0]), fold.whole(rows[1]))

    def region(box: Region) -> Region:
        return replace(box, top=fold.whole(box.top), bottom=fold.whole(box.bottom))

    roles = {fold.whole(row): role for row, role in table.roles.items()}
    body = pair(table.body)
    inside = {row: role for row, role in totals.items() if body and body[0] <= row <= body[1]}
    points = (
        replace(point, row=fold.whole(point.row), region=region(point.region) if point.region else None)
        for point in table.fill_points
    )
    return replace(
        table,
        region=region(table.region),
        header=pair(table.header),
        body=body,
        footer=pair(table.footer),
        roles=roles | inside,
        fill_points=tuple(points),
        stubs=tuple(replace(stub, row=fold.whole(stub.row)) for stub in table.stubs),
        meta=tuple(replace(entry, row=fold.whole(entry.row)) for entry in table.meta),
    )
