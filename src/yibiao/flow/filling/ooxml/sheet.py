"""One worksheet part, edited in place. In: its XML. Out: the same tree with cells set, texts spliced.

Values that change are the only thing touched; looks stay. Strings are inline strings (ECMA-376 part 1, 18.3.1.53),
never formulas. Refuses: to overwrite a formula (`set_value` says False).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree
from openpyxl.utils import column_index_from_string

from yibiao.base.tables import Region, a1
from yibiao.flow.filling.inline import Splice
from yibiao.flow.filling.ooxml.cells import INLINE, clean, epoch_of, keeps_space, typed
from yibiao.flow.filling.ooxml.package import Xml, local, namespace
from yibiao.flow.filling.plan import Value

if TYPE_CHECKING:
    from yibiao.flow.filling.ooxml.marks import Total

_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def parse_reference(reference: str) -> tuple[int, int]:
    """B3 → (3, 2); a reference that is none is a `ValueError`."""
    found = _REFERENCE.fullmatch(reference.replace("$", "").upper())
    if not found:
        raise ValueError(f"no cell {reference!r}")
    return int(found[2]), column_index_from_string(found[1])


@lru_cache(maxsize=16_384)
def _column_of(reference: str) -> int:
    """The column of a cell's reference."""
    return parse_reference(reference)[1]


def parse_region(reference: str) -> Region:
    """A1:C3 → its region."""
    first, _, last = reference.partition(":")
    top, left = parse_reference(first)
    bottom, right = parse_reference(last or first)
    return Region(top, left, bottom, right)


@dataclass(frozen=True)
class Band:
    """Rows that are no elements: `top` to `bottom`, the columns with cells; total: the sum of numbers in a region,
    or what it will be."""

    top: int
    bottom: int
    columns: frozenset[int]
    total: Callable[[Region], Decimal | Total]

    def meets(self, region: Region) -> bool:
        rows = self.top <= region.bottom and region.top <= self.bottom
        return rows and any(region.left <= column <= region.right for column in self.columns)


class Sheet:
    """Rows and cells of a worksheet by number. Rows and cells without references get theirs (they are optional)."""

    def __init__(self, root: Xml, strings: tuple[Xml, ...] = (), epoch_1904: bool = False) -> None:
        self.root = root
        self._ns = namespace(root)
        self._strings = strings
        self._epoch = epoch_of(epoch_1904)
        self.prefix = f"{root.prefix}:" if root.prefix else ""
        data = root.find(f"{{{self._ns}}}sheetData")
        self.data = data if data is not None else etree.SubElement(root, f"{{{self._ns}}}sheetData")
        self.rows: dict[int, Xml] = {}
        self._cells: dict[int, dict[int, Xml]] = {}
        self.bands: list[Band] = []
        self.index()

    def index(self) -> None:
        """Find the rows again, after they moved."""
        self.rows, self._cells = {}, {}
        number = 0
        for row in self.data:
            if local(row) != "row":
                continue
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self.rows[number] = row
        self._merged = self._index_merges()

    def _index_merges(self) -> dict[int, list[Region]]:
        merged: dict[int, list[Region]] = {}
        for region in self.merges():
            for row in range(region.top, min(region.bottom, region.top + 2000) + 1):
                merged.setdefault(row, []).append(region)
        return merged

    def add_merge(self, region: Region) -> None:
        """One more merged region; the sheet already has some (they are only ever repeated)."""
        merges = self.element("mergeCells")
        assert merges is not None
        etree.SubElement(merges, self.tag("mergeCell")).set("ref", str(region))
        merges.set("count", str(len(merges)))
        for row in range(region.top, region.bottom + 1):
            self._merged.setdefault(row, []).append(region)

    def split(self, region: Region) -> None:
        """Take a merge apart; each of its cells shows itself again."""
        merges = self.element("mergeCells")
        for entry in list(merges) if merges is not None else ():
            if local(entry) == "mergeCell" and parse_region(entry.get("ref") or "A1") == region:
                _parent(entry).remove(entry)
        if merges is not None:
            merges.set("count", str(len(merges)))
            if not len(merges):
                self.root.remove(merges)
        for row in range(region.top, region.bottom + 1):
            if region in self._merged.get(row, ()):
                self._merged[row].remove(region)

    def tag(self, name: str) -> str:
        return f"{{{self._ns}}}{name}" if self._ns else name

    def element(self, name: str) -> Xml | None:
        """A child of the worksheet."""
        return self.root.find(self.tag(name))

    def merges(self) -> list[Region]:
        merges = self.element("mergeCells")
        if merges is None:
            return []
        return [parse_region(entry.get("ref") or "A1") for entry in merges if local(entry) == "mergeCell"]

    def cells(self, row: int) -> dict[int, Xml]:
        """The cells of a row by column."""
        if row not in self._cells:
            found: dict[int, Xml] = {}
            column = 0
            for cell in self.rows[row] if row in self.rows else ():
                if local(cell) != "c":
                    continue
                reference = cell.get("r")
                column = _column_of(reference) if reference else column + 1
                place = a1(row, column)
                if reference != place:
                    cell.set("r", place)
                found[column] = cell
            self._cells[row] = found
        return self._cells[row]

    def formulas(self) -> Iterator[tuple[int, int, Xml, Xml]]:
        """(row, column, cell, formula) of every cell that has one, in the order of the sheet."""
        rows = dict.fromkeys(
            cell.getparent() for formula in self.data.iter(self.tag("f")) if (cell := formula.getparent()) is not None
        )
        for row in rows:
            number = int(row.get("r") or 0) if row is not None else 0
            for column, cell in list(self.cells(number).items()):
                formula = cell.find(self.tag("f"))
                if formula is not None:
                    yield number, column, cell, formula

    def merges_at(self, row: int) -> list[Region]:
        """The merged regions that hold cells of the row."""
        return self._merged.get(row, [])

    def take_out(self, row: int) -> None:
        """The row leaves the tree; what stands in its place is somebody else's (`laid`)."""
        self.data.remove(self.rows.pop(row))
        self._cells.pop(row, None)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that shows what (row, column) would: the first of its merged region."""
        for region in self._merged.get(row, ()):
            if (row, column) in region:
                return region.top, region.left
        return row, column

    def cell(self, row: int, column: int) -> Xml:
        """The cell, made in its place (with its column's or row's look) if there is none."""
        cells = self.cells(row) if row in self.rows else {}
        if column in cells:
            return cells[column]
        home = self.row(row)
        cells = self.cells(row)
        new = etree.Element(self.tag("c"))
        new.set("r", a1(row, column))
        look = self.look_of_new(home, column)
        if look:
            new.set("s", look)
        later = [number for number in cells if number > column]
        if later:
            cells[min(later)].addprevious(new)
        else:
            position = len([entry for entry in home if local(entry) == "c"])
            home.insert(position, new)
        cells[column] = new
        home.attrib.pop("spans", "")
        return new

    def row(self, row: int) -> Xml:
        """The row, made in its place if there is none."""
        if row in self.rows:
            return self.rows[row]
        new = etree.Element(self.tag("row"))
        new.set("r", str(row))
        if not self.rows or row > max(self.rows):
            self.data.append(new)
        else:
            self.rows[min(number for number in self.rows if number > row)].addprevious(new)
        self.rows[row] = new
        self._cells.pop(row, None)
        return new

    def look_of_new(self, row: Xml | None, column: int) -> str | None:
        """The look of a cell that is not there yet: its row's, else its column's."""
        own = row.get("s") if row is not None and row.get("customFormat") in ("1", "true") else None
        return own or self._column_style(column)

    def _column_style(self, column: int) -> str | None:
        columns = self.element("cols")
        for entry in columns if columns is not None else ():
            if int(entry.get("min") or 0) <= column <= int(entry.get("max") or 0):
                return entry.get("style")
        return None

    def set_value(self, row: int, column: int, value: Value) -> bool:
        """Write a value into the cell (or the merged region's first cell). False where a formula stands: it stays."""
        cell = self.cell(*self.anchor(row, column))
        if cell.find(self.tag("f")) is not None:
            return False
        if value is not None:
            self._write(cell, value)
        return True

    def is_free(self, row: int, column: int) -> bool:
        """Neither a formula nor a text stands there; a 0 of a template counts as nothing."""
        cell = self.cells(row).get(column)
        if cell is None:
            return True
        return cell.find(self.tag("f")) is None and self.text(row, column).strip() in ("", "0")

    def clear(self, row: int, column: int) -> None:
        """Take a constant away, keep the look; a formula stays."""
        cell = self.cells(row).get(column)
        if cell is not None and cell.find(self.tag("f")) is None:
            self._empty(cell)

    def _empty(self, cell: Xml) -> None:
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", "")

    def _write(self, cell: Xml, value: str | int | Decimal | date | bool) -> None:
        self._empty(cell)
        kind, text = typed(value, self._epoch)
        if kind:
            cell.set("t", kind)
        if kind == INLINE:
            _put_text(etree.SubElement(etree.SubElement(cell, self.tag("is")), self.tag("t")), text)
        else:
            etree.SubElement(cell, self.tag("v")).text = text

    def text(self, row: int, column: int) -> str:
        """What text stands in the cell; numbers as they are stored."""
        cell = self.cells(row).get(column) if row in self.rows else None
        if cell is None:
            return ""
        runs = self._runs(cell)
        if runs is not None:
            return "".join(entry.text or "" for entry in _texts(runs))
        value = cell.find(self.tag("v"))
        return (value.text or "") if value is not None else ""

    def splice(self, row: int, column: int, change: Splice) -> None:
        """Change a part of a cell's text; the fonts of its runs stay. The cell becomes an inline string."""
        cell = self.cell(*self.anchor(row, column))
        runs = self._runs(cell)
        if runs is None:
            self._write(cell, change.apply(self.text(row, column)))
            return
        own = copy.deepcopy(runs)
        splice_texts(_texts(own), change)
        self._empty(cell)
        cell.set("t", "inlineStr")
        own.tag = self.tag("is")
        for child in list(own):
            if local(child) not in ("t", "r"):
                own.remove(child)
        cell.append(own)

    def _runs(self, cell: Xml) -> Xml | None:
        """The element that holds the cell's text runs: its own, or its shared string."""
        return cell.find(self.tag("is")) if cell.get("t") == "inlineStr" else self.shared(cell)

    def shared(self, cell: Xml) -> Xml | None:
        """The shared string of the cell."""
        value = cell.find(self.tag("v"))
        if cell.get("t") == "s" and value is not None and (value.text or "").strip().isdigit():
            number = int(value.text or 0)
            return self._strings[number] if number < len(self._strings) else None
        return None

    def update_dimension(self) -> None:
        """The used range, as readers trust it."""
        dimension = self.element("dimension")
        if dimension is None:
            return
        spots = [(row, column) for row in self.rows for column in self.cells(row)]
        spots += [(row, column) for band in self.bands for row in (band.top, band.bottom) for column in band.columns]
        if spots:
            columns = [column for _, column in spots]
            first, last = (min(spots)[0], min(columns)), (max(spots)[0], max(columns))
            dimension.set("ref", a1(*first) if first == last else f"{a1(*first)}:{a1(*last)}")


def number_in(cell: Xml, text: str) -> Decimal:
    """What a cell with this text adds to a SUM: text does not count."""
    if cell.get("t") not in (None, "n"):
        return Decimal(0)
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def _parent(element: Xml) -> Xml:
    parent = element.getparent()
    assert parent is not None
    return parent


def _texts(runs: Xml) -> list[Xml]:
    """The text elements of a string item, without phonetic hints."""
    own = [child for child in runs if local(child) == "t"]
    return own + [part for run in runs if local(run) == "r" for part in run if local(part) == "t"]


def splice_texts(texts: list[Xml], change: Splice) -> None:
    """Change a span over a row of text elements: the element where the span begins takes the new text."""
    spans, at = [], 0
    for element in texts:
        spans.append((element, at, at + len(element.text or "")))
        at = spans[-1][2]
    home = next((element for element, _, end in spans if change.start < end), texts[-1] if texts else None)
    for element, begin, end in spans:
        low = min(max(change.start, begin), end) - begin
        high = min(max(change.end, begin), end) - begin
        if element is home or high > low:
            text = element.text or ""
            set_text(element, text[:low] + (change.text if element is home else "") + text[high:])


def set_text(element: Xml, text: str) -> None:
    """The element's text as `cells.clean` leaves it, edge spaces kept."""
    _put_text(element, clean(text))


def _put_text(element: Xml, text: str) -> None:
    element.text = text
    if keeps_space(text):
        element.set(_SPACE, "preserve")
