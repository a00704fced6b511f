"""A document filled as a plan says. In: a docx and a plan whose sheets are its tables. Out: bytes, problems.

Tables are found by their number in document order. Copies of a card follow on new pages.
Refuses (`ProblemError`): a package without a document, a table that the document does not have.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lxml import etree

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import a1
from yibiao.flow.filling import inline
from yibiao.flow.filling.ooxml.package import Package, Xml, local, namespace
from yibiao.flow.filling.plan import BlankWrite, CellWrite, FillPlan, ListBlock, SheetCopy, SheetPlan, TickWrite, Value
from yibiao.flow.filling.word.rows import insert
from yibiao.flow.filling.word.tables import Table, cell_of, clear, tables_of
from yibiao.flow.filling.word.texts import splice, text_of, write_text


@dataclass(slots=True)
class _Work:
    """Problems of one document, with the name of the table at hand."""

    name: str = ""
    problems: list[Problem] = field(default_factory=list)

    def missed(self, row: int, column: int, what: str) -> None:
        cell = a1(max(row, 1), max(column, 1))
        self.problems.append(problem("FILLING_NO_BLANK", Place(sheet=self.name, cell=cell), cell=cell, what=what))


def fill_document(data: bytes, plan: FillPlan) -> tuple[bytes, tuple[Problem, ...]]:
    """The filled document. A side sheet has no place in it and is left to the report."""
    if not plan.sheets:
        return data, ()
    package = Package(data)
    main = next((arrow.target for arrow in package.relationships("") if arrow.kind == "officeDocument"), None)
    if main is None or main not in package:
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail="no document part"))
    body = next((child for child in package.tree(main) if local(child) == "body"), None)
    if body is None:
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail="no body"))
    work = _Work()
    copies = max((len(sheet.copies) for sheet in plan.sheets), default=0)
    pages = [body, *(_page(body) for _ in range(copies))]
    for sheet in plan.sheets:
        _fill(work, _table(pages[0], sheet), sheet)
        for page, entry in zip(pages[1:], sheet.copies, strict=False):
            _single(work, _table(page, sheet), entry)
    _append(body, pages[1:])
    return package.save(), tuple(work.problems)


def _table(body: Xml, plan: SheetPlan) -> Table:
    tables = tables_of(body)
    if plan.index >= len(tables):
        raise ProblemError(problem("FILLING_NO_SUCH_SHEET", Place(sheet=plan.name), sheet=plan.name))
    return tables[plan.index]


def _page(body: Xml) -> Xml:
    """The document's content once more, without section set-up and without bookmarks, whose names must be unique."""
    page = copy.deepcopy(body)
    for child in [child for child in page if local(child) == "sectPr"]:
        page.remove(child)
    for mark in [mark for mark in page.iter() if local(mark) in ("bookmarkStart", "bookmarkEnd")]:
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)
    return page


def _append(body: Xml, pages: Sequence[Xml]) -> None:
    """Each page behind a page break, before the section's set-up, which stands last."""
    tag = namespace(body)
    section = next((child for child in body if local(child) == "sectPr"), None)
    for page in pages:
        paragraph = etree.Element(f"{{{tag}}}p")
        line_break = etree.SubElement(etree.SubElement(paragraph, f"{{{tag}}}r"), f"{{{tag}}}br")
        line_break.set(f"{{{tag}}}type", "page")
        for element in (paragraph, *list(page)):
            if section is None:
                body.append(element)
            else:
                section.addprevious(element)


def _fill(work: _Work, table: Table, plan: SheetPlan) -> None:
    work.name = plan.name
    for block in plan.blocks:
        _fill_block(work, table, block)
    _single(work, table, plan)


def _single(work: _Work, table: Table, plan: SheetPlan | SheetCopy) -> None:
    for write in plan.cells:
        cell = table.cell(write.row, write.column)
        if cell is None:
            work.missed(write.row, write.column, _shown(write.value))
        else:
            _put(cell, write)
    for blank in plan.blanks:
        _blank(work, table, blank)
    for box in plan.ticks:
        _tick(work, table, box)


def _blank(work: _Work, table: Table, write: BlankWrite) -> None:
    cell = table.cell(write.row, write.column)
    change = inline.fill_blank(text_of(cell), write.label, write.value) if cell is not None else None
    if cell is None or change is None:
        work.missed(write.row, write.column, write.label)
    else:
        splice(cell, change)


def _tick(work: _Work, table: Table, write: TickWrite) -> None:
    cell = table.cell(write.row, write.column)
    for choice in write.chosen:
        change = inline.tick(text_of(cell), choice, write.choices) if cell is not None else None
        if cell is None or change is None:
            work.missed(write.row, write.column, choice)
        else:
            splice(cell, change)


def _fill_block(work: _Work, table: Table, block: ListBlock) -> None:
    for slot in block.clear:
        for column in range(block.span[0], min(block.span[1], 200) + 1):
            cell = cell_of(table.rows[slot - 1], column) if slot <= len(table.rows) else None
            if cell is not None:
                clear(cell)
    first = [table.rows[slot - 1] for slot in block.slots if slot <= min(block.insert_after, len(table.rows))]
    last = [table.rows[slot - 1] for slot in block.slots if block.insert_after < slot <= len(table.rows)]
    told = [[None if value is None else _shown(value) for value in values] for values in block.rows]
    blank: list[str | None] = [None] * len(block.columns)
    fresh = [*told[len(first) :], *[blank] * block.extra][: block.extra]
    insert(table, block.insert_after, block.style_row, block.columns, fresh)
    for row, values in zip([*first, *last], [*told[: len(first)], *told[len(first) + block.extra :]], strict=False):
        for column, text in zip(block.columns, values, strict=True):
            cell = cell_of(row, column) if text is not None else None
            if cell is not None and text is not None:
                write_text(cell, text)


def _put(cell: Xml, write: CellWrite) -> None:
    if write.value is None or (write.soft and text_of(cell).strip()):
        return
    ratio = "%" if write.percent else ""
    write_text(cell, _shown(write.value) + ratio)


def _shown(value: Value) -> str:
    """A value as a document says it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)
