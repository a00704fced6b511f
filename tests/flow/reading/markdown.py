"""Sheets as Markdown tables. In: a table in text. Out: a `Grid`.

`<` continues the cell at the left (a merge), `^` the cell above; `**x**` is bold; `=A1+B1` a formula; an empty cell is a
framed blank, `.` is bare paper. Rows named in `plain` have no frame. Numbers become numbers. Refuses: rows of unequal
width (`ValueError`).
"""

from __future__ import annotations

from collections.abc import Collection

from yibiao.base.tables import Cell, Grid, Look, Raw, Region, Workbook


def grid(table: str, *, plain: Collection[int] = (), big: Collection[int] = (), name: str = "Sheet1") -> Grid:
    """The sheet that `table` draws; rows in `big` are set in 18 points."""
    rows = [[part.strip(" ") for part in line.strip()[1:-1].split("|")] for line in table.strip().splitlines()]
    if len({len(row) for row in rows}) != 1:
        raise ValueError("every row of the table needs as many cells")
    cells: dict[tuple[int, int], Cell] = {}
    merges: dict[tuple[int, int], Region] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text in ("<", "^"):
                before = (row, column - 1) if text == "<" else (row - 1, column)
                origin = owner[before]
                box = merges.get(origin, Region(*origin, *origin))
                merges[origin] = Region(box.top, box.left, max(box.bottom, row), max(box.right, column))
                owner[(row, column)] = origin
                continue
            owner[(row, column)] = (row, column)
            look = Look(
                bold=text.startswith("**"),
                bordered=row not in plain and text != ".",
                font_size=18.0 if row in big else 11.0,
            )
            value = text.strip("*") if text.startswith("**") else text
            if text != "." and (value or look.bordered):
                cells[(row, column)] = _cell(row, column, value, look)
    return Grid(name, 0, cells, tuple(merges.values()), len(rows), len(rows[0]))


def _cell(row: int, column: int, text: str, look: Look) -> Cell:
    if text.startswith("="):
        return Cell(row, column, 0, text[1:], look)
    value: Raw = text.replace("\\n", "\n") or None
    if text.lstrip("-").isdigit() and len(text) < 12:
        value = int(text)
    return Cell(row, column, value, None, look)


def workbook(*grids: Grid) -> Workbook:
    return Workbook("form.xlsx", "xlsx", grids)
