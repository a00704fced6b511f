"""The body of a long list as columns of text. In: texts of many rows. Out: blocks, and cells made when asked for.

A list of a million rows would be ten million `Cell`s. Its even middle is kept as blocks of rows instead, each column
one piece of UTF-8; head and tail, where titles, headers and notes stand, stay cells. `LongCells` is the `cells` of such
a grid: whoever asks for a single cell gets one. Refuses: nothing; it only holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from yibiao.base.tables import Cell, Raw

APART = "\x1f"
"""Stands between the texts of a column (ASCII unit separator); a text that holds it cannot lie in a block."""
BLOCK_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Block:
    """Rows `first` .. `first + rows - 1`; `columns[n]` has the texts of column n + 1, b"" where it is empty."""

    first: int
    rows: int
    columns: tuple[bytes, ...]

    @property
    def last(self) -> int:
        return self.first + self.rows - 1

    def texts(self, column: int) -> list[str]:
        """The texts of a sheet's column from the top, "" where nothing stands."""
        held = self.columns[column - 1] if column <= len(self.columns) else b""
        return held.decode().split(APART) if held else [""] * self.rows


def block_of(first: int, columns: Sequence[Sequence[str]]) -> Block:
    """A block of columns of equal length."""
    held = tuple(APART.join(column).encode() if any(column) else b"" for column in columns)
    return Block(first, len(columns[0]), held)


class LongCells(Mapping[tuple[int, int], Cell]):
    """Cells of a long list: `edges` above and below, `blocks` between, in order and without a gap."""

    def __init__(self, edges: Mapping[tuple[int, int], Cell], blocks: Sequence[Block]) -> None:
        self.edges, self.blocks = edges, tuple(blocks)
        self.first, self.last = self.blocks[0].first, self.blocks[-1].last
        self._held: tuple[Block, dict[int, list[str]]] = (self.blocks[0], {})

    def __getitem__(self, place: tuple[int, int]) -> Cell:
        row, column = place
        if not self.first <= row <= self.last:
            return self.edges[place]
        text = self.text(row, column)
        if not text:
            raise KeyError(place)
        return Cell(row, column, text)

    def text(self, row: int, column: int) -> str:
        """The text of a middle cell; the texts of the block that was asked last are kept at hand."""
        block, texts = self._held
        if not block.first <= row <= block.last:
            block, texts = self._held = (next(one for one in self.blocks if row <= one.last), {})
        if column not in texts:
            texts[column] = block.texts(column)
        return texts[column][row - block.first]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        yield from self.edges
        for block in self.blocks:
            columns = [block.texts(column) for column in range(1, len(block.columns) + 1)]
            for number in range(block.rows):
                for column, texts in enumerate(columns, 1):
                    if texts[number]:
                        yield block.first + number, column

    def __len__(self) -> int:
        return sum(1 for _ in self)


def value_at(cells: Mapping[tuple[int, int], Cell], row: int, column: int) -> Raw:
    """What stands in a cell, None where there is none."""
    cell = cells.get((row, column))
    return cell.value if cell else None
