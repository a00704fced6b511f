"""An xlsx comes back as it is stored: values, formulas, merges, looks, drop-downs, hidden lines, bounds."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from tests.corpus import need_corpus
from tests.flow.reading.packages import MAIN, package, parts_of, put, sheet, text_cell
from yibiao.base.tables import Grid, Region, Workbook
from yibiao.flow.reading.workbook import read_workbook

THIN = Border(bottom=Side(style="thin"))


def saved(book: openpyxl.Workbook, folder: Path, name: str = "form.xlsx") -> Workbook:
    book.save(folder / name)
    return read_workbook(folder / name)


def raw(folder: Path, sheet_xml: str, **more: str) -> Grid:
    return read_workbook(put(folder, "form.xlsx", package(parts_of(sheet_xml, **more)))).grids[0]


def test_values_keep_their_kind_and_text_stays_exact(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append([" 张 三 ", "0012", 7, 7.5, True, date(1950, 3, 1), datetime(2024, 5, 6, 7, 8, 9), time(8, 30)])
    cells = saved(book, tmp_path).grids[0].cells
    assert [cells[1, column].value for column in range(1, 9)] == [
        " 张 三 ", "0012", 7, 7.5, True, date(1950, 3, 1), datetime(2024, 5, 6, 7, 8, 9), time(8, 30),
    ]  # fmt: skip


def test_a_formula_comes_with_its_stored_result(tmp_path: Path) -> None:
    grid = raw(tmp_path, sheet('<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*3</f><v>6</v></c></row>'))
    assert (grid.cells[1, 2].value, grid.cells[1, 2].formula) == (6, "A1*3")
    assert grid.cells[1, 1].formula is None


def test_a_formula_without_a_stored_result_is_remarked(tmp_path: Path) -> None:
    data = package(parts_of(sheet('<row r="1"><c r="A1"><f>1+1</f></c></row>')))
    book = read_workbook(put(tmp_path, "form.xlsx", data))
    assert [remark.code for remark in book.problems] == ["READ_STALE_FORMULAS"]


def test_dates_in_chinese_built_in_formats_are_dates(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="57"/><xf numFmtId="31"/></cellXfs></styleSheet>'
    rows = '<row r="1"><c r="A1" s="1"><v>45292</v></c><c r="B1" s="2"><v>45292</v></c><c r="C1"><v>45292</v></c></row>'
    grid = raw(tmp_path, sheet(rows), styles=styles)
    assert [grid.cells[1, column].value for column in (1, 2, 3)] == [date(2024, 1, 1), date(2024, 1, 1), 45292]


def test_days_before_march_1900_follow_the_missing_leap_day(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
    rows = (
        '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>61</v></c><c r="C1" s="1"><v>9999999</v></c></row>'
    )
    grid = raw(tmp_path, sheet(rows), styles=styles)
    assert [grid.cells[1, column].value for column in (1, 2, 3)] == [date(1900, 1, 1), date(1900, 3, 1), 9999999]


def test_merges_looks_and_hidden_lines_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "某街道统计表"
    page["A1"].font = Font(bold=True, size=18)
    page["A1"].alignment = Alignment(horizontal="center")
    page["A2"], page["B2"] = "姓名", "年龄"
    page["A2"].fill = PatternFill("solid", fgColor="FFFF00")
    page["B2"].border = THIN
    page.merge_cells("A1:D1")
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    book.create_sheet("代码").sheet_state = "hidden"
    read = saved(book, tmp_path)
    grid = read.grids[0]
    assert grid.merges == (Region(1, 1, 1, 4),)
    title = grid.cells[1, 1].look
    assert (title.bold, title.centred, title.font_size) == (True, True, 18.0)
    assert grid.cells[2, 1].look.filled and grid.cells[2, 2].look.bordered
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {2})
    assert [(each.name, each.hidden) for each in read.grids] == [("Sheet", False), ("代码", True)]


def test_what_lies_under_a_merge_is_not_seen(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "合计")}{text_cell("B1", "藏")}{text_cell("C1", "见")}</row>'
    grid = raw(tmp_path, sheet(rows, '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    assert [grid.text(1, column) for column in (1, 2, 3)] == ["合计", "", "见"]


def test_overlapping_merges_keep_the_first_and_say_so(tmp_path: Path) -> None:
    merges = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B1:B5"/><mergeCell ref="A3:C4"/></mergeCells>'
    data = package(parts_of(sheet(f'<row r="1">{text_cell("A1", "一")}</row>', merges)))
    book = read_workbook(put(tmp_path, "form.xlsx", data))
    assert book.grids[0].merges == (Region(1, 1, 1, 3), Region(3, 1, 4, 3))
    assert [remark.code for remark in book.problems] == ["READ_BAD_MERGES"]


def test_drop_downs_are_found_spelled_out_in_ranges_and_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page, lists = book.active, book.create_sheet("字 典")
    page.append(["性别", "民族", "关系"])
    for number, text in enumerate(["汉族", "回族", None, "壮族"], 1):
        lists.cell(number, 1, text)
    book.defined_names["关系"] = openpyxl.workbook.defined_name.DefinedName("关系", attr_text="'字 典'!$A$1:$A$2")
    for formula, where in (('"男,女"', "A2:A99"), ("'字 典'!$A$1:$A$9", "B2:B99"), ("关系", "C2:C99")):
        rule = DataValidation(type="list", formula1=formula)
        rule.add(where)
        page.add_data_validation(rule)
    assert saved(book, tmp_path).grids[0].validations == {
        (2, 1): ("男", "女"),
        (2, 2): ("汉族", "回族", "壮族"),
        (2, 3): ("汉族", "回族"),
    }


def test_endless_styled_blanks_do_not_blow_up_the_bounds(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"], page["C3"] = "姓名", "备注"
    for row in range(1, 2000):
        page.cell(row, 1).border = THIN
    page.cell(3, 900).border = THIN
    page.cell(60_000, 5).fill = PatternFill("solid", fgColor="FFFF00")
    grid = saved(book, tmp_path).grids[0]
    assert grid.rows == 303 and grid.columns == 3
    assert all(row <= 303 for row, _ in grid.cells)


def test_a_blank_form_keeps_its_bordered_body(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "姓名"
    for row in range(1, 21):
        page.cell(row, 1).border = THIN
    assert saved(book, tmp_path).grids[0].rows == 20


def test_escapes_rich_text_and_phonetic_guides_are_read_as_a_person_would(tmp_path: Path) -> None:
    shared = (
        f'<sst xmlns="{MAIN}"><si><r><t>张</t></r><r><rPr><b/></rPr><t xml:space="preserve">三 </t></r></si>'
        "<si><t>重庆</t><rPh sb='0' eb='1'><t>chong</t></rPh></si><si><t>一_x000D_二</t></si><si><t>_x005F_x000D_</t></si></sst>"
    )
    cells = "".join(f'<c r="{column}1" t="s"><v>{number}</v></c>' for number, column in enumerate("ABCD"))
    grid = raw(tmp_path, sheet(f'<row r="1">{cells}</row>'), shared=shared)
    assert [grid.cells[1, column].value for column in (1, 2, 3, 4)] == ["张三 ", "重庆", "一\r二", "_x000D_"]


def test_cells_and_rows_without_references_count_on(tmp_path: Path) -> None:
    grid = raw(tmp_path, sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert {place: cell.value for place, cell in grid.cells.items()} == {(1, 1): 1, (1, 2): 2, (2, 1): 3}


def test_formula_errors_stay_as_text_and_are_remarked(tmp_path: Path) -> None:
    data = package(parts_of(sheet('<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')))
    book = read_workbook(put(tmp_path, "form.xlsx", data))
    assert book.grids[0].cells[2, 2].value == "#DIV/0!"
    assert [(remark.code, remark.place.cell) for remark in book.problems] == [("READ_ERROR_CELLS", "B2")]


def test_broken_styles_cost_the_looks_not_the_values(tmp_path: Path) -> None:
    grid = raw(tmp_path, sheet('<row r="1"><c r="A1" s="7"><v>1</v></c></row>'), styles="<styleSheet><fonts>")
    assert grid.cells[1, 1].value == 1


@pytest.mark.corpus
def test_values_and_merges_are_those_that_openpyxl_reads() -> None:
    """An independent reader agrees on every visible value of a spread of strangers' forms."""
    compared = 0
    for path in sorted((need_corpus() / "forms").rglob("*.xlsx"))[::12]:
        theirs = openpyxl.load_workbook(path, data_only=True)
        ours = {grid.name: grid for grid in read_workbook(path).grids}
        for page in theirs.worksheets:
            grid = ours[page.title]
            assert {str(area) for area in page.merged_cells.ranges} == {str(area) for area in grid.merges}, path.name
            for line in page.iter_rows(max_row=grid.rows, max_col=grid.columns):
                for cell in line:
                    if isinstance(cell.value, (str, int, float)) and cell.number_format != "General":
                        assert grid.cells[cell.row, cell.column].value == cell.value, (path.name, cell.coordinate)
                        compared += 1
    assert compared > 300
