"""Rows that come into a sheet. In: the sheet, its blocks. Out: the sheet, its lists longer, new rows like the sample.

Refuses (`ProblemError`): more rows than a sheet can hold.
"""

from __future__ import annotations

import copy
import re

from openpyxl.formula.translate import Translator, TranslatorError

from yibiao.base.problems import ProblemError, problem
from yibiao.base.tables import Region, a1
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.references import LAST_ROW, Insertion, Shift
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.plan import ListBlock

_NOT_REPEATED = frozenset({"hidden", "collapsed", "spans"})
_NUMBERS = re.compile(r"[0-9]+")


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


def grow(sheet: Sheet, block: ListBlock, shift: Shift) -> list[int]:
    """Make the block's new rows; the rows (new numbers) that its records go to, in order.

    Call after `open_gaps` and after merges moved: the sample row is looked up where it lies now.
    """
    first_new = shift.row(block.insert_after) + 1
    new = range(first_new, first_new + block.extra)
    if new:
        _repeat(sheet, None if block.style_row is None else shift.row(block.style_row), new)
    return sorted([*(shift.row(slot) for slot in block.slots), *new])


def _repeat(sheet: Sheet, sample: int | None, new: range) -> None:
    source = sheet.rows.get(sample) if sample is not None else None
    following = min((number for number in sheet.rows if number >= new.stop), default=None)
    merges = [region for region in sheet.merges() if region.top == region.bottom == sample]
    cells = sheet.cells(sample) if source is not None and sample is not None else {}
    for number in new:
        row = _row_like(sheet, source, cells, number)
        if following is None:
            sheet.data.append(row)
        else:
            sheet.rows[following].addprevious(row)
        for region in merges:
            sheet.add_merge(Region(number, region.left, number, region.right))
    for number, element in _numbered(sheet, new):
        sheet.rows[number] = element


def _numbered(sheet: Sheet, new: range) -> list[tuple[int, Xml]]:
    found = [(int(row.get("r") or 0), row) for row in sheet.data if local(row) == "row"]
    return [(number, row) for number, row in found if number in new]


def _row_like(sheet: Sheet, source: Xml | None, cells: dict[int, Xml], number: int) -> Xml:
    row = sheet.data.makeelement(sheet.tag("row"))
    if source is not None:
        for key, value in source.attrib.items():
            if key not in _NOT_REPEATED:
                row.set(key, value)
    row.set("r", str(number))
    for column, cell in cells.items():
        row.append(_cell_like(sheet, cell, number, column))
    return row


def _cell_like(sheet: Sheet, sample: Xml, row: int, column: int) -> Xml:
    """A cell with the sample's look and formula, not its constant."""
    cell = sheet.data.makeelement(sheet.tag("c"))
    cell.set("r", a1(row, column))
    if sample.get("s"):
        cell.set("s", sample.get("s") or "")
    formula = sample.find(sheet.tag("f"))
    if formula is not None and formula.text and formula.get("t") not in ("array", "dataTable"):
        own = copy.deepcopy(formula)
        own.attrib.clear()
        own.text = translated(formula.text, sample.get("r") or "A1", a1(row, column))
        cell.append(own)
    return cell


def translated(formula: str, origin: str, target: str) -> str:
    """A formula as copying it from a cell to another changes it."""
    try:
        return str(Translator(f"={formula}", origin=origin).translate_formula(target))[1:]
    except (TranslatorError, ValueError, IndexError):
        return formula
