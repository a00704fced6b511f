"""Forms drawn in code for the tests of filling, and a way to read them back."""

from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

THIN = Border(*[Side(style="thin")] * 4)
THICK_BOTTOM = Border(*[Side(style="thin")] * 3, bottom=Side(style="medium"))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def sheet_of(rows: Iterable[Iterable[object]], name: str = "表") -> tuple[Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return book, sheet


def elders() -> bytes:
    """A list with title, two header rows, three blank rows, total with SUM, footer, and all that points at rows."""
    book, sheet = sheet_of(
        [
            ["高龄老人花名册", None, None, None, None, None],
            ["填报单位：", None, None, "填报日期：    年  月  日", None, None],
            ["序号", "姓名", "身份", None, "津贴（元）", "倍数"],
            [None, None, "证号", "电话", None, None],
            [1, None, None, None, None, "=E5*2"],
            [2, None, None, None, None, "=E6*2"],
            [3, None, None, None, None, "=E7*2"],
            ["合计", None, None, None, "=SUM(E5:E7)", "=SUM(F5:F7)"],
            ["审核人：________    填表人：________", None, None, None, "=E8", None],
        ]
    )
    for merge in ("A1:F1", "A2:C2", "D2:F2", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "A8:B8", "A9:D9"):
        sheet.merge_cells(merge)
    for row in range(3, 9):
        for column in range(1, 7):
            cell = sheet.cell(row, column)
            cell.border = THICK_BOTTOM if row == 7 else THIN
            cell.alignment = Alignment(horizontal="center")
        sheet.row_dimensions[row].height = 24 if row >= 5 else 18
    sheet["B5"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A1"].font = Font(size=20, bold=True)
    sheet.column_dimensions["C"].width = 23
    sheet.freeze_panes = "A5"
    sheet.print_area = "A1:F9"
    sheet.print_title_rows = "3:4"
    sheet.page_setup.orientation = "landscape"
    sheet.auto_filter.ref = "A4:F7"
    choice = DataValidation(type="list", formula1='"甲,乙"')
    choice.add("B5:B7")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("E5:E7", CellIsRule(operator="greaterThan", formula=["E$8"], font=Font(bold=True)))
    sheet["A9"].comment = Comment("请签名", "局")
    other = book.create_sheet("汇总")
    other["A1"] = "=SUM(表!E5:E7)"
    other["A2"] = "=表!E8"
    other["A3"] = "=A2+1"
    book.defined_names["总数"] = DefinedName("总数", attr_text="表!$E$8")
    return saved(book)
