"""Whether a sheet is a card or holds lists. In: a `Sheet`, its lists. Out: the rows that ask, the verdict.

A sheet is a card when its rows of labels and blanks outweigh its lists; the weights are fitted on the labelled `dev`
sheets. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from yibiao.flow.reading.structure import crosstab, words
from yibiao.flow.reading.structure.blocks import Sheet
from yibiao.flow.reading.structure.bodies import inline_label
from yibiao.flow.reading.structure.columns import read_columns
from yibiao.flow.reading.structure.headers import asks
from yibiao.flow.reading.structure.lists import MOST_ROWS, ListBlock


def rows_that_ask(sheet: Sheet, lists: Sequence[ListBlock]) -> list[int]:
    """Rows outside lists where a label stands before its blank."""
    taken = {row for block in lists for row in range(block.header[0], last_row(block) + 1)}
    rows = [row for row in _looked_at(sheet) if row not in taken and (asks(sheet, row) or _asks_below(sheet, row))]
    colons = [row for row in rows if colon_row(sheet, row)]
    beside = len(colons) <= sum(block.height for block in lists)
    return [row for row in rows if row not in colons] if beside else rows


def _looked_at(sheet: Sheet) -> range:
    return range(sheet.top, min(sheet.bottom, sheet.top + MOST_ROWS) + 1)


def colon_row(sheet: Sheet, row: int) -> bool:
    """Every label carries a colon, as beside a list (填报单位： 日期：); cards seldom write them."""
    labels = [block for block in sheet.texts(row) if not block.filler]
    return bool(labels) and all(words.has_colon(block.text) for block in labels)


def _asks_below(sheet: Sheet, row: int) -> bool:
    """A full-width label over a full-width blank."""
    label, blank = sheet.starting(row), sheet.starting(row + 1)
    if len(label) != 1 or len(blank) != 1 or not label[0].label or not blank[0].filler or row >= sheet.bottom:
        return False
    return label[0].region.width == blank[0].region.width > 1 and blank[0].look.bordered


def last_row(block: ListBlock) -> int:
    return block.body[1] if block.rows else block.header[1]


def is_card(sheet: Sheet, lists: Sequence[ListBlock], paired: Sequence[int]) -> bool:
    """Whether rows of labels and blanks outweigh the lists; the weights are fitted on the labelled `dev` sheets."""
    if sheet.bottom - sheet.top > MOST_ROWS:
        return False
    real = [block for block in lists if not is_matrix(sheet, block)]
    asked = len(paired) + sum(block.rows for block in lists if block not in real)
    if not real:
        return asked > 0 or _inline_rows(sheet) >= 2
    grows = len(real) <= 2 and any(_is_template(sheet, block) for block in real)
    if all(block.rows < 2 for block in real) and not grows:
        return asked >= 2
    listed = 4 * grows + sum(block.height if block.rows > 1 or len(paired) < 2 else 1 for block in real)
    if asked >= 3 and listed <= 2 * asked and all(_is_fixed(sheet, block) for block in real):
        return True
    if asked <= 3:
        return asked > 1.5 * listed
    wide = max(len(block.leaves) for block in real) >= 8
    return listed < (2.5 if wide or asked > 8 else 4) * asked


def _is_template(sheet: Sheet, block: ListBlock) -> bool:
    """The body is one row of template variables that a machine repeats for each record."""
    texts = [text.text for text in sheet.texts(block.body[0])]
    marked = any(re.search(r"fe:|foreach|list|data|Table>>|_index|\bt\.", text) for text in texts)
    return block.rows >= 1 and marked and all(words.is_placeholder(text) for text in texts)


def _inline_rows(sheet: Sheet) -> int:
    """Rows of cells that hold label, colon and blank."""
    return sum(
        1
        for row in _looked_at(sheet)
        if (texts := sheet.texts(row)) and all(inline_label(block.text) for block in texts)
    )


def _is_fixed(sheet: Sheet, block: ListBlock) -> bool:
    """A cross-tab: its rows are printed, so it is a part of the card as much as any blank."""
    columns = read_columns(sheet, block)
    shape = crosstab.shape_of(sheet, block, columns)
    return shape is not None and crosstab.is_crosstab(sheet, block, columns, shape)


def is_matrix(sheet: Sheet, block: ListBlock) -> bool:
    columns = read_columns(sheet, block)
    if crosstab.is_folded(sheet, block, columns):
        return True
    shape = crosstab.shape_of(sheet, block, columns)
    if shape is None or crosstab.is_crosstab(sheet, block, columns, shape):
        return False
    return crosstab.is_matrix_card(sheet, block, columns, shape)
