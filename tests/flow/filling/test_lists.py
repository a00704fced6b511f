"""Lists grow and everything below follows.

1 the template's blanks are used first · 2 further rows look like the sample · 3 what points at rows follows
4 totals stay totals · 5 text stays text · 6 nothing else changes
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.flow.filling.forms import elders, opened, saved, sheet_of
from yibiao.base.problems import ProblemError
from yibiao.flow.filling.ooxml import fill_workbook
from yibiao.flow.filling.plan import CellWrite, FillPlan, ListBlock, SheetPlan, SideSheet


def people(count: int) -> ListBlock:
    rows = tuple(
        (n, f"老人{n}", f"99010119400101{n:04d}", f"1380000{n:04d}", Decimal(100)) for n in range(1, count + 1)
    )
    return ListBlock(slots=(5, 6, 7), columns=(1, 2, 3, 4, 5), rows=rows, style_row=5)


def filled(count: int) -> bytes:
    data, problems = fill_workbook(elders(), FillPlan((SheetPlan("表", blocks=(people(count),)),)))
    assert problems == ()
    return data


def test_it_uses_the_blank_rows_of_the_template_first() -> None:
    sheet = opened(filled(2))["表"]
    assert [sheet.cell(row, 2).value for row in (5, 6, 7)] == ["老人1", "老人2", None]
    assert sheet["A8"].value == "合计"
    assert sheet["A7"].value == 3


def test_it_grows_the_list_and_moves_the_total_and_the_footer_down() -> None:
    sheet = opened(filled(10))["表"]
    assert [sheet.cell(row, 2).value for row in range(5, 15)] == [f"老人{n}" for n in range(1, 11)]
    assert sheet["A15"].value == "合计"
    assert sheet["A16"].value == "审核人：________    填表人：________"
    assert sheet.max_row == 16


def test_new_rows_look_like_the_sample_and_the_last_border_stays_last() -> None:
    sheet = opened(filled(10))["表"]
    assert sheet["B9"].fill.fgColor.rgb == sheet["B5"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["B9"].border.bottom.style == "thin"
    assert sheet["B14"].border.bottom.style == "medium"
    assert [sheet.row_dimensions[row].height for row in range(5, 16)] == [24] * 11


def test_formulas_of_the_sample_row_go_along() -> None:
    sheet = opened(filled(10))["表"]
    assert [sheet.cell(row, 6).value for row in range(5, 15)] == [f"=E{row}*2" for row in range(5, 15)]


def test_totals_take_in_the_new_rows_on_every_sheet() -> None:
    book = opened(filled(10))
    assert book["表"]["E15"].value == "=SUM(E5:E14)"
    assert book["表"]["E16"].value == "=E15"
    assert book["汇总"]["A1"].value == "=SUM(表!E5:E14)"
    assert book["汇总"]["A2"].value == "=表!E15"
    assert book.defined_names["总数"].attr_text == "表!$E$15"


def test_sums_are_computed_for_readers_that_trust_stored_values() -> None:
    book = opened(filled(10), values=True)
    assert book["表"]["E15"].value == 1000
    assert book["汇总"]["A1"].value == 1000


def test_everything_that_points_at_rows_follows() -> None:
    sheet = opened(filled(10))["表"]
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {
        "A1:F1",
        "A2:C2",
        "D2:F2",
        "A3:A4",
        "B3:B4",
        "C3:D3",
        "E3:E4",
        "F3:F4",
        "A15:B15",
        "A16:D16",
    }
    assert sheet.print_area == "'表'!$A$1:$F$16"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.auto_filter.ref == "A4:F14"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B5:B14"]
    [ranges] = [entry for entry in sheet.conditional_formatting]
    assert str(ranges.sqref) == "E5:E14"
    assert ranges.rules[0].formula == ["E$15"]
    assert sheet["A16"].comment is not None and sheet["A9"].comment is None
    assert sheet.freeze_panes == "A5"


def test_an_id_number_stays_text_and_keeps_its_digits() -> None:
    cell = opened(filled(10))["表"]["C9"]
    assert (cell.value, cell.data_type, cell.number_format) == ("990101194001010005", "s", "@")


@pytest.mark.parametrize("text", ["=1+1", "+8613800000000", "-无", "@某", "=cmd|' /C calc'!A0"])
def test_a_text_that_looks_like_a_formula_is_a_text(text: str) -> None:
    data, _ = fill_workbook(elders(), FillPlan((SheetPlan("表", cells=(CellWrite(5, 2, text),)),)))
    cell = opened(data)["表"]["B5"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_a_formula_of_the_department_is_never_overwritten() -> None:
    data, problems = fill_workbook(elders(), FillPlan((SheetPlan("表", cells=(CellWrite(8, 5, 7),)),)))
    assert opened(data)["表"]["E8"].value == "=SUM(E5:E7)"
    assert [entry.code for entry in problems] == ["FILLING_FORMULA_KEPT"]


def test_dates_take_the_format_of_their_cell_or_a_plain_one() -> None:
    book, sheet = sheet_of([["日期", "日期"], [None, None]])
    sheet["A2"].number_format = 'yyyy"年"m"月"d"日"'
    writes = (CellWrite(2, 1, date(1950, 3, 1)), CellWrite(2, 2, date(1950, 3, 1)))
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", cells=writes),)))
    back = opened(data)["表"]
    assert back["A2"].value == back["B2"].value
    assert back["A2"].value.date() == date(1950, 3, 1)
    assert (back["A2"].number_format, back["B2"].number_format) == ('yyyy"年"m"月"d"日"', "yyyy\\-mm\\-dd")


def test_a_total_of_a_one_row_template_takes_in_the_new_rows() -> None:
    book, _ = sheet_of([["人数", "户数"], [None, None], ["=SUM(A2)", "=SUM(B2:B2)"]])
    block = ListBlock(slots=(2,), columns=(1, 2), rows=((1, 2), (3, 4), (5, 6)), style_row=2)
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    assert [cell.value for cell in opened(data)["表"][5]] == ["=SUM(A2:A4)", "=SUM(B2:B4)"]
    assert [cell.value for cell in opened(data, values=True)["表"][5]] == [9, 12]


def test_a_row_that_sums_itself_does_not_swallow_the_rows_below() -> None:
    book, _ = sheet_of([["男", "女", "计"], [None, None, "=SUM(A2:B2)"], ["合计", None, "=SUM(C2:C2)"]])
    block = ListBlock(slots=(2,), columns=(1, 2), rows=((1, 2), (3, 4)), style_row=2)
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    sheet = opened(data)["表"]
    assert [sheet.cell(row, 3).value for row in (2, 3, 4)] == ["=SUM(A2:B2)", "=SUM(A3:B3)", "=SUM(C2:C3)"]
    assert [opened(data, values=True)["表"].cell(row, 3).value for row in (2, 3, 4)] == [3, 7, 10]


def test_merges_inside_the_sample_row_are_repeated() -> None:
    book, sheet = sheet_of([["姓名", None, "电话"], ["例", None, "1"], ["注", None, None]])
    for merge in ("A1:B1", "A2:B2", "A3:C3"):
        sheet.merge_cells(merge)
    block = ListBlock(slots=(2,), columns=(1, 3), rows=(("甲", "1"), ("乙", "2"), ("丙", "3")), style_row=2, clear=(2,))
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    merges = {str(merge) for merge in opened(data)["表"].merged_cells.ranges}
    assert merges == {"A1:B1", "A2:B2", "A3:B3", "A4:B4", "A5:C5"}


def test_a_sample_is_cleared_even_where_nothing_comes() -> None:
    book, _ = sheet_of([["姓名", "备注"], ["例：某人", "示例"], ["注", None]])
    block = ListBlock(slots=(2,), columns=(1,), rows=(), style_row=2, clear=(2,))
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    assert [cell.value for cell in opened(data)["表"][2]] == [None, None]


def test_two_lists_on_one_sheet_grow_independently() -> None:
    book, _ = sheet_of([["甲"], [None], ["乙"], [None], ["末", "=A2&A4"]])
    blocks = (
        ListBlock(slots=(4,), columns=(1,), rows=tuple((f"b{n}",) for n in range(3)), style_row=4),
        ListBlock(slots=(2,), columns=(1,), rows=tuple((f"a{n}",) for n in range(2)), style_row=2),
    )
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=blocks),)))
    sheet = opened(data)["表"]
    assert [row[0].value for row in sheet.iter_rows()] == ["甲", "a0", "a1", "乙", "b0", "b1", "b2", "末"]
    assert sheet["B8"].value == "=A2&A5"


def test_a_list_with_a_header_only_gets_rows_below_it() -> None:
    book, _ = sheet_of([["姓名"], ["填表说明：略"]])
    block = ListBlock(slots=(), after=1, columns=(1,), rows=(("甲",), ("乙",)))
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    assert [row[0].value for row in opened(data)["表"].iter_rows()] == ["姓名", "甲", "乙", "填表说明：略"]


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    book, sheet = sheet_of([["姓名"], [None]])
    sheet.cell(1_048_576, 1, "底")
    block = ListBlock(slots=(2,), columns=(1,), rows=(("甲",), ("乙",)), style_row=2)
    with pytest.raises(ProblemError, match="FILLING_TOO_MANY_ROWS"):
        fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))


def test_an_empty_plan_gives_the_template_back_byte_by_byte() -> None:
    template = elders()
    assert fill_workbook(template, FillPlan())[0] == template


def test_a_side_sheet_comes_last() -> None:
    side = SideSheet("填报说明", (("字段", "填写"), ("姓名", 3)))
    data, _ = fill_workbook(elders(), FillPlan((), side))
    book = opened(data)
    assert book.sheetnames == ["表", "汇总", "填报说明"]
    assert [[cell.value for cell in row] for row in book["填报说明"].iter_rows()] == [["字段", "填写"], ["姓名", 3]]


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ProblemError, match="FILLING_BROKEN_PACKAGE"):
        fill_workbook(b"no zip", FillPlan((SheetPlan("表"),)))


def test_a_merge_over_several_records_is_taken_apart() -> None:
    book, sheet = sheet_of([["村", "姓名"], ["旧村", "旧甲"], [None, "旧乙"], ["注", None]])
    sheet.merge_cells("A2:A3")
    rows = tuple((f"村{n}", f"甲{n}") for n in range(3))
    block = ListBlock(slots=(2, 3), columns=(1, 2), rows=rows, style_row=2, clear=(2, 3))
    data, problems = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    back = opened(data)["表"]
    assert [[cell.value for cell in row] for row in back.iter_rows(min_row=2, max_row=4)] == [list(row) for row in rows]
    assert problems == () and not back.merged_cells.ranges


def test_a_label_merged_over_the_header_is_never_overwritten_by_a_record() -> None:
    book, sheet = sheet_of([["村", "姓名"], [None, None], ["注", None]])
    sheet.merge_cells("A1:A2")
    block = ListBlock(slots=(2,), columns=(1, 2), rows=(("甲村", "甲"),), style_row=2)
    data, problems = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    assert [cell.value for cell in opened(data)["表"][1]] == ["村", "姓名"]
    assert [entry.code for entry in problems] == ["FILLING_HIDDEN_CELL"]


def test_a_label_merged_beside_the_whole_list_goes_along() -> None:
    book, sheet = sheet_of([["成员", "姓名"], [None, None], ["注", None]])
    sheet.merge_cells("A1:A2")
    block = ListBlock(slots=(2,), columns=(2,), rows=(("甲",), ("乙",), ("丙",)), style_row=2)
    data, _ = fill_workbook(saved(book), FillPlan((SheetPlan("表", blocks=(block,)),)))
    assert [str(merge) for merge in opened(data)["表"].merged_cells.ranges] == ["A1:A4"]
