"""From found cells to a bounded grid. In: cells, merges, hidden lines of one sheet. Out: a `Grid` and remarks.

Refuses: more cells or merges than the limits allow. Leaves out: styled blanks far beyond the last content, merges that
overlap or are void. Bounds are the last cell with content, border or merge.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from yibiao.base.problems import Problem, problem
from yibiao.base.tables import Cell, Grid, Look, Raw, Region, a1
from yibiao.flow.reading.limits import LAST_COLUMN, LAST_ROW, Source

BLANK_ROWS = 300
BLANK_COLUMNS = 60
"""How far behind the last content bordered blanks still belong to the form."""

LONGEST_TEXT = 32_767
"""The longest text of a cell in Excel; anything longer was written by something else, to no good end."""
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"})
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")
_SURROGATES = re.compile("[\ud800-\udfff]")


def whole_text(text: str) -> str:
    """The text exactly, except that halves of characters (lone surrogates), which cannot be stored, become U+FFFD."""
    return _SURROGATES.sub("\ufffd", text) if not text.isascii() else text


def place_of(reference: str) -> tuple[int, int] | None:
    """B3 → (3, 2); None outside the largest sheet or where it is no reference."""
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def region_of(reference: str) -> Region | None:
    """A1:C3 (also A1, A:C, 1:3) as a region; None where it is none."""
    first, _, last = reference.replace("$", "").partition(":")
    last = last or first
    if first.isalpha() and last.isalpha():
        first, last = first + "1", last + str(LAST_ROW)
    elif first.isdigit() and last.isdigit():
        first, last = "A" + first, "XFD" + last
    start, end = place_of(first), place_of(last)
    if start is None or end is None:
        return None
    return Region(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


@dataclass(slots=True)
class Draft:
    """What a reader has found of one sheet so far."""

    source: Source
    name: str
    index: int
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Region] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    validations: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    lost: dict[str, list[str]] = field(default_factory=dict)
    """Problem code → references that it concerns."""

    def put(self, row: int, column: int, value: Raw, look: Look, formula: str | None = None) -> None:
        """Keep a cell that holds something, or a blank that has a border or a fill."""
        if isinstance(value, str):
            value = whole_text(value) or None
            if value is not None and len(value) > LONGEST_TEXT:
                value = value[:LONGEST_TEXT]
                self.note("READ_TEXT_CUT", a1(row, column))
            if value in ERRORS:
                self.note("READ_ERROR_CELLS", a1(row, column))
        if value is None and formula is None and not (look.bordered or look.filled):
            return
        self.cells[row, column] = Cell(row, column, value, formula, look)
        limit = self.source.limits.cells
        if len(self.cells) > limit:
            raise self.source.refuse("READ_TOO_LARGE", self.name, what="cells", amount=len(self.cells), limit=limit)

    def merge(self, region: Region) -> None:
        self.merges.append(region)
        limit = self.source.limits.merges
        if len(self.merges) > limit:
            raise self.source.refuse("READ_TOO_LARGE", self.name, what="merges", amount=len(self.merges), limit=limit)

    def note(self, code: str, reference: str) -> None:
        self.lost.setdefault(code, []).append(reference)

    def finish(self) -> tuple[Grid, tuple[Problem, ...]]:
        """The grid within its bounds, and what was remarked on the way."""
        sound = self._sound_merges()
        seen = self._without_covered(sound)
        rows, columns = _content_bounds(seen.values())
        far = (rows + BLANK_ROWS, columns + BLANK_COLUMNS)
        merges = [_clip(region, far) for region in sound if region.top <= far[0] and region.left <= far[1]]
        cells = {place: cell for place, cell in seen.items() if place[0] <= far[0] and place[1] <= far[1]}
        bordered = [place for place, cell in cells.items() if cell.look.bordered]
        rows = max([rows, *(place[0] for place in bordered), *(region.bottom for region in merges)])
        columns = max([columns, *(place[1] for place in bordered), *(region.right for region in merges)])
        if rows * columns > self.source.limits.area:
            values = {"what": "rows × columns", "amount": rows * columns, "limit": self.source.limits.area}
            raise self.source.refuse("READ_TOO_LARGE", self.name, **values)
        grid = Grid(
            name=self.name,
            index=self.index,
            cells={place: cell for place, cell in cells.items() if place[0] <= rows and place[1] <= columns},
            merges=tuple(merges),
            rows=rows,
            columns=columns,
            hidden=self.hidden,
            hidden_columns=frozenset(column for column in self.hidden_columns if column <= columns),
            hidden_rows=frozenset(row for row in self.hidden_rows if row <= rows),
            validations=dict(self.validations),
            before=self.before,
            after=self.after,
        )
        return grid, self.remarks()

    def remarks(self) -> tuple[Problem, ...]:
        return tuple(
            problem(code, self.source.place(self.name, places[0]), count=len(places), example=places[0])
            for code, places in self.lost.items()
        )

    def _sound_merges(self) -> list[Region]:
        """The merges of two or more cells, less those that overlap one above or left of them."""
        sound: list[Region] = []
        columns = _OpenColumns()
        for region in sorted(set(self.merges), key=lambda one: (one.top, one.left)):
            if region.top == region.bottom and region.left == region.right:
                continue
            if columns.claim(region):
                sound.append(region)
            else:
                self.note("READ_BAD_MERGES", str(region))
        return sound

    def _without_covered(self, merges: list[Region]) -> dict[tuple[int, int], Cell]:
        """The cells, where a cell under a merge keeps its look only: what lies there nobody sees."""
        columns, waiting = _OpenColumns(), deque(merges)
        kept = dict(self.cells)
        for place in sorted(self.cells) if merges else ():
            while waiting and waiting[0].top <= place[0]:
                columns.claim(waiting.popleft())
            cell = self.cells[place]
            if (cell.value is not None or cell.formula is not None) and columns.covers(place):
                kept[place] = Cell(cell.row, cell.column, look=cell.look)
        return kept


class _OpenColumns:
    """The merges that reach the row at hand, as column spans that do not overlap, from left to right."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int, int, int]] = []  # left, right, top, bottom

    def claim(self, region: Region) -> bool:
        """Add a region whose top is no higher than those before; False where it overlaps one of them."""
        start = max(0, bisect_left(self._spans, (region.left,)) - 1)
        while start < len(self._spans) and self._spans[start][0] <= region.right:
            _, right, _, bottom = self._spans[start]
            if bottom < region.top:
                del self._spans[start]
            elif right >= region.left:
                return False
            else:
                start += 1
        insort(self._spans, (region.left, region.right, region.top, region.bottom))
        return True

    def covers(self, place: tuple[int, int]) -> bool:
        """Whether the cell lies in an open region and is not its first cell."""
        row, column = place
        at = bisect_right(self._spans, (column, LAST_COLUMN, LAST_ROW, LAST_ROW)) - 1
        if at < 0:
            return False
        left, right, top, bottom = self._spans[at]
        return column <= right and row <= bottom and (top, left) != place


def _content_bounds(cells: Iterable[Cell]) -> tuple[int, int]:
    rows = columns = 0
    for cell in cells:
        if cell.formula is not None or cell.text:
            rows, columns = max(rows, cell.row), max(columns, cell.column)
    return rows, columns


def _clip(region: Region, far: tuple[int, int]) -> Region:
    return Region(region.top, region.left, min(region.bottom, far[0]), min(region.right, far[1]))
