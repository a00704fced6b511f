"""A form goes in, a filled form and a report come out.

1 lists · 2 counts · 3 areas · 4 cards · 5 blanks say why · 6 rights are kept
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.flow.filling.cast import CONTEXT, STANDARD, answerer, matched, person, tables_of
from tests.flow.filling.forms import THIN, opened, saved, sheet_of
from yibiao.base.problems import ProblemError, problem
from yibiao.base.tables import ParsedTable
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, RowsQuestion
from yibiao.flow.filling import FillOptions, area_paths, bind, fill
from yibiao.flow.filling.fill import Filled
from yibiao.flow.standard.formula.nodes import All, Compare, Ref, Value
from yibiao.flow.standard.meanings import FormMatch, Meaning, Measure, Subject

OLD = Compare(">=", Ref("person.age"), Value(80))
FEMALE = Compare("=", Ref("person.gender"), Value("2"))


def el(code: str, **more: str) -> Meaning:
    return Meaning("person", f"person.{code}", **more)  # type: ignore[arg-type]


def list_form() -> bytes:
    book, sheet = sheet_of(
        [
            ["80周岁以上老人花名册"],
            ["填报单位：", None, None, None, None, None, "填报日期：", None],
            ["序号", "姓名", "性别", "身份证号码", "出生年月", "是否独居", "年收入（万元）", "备注"],
            *[[None] * 8] * 3,
            ["合计"],
            ["填表人：          审核人："],
        ]
    )
    for merge in ("A1:H1", "A2:F2", "G2:H2", "A8:H8"):
        sheet.merge_cells(merge)
    for row in range(3, 8):
        for column in range(1, 9):
            sheet.cell(row, column).border = THIN
    return saved(book)


def list_match(table: ParsedTable, **more: object) -> FormMatch:
    first = table.body[0] if table.body else 4
    meanings = [
        Meaning(special="serial"),
        el("name"),
        el("gender"),
        el("id_number"),
        el("birth_date"),
        el("alone"),
        el("income"),
        Meaning(special="blank"),
    ]
    fields = tuple(matched(table, first, column, meaning) for column, meaning in enumerate(meanings, start=1))
    values: dict[str, object] = {"population": OLD, "population_text": "年龄 >= 80", "fields": fields, **more}
    return FormMatch(table, Subject.RECORDS, "person", confidence=0.9, **values)  # type: ignore[arg-type]


def filled_list(folder: Path, count: int = 5, **more: object) -> tuple[Filled, ParsedTable]:
    path, (table,) = tables_of(list_form(), folder)
    answers = answerer([person(number) for number in range(1, count + 1)], **more)  # type: ignore[arg-type]
    return fill(path, [list_match(table)], answers, STANDARD, context=CONTEXT), table


def test_a_list_is_filled_row_by_row_as_its_columns_want(tmp_path: Path) -> None:
    filled, _ = filled_list(tmp_path)
    rows = list(opened(filled.data).active.iter_rows(min_row=4, max_row=8, values_only=True))
    assert rows[0] == (1, "老人1", "男", "990101194001010001", "1940-01", "否", 1.2001, None)
    assert rows[4] == (5, "老人5", "男", "990101194001010005", "1940-01", "否", 1.2005, None)


def test_the_total_row_sums_money_and_nothing_else(tmp_path: Path) -> None:
    filled, _ = filled_list(tmp_path)
    row = [cell.value for cell in opened(filled.data).active[9]]
    assert row == ["合计", None, None, None, None, None, pytest.approx(6.0015), None]


def test_the_head_and_the_footer_are_filled_and_signatures_are_not(tmp_path: Path) -> None:
    filled, _ = filled_list(tmp_path)
    sheet = opened(filled.data).active
    assert sheet["A2"].value == "填报单位：东山社区"
    assert sheet["G2"].value == "填报日期：2026年11月22日"
    assert sheet["A10"].value.startswith("填表人：填表员 ")
    assert sheet["A10"].value.endswith("审核人：")


def test_the_report_has_one_entry_a_field_and_says_why_cells_are_blank(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    people = [person(1), person(2, person__birth_date=None)]
    filled = fill(path, [list_match(table)], answerer(people), STANDARD, context=CONTEXT)
    report = json.loads(json.dumps(filled.report.as_json(), ensure_ascii=False))
    birth, remark = report["fields"][4], report["fields"][7]
    assert (birth["cell"], birth["element"], birth["filled"], birth["blank"]) == ("E4", "person.birth_date", 1, 1)
    assert birth["why"][0]["zh"] == "「出生年月」有 1 行台账里没有值"
    assert birth["missing"] == [{"area": "第一网格", "rows": 1}]
    assert [why["code"] for why in remark["why"]] == ["FILLING_BY_DESIGN"]
    assert len(report["fields"]) == 8


def test_a_field_below_the_threshold_stays_blank_and_asks(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    unsure = matched(table, 4, 2, el("name"), accepted=False, confidence=0.4)
    match = list_match(table, fields=(unsure, matched(table, 4, 3, el("gender"))))
    filled = fill(path, [match], answerer([person(1)]), STANDARD, context=CONTEXT)
    assert [cell.value for cell in opened(filled.data).active[4]][:4] == [None, None, "男", None]
    assert [why.code for why in filled.report.fields[0].why] == ["FILLING_NOT_SURE"]


def test_a_column_that_the_view_may_not_read_stays_blank_with_the_refusal(tmp_path: Path) -> None:
    refusal = problem("STANDARD_UNKNOWN_ELEMENT", code="person.id_number")
    filled, _ = filled_list(tmp_path, withheld={"person.id_number": refusal})
    assert all(row[3] is None for row in opened(filled.data).active.iter_rows(min_row=4, max_row=8, values_only=True))
    assert filled.report.fields[3].why == (refusal,)


def test_masked_values_are_written_as_they_came_and_counted(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    people = [person(1, person__id_number="990***********0001", person__birth_date="1940-**-**")]
    filled = fill(path, [list_match(table)], answerer(people), STANDARD, context=CONTEXT)
    assert [cell.value for cell in opened(filled.data).active[4]][3:5] == ["990***********0001", "1940-**-**"]
    assert [why.code for why in filled.report.fields[3].why] == ["FILLING_MASKED"]


def test_a_form_that_nobody_answers_keeps_its_blank_rows(tmp_path: Path) -> None:
    filled, _ = filled_list(tmp_path, count=0)
    assert [cell.value for cell in opened(filled.data).active[4]] == [None] * 8
    assert {why.code for entry in filled.report.fields for why in entry.why} == {
        "FILLING_NO_RECORD",
        "FILLING_BY_DESIGN",
    }


def test_a_refusal_of_the_whole_list_is_the_reason_of_every_field(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    refusal = problem("STANDARD_UNKNOWN_ELEMENT", code="person")

    def refuse(questions: object) -> list[object]:
        raise ProblemError(refusal)

    filled = fill(path, [list_match(table)], refuse, STANDARD, context=CONTEXT)  # type: ignore[arg-type]
    assert filled.report.fields[1].why == (refusal,)
    assert [cell.value for cell in opened(filled.data).active[4]] == [None] * 8


def test_old_rows_of_a_form_never_mix_with_new_ones(tmp_path: Path) -> None:
    book, sheet = sheet_of(
        [
            ["老人名册", None, None],
            ["姓名", "性别", "备注"],
            ["旧人甲", "男", "已迁出"],
            ["旧人乙", "女", "已故"],
            ["旧人丙", "男", "无"],
        ]
    )
    sheet.merge_cells("A1:C1")
    path, (table,) = tables_of(saved(book), tmp_path)
    fields = (matched(table, 3, 1, el("name")), matched(table, 3, 2, el("gender")))
    filled = fill(path, [list_match(table, fields=fields)], answerer([person(1)]), STANDARD, context=CONTEXT)
    rows = [[cell.value for cell in row] for row in opened(filled.data).active.iter_rows(min_row=3)]
    assert rows == [["老人1", "男", None], [None, None, None], [None, None, None]]


def crosstab() -> bytes:
    book, sheet = sheet_of(
        [
            ["人口统计表", None, None, None],
            ["年龄段", "合计", "其中", None],
            [None, None, "男", "女"],
            ["80岁以上", None, None, None],
            ["合计", "=SUM(B4:B4)", "=SUM(C4:C4)", "=SUM(D4:D4)"],
        ]
    )
    for merge in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(merge)
    return saved(book)


def test_counts_go_to_their_crossings_and_totals_are_computed(tmp_path: Path) -> None:
    path, (table,) = tables_of(crosstab(), tmp_path)
    all_old, women = Meaning("person", where=OLD, measure=Measure()), Meaning("person", where=FEMALE, measure=Measure())
    fields = (
        matched(table, 4, 2, all_old, formula="年龄 >= 80 的人数"),
        matched(table, 4, 4, women, formula="性别 = 女 的人数"),
        matched(table, 5, 2, Meaning(special="total")),
    )
    match = FormMatch(table, Subject.COUNTS, "person", OLD, "年龄 >= 80", fields, 0.9)
    numbers = {CountQuestion("person", OLD): 7, CountQuestion("person", All((OLD, FEMALE))): 0}
    filled = fill(path, [match], answerer(numbers=numbers), STANDARD, context=CONTEXT)
    sheet = opened(filled.data).active
    assert [cell.value for cell in sheet[4]] == ["80岁以上", 7, None, 0]
    assert [cell.value for cell in opened(filled.data, values=True).active[5]] == ["合计", 7, 0, 0]
    cell = filled.report.fields[1].cells[0]
    assert (cell.cell, cell.value, cell.question, cell.area) == ("D4", 0, "年龄 >= 80：性别 = 女 的人数", "990101001")


def area_form(printed: bool) -> bytes:
    book, sheet = sheet_of(
        [
            ["各网格老人汇总表", None, None, None],
            ["序号", "网格名称", "老人数", "其中：女"],
            [1 if printed else None, "第二网格" if printed else None, None, None],
            [2 if printed else None, "第一网格" if printed else None, None, None],
            ["合计", None, None, None],
        ]
    )
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A5:B5")
    for row in range(2, 6):
        for column in range(1, 5):
            sheet.cell(row, column).border = THIN
    return saved(book)


def area_match(table: ParsedTable) -> FormMatch:
    meanings = [
        Meaning(special="serial"),
        Meaning(special="area"),
        Meaning("person", measure=Measure()),
        Meaning("person", where=FEMALE, measure=Measure()),
    ]
    fields = tuple(matched(table, 3, column, meaning) for column, meaning in enumerate(meanings, start=1))
    return FormMatch(table, Subject.AREAS, "person", OLD, "年龄 >= 80", fields, 0.9)


def number_of(question: CountQuestion) -> int:
    base = {None: 33, "990101001001": 11, "990101001002": 22}[question.area]
    return base if question.where == OLD else base - 10


@pytest.mark.parametrize("printed", [False, True])
def test_a_row_an_area_with_the_whole_in_the_total_row(tmp_path: Path, printed: bool) -> None:
    path, (table,) = tables_of(area_form(printed), tmp_path)
    answers = answerer(numbers=number_of, areas=["990101001001", "990101001002"])
    filled = fill(path, [area_match(table)], answers, STANDARD, context=CONTEXT)
    rows = [[cell.value for cell in row] for row in opened(filled.data).active.iter_rows(min_row=3)]
    first, second = [1, "第一网格", 11, 1], [2, "第二网格", 22, 12]
    if printed:
        first, second = [1, "第二网格", 22, 12], [2, "第一网格", 11, 1]
    assert rows == [first, second, ["合计", None, 33, 23]]
    assert {cell.area for cell in filled.report.fields[2].cells} >= {"990101001001", "990101001002"}


def test_the_total_of_a_form_that_names_some_areas_only_is_the_sum_of_its_rows(tmp_path: Path) -> None:
    path, (table,) = tables_of(area_form(printed=True), tmp_path)
    answers = answerer(numbers=lambda q: 5 if q.area else 99, areas=["990101001001", "990101001002", "990101001003"])
    filled = fill(path, [area_match(table)], answers, STANDARD, context=CONTEXT)
    assert [cell.value for cell in opened(filled.data).active[5]] == ["合计", None, 10, 10]


def card() -> bytes:
    book, sheet = sheet_of(
        [
            ["老人登记卡", None, None, None],
            ["姓名", None, "性别", "□男 □女"],
            ["出生日期", None, "联系电话", None],
            ["填表人：        填表日期：   年  月  日", None, None, None],
        ]
    )
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A4:D4")
    for row in range(2, 4):
        for column in range(1, 5):
            sheet.cell(row, column).border = THIN
    return saved(book)


def card_match(table: ParsedTable) -> FormMatch:
    meanings = {(2, 2): el("name"), (2, 4): el("gender"), (3, 2): el("birth_date"), (3, 4): el("phone")}
    fields = tuple(matched(table, row, column, meaning) for (row, column), meaning in meanings.items())
    return FormMatch(table, Subject.RECORD, "person", OLD, "年龄 >= 80", fields, 0.9)


def test_a_card_is_copied_for_each_record(tmp_path: Path) -> None:
    path, (table,) = tables_of(card(), tmp_path)
    filled = fill(path, [card_match(table)], answerer([person(1), person(2)]), STANDARD, context=CONTEXT)
    book = opened(filled.data)
    assert book.sheetnames == ["表", "老人2"]
    assert [sheet["B2"].value for sheet in book] == ["老人1", "老人2"]
    assert [sheet["D2"].value for sheet in book] == ["☑男 □女", "□男 ☑女"]
    assert all(sheet["A4"].value.endswith("填表日期：2026年11月22日") for sheet in book)
    assert {str(merge) for merge in book["老人2"].merged_cells.ranges} == {"A1:D1", "A4:D4"}


def test_a_card_never_chooses_by_chance_whose_it_is(tmp_path: Path) -> None:
    path, (table,) = tables_of(card(), tmp_path)
    people = [person(number) for number in range(1, 9)]
    options = FillOptions(max_cards=3)
    filled = fill(path, [card_match(table)], answerer(people), STANDARD, context=CONTEXT, options=options)
    assert opened(filled.data).active["B2"].value is None
    assert [entry.code for entry in filled.report.problems] == ["FILLING_WHICH_RECORD"]


def test_only_cards_are_limited_never_lists(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    (question,) = bind(list_match(table), limit=51).questions
    assert isinstance(question, RowsQuestion) and question.limit is None
    people = [person(number) for number in range(1, 61)]
    filled = fill(path, [list_match(table)], answerer(people), STANDARD, context=CONTEXT)
    assert filled.report.fields[1].filled == 60


def test_a_value_that_no_box_stands_for_is_a_reason_and_no_crash(tmp_path: Path) -> None:
    path, (table,) = tables_of(card(), tmp_path)
    people = [person(number, person__gender="9") for number in (1, 2)]
    filled = fill(path, [card_match(table)], answerer(people), STANDARD, context=CONTEXT)
    assert "FILLING_NO_CHOICE" in [why.code for why in filled.report.fields[1].why]


def test_the_side_sheet_says_for_each_field_what_was_filled(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    options = FillOptions(side_sheet=True)
    filled = fill(path, [list_match(table)], answerer([person(1)]), STANDARD, context=CONTEXT, options=options)
    rows = [[cell.value for cell in row] for row in opened(filled.data)["填报说明"].iter_rows()]
    assert rows[0][:3] == ["工作表", "单元格", "项目"]
    assert rows[2][1:7] == ["B4", "姓名", "person.name", "99%", 1, 0] or rows[2][1:4] == ["B4", "姓名", "person.name"]


@pytest.mark.parametrize(
    ("label", "title", "level"),
    [
        ("社区名称", "汇总表", "community"),
        ("村（社区）", "汇总表", "community"),
        ("网格", "各社区网格汇总表", "grid"),
        ("名称", "各街道汇总表", "street"),
        ("单位", "汇总表", None),
    ],
)
def test_the_rows_are_the_areas_that_the_form_speaks_of(
    tmp_path: Path, label: str, title: str, level: str | None
) -> None:
    _, (table,) = tables_of(area_form(printed=False), tmp_path)
    field = matched(table, 3, 2, Meaning(special="area"), path=(label,))
    count = matched(table, 3, 3, Meaning("person", measure=Measure()))
    match = FormMatch(replace(table, title=title), Subject.AREAS, "person", OLD, None, (field, count), 0.9)
    question = bind(match).questions[0]
    assert isinstance(question, AreasQuestion) and question.level == level


PATH = (("district", "北海区"), ("street", "东山街道"), ("community", "东山社区"), ("grid", "第一网格"))


@pytest.mark.parametrize(
    ("label", "paths", "name"),
    [
        ("所属街道", {"990101001001": PATH}, "东山街道"),
        ("网格", {"990101001001": PATH}, "第一网格"),
        ("所在区域", {"990101001001": PATH}, "第一网格"),
        ("网格", {}, "第一网格"),
        ("所属街道", {}, None),
        ("社区", {}, None),
    ],
)
def test_a_column_of_areas_names_the_level_that_its_label_asks_for(
    tmp_path: Path, label: str, paths: dict[str, tuple[tuple[str, str], ...]], name: str | None
) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    fields = (matched(table, 4, 2, el("name")), matched(table, 4, 3, Meaning(special="area"), path=(label,)))
    context = replace(CONTEXT, area_paths=paths)
    filled = fill(path, [list_match(table, fields=fields)], answerer([person(1)]), STANDARD, context=context)
    assert opened(filled.data).active["C4"].value == name


def test_a_list_of_which_hardly_anything_is_understood_stays_blank_and_asks(tmp_path: Path) -> None:
    path, (table,) = tables_of(list_form(), tmp_path)
    unknown = tuple(matched(table, 4, column, None) for column in range(3, 7))
    fields = (matched(table, 4, 1, Meaning(special="serial")), matched(table, 4, 2, el("phone")), *unknown)
    filled = fill(path, [list_match(table, fields=fields)], answerer([person(1)]), STANDARD, context=CONTEXT)
    assert [cell.value for cell in opened(filled.data).active[4]] == [None] * 8
    assert [why.code for why in filled.report.fields[1].why] == ["FILLING_TOO_LITTLE"]


def test_paths_of_areas_are_made_of_their_parents() -> None:
    areas = [("99", "北海区", "district", "9"), ("9901", "东山街道", "street", "99"), ("x", "环", "grid", "x")]
    paths = area_paths(areas)
    assert paths["9901"] == (("district", "北海区"), ("street", "东山街道"))
    assert paths["x"] == (("grid", "环"),)
