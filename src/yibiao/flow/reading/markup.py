"""HTML tables and Spreadsheet 2003 XML, both often named xls. In: a source. Out: a `Workbook`.

Refuses: damaged markup, XML with a DTD, more cells than allowed. An HTML table is a grid called table0, table1, …;
spans become merges. Nothing that the markup points to is ever loaded.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from yibiao.base.problems import Problem
from yibiao.base.tables import Grid, Look, Raw, Region, Workbook
from yibiao.flow.reading.delimited import decoded
from yibiao.flow.reading.grids import Draft
from yibiao.flow.reading.limits import LAST_COLUMN, LAST_ROW, Source
from yibiao.flow.reading.parts import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n]+")
_LONGEST_SPAN = 1_000


def read_html(source: Source) -> Workbook:
    """Every table of the page, nested ones after their outer."""
    from lxml import etree

    text, problems = _html_text(source)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", no_network=True))
    except etree.XMLSyntaxError as error:
        raise source.refuse("READ_CORRUPT", what="html") from error
    tables = [] if root is None else list(root.iter("table"))
    drafts = [_html_table(source, table, number) for number, table in enumerate(tables)]
    return _finished(source, "html", drafts, problems)


def _html_text(source: Source) -> tuple[str, tuple[Problem, ...]]:
    found = _CHARSET.search(source.data[:4096])
    if found:
        name = found[1].decode("ascii").lower()
        try:
            return source.data.decode("gb18030" if name in ("gb2312", "gbk") else name), ()
        except (LookupError, UnicodeDecodeError):
            pass  # the page names a wrong encoding: find out by trial
    return decoded(source)


def _html_table(source: Source, table: _Element, number: int) -> Draft:
    draft = Draft(source, f"table{number}", number)
    taken: dict[tuple[int, int], bool] = {}
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    for row, line in enumerate(rows, 1):
        column = 1
        for cell in line:
            if local(cell.tag) not in ("td", "th"):
                continue
            while taken.pop((row, column), False):
                column += 1
            across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - row + 1)
            bold = local(cell.tag) == "th" or any(local(child.tag) in ("b", "strong") for child in cell)
            draft.put(row, column, _html_cell(cell), Look(bold=bold, bordered=True))
            if across > 1 or down > 1:
                draft.merge(Region(row, column, row + down - 1, column + across - 1))
            for below in range(row + 1, row + down):
                taken.update({(below, column + step): True for step in range(across)})
            column += across
            if len(taken) > source.limits.cells or column > LAST_COLUMN:
                raise source.refuse("READ_TOO_LARGE", what="cells", amount=len(taken), limit=source.limits.cells)
    return draft


def _span(cell: _Element, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), _LONGEST_SPAN)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _html_cell(cell: _Element) -> str:
    pieces: list[str] = []

    def walk(element: _Element) -> None:
        if local(element.tag) == "br":
            pieces.append("\n")
        elif element.text and local(element.tag) not in ("script", "style", ""):
            pieces.append(_SPACES.sub(" ", element.text))
        for child in element:
            if local(child.tag) != "table":
                walk(child)
            pieces.append(_SPACES.sub(" ", child.tail or ""))

    walk(cell)
    return "".join(pieces).replace("\xa0", " ").strip()


def xml_root(source: Source) -> _Element:
    """The tree of a file that is XML itself; a DTD is refused."""
    from lxml import etree

    lowered = source.data.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in lowered or b"<!ENTITY" in lowered:
        raise source.refuse("READ_XML_ENTITIES", part=source.name)
    try:
        return etree.fromstring(source.data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise source.refuse("READ_CORRUPT", what="xml") from error


def read_spreadsheet_xml(source: Source) -> Workbook:
    """Spreadsheet 2003 XML: Worksheet › Table › Row › Cell › Data, with Index, MergeAcross, MergeDown."""
    root = xml_root(source)
    looks = {_named(style, "ID"): _xml_look(style) for style in root.iter("{*}Style")}
    drafts = []
    for number, sheet in enumerate(root.iter("{*}Worksheet")):
        draft = Draft(source, _named(sheet, "Name") or f"Sheet{number + 1}", number)
        _xml_sheet(draft, sheet, looks)
        drafts.append(draft)
    return _finished(source, "xml", drafts, ())


def _named(element: _Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")


def _whole(element: _Element, name: str, otherwise: int) -> int:
    text = _named(element, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise


def _xml_sheet(draft: Draft, sheet: _Element, looks: dict[str, Look]) -> None:
    row = 0
    for line in sheet.iter("{*}Row"):
        row = _whole(line, "Index", row + 1)
        column = 0
        for cell in line:
            if local(cell.tag) != "Cell":
                continue
            column = _whole(cell, "Index", column + 1)
            across, down = _whole(cell, "MergeAcross", 0), _whole(cell, "MergeDown", 0)
            if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
                draft.note("READ_BAD_REFERENCE", f"{row}/{column}")
                continue
            formula = _named(cell, "Formula").removeprefix("=") or None
            draft.put(row, column, _xml_value(cell), looks.get(_named(cell, "StyleID"), Look()), formula)
            if across or down:
                draft.merge(Region(row, column, min(row + down, LAST_ROW), min(column + across, LAST_COLUMN)))
            column += across


def _xml_value(cell: _Element) -> Raw:
    data = next((child for child in cell if local(child.tag) == "Data"), None)
    if data is None:
        return None
    text, kind = "".join(str(piece) for piece in data.itertext()), _named(data, "Type")
    try:
        if kind == "Number":
            return int(text) if text.strip().lstrip("-").isdigit() else float(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            return moment if moment.time() != datetime.min.time() else moment.date()
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text


def _xml_look(style: _Element) -> Look:
    parts = {local(child.tag): child for child in style}
    font, lines = parts.get("Font"), parts.get("Borders")
    size = _named(font, "Size") if font is not None else ""
    return Look(
        bold=font is not None and _named(font, "Bold") == "1",
        filled="Interior" in parts and bool(_named(parts["Interior"], "Color")),
        bordered=lines is not None and len(lines) > 0,
        centred="Alignment" in parts and _named(parts["Alignment"], "Horizontal") == "Center",
        font_size=float(size) if size.replace(".", "", 1).isdigit() else None,
    )


def _finished(source: Source, kind: str, drafts: list[Draft], problems: tuple[Problem, ...]) -> Workbook:
    grids: list[Grid] = []
    collected = list(problems)
    for draft in drafts:
        grid, remarks = draft.finish()
        grids.append(grid)
        collected.extend(remarks)
    return Workbook(source.name, kind, tuple(grids), tuple(collected))
