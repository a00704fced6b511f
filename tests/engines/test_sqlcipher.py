"""The embedded engine: encrypted pages, durable settings, no way in without the key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.utils import load_backend

from yibiao.base.problems import ProblemError
from yibiao.base.vault import KEY_FILE
from yibiao.site.settings import postgresql, sqlite
from yibiao.site.sqlcipher.base import DatabaseWrapper

pytestmark = pytest.mark.once


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    settings = connections.configure_settings({"default": sqlite(tmp_path)})["default"]
    made = load_backend("yibiao.site.sqlcipher").DatabaseWrapper(settings, "fresh")
    yield made
    made._close()


@pytest.fixture(autouse=True)
def _may_open(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def fill(database: DatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE t (name text)")
        cursor.executemany("INSERT INTO t VALUES (%s)", [("张三 100%",), ("13800000000",)])


def test_it_keeps_percent_signs_and_parameters_as_they_are(database: DatabaseWrapper) -> None:
    fill(database)
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM t WHERE name LIKE '%%三%%' AND name = %(name)s", {"name": "张三 100%"})
        assert cursor.fetchall() == [("张三 100%",)]


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_it_is_durable_and_strict(database: DatabaseWrapper, pragma: str, value: object) -> None:
    with database.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    assert database.transaction_mode == "IMMEDIATE"


def test_nothing_stands_in_clear_in_the_files(database: DatabaseWrapper, tmp_path: Path) -> None:
    fill(database)
    whole = b"".join(file.read_bytes() for file in tmp_path.glob("ledger.db*"))
    assert len(whole) > 4096
    assert b"13800000000" not in whole and "张三".encode() not in whole and b"CREATE TABLE" not in whole


def test_a_plain_sqlite_would_show_it(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE t (name text)")
    plain.execute("INSERT INTO t VALUES ('13800000000')")
    plain.commit()
    plain.close()
    assert b"13800000000" in (tmp_path / "plain.db").read_bytes()


def test_without_its_key_or_with_another_it_does_not_open(database: DatabaseWrapper, tmp_path: Path) -> None:
    fill(database)
    database._close()
    database.connection = None
    key = tmp_path / KEY_FILE
    right = key.read_bytes()
    key.write_bytes(bytes(32))
    with pytest.raises(ProblemError) as fault:
        database.connect()
    assert fault.value.problem.code == "JOURNAL_DATABASE_LOCKED_OUT"
    key.unlink()
    with pytest.raises(ProblemError) as fault:
        database.connect()
    assert fault.value.problem.code == "VAULT_KEY_MISSING"
    assert not key.exists()
    key.write_bytes(right)
    key.chmod(0o600)
    database.connect()


def test_a_flipped_bit_is_found_when_the_page_is_read(database: DatabaseWrapper, tmp_path: Path) -> None:
    fill(database)
    with database.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database._close()
    database.connection = None
    file = tmp_path / "ledger.db"
    whole = bytearray(file.read_bytes())
    whole[-2000] ^= 1
    file.write_bytes(whole)
    with pytest.raises((ProblemError, database.Database.DatabaseError)):
        database.connect()
        database.connection.execute("SELECT * FROM t").fetchall()


def test_addresses_of_postgresql_are_read_and_others_refused() -> None:
    read = postgresql("postgresql://me:p%40ss@db.example:5433/ledger?sslmode=require")
    assert (read["HOST"], read["PORT"], read["USER"], read["PASSWORD"]) == ("db.example", "5433", "me", "p@ss")
    assert (read["NAME"], read["OPTIONS"]) == ("ledger", {"sslmode": "require"})
    assert postgresql("postgresql:///ledger?host=/run/postgresql")["HOST"] == "/run/postgresql"
    with pytest.raises(ValueError, match="mysql"):
        postgresql("mysql://x/y")
