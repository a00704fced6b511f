"""Tables of a document by row and column, as the reader counts them. In: w:tbl elements. Out: cells, new rows.

Rows count w:tr, columns count what w:gridSpan and w:gridBefore cover; a vertically merged cell is its first one.
ECMA-376 part 1, 17.4. Refuses: nothing; a place without a cell is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yibiao.flow.filling.ooxml.package import Xml, local

_WRAPPERS = frozenset({"sdt", "sdtContent", "smartTag", "ins", "moveTo", "customXml", "fldSimple", "hyperlink"})


def content(element: Xml) -> Iterator[Xml]:
    """The children, with wrappers opened."""
    for child in element:
        if local(child) in _WRAPPERS:
            yield from content(child)
        else:
            yield child


def attribute(element: Xml | None, name: str) -> str | None:
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def part(element: Xml, group: str, name: str) -> Xml | None:
    """A property: `name` inside `group`."""
    holder = next((child for child in element if local(child) == group), None)
    return next((child for child in holder if local(child) == name), None) if holder is not None else None


@dataclass
class Table:
    """One table. Rows of the template keep their numbers, however many rows come in."""

    element: Xml
    rows: list[Xml] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = [row for row in content(self.element) if local(row) == "tr"]

    def cell(self, row: int, column: int) -> Xml | None:
        """The cell of the template's row, or the first of its vertical merge."""
        if not 1 <= row <= len(self.rows):
            return None
        found = cell_of(self.rows[row - 1], column)
        while found is not None and row > 1 and _continues(found):
            row -= 1
            above = cell_of(self.rows[row - 1], column)
            if above is None:
                break
            found = above
        return found


def cell_of(row: Xml, column: int) -> Xml | None:
    """The cell of a row that covers a column."""
    at = 1 + _number(part(row, "trPr", "gridBefore"), 0)
    for cell in content(row):
        if local(cell) != "tc":
            continue
        width = max(1, _number(part(cell, "tcPr", "gridSpan"), 1))
        if at <= column < at + width:
            return cell
        at += width
    return None


def _number(element: Xml | None, otherwise: int) -> int:
    text = attribute(element, "val")
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _continues(cell: Xml) -> bool:
    merge = part(cell, "tcPr", "vMerge")
    return merge is not None and attribute(merge, "val") in (None, "continue")


def clear(cell: Xml) -> None:
    """Take the texts out of a cell; paragraphs and their looks stay."""
    for run in [run for run in cell.iter() if local(run) == "r"]:
        parent = run.getparent()
        if parent is not None:
            parent.remove(run)


def tables_of(body: Xml) -> list[Table]:
    """Every table in document order, inner ones behind their outer."""
    found: list[Table] = []
    for child in content(body):
        if local(child) == "tbl":
            _collect(child, found)
    return found


def _collect(element: Xml, found: list[Table]) -> None:
    table = Table(element)
    found.append(table)
    for row in table.rows:
        for cell in (cell for cell in content(row) if local(cell) == "tc"):
            for inner in (child for child in content(cell) if local(child) == "tbl"):
                _collect(inner, found)
