"""How a filled sheet looks, cell by cell, and where each cell came from. In: the filled file. Out: JSON-able mappings.

    inks, questions, fields, reasons   each a list; cells name them by number
    sheets   name, widths, heights, head, frozen, merges, cells: row → [[column, text, ink, kind, of]] …

kind "" says nothing of its own. "number": of = [question, area]; "value": of = [record, field]; "missing": of =
[reason, field]; "head": of = [table, path]. Rows and columns are those of the filled file, from 1.
Refuses: nothing; more than `MOST` rows of a sheet are not drawn, and the sheet says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from yibiao.base.problems import Problem
from yibiao.base.tables import Layout, ParsedTable, RowRole
from yibiao.edge.forms.telling import field_json, question_json
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.flow.filling import FieldReport, Filled, count_of
from yibiao.flow.reading import Drawing, Drawn
from yibiao.flow.reading.showing import shown
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Subject
from yibiao.flow.standard.model import Standard

MOST = 5_000
"""Rows of a sheet that a page may look at; the file has all."""
Told = dict[tuple[int, int, int], tuple[str, list[Any]]]
"""(sheet, row, column) → (kind, of)."""
_CELL = re.compile(r"([A-Z]+)(\d+)")


def sight_of(filled: Filled, forms: Sequence[FormMatch], drawing: Drawing, standard: Standard) -> dict[str, Any]:
    """Everything that the page shows of a filled file."""
    teller = _Teller(filled, forms, drawing, standard)
    told = teller.told()
    sheets = [_sheet(drawn, index, told, _held(forms, index, filled)) for index, drawn in enumerate(drawing.sheets)]
    reasons = [reason.as_json() for reason in teller.reasons]
    return _whole(drawing, sheets, teller.fields) | {"questions": teller.questions, "reasons": reasons}


def drawn_json(drawing: Drawing, told: Told, fields: list[dict[str, Any]], head: tuple[int, int]) -> dict[str, Any]:
    """The same of a table of our own, whose first sheet has its header in the rows `head`."""
    sheets = [_sheet(drawn, index, told, (head, 0)) for index, drawn in enumerate(drawing.sheets)]
    return _whole(drawing, sheets, fields)


def _whole(drawing: Drawing, sheets: list[dict[str, Any]], fields: list[dict[str, Any]]) -> dict[str, Any]:
    inks = [asdict(ink) for ink in drawing.inks]
    return {"inks": inks, "questions": [], "fields": fields, "reasons": [], "sheets": sheets}


def place_of(cell: str) -> tuple[int, int]:
    """B3 → (3, 2)."""
    found = _CELL.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell} is no cell")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


class _Teller:
    """Says of each cell what it is. Questions, fields and reasons stand once and are named by their number."""

    def __init__(self, filled: Filled, forms: Sequence[FormMatch], drawing: Drawing, standard: Standard) -> None:
        self.filled, self.forms, self.standard = filled, forms, standard
        self.copies = _copies_of(filled, forms, drawing)
        self.questions: list[dict[str, Any]] = []
        self.fields: list[dict[str, Any]] = []
        self.reasons: list[Problem] = []
        self._asked: dict[CountQuestion, int] = {}

    def told(self) -> Told:
        """Heads first, then what the ledger gave, so that a filled cell is never called a head."""
        found: Told = {}
        reports = iter(self.filled.report.fields)
        for number, form in enumerate(self.forms):
            self._heads(found, number, form.table)
            for _ in form.fields:
                self._field(found, number, form, next(reports))
        return found

    def _heads(self, found: Told, number: int, table: ParsedTable) -> None:
        at = table.grid_index
        for column in table.columns:
            if column.header_cell is not None and column.path:
                row, place = column.header_cell
                found[at, self.filled.row(at, row), place] = ("head", [number, list(column.path)])
        if table.layout is Layout.CROSSTAB and table.stub_columns:
            for stub in table.stubs:
                if stub.path and stub.role in (RowRole.DATA, RowRole.SUBTOTAL, RowRole.TOTAL):
                    place = (at, self.filled.row(at, stub.row), table.stub_columns[-1])
                    found[place] = ("head", [number, list(stub.path)])

    def _field(self, found: Told, number: int, form: FormMatch, report: FieldReport) -> None:
        field, entry, at = len(self.fields), report.field, form.table.grid_index
        whys = [self._reason(why) for why in report.why]
        counts = {"filled": report.filled, "blank": report.blank, "keeper": report.keeper, "why": whys}
        self.fields.append(field_json(number, entry, self.standard) | counts)
        if entry.meaning is not None and entry.meaning.special is not None and not whys:
            return
        own = self.filled.row(at, entry.row)
        places = self._numbers(form, report, at)
        for origin in self.filled.origins[number] if number < len(self.filled.origins) else ():
            sheet, row = (at, origin.row) if origin.row is not None else (self.copies.get((at, origin.copy), at), own)
            places[sheet, row, entry.column] = ("value", [origin.record, field])
        for place, told in (places or {(at, own, entry.column): ("missing", [whys[0] if whys else -1, field])}).items():
            found[place] = told

    def _numbers(self, form: FormMatch, report: FieldReport, at: int) -> Told:
        if not report.cells or form.subject in (Subject.RECORDS, Subject.RECORD):
            return {}
        question = self._question(form, report.field)
        return {(at, *place_of(cell.cell)): ("number", [question, cell.area]) for cell in report.cells}

    def _question(self, form: FormMatch, entry: FieldMatch) -> int:
        question = count_of(form, entry)
        if question is None:
            return -1
        if question not in self._asked:
            self._asked[question] = len(self.questions)
            self.questions.append(question_json(question, self.standard))
        return self._asked[question]

    def _reason(self, why: Problem) -> int:
        if why not in self.reasons:
            self.reasons.append(why)
        return self.reasons.index(why)


def _copies_of(filled: Filled, forms: Sequence[FormMatch], drawing: Drawing) -> dict[tuple[int, int], int]:
    """(sheet, copy of its card) → the sheet of that copy. Copies stand behind all sheets of the template.

    In a docx the whole document is repeated, so each of its tables is there once a copy.
    """
    most: dict[int, int] = {}
    for form, origins in zip(forms, filled.origins, strict=False):
        at = form.table.grid_index
        most[at] = max([most.get(at, 0), *(origin.copy for origin in origins)])
    places: dict[tuple[int, int], int] = {}
    if drawing.format != "xlsx":
        own = len(drawing.sheets) // (max(most.values(), default=0) + 1)
        return {(at, copy): at + copy * own for at, copies in most.items() for copy in range(copies + 1)}
    behind = len(drawing.sheets) - sum(most.values())
    for at, copies in most.items():
        places |= {(at, copy): behind + copy - 1 for copy in range(1, copies + 1)} | {(at, 0): at}
        behind += copies
    return places


def _held(forms: Sequence[FormMatch], sheet: int, filled: Filled) -> tuple[tuple[int, int], int]:
    """The header's first and last row, and how many columns at the left name the rows; (0, 0), 0 where nothing does."""
    for form in forms:
        table = form.table
        if table.grid_index == sheet and table.header is not None and table.layout is not Layout.CARD:
            top, bottom = (filled.row(sheet, row) for row in table.header)
            return (top, bottom), max((*table.stub_columns, _named(form)), default=0)
    return (0, 0), 0


def _named(form: FormMatch) -> int:
    """The column of a list that names its rows, where it is one of the first three."""
    for entry in form.fields:
        meaning = entry.meaning
        names = meaning is not None and (
            meaning.special == "area" or (meaning.element or "").endswith((".name", "_name"))
        )
        if names and entry.column - form.table.region.left < 3:
            return entry.column
    return 0


def _anchors(drawn: Drawn) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell inside a merge → the merge's first cell, which is the one that is seen."""
    return {
        (row, column): (region.top, region.left)
        for region in drawn.grid.merges
        if region.height * region.width <= 10_000
        for row in range(region.top, region.bottom + 1)
        for column in range(region.left, region.right + 1)
    }


def _sheet(drawn: Drawn, index: int, told: Told, held: tuple[tuple[int, int], int]) -> dict[str, Any]:
    grid = drawn.grid
    last = min(grid.rows, MOST)
    cells: dict[int, list[list[Any]]] = {}
    anchors = _anchors(drawn)
    marked = {anchors.get(place[1:], place[1:]): told[place] for place in told if place[0] == index}
    for row, column in sorted({*grid.cells, *marked}):
        if row > last or row in grid.hidden_rows:
            continue
        cell = grid.cells.get((row, column))
        text = shown(cell) if cell else ""
        kind, of = marked.get((row, column), ("", None))
        if kind == "value" and not text and of is not None:
            kind, of = "missing", [-1, of[1]]
        elif kind == "missing" and text:
            kind, of = "", None
        cells.setdefault(row, []).append([column, text, drawn.inked.get((row, column), 0), kind, of])
    return {
        "name": grid.name,
        "hidden": grid.hidden,
        "rows": grid.rows,
        "drawn": last,
        "columns": grid.columns,
        "widths": list(drawn.widths),
        "heights": {str(row): height for row, height in drawn.heights.items()},
        "hidden_rows": sorted(grid.hidden_rows),
        "merges": [[region.top, region.left, region.bottom, region.right] for region in grid.merges],
        "before": list(grid.before),
        "after": list(grid.after),
        "head": list(held[0]),
        "frozen": max(held[1], drawn.held[1]),
        "cells": {str(row): entries for row, entries in cells.items()},
    }
