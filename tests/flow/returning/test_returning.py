"""What another system demands, declared and made: columns, codes, dates, encodings, parts; faults are said before.

R1  a mapping says which part of it is wrong
R2  the file holds our values as theirs: codes, dates, constants, numbers; texts stay texts
R3  what the other system will refuse is said with row and column
"""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from yibiao.base.problems import ProblemError
from yibiao.flow.asking.nodes import Rows
from yibiao.flow.returning import About, files_of, question_of, read_mapping
from yibiao.flow.standard import load

STANDARD = load()
ABOUT = About("甲社区", date(2026, 11, 30))
MAPPING = """
title = "困难人员导入表"
system = "省级系统"
register = "人"
where = "年龄 >= 60"
format = "csv"
encoding = "gb18030"
above = [["说明：勿改列名"]]
split = 2

[[column]]
head = "序号"
serial = true
[[column]]
head = "姓名"
of = "姓名"
must = true
[[column]]
head = "性别代码"
of = "性别"
codes = { "男" = "1", "2" = "0" }
[[column]]
head = "出生日期"
of = "出生日期"
date = "YYYYMMDD"
[[column]]
head = "满八十"
of = "年龄 >= 80"
[[column]]
head = "区划"
constant = "990101"
"""
ROWS = Rows(
    ("c1", "c2", "c3", "c4"),
    ("r1", "r2", "r3"),
    (
        ("王芳", "2", date(1940, 1, 2), True),
        (None, "1", None, False),
        ("𠮷田", "9", date(1950, 3, 4), None),
    ),
)


def lines(data: bytes, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding))))


def test_a_mapping_asks_the_ledger_and_makes_files_in_the_other_systems_words() -> None:
    mapping = read_mapping(MAPPING, STANDARD)
    question = question_of(mapping)
    assert (question.register, [column.name for column in question.columns]) == ("person", ["c1", "c2", "c3", "c4"])
    returned = files_of(mapping, ROWS, STANDARD, ABOUT)
    assert [(file.name, file.rows) for file in returned.files] == [
        ("困难人员导入表_甲社区_20261130_01.csv", 2),
        ("困难人员导入表_甲社区_20261130_02.csv", 1),
    ]
    assert lines(returned.files[0].data, "gb18030") == [
        ["说明：勿改列名"],
        ["序号", "姓名", "性别代码", "出生日期", "满八十", "区划"],
        ["1", "王芳", "0", "19400102", "是", "990101"],
        ["2", "", "1", "", "否", "990101"],
    ]
    assert lines(returned.files[1].data, "gb18030")[2:] == [["3", "𠮷田", "", "19500304", "", "990101"]]
    assert [(one.code, one.values["row"], one.place.cell, one.place.field) for one in returned.problems] == [
        ("RETURNS_BLANK", 2, "B4", "姓名"),
        ("RETURNS_NO_CODE", 3, "C5", "性别代码"),
    ]


def test_a_workbook_keeps_texts_as_texts_and_no_rows_make_the_header_alone() -> None:
    text = MAPPING.replace('"csv"', '"xlsx"\nsheet = "导入/数据"').replace("split = 2", "")
    mapping = read_mapping(text, STANDARD)
    rows = Rows(ROWS.columns, ("r1",), (("=1+1", "2", date(1940, 1, 2), True),))
    page = load_workbook(io.BytesIO(files_of(mapping, rows, STANDARD, ABOUT).files[0].data)).worksheets[0]
    assert page.title == "导入_数据"
    assert (page["B3"].value, page["B3"].data_type, page["F3"].value, page["A3"].value) == ("=1+1", "s", "990101", 1)
    (empty,) = files_of(mapping, Rows(ROWS.columns, (), ()), STANDARD, ABOUT).files
    assert empty.rows == 0
    assert load_workbook(io.BytesIO(empty.data)).worksheets[0].max_row == 2


def test_a_sign_that_the_encoding_lacks_is_named() -> None:
    mapping = read_mapping(MAPPING.replace("gb18030", "gbk"), STANDARD)
    with pytest.raises(ProblemError) as refused:
        files_of(mapping, ROWS, STANDARD, ABOUT)
    assert refused.value.problem.code == "RETURNS_NOT_WRITABLE"
    assert refused.value.problem.values["code"] == "U+20BB7"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('register = "人"', 'register = "鱼"', "register"),
        ("年龄 >= 60", "年龄 >=", "where"),
        ("年龄 >= 60", "年龄 + 60", "where"),
        ('"csv"', '"dbf"', "format"),
        ("split = 2", "split = -1", "split"),
        ("split = 2", 'split = "2"', "split"),
        ("split = 2", "colour = 2", "colour"),
        ('of = "性别"', 'of = "性别别"', "column 3"),
        ('"男" =', '"雄" =', "column 3 codes"),
        ("serial = true", 'serial = true\nconstant = "1"', "column 1"),
        ('head = "姓名"\n', "", "column 2"),
        ('title = "困难人员导入表"', "", "title"),
        ('title = "困难人员导入表"', "title = ", ""),
    ],
)
def test_a_fault_is_told_with_the_part_that_has_it(old: str, new: str, part: str) -> None:
    with pytest.raises(ProblemError) as refused:
        read_mapping(MAPPING.replace(old, new), STANDARD)
    assert refused.value.problem.code == "RETURNS_MAPPING"
    assert refused.value.problem.values["part"] == part
