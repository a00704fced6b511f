"""csv and xls templates; what comes back is what the caller is told."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlwt

from tests.flow.filling.forms import elders, opened
from yibiao.base.problems import ProblemError
from yibiao.flow.filling import BlankWrite, CellWrite, FillPlan, ListBlock, SheetPlan, write
from yibiao.flow.filling.delimited import guarded


def plan(*rows: tuple[object, ...], **more: object) -> FillPlan:
    block = ListBlock((3,), (1, 2, 3), rows, style_row=3)  # type: ignore[arg-type]
    return FillPlan((SheetPlan("form", blocks=(block,), **more),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"), [("gb18030", ",", "\r\n"), ("utf-8-sig", ";", "\n"), ("utf-16", "\t", "\n")]
)
def test_a_csv_keeps_its_encoding_delimiter_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    lines = ["名册", delimiter.join(["序号", "姓名", "电话"]), delimiter * 2, delimiter.join(["合计", "", ""])]
    template = (end.join(lines) + end).encode(encoding)
    written = write(template, plan((1, "甲", "138"), (2, "乙", "139")))
    assert written.suffix == ".csv"
    text = written.data.decode(encoding)
    assert text == end.join(
        [
            "名册",
            delimiter.join(["序号", "姓名", "电话"]),
            delimiter.join(["1", "甲", "138"]),
            delimiter.join(["2", "乙", "139"]),
            delimiter.join(["合计", "", ""]),
            "",
        ]
    )


def test_a_csv_fills_blanks_inside_texts() -> None:
    template = "填报单位：____,a\n".encode()
    blanks = (BlankWrite(1, 1, "填报单位", "东山社区"),)
    assert write(template, FillPlan((SheetPlan("x", blanks=blanks),))).data.decode() == "填报单位：东山社区,a\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+8613800000000", "+8613800000000"),
        ("-5", "-5"),
        ("甲=1", "甲=1"),
    ],
)
def test_a_csv_never_holds_a_formula(text: str, shown: str) -> None:
    assert guarded(text) == shown


def old_form() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    bold = xlwt.easyxf("font: bold on, height 400, name 宋体; align: horiz center; borders: bottom medium")
    framed = xlwt.easyxf(
        "borders: left thin, right thin, top thin, bottom thin; pattern: pattern solid, fore_colour yellow"
    )
    sheet.write_merge(0, 0, 0, 2, "老人名册", bold)
    for column, label in enumerate(("序号", "姓名", "津贴")):
        sheet.write(1, column, label, framed)
        sheet.write(2, column, "", framed)
    sheet.write(3, 0, "合计", framed)
    sheet.write(3, 2, xlwt.Formula("SUM(C3)"), framed)
    sheet.col(1).width = 256 * 30
    sheet.row(2).height_mismatch, sheet.row(2).height = True, 600
    sheet.portrait, sheet.paper_size_code, sheet.left_margin = False, 8, 0.25
    sheet.set_panes_frozen(True)
    sheet.set_horz_split_pos(2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_xls_comes_back_as_xlsx_with_its_layout_and_its_formulas() -> None:
    written = write(
        old_form(),
        FillPlan((SheetPlan("表", blocks=(ListBlock((3,), (1, 2, 3), ((1, "甲", 5), (2, "乙", 6)), style_row=3),)),)),
    )
    assert (written.suffix, [entry.code for entry in written.problems]) == (".xlsx", ["FILLING_XLS_TO_XLSX"])
    sheet = opened(written.data)["表"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["老人名册", None, None],
        ["序号", "姓名", "津贴"],
        [1, "甲", 5],
        [2, "乙", 6],
        ["合计", None, "=SUM(C3:C4)"],
    ]
    assert opened(written.data, values=True)["表"]["C5"].value == 11
    assert (sheet["A1"].font.b, sheet["A1"].font.sz, sheet["A1"].font.name) == (True, 20, "宋体")
    assert (sheet["A1"].alignment.horizontal, sheet["A1"].border.bottom.style) == ("center", "medium")
    assert sheet["B4"].fill.fgColor.rgb == "FFFFFF00"
    assert [str(merge) for merge in sheet.merged_cells.ranges] == ["A1:C1"]
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[4].height) == (30, 30)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_margins.left) == ("landscape", 8, 0.25)
    assert sheet.freeze_panes == "A3"


def test_an_xls_that_is_broken_is_refused() -> None:
    with pytest.raises(ProblemError, match="FILLING_BROKEN_PACKAGE"):
        write(old_form()[:700], plan())


@pytest.mark.parametrize(
    "data", [b"<html><table></table></html>", b"%PDF-1.4", b"\x89PNG\0\0\0\0", b'a,"' + b"x" * 2_000_000]
)
def test_what_can_be_read_but_not_filled_is_refused(data: bytes) -> None:
    with pytest.raises(ProblemError, match="FILLING_FORMAT_UNKNOWN"):
        write(data, plan((1, "甲", "1")))


def with_macros() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(elders())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ).replace(
                    b"</Types>",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                )
            if name == "xl/_rels/workbook.xml.rels":
                arrow = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
                data = data.replace(b"</Relationships>", arrow + b"</Relationships>")
            new.writestr(name, data)
        new.writestr("xl/vbaProject.bin", b"code")
    return out.getvalue()


def test_macros_never_leave_the_house() -> None:
    written = write(with_macros(), FillPlan((SheetPlan("表", cells=(CellWrite(5, 2, "甲"),)),)))
    assert (written.suffix, [entry.code for entry in written.problems]) == (".xlsx", ["FILLING_MACROS_DROPPED"])
    names = zipfile.ZipFile(io.BytesIO(written.data)).namelist()
    assert not any("vba" in name.lower() for name in names)
    assert opened(written.data)["表"]["B5"].value == "甲"
