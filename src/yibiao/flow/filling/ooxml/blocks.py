"""A block of records written into its sheet. In: an opened workbook, the block, the sheet's shift. Out: rows.

Rows that hold looks only are written as text (`laid`), all others cell by cell; both give the same file (tested).
Refuses: nothing; a value for a cell that a merge hides is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from yibiao.base.problems import Place, problem
from yibiao.base.tables import Region, a1
from yibiao.flow.filling.ooxml.book import Book, put
from yibiao.flow.filling.ooxml.cells import epoch_of
from yibiao.flow.filling.ooxml.growth import Sample, grow, new_rows, put_in, sample_of
from yibiao.flow.filling.ooxml.laid import Laid, Pattern, Strip, laid_in, pattern_of
from yibiao.flow.filling.ooxml.references import Shift
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.plan import CellWrite, ListBlock, SheetPlan, Value

Values = Mapping[int, Sequence[Value]]
"""Column → the values of some records, top to bottom."""


def stand_alone(plan: SheetPlan) -> bool:
    """Whether nothing else is written into the rows of the sheet's blocks."""
    rows = [slot for block in plan.blocks for slot in block.slots]
    others = {write.row for writes in (plan.cells, plan.blanks, plan.ticks) for write in writes}
    after = [block.insert_after for block in plan.blocks if block.extra]
    return len(set(rows)) == len(rows) and len(set(after)) == len(after) and others.isdisjoint(rows)


def fill_block(book: Book, name: str, block: ListBlock, shift: Shift, *, alone: bool) -> None:
    """Write the block's records. alone: nothing else is written into their rows."""
    sheet = book.sheet(name)
    _clear(book, name, block, shift)
    new = new_rows(block, shift)
    targets = sorted([*(shift.row(slot) for slot in block.slots), *new])
    records = list(zip(targets, block.rows, strict=False))
    if new:
        sample = sample_of(sheet, block, shift)
        if alone and _lay_new(book, name, block, (sample, new, targets)):
            records = [(row, values) for row, values in records if row not in new]
        else:
            grow(sheet, sample, new)
    _split_across_records(sheet, targets, block)
    if alone:
        records = _lay_slots(book, name, block, records)
    home = set(targets)
    for row, values in records:
        for column, value in zip(block.columns, values, strict=True):
            if value is None:
                continue
            if sheet.anchor(row, column)[0] not in home:
                place = Place(sheet=name, cell=a1(row, column))
                book.problems.append(problem("FILLING_HIDDEN_CELL", place, cell=place.cell))
                continue
            put(book, name, row, CellWrite(row, column, value, block.formats.get(column)))


def _clear(book: Book, name: str, block: ListBlock, shift: Shift) -> None:
    sheet = book.sheet(name)
    for row in (shift.row(slot) for slot in block.clear):
        for column in [column for column in sheet.cells(row) if block.span[0] <= column <= block.span[1]]:
            sheet.clear(row, column)
            book.changed.add((name.casefold(), row, column))


def _split_across_records(sheet: Sheet, targets: list[int], block: ListBlock) -> None:
    """A merge over several records would hide all their values but the first."""
    home, columns = set(targets), set(block.columns)
    for region in sheet.merges():
        rows = [row for row in range(region.top, region.bottom + 1) if row in home] if region.height > 1 else []
        whole = len(rows) == region.height
        if whole and any(region.left <= column <= region.right for column in columns):
            sheet.split(region)


def _laid(book: Book, name: str) -> Laid:
    if name not in book.laid:
        book.laid[name] = laid_in(book.sheet(name), book.styles, epoch_of(book.epoch_1904))
    return book.laid[name]


def _lay_new(book: Book, name: str, block: ListBlock, place: tuple[Sample, range, list[int]]) -> bool:
    """Lay the rows that come into the sheet; False where they must be elements."""
    sheet, (sample, new, targets) = book.sheet(name), place
    tall = [region for region in sheet.merges() if region.height > 1]
    if any(
        region.top < new.stop and new.start <= region.bottom and region.left <= column <= region.right
        for region in tall
        for column in block.columns
    ):
        return False
    cells = dict(zip(sample.columns, sample.row, strict=True))
    spans = [(region.left, region.right) for region in sample.merges]
    first = targets.index(new.start)
    values = _by_column(block, block.rows[first : first + len(new)], spans)
    pattern = pattern_of(sheet, sample.row, cells, values)
    if pattern is None:
        return False
    strip = Strip(new.start, len(new), pattern, values, _formats(block, spans))
    put_in(sheet, _laid(book, name).mark(strip), new.stop)
    sheet.bands.append(_laid(book, name).band(strip))
    for region in sample.merges:
        for row in new:
            sheet.add_merge(Region(row, region.left, row, region.right))
    return True


def _lay_slots(
    book: Book, name: str, block: ListBlock, records: list[tuple[int, tuple[Value, ...]]]
) -> list[tuple[int, tuple[Value, ...]]]:
    """Lay those rows of the template that hold looks only; the records that are left."""
    sheet, left = book.sheet(name), []
    runs: list[tuple[Pattern, list[tuple[int, int]], list[tuple[int, tuple[Value, ...]]]]] = []
    for row, values in records:
        spans = [(region.left, region.right) for region in sheet.merges_at(row)]
        one = _by_column(block, [values], spans)
        written = {column for column, (value,) in one.items() if value is not None}
        flat = row in sheet.rows and all(region.height == 1 for region in sheet.merges_at(row))
        pattern = pattern_of(sheet, sheet.rows[row], sheet.cells(row), written) if flat else None
        if pattern is None:
            left.append((row, values))
        elif runs and runs[-1][0] == pattern and runs[-1][1] == spans and runs[-1][2][-1][0] == row - 1:
            runs[-1][2].append((row, values))
        else:
            runs.append((pattern, spans, [(row, values)]))
    for pattern, spans, some in runs:
        values_of = _by_column(block, [values for _, values in some], spans)
        strip = Strip(some[0][0], len(some), pattern, values_of, _formats(block, spans))
        sheet.rows[strip.first].addprevious(_laid(book, name).mark(strip))
        sheet.bands.append(_laid(book, name).band(strip))
        for row, _ in some:
            sheet.take_out(row)
    return left


def _anchor(column: int, spans: Sequence[tuple[int, int]]) -> int:
    return next((left for left, right in spans if left <= column <= right), column)


def _by_column(block: ListBlock, rows: Sequence[tuple[Value, ...]], spans: Sequence[tuple[int, int]]) -> Values:
    """The records' values by the column that shows them; of two that share one the later, where it has a value."""
    found: dict[int, Sequence[Value]] = {}
    for column, values in zip(block.columns, _turned(rows, len(block.columns)), strict=True):
        shown = _anchor(column, spans)
        before = found.get(shown)
        if before is not None:
            values = [old if value is None else value for old, value in zip(before, values, strict=True)]
        found[shown] = values
    return found


def _turned(rows: Sequence[tuple[Value, ...]], width: int) -> Iterator[Sequence[Value]]:
    return iter(zip(*rows, strict=True)) if rows else iter([()] * width)


def _formats(block: ListBlock, spans: Sequence[tuple[int, int]]) -> dict[int, str]:
    return {_anchor(column, spans): wanted for column, wanted in block.formats.items()}
