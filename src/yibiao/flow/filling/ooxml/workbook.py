"""An xlsx filled as a plan says. In: the template's bytes and a `FillPlan`. Out: bytes, problems that arose.

The template's own parts are edited; what the plan does not touch keeps its bytes. An empty plan changes nothing.
Refuses (`ProblemError`): a broken package, a sheet that the file does not have, more rows than a sheet holds.
"""

from __future__ import annotations

from lxml import etree

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.filling.ooxml import copies, moving, outward
from yibiao.flow.filling.ooxml.blocks import fill_block, stand_alone
from yibiao.flow.filling.ooxml.book import Book, fill_blank, open_book, put, tick
from yibiao.flow.filling.ooxml.formulas import renew_cached, write_out_shared
from yibiao.flow.filling.ooxml.growth import open_gaps, shift_of
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.references import Shift
from yibiao.flow.filling.plan import FillPlan, SheetPlan


def fill_workbook(data: bytes, plan: FillPlan, *, by_cell: bool = False) -> tuple[bytes, tuple[Problem, ...]]:
    """The filled workbook's bytes, and what could not be written where.

    by_cell: no row is written as text (`laid`); the file says the same, many times as slowly.
    """
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
        alone = stand_alone(sheet) and not by_cell
        _fill_sheet(book, name, sheet, shifts.get(name.casefold(), Shift()), alone=alone)
    if plan.side is not None:
        copies.add_side_sheet(book, plan.side)
    _finish(book)
    book.package.laid = {book.parts[name]: laid.pieces for name, laid in book.laid.items()}
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


def _fill_sheet(book: Book, name: str, plan: SheetPlan, shift: Shift, *, alone: bool) -> None:
    sheet = book.sheet(name)
    for block in sorted(plan.blocks, key=lambda block: block.insert_after):
        fill_block(book, name, block, shift, alone=alone)
    for write in plan.cells:
        put(book, name, shift.row(write.row), write)
    for blank in plan.blanks:
        fill_blank(book, name, shift.row(blank.row), blank)
    for box in plan.ticks:
        tick(book, name, shift.row(box.row), box)
    sheet.update_dimension()


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
