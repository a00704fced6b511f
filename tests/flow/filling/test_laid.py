"""Rows written as text say what rows written cell by cell say: for any values, looks, merges and totals."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, Side

from yibiao.base.problems import ProblemError
from yibiao.flow.filling.ooxml import fill_workbook
from yibiao.flow.filling.ooxml.archive import pack, source_of
from yibiao.flow.filling.plan import CellWrite, FillPlan, ListBlock, SheetPlan, Value

COLUMNS = 5
FORMATS = ("General", "@", "yyyy/m/d", "0.00", "0%")
TEXTS = st.sampled_from(
    ["", " 前后有空格 ", "=1+1", "+86", "-", "@甲", "甲&乙<丙>", "第一行\n第二行", "_x0041_", "\x07响", "99010119800101123X",
     "13800000000", "1234567890", "女", "\r", "𠮷", "\ue000", "a\tb"]
)  # fmt: skip
VALUES: st.SearchStrategy[Value] = (
    st.none() | TEXTS | st.text(max_size=6) | st.integers(-(10**17), 10**17) | st.booleans()
    | st.dates(date(1901, 1, 1), date(2099, 1, 1))
    | st.decimals(-10000, 10000, places=2)
)  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> tuple[bytes, FillPlan]:
    """A form with a title, a header, rows that await records, a row of totals; and records for it."""
    book = Workbook()
    sheet: Any = book.active
    slots = draw(st.integers(1, 4))
    formats = draw(st.lists(st.sampled_from(FORMATS), min_size=COLUMNS, max_size=COLUMNS))
    merged = draw(st.booleans())
    thin = Side(style="thin")
    sheet["A1"] = "名册"
    sheet.merge_cells("A1:E1")
    for column in range(1, COLUMNS + 1):
        sheet.cell(2, column, f"列{column}").font = Font(bold=True)
        for row in range(3, 3 + slots):
            sheet.cell(row, column).number_format = formats[column - 1]
            sheet.cell(row, column).border = Border(thin, thin, thin, thin)
    for row in range(3, 3 + slots):
        sheet.row_dimensions[row].height = 20 if merged else None
        if merged:
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)
    if draw(st.booleans()):
        sheet.cell(3, 5).value = draw(st.sampled_from(["=A3*2", "旧值", 7]))
    if draw(st.booleans()):
        sheet.merge_cells(start_row=3, start_column=4, end_row=2 + slots, end_column=4)
    total = 3 + slots
    sheet.cell(total, 1, f"=SUM(A3:A{total - 1})")
    sheet.cell(total, 2, "填表人：")
    held = BytesIO()
    book.save(held)
    width = draw(st.integers(1, COLUMNS))
    records = draw(st.lists(st.tuples(*[VALUES] * width), max_size=7))
    if merged:  # of two values for one cell only the later shows; which look the hidden one left is of no matter
        records = [(*record[:2], *(None for _ in record[2:3]), *record[3:]) for record in records]
    cleared = (3,) if draw(st.booleans()) else ()
    block = ListBlock(
        tuple(range(3, total)), tuple(range(1, width + 1)), tuple(records), style_row=3 + slots // 2, clear=cleared,
        formats={1: "0.0"} if draw(st.booleans()) else {},
    )  # fmt: skip
    cells = (CellWrite(total, 3, "合计"), *((CellWrite(3, 5, "另写"),) if draw(st.booleans()) else ()))
    return held.getvalue(), FillPlan((SheetPlan("Sheet", cells=cells, blocks=(block,)),))


def said(data: bytes) -> dict[str, Any]:
    """What a reader finds: values, kinds, looks, merges, heights, and the totals as they were left."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on a number under a date's format that is no day
        book, results = load_workbook(BytesIO(data)), load_workbook(BytesIO(data), data_only=True)
    sheet: Any = book.active
    return {
        "cells": {
            cell.coordinate: (
                cell.value, cell.data_type, cell.number_format, cell.quotePrefix, cell.border.left.style,
                results.active[cell.coordinate].value,
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.border.left.style
        },
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "bounds": sheet.dimensions,
        "heights": {number: row.height for number, row in sheet.row_dimensions.items() if row.height},
    }  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_rows_as_text_say_what_rows_written_cell_by_cell_say(case: tuple[bytes, FillPlan]) -> None:
    data, plan = case
    swift, problems = fill_workbook(data, plan)
    careful, same = fill_workbook(data, plan, by_cell=True)
    assert problems == same
    one, other = said(swift), said(careful)
    differing = {
        at: (value, other["cells"].get(at)) for at, value in one["cells"].items() if other["cells"].get(at) != value
    }
    assert differing == {}, plan
    assert one == other


NUMBERS = st.sampled_from(
    ["12345678901", "99010119800101123X", "13800000000", "1234567890", "１２３４５６７８９０１２", "0"]
)
KINDS: list[st.SearchStrategy[Value]] = [
    st.sampled_from(["甲", "乙|丙", "|", "", "丁 戊", "示例路1号", "12345678901号"]), NUMBERS, NUMBERS | st.just("13800|000000"),
    st.integers(-(10**16), 10**16), st.integers(0, 99), st.dates(date(1899, 12, 1), date(2030, 1, 1)), st.booleans(),
    st.decimals(-100, 100, places=2), st.sampled_from([Decimal("1E+3"), Decimal("-0"), Decimal("10"), Decimal("7.50")]),
    st.sampled_from(["=1", "正常"]), st.sampled_from(["前 ", "\u3000后", "中"]), st.decimals(0, 10**16, places=3),
]  # fmt: skip


@st.composite
def like_columns(draw: st.DrawFn) -> tuple[tuple[Value, ...], ...]:
    """Records whose columns hold one kind of value each, some with gaps, as real lists do."""
    count = draw(st.integers(1, 8))
    columns = []
    for _ in range(COLUMNS):
        kind = draw(st.sampled_from(KINDS))
        kind = draw(st.sampled_from([kind, kind | st.none()]))
        columns.append(draw(st.lists(kind, min_size=count, max_size=count)))
    return tuple(zip(*columns, strict=True))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(like_columns(), st.sampled_from(FORMATS), st.booleans())
def test_columns_of_one_kind_say_what_cells_written_alone_say(
    records: tuple[tuple[Value, ...], ...], shown: str, bare: bool
) -> None:
    """bare: the template's rows have no cells."""
    book = Workbook()
    sheet: Any = book.active
    for column in range(1, COLUMNS + 1) if not bare else ():
        sheet.cell(1, column).number_format = shown
    held = BytesIO()
    book.save(held)
    block = ListBlock((1,), tuple(range(1, COLUMNS + 1)), records, style_row=1)
    plan = FillPlan((SheetPlan("Sheet", blocks=(block,)),))
    swift, careful = fill_workbook(held.getvalue(), plan)[0], fill_workbook(held.getvalue(), plan, by_cell=True)[0]
    assert said(swift) == said(careful)


@pytest.mark.parametrize("broken", ["value", "row", "look"])
def test_this_comparison_sees_a_cell_that_differs(broken: str) -> None:
    """The broken variants."""
    book = Workbook()
    sheet: Any = book.active
    for row in (1, 2, 3):
        sheet.cell(row, 1).number_format = "@"
    held = BytesIO()
    book.save(held)

    def filled(*values: Value, style_row: int = 1) -> dict[str, Any]:
        block = ListBlock((1, 2, 3), (1,), tuple((value,) for value in values), style_row=style_row)
        return said(fill_workbook(held.getvalue(), FillPlan((SheetPlan("Sheet", blocks=(block,)),)))[0])

    right = filled("甲", "乙")
    wrong = {"value": filled("甲", "丙"), "row": filled("乙", "甲"), "look": filled("甲", Decimal(1))}[broken]
    assert right != wrong


def test_a_part_that_nobody_touched_keeps_its_compressed_bytes() -> None:
    book = Workbook()
    held = BytesIO()
    book.save(held)
    source = source_of(held.getvalue())
    packed = source_of(pack((name, source.raw(name)) for name in source.entries))
    assert {name: entry.CRC for name, entry in packed.entries.items()} == {
        name: entry.CRC for name, entry in source.entries.items()
    }
    assert all(packed.read(name) == source.read(name) for name in source.entries)


def drawn(change: Callable[[str], str]) -> bytes:
    """A form of three rows that await records, its sheet's XML changed by hand."""
    book = Workbook()
    sheet: Any = book.active
    for row in (1, 2, 3):
        sheet.cell(row, 1).number_format = "@"
    held = BytesIO()
    book.save(held)
    source = source_of(held.getvalue())
    part = "xl/worksheets/sheet1.xml"
    told = change(source.read(part).decode())
    return pack((name, told.encode() if name == part else source.raw(name)) for name in source.entries)


def test_marks_that_somebody_drew_into_a_form_are_no_marks() -> None:
    """The broken variant had one name for its marks: such a form made it put rows there, or fail for want of a strip."""

    def spoilt(sheet: str) -> str:
        marks = "<?yibiao-rows 0?><?rows 0?><!--<?yibiao-rows 7?><?rows 7?>-->"
        return sheet.replace("<sheetData>", f"{marks}<sheetData>{marks}")

    plan = FillPlan((SheetPlan("Sheet", blocks=(ListBlock((1, 2, 3), (1,), (("甲",), ("乙",))),)),))
    assert said(fill_workbook(drawn(spoilt), plan)[0]) == said(fill_workbook(drawn(str), plan)[0])


def test_a_cell_that_names_another_row_is_filled_where_it_stands() -> None:
    def misplaced(sheet: str) -> str:
        return sheet.replace('r="A3"', 'r="A13"').replace('r="A2"', 'r="$a$2"')

    plan = FillPlan(
        (SheetPlan("Sheet", cells=(CellWrite(3, 1, "丙"),), blocks=(ListBlock((1, 2), (1,), (("甲",), ("乙",))),)),)
    )
    cells = said(fill_workbook(drawn(misplaced), plan)[0])["cells"]
    assert {at: cell[0] for at, cell in cells.items()} == {"A1": "甲", "A2": "乙", "A3": "丙"}


def test_a_file_of_more_parts_than_a_zip_can_count_is_refused() -> None:
    with pytest.raises(ProblemError) as refused:
        pack((f"{number}", b"") for number in range(65_536))
    assert refused.value.problem.code == "FILLING_BROKEN_PACKAGE"


def test_a_big_form_is_filled_as_a_small_one_and_not_kept() -> None:
    data = drawn(str)
    plan = FillPlan((SheetPlan("Sheet", blocks=(ListBlock((1, 2, 3), (1,), (("甲",), (date(2020, 1, 1),))),)),))
    small = said(fill_workbook(data, plan)[0])
    big = source_of(data)
    assert big.trees() is not None
    big.size = 9_000_000
    assert big.trees() is None
    assert said(fill_workbook(data, plan)[0]) == small == said(fill_workbook(data, plan)[0])
