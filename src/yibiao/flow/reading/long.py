"""A long delimited text as edges and blocks. In: its text, row by row. Out: a grid whose even middle is no cells.

Head and tail (`folding.HEAD`, `folding.TAIL`) are cells as ever, so that the table is recognised as it would be; the
rows between are kept a column at a time (`base.blocks`), a few bytes more than the file itself. Where the middle is not
even (a row without any text, a text too long for a cell, a column that begins in the middle) the answer is None and the
caller makes cells of it all. Refuses: more cells or a larger sheet than allowed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, repeat, zip_longest
from typing import Any

from yibiao.base.blocks import APART, BLOCK_ROWS, Block, LongCells, block_of
from yibiao.base.problems import Problem
from yibiao.base.tables import Grid, Look, a1
from yibiao.flow.reading.folding import HEAD, TAIL
from yibiao.flow.reading.grids import ERRORS, LONGEST_TEXT, Draft
from yibiao.flow.reading.limits import Source

_PLAIN = Look()
_PIECE = 4 << 20
_APART = APART.encode()
_HOLE = _APART * 2
"""Two signs on end: an empty text between."""
_SPACE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""All that `str.strip` takes away."""


def long_grid(source: Source, name: str, text: str, delimiter: str) -> tuple[Grid, tuple[Problem, ...]] | None:
    """The grid and what was remarked on the way; None where the text is short or not even."""
    if "\x00" in text or APART in text or text.count("\r") != text.count("\r\n"):
        return None
    kept = _Rows(text, delimiter)
    draft = Draft(source, name, 0)
    _put(draft, 1, kept.split(list(islice(kept.rows, HEAD))))
    middle, tail = _Middle(draft), list[Any]()
    while more := list(islice(kept.rows, BLOCK_ROWS)):
        tail += more
        if len(tail) >= BLOCK_ROWS + TAIL:
            if not middle.take(kept.columns(tail[:BLOCK_ROWS])):
                return None
            del tail[:BLOCK_ROWS]
    while tail and kept.is_void(tail[-1]):
        del tail[-1]
    if len(tail) <= TAIL or HEAD + middle.rows + len(tail) < source.limits.blocks_from:
        return None
    if not middle.take(kept.columns(tail[:-TAIL])):
        return None
    _put(draft, HEAD + middle.rows + 1, kept.split(tail[-TAIL:]))
    grid, remarks = draft.finish()
    if grid.rows != HEAD + middle.rows + TAIL or any(len(block.columns) > grid.columns for block in middle.blocks):
        return None
    return replace(grid, cells=LongCells(grid.cells, middle.blocks)), remarks


class _Rows:
    """The rows one by one: as their fields where any is in quotes, else as lines, which are split a block at a time."""

    def __init__(self, text: str, delimiter: str) -> None:
        self.delimiter, self.quoted = delimiter, '"' in text
        self.rows: Iterator[Any] = _lines(text if self.quoted else text.replace("\r\n", "\n"), self.quoted)
        if self.quoted:
            self.rows = csv.reader(self.rows, delimiter=delimiter)

    def split(self, rows: Sequence[Any]) -> list[list[str]]:
        return list(rows) if self.quoted else list(csv.reader(rows, delimiter=self.delimiter))

    def is_void(self, row: Any) -> bool:
        return not (any(row) if self.quoted else row.strip(self.delimiter))

    def columns(self, rows: Sequence[Any]) -> list[Sequence[str]] | None:
        """The columns of a block; None where a row has no text at all."""
        if not self.quoted:
            width = rows[0].count(self.delimiter) + 1
            if set(map(str.count, rows, repeat(self.delimiter))) == {width - 1}:
                if not all(map(str.strip, rows, repeat(_SPACE + self.delimiter))):
                    return None
                fields = self.delimiter.join(rows).split(self.delimiter)
                return [fields[column::width] for column in range(width)]
        split = self.split(rows)
        if not all(map(str.strip, map("".join, split))):
            return None
        return list(zip_longest(*split, fillvalue=""))


def _lines(text: str, quoted: bool) -> Iterator[str]:
    """The lines piece by piece, with their ends where a text can go on in the next line."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE)
        end = len(text) if end < 0 else end + 1
        lines = text[start:end].split("\n")
        if lines[-1] == "":
            del lines[-1]
        yield from (f"{line}\n" for line in lines) if quoted else lines
        start = end


def _put(draft: Draft, first: int, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            if value:
                draft.put(number, column, value, _PLAIN)


class _Middle:
    """The blocks so far."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.blocks: list[Block] = []
        self.rows = 0
        self.cells = 0

    def take(self, columns: list[Sequence[str]] | None) -> bool:
        """One block more; False where its rows are not even."""
        if columns is None:
            return False
        while columns and not any(columns[-1]):
            del columns[-1]
        first = HEAD + self.rows + 1
        try:
            block = block_of(first, columns)
        except UnicodeEncodeError:  # half a pair of UTF-16
            return False
        for column, texts in enumerate(columns, 1):
            held = block.held(column)
            if len(held) > LONGEST_TEXT and max(map(len, texts)) > LONGEST_TEXT:
                return False
            if b"#" in held and not ERRORS.isdisjoint(texts):
                wrong = (number for number, text in enumerate(texts, first) if text in ERRORS)
                for number in wrong:
                    self.draft.note("READ_ERROR_CELLS", a1(number, column))
            self.cells += len(texts) - (texts.count("") if _HOLE in _APART + held + _APART else 0) if held else 0
        self.blocks.append(block)
        self.rows += len(columns[0])
        source = self.draft.source
        if self.cells > source.limits.block_cells:
            amounts = {"what": "cells", "amount": self.cells, "limit": source.limits.block_cells}
            raise source.refuse("READ_TOO_LARGE", self.draft.name, **amounts)
        return True
