"""An opened workbook and the verbs that change its cells. In: the template's bytes, single writes. Out: its parts.

What could not be written is collected as problems. Refuses (`ProblemError`): a package without a workbook.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import Region, a1
from yibiao.flow.filling.ooxml.awaited import Awaited
from yibiao.flow.filling.ooxml.cells import epoch_of, fitting, look_for
from yibiao.flow.filling.ooxml.laid import Strip
from yibiao.flow.filling.ooxml.marks import Marks, Total
from yibiao.flow.filling.ooxml.package import Package, Xml, local
from yibiao.flow.filling.ooxml.pen import Pen
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.ooxml.spliced import Where, splice
from yibiao.flow.filling.ooxml.styles import Looks, Styles, looks_of
from yibiao.flow.filling.plan import BlankWrite, CellWrite, FillPlan, TickWrite


@dataclass
class Book:
    """An opened workbook: its sheets in order and what was changed. written: sheets into which the plan
    writes, or whose totals are new.

    awaited: where values are written later (`compiled`), the cells that await them; None: they are written now.
    """

    package: Package
    part: str
    names: list[str]
    parts: dict[str, str]
    looks: Looks
    looks_part: str | None
    strings: tuple[Xml, ...]
    epoch_1904: bool
    plan: FillPlan = field(default_factory=FillPlan)
    awaited: Awaited | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    changed: set[tuple[str, int, int]] = field(default_factory=set)
    marks: Marks = field(default_factory=Marks)
    written: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles = Styles(self.looks)
        self.pen = Pen(self.styles, epoch_of(self.epoch_1904))

    def sheet(self, name: str) -> Sheet:
        if name not in self.sheets:
            tree = self.package.tree(self.parts[name])
            self.sheets[name] = Sheet(tree, self.strings, self.epoch_1904)
        return self.sheets[name]

    def tell(self, told: Problem, where: Where | None) -> None:
        """A problem of the value at `where`: none where no value comes."""
        if self.awaited is not None and where is not None:
            self.awaited.tell(len(self.problems), where)
        self.problems.append(told)

    def total(self, strip: Strip, region: Region) -> Decimal | Total:
        """What a strip adds to the SUM of a region, or will add."""
        return Total(bands=((strip, region),)) if self.awaited is not None else strip.total(region, self.plan, self.pen)


def open_book(data: bytes) -> Book:
    """Find the workbook part, its worksheets, strings and looks."""
    package = Package(data)
    main = next((arrow.target for arrow in package.relationships("") if arrow.kind == "officeDocument"), None)
    if main is None or main not in package:
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail="no workbook part"))
    root = package.peek(main)
    arrows = {arrow.id: arrow for arrow in package.relationships(main)}
    names, parts = [], {}
    for entry in root.iter():
        if local(entry) != "sheet":
            continue
        names.append(entry.get("name") or "")
        arrow = next((arrows[v] for k, v in entry.attrib.items() if str(k).endswith("}id") and v in arrows), None)
        if arrow and arrow.kind == "worksheet" and arrow.target in package:
            parts[names[-1]] = arrow.target
    beside = {arrow.kind: arrow.target for arrow in arrows.values() if arrow.target in package}
    strings = package.peek(beside["sharedStrings"]) if "sharedStrings" in beside else ()
    looks = beside.get("styles")
    return Book(
        package,
        main,
        names,
        parts,
        looks_of(package.peek(looks) if looks else None),
        looks,
        tuple(entry for entry in strings if local(entry) == "si"),
        any(local(e) == "workbookPr" and e.get("date1904") in ("1", "true") for e in root),
    )


def put(book: Book, name: str, row: int, write: CellWrite, where: Where | None = None) -> None:
    """One value into one cell (`row` is where it lies now), with a look that shows it rightly.

    where: where the value lies in the plan, for a workbook whose values are written later.
    """
    sheet = book.sheet(name)
    spot = sheet.anchor(row, write.column)
    if write.soft and (spot != (row, write.column) or not sheet.is_free(*spot)):
        return
    there = spot[1] in sheet.cells(spot[0])
    cell = sheet.cell(*spot)
    look = int(cell.get("s") or 0)
    if cell.find(sheet.tag("f")) is not None:
        place = Place(sheet=name, cell=a1(*spot))
        book.tell(problem("FILLING_FORMULA_KEPT", place, cell=place.cell), where)
        return
    book.changed.add((name.casefold(), *spot))
    if book.awaited is not None and where is not None:
        book.awaited.add(sheet, (name, *spot), cell, write, where, there=there)
        return
    value = fitting(book.styles, look, write.value, write.number_format, percent=write.percent)
    sheet.set_value(*spot, value)
    new = look_for(book.styles, look, value, write.number_format)
    if new != look:
        cell.set("s", str(new))
    in_order(cell)


def in_order(cell: Xml) -> None:
    """A cell that was written has reference, look and type in this order, wherever its template has them."""
    first = [(name, cell.attrib.pop(name)) for name in ("r", "s", "t") if name in cell.attrib]
    others = list(cell.attrib.items())
    cell.attrib.clear()
    for key, value in (*first, *others):
        cell.set(key, value)


def change_text(book: Book, name: str, row: int, write: BlankWrite | TickWrite, where: Where | None = None) -> None:
    """A blank inside a text, or check boxes."""
    sheet = book.sheet(name)
    spot = sheet.anchor(row, write.column)
    book.changed.add((name.casefold(), *spot))
    if book.awaited is not None and where is not None:
        book.awaited.splice(sheet, (name, *spot), where)
        book.tell(problem("FILLING_NO_BLANK", Place(sheet=name), cell=a1(*spot), what=""), where)
        return
    book.problems += splice(sheet, name, spot, write)
