"""An xlsx package as grids. In: scanned parts. Out: a `Workbook` with values, formulas, looks, merges, drop-downs.

Refuses: a package without a workbook part, damaged sheets, more cells or merges than allowed. One streaming pass a
sheet over the markup (ECMA-376 part 1, 18.3) rather than a spreadsheet library: value *and* formula of a cell in one
reading, nothing sized by what a file claims, broken styles do no harm, and no start-up cost in the child.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from yibiao.base.problems import Problem, problem
from yibiao.base.tables import Grid, Raw, Workbook, a1, column_letters
from yibiao.flow.reading.choices import Choices
from yibiao.flow.reading.grids import Draft, place_of, region_of
from yibiao.flow.reading.limits import LAST_COLUMN, LAST_ROW, Source
from yibiao.flow.reading.parts import Parts, local
from yibiao.flow.reading.serials import from_serial
from yibiao.flow.reading.strings import rich_text, shared_strings, unescaped
from yibiao.flow.reading.styles import Styles, read_styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_TRUE = ("1", "true")
_LETTERS = tuple(column_letters(column) for column in range(1, LAST_COLUMN + 1))
_SHEET_TAGS = ("row", "mergeCell", "col", "dataValidation")


def read_xlsx(source: Source, parts: Parts, main: str) -> Workbook:
    """All worksheets of the package in the workbook's order; `main` is the workbook part."""
    book = _Book(source, parts, main)
    choices = Choices(book.names)
    grids: list[Grid] = []
    problems: list[Problem] = list(book.problems)
    for index, (name, hidden, part) in enumerate(book.sheets):
        draft = Draft(source, name, index, hidden)
        reader = _SheetReader(draft, book, choices)
        for element in parts.events(part, _SHEET_TAGS):
            reader.take(element)
        grid, remarks = draft.finish()
        grids.append(grid)
        problems.extend(remarks)
    return Workbook(source.name, "xlsx", choices.resolved(grids), tuple(problems))


def places_of(parts: Parts, main: str) -> tuple[dict[str, str], str | None]:
    """The part of each worksheet by its name, and the styles part."""
    related = parts.related(main)
    styles = next((target for kind, target in related.values() if kind == "styles"), None)
    return {name: part for name, _, part in _sheets(parts.root(main), related, parts)}, styles


class _Book:
    """The workbook part: sheets, names, date system, shared strings, styles."""

    def __init__(self, source: Source, parts: Parts, main: str) -> None:
        related = parts.related(main)
        root = parts.root(main)
        self.from_1904 = any(entry.get("date1904") in _TRUE for entry in root if local(entry.tag) == "workbookPr")
        self.names = {entry.get("name") or "": entry.text or "" for entry in root.iter("{*}definedName") if entry.text}
        self.sheets = _sheets(root, related, parts)
        if not self.sheets:
            raise source.refuse("READ_CORRUPT", what="workbook.xml")
        by_kind = {kind: target for kind, target in related.values()}
        self.strings = shared_strings(parts, by_kind.get("sharedStrings"))
        self.styles: Styles = read_styles(parts, by_kind.get("styles"))
        self.problems = _remarks(source, parts, by_kind)


def _sheets(root: _Element, related: dict[str, tuple[str, str]], parts: Parts) -> list[tuple[str, bool, str]]:
    """Name, hidden, part of each worksheet; chart and dialogue sheets hold no cells."""
    found = []
    for entry in root.iter("{*}sheet"):
        relation = next((value for key, value in entry.attrib.items() if local(key) == "id"), "")
        kind, part = related.get(str(relation), ("", ""))
        if kind == "worksheet" and part in parts:
            found.append((entry.get("name") or "", entry.get("state", "visible") != "visible", part))
    return found


def _remarks(source: Source, parts: Parts, by_kind: dict[str, str]) -> list[Problem]:
    remarks = []
    if any(name.endswith("vbaproject.bin") for name in parts.names):
        remarks.append(problem("READ_MACROS", source.place()))
    if "externalLink" in by_kind or "connections" in by_kind:
        remarks.append(problem("READ_EXTERNAL_LINKS", source.place()))
    return remarks


class _SheetReader:
    """Takes a sheet's elements in their order and fills a draft."""

    def __init__(self, draft: Draft, book: _Book, choices: Choices) -> None:
        self.draft = draft
        self.book = book
        self.choices = choices
        self.row = 0
        self.tags = ("v", "f", "is")

    def take(self, element: _Element) -> None:
        tag = local(element.tag)
        if tag == "row":
            self._row(element)
        elif tag == "mergeCell":
            self._merge(element.get("ref") or "")
        elif tag == "col":
            self._columns(element)
        else:
            self.choices.take(self.draft, element)

    def _row(self, element: _Element) -> None:
        number = element.get("r") or ""
        self.row = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else self.row + 1
        if element.get("hidden") in _TRUE and self.row <= LAST_ROW:
            self.draft.hidden_rows.add(self.row)
        space = str(element.tag)[: -len("row")]
        self.tags = (space + "v", space + "f", space + "is")
        number, column = str(self.row), 0
        for entry in element:
            reference = entry.get("r")
            if reference is None or (column < LAST_COLUMN and reference == _LETTERS[column] + number):
                column += 1  # the next cell to the right, as in nearly every file
                place: tuple[int, int] | None = (self.row, column)
            else:
                place = place_of(reference)
            if place is None or not 1 <= place[0] <= LAST_ROW or place[1] > LAST_COLUMN:
                self.draft.note("READ_BAD_REFERENCE", (reference or f"{self.row}/{column}")[:20])
                continue
            column = place[1]
            self._cell(entry, *place)

    def _cell(self, entry: _Element, row: int, column: int) -> None:
        style = entry.get("s") or "0"
        number = int(style) if style.isascii() and style.isdigit() and len(style) < 7 else 0
        raw = formula = inline = None
        value_tag, formula_tag, inline_tag = self.tags
        for child in entry:
            tag = child.tag
            if tag == value_tag:
                raw = child.text
            elif tag == formula_tag:
                formula = child.text or ""
            elif tag == inline_tag:
                inline = rich_text(child)
        if raw is None and inline is None and formula is None:
            value: Raw = None
        else:
            value = inline if inline is not None else self._value(raw, entry.get("t") or "n", number)
            if formula is not None and raw is None:
                self.draft.note("READ_STALE_FORMULAS", a1(row, column))
        self.draft.put(row, column, value, self.book.styles.look(number), formula)

    def _value(self, raw: str | None, kind: str, style: int) -> Raw:
        if raw is None:
            return None
        if kind == "s":
            return self.book.strings[int(raw)] if raw.isdigit() and int(raw) < len(self.book.strings) else None
        if kind in ("str", "e"):
            return unescaped(raw)
        if kind == "b":
            return raw.strip() in _TRUE
        if kind == "d":
            return _iso(raw)
        return self._number(raw.strip(), self.book.styles.kind(style))

    def _number(self, raw: str, date_kind: str | None) -> Raw:
        try:
            value: int | float = int(raw) if raw.lstrip("-").isdigit() and len(raw) < 30 else float(raw)
        except ValueError:
            return raw
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            return raw
        moment = from_serial(value, date_kind, self.book.from_1904) if date_kind else None
        return value if moment is None else moment

    def _merge(self, reference: str) -> None:
        region = region_of(reference)
        if region is None:
            self.draft.note("READ_BAD_MERGES", reference[:30])
        else:
            self.draft.merge(region)

    def _columns(self, element: _Element) -> None:
        first, last = element.get("min") or "", element.get("max") or ""
        if element.get("hidden") in _TRUE and first.isdigit() and last.isdigit() and len(last) < 7:
            self.draft.hidden_columns.update(range(int(first), min(int(last), LAST_COLUMN) + 1))


def _iso(raw: str) -> Raw:
    for kind in (date.fromisoformat, datetime.fromisoformat):
        try:
            return kind(raw.rstrip("Z"))
        except ValueError:
            continue
    return raw
