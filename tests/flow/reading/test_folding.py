"""A list of thousands of rows is recognised as the short one is, with its own row numbers."""

from __future__ import annotations

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.tables import Cell, Look, RowRole, Workbook
from yibiao.flow.reading.folding import FOLD_ABOVE, Fold, recognise_all
from yibiao.flow.reading.structure import recognise

HEAD = """
| **花名册** | < | < |
| 姓名 | 年龄 | 住址 |
"""


def roster(rows: int, subtotal_at: int = 0, gap_at: int = 0) -> Workbook:
    """A title, a header, `rows` people, a total and a signature line."""
    page = grid(HEAD)
    cells, look = dict(page.cells), Look(bordered=True, font_size=11.0)
    for row in range(3, rows + 3):
        told = ("小计" if row == subtotal_at else f"张{row}", row % 90, f"东街{row}号")
        for column, value in enumerate(told, 1):
            if row != gap_at:
                cells[row, column] = Cell(row, column, value, None, look)
    for column, value in enumerate(("合计", rows), 1):
        cells[rows + 3, column] = Cell(rows + 3, column, value, None, look)
    cells[rows + 5, 1] = Cell(rows + 5, 1, "填表人：", None, Look())
    whole = type(page)("名册", 0, cells, page.merges, rows + 5, 3)
    return workbook(whole)


def test_a_folded_list_is_the_list_that_whole_recognition_finds() -> None:
    book = roster(FOLD_ABOVE + 300)
    folded, whole = recognise_all(book), recognise(book)
    assert [(t.layout, t.title, t.header, t.body, t.footer, t.region, t.columns, t.meta) for t in folded] == [
        (t.layout, t.title, t.header, t.body, t.footer, t.region, t.columns, t.meta) for t in whole
    ]
    assert list(folded[0].data_rows()) == list(whole[0].data_rows())


def test_a_subtotal_among_the_folded_rows_is_still_no_record() -> None:
    table = recognise_all(roster(FOLD_ABOVE + 300, subtotal_at=900))[0]
    assert table.roles[900] is RowRole.SUBTOTAL and 900 not in set(table.data_rows())


def test_a_sheet_with_a_gap_in_its_middle_is_recognised_whole() -> None:
    book = roster(FOLD_ABOVE + 300, gap_at=900)
    assert recognise_all(book) == recognise(book)


def test_row_numbers_fold_and_unfold() -> None:
    fold = Fold(601, 1000)
    assert [fold.folded(row) for row in (600, 601, 1000, 1001)] == [600, 600, 600, 601]
    assert all(fold.whole(fold.folded(row)) == row for row in (1, 600, 1001, 2000))
