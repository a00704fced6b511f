"""Whole sheets of many trades: layout, title, header, body and footer against blocks written down first."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.tables import Grid
from yibiao.flow.reading.structure import recognise

FILES = sorted(Path(__file__).parent.glob("sheets_*.md"))


def _sheets() -> Iterator[tuple[str, list[str], Grid]]:
    for file in FILES:
        for part in file.read_text("utf-8").split("\n## ")[1:]:
            name, *lines = part.strip().splitlines()
            wanted = [line for line in lines if not line.startswith("|")]
            options = {key: _numbers(value) for key, value in re.findall(r"(plain|big)=([\d,]+)", wanted[0])}
            blocks = [line.split("|")[0].strip() for line in wanted]
            yield name, blocks, grid("\n".join(line for line in lines if line.startswith("|")), **options)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _read(sheet: Grid) -> list[str]:
    return [
        f"{table.layout} title={_pair(table.title_cell, ',')} header={_pair(table.header)} "
        f"body={_pair(table.body)} footer={_pair(table.footer)}"
        for table in recognise(workbook(sheet))
    ]


def _pair(rows: tuple[int, int] | None, sign: str = "-") -> str:
    return f"{rows[0]}{sign}{rows[1]}" if rows else "-"


@pytest.mark.parametrize(("blocks", "sheet"), [pytest.param(b, s, id=n) for n, b, s in _sheets()])
def test_the_blocks_of_a_sheet_are_read_as_written_down(blocks: list[str], sheet: Grid) -> None:
    assert _read(sheet) == blocks
