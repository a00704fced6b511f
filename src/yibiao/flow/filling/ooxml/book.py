"""An opened workbook and the verbs that change its cells. In: the template's bytes, single writes. Out: its parts.

What could not be written is collected as problems. Refuses (`ProblemError`): a package without a workbook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import a1
from yibiao.flow.filling import inline
from yibiao.flow.filling.ooxml.cells import fitting, look_for
from yibiao.flow.filling.ooxml.laid import Laid
from yibiao.flow.filling.ooxml.package import Package, Xml, local
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.ooxml.styles import Styles
from yibiao.flow.filling.plan import BlankWrite, CellWrite, TickWrite


@dataclass
class Book:
    """An opened workbook: its sheets in order and what was changed."""

    package: Package
    part: str
    names: list[str]
    parts: dict[str, str]
    styles: Styles
    strings: tuple[Xml, ...]
    epoch_1904: bool
    sheets: dict[str, Sheet] = field(default_factory=dict)
    changed: set[tuple[str, int, int]] = field(default_factory=set)
    laid: dict[str, Laid] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet:
        if name not in self.sheets:
            tree = self.package.tree(self.parts[name])
            self.sheets[name] = Sheet(tree, self.strings, self.epoch_1904)
        return self.sheets[name]


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
    return Book(
        package,
        main,
        names,
        parts,
        Styles(*(_looks(package, beside["styles"]) if "styles" in beside else ())),
        tuple(entry for entry in strings if local(entry) == "si"),
        any(local(e) == "workbookPr" and e.get("date1904") in ("1", "true") for e in root),
    )


def _looks(package: Package, part: str) -> tuple[Xml, Callable[[], Xml]]:
    return package.peek(part), lambda: package.tree(part)


def put(book: Book, name: str, row: int, write: CellWrite) -> None:
    """One value into one cell (`row` is where it lies now), with a look that shows it rightly."""
    sheet = book.sheet(name)
    spot = sheet.anchor(row, write.column)
    if write.soft and (spot != (row, write.column) or not sheet.is_free(*spot)):
        return
    cell = sheet.cell(*spot)
    look = int(cell.get("s") or 0)
    value = fitting(book.styles, look, write.value, write.number_format, percent=write.percent)
    if not sheet.set_value(*spot, value):
        place = Place(sheet=name, cell=a1(*spot))
        book.problems.append(problem("FILLING_FORMULA_KEPT", place, cell=place.cell))
        return
    new = look_for(book.styles, look, value, write.number_format)
    if new != look:
        cell.set("s", str(new))
    book.changed.add((name.casefold(), *spot))


def fill_blank(book: Book, name: str, row: int, write: BlankWrite) -> None:
    """A blank inside a text."""
    sheet = book.sheet(name)
    spot = sheet.anchor(row, write.column)
    change = inline.fill_blank(sheet.text(*spot), write.label, write.value)
    _splice(book, name, spot, change, write.label)


def tick(book: Book, name: str, row: int, write: TickWrite) -> None:
    """Check boxes inside a text, one choice after the other."""
    sheet = book.sheet(name)
    spot = sheet.anchor(row, write.column)
    for choice in write.chosen:
        _splice(book, name, spot, inline.tick(sheet.text(*spot), choice, write.choices), choice)


def _splice(book: Book, name: str, spot: tuple[int, int], change: inline.Splice | None, what: str) -> None:
    if change is None:
        place = Place(sheet=name, cell=a1(*spot))
        book.problems.append(problem("FILLING_NO_BLANK", place, cell=place.cell, what=what))
        return
    book.sheet(name).splice(*spot, change)
    book.changed.add((name.casefold(), *spot))
