"""Lists on a sheet: a header and the rows below that keep to its columns. In: a `Sheet`, rows. Out: `ListBlock`s.

Refuses: nothing; no header, no block.
"""

from __future__ import annotations

from dataclasses import dataclass

from yibiao.flow.reading.structure.blocks import Sheet
from yibiao.flow.reading.structure.bodies import body_end
from yibiao.flow.reading.structure.headers import (
    Leaves,
    asks,
    is_header_row,
    label_bottom,
    leaves_of,
    under_header,
)

MOST_ROWS = 1500
"""Rows outside lists that are looked at; a sheet without a header in so many rows has none."""


@dataclass(frozen=True)
class ListBlock:
    """A header and the rows below that keep to its columns; all rows 1-based, both ends included."""

    header: tuple[int, int]
    labels: tuple[int, int]
    """The rows of `header` that hold labels (the rest are index and unit rows)."""
    body: tuple[int, int]
    leaves: Leaves
    """(first, last) sheet column of each leaf of the header tree."""
    rows: int
    """Body rows that are there (0: the body is only expected)."""

    @property
    def height(self) -> int:
        return self.header[1] - self.header[0] + 1 + self.rows


def find_blocks(sheet: Sheet, first: int, last: int) -> tuple[ListBlock, ...]:
    """Every list between the rows `first` and `last`, from the top, none inside another."""
    found: list[ListBlock] = []
    row, looked = first, 0
    while row <= last and looked < MOST_ROWS:
        looked += 1
        block = block_at(sheet, row, last)
        if block is None or (len(block.leaves) == 2 and row > first and asks(sheet, row - 1)):
            row += 1
            continue
        better = block_at(sheet, row + 1, last) if block.rows < 2 else None
        if better is not None and better.header[0] > block.labels[1] and better.rows >= 3:
            row += 1
            continue
        found.append(block)
        row = max(block.body[1] if block.rows else block.header[1], block.header[1]) + 1
    return tuple(found)


def block_at(sheet: Sheet, row: int, last: int) -> ListBlock | None:
    """The list whose topmost header row is `row`, if labels stand there as a header's do."""
    if not is_header_row(sheet, row):
        return None
    bottom = label_bottom(sheet, row, last)
    leaves = leaves_of(sheet, row, bottom)
    if len(leaves) < 2:
        return None
    end = under_header(sheet, bottom, leaves, last)
    reached, count = body_end(sheet, (row, bottom, end), leaves, last)
    body = (end + 1, max(end + 1, reached))
    tall = [
        block.top for block in sheet.row(row) if row - 3 <= block.top < row and block.bottom <= bottom and block.label
    ]
    return ListBlock((min([row, *tall]), end), (row, bottom), body, leaves, count)
