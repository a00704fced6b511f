"""The tables of a docx document as grids. In: scanned parts. Out: a `Workbook`, a grid a table.

Grids are called table0, table1, … in document order, nested ones after their outer; the paragraphs around a table stand
in `Grid.before` and `Grid.after`.
Refuses: damaged documents, documents without a table. Deleted text (w:del), drawings and text boxes are no cells.
ECMA-376 part 1, 17.4 (tables).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yibiao.base.problems import Problem, problem
from yibiao.base.tables import Grid, Look, Region, Workbook
from yibiao.flow.reading.grids import Draft, whole_text
from yibiao.flow.reading.limits import Source
from yibiao.flow.reading.markup import xml_root
from yibiao.flow.reading.parts import Parts, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_INSIDE = frozenset(
    {"sdt", "sdtContent", "smartTag", "ins", "moveTo", "customXml", "fldSimple", "hyperlink"}
    | {"sect", "sub-section", "annotation", "content"}  # Word 2003 XML
)
"""Wrappers that hold ordinary content."""
_SYMBOLS = {"6F": "□", "A8": "□", "A3": "□", "FE": "☑", "52": "☑", "FC": "√", "50": "√", "FD": "☒", "54": "☒"}
"""Check boxes written as Wingdings symbols (low byte of w:sym/@w:char)."""
_WIDEST = 500


def read_docx(source: Source, parts: Parts, main: str) -> Workbook:
    """Every table of the document's body."""
    pictures = any(name.startswith("word/media/") for name in parts.names)
    macros = any(name.endswith("vbaproject.bin") for name in parts.names)
    problems = [problem("READ_MACROS", source.place())] if macros else []
    return _tables(source, "docx", parts.root(main), "READ_ONLY_PICTURES" if pictures else "READ_NO_CELLS", problems)


def read_word_xml(source: Source) -> Workbook:
    """The tables of Word 2003 XML or a flat OPC document, which Java templates are saved as and named doc or docx."""
    root = xml_root(source)
    document = next((part for part in root.iter("{*}document") if len(part)), root)
    return _tables(source, "wordxml", document, "READ_NO_CELLS", [])


def _tables(source: Source, kind: str, root: _Element, otherwise: str, problems: list[Problem]) -> Workbook:
    """Every table below the body; without one the file is refused by the code `otherwise`."""
    body = next((child for child in root if local(child.tag) == "body"), None)
    if body is None:
        raise source.refuse("READ_CORRUPT", what="document")
    walk = _Walk(source)
    walk.through(body)
    if not walk.drafts:
        raise source.refuse(otherwise)
    walk.drafts[-1].after = tuple(walk.paragraphs)
    grids: list[Grid] = []
    for draft in walk.drafts:
        grid, remarks = draft.finish()
        grids.append(grid)
        problems.extend(remarks)
    return Workbook(source.name, kind, tuple(grids), tuple(problems))


def _content(element: _Element) -> Iterator[_Element]:
    """The children, with wrappers opened."""
    for child in element:
        if local(child.tag) in _INSIDE:
            yield from _content(child)
        else:
            yield child


@dataclass(slots=True)
class _Open:
    """A vertical merge that may go on in the next row."""

    top: int
    left: int
    right: int
    bottom: int


@dataclass(slots=True)
class _Walk:
    """Goes through the document once; collects drafts and the paragraphs between them."""

    source: Source
    drafts: list[Draft] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    def through(self, body: _Element) -> None:
        for child in _content(body):
            tag = local(child.tag)
            if tag == "tbl":
                self.table(child)
            elif tag == "p" and (text := _paragraph(child).strip()):
                self.paragraphs.append(whole_text(text))

    def table(self, element: _Element) -> None:
        number = len(self.drafts)
        draft = Draft(self.source, f"table{number}", number, before=tuple(self.paragraphs))
        self.paragraphs.clear()
        self.drafts.append(draft)
        nested: list[_Element] = []
        going: dict[int, _Open] = {}
        row = 0
        for line in _content(element):
            if local(line.tag) == "tr":
                row += 1
                going = _row(draft, line, row, going, nested)
        for open_merge in going.values():
            _close(draft, open_merge)
        for inner in nested:
            self.table(inner)


def _row(draft: Draft, line: _Element, row: int, going: dict[int, _Open], nested: list[_Element]) -> dict[int, _Open]:
    """Put one row's cells; returns the vertical merges that are still open, by their left column."""
    column = 1 + _count(line, "trPr", "gridBefore", 0)
    still: dict[int, _Open] = {}
    for cell in _content(line):
        if local(cell.tag) != "tc" or column > _WIDEST:
            continue
        right = column + max(1, _count(cell, "tcPr", "gridSpan", 1)) - 1
        upward = _vertical(cell)
        above = going.pop(column, None)
        if upward == "continue" and above is not None and above.right == right:
            above.bottom = row
            still[column] = above
        else:
            if above is not None:
                _close(draft, above)
            still[column] = _Open(row, column, right, row)
            text, look = _cell(cell, nested)
            draft.put(row, column, text, look)
            if upward != "restart":
                _close(draft, still.pop(column))
        column = right + 1
    for open_merge in going.values():
        _close(draft, open_merge)
    return still


def _close(draft: Draft, merge: _Open) -> None:
    if (merge.top, merge.left) != (merge.bottom, merge.right):
        draft.merge(Region(merge.top, merge.left, merge.bottom, merge.right))


def _property(element: _Element, group: str, name: str) -> _Element | None:
    for child in element:
        if local(child.tag) == group:
            return next((entry for entry in child if local(entry.tag) == name), None)
    return None


def _attribute(element: _Element | None, name: str) -> str | None:
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), None)


def _count(element: _Element, group: str, name: str, otherwise: int) -> int:
    text = _attribute(_property(element, group, name), "val")
    return min(int(text), _WIDEST) if text and text.isascii() and text.isdigit() else otherwise


def _vertical(cell: _Element) -> str | None:
    """Either "restart", "continue" (also where w:val is absent) or None."""
    merge = _property(cell, "tcPr", "vMerge")
    merge = merge if merge is not None else _property(cell, "tcPr", "vmerge")
    return None if merge is None else _attribute(merge, "val") or "continue"


def _cell(cell: _Element, nested: list[_Element]) -> tuple[str, Look]:
    """The text of a cell's paragraphs, without inner tables (these are put into `nested`), and its look."""
    lines, bold, centred = [], [], False
    for child in _content(cell):
        tag = local(child.tag)
        if tag == "tbl":
            nested.append(child)
        elif tag == "p":
            text = _paragraph(child)
            if text.strip():
                bold.append(_bold(child))
                centred = centred or _attribute(_property(child, "pPr", "jc"), "val") == "center"
            lines.append(text)
    shade = _attribute(_property(cell, "tcPr", "shd"), "fill")
    filled = shade not in (None, "auto", "FFFFFF", "ffffff")
    look = Look(bold=bool(bold) and all(bold), filled=filled, bordered=True, centred=centred)
    return "\n".join(lines).strip("\n"), look


def _paragraph(element: _Element) -> str:
    return "".join(_run(child) for child in _content(element) if local(child.tag) == "r")


def _run(run: _Element) -> str:
    pieces = []
    for child in run:
        tag = local(child.tag)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag in ("tab", "br", "cr"):
            pieces.append("\t" if tag == "tab" else "\n")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag == "sym":
            pieces.append(_SYMBOLS.get((_attribute(child, "char") or "")[-2:].upper(), ""))
    return "".join(pieces)


def _bold(paragraph: _Element) -> bool:
    runs = [child for child in _content(paragraph) if local(child.tag) == "r" and _run(child).strip()]
    marks = [_property(run, "rPr", "b") for run in runs]
    return bool(runs) and all(mark is not None and _attribute(mark, "val") not in ("0", "false") for mark in marks)
