"""A form looks on the page as it prints: widths, heights, merges, weight, colours, lines; values as the sheet shows them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side

from tests.house.sources import ROOT
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Cell, Look
from yibiao.flow.reading import look
from yibiao.flow.reading.colours import tinted
from yibiao.flow.reading.showing import shown


@pytest.fixture
def styled(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title, sheet.freeze_panes = "表", "B3"
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].hidden = 20, True
    sheet.row_dimensions[1].height = 30
    title = sheet["A1"]
    title.value = "标题"
    title.font = Font(bold=True, size=18, color="FF0000", italic=True)
    title.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    title.fill = PatternFill("solid", start_color=Color(theme=4, tint=0.8))
    sheet["A2"].value, sheet["A2"].border = "姓名", Border(left=Side("thin"), top=Side("double"))
    sheet["B2"].value, sheet["C2"].value = 1, 2
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_a_sheet_is_drawn_with_its_own_looks(styled: Path) -> None:
    drawing = look(styled)
    sheet = drawing.sheets[0]
    title, name = (drawing.inks[sheet.inked[place]] for place in ((1, 1), (2, 1)))
    assert (title.bold, title.italic, title.size, title.colour) == (True, True, 24.0, "FF0000")
    assert (title.across, title.down, title.wrapped) == ("center", "middle", True)
    assert title.fill == tinted("4472C4", "0.8") or len(title.fill) == 6
    assert name.sides == "lt"
    assert (sheet.widths[0], sheet.widths[2], sheet.heights[1]) == (145.0, 0.0, 40.0)
    assert sheet.held == (2, 1)
    assert [str(region) for region in sheet.grid.merges] == ["A1:C1"]


def test_a_file_without_styles_is_drawn_plainly(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("姓名,年龄\n张三,80\n", "utf-8")
    drawing = look(file)
    assert drawing.format == "csv" and drawing.sheets[0].grid.text(2, 1) == "张三"


def test_what_cannot_be_read_cannot_be_drawn(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(ProblemError):
        look(file)


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.xlsx")), ids=lambda file: file.stem)
def test_every_example_is_drawn_whole(file: Path) -> None:
    for sheet in look(file).sheets:
        assert len(sheet.widths) == sheet.grid.columns and all(width > 0 for width in sheet.widths)


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (date(2026, 1, 5), "yyyy-mm-dd", "2026-01-05"),
        (date(2026, 1, 5), 'yyyy"年"m"月"d"日"', "2026年1月5日"),
        (date(2026, 1, 5), "[$-804]yyyy\\-mm;@", "2026-01"),
        (date(2026, 1, 5), "mm-dd-yy", "2026/1/5"),
        (datetime(2026, 1, 5, 9, 5, 1), "h:mm:ss", "9:05:01"),
        (date(2026, 1, 5), None, "2026-01-05"),
        (0.256, "0.0%", "25.6%"),
        (12345.5, "#,##0.00", "12,345.50"),
        (12.0, None, "12"),
        (1 / 3, None, "0.3333333333"),
        (3, "0", "3"),
        (True, None, "TRUE"),
        ("文字", "@", "文字"),
        (None, None, ""),
    ],
)
def test_a_value_is_shown_as_the_spreadsheet_shows_it(value: object, pattern: str | None, text: str) -> None:
    assert shown(Cell(1, 1, value, None, Look(number_format=pattern))) == text  # type: ignore[arg-type]


def test_a_tint_lightens_and_darkens() -> None:
    assert (tinted("000000", "1"), tinted("FFFFFF", "-1"), tinted("808080", "nonsense")) == (
        "FFFFFF",
        "000000",
        "808080",
    )
