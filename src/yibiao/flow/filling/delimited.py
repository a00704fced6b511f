"""A csv filled as a plan says. In: bytes and a plan. Out: bytes with the same delimiter, encoding and line ends.

A text that a spreadsheet would run as a formula gets a leading apostrophe (CWE-1236), because csv has no other way to
say "text". Refuses (`ProblemError`): bytes that no Chinese or Unicode encoding can read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from datetime import date
from decimal import Decimal

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import a1
from yibiao.flow.filling.inline import Splice, fill_blank, tick
from yibiao.flow.filling.plan import CellWrite, FillPlan, ListBlock, SheetPlan, Value

_DELIMITERS = ",\t;|，；"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+\-]?[\d\s().,/\-]+")


class _Sheet:
    """Rows of texts; rows are found by their number in the template, however many came in above."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows
        self._home = {number: row for number, row in enumerate(rows, start=1)}
        self.problems: list[Problem] = []

    def row(self, number: int) -> list[str]:
        while number not in self._home:
            fresh: list[str] = []
            self.rows.append(fresh)
            self._home[max(self._home, default=0) + 1] = fresh
        return self._home[number]

    def set(self, row: list[str], column: int, text: str) -> None:
        row.extend("" for _ in range(column - len(row)))
        row[column - 1] = text

    def get(self, row: list[str], column: int) -> str:
        return row[column - 1] if column <= len(row) else ""


def fill_delimited(data: bytes, plan: FillPlan) -> tuple[bytes, tuple[Problem, ...]]:
    """The filled text; a side sheet has no place in a csv and is left to the report."""
    text, encoding = _decoded(data)
    delimiter = _delimiter(text)
    line_end = "\r\n" if "\r\n" in text else "\n"
    try:
        sheet = _Sheet(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise ProblemError(problem("FILLING_FORMAT_UNKNOWN")) from error
    for part in plan.sheets:
        _fill(sheet, part)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(sheet.rows)
    return out.getvalue().encode(encoding), tuple(sheet.problems)


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16"), "utf-16"
    for name in ("utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8", "gb18030"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail="encoding"))


def _delimiter(text: str) -> str:
    """The sign that most lines hold equally often."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if sign in line]
        return (max(counts.count(count) for count in counts), max(counts)) if counts else (0, 0)

    return max(_DELIMITERS, key=agreement) if lines else ","


def _fill(sheet: _Sheet, plan: SheetPlan) -> None:
    for number in {number for block in plan.blocks for number in (*block.slots, block.insert_after) if number}:
        sheet.row(number)
    for block in plan.blocks:
        _fill_block(sheet, block)
    for write in plan.cells:
        _put(sheet, sheet.row(write.row), write)
    for blank in plan.blanks:
        row = sheet.row(blank.row)
        change = fill_blank(sheet.get(row, blank.column), blank.label, blank.value)
        _splice(sheet, row, blank.row, blank.column, (blank.label, change))
    for box in plan.ticks:
        row = sheet.row(box.row)
        for choice in box.chosen:
            _splice(sheet, row, box.row, box.column, (choice, tick(sheet.get(row, box.column), choice, box.choices)))


def _fill_block(sheet: _Sheet, block: ListBlock) -> None:
    for slot in block.clear:
        row = sheet.row(slot)
        row[block.span[0] - 1 : block.span[1]] = ["" for _ in row[block.span[0] - 1 : block.span[1]]]
    before = sheet.row(block.insert_after)
    at = next(number for number, row in enumerate(sheet.rows) if row is before) + 1
    new: list[list[str]] = [["" for _ in before] for _ in range(block.extra)]
    sheet.rows[at:at] = new
    kept = [sheet.row(slot) for slot in block.slots]
    first = [row for slot, row in zip(block.slots, kept, strict=True) if slot <= block.insert_after]
    for row, values in zip([*first, *new, *kept[len(first) :]], block.rows, strict=False):
        for column, value in zip(block.columns, values, strict=True):
            if value is not None:
                _put(sheet, row, CellWrite(0, column, value))


def _put(sheet: _Sheet, row: list[str], write: CellWrite) -> None:
    if write.value is None or (write.soft and sheet.get(row, write.column).strip()):
        return
    sheet.set(row, write.column, guarded(write.value))


def guarded(value: Value) -> str:
    """A value as csv text, never a formula; signed numbers and telephone numbers are none."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text) else text


def _splice(sheet: _Sheet, row: list[str], number: int, column: int, wanted: tuple[str, Splice | None]) -> None:
    what, change = wanted
    if change is None:
        cell = a1(number, column)
        sheet.problems.append(problem("FILLING_NO_BLANK", Place(cell=cell), cell=cell, what=what))
    else:
        sheet.set(row, column, change.apply(sheet.get(row, column)))
