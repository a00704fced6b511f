"""Texts of a document's cell. In: a w:tc, a text or a splice. Out: the cell changed, its runs' fonts kept.

A check box of the symbol font (w:sym) and one that Word draws itself (w14:checkbox) are ticked as what they are.
Refuses: nothing.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from lxml import etree

from yibiao.flow.filling.inline import Splice
from yibiao.flow.filling.ooxml.package import Xml, local, namespace
from yibiao.flow.filling.ooxml.sheet import set_text
from yibiao.flow.filling.word.tables import attribute, content

_EMPTY_SYMBOLS = frozenset({"6F", "A8", "A3"})
_FULL_SYMBOLS = {"FE": "☑", "52": "☑", "FC": "√", "50": "√", "FD": "☒", "54": "☒"}


@dataclass(slots=True)
class Piece:
    """A stretch of a cell's text and the element that holds it; None: the end of a paragraph."""

    text: str
    element: Xml | None


def pieces(cell: Xml) -> list[Piece]:
    """The text of a cell's own paragraphs as the reader sees it, piece by piece."""
    found: list[Piece] = []
    for paragraph in (child for child in content(cell) if local(child) == "p"):
        if found:
            found.append(Piece("\n", None))
        for run in (child for child in content(paragraph) if local(child) == "r"):
            found.extend(_run(run))
    return found


def _run(run: Xml) -> list[Piece]:
    found = []
    for child in run:
        tag = local(child)
        if tag == "t":
            found.append(Piece(child.text or "", child))
        elif tag in ("tab", "br", "cr"):
            found.append(Piece("\t" if tag == "tab" else "\n", child))
        elif tag == "noBreakHyphen":
            found.append(Piece("-", child))
        elif tag == "sym":
            code = (attribute(child, "char") or "")[-2:].upper()
            found.append(Piece("□" if code in _EMPTY_SYMBOLS else _FULL_SYMBOLS.get(code, ""), child))
    return found


def text_of(cell: Xml) -> str:
    return "".join(piece.text for piece in pieces(cell))


def write_text(cell: Xml, text: str) -> None:
    """The cell says `text`, in the font that its first run (or its empty paragraph) has."""
    say(empty_run(cell), text)


def empty_run(cell: Xml) -> Xml:
    """The only run of a cell, which says nothing yet and has the font of what stood there."""
    tag = namespace(cell)
    paragraphs = [child for child in content(cell) if local(child) == "p"]
    if not paragraphs:
        paragraphs = [etree.SubElement(cell, f"{{{tag}}}p")]
    home = next((p for p in paragraphs if any(local(run) == "r" for run in content(p))), paragraphs[0])
    look = _look_of(home)
    for run in [run for paragraph in paragraphs for run in paragraph.iter() if local(run) == "r"]:
        parent = run.getparent()
        if parent is not None and not any(local(child) in ("drawing", "pict", "object") for child in run):
            parent.remove(run)
    run = etree.SubElement(home, f"{{{tag}}}r")
    if look is not None:
        look.tag = f"{{{tag}}}rPr"
        run.append(look)
    return run


def say(run: Xml, text: str) -> None:
    """The text at the end of a run, its lines broken."""
    tag = namespace(run)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, f"{{{tag}}}br")
        set_text(etree.SubElement(run, f"{{{tag}}}t"), line)


def _look_of(paragraph: Xml) -> Xml | None:
    """A copy of the font of the first run, else of the paragraph's mark."""
    for run in content(paragraph):
        if local(run) == "r":
            return next((copy.deepcopy(child) for child in run if local(child) == "rPr"), None)
    for child in paragraph:
        if local(child) == "pPr":
            return next((copy.deepcopy(entry) for entry in child if local(entry) == "rPr"), None)
    return None


def splice(cell: Xml, change: Splice) -> None:
    """Change a stretch of the cell's text, wherever its runs begin and end."""
    spans, at = [], 0
    for piece in pieces(cell):
        if piece.element is not None and local(piece.element) in ("t", "sym"):
            spans.append((piece, at, at + len(piece.text)))
        at += len(piece.text)
    if not spans:
        write_text(cell, change.apply(text_of(cell)))
        return
    inside = [piece for piece, begin, end in spans if begin <= change.start < end]
    before = [piece for piece, begin, _ in spans if begin <= change.start]
    home = (inside or before[-1:] or [spans[0][0]])[0]
    for piece, begin, end in spans:
        low, high = min(max(change.start, begin), end) - begin, min(max(change.end, begin), end) - begin
        if piece is home or high > low:
            _change(piece, low, high, change.text if piece is home else "")


def _change(piece: Piece, low: int, high: int, text: str) -> None:
    element = piece.element
    assert element is not None
    if local(element) == "sym":
        if text in ("☑", "√") and high > low:
            _tick_symbol(element)
        return
    set_text(element, piece.text[:low] + text + piece.text[high:])
    if "☑" in text:
        _tick_control(element)


def _tick_symbol(symbol: Xml) -> None:
    """A ticked box of the same symbol font: Wingdings FE, Wingdings 2 52."""
    second = "2" in (attribute(symbol, "font") or "")
    for key in symbol.attrib:
        if str(key).endswith("}char"):
            symbol.set(key, "F052" if second else "F0FE")


def _tick_control(element: Xml) -> None:
    """The check box that holds the sign knows that it is checked."""
    for above in element.iterancestors():
        if local(above) != "sdt":
            continue
        for mark in above.iter():
            if local(mark) == "checked" and "2010/wordml" in str(mark.tag):
                mark.set(f"{{{namespace(mark)}}}val", "1")
        return
