"""What a plan does to a workbook's parts, step by step. In: an opened workbook, a `FillPlan`. Out: its parts.

The template's own parts are edited; what the plan does not touch keeps its bytes. Values are written at once, or slots
are left for them where the book says so (`Book.awaited`). Refuses (`ProblemError`): a sheet that the file does not
have, more rows than a sheet holds; (`TooIntricate`) leaving slots where that cannot be done.
"""

from __future__ import annotations

from lxml import etree

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.filling.ooxml import copies, moving, outward
from yibiao.flow.filling.ooxml.blocks import Home, fill_block, stand_alone
from yibiao.flow.filling.ooxml.book import Book, change_text, put
from yibiao.flow.filling.ooxml.formulas import renew_cached, write_out_shared
from yibiao.flow.filling.ooxml.growth import open_gaps, shift_of
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.references import Shift
from yibiao.flow.filling.ooxml.spliced import BLANK, CELL, TICK
from yibiao.flow.filling.plan import BlankWrite, FillPlan, SheetPlan, TickWrite


def take_steps(book: Book, plan: FillPlan, *, by_cell: bool = False) -> None:
    """Everything but saving it.

    by_cell: no row is written as text (`laid`); the file says the same, many times as slowly.
    """
    book.plan = plan
    plans = [(_name_of(book, sheet), sheet) for sheet in plan.sheets]
    for name, sheet in plans:
        copies.make(book, name, sheet.copies)
    shifts = {name.casefold(): shift for name, sheet in plans if (shift := shift_of(sheet.blocks))}
    for name in book.parts:
        write_out_shared(book.sheet(name))
    outward.keep_inside(book)
    if shifts:
        _move_all(book, shifts)
    book.written = {name for name, _ in plans}
    for number, (name, sheet) in enumerate(plans):
        alone = stand_alone(sheet) and not by_cell
        _fill_sheet(book, name, number, shifts.get(name.casefold(), Shift()), alone=alone)
    if plan.side is not None:
        copies.add_side_sheet(book, plan.side)
    _finish(book)


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


def _fill_sheet(book: Book, name: str, number: int, shift: Shift, *, alone: bool) -> None:
    sheet, plan = book.sheet(name), book.plan.sheets[number]
    for place, block in sorted(enumerate(plan.blocks), key=lambda pair: pair[1].insert_after):
        fill_block(book, Home(name, (number, place), block, shift, alone))
    for place, write in enumerate(plan.cells):
        put(book, name, shift.row(write.row), write, (number, CELL, place, 0))
    texts: tuple[tuple[int, tuple[BlankWrite | TickWrite, ...]], ...] = ((BLANK, plan.blanks), (TICK, plan.ticks))
    for kind, writes in texts:
        for place, text in enumerate(writes):
            change_text(book, name, shift.row(text.row), text, (number, kind, place, 0))
    sheet.update_dimension()


def _finish(book: Book) -> None:
    """Totals anew, no stale calculation order, and a note to Excel to compute everything on opening."""
    sheets = {name.casefold(): book.sheet(name) for name in book.parts}
    totals = renew_cached(sheets, book.changed, book.marks, book.awaited.known() if book.awaited else None)
    book.written |= {name for name in book.parts if name.casefold() in totals}
    if book.awaited:
        book.awaited.settle(book.marks)
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
