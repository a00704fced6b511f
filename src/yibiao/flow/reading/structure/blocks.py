"""A grid as blocks: each merge one block, each lone cell one block. In: a `Grid`. Out: a `Sheet` to ask by row.

A block is *void* when it holds nothing and has no border, fill or merge: paper, not a blank to fill. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from yibiao.base.tables import Cell, Grid, Look, Region
from yibiao.flow.reading.structure import words

MAX_ROWS = 20_000
"""Rows looked at; below them a sheet is data like the rows above."""
MAX_COLUMNS = 400


@dataclass(frozen=True)
class Block:
    """A rectangle that holds one text (or none)."""

    region: Region
    text: str
    look: Look
    formula: bool = False
    void: bool = False
    answered: bool = False
    """A blank of a card that somebody has filled in."""

    @property
    def top(self) -> int:
        return self.region.top

    @property
    def left(self) -> int:
        return self.region.left

    @property
    def right(self) -> int:
        return self.region.right

    @property
    def bottom(self) -> int:
        return self.region.bottom

    @property
    def width(self) -> int:
        return self.region.width

    @cached_property
    def label(self) -> bool:
        return not self.formula and not self.answered and words.is_label(self.text)

    @cached_property
    def filler(self) -> bool:
        """Wants a value: empty or holding what printed blanks hold."""
        return not self.formula and (self.answered or words.is_filler(self.text))

    @property
    def blank(self) -> bool:
        return not self.text and not self.formula


class Sheet:
    """The blocks of a grid by row. `left`, `right` bound the used columns, `bottom` the used rows."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._merges = _owners(grid)
        texts = [(row, column) for (row, column), cell in grid.cells.items() if cell.text or cell.formula]
        self.empty = not texts
        self.bordered = any(cell.look.bordered for cell in grid.cells.values())
        framed = [place for place, cell in grid.cells.items() if cell.look.bordered and self._near(place, texts)]
        used = texts + framed
        self.top = min((row for row, _ in texts), default=1)
        self.bottom = min(max((row for row, _ in used), default=0), MAX_ROWS)
        for region in {id(region): region for region in self._merges.values()}.values():
            if self.top <= region.top <= self.bottom and grid.text(region.top, region.left):
                self.bottom = min(max(self.bottom, region.bottom), grid.rows or region.bottom)
        self.left = min((column for _, column in used), default=1)
        self.right = min(
            max([column for _, column in used] + [self._reach(place) for place in texts], default=0), MAX_COLUMNS
        )
        self._rows: dict[int, tuple[Block, ...]] = {}
        self._by_column: dict[int, dict[int, Block]] = {}
        self._mark_answers()

    def _near(self, place: tuple[int, int], texts: list[tuple[int, int]]) -> bool:
        return place[0] <= MAX_ROWS and place[1] <= MAX_COLUMNS

    def _reach(self, place: tuple[int, int]) -> int:
        region = self._merges.get(place)
        return min(region.right, self.grid.columns or region.right) if region else place[1]

    def row(self, row: int) -> tuple[Block, ...]:
        """The blocks that touch `row`, from the left, voids included."""
        if row not in self._rows:
            self._rows[row] = self._read(row)
        return self._rows[row]

    def _mark_answers(self) -> None:
        """In a filled card (姓名 | 张三 | 性别 | 男) the texts behind the labels are answers, not labels."""
        rows = {row: pairs for row in range(self.top, min(self.bottom, 60) + 1) if (pairs := self._answered(row))}
        filled = [block for pairs in rows.values() for block in pairs]
        named = sum(1 for row in range(self.top, min(self.bottom, 60) + 1) if len(self.texts(row)) > 1)
        words_too = sum(not words.is_number(block.text) for block in filled)
        if len(rows) < 3 or len(rows) < 0.5 * named or words_too < 0.3 * len(filled):
            return
        for row, pairs in rows.items():
            marked = {id(block) for block in pairs}
            self._rows[row] = tuple(replace(b, answered=True) if id(b) in marked else b for b in self._rows[row])
        self._by_column.clear()

    def _answered(self, row: int) -> tuple[Block, ...]:
        """The second of each two texts of a row, if the first ones read as labels do and the second ones do not."""
        texts = [block for block in self.row(row) if not block.void]
        if (
            any(not block.text for block in texts)
            or len(texts) < 2
            or len(texts) % 2
            or any(block.top != row or block.formula for block in texts)
        ):
            return ()
        labels, answers = texts[::2], texts[1::2]
        asked = all(words.ends_as_label(block.text) for block in labels)
        told = not any(words.ends_as_label(block.text) or words.is_filler(block.text) for block in answers)
        return tuple(answers) if asked and told else ()

    def at(self, row: int, column: int) -> Block | None:
        """The block that covers the cell, None outside the used columns."""
        if row not in self._by_column:
            self._by_column[row] = {c: block for block in self.row(row) for c in range(block.left, block.right + 1)}
        return self._by_column[row].get(column)

    def starting(self, row: int) -> tuple[Block, ...]:
        """The blocks whose first row is `row`, voids left out."""
        return tuple(block for block in self.row(row) if block.top == row and not block.void)

    def texts(self, row: int) -> tuple[Block, ...]:
        """The blocks of `row` that begin there and hold a text or a formula."""
        return tuple(block for block in self.row(row) if block.top == row and not block.blank)

    def is_void(self, row: int) -> bool:
        """Nothing to see in the row: no text, no border, no merge from above that holds a text."""
        return all(block.void or (block.blank and block.region.height == 1) for block in self.row(row)) and not any(
            block.look.bordered for block in self.row(row)
        )

    def _read(self, row: int) -> tuple[Block, ...]:
        blocks: list[Block] = []
        column = self.left
        while column <= self.right:
            block = self._block(row, column)
            blocks.append(block)
            column = max(column, block.right) + 1
        return tuple(blocks)

    def _block(self, row: int, column: int) -> Block:
        region = self._merges.get((row, column))
        if region is None:
            cell = self.grid.cells.get((row, column))
            return _block(Region(row, column, row, column), cell, merged=False)
        cell = self.grid.cells.get((region.top, region.left))
        return _block(region, cell, merged=True)


def _block(region: Region, cell: Cell | None, *, merged: bool) -> Block:
    if cell is None:
        return Block(region, "", Look(), void=not merged)
    text = cell.text
    seen = bool(text) or cell.formula is not None or merged or cell.look.bordered or cell.look.filled
    return Block(region, text, cell.look, cell.formula is not None, void=not seen)


def _owners(grid: Grid) -> Mapping[tuple[int, int], Region]:
    """Cell → the merge that holds it; merges over whole rows or columns are cut to what is used."""
    owners: dict[tuple[int, int], Region] = {}
    last_row, last_column = min(grid.rows or MAX_ROWS, MAX_ROWS), min(grid.columns or MAX_COLUMNS, MAX_COLUMNS)
    for merge in grid.merges:
        cut = Region(
            merge.top,
            merge.left,
            min(merge.bottom, max(last_row, merge.top)),
            min(merge.right, max(last_column, merge.left)),
        )
        if cut.height * cut.width > 200_000:
            continue
        covered = [(r, c) for r in range(cut.top, cut.bottom + 1) for c in range(cut.left, cut.right + 1)]
        if not any(place in owners for place in covered):  # overlapping merges are a broken file; the first one stands
            owners.update(dict.fromkeys(covered, cut))
    return owners
