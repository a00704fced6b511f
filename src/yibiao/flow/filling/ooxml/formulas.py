"""Formulas after an edit. In: sheets whose cells changed. Out: shared formulas written out, stale values renewed.

A sum of plain cells is computed here, so that a reader that trusts cached values sees the right total; of any other
formula that depends on a changed cell the cached value goes, and Excel recomputes on opening (fullCalcOnLoad).
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from yibiao.base.tables import Region
from yibiao.flow.filling.ooxml.cells import plain
from yibiao.flow.filling.ooxml.growth import translated
from yibiao.flow.filling.ooxml.marks import Marks, Total
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.references import split_sheet
from yibiao.flow.filling.ooxml.sheet import Band, Sheet, number_in, parse_region

Spot = tuple[str, int, int]
"""Sheet name (case-folded), row, column."""
Sheets = dict[str, Sheet]
Known = Mapping[Spot, Total]
Quantity = Decimal | Total


def write_out_shared(sheet: Sheet) -> None:
    """Every formula that shares another's text gets its own, since rows are about to move."""
    masters: dict[str, tuple[str, str]] = {}
    for _, _, cell, formula in sheet.formulas():
        if formula.get("t") != "shared":
            continue
        group, home = formula.get("si") or "", cell.get("r") or "A1"
        if formula.text:
            masters[group] = (formula.text, home)
        elif group in masters:
            formula.text = translated(*masters[group], home)
        else:
            continue
        formula.attrib.clear()


def renew_cached(sheets: Sheets, changed: set[Spot], marks: Marks, awaited: Known | None = None) -> set[str]:
    """Cached values of all formulas that depend on `changed`, however far.

    awaited: what cells will add whose values come later; a total of such gets a mark. Out: the sheets with totals.
    """
    formulas = {
        (name, row, column): (cell, _needs(formula.text, name))
        for name, sheet in sheets.items()
        for row, column, cell, formula in sheet.formulas()
        if formula.text
    }
    stale = _stale(formulas, changed, {name: sheet.bands for name, sheet in sheets.items() if sheet.bands})
    for spot in stale:
        _set_cached(sheets[spot[0]], formulas[spot][0], None)
    work = _Work(sheets, formulas, marks, dict(awaited or {}))
    return {spot[0] for spot in sorted(stale) if _compute(work, spot, ()) is not None}


def _needs(formula: str, home: str) -> list[tuple[str, Region]]:
    """The areas that a formula names."""
    try:
        tokens = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError):
        return []
    needs = []
    for token in tokens:
        if token.subtype != Token.RANGE:
            continue
        sheet, area = split_sheet(token.value)
        region = _region(area)
        if region:
            needs.append((home if sheet is None else sheet.casefold(), region))
    return needs


def _region(area: str) -> Region | None:
    try:
        return parse_region(area)
    except ValueError:
        pass
    first, colon, last = area.replace("$", "").partition(":")
    if colon and first.isdigit() and last.isdigit():
        return Region(int(first), 1, int(last), 16384)
    if colon and first.isalpha() and last.isalpha():
        left, right = parse_region(f"{first}1:{last}1").left, parse_region(f"{first}1:{last}1").right
        return Region(1, left, 1_048_576, right)
    return None


_Formulas = dict[Spot, tuple[Xml, list[tuple[str, Region]]]]


@dataclass(frozen=True, slots=True)
class _Work:
    """What totals are made of. known: what cells add of which the tree does not say it."""

    sheets: Sheets
    formulas: _Formulas
    marks: Marks
    known: dict[Spot, Total]


class _Spots:
    """Cells of one sheet, asked whether an area holds one of them; quick for many cells and many small areas."""

    def __init__(self) -> None:
        self._rows: dict[int, set[int]] = {}

    def add(self, row: int, column: int) -> None:
        self._rows.setdefault(row, set()).add(column)

    def touch(self, region: Region) -> bool:
        rows: Iterable[int] = range(region.top, region.bottom + 1) if region.height < len(self._rows) else self._rows
        return any(
            region.left <= column <= region.right
            for row in rows
            if region.top <= row <= region.bottom
            for column in self._rows.get(row, ())
        )


def _stale(formulas: _Formulas, changed: Iterable[Spot], bands: Mapping[str, Sequence[Band]]) -> set[Spot]:
    """Formulas reached from the changed cells and bands; a newly copied formula (no cached value) is stale too."""
    stale = {
        spot
        for spot, (cell, needs) in formulas.items()
        if not any(local(v) == "v" and v.text for v in cell)
        or any(band.meets(region) for name, region in needs for band in bands.get(name, ()))
    }
    frontier = set(changed) | stale
    while frontier:
        by_sheet: dict[str, _Spots] = {}
        for sheet, row, column in frontier:
            by_sheet.setdefault(sheet, _Spots()).add(row, column)
        reached = {
            spot
            for spot, (_, needs) in formulas.items()
            if spot not in stale and any(sheet in by_sheet and by_sheet[sheet].touch(region) for sheet, region in needs)
        }
        stale |= reached
        frontier = reached
    return stale


def _compute(work: _Work, spot: Spot, waiting: tuple[Spot, ...]) -> Quantity | None:
    """The number in a cell; of a formula only where it is one SUM( ) of areas, or a sum of cells."""
    if spot in work.known:
        return work.known[spot]
    sheet = work.sheets.get(spot[0])
    cell = sheet.cells(spot[1]).get(spot[2]) if sheet and spot[1] in sheet.rows else None
    if sheet is None or cell is None:
        return Decimal(0)
    formula, value = cell.find(sheet.tag("f")), cell.find(sheet.tag("v"))
    if value is not None and value.text:
        return number_in(cell, value.text)
    if formula is None or not formula.text:
        return Decimal(0)
    if spot in waiting or spot not in work.formulas or not _is_sum(formula.text):
        return None
    total: Quantity = Decimal(0)
    for name, region in work.formulas[spot][1]:
        part = _sum(work, name, region, (*waiting, spot))
        if part is None:
            return None
        total = total + part
    _set_cached(sheet, cell, total, work.marks)
    if isinstance(total, Total):
        work.known[spot] = total
    return total


def _sum(work: _Work, name: str, region: Region, waiting: tuple[Spot, ...]) -> Quantity | None:
    sheet = work.sheets.get(name)
    if sheet is None or len(waiting) > 50:
        return None
    total: Quantity = Decimal(0)
    for band in sheet.bands:
        if band.meets(region):
            total = total + band.total(region)
    rows: Iterable[int] = range(region.top, region.bottom + 1) if region.height < len(sheet.rows) else sheet.rows
    for row in rows:
        if row not in sheet.rows or not region.top <= row <= region.bottom:
            continue
        for column in sheet.cells(row):
            if region.left <= column <= region.right:
                part = _compute(work, (name, row, column), waiting)
                if part is None:
                    return None
                total = total + part
    return total


def _is_sum(formula: str) -> bool:
    """SUM(areas) or A1+B1+…: nothing else is computed here."""
    try:
        tokens = [token for token in Tokenizer(f"={formula}").items if token.type != Token.WSPACE]
    except (TokenizerError, IndexError):
        return False
    if not tokens or not all(_region(split_sheet(t.value)[1]) for t in tokens if t.type == Token.OPERAND):
        return False
    if tokens[0].value.upper() == "SUM(":
        inside = tokens[1:-1]
        return tokens[-1].subtype == Token.CLOSE and all(t.type in (Token.OPERAND, Token.SEP) for t in inside)
    return all(t.type == Token.OPERAND or t.value == "+" for t in tokens) and all(":" not in t.value for t in tokens)


def _set_cached(sheet: Sheet, cell: Xml, value: Quantity | None, marks: Marks | None = None) -> None:
    for child in list(cell):
        if local(child) == "v":
            cell.remove(child)
    cell.attrib.pop("t", "")
    if isinstance(value, Total):
        assert marks is not None
        etree.SubElement(cell, sheet.tag("v")).append(marks.stand_in(value))
    elif value is not None:
        etree.SubElement(cell, sheet.tag("v")).text = plain(value)
