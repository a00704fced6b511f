"""Draws the forms of `examples/`: what departments send, in their own layout. In: nothing. Out: xlsx files.

The forms are of our own invention in the shape of real ones: merged multi-level headers, unit lines, sample rows,
totals, signature footers, print set-up. Run: `.venv/bin/python -m tools.make_examples`.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).resolve().parents[1] / "examples"
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write(sheet: Worksheet, place: str, text: object, *, bold: bool = False, size: int = 11) -> None:
    """Write `text` into the first cell of `place` (A1 or A1:B2, which is merged)."""
    first = place.split(":")[0]
    sheet[first] = text
    sheet[first].font = Font(name="宋体", bold=bold, size=size)
    sheet[first].alignment = CENTRE
    if ":" in place:
        sheet.merge_cells(place)


def box(sheet: Worksheet, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = BOX
            cell.alignment = CENTRE


def heads(sheet: Worksheet, cells: dict[str, str]) -> None:
    for place, text in cells.items():
        write(sheet, place, text, bold=True)


def landscape(sheet: Worksheet, titles: str, area: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.print_title_rows = titles
    sheet.print_area = area


def old_age_list() -> Workbook:
    """A list: people of 80 and more, a sample row, a total, signatures."""
    book = Workbook()
    sheet = book.active
    sheet.title = "花名册"
    write(sheet, "A1:J1", "80周岁以上老年人花名册", bold=True, size=18)
    sheet["A2"] = "填报单位（盖章）："
    sheet["G2"] = "填报日期："
    heads(
        sheet,
        {
            "A3:A4": "序号", "B3:E3": "基本情况", "B4": "姓名", "C4": "性别", "D4": "公民身份号码", "E4": "年龄",
            "F3:F4": "现住址", "G3:G4": "联系电话", "H3:H4": "是否独居", "I3:J3": "高龄津贴",
            "I4": "类别", "J4": "月发放金额（元）",
        },
    )  # fmt: skip
    for row in range(5, 9):
        sheet[f"A{row}"] = row - 4
    write(sheet, "A9:I9", "合计")
    sheet["J9"] = "=SUM(J5:J8)"
    box(sheet, "A3:J9")
    sheet["A10"] = "填表人："
    sheet["D10"] = "审核人："
    sheet["G10"] = "社区负责人签字："
    sheet["A11"] = "注：本表由社区填写，一式两份，年龄按周岁计算。"
    for column, width in zip("ABCDEFGHIJ", (6, 10, 6, 22, 7, 34, 15, 9, 14, 12), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A5"
    landscape(sheet, "1:4", "A1:J11")
    return book


def population_crosstab() -> Workbook:
    """A cross-tab: ages down, kinds of people and sexes across, three header levels."""
    book = Workbook()
    sheet = book.active
    sheet.title = "人口情况"
    write(sheet, "A1:I1", "常住人口基本情况统计表", bold=True, size=16)
    sheet["A2"] = "填报单位："
    sheet["H2"] = "单位：人"
    heads(
        sheet,
        {
            "A3:A5": "年龄段", "B3:B5": "合计", "C3:D3": "性别", "C4:C5": "男", "D4:D5": "女",
            "E3:I3": "其中", "E4:E5": "独居", "F4:G4": "残疾人", "F5": "人数", "G5": "其中：重度",
            "H4:H5": "党员", "I4:I5": "低保对象",
        },
    )  # fmt: skip
    stubs = ("0-6岁", "7-17岁", "18-59岁", "60-79岁", "80岁及以上")
    for row, label in enumerate(stubs, 6):
        sheet[f"A{row}"] = label
    sheet["A11"] = "合计"
    for column in "BCDEFGHI":
        sheet[f"{column}11"] = f"=SUM({column}6:{column}10)"
    box(sheet, "A3:I11")
    sheet["A12"] = "单位负责人：            填表人：            填表日期：     年   月   日"
    sheet.column_dimensions["A"].width = 14
    landscape(sheet, "1:5", "A1:I12")
    return book


def community_card() -> Workbook:
    """A card about the area itself: 一社区一档."""
    book = Workbook()
    sheet = book.active
    sheet.title = "一社区一档"
    write(sheet, "A1:F1", "社区基本情况登记表", bold=True, size=16)
    sheet["A2"] = "填报单位："
    heads(
        sheet,
        {
            "A3:A5": "人口", "B3": "总户数", "D3": "总人口数", "B4": "男性人数", "D4": "女性人数",
            "B5": "60岁以上老年人数", "D5": "0-3岁婴幼儿人数",
            "A6:A8": "重点人群", "B6": "低保对象人数", "D6": "残疾人数", "B7": "退役军人数", "D7": "独居老人数",
            "B8": "党员人数", "D8": "失业人员数",
            "A9:A10": "房屋场所", "B9": "房屋总数", "D9": "出租房屋数", "B10": "商户数", "D10": "九小场所数",
        },
    )  # fmt: skip
    write(sheet, "A11", "备注", bold=True)
    sheet.merge_cells("B11:F11")
    for row in range(3, 11):
        sheet.merge_cells(f"E{row}:F{row}")
    box(sheet, "A3:F11")
    sheet["A12"] = "填表人：                    联系电话：                    填表日期：    年  月  日"
    for column, width in zip("ABCDEF", (12, 20, 12, 20, 8, 8), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.page_setup.paperSize = 9
    return book


def communities_list() -> Workbook:
    """A list with a row an area: how many of whom live where."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总"
    write(sheet, "A1:I1", "各社区特殊困难群体汇总表", bold=True, size=16)
    sheet["H2"] = "单位：人、户"
    heads(
        sheet,
        {
            "A3:A4": "序号", "B3:B4": "社区名称", "C3:C4": "户数", "D3:D4": "人口数", "E3:F3": "老年人",
            "E4": "60岁以上", "F4": "其中：80岁以上", "G3:G4": "残疾人", "H3:H4": "低保人数", "I3:I4": "备注",
        },
    )  # fmt: skip
    write(sheet, "A8:B8", "合计")
    for column in "CDEFGH":
        sheet[f"{column}8"] = f"=SUM({column}5:{column}7)"
    box(sheet, "A3:I8")
    sheet["A9"] = "审核人：            填表人："
    sheet.column_dimensions["B"].width = 20
    landscape(sheet, "1:4", "A1:I9")
    return book


FORMS = {
    "高龄老人花名册.xlsx": old_age_list,
    "常住人口统计表.xlsx": population_crosstab,
    "社区基本情况登记表.xlsx": community_card,
    "各社区汇总表.xlsx": communities_list,
}


def make() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, draw in FORMS.items():
        draw().save(FOLDER / name)


if __name__ == "__main__":
    make()
