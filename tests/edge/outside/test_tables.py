"""A department's table comes as a list, read only, its names quoted, nothing of ours in what is said of a failure.

T1  values are written as a person would type them, in the order of the key
T2  nothing can be written there, and no SQL of a name is run
T3  an address with a password, another engine, a missing table or database: a problem, no traceback
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, Integer, String, create_engine, inspect, text
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.exc import OperationalError

from yibiao.base.problems import ProblemError
from yibiao.edge.outside import tables
from yibiao.edge.outside.lists import Listed, written
from yibiao.edge.outside.tables import checked_address, read_table, statement_of


def unheard(rows: int) -> None:
    pass


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "部门.db"
    with sqlite3.connect(file) as connection:
        connection.execute(
            'CREATE TABLE "低保 名单" (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 金额 NUMERIC, 生日 DATE, 照片 BLOB, 在册 BOOLEAN)'
        )
        connection.executemany(
            'INSERT INTO "低保 名单" VALUES (?, ?, ?, ?, ?, ?)',
            [(2, "李四", 3.5, "五零年三月", b"x", 0), (1, "张,三", 1200, "1950-01-02", b"y", 1)],
        )
        connection.execute('CREATE VIEW 在册 AS SELECT 姓名, 金额 FROM "低保 名单" WHERE 在册 = 1')
    return file


def reach(base: Path, table: str, **more: str) -> Mapping[str, str]:
    return {"url": f"sqlite:///{base}", "table": table, **more}


def refused(given: Mapping[str, str], secret: str = "") -> tuple[str, str]:
    with pytest.raises(ProblemError) as caught:
        read_table(given, secret, unheard)
    return caught.value.problem.code, str(caught.value.problem.as_json())


def test_a_table_and_a_view_come_as_lists(base: Path) -> None:
    assert parsed(read_table(reach(base, "低保 名单"), "", unheard)) == [
        ["编号", "姓名", "金额", "生日", "在册"], ["1", "张,三", "1200", "1950-01-02", "是"], ["2", "李四", "3.5", "五零年三月", "否"],
    ]  # fmt: skip
    assert parsed(read_table(reach(base, "在册"), "", unheard)) == [["姓名", "金额"], ["张,三", "1200"]]
    some = read_table(reach(base, "低保 名单", columns="金额, 姓名"), "", unheard)
    assert parsed(some) == [["金额", "姓名"], ["1200", "张,三"], ["3.5", "李四"]]


def test_who_fetches_is_told_how_far_and_may_break_off(base: Path) -> None:
    heard: list[int] = []
    read_table(reach(base, "低保 名单"), "", heard.append)
    assert heard == [2]

    def stop(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_table(reach(base, "低保 名单"), "", stop)


def test_nothing_can_be_written_there(base: Path) -> None:
    url = checked_address(f"sqlite:///{base}")
    with tables._engine(url, "").connect() as connection:
        tables._read_only(connection, url)
        with pytest.raises(OperationalError, match="readonly|query_only"):
            connection.execute(text('DELETE FROM "低保 名单"'))
    with create_engine(f"sqlite:///{base}").connect() as plain:  # what the defence is against
        assert plain.execute(text('DELETE FROM "低保 名单"')).rowcount == 2


@pytest.mark.parametrize("name", ['低保 名单"; DROP TABLE "低保 名单', "x' OR 1=1 --", "nothing", "a.b.c"])
def test_a_name_is_a_name(base: Path, name: str) -> None:
    assert refused(reach(base, name))[0] == "FEEDS_NO_TABLE"
    assert len(parsed(read_table(reach(base, "低保 名单"), "", unheard))) == 3
    assert refused(reach(base, "低保 名单", columns="姓名,没有"))[0] == "FEEDS_NO_TABLE"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:quiet@h/d",
        "oracle://h/d",
        "sqlite://",
        "no address",
        "mysql://h",
        "postgresql://h/d?password=quiet",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    code, said = refused({"url": address, "table": "t"})
    assert code == "FEEDS_ADDRESS" and "quiet" not in said


def test_a_database_that_is_away_is_said_without_the_secret(tmp_path: Path) -> None:
    code, _ = refused({"url": f"sqlite:///{tmp_path / 'none.db'}", "table": "t"})
    assert code == "FEEDS_AWAY"
    assert not (tmp_path / "none.db").exists()
    for address in ("postgresql://u@127.0.0.1:1/d", "mysql://u@127.0.0.1:1/d", "mariadb://u@127.0.0.1:1/d"):
        code, said = refused({"url": address, "table": "t"}, "quiet-word")
        assert code == "FEEDS_AWAY" and "quiet-word" not in said


class Known:
    """What an inspector says of a table, whichever engine it is."""

    def get_columns(self, name: str, schema: str | None = None) -> list[Mapping[str, Any]]:
        return [
            {"name": "id", "type": Integer()},
            {"name": "姓 名", "type": String()},
            {"name": "生日", "type": Date()},
        ]

    def get_pk_constraint(self, name: str, schema: str | None = None) -> Mapping[str, Any]:
        return {"constrained_columns": ["id"]}


@pytest.mark.parametrize(("dialect", "mark"), [(mysql.dialect(), "`"), (postgresql.dialect(), '"')])
def test_every_engine_gets_its_own_quotes(dialect: Any, mark: str) -> None:
    given = {"table": "s.t x", "columns": "姓 名,生日"}
    statement, names, _ = statement_of(Known(), given)  # type: ignore[arg-type]
    sql = str(statement.compile(dialect=dialect))
    assert names == ["姓 名", "生日"] and f"s.{mark}t x{mark}" in sql and "ORDER BY" in sql and sql.startswith("SELECT")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""), ("a\x00b", "ab"), (True, "是"), (False, "否"), (datetime(1950, 1, 2), "1950-01-02"),
        (datetime(1950, 1, 2, 3, 4, 5), "1950-01-02 03:04:05"), (date(1950, 1, 2), "1950-01-02"), (3.0, "3"), (3.25, "3.25"),
        (Decimal("1200.00"), "1200"), (Decimal("0.10"), "0.1"), (Decimal("NaN"), ""), (Decimal("1E+3"), "1000"), (990101195001010018, "990101195001010018"),
        (b"x", ""), (["甲", "乙"], "甲、乙"), ([{"a": 1}], '[{"a": 1}]'), ({}, "{}"),
    ],
)  # fmt: skip
def test_values_are_written_as_a_person_would_type_them(value: Any, said: str) -> None:
    assert written(value) == said


def test_a_list_that_is_too_large_is_refused() -> None:
    listed = Listed(["a"], largest=100)
    listed.add_in_order(["x" * 200])
    with pytest.raises(ProblemError) as caught:
        listed.as_bytes()
    assert caught.value.problem.code == "FILES_TOO_LARGE"


def test_a_table_of_postgresql_comes_as_a_list(settings: Any, db: None) -> None:
    """Where the tests run on PostgreSQL: our own journal is the department's table."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("the embedded default")
    given = connection.settings_dict
    with create_engine(
        f"postgresql+psycopg://{given['USER']}@{given['HOST'] or '127.0.0.1'}:{given['PORT']}/{given['NAME']}",
        connect_args={"password": given["PASSWORD"]},
    ).begin() as outside:
        outside.execute(text('CREATE TABLE "名 单" (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 金额 NUMERIC(10,2))'))
        outside.execute(text("INSERT INTO \"名 单\" VALUES (2, '李四', 3.50), (1, '张三', 1200)"))
    try:
        address = f"postgresql://{given['USER']}@{given['HOST'] or '127.0.0.1'}:{given['PORT']}/{given['NAME']}"
        found = read_table({"url": address, "table": "public.名 单"}, given["PASSWORD"], unheard)
        assert parsed(found) == [["编号", "姓名", "金额"], ["1", "张三", "1200"], ["2", "李四", "3.5"]]
        url = checked_address(address)
        with tables._engine(url, given["PASSWORD"]).connect() as reading, pytest.raises(Exception, match="read-only"):
            reading.execute(text('DELETE FROM "名 单"'))
        assert inspect(tables._engine(url, given["PASSWORD"])).has_table("名 单")
    finally:
        with connection.cursor() as cursor:
            cursor.execute('DROP TABLE "名 单"')
