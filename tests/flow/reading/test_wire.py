"""What crosses the pipe comes back equal, and nothing but frozen values of the expected shape ever does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Cell, Look, ParsedTable, Raw, Region, Workbook
from yibiao.flow.reading.structure import recognise
from yibiao.flow.reading.wire import from_plain, to_plain

PAGE = grid("| **花名册** | < |\n| 姓名 | 年龄 |\n| 张三 | 81 |")


def over_the_pipe(kind: Any, value: Any) -> Any:
    return from_plain(kind, json.loads(json.dumps(to_plain(value))))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "文\u2028本",
        True,
        False,
        0,
        -7,
        1.5,
        10**20,
        date(1950, 3, 1),
        datetime(2024, 1, 2, 3, 4, 5),
        time(8, 30),
    ],
)
def test_every_kind_of_cell_value_comes_back_as_itself(value: Raw) -> None:
    book = workbook(replace(PAGE, cells={(1, 1): Cell(1, 1, value, "A1", Look(bold=True, font_size=10.5))}))
    back = over_the_pipe(Workbook, book)
    assert back == book and type(back.grids[0].cells[1, 1].value) is type(value)


def test_a_whole_reading_comes_back_equal() -> None:
    remark = problem("READ_CORRUPT", Place(sheet="表", cell="B3"), what="x")
    page = replace(PAGE, hidden_rows=frozenset({2}), validations={(3, 2): ("男", "女")}, before=("题",))
    book = replace(workbook(page), problems=(remark,))
    assert over_the_pipe(Workbook, book) == book
    assert over_the_pipe(tuple[ParsedTable, ...], recognise(book)) == recognise(book)


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (Region, [1, 2, 3]),
        (Region, [1, 2, 3, "4"]),
        (Region, [1, 2, 3, True]),
        (Region, "abcd"),
        (Problem, ["NO_SUCH_CODE", [None] * 5, []]),
        (Problem, ["READ_CORRUPT", [None] * 5, []]),
        (Workbook, ["a", "xlsx", [["表", 0, [[], [[1, 1, {"__class__": "os.system"}, None, 0]]]]], []]),
        (Workbook, {"file": "a"}),
        (ParsedTable, None),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, plain: Any) -> None:
    with pytest.raises(ValueError):
        from_plain(kind, plain)


def test_objects_of_other_kinds_do_not_travel() -> None:
    with pytest.raises(ValueError):
        to_plain(Path("/"))
