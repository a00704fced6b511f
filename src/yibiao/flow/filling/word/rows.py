"""New rows of a document's table. In: a table, the rows that it lacks. Out: rows like its sample row, with texts.

What the rows of a list have in common (looks, widths, which cell a column falls on) is found once, on a row that is
then copied for each of them. Where two columns fall on one cell, the later that says something shows.
Refuses: nothing; a table without rows gets none.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.word.tables import Table, cell_of, clear, content
from yibiao.flow.filling.word.texts import empty_run, say

Texts = Sequence[str | None]


class Pattern:
    """A row without texts, and where those of `columns` go."""

    def __init__(self, sample: Xml, columns: Sequence[int]) -> None:
        self.row = copy.deepcopy(sample)
        for cell in [cell for cell in content(self.row) if local(cell) == "tc"]:
            clear(cell)
        cells: list[tuple[Xml, list[int]]] = []
        for at, column in enumerate(columns):
            found = cell_of(self.row, column)
            same = next((places for cell, places in cells if cell is found), None)
            if same is not None:
                same.append(at)
            elif found is not None:
                cells.append((found, [at]))
        runs = [(empty_run(cell), places) for cell, places in cells]
        self.spots = [(self._path(run), places) for run, places in runs]

    def _path(self, element: Xml) -> tuple[int, ...]:
        path: list[int] = []
        while element is not self.row:
            parent = element.getparent()
            assert parent is not None
            path.insert(0, parent.index(element))
            element = parent
        return tuple(path)

    def filled(self, texts: Texts) -> Xml:
        """A row that says `texts`, one for each of the columns; None: nothing."""
        row = copy.deepcopy(self.row)
        runs = []
        for path, places in self.spots:
            run = row
            for step in path:
                run = run[step]
            runs.append((run, next((text for at in reversed(places) if (text := texts[at]) is not None), None)))
        for run, text in runs:
            if text is not None:
                say(run, text)
            elif (parent := run.getparent()) is not None:
                parent.remove(run)
        return row


def insert(table: Table, after: int, sample: int | None, columns: Sequence[int], texts: Sequence[Texts]) -> None:
    """Rows below a row of the template, like the sample row. texts: of each new row, one for each of `columns`."""
    if not table.rows or not texts:
        return
    pattern = Pattern(table.rows[(sample or max(after, 1)) - 1], columns)
    anchor = table.rows[min(max(after, 1), len(table.rows)) - 1]
    for each in texts:
        row = pattern.filled(each)
        anchor.addnext(row)
        anchor = row
