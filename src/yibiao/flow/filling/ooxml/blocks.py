"""A block of records written into its sheet. In: an opened workbook, the block, the sheet's shift. Out: rows.

Rows that hold looks only are written as text (`laid`), all others cell by cell; both give the same file (tested).
Refuses: nothing; a value for a cell that a merge hides is a problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yibiao.base.problems import Place, problem
from yibiao.base.tables import Region, a1
from yibiao.flow.filling.ooxml.book import Book, put
from yibiao.flow.filling.ooxml.growth import Sample, grow, new_rows, put_in, sample_of
from yibiao.flow.filling.ooxml.laid import Strip, pattern_of
from yibiao.flow.filling.ooxml.package import Xml
from yibiao.flow.filling.ooxml.references import Shift
from yibiao.flow.filling.ooxml.sheet import Band, Sheet
from yibiao.flow.filling.plan import CellWrite, ListBlock, SheetPlan


def stand_alone(plan: SheetPlan) -> bool:
    """Whether nothing else is written into the rows of the sheet's blocks."""
    rows = [slot for block in plan.blocks for slot in block.slots]
    others = {write.row for writes in (plan.cells, plan.blanks, plan.ticks) for write in writes}
    after = [block.insert_after for block in plan.blocks if block.extra]
    return len(set(rows)) == len(rows) and len(set(after)) == len(after) and others.isdisjoint(rows)


@dataclass(frozen=True, slots=True)
class Home:
    """A block and where it is: its sheet's name, its number in the plan (sheet, block), the sheet's shift. alone:
    nothing else is written into its rows."""

    name: str
    number: tuple[int, int]
    block: ListBlock
    shift: Shift
    alone: bool


def fill_block(book: Book, home: Home) -> None:
    """Write the block's records, or say where they will be written."""
    sheet, block, shift = book.sheet(home.name), home.block, home.shift
    _clear(book, home.name, block, shift)
    new = new_rows(block, shift)
    targets = sorted([*(shift.row(slot) for slot in block.slots), *new])
    records = list(zip(targets, range(len(block.rows)), strict=False))
    if new:
        sample = sample_of(sheet, block, shift)
        if home.alone and _lay_new(book, home, sample, (new, targets.index(new.start))):
            records = [(row, number) for row, number in records if row not in new]
        else:
            grow(sheet, sample, new)
    _split_across_records(sheet, targets, block)
    if home.alone:
        records = _lay_slots(book, home, records)
    _put_records(book, home, records, frozenset(targets))


def _put_records(book: Book, home: Home, records: list[tuple[int, int]], rows: frozenset[int]) -> None:
    """Records that are written cell by cell: (row, number of the record)."""
    sheet, block, name = book.sheet(home.name), home.block, home.name
    for row, number in records:
        sheet.row(row)
        for place, (column, value) in enumerate(zip(block.columns, block.rows[number], strict=True)):
            where = (*home.number, number, place)
            spot = sheet.anchor(row, column)
            if spot[0] not in rows:
                if value is not None or book.awaited is not None:
                    at = Place(sheet=name, cell=a1(row, column))
                    book.tell(problem("FILLING_HIDDEN_CELL", at, cell=at.cell), where)
            elif value is not None or book.awaited is not None:
                put(book, name, row, CellWrite(row, column, value, block.formats.get(column)), where)
            elif spot[1] in sheet.cells(row) and sheet.cells(row)[spot[1]].find(sheet.tag("f")) is None:
                book.changed.add((name.casefold(), *spot))


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


def _lay_new(book: Book, home: Home, sample: Sample, place: tuple[range, int]) -> bool:
    """Lay the rows that come into the sheet, from a record on; False where they must be elements."""
    sheet, block, (new, first) = book.sheet(home.name), home.block, place
    tall = [region for region in sheet.merges() if region.height > 1]
    if any(
        region.top < new.stop and new.start <= region.bottom and region.left <= column <= region.right
        for region in tall
        for column in block.columns
    ):
        return False
    spans = [(region.left, region.right) for region in sample.merges]
    shown = _shown(block, spans)
    pattern = pattern_of(sheet, sample.row, dict(zip(sample.columns, sample.row, strict=True)), shown)
    if pattern is None:
        return False
    formats = _formats(block, spans)
    strip = Strip(new.start, len(new), pattern, home.number, first, shown, formats, sheet.prefix)
    put_in(sheet, _laid(book, home.name, strip), new.stop)
    for region in sample.merges:
        for row in new:
            sheet.add_merge(Region(row, region.left, row, region.right))
    return True


def _lay_slots(book: Book, home: Home, records: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lay those rows of the template that hold looks and constants only; the records that are left."""
    sheet, block, left = book.sheet(home.name), home.block, []
    strips: list[Strip] = []
    for row, number in records:
        merges = sheet.merges_at(row)
        pattern = None
        if row in sheet.rows and all(region.height == 1 for region in merges):
            spans = [(region.left, region.right) for region in merges]
            shown = _shown(block, spans)
            pattern = pattern_of(sheet, sheet.rows[row], sheet.cells(row), shown)
        if pattern is None:
            left.append((row, number))
            continue
        strip = Strip(row, 1, pattern, home.number, number, shown, _formats(block, spans), sheet.prefix)
        if strips and strip.follows(strips[-1]):
            strips[-1] = strips[-1].longer(1)
        else:
            strips.append(strip)
    for strip in strips:
        sheet.rows[strip.first].addprevious(_laid(book, home.name, strip))
        for row in range(strip.first, strip.first + strip.count):
            sheet.take_out(row)
    return left


def _laid(book: Book, name: str, strip: Strip) -> Xml:
    """The mark of a strip; sums and bounds of the sheet know of it."""
    last = strip.first + strip.count - 1
    book.sheet(name).bands.append(Band(strip.first, last, strip.columns, lambda region: book.total(strip, region)))
    return book.marks.stand_in(strip)


def _anchor(column: int, spans: Sequence[tuple[int, int]]) -> int:
    return next((left for left, right in spans if left <= column <= right), column)


def _shown(block: ListBlock, spans: Sequence[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """The places in a record by the column that shows them."""
    found: dict[int, tuple[int, ...]] = {}
    for place, column in enumerate(block.columns):
        shown = _anchor(column, spans)
        found[shown] = (*found.get(shown, ()), place)
    return found


def _formats(block: ListBlock, spans: Sequence[tuple[int, int]]) -> dict[int, str]:
    return {_anchor(column, spans): wanted for column, wanted in block.formats.items()}
