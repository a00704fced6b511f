"""Received tables become rows of standard values; what is refused names its cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flow.reading.markdown import grid, workbook
from tests.flow.received import STANDARD, form, id_number, standardised
from yibiao.base.tables import FillPoint, Layout
from yibiao.flow.reading.structure import recognise
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning, Subject
from yibiao.flow.standardising.blanks import written_value
from yibiao.flow.standardising.rows import standard_rows


def test_values_are_kept_as_the_domains_write_them() -> None:
    rows = standardised(
        """
        | 姓名 | 性别 | 出生日期 | 电话 | 民族 | 婚姻 |
        | 张 三 | 男 | 1950.3.1 | 138 0000 1111 | 汉 | 未婚 |
        """
    ).rows
    assert dict(rows[0].values) == {
        "person.name": "张三",
        "person.gender": "1",
        "person.birth_date": "1950-03-01",
        "person.phone": "13800001111",
        "person.ethnicity": "01",
        "person.marital_status": "10",
    }
    assert rows[0].cells["person.phone"] == "D2" and rows[0].row == 2


def test_blanks_and_empty_rows_say_nothing() -> None:
    rows = standardised("| 姓名 | 电话 |\n| 张三 | 无 |\n|  |  |\n| 李四 | / |").rows
    assert [(row.row, dict(row.values)) for row in rows] == [
        (2, {"person.name": "张三"}),
        (4, {"person.name": "李四"}),
    ]


def test_a_refused_value_names_its_cell_and_the_rest_is_kept() -> None:
    row = standardised("| 姓名 | 身份证号 |\n| 张三 | 990101195003010018 |").rows[0]
    assert dict(row.values) == {"person.name": "张三"}
    assert [(each.place.cell, each.place.field) for each in row.problems] == [("B2", "person.id_number")]
    assert row.problems[0].remedy("zh")


def test_birth_date_and_sex_come_from_the_identity_number() -> None:
    row = standardised(f"| 姓名 | 身份证号 |\n| 张三 | {id_number('19500301', 2)} |").rows[0]
    assert (row.values["person.birth_date"], row.values["person.gender"]) == ("1950-03-01", "2")


def test_what_contradicts_the_identity_number_is_doubtful() -> None:
    row = standardised(f"| 姓名 | 身份证号 | 性别 |\n| 张三 | {id_number('19500301', 1)} | 女 |").rows[0]
    assert row.doubtful == {"person.gender"}
    assert [(each.code, each.place.cell) for each in row.problems] == [("RECEIVE_ID_CONTRADICTS", "C2")]


def test_derived_elements_are_never_taken() -> None:
    assert "person.age" not in standardised("| 姓名 | 年龄 |\n| 张三 | 81 |").rows[0].values


def test_a_reference_is_read_as_the_number_that_people_write() -> None:
    row = standardised("| 姓名 | 户号 |\n| 张三 | H-77 |").rows[0]
    assert row.values["household.number"] == "H-77" and "person.household" not in row.values


def test_a_merged_cell_counts_for_all_its_rows() -> None:
    rows = standardised("| 姓名 | 家庭住址 |\n| 张三 | 东街1号 |\n| 李四 | ^ |\n| 王五 | 西街2号 |").rows
    assert [row.values["household.address"] for row in rows] == ["东街1号", "东街1号", "西街2号"]


def test_a_column_that_was_not_accepted_is_left_and_said_so() -> None:
    found = standardised("| 姓名 | 电话 |\n| 张三 | 13800001111 |", unsure=["电话"])
    assert "person.phone" not in found.rows[0].values
    assert [(each.code, each.place.cell) for each in found.problems] == [("RECEIVE_COLUMN_UNREAD", "B2")]


def test_a_second_column_of_one_meaning_fills_gaps_only() -> None:
    found = standardised("| 姓名 | 电话 | 电话 |\n| 张三 | 13800001111 | 13900002222 |\n| 李四 | | 13900002222 |")
    assert [row.values["person.phone"] for row in found.rows] == ["13800001111", "13900002222"]
    assert [each.code for each in found.problems] == ["RECEIVE_COLUMN_TWICE"]


def test_statistics_are_refused() -> None:
    match, page = form("| 姓名 | 电话 |\n| 合计 | 3 |")
    match = replace(match, table=replace(match.table, layout=Layout.CROSSTAB))
    found = standard_rows(match, page, STANDARD)
    assert not found.rows and [each.code for each in found.problems] == ["RECEIVE_NOT_ROWS"]


@pytest.mark.parametrize(
    ("text", "path", "inline", "value"),
    [
        ("☑男 □女", "性别", False, "男"),
        ("□男 □女", "性别", False, None),
        ("男□ 女☑", "性别", False, "女"),
        ("□高血压 ☑糖尿病 ■冠心病", "慢性病", False, "糖尿病、冠心病"),
        ("联系人：张三    电话：13800001111", "电话", True, "13800001111"),
        ("联系人：______", "联系人", True, None),
        ("填表日期：2024-01-02", "填表日期", True, "2024-01-02"),
        (" 张三 ", "姓名", False, "张三"),
        (7, "人数", False, 7),
    ],
)
def test_what_was_written_into_a_blank_is_told_from_its_label_and_boxes(
    text: object, path: str, inline: bool, value: object
) -> None:
    assert written_value(FillPoint(1, 1, (path,), inline=inline), text) == value  # type: ignore[arg-type]


def test_a_filled_card_is_one_row() -> None:
    """The blanks are known from the empty form; the filled one has the same cells."""
    empty = grid(
        """
        | **居民信息登记表** | < | < | < |
        | 姓名 |  | 性别 | □男 □女 |
        | 公民身份号码 |  | 联系电话 |  |
        | 现住址 |  | < | < |
        """
    )
    filled = grid(
        f"""
        | **居民信息登记表** | < | < | < |
        | 姓名 | 张三 | 性别 | ☑男 □女 |
        | 公民身份号码 | {id_number("19500301", 1)} | 联系电话 | 13800001111 |
        | 现住址 | 东街1号 | < | < |
        """
    )
    (table,) = recognise(workbook(empty))
    assert table.layout is Layout.CARD
    codes = {
        "姓名": "name",
        "性别": "gender",
        "公民身份号码": "id_number",
        "联系电话": "phone",
        "现住址": "residence_address",
    }
    fields = tuple(
        FieldMatch(
            table.sheet, point.reference, point.path, Meaning("person", f"person.{codes[point.path[-1]]}"), None, 1.0, True,
            row=point.row, column=point.column,
        )
        for point in table.fill_points
    )  # fmt: skip
    match = FormMatch(table, Subject.RECORD, "person", None, None, fields, 1.0)
    (row,) = standard_rows(match, filled, STANDARD).rows
    assert {code.partition(".")[2]: value for code, value in row.values.items()} == {
        "name": "张三",
        "gender": "1",
        "id_number": id_number("19500301", 1),
        "birth_date": "1950-03-01",
        "phone": "13800001111",
        "residence_address": "东街1号",
    }
    assert row.cells["person.phone"] == "D3"
