"""Writes a page as a file. In: a `Page`, a path ending in .xlsx, .xls, .docx or .csv. Out: the file. Refuses other endings."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import xlwt
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from bench.piles.layout import Page

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def draw(page: Page, path: Path) -> None:
    """Write `page` to `path`."""
    _WAYS[path.suffix](page, path)


def _xlsx(page: Page, path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for (row, column), text in page.texts.items():
        cell = sheet.cell(row, column, text)
        title = row == page.title_row
        cell.font = Font(name="宋体", bold=title or page.head[0] <= row <= page.head[1], size=16 if title else 11)
        if title or page.boxed[0] <= row <= page.boxed[1]:
            cell.alignment = CENTRE
    for row in range(page.boxed[0], page.boxed[1] + 1):
        for column in range(1, page.width + 1):
            sheet.cell(row, column).border = BOX
    for first_row, first_column, last_row, last_column in page.merges:
        sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
    for column in range(1, page.width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(page, column)
    sheet.row_dimensions[page.title_row].height = 30
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{page.head[0]}:{page.head[1]}"
    book.save(path)


def _width(page: Page, column: int) -> float:
    """Room for the longest text in the box that is not merged sideways; Han characters count double."""
    wide = {(row, left) for row, left, _, right in page.merges if right > left}
    texts = [
        text
        for (row, at), text in page.texts.items()
        if at == column and page.boxed[0] <= row <= page.boxed[1] and (row, at) not in wide
    ]
    longest = max((sum(2 if ord(each) > 255 else 1 for each in text) for text in texts), default=8)
    return min(max(longest + 2, 6), 24)


def _xls(page: Page, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    boxed = xlwt.easyxf(
        "align: horiz centre, vert centre, wrap on; borders: left thin, right thin, top thin, bottom thin"
    )
    title = xlwt.easyxf("font: bold on, height 320; align: horiz centre")
    merged = {(first, left): (first, left, last, right) for first, left, last, right in page.merges}
    inside = {
        (r, c)
        for first, left, last, right in page.merges
        for r in range(first, last + 1)
        for c in range(left, right + 1)
    }
    spots = {(r, c) for r in range(page.boxed[0], page.boxed[1] + 1) for c in range(1, page.width + 1)} | set(
        page.texts
    )
    for row, column in sorted(spots):
        in_box = page.boxed[0] <= row <= page.boxed[1]
        style = title if row == page.title_row else boxed if in_box else xlwt.Style.default_style
        text = page.texts.get((row, column), "")
        if (row, column) in merged:
            first, left, last, right = merged[row, column]
            sheet.write_merge(first - 1, last - 1, left - 1, right - 1, text, style)
        elif (row, column) not in inside:
            sheet.write(row - 1, column - 1, text, style)
    book.save(str(path))


def _docx(page: Page, path: Path) -> None:
    document = Document()
    top, bottom = page.boxed
    for row in range(1, top):
        line = "    ".join(text for (at, _), text in sorted(page.texts.items()) if at == row)
        document.add_paragraph(line)
    table = document.add_table(rows=bottom - top + 1, cols=page.width)
    table.style = "Table Grid"
    for first, left, last, right in page.merges:
        if top <= first <= bottom:
            table.cell(first - top, left - 1).merge(table.cell(last - top, right - 1))
    for (row, column), text in page.texts.items():
        if top <= row <= bottom:
            table.cell(row - top, column - 1).text = text
    for row in range(bottom + 1, page.height + 1):
        document.add_paragraph("    ".join(text for (at, _), text in sorted(page.texts.items()) if at == row))
    document.save(str(path))


def _csv(page: Page, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        for row in range(1, page.height + 1):
            out.writerow([page.texts.get((row, column), "") for column in range(1, page.width + 1)])


_WAYS: dict[str, Callable[[Page, Path], None]] = {".xlsx": _xlsx, ".xls": _xls, ".docx": _docx, ".csv": _csv}
