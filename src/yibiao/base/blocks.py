"""The body of a long list as columns of text. In: texts of many rows. Out: blocks, and cells made when asked for.

A list of a million rows would be ten million `Cell`s. Its even middle is kept as blocks of rows instead, each column
one piece of UTF-8; head and tail, where titles, headers and notes stand, stay cells. `LongCells` is the `cells` of such
a grid: whoever asks for a single cell gets one. Refuses: nothing; it only holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yibiao.base.tables import Cell, Raw

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

APART = "\x1f"
"""Stands between the texts of a column (ASCII unit separator); a text that holds it cannot lie in a block."""
_APART = ord(APART)
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

    def held(self, column: int) -> bytes:
        """The texts of a sheet's column with `APART` between, b"" where all are empty."""
        return self.columns[column - 1] if column <= len(self.columns) else b""

    def texts(self, column: int) -> list[str]:
        """The texts of a sheet's column from the top, "" where nothing stands."""
        held = self.held(column)
        return held.decode().split(APART) if held else [""] * self.rows

    def with_sign(self, column: int, sign: str) -> Iterator[tuple[int, str]]:
        """(row of the sheet, text) of the texts in a column that hold a sign, without a text made of each other."""
        held, apart, wanted = self.held(column), APART.encode(), sign.encode()
        row, start, place = self.first, 0, held.find(wanted)
        while place >= 0:
            row += held.count(apart, start, place)
            start, end = held.rfind(apart, 0, place) + 1, held.find(apart, place)
            end = len(held) if end < 0 else end
            yield row, held[start:end].decode()
            start, place = end, held.find(wanted, end)

    def ends(self, column: int) -> npt.NDArray[np.int64]:
        """Where each text of a column that holds any ends in `held`; before the first one stands -1."""
        import numpy as np  # not at the top: the child that reads a file has little memory and no use for it

        held = self.held(column)
        apart = np.flatnonzero(np.frombuffer(held, np.uint8) == _APART)
        return np.concatenate(([-1], apart, [len(held)]))

    def some(self, column: int, rows: Sequence[int]) -> list[str]:
        """The texts of these rows of the sheet: a few of many, without a text made of each."""
        held = self.held(column)
        if not held:
            return [""] * len(rows)
        ends, at = self.ends(column), [row - self.first for row in rows]
        starts, stops = ends[at].tolist(), ends[[each + 1 for each in at]].tolist()
        return [held[start + 1 : stop].decode() for start, stop in zip(starts, stops, strict=True)]


def block_of(first: int, columns: Sequence[Sequence[str]]) -> Block:
    """A block of columns of equal length."""
    held = tuple(APART.join(column).encode() if any(column) else b"" for column in columns)
    return Block(first, len(columns[0]), held)


class LongCells(Mapping[tuple[int, int], Cell]):
    """Cells of a long list: `edges` above and below, `blocks` between, in order and without a gap."""

    def __init__(self, edges: Mapping[tuple[int, int], Cell], blocks: Sequence[Block]) -> None:
        self.edges, self.blocks = edges, tuple(blocks)
        self.first, self.last = self.blocks[0].first, self.blocks[-1].last
        self._held: tuple[Block, dict[int, npt.NDArray[np.int64]]] = (self.blocks[0], {})

    def __getitem__(self, place: tuple[int, int]) -> Cell:
        row, column = place
        if not self.first <= row <= self.last:
            return self.edges[place]
        text = self.text(row, column)
        if not text:
            raise KeyError(place)
        return Cell(row, column, text)

    def text(self, row: int, column: int) -> str:
        """The text of a middle cell; where texts end in the block that was asked last is kept at hand."""
        block, ends = self._held
        if not block.first <= row <= block.last:
            block, ends = self._held = (next(one for one in self.blocks if row <= one.last), {})
        held = block.held(column)
        if not held:
            return ""
        if column not in ends:
            ends[column] = block.ends(column)
        start, end = ends[column][row - block.first : row - block.first + 2].tolist()
        return held[start + 1 : end].decode()

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
