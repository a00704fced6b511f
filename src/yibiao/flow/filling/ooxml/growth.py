"""Rows that come into a sheet. In: the sheet, its blocks. Out: the sheet, its lists longer, new rows like the sample.

Refuses (`ProblemError`): more rows than a sheet can hold.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from lxml import etree
from openpyxl.formula.translate import Translator, TranslatorError

from yibiao.base.problems import ProblemError, problem
from yibiao.base.tables import Region, a1
from yibiao.flow.filling.ooxml.package import Xml
from yibiao.flow.filling.ooxml.references import LAST_ROW, Insertion, Shift
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.plan import ListBlock

_NOT_REPEATED = frozenset({"hidden", "collapsed", "spans"})


def shift_of(blocks: tuple[ListBlock, ...]) -> Shift:
    """Where the blocks of one sheet need rows."""
    return Shift(
        tuple(
            Insertion(block.insert_after, block.extra, grows=bool(block.slots), alone=len(block.slots) == 1)
            for block in sorted(blocks, key=lambda block: block.insert_after)
            if block.extra
        )
    )


def open_gaps(sheet: Sheet, shift: Shift) -> None:
    """Rows and cells below the insertions take their new numbers."""
    if any(shift.row(entry.after) + entry.count > LAST_ROW for entry in shift.insertions):
        raise ProblemError(problem("FILLING_TOO_MANY_ROWS", limit=LAST_ROW))
    for number in sorted(sheet.rows, reverse=True):
        moved = shift.row(number)
        if moved == number:
            continue
        if moved > LAST_ROW:
            _push_out(sheet, number)
            continue
        for column, cell in sheet.cells(number).items():
            cell.set("r", a1(moved, column))
        sheet.rows[number].set("r", str(moved))
    sheet.index()


def _push_out(sheet: Sheet, number: int) -> None:
    """A row falls off the end of the sheet: as in Excel that may be a row that only has a look (many forms do)."""
    if any(len(cell) for cell in sheet.cells(number).values()):
        raise ProblemError(problem("FILLING_TOO_MANY_ROWS", limit=LAST_ROW))
    sheet.data.remove(sheet.rows[number])


def new_rows(block: ListBlock, shift: Shift) -> range:
    """The block's rows that the template does not have, by their new numbers."""
    first = shift.row(block.insert_after) + 1
    return range(first, first + block.extra)


@dataclass(frozen=True)
class Sample:
    """The row that new rows look like: without its constants, the columns of its cells, merges within it."""

    row: Xml
    columns: list[int]
    merges: list[Region]


def sample_of(sheet: Sheet, block: ListBlock, shift: Shift) -> Sample:
    """Call after `open_gaps` and after merges moved: the sample row is looked up where it lies now."""
    sample = None if block.style_row is None else shift.row(block.style_row)
    source = sheet.rows.get(sample) if sample is not None else None
    merges = [region for region in sheet.merges() if region.top == region.bottom == sample]
    row, columns = _pattern(sheet, source, sheet.cells(sample) if sample in sheet.rows and sample else {})
    return Sample(row, columns, merges)


def put_in(sheet: Sheet, element: Xml, before: int) -> None:
    """A child of the sheet's data, in front of the first row whose number is not below `before`."""
    following = sheet.rows.get(min((number for number in sheet.rows if number >= before), default=0))
    if following is None:
        sheet.data.append(element)
    else:
        following.addprevious(element)


def grow(sheet: Sheet, sample: Sample, new: range) -> None:
    """Make the new rows, each as the sample is."""
    following = sheet.rows.get(min((number for number in sheet.rows if number >= new.stop), default=0))
    pattern, columns, merges = sample.row, sample.columns, sample.merges
    for number in new:
        row = copy.deepcopy(pattern)
        row.set("r", str(number))
        for cell, column in zip(row, columns, strict=True):
            _settle(cell, number, column)
        if following is None:
            sheet.data.append(row)
        else:
            following.addprevious(row)
        sheet.rows[number] = row
        for region in merges:
            sheet.add_merge(Region(number, region.left, number, region.right))


def _pattern(sheet: Sheet, source: Xml | None, cells: dict[int, Xml]) -> tuple[Xml, list[int]]:
    """The sample row without its constants, and the columns of its cells. Formulas stay as the sample has them."""
    row = sheet.data.makeelement(sheet.tag("row"))
    if source is not None:
        for key, value in source.attrib.items():
            if key not in _NOT_REPEATED:
                row.set(key, value)
    for cell in cells.values():
        own = etree.SubElement(row, sheet.tag("c"))
        own.set("r", cell.get("r") or "")
        if cell.get("s"):
            own.set("s", cell.get("s") or "")
        formula = cell.find(sheet.tag("f"))
        if formula is not None and formula.text and formula.get("t") not in ("array", "dataTable"):
            etree.SubElement(own, sheet.tag("f")).text = formula.text
    return row, list(cells)


def _settle(cell: Xml, row: int, column: int) -> None:
    """A copied cell takes its own place; its formula changes as by copying."""
    origin, place = cell.get("r") or "A1", a1(row, column)
    cell.set("r", place)
    for formula in cell:
        formula.text = translated(formula.text or "", origin, place)


def translated(formula: str, origin: str, target: str) -> str:
    """A formula as copying it from a cell to another changes it."""
    try:
        return str(Translator(f"={formula}", origin=origin).translate_formula(target))[1:]
    except (TranslatorError, ValueError, IndexError):
        return formula
