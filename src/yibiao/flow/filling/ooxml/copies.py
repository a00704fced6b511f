"""Further sheets: copies of a card, and the side sheet. In: an opened workbook. Out: the workbook with more sheets.

A copy has its own drawings and comments; tables are left behind, because a table's name may stand once only.
Refuses: nothing; a name that Excel would not take is made one that it takes.
"""

from __future__ import annotations

import copy
import re

from lxml import etree

from yibiao.flow.filling.ooxml.book import Book, change_text, put
from yibiao.flow.filling.ooxml.package import Xml, local, namespace
from yibiao.flow.filling.plan import BlankWrite, SheetCopy, SideSheet, TickWrite

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\u0000-\u001f]")
_LONGEST_NAME = 31


def sheet_name(wanted: str, taken: list[str]) -> str:
    """A name that Excel takes and that no other sheet has."""
    base = _FORBIDDEN.sub(" ", wanted).strip().strip("'")[:_LONGEST_NAME] or "Sheet"
    used = {name.casefold() for name in taken}
    name, number = base, 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = base[: _LONGEST_NAME - len(ending)] + ending
    return name


def make(book: Book, source: str, wanted: tuple[SheetCopy, ...]) -> None:
    """Copy the sheet for each entry, before anything is written into it, then write the entry's own values."""
    for entry in wanted:
        tree = copy.deepcopy(book.package.tree(book.parts[source]))
        name = sheet_name(entry.name, book.names)
        part = _add(book, name, tree)
        _take_along(book, book.parts[source], part, tree)
        _copy_names(book, source, name)
        for view in tree.iter():
            if local(view) == "sheetView":
                view.attrib.pop("tabSelected", "")
        for write in entry.cells:
            put(book, name, write.row, write)
        texts: tuple[BlankWrite | TickWrite, ...] = (*entry.blanks, *entry.ticks)
        for text in texts:
            change_text(book, name, text.row, text)


def _add(book: Book, name: str, tree: Xml) -> str:
    """A new worksheet part at the end of the workbook."""
    part = book.package.fresh_name("xl/worksheets/sheet{}.xml")
    book.package.put(part, etree.tostring(tree), _WORKSHEET)
    arrow = book.package.relate(book.part, f"{_OFFICE}/worksheet", part)
    sheets = next(entry for entry in book.package.tree(book.part) if local(entry) == "sheets")
    numbers = [int(entry.get("sheetId") or 0) for entry in sheets]
    entry = etree.SubElement(sheets, str(sheets[0].tag) if len(sheets) else f"{{{namespace(sheets)}}}sheet")
    entry.set("name", name)
    entry.set("sheetId", str(max(numbers, default=0) + 1))
    entry.set(f"{{{_relation_namespace(sheets)}}}id", arrow)
    book.names.append(name)
    book.parts[name] = part
    return part


def _relation_namespace(sheets: Xml) -> str:
    """The namespace of r:id, which differs in strict files."""
    for entry in sheets:
        for key in entry.attrib:
            if str(key).endswith("}id"):
                return str(key)[1:].partition("}")[0]
    return _OFFICE


def _take_along(book: Book, source: str, part: str, tree: Xml) -> None:
    """Own copies of drawings, comments and shapes; print settings are shared; tables stay with the source."""
    package = book.package
    root = book.package.tree(part)
    new_ids: dict[str, str] = {}
    for arrow in package.relationships(source):
        if arrow.external or arrow.target not in package or arrow.kind == "table":
            continue
        target = arrow.target
        if arrow.kind in ("drawing", "comments", "vmlDrawing"):
            target = _copy_part(book, arrow.target)
        new_ids[arrow.id] = package.relate(part, f"{_OFFICE}/{arrow.kind}", target)
    for element in list(root.iter()):
        for key, value in list(element.attrib.items()):
            if not str(key).endswith("}id") or "relationships" not in str(key):
                continue
            if value in new_ids:
                element.set(key, new_ids[value])
            elif (parent := element.getparent()) is not None:
                parent.remove(element)
    for element in [entry for entry in root if local(entry) in ("tableParts", "hyperlinks") and not len(entry)]:
        root.remove(element)


def _copy_part(book: Book, source: str) -> str:
    package = book.package
    stem, dot, ending = source.rpartition(".")
    name = package.fresh_name(re.sub(r"\d+$", "", stem) + "{}" + dot + ending)
    declared = package.content_type(source)
    package.put(name, package.read(source), declared)
    folder, _, file = source.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    if rels in package:
        package.put(f"{folder}/_rels/{name.rpartition('/')[2]}.rels", package.read(rels))
    return name


def _copy_names(book: Book, source: str, name: str) -> None:
    """Print area and print titles of the copy."""
    root = book.package.tree(book.part)
    home = str(book.names.index(source))
    for entry in [e for e in root.iter() if local(e) == "definedName" and e.get("localSheetId") == home]:
        if not (entry.get("name") or "").startswith("_xlnm.Print") or not entry.text:
            continue
        own = copy.deepcopy(entry)
        own.set("localSheetId", str(len(book.names) - 1))
        quoted = "'" + name.replace("'", "''") + "'!"
        own.text = re.sub(r"('(?:[^']|'')+'|[^',!]+)!", quoted.replace("\\", r"\\"), entry.text)
        entry.addnext(own)


def add_side_sheet(book: Book, side: SideSheet) -> None:
    """A plain sheet at the end: its first row is a title row."""
    spreadsheet = namespace(book.package.tree(book.part))
    root = etree.Element(f"{{{spreadsheet}}}worksheet", nsmap={None: spreadsheet})  # type: ignore[dict-item]
    etree.SubElement(root, f"{{{spreadsheet}}}sheetData")
    name = sheet_name(side.name, book.names)
    _add(book, name, root)
    sheet = book.sheet(name)
    for row, values in enumerate(side.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.set_value(row, column, value)
