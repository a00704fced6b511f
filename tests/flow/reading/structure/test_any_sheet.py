"""Whatever stands on a sheet: no crash, and blocks that follow each other."""

import random

import pytest

from yibiao.base.tables import Cell, Grid, Look, ParsedTable, Raw, Region
from yibiao.flow.reading.structure import recognise_grid

TEXTS: tuple[Raw, ...] = (
    "姓名",
    "性别",
    "序号",
    "合计",
    "小计",
    "1",
    "2020-01-01",
    "注：说明",
    "填表人：",
    "年 月 日",
    "□男 □女",
    "${a}",
    "{{x",
    "}}",
    "一、基本",
    "",
    "长" * 300,
    "：",
    "（）",
    "其中：",
    "   前空",
    "单位：元",
    3.5,
    True,
    "例：",
    "审核意见：",
    "\n",
    "t.a",
    "①",
    "元",
    None,
    None,
    None,
    None,
    None,
    None,
)


def any_grid(source: random.Random) -> Grid:
    rows, columns = source.randint(1, 14), source.randint(1, 9)
    cells = {}
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            value, framed = source.choice(TEXTS), source.random() < 0.7
            if value is not None or framed:
                look = Look(bordered=framed, bold=source.random() < 0.2, font_size=source.choice([None, 11.0, 18.0]))
                formula = "SUM(A1)" if source.random() < 0.03 else None
                cells[(row, column)] = Cell(row, column, value, formula, look)
    merges = []
    for _ in range(source.randint(0, 6)):
        top, left = source.randint(1, rows), source.randint(1, columns)
        merges.append(Region(top, left, top + source.randint(0, 4), left + source.randint(0, 4)))
    return Grid("Sheet1", 0, cells, tuple(merges), rows, columns)


def in_order(table: ParsedTable) -> bool:
    """Header, body and footer begin and end in this order and do not share rows."""
    blocks = [block for block in (table.header, table.body, table.footer) if block]
    edges = [edge for block in blocks for edge in block]
    apart = all(left[1] < right[0] for left, right in zip(blocks, blocks[1:], strict=False))
    return apart and edges == sorted(edges)


@pytest.mark.parametrize("seed", range(20))
def test_no_sheet_breaks_it_and_blocks_follow_each_other(seed: int) -> None:
    source = random.Random(seed)
    tables = [table for _ in range(40) for table in recognise_grid("f", any_grid(source))]
    assert tables
    for table in tables:
        assert in_order(table)
        assert all(point.path and all(point.path) for point in table.fill_points)
        assert all(column.path and all(column.path) for column in table.columns)


def test_blocks_that_share_a_row_are_noticed() -> None:
    broken = ParsedTable("f", "s", 0, "list", Region(1, 1, 3, 3), header=(1, 2), body=(2, 3))  # type: ignore[arg-type]
    assert not in_order(broken)
