"""How a form looks, for a page that shows it as it prints. In: a parsed workbook, its package. Out: a `Drawing`.

    Drawing ── Drawn (a sheet: its grid, widths, heights, which ink each cell has, what stays in sight)
            └─ Ink (a look: weight, size, colours, alignment, lines)

Pixels are those of a screen at 96 dpi (ECMA-376 part 1, 18.3.1.13: a column's width counts digits of 7 pixels; heights
are points). Colours are six hexadecimal digits. Refuses: nothing; what is damaged or strange looks plain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yibiao.base.problems import ProblemError
from yibiao.base.tables import Cell, Grid, Workbook
from yibiao.flow.reading.colours import Palette, palette_of
from yibiao.flow.reading.grids import place_of
from yibiao.flow.reading.parts import Parts, local

if TYPE_CHECKING:
    from lxml.etree import _Element

DIGIT, PADDING, POINT = 7, 5, 4 / 3
_WIDEST, _HIGHEST = 800.0, 546.0
_SIDES = {"left": "l", "start": "l", "right": "r", "end": "r", "top": "t", "bottom": "b"}
_ACROSS = {"center": "center", "centerContinuous": "center", "distributed": "center", "right": "end", "left": "start",
           "fill": "start", "justify": "start"}  # fmt: skip
_DOWN = {"top": "top", "center": "middle", "distributed": "middle", "justify": "top", "bottom": "bottom"}
_TAGS = ("sheetFormatPr", "col", "pane", "row")


@dataclass(frozen=True, slots=True)
class Ink:
    """How cells of one style look. size: pixels. sides: which of l r t b have a line. turned: text runs downwards."""

    bold: bool = False
    italic: bool = False
    underlined: bool = False
    size: float = 14.7
    colour: str = ""
    fill: str = ""
    across: str = ""
    down: str = ""
    wrapped: bool = False
    turned: bool = False
    sides: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One sheet. widths: pixels of the columns from the first; 0 is hidden. heights: of rows that say one.

    inked: cell → number in `Drawing.inks`. held: rows above and columns left that stay in sight.
    """

    grid: Grid
    widths: tuple[float, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    inked: Mapping[tuple[int, int], int] = field(default_factory=dict)
    held: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A file as it looks. `inks` has at least one entry: the plain one."""

    format: str
    sheets: tuple[Drawn, ...]
    inks: tuple[Ink, ...] = (Ink(),)


def draw_plain(book: Workbook) -> Drawing:
    """A file that tells nothing but bold and centred cells: a docx, a csv."""
    inks: dict[Ink, int] = {Ink(): 0}
    sheets = []
    for grid in book.grids:
        boxed = book.format != "csv"
        inked = {place: inks.setdefault(_ink_of(cell, boxed), len(inks)) for place, cell in grid.cells.items()}
        sheets.append(Drawn(grid, inked=inked))
    return Drawing(book.format, tuple(sheets), tuple(inks))


def _ink_of(cell: Cell, boxed: bool) -> Ink:
    across = "center" if cell.look.centred else ""
    return Ink(bold=cell.look.bold, across=across, down="middle", wrapped=True, sides="lrtb" if boxed else "")


def draw_package(book: Workbook, parts: Parts, sheets: Mapping[str, str], styles: str | None) -> Drawing:
    """An xlsx. sheets: name → part; styles: the styles part."""
    inks = _inks(parts, styles)
    drawn = []
    for grid in book.grids:
        looker = _Looker(grid, len(inks))
        for element in parts.events(sheets[grid.name], _TAGS) if grid.name in sheets else ():
            looker.take(element)
        drawn.append(looker.drawn())
    return Drawing(book.format, tuple(drawn), inks)


class _Looker:
    """Takes a sheet's elements in their order and remembers what its cells look like."""

    def __init__(self, grid: Grid, inks: int) -> None:
        self.grid = grid
        self.inks = inks
        self.usual, self.row = 8.43 * DIGIT + PADDING, 0
        self.widths: dict[int, float] = {}
        self.heights: dict[int, float] = {}
        self.inked: dict[tuple[int, int], int] = {}
        self.held = (0, 0)

    def take(self, element: _Element) -> None:
        tag = local(element.tag)
        if tag == "row":
            self._row(element)
        elif tag == "col":
            self._columns(element)
        elif tag == "pane":
            self._pane(element)
        else:
            self._format(element)

    def _format(self, element: _Element) -> None:
        width = _decimal(element.get("defaultColWidth")) or (_decimal(element.get("baseColWidth")) or 8.0) + 0.43
        self.usual = _pixels(width)

    def _columns(self, element: _Element) -> None:
        first, last = _whole(element.get("min")), _whole(element.get("max"))
        width = _decimal(element.get("width"))
        for column in range(max(first, 1), min(last, self.grid.columns) + 1):
            self.widths[column] = self.usual if width is None else _pixels(width)

    def _pane(self, element: _Element) -> None:
        if element.get("state") in ("frozen", "frozenSplit"):
            self.held = (
                int(_decimal(element.get("ySplit")) or 0) % 1000,
                int(_decimal(element.get("xSplit")) or 0) % 100,
            )

    def _row(self, element: _Element) -> None:
        self.row = _whole(element.get("r")) or self.row + 1
        height = _decimal(element.get("ht"))
        if height is not None and 0 < self.row <= self.grid.rows:
            self.heights[self.row] = min(height * POINT, _HIGHEST)
        column = 0
        for entry in element:
            place = place_of(entry.get("r") or "") or (self.row, column + 1)
            column = place[1]
            number = _whole(entry.get("s"))
            if number and number < self.inks and place in self.grid.cells:
                self.inked[place] = number

    def drawn(self) -> Drawn:
        hidden = self.grid.hidden_columns
        columns = range(1, self.grid.columns + 1)
        widths = tuple(0.0 if column in hidden else self.widths.get(column, self.usual) for column in columns)
        return Drawn(self.grid, widths, self.heights, self.inked, self.held)


def _pixels(width: float) -> float:
    return round(min(max(width, 0.0) * DIGIT + PADDING, _WIDEST), 1)


def _decimal(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"\d{1,6}(\.\d+)?", text) else None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _inks(parts: Parts, name: str | None) -> tuple[Ink, ...]:
    """An ink a cell format, in the order of the styles part."""
    if name is None or name not in parts:
        return (Ink(),)
    try:
        root = parts.root(name)
    except ProblemError:
        return (Ink(),)
    groups = {local(child.tag): child for child in root}
    palette = palette_of(parts)
    fonts, fills, borders = (_listed(groups.get(group)) for group in ("fonts", "fills", "borders"))
    inks = [_ink(entry, (fonts, fills, borders), palette) for entry in _listed(groups.get("cellXfs"))]
    return tuple(inks) or (Ink(),)


def _ink(entry: _Element, looks: tuple[list[_Element], list[_Element], list[_Element]], palette: Palette) -> Ink:
    font, fill, border = (
        _pick(listed, entry.get(key)) for listed, key in zip(looks, ("fontId", "fillId", "borderId"), strict=True)
    )
    named = {local(child.tag): child for child in font} if font is not None else {}
    aligned = next((child for child in entry if local(child.tag) == "alignment"), None)
    given = {str(key): str(value) for key, value in aligned.attrib.items()} if aligned is not None else {}
    size = _decimal(named["sz"].get("val")) if "sz" in named else None
    return Ink(
        bold=_on(named.get("b")),
        italic=_on(named.get("i")),
        underlined="u" in named and named["u"].get("val") != "none",
        size=round((size or 11.0) * POINT, 1),
        colour=palette.colour(named.get("color")),
        fill=_fill(fill, palette),
        across=_ACROSS.get(given.get("horizontal", ""), ""),
        down=_DOWN.get(given.get("vertical", "bottom"), "bottom"),
        wrapped=given.get("wrapText") in ("1", "true"),
        turned=given.get("textRotation") in ("255", "90", "180"),
        sides=_lines(border),
    )


def _listed(group: _Element | None) -> list[_Element]:
    return [child for child in group if isinstance(child.tag, str)] if group is not None else []


def _pick(listed: list[_Element], number: str | None) -> _Element | None:
    at = _whole(number)
    return listed[at] if at < len(listed) else None


def _on(element: _Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _fill(fill: _Element | None, palette: Palette) -> str:
    pattern = next((child for child in fill if local(child.tag) == "patternFill"), None) if fill is not None else None
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    return palette.colour(next((child for child in pattern if local(child.tag) == "fgColor"), None))


def _lines(border: _Element | None) -> str:
    if border is None:
        return ""
    found = {
        _SIDES[local(side.tag)] for side in border if local(side.tag) in _SIDES and side.get("style", "none") != "none"
    }
    return "".join(side for side in "lrtb" if side in found)
