"""认表: where a form's title, header tree, body, blanks and footer lie. In: a `Workbook`. Out: its tables.

    recognise(workbook) -> tuple[ParsedTable, ...]     in the order of the sheets, from the top of each

What the blocks mean is fixed in docs/decisions/0003-structure-blocks.md. Refuses: nothing; a sheet without a table
gives none.
"""

from yibiao.base.tables import ParsedTable, Workbook
from yibiao.flow.reading.structure.recognise import recognise_grid

__all__ = ["recognise", "recognise_grid"]


def recognise(workbook: Workbook) -> tuple[ParsedTable, ...]:
    """Every table of every visible sheet; row and column numbers from 1."""
    return tuple(table for grid in workbook.grids if not grid.hidden for table in recognise_grid(workbook.file, grid))
