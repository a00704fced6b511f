"""Long answers taken by column are what taking them row by row gives, exactly, or are taken row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pytest

from yibiao.flow.asking.columns import Columns, by_column, column_at, rows_at
from yibiao.work.ledgers import fetching
from yibiao.work.ledgers.fetching import SHORT, fetched

MIXED = """
    SELECT 'r' || i AS a, CASE WHEN i % 3 > 0 THEN '值' || i END AS b, i AS c, CASE WHEN i % 2 = 0 THEN i END AS d,
      DATE '1900-02-28' + i::INTEGER AS e, CASE WHEN i % 5 > 0 THEN DATE '2026-01-01' - i::INTEGER END AS f, i % 2 = 0 AS g,
      CASE WHEN i % 7 > 0 THEN i % 2 = 0 END AS h, NULL AS i, CAST(i / 7 - 100 AS DECIMAL(18,2)) AS j,
      CASE WHEN i % 4 > 0 THEN CAST(i / 3 AS DECIMAL(18,4)) END AS k, CAST(NULL AS VARCHAR) AS l, i::DOUBLE / 3 AS m
    FROM range({length}) t(i)
"""


def both(engine: duckdb.DuckDBPyConnection, sql: str) -> tuple[Sequence[Sequence[Any]], list[tuple[Any, ...]], int]:
    """(rows as fetched, row by row, how often the query ran)."""
    runs = []

    def query() -> duckdb.DuckDBPyConnection:
        runs.append(1)
        return engine.execute(sql)

    return fetched(query), engine.execute(sql).fetchall(), len(runs)


@pytest.mark.parametrize("length", [0, 1, SHORT - 1, SHORT, SHORT + 1, 5_000])
def test_every_value_is_the_same_and_of_the_same_type(length: int) -> None:
    found, told, _ = both(duckdb.connect(), MIXED.format(length=length))
    assert list(found) == told
    assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in told]
    assert isinstance(found, Columns) == (length >= SHORT)
    assert repr(list(found)) == repr(told), "a decimal keeps its places"


def test_a_decimal_of_more_digits_than_a_double_has_is_taken_row_by_row() -> None:
    sql = "SELECT i AS a, CAST(CAST('1234567890123456.78' AS DECIMAL(18,2)) - i AS DECIMAL(18,2)) AS b FROM range(2000) t(i)"
    found, told, runs = both(duckdb.connect(), sql)
    assert list(found) == told and runs == 2
    assert str(told[0][1]) == "1234567890123456.78"


def test_believing_every_double_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_EXACT", float("inf"))
    with pytest.raises(AssertionError):
        test_a_decimal_of_more_digits_than_a_double_has_is_taken_row_by_row()


@pytest.mark.parametrize(
    "what", ["[i]", "{'a': i}", "i::HUGEINT * 10000000000000000000", "TIMESTAMP '2026-01-01'", "'x'::BLOB"]
)
def test_what_has_no_plain_array_is_taken_row_by_row(what: str) -> None:
    found, told, runs = both(duckdb.connect(), f"SELECT i AS a, {what} AS b FROM range(2000) t(i)")  # noqa: S608
    assert list(found) == told and runs == 1


def test_two_columns_of_one_name_stay_two() -> None:
    found, told, _ = both(duckdb.connect(), "SELECT i AS a, i + 1 AS a FROM range(2000) t(i)")
    assert list(found) == told


def test_columns_are_a_tuple_of_rows_to_who_looks() -> None:
    rows = tuple((at, str(at)) for at in range(5))
    kept = Columns(by_column(rows, 2), 5)
    assert kept == rows and rows == kept and hash(kept) == hash(rows) and len(kept) == 5
    assert kept[1] == (1, "1") and kept[-1] == (4, "4") and kept[1:3] == rows[1:3] and kept[5:] == ()
    assert kept != rows[:4] and kept != ((9, "9"), *rows[1:])
    assert list(column_at(kept, 1)) == column_at(rows, 1) == ["0", "1", "2", "3", "4"]
    for places in (range(1, 3), [4, 0], []):
        assert rows_at(kept, places) == rows_at(rows, places) == tuple(rows[at] for at in places)
    assert by_column((), 2) == ((), ()) and list(Columns((), 2)) == [(), ()]
    with pytest.raises(IndexError):
        kept[5]
