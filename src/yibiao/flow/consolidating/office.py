"""The workbook 合并方案.xlsx. In: sheets of plain rows. Out: a file that Excel, WPS and LibreOffice open cleanly.

Looks as an office document does: title line, remark, frozen header that repeats in print, landscape A4, one page wide.
Refuses: to write formulas: what begins with = is text; characters that no spreadsheet may hold are left out.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from yibiao.flow.consolidating.sheets import Sheet, Value

HEADER_ROW = 3
PAGE_WIDE = 300
"""Characters across a landscape A4 page that can still be read, about 5 points each."""
LONGEST = 32_000
"""Characters a cell may hold in Excel: 32,767."""
_LINE = Side(style="thin", color="FFB7B7B7")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FONT = Font(name="宋体", size=10.5, bold=True)
_BODY_FONT = Font(name="宋体", size=10.5)
_TITLE_FONT = Font(name="黑体", size=16)
_FILL = PatternFill("solid", start_color="FFE7EEF7")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


def write_workbook(sheets: Sequence[Sheet], file: Path) -> None:
    """Replace `file` by a workbook of these sheets."""
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    book.properties.creator = "一表通"
    book.properties.title = file.stem
    book.save(fresh)
    fresh.replace(file)


def _write(page: Worksheet, sheet: Sheet) -> None:
    wide = len(sheet.header) if not sheet.shaded else min(len(sheet.header), 24)
    _line(page, 1, sheet.title, _TITLE_FONT, _LEFT if sheet.shaded else _CENTRE, wide=wide)
    _line(page, 2, sheet.remark, _BODY_FONT, _LEFT, wide=wide)
    page.row_dimensions[1].height = 30
    page.row_dimensions[2].height = _height((sheet.remark,), (sum(sheet.widths[:wide]),))
    page.row_dimensions[HEADER_ROW].height = 30
    for column, (label, width) in enumerate(zip(sheet.header, sheet.widths, strict=True), 1):
        page.column_dimensions[get_column_letter(column)].width = width
        head = page.cell(HEADER_ROW, column)
        _put(head, label)
        head.font, head.fill, head.border, head.alignment = _HEAD_FONT, _FILL, _BORDER, _CENTRE
    for at, row in enumerate(sheet.rows, HEADER_ROW + 1):
        for column, value in enumerate(row, 1):
            _body(page.cell(at, column), value)
        page.row_dimensions[at].height = _height(row, sheet.widths)
    last = max(HEADER_ROW + 1, HEADER_ROW + len(sheet.rows))
    if sheet.shaded:
        _shade(page, sheet, last)
    else:
        page.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(sheet.header))}{last}"
    fixed = "D" if len(sheet.header) > 6 and not sheet.shaded else "C"
    page.freeze_panes = f"{fixed}{HEADER_ROW + 1}"
    _print_set_up(page, sheet)


def _height(row: Sequence[Value], widths: Sequence[float]) -> float:
    """Points for the longest wrapped text of a row: a line is 14 points high, and the border wants some air."""
    texts = [(value, width) for value, width in zip(row, widths, strict=False) if isinstance(value, str)]
    lines = max((math.ceil(_wide(text) / (width - 1)) for text, width in texts), default=1)
    return float(min(400, 14 * max(1, lines) + 6))


def _wide(text: str) -> float:
    """Columns that a text takes: a Han character two, a letter a little more than the digit that widths count by."""
    return sum(2.0 if unicodedata.east_asian_width(char) in "WF" else 1.1 for char in text)


def _line(page: Worksheet, row: int, text: str, font: Font, alignment: Alignment, *, wide: int) -> None:
    cell = page.cell(row, 1)
    _put(cell, text)
    cell.font, cell.alignment = font, alignment
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)


def _body(cell: Cell | MergedCell, value: Value) -> None:
    _put(cell, value)
    cell.font, cell.border = _BODY_FONT, _BORDER
    cell.alignment = _CENTRE if isinstance(value, int | float) else _LEFT


def _put(cell: Cell | MergedCell, value: Value) -> None:
    """A value as it is; text stays text even where it begins like a formula."""
    if isinstance(cell, MergedCell):
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
    else:
        cell.value = value


def _shade(page: Worksheet, sheet: Sheet, last: int) -> None:
    if len(sheet.header) < 3:
        return
    area = f"C{HEADER_ROW + 1}:{get_column_letter(len(sheet.header))}{last}"
    rule = ColorScaleRule(  # type: ignore[no-untyped-call]
        "num", 0, "FFFFFFFF", "num", 50, "FFF9D7A0", "num", 100, "FFE4572E"
    )
    page.conditional_formatting.add(area, rule)


def _print_set_up(page: Worksheet, sheet: Sheet) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth = max(1, math.ceil(sum(sheet.widths) / PAGE_WIDE))
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    if sheet.shaded:
        page.print_title_cols = "A:B"  # a matrix of several pages keeps its names
    page.print_options.horizontalCentered = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.5, 0.6
    page.page_margins.header = page.page_margins.footer = 0.3
    footer = HeaderFooterItem()
    footer.left.text = sheet.title
    footer.right.text = "第 &P 页，共 &N 页"
    page.oddFooter = footer
