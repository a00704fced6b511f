"""A form and its filled sheets as checks see them. In: bytes of a file. Out: a `Sheet` of its first table.

Files are parsed in the child only. Refuses (`ProblemError`): a file in which no table is understood.
"""

from __future__ import annotations

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.forms.reading import Paper, read
from yibiao.flow.checking import Sheet, sheet_of


def sheet_in(name: str, data: bytes, number: str = "") -> Sheet:
    """The first table that has columns or blanks; `number` is how formulas of other forms call it."""
    found = read(Paper(name, data))
    for table in found.tables:
        sheet = sheet_of(table, found.workbook.grids[table.grid_index], number)
        if sheet.holds:
            return sheet
    raise ProblemError(problem("ADMISSION_NO_TABLE", Place(file=name)))
