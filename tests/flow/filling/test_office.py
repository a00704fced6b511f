"""An outside judge: LibreOffice opens what was filled, computes it anew and agrees. Skipped, and loudly, without it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.flow.filling.forms import elders, opened
from tests.flow.filling.test_fill import card
from tests.flow.filling.test_formats import old_form
from tests.flow.filling.test_lists import people
from yibiao.flow.filling import CellWrite, FillPlan, ListBlock, SheetCopy, SheetPlan, SideSheet, TickWrite, write

pytestmark = pytest.mark.slow


def through_office(data: bytes, folder: Path) -> bytes:
    """The file as LibreOffice saves it again, everything computed anew."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("NOT RUN: no LibreOffice on this machine; install libreoffice-calc-nogui to run this test")
    (folder / "in").mkdir()
    source = folder / "in" / "form.xlsx"
    source.write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "out" / "form.xlsx").read_bytes()


def test_a_grown_list_is_computed_alike_by_libreoffice(tmp_path: Path) -> None:
    side = SideSheet("填报说明", (("项目", "已填"), ("姓名", 30)))
    ours = write(elders(), FillPlan((SheetPlan("表", blocks=(people(30),)),), side)).data
    theirs = opened(through_office(ours, tmp_path), values=True)
    mine = opened(ours)
    assert theirs.sheetnames == mine.sheetnames
    sheet = theirs["表"]
    assert [sheet.cell(row, 3).value for row in (5, 20, 34)] == [
        "990101194001010001",
        "990101194001010016",
        "990101194001010030",
    ]
    assert [sheet.cell(35, column).value for column in (1, 5, 6)] == ["合计", 3000, 6000]
    assert [theirs["汇总"].cell(row, 1).value for row in (1, 2, 3)] == [3000, 3000, 3001]
    assert {str(m) for m in sheet.merged_cells.ranges} == {str(m) for m in mine["表"].merged_cells.ranges}
    assert (sheet["B20"].fill.fgColor.rgb, sheet["B34"].border.bottom.style) == ("FFFFFF00", "medium")


def test_copies_of_a_card_and_a_converted_xls_open_in_libreoffice(tmp_path: Path) -> None:
    copies = tuple(SheetCopy(f"卡{n}", (CellWrite(2, 2, f"人{n}"),), (), (TickWrite(2, 4, ("女",)),)) for n in (2, 3))
    ours = write(card(), FillPlan((SheetPlan("表", cells=(CellWrite(2, 2, "人1"),), copies=copies),))).data
    (tmp_path / "card").mkdir()
    cards = opened(through_office(ours, tmp_path / "card"), values=True)
    assert [sheet["B2"].value for sheet in cards] == ["人1", "人2", "人3"]
    assert [sheet["D2"].value for sheet in cards] == ["□男 □女", "□男 ☑女", "□男 ☑女"]
    block = ListBlock((3,), (1, 2, 3), tuple((n, f"人{n}", n) for n in range(1, 11)), style_row=3)
    old = write(old_form(), FillPlan((SheetPlan("表", blocks=(block,)),))).data
    (tmp_path / "old").mkdir()
    sheet = opened(through_office(old, tmp_path / "old"), values=True)["表"]
    assert [sheet.cell(13, column).value for column in (1, 3)] == ["合计", 55]
