"""Everything that points at rows follows them. In: a workbook's parts, each sheet's shift. Out: the parts, changed.

Within the sheet: formulas, merges, conditional formats, validations, hyperlinks, filters, breaks, protected ranges, and
the same in extensions. Beside it: drawings, comments and their shapes, tables. Elsewhere: others' formulas, defined
names (print areas and titles among them), charts. Refuses: nothing; what it cannot read stays as it is.
"""

from __future__ import annotations

import re

from yibiao.flow.filling.ooxml.package import Package, Xml, local
from yibiao.flow.filling.ooxml.references import LAST_ROW, Shift, shift_area, shift_areas, shift_formula
from yibiao.flow.filling.ooxml.sheet import Sheet, parse_region

Shifts = dict[str, Shift]
"""Sheet name, case-folded → its shift."""

_AREA_LISTS = frozenset({"conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"})
_AREAS = frozenset({"autoFilter", "sortState", "sortCondition", "hyperlink"})
_FORMULA_TEXTS = frozenset({"formula", "formula1", "formula2"})
_FORMULA_HOLDERS = frozenset({"formula1", "formula2", "cfRule"})
_ANCHOR = re.compile(r"^\s*(-?\d+\s*,\s*){7}-?\d+\s*$")


def move_sheet(sheet: Sheet, name: str, shifts: Shifts) -> None:
    """All references on one sheet whose rows have moved, but for the formulas in cells (`move_formulas`)."""
    shift = shifts.get(name.casefold(), Shift())
    for element in sheet.root.iter():
        tag = local(element)
        if tag in _FORMULA_TEXTS or (tag == "f" and local(_parent(element)) in _FORMULA_HOLDERS):
            if element.text and element.text.strip():
                element.text = shift_formula(element.text, shifts, name.casefold())
        elif shift:
            _move_element(element, tag, shift)
    if shift:
        _move_merges(sheet, shift)
        _move_breaks(sheet, shift)
        sheet.index()


def _parent(element: Xml) -> Xml:
    parent = element.getparent()
    assert parent is not None
    return parent


def _move_element(element: Xml, tag: str, shift: Shift) -> None:
    if tag in _AREA_LISTS and element.get("sqref"):
        element.set("sqref", shift_areas(element.get("sqref") or "", shift))
    elif tag == "sqref" and element.text:
        element.text = shift_areas(element.text, shift)
    elif tag in _AREAS and element.get("ref"):
        element.set("ref", shift_area(element.get("ref") or "", shift, grow=tag != "hyperlink"))
    elif tag in ("from", "to") and len(element):
        _move_anchor_end(element, shift)


def _move_merges(sheet: Sheet, shift: Shift) -> None:
    merges = sheet.element("mergeCells")
    for entry in merges if merges is not None else ():
        region = parse_region(entry.get("ref") or "A1")
        grow = region.height > 1 and shift.lengthens_merges(region.bottom)
        entry.set("ref", shift_area(entry.get("ref") or "A1", shift, grow=grow))


def _move_breaks(sheet: Sheet, shift: Shift) -> None:
    breaks = sheet.element("rowBreaks")
    for entry in breaks if breaks is not None else ():
        if entry.get("id"):
            entry.set("id", str(shift.end(int(entry.get("id") or 0))))


def move_formulas(sheet: Sheet, name: str, shifts: Shifts, moved_from: dict[int, int]) -> None:
    """The formulas in cells. `moved_from`: row now → row in the template (a formula's own row decides what grows)."""
    for row, _, _, formula in sheet.formulas():
        home_row = moved_from.get(row, row)
        if formula.text:
            formula.text = shift_formula(formula.text, shifts, name.casefold(), home_row)
        own = shifts.get(name.casefold())
        if own and formula.get("ref"):
            formula.set("ref", shift_area(formula.get("ref") or "", own, grow=False))


def move_names(workbook: Xml, sheet_names: list[str], shifts: Shifts) -> None:
    """Defined names, print areas and titles among them."""
    for entry in workbook.iter():
        if local(entry) != "definedName" or not entry.text:
            continue
        number = entry.get("localSheetId")
        home = sheet_names[int(number)] if number and number.isdigit() and int(number) < len(sheet_names) else ""
        entry.text = shift_formula(entry.text, shifts, home.casefold())


def move_beside(package: Package, part: str, shift: Shift) -> None:
    """Drawings, comments, comment shapes and tables of one sheet."""
    for arrow in package.relationships(part):
        if arrow.external or arrow.target not in package:
            continue
        if arrow.kind == "drawing":
            for element in package.tree(arrow.target).iter():
                if local(element) in ("from", "to"):
                    _move_anchor_end(element, shift)
        elif arrow.kind in ("comments", "threadedComment"):
            for element in package.tree(arrow.target).iter():
                if element.get("ref"):
                    element.set("ref", shift_area(element.get("ref") or "", shift))
        elif arrow.kind == "vmlDrawing":
            package.put(arrow.target, _move_shapes(package.read(arrow.target), shift))
        elif arrow.kind == "table":
            _move_table(package.tree(arrow.target), shift)


def _move_table(table: Xml, shift: Shift) -> None:
    for element in table.iter():
        if local(element) in ("table", "autoFilter", "sortState", "sortCondition") and element.get("ref"):
            element.set("ref", shift_area(element.get("ref") or "", shift))


def _move_anchor_end(end: Xml, shift: Shift) -> None:
    """Row numbers of anchors count from 0."""
    for child in end:
        if local(child) == "row" and child.text and child.text.strip().isdigit():
            child.text = str(min(shift.row(int(child.text) + 1), LAST_ROW) - 1)


def _move_shapes(data: bytes, shift: Shift) -> bytes:
    """VML is often not well-formed XML, so its two row numbers are replaced as text: x:Row and the x:Anchor."""

    def row(found: re.Match[bytes]) -> bytes:
        return found[1] + str(shift.row(int(found[2]) + 1) - 1).encode() + found[3]

    def anchor(found: re.Match[bytes]) -> bytes:
        parts = [part.strip() for part in found[2].decode("ascii", "replace").split(",")]
        if _ANCHOR.match(",".join(parts)):
            for position in (2, 6):
                parts[position] = str(shift.row(int(parts[position]) + 1) - 1)
        return found[1] + ", ".join(parts).encode() + found[3]

    data = re.sub(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)", row, data)
    return re.sub(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)", anchor, data)


def move_charts(package: Package, shifts: Shifts) -> None:
    """The ranges that charts draw."""
    for name in list(package):
        if not re.fullmatch(r"xl/charts/chart[^/]*\.xml", name, re.IGNORECASE):
            continue
        for element in package.tree(name).iter():
            if local(element) == "f" and element.text:
                element.text = shift_formula(element.text, shifts, "")
