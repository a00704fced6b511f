"""Statements that were read once give what their text gives, on every cursor and whatever becomes of the tables."""

from __future__ import annotations

import duckdb
import pytest

from yibiao.work.ledgers.statements import Statements

pytestmark = pytest.mark.once

ASKED = "SELECT * FROM t WHERE a >= $least ORDER BY a"


@pytest.fixture
def engine() -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect(config={"threads": 1})
    engine.execute("CREATE TABLE t AS SELECT range AS a FROM range(3)")
    return engine


def test_a_statement_is_read_once_and_runs_on_every_cursor_with_its_own_parameters(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    known = Statements()
    statement = known.of(engine, ASKED)
    for least in (0, 1, 2):
        cursor = engine.cursor()
        assert known.of(cursor, ASKED) is statement
        assert cursor.execute(statement, {"least": least}).fetchall() == [(a,) for a in range(least, 3)]


def test_a_table_that_was_laid_out_anew_is_seen_as_it_is_now(engine: duckdb.DuckDBPyConnection) -> None:
    known = Statements()
    engine.execute(known.of(engine, ASKED), {"least": 2}).fetchall()
    engine.execute("ALTER TABLE t ADD COLUMN b INTEGER")
    engine.execute("INSERT INTO t VALUES (7, 8)")
    assert engine.execute(known.of(engine, ASKED), {"least": 2}).fetchall() == [(2, None), (7, 8)]


def test_text_of_no_single_statement_is_left_to_the_engine(engine: duckdb.DuckDBPyConnection) -> None:
    known = Statements()
    assert known.of(engine, "SELECT 1; SELECT 2") == "SELECT 1; SELECT 2"
    assert len(known) == 0


def test_the_oldest_goes_when_there_is_no_room_left(engine: duckdb.DuckDBPyConnection) -> None:
    known = Statements(room=2)
    first = known.of(engine, "SELECT 1")
    known.of(engine, "SELECT 2")
    known.of(engine, "SELECT 3")
    assert len(known) == 2
    assert known.of(engine, "SELECT 1") is not first
