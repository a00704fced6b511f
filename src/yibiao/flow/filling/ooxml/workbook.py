"""An xlsx filled as a plan says. In: the template's bytes and a `FillPlan`. Out: bytes, problems that arose.

The template's own parts are edited; what the plan does not touch keeps its bytes. An empty plan changes nothing.
Refuses (`ProblemError`): a broken package, a sheet that the file does not have, more rows than a sheet holds.
"""

from __future__ import annotations

from lxml import etree

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import a1
from yibiao.flow.filling.ooxml import copies, moving, outward
from yibiao.flow.filling.ooxml.book import Book, fill_blank, open_book, put, tick
from yibiao.flow.filling.ooxml.formulas import renew_cached, write_out_shared
from yibiao.flow.filling.ooxml.growth import grow, open_gaps, shift_of
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.references import Shift
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.plan import CellWrite, FillPlan, ListBlock, SheetPlan


def fill_workbook(data: bytes, plan: FillPlan) -> tuple[bytes, tuple[Problem, ...]]:
    """The filled workbook's bytes, and what could not be written where."""
    if not plan.sheets and plan.side is None:
        return data, ()
    book = open_book(data)
    plans = [(_name_of(book, sheet), sheet) for sheet in plan.sheets]
    for name, sheet in plans:
        copies.make(book, name, sheet.copies)
    shifts = {name.casefold(): shift for name, sheet in plans if (shift := shift_of(sheet.blocks))}
    for name in book.parts:
        write_out_shared(book.sheet(name))
    outward.keep_inside(book)
    if shifts:
        _move_all(book, shifts)
    for name, sheet in plans:
        _fill_sheet(book, name, sheet, shifts.get(name.casefold(), Shift()))
    if plan.side is not None:
        copies.add_side_sheet(book, plan.side)
    _finish(book)
    return book.package.save(), tuple(book.problems)


def _name_of(book: Book, plan: SheetPlan) -> str:
    if plan.name in book.parts:
        return plan.name
    folded = {name.strip().casefold(): name for name in book.parts}
    name = folded.get(plan.name.strip().casefold())
    if name is None and not plan.name and plan.index < len(book.names):
        name = book.names[plan.index]
    if name is None or name not in book.parts:
        raise ProblemError(problem("FILLING_NO_SUCH_SHEET", Place(sheet=plan.name), sheet=plan.name))
    return name


def _move_all(book: Book, shifts: moving.Shifts) -> None:
    """Open the gaps, then let every reference of the workbook follow."""
    for name in book.parts:
        sheet, shift = book.sheet(name), shifts.get(name.casefold())
        was = {shift.row(row): row for row in sheet.rows} if shift else {}
        if shift:
            open_gaps(sheet, shift)
        moving.move_formulas(sheet, name, shifts, was)
        moving.move_sheet(sheet, name, shifts)
        if shift:
            moving.move_beside(book.package, book.parts[name], shift)
    moving.move_names(book.package.tree(book.part), book.names, shifts)
    moving.move_charts(book.package, shifts)


def _fill_sheet(book: Book, name: str, plan: SheetPlan, shift: Shift) -> None:
    sheet = book.sheet(name)
    for block in sorted(plan.blocks, key=lambda block: block.insert_after):
        _fill_block(book, name, block, shift)
    for write in plan.cells:
        put(book, name, shift.row(write.row), write)
    for blank in plan.blanks:
        fill_blank(book, name, shift.row(blank.row), blank)
    for box in plan.ticks:
        tick(book, name, shift.row(box.row), box)
    sheet.update_dimension()


def _fill_block(book: Book, name: str, block: ListBlock, shift: Shift) -> None:
    sheet = book.sheet(name)
    for row in (shift.row(slot) for slot in block.clear):
        for column in [column for column in sheet.cells(row) if block.span[0] <= column <= block.span[1]]:
            sheet.clear(row, column)
            book.changed.add((name.casefold(), row, column))
    targets = grow(sheet, block, shift)
    _split_across_records(sheet, targets, block)
    home = set(targets)
    for row, values in zip(targets, block.rows, strict=False):
        for column, value in zip(block.columns, values, strict=True):
            if value is None:
                continue
            if sheet.anchor(row, column)[0] not in home:
                place = Place(sheet=name, cell=a1(row, column))
                book.problems.append(problem("FILLING_HIDDEN_CELL", place, cell=place.cell))
                continue
            put(book, name, row, CellWrite(row, column, value, block.formats.get(column)))


def _split_across_records(sheet: Sheet, targets: list[int], block: ListBlock) -> None:
    """A merge over several records would hide all their values but the first."""
    home, columns = set(targets), set(block.columns)
    for region in sheet.merges():
        rows = [row for row in range(region.top, region.bottom + 1) if row in home] if region.height > 1 else []
        whole = len(rows) == region.height
        if whole and any(region.left <= column <= region.right for column in columns):
            sheet.split(region)


def _finish(book: Book) -> None:
    """Totals anew, no stale calculation order, and a note to Excel to compute everything on opening."""
    for name in book.parts:
        book.sheet(name)
    renew_cached({name.casefold(): sheet for name, sheet in book.sheets.items()}, book.changed)
    for arrow in book.package.relationships(book.part):
        if arrow.kind == "calcChain":
            book.package.drop(arrow.target)
            book.package.unrelate(book.part, arrow.target)
    root = book.package.tree(book.part)
    properties = next((entry for entry in root if local(entry) == "calcPr"), None)
    if properties is None:
        properties = _new_calculation_properties(root)
    properties.set("fullCalcOnLoad", "1")


def _new_calculation_properties(root: Xml) -> Xml:
    """calcPr stands behind the defined names (ECMA-376 part 1, 18.2.27: a fixed sequence)."""
    before = {"definedNames", "externalReferences", "functionGroups", "sheets"}
    last = [entry for entry in root if local(entry) in before][-1]
    tag = str(root.tag).replace("}workbook", "}calcPr")
    properties = etree.Element(tag)
    last.addnext(properties)
    return properties
