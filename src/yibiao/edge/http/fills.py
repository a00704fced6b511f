"""Filled forms: filled, looked at, looked into. In: a form, areas, a day. Out: sheets as they look, what a cell is of.

Refuses: who fills no forms, areas out of reach, sheets of others and those whose rights have shrunk since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.forms import behind, filling, reading
from yibiao.edge.http.papers import FieldReply, PaperRef, filler
from yibiao.edge.http.replies import ProblemReply
from yibiao.work.forms import queries, rules
from yibiao.work.jobs import actions as jobs

router = Router(tags=["forms"])
Profile = Literal["middle", "shown", "last_four", "hidden"]
MOST_AREAS = 200
MOST_ROWS = 500


class Wish(PaperRef):
    """Fill this form for these areas as of a day (today: null), with numbers masked for the recipient.

    as_recorded: from the ledger as it stood at the end of that day, not as it is known now.
    """

    areas: list[str] = Field(min_length=1, max_length=MOST_AREAS)
    day: date | None = None
    profile: Profile = "middle"
    record: str | None = None
    as_recorded: bool = False


class Begun(Schema):
    """What came of it: filled sheets at once, or a job that makes them (its result holds their ids as `filled`)."""

    filled: list[str]
    job: str | None


class FilledReply(Schema):
    """A filled sheet. done, blank: cells. rows: records in it. level: highest sensitivity shown in clear.

    approval: taking it out needs another person's word.
    """

    id: str
    kind: str
    form: str
    file: str
    title: str
    name: str
    area: str
    area_name: str
    day: date
    profile: str
    rows: int
    level: int
    done: int
    blank: int
    approval: bool
    made: datetime
    ends: datetime


class InkReply(Schema):
    """A look. size in pixels; sides: which of l r t b have a line; colours are six hexadecimal digits or ""."""

    bold: bool
    italic: bool
    underlined: bool
    size: float
    colour: str
    fill: str
    across: str
    down: str
    wrapped: bool
    turned: bool
    sides: str


class ToldField(FieldReply):
    """A field and what came of it. why: numbers of reasons."""

    filled: int
    blank: int
    keeper: str | None
    why: list[int]


class PageName(Schema):
    """A sheet of the file."""

    name: str
    hidden: bool
    rows: int


class PrintedFiling(Schema):
    """A filing of a batch on paper. rows: records in it. page, pages: where it begins in the file, how many it has."""

    id: str
    title: str
    number: str
    key: str
    state: str
    area_name: str
    rows: int
    page: int
    pages: int


class LeftFiling(Schema):
    """A filing that was not printed, and why. title, area_name: "" where it is not there for who printed."""

    title: str
    area_name: str
    problem: ProblemReply


class Overview(Schema):
    """A filled sheet with everything but its cells. Many filings on paper have no pages: filings, and what is left.

    as_recorded: of the ledger as it stood at the end of its day, not as it is known now.
    """

    sheet: FilledReply
    as_recorded: bool
    pages: list[PageName]
    fields: list[ToldField]
    reasons: list[ProblemReply]
    inks: list[InkReply]
    filings: list[PrintedFiling]
    left: list[LeftFiling]


class CellReply(Schema):
    """One cell. kind: "" head number value missing. table, path: what a correction names. why: reasons of a blank."""

    column: int
    text: str
    ink: int
    kind: str
    table: int | None = None
    path: list[str] | None = None
    why: list[int] | None = None


class RowReply(Schema):
    """One row of the sheet, from 1. height in pixels, null: as the text needs it."""

    row: int
    height: float | None
    cells: list[CellReply]


class PageReply(Schema):
    """Rows of one sheet, from `after` on. widths: pixels (0: hidden). head: first and last row of the header, 0: none.

    frozen: columns at the left that name the rows. merges: top, left, bottom, right. total: rows there are.
    """

    name: str
    total: int
    drawn: int
    columns: int
    widths: list[float]
    head: list[int]
    frozen: int
    merges: list[list[int]]
    before: list[str]
    after: list[str]
    rows: list[RowReply]


class CellRef(Schema):
    """A cell of a page: B7."""

    page: int = 0
    cell: str


class ColumnReply(Schema):
    """A column of records. withheld: why the view may not read it."""

    code: str
    label_zh: str
    label_en: str
    withheld: ProblemReply | None


class RecordReply(Schema):
    """One record as texts, column by column."""

    id: str
    area_name: str
    cells: list[str]


class WrittenReply(Schema):
    """Who wrote a value, when, and by what act (created, changed)."""

    moment: datetime
    by: str
    verb: str


class Behind(Schema):
    """What a cell is made of: a number's condition and records, or a value's record and writer, or why it is blank."""

    kind: Literal["number", "value", "missing"]
    sentence: str | None = None
    condition: str | None = None
    left_out: str | None = None
    area_name: str | None = None
    columns: list[ColumnReply] = []
    rows: list[RecordReply] = []
    problem: ProblemReply | None = None
    field: ToldField | None = None
    reasons: list[ProblemReply] = []
    record: str | None = None
    in_register: str | None = None
    formula: str | None = None
    written: WrittenReply | None = None


@router.post("", response=Begun)
def fill(request: HttpRequest, given: Wish) -> dict[str, Any]:
    caller = filler(request)
    paper = reading.paper_of(caller, given.file, given.form)
    areas, day = list(dict.fromkeys(given.areas)), given.day or caller.day
    seen_at = caller.seen_at(day) if given.as_recorded else None
    for area in areas:
        caller.office(area, day).reach()
    if filling.is_long(caller, paper, areas):
        told = {
            "role": caller.role, "purpose": caller.purpose, "file": paper.file, "form": paper.form, "areas": areas,
            "day": day.isoformat(), "profile": given.profile, "record": given.record,
            "seen_at": seen_at,
        }  # fmt: skip
        return {"filled": [], "job": jobs.start_job(caller.login, "fill", told)}
    wish = filling.Wish(day, given.profile, given.record, seen_at)
    return {"filled": [filling.fill(caller, paper, areas[0], wish)], "job": None}


@router.get("", response=list[FilledReply])
def filled(request: HttpRequest) -> list[dict[str, Any]]:
    return [shown(row) for row in queries.filled_of(filler(request).login)]


@router.get("/{sheet}", response=Overview)
def overview(request: HttpRequest, sheet: str) -> dict[str, Any]:
    row, sight = behind.opened(filler(request), sheet)
    pages = [{name: page[name] for name in ("name", "hidden", "rows")} for page in sight["sheets"]]
    told = {"sheet": shown(row), "as_recorded": sight.get("seen_at") is not None, "pages": pages}
    told |= {name: sight[name] for name in ("fields", "reasons", "inks")}
    return told | {name: sight.get(name, []) for name in ("filings", "left")}


@router.get("/{sheet}/pages/{page}", response=PageReply)
def page(request: HttpRequest, sheet: str, page: int, after: int = 0, rows: int = MOST_ROWS) -> dict[str, Any]:
    _, sight = behind.opened(filler(request), sheet)
    if not 0 <= page < len(sight["sheets"]):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return page_json(sight, page, max(0, after), max(1, min(rows, MOST_ROWS)))


@router.post("/{sheet}/behind", response=Behind)
def look(request: HttpRequest, sheet: str, given: CellRef) -> dict[str, Any]:
    return behind.look(filler(request), sheet, given.page, given.cell)


def shown(row: queries.FilledRow) -> dict[str, Any]:
    names = ("id", "kind", "form", "file", "title", "name", "area", "day", "profile", "rows", "level", "done", "blank",
             "made", "ends")  # fmt: skip
    told = {name: getattr(row, name) for name in names}
    return told | {"approval": rules.needs_approval(row.rows, row.level), "area_name": behind.area_name(row.area)}


def page_json(sight: dict[str, Any], number: int, after: int, most: int) -> dict[str, Any]:
    """Rows `after` .. `after + most` of a sheet."""
    whole = sight["sheets"][number]
    last = min(whole["drawn"], after + most)
    names = ("name", "drawn", "columns", "widths", "head", "frozen", "before", "after")
    rows = [
        {
            "row": row,
            "height": whole["heights"].get(str(row)),
            "cells": [cell_json(sight, entry) for entry in whole["cells"].get(str(row), [])],
        }
        for row in range(after + 1, last + 1)
        if row not in set(whole["hidden_rows"])
    ]
    merges = [merge for merge in whole["merges"] if merge[0] <= last and merge[2] > after]
    return {name: whole[name] for name in names} | {"total": whole["rows"], "rows": rows, "merges": merges}


def cell_json(sight: dict[str, Any], entry: list[Any]) -> dict[str, Any]:
    column, text, ink, kind, of = entry
    told: dict[str, Any] = {"column": column, "text": text, "ink": ink, "kind": kind}
    if kind == "head":
        told |= {"table": of[0], "path": of[1]}
    elif kind in ("value", "missing"):
        field = sight["fields"][of[1]]
        told |= {"table": field["table"], "path": field["path"]}
        if kind == "missing":
            told["why"] = field["why"] or ([of[0]] if of[0] >= 0 else [])
    return told
