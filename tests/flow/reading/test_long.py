"""A long delimited text comes as blocks, and tells what it told as cells: tables, values, remarks, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from yibiao.base.blocks import BLOCK_ROWS, LongCells
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Workbook
from yibiao.flow.reading import Limits, read
from yibiao.flow.reading.delimited import read_delimited
from yibiao.flow.reading.folding import HEAD, TAIL, recognise_all
from yibiao.flow.reading.limits import LONG, Source
from yibiao.flow.reading.wire import blocks_to_plain, from_plain, to_plain, with_blocks

SHORT = replace(LONG, blocks_from=0)
HEADER = "姓名,身份证号,联系电话,现住址"


def roster(rows: int, seed: int = 1) -> list[str]:
    dice = Random(seed)
    return [f"张{chr(0x4E00 + dice.randrange(999))},99010119500101{number:04},1380000{number % 9999:04},北村路{number}号"
            for number in range(rows)]  # fmt: skip


def both(lines: list[str], encoding: str = "utf-8", ends: str = "\n") -> tuple[Workbook, Workbook]:
    data = (ends.join(lines) + ends).encode(encoding)
    return read_delimited(Source("名册.csv", data, LONG)), read_delimited(Source("名册.csv", data, SHORT))


def is_long(book: Workbook) -> bool:
    return isinstance(book.grids[0].cells, LongCells)


DIRT: dict[str, Callable[[list[str]], None]] = {
    "as it should be": lambda lines: None,
    "a title and a note": lambda lines: (lines.insert(0, "高龄老人名册,,,"), lines.append("填表人：李四"))[0],
    "a line break in a cell": lambda lines: lines.__setitem__(3000, '张三,"990101\n1950",138,"北村路,1号"'),
    "quotes in a cell": lambda lines: lines.__setitem__(3000, '"张""三",1,2,3'),
    "a total in the middle": lambda lines: lines.__setitem__(3000, "小计,,,5"),
    "another total": lambda lines: lines.__setitem__(3001, ",合 计,,5"),
    "an error value": lambda lines: lines.__setitem__(3002, "张三,#N/A,,#REF!"),
    "a short row": lambda lines: lines.__setitem__(3003, "张三"),
    "blank lines at the end": lambda lines: lines.extend([",,,"] * 40),
}
UNEVEN: dict[str, Callable[[list[str]], None]] = {
    "an empty row in the middle": lambda lines: lines.__setitem__(3000, ""),
    "a row of spaces": lambda lines: lines.__setitem__(3000, " ,\u3000,,"),
    "a column that begins in the middle": lambda lines: lines.__setitem__(3000, "张三,1,2,3,注意"),
    "an endless text": lambda lines: lines.__setitem__(3000, f"张三,{'长' * 40_000},2,3"),
    "the sign that stands between texts": lambda lines: lines.__setitem__(3000, "张\x1f三,1,2,3"),
    "other line ends": lambda lines: lines.__setitem__(3000, "张三,1,2,3\r李四,1,2,3"),
}


@pytest.mark.parametrize("dirt", [*DIRT, *UNEVEN])
def test_blocks_tell_what_cells_tell(dirt: str) -> None:
    lines = [HEADER, *roster(6_000)]
    (DIRT | UNEVEN)[dirt](lines)
    long, short = both(lines)
    assert is_long(long) == (dirt in DIRT)
    assert recognise_all(long) == recognise_all(short)
    assert dict(long.grids[0].cells.items()) == dict(short.grids[0].cells.items())
    assert replace(long.grids[0], cells={}) == replace(short.grids[0], cells={})
    assert long.problems == short.problems


@pytest.mark.parametrize(("encoding", "ends"), [("gb18030", "\r\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\n")])
def test_whatever_its_encoding_and_line_ends(encoding: str, ends: str) -> None:
    long, short = both([HEADER, *roster(6_000)], encoding, ends)
    assert is_long(long)
    assert dict(long.grids[0].cells.items()) == dict(short.grids[0].cells.items())


def test_several_blocks_follow_each_other_without_a_gap_and_any_cell_is_found() -> None:
    long, short = both([HEADER, *roster(BLOCK_ROWS + 3_000)])
    cells, plain = long.grids[0].cells, short.grids[0].cells
    assert isinstance(cells, LongCells) and len(cells.blocks) == 2
    assert (cells.first, cells.last) == (HEAD + 1, long.grids[0].rows - TAIL)
    for row in (1, HEAD, HEAD + 1, HEAD + BLOCK_ROWS, HEAD + BLOCK_ROWS + 1, cells.last, cells.last + 1):
        assert [cells.get((row, column)) for column in range(1, 6)] == [plain.get((row, c)) for c in range(1, 6)]
    assert cells.get((10**7, 1)) is None
    assert len(cells) == len(plain)


def test_a_short_list_and_whoever_does_not_ask_for_blocks_gets_cells() -> None:
    assert not is_long(both([HEADER, *roster(900)])[0])
    assert not is_long(read_delimited(Source("名册.csv", "\n".join([HEADER, *roster(6_000)]).encode())))


def test_more_cells_than_allowed_are_refused() -> None:
    data = "\n".join([HEADER, *roster(6_000)]).encode()
    with pytest.raises(ProblemError, match="READ_TOO_LARGE"):
        read_delimited(Source("名册.csv", data, replace(LONG, block_cells=20_000)))


def test_the_child_sends_blocks_beside_what_it_tells(tmp_path: Path) -> None:
    file = tmp_path / "名册.csv"
    file.write_text("\n".join([HEADER, *roster(6_000)]), "gbk")
    long, short = read(file, limits=LONG), read(file, limits=replace(Limits(), blocks_from=0))
    assert is_long(long.workbook) and not is_long(short.workbook)
    assert long.tables == short.tables
    assert dict(long.workbook.grids[0].cells.items()) == dict(short.workbook.grids[0].cells.items())


@pytest.mark.parametrize(
    "wrong", [[[0, 601, 5, [3]]], [[0, -1, 1, [3]]], [[0, 601, "1", [3]]], [[0, 601, 2, [3, 10**9]]], [[0, 601]], 7]
)
def test_blocks_that_a_child_makes_up_are_no_blocks(wrong: object) -> None:
    book = both([HEADER, *roster(50)])[0]
    with pytest.raises((ValueError, TypeError)):
        with_blocks(book, wrong, memoryview("张三\x1f李四".encode()))


def test_blocks_travel() -> None:
    book = both([HEADER, *roster(6_000)])[0]
    plain, pieces = blocks_to_plain(book)
    again = with_blocks(from_plain(Workbook, to_plain(book)), plain, memoryview(b"".join(pieces)))
    assert dict(again.grids[0].cells.items()) == dict(book.grids[0].cells.items())
