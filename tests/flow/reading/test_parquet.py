"""A Parquet file says what a person would have typed, short or long; a hostile one gets a clear problem."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from yibiao.base.blocks import LongCells
from yibiao.base.problems import ProblemError
from yibiao.flow.reading import LONG, Limits, ManyFiles, read
from yibiao.flow.reading.limits import source_of
from yibiao.flow.reading.workbook import read_workbook

pytestmark = pytest.mark.once
TYPES = {
    "990101199001010016::BIGINT": "990101199001010016",
    "990101199001010016.0::DOUBLE": "9.9010119900101e+17",  # its last digits are gone: nobody may take it for a number
    "13900001111.0::DOUBLE": "13900001111",
    "0.1::FLOAT": "0.1",
    "1.5::DOUBLE": "1.5",
    "'nan'::DOUBLE": None,
    "12.50::DECIMAL(10, 2)": "12.50",
    "007::VARCHAR": "7",
    "'007'": "007",
    "true": "是",
    "false": "否",
    "NULL::BOOLEAN": None,
    "DATE '1950-03-01'": "1950-03-01",
    "TIMESTAMP '1950-03-01 00:00:00'": "1950-03-01",
    "TIMESTAMP '2026-11-01 08:30:00'": "2026-11-01 08:30:00",
    "TIMESTAMPTZ '2026-10-31 16:00:00+00'": "2026-11-01",
    "'东街, \"一\"号'": '东街, "一"号',
    "encode('低保')": "低保",
    "NULL::INTEGER": None,
}


def made(folder: Path, query: str, options: str = "") -> Path:
    path = folder / "名册.parquet"
    with duckdb.connect() as database:
        database.execute(
            f"SET force_mbedtls_unsafe = 'true'; PRAGMA add_parquet_key('k', '0123456789112345'); COPY ({query}) TO '{path}' (FORMAT parquet{options})"
        )
    return path


def code(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ProblemError) as refusal:
        read(path, limits=limits)
    assert refusal.value.problem.sentence("zh") and refusal.value.problem.remedy("zh")
    return refusal.value.problem.code


def test_every_type_comes_out_as_a_person_would_type_it(tmp_path: Path) -> None:
    columns = ", ".join(f"{value} AS v{number}" for number, value in enumerate(TYPES))
    book = read(made(tmp_path, f"SELECT {columns}")).workbook
    cells = book.grids[0].cells
    found = [cells[2, column].value if (2, column) in cells else None for column in range(1, len(TYPES) + 1)]
    assert dict(zip(TYPES, found, strict=True)) == TYPES
    assert (book.format, book.problems, cells[1, 1].value) == ("parquet", (), "v0")


def test_a_list_is_recognised_alone_and_among_many_files(tmp_path: Path) -> None:
    path = made(tmp_path, """SELECT '王小明' AS "姓名", 990101199001010016 AS "公民身份号码" FROM range(3)""")
    with ManyFiles() as files:
        for tables in (read(path).tables, files.tables(path)):
            assert [(table.layout, table.body) for table in tables] == [("list", (2, 4))]


def test_a_long_one_comes_as_blocks(tmp_path: Path) -> None:
    path = made(
        tmp_path, """SELECT '王小明' AS "姓名", 990101199001010000 + i AS "公民身份号码" FROM range(6000) t(i)"""
    )
    reading = read(path, limits=LONG)
    assert isinstance(reading.workbook.grids[0].cells, LongCells) and reading.tables[0].body == (2, 6001)
    assert read_workbook(path).grids[0].rows == 6001


@pytest.mark.parametrize(
    ("query", "options", "refused"),
    [
        ("SELECT [1, 2] AS a", "", "READ_NESTED"),
        ("SELECT {'b': 1} AS a", "", "READ_NESTED"),
        ("SELECT '\\xff\\xfe'::BLOB AS a", "", "READ_BINARY"),
        ("SELECT 1 AS a", ", ENCRYPTION_CONFIG {footer_key: 'k'}", "READ_ENCRYPTED"),
        ("SELECT 1 AS a FROM range(11000000)", "", "READ_TOO_LARGE"),
    ],
)
def test_what_is_no_plain_table_or_too_much_is_refused(tmp_path: Path, query: str, options: str, refused: str) -> None:
    assert code(made(tmp_path, query, options)) == refused


def test_endless_texts_are_cut_with_a_remark_and_more_than_allowed_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, "SELECT repeat('ab', 500000) AS a FROM range(60)")
    book = read(path).workbook
    assert path.stat().st_size < 1 << 17 and [remark.code for remark in book.problems] == ["READ_TEXT_CUT"]
    assert code(path, Limits(unpacked_bytes=1 << 20, file_bytes=1 << 20)) == "READ_TOO_LARGE"


def test_a_file_that_is_cut_or_damaged_is_called_so(tmp_path: Path) -> None:
    whole = made(tmp_path, "SELECT i, 'x' || i AS b FROM range(500) t(i)").read_bytes()
    for cut in (len(whole) - 1, len(whole) // 2, 6):
        (tmp_path / "cut.parquet").write_bytes(whole[:cut])
        assert code(tmp_path / "cut.parquet") == "READ_TRUNCATED"
    (tmp_path / "damaged.parquet").write_bytes(whole[:40] + whole[90:])
    assert code(tmp_path / "damaged.parquet") == "READ_CORRUPT"


def test_rows_are_counted_before_they_are_unpacked(tmp_path: Path) -> None:
    """Without the look at what the file says of itself, the same file is read until its cells are too many."""
    path = made(tmp_path, "SELECT 1 AS a FROM range(3000)")
    few = Limits(area=2_000, cells=100)
    for limits, what in ((few, "rows × columns"), (Limits(area=1 << 40, cells=100), "cells")):
        with pytest.raises(ProblemError) as refusal:
            read_workbook(path, limits)
        assert refusal.value.problem.values["what"] == what
    assert source_of(path).path == str(path)
