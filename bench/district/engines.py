"""The engines beside each other. In: the DuckDB that holds the district. Out: sessions that know what they cost.

DuckDB is the mirror's engine: two threads, in memory. PostgreSQL is a server of its own with fsync off, 2 GB of shared
buffers, 128 MB of work_mem, two parallel workers a query, JIT off (it costs these queries more than it saves), random
pages at 1.1; its tables have a primary key, and indexes on area, on the record they hang on and on every reference and
every element that a form's conditions name; ANALYZE, then autovacuum is off. SQLite has the same indexes on the tables
that are asked by hand. CPU is this process's time, for PostgreSQL also the server process's
(/proc/PID/schedstat) and its parallel workers' (the reaped children of the postmaster). Refuses: nothing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from tests import postgres
from yibiao.flow.asking.areas import Areas
from yibiao.flow.asking.catalog import AREA_COLUMNS, AREAS, column_name, columns_of, create_statements, table_name
from yibiao.flow.standard.model import Standard
from yibiao.work.ledgers.fetching import fetched
from yibiao.work.ledgers.statements import STATEMENTS

_SETTINGS = {
    "shared_buffers": "2GB", "work_mem": "128MB", "maintenance_work_mem": "512MB", "effective_cache_size": "8GB",
    "max_parallel_workers_per_gather": "2", "max_parallel_workers": "2", "jit": "off", "random_page_cost": "1.1",
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB", "autovacuum": "off",
}  # fmt: skip
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and of the clock."""

    cpu: float
    wall: float


class Duck:
    """A session of `flow.asking` on DuckDB, which knows what the mirror's sessions know."""

    dialect = "duckdb"
    tidy: frozenset[str] = frozenset()
    areas: Areas | None = None

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        statement = STATEMENTS.of(self.connection, sql)
        return fetched(lambda: self.connection.execute(statement, dict(parameters) or None))

    def cpu(self) -> float:
        return time.process_time()


class Postgres:
    """A session of `flow.asking` on PostgreSQL."""

    dialect = "postgres"
    tidy: frozenset[str] = frozenset()
    areas: Areas | None = None

    def __init__(self, server: postgres.Server) -> None:
        self.server = server
        self.connection = psycopg.connect(server.url, autocommit=True)
        self.connection.execute("SET statement_timeout = '300s'")
        self.backend = self.connection.info.backend_pid

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return self.connection.execute(sql.encode(), dict(parameters) or None).fetchall()

    def cpu(self) -> float:
        """Of this process, the server process that answers and the workers that it had."""
        backend = int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e9
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return time.process_time() + backend + (int(fields[13]) + int(fields[14])) / _TICK


class Lite:
    """SQLite, asked by hand only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA cache_size = -524288")

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return self.connection.execute(sql, dict(parameters)).fetchall()

    def cpu(self) -> float:
        return time.process_time()


def measured(engine: Duck | Postgres | Lite, work: Callable[[], Any]) -> tuple[Cost, Any]:
    wall, cpu = time.perf_counter(), engine.cpu()
    found = work()
    return Cost(engine.cpu() - cpu, time.perf_counter() - wall), found


def postgres_of(source: duckdb.DuckDBPyConnection, standard: Standard, filtered: Iterable[str]) -> Postgres | None:
    """The same rows in a PostgreSQL, or None where there is no server."""
    server = postgres.start(_SETTINGS)
    if server is None:
        return None
    session = Postgres(server)
    folder = Path(tempfile.mkdtemp(prefix="yibiao-district-"))
    folder.chmod(0o777)
    wanted = frozenset(filtered)
    for statement in create_statements(standard, "postgres"):
        session.connection.execute(statement.encode())
    for table, columns in _tables(standard):
        if not source.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:  # type: ignore[index]
            continue
        file = folder / f"{table}.csv"
        told = ", ".join(
            f"'{{' || array_to_string(\"{name}\", ',') || '}}'" if kind.endswith("[]") else f'"{name}"'
            for name, kind in columns
        )
        source.execute(f"COPY (SELECT {told} FROM {table}) TO '{file}' (FORMAT csv, HEADER false)")
        file.chmod(0o644)
        session.connection.execute(f"COPY {table} FROM '{file}' (FORMAT csv)".encode())
        file.unlink()
        for name in _indexed(standard, table, columns, wanted):
            session.connection.execute(f'CREATE INDEX ON {table} ("{name}")'.encode())
        session.connection.execute(f"ANALYZE {table}".encode())
    shutil.rmtree(folder)
    return session


def sqlite_of(
    source: duckdb.DuckDBPyConnection, standard: Standard, filtered: Iterable[str], registers: Iterable[str], path: Path
) -> Lite:
    """All rows of some registers and of `areas` in a file of SQLite."""
    session, wanted, asked = Lite(path), frozenset(filtered), {*registers, AREAS}
    for table, columns in _tables(standard):
        if table not in asked:
            continue
        names = ", ".join(f'"{name}"' for name, _ in columns)
        session.connection.execute(f"CREATE TABLE {table} ({names})")
        plain = ", ".join(_plain(name, kind) for name, kind in columns)
        rows = source.execute(f"SELECT {plain} FROM {table}")
        marks = ", ".join("?" * len(columns))
        while batch := rows.fetchmany(20_000):
            session.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", batch)
        for name in _indexed(standard, table, columns, wanted):
            session.connection.execute(f'CREATE INDEX "{table}_{name}" ON {table} ("{name}")')
    session.connection.commit()
    session.connection.execute("ANALYZE")
    return session


def _plain(name: str, kind: str) -> str:
    """A column as SQLite holds it: days as text, decimals as numbers, lists as text."""
    if kind == "DATE":
        return f'CAST("{name}" AS VARCHAR)'
    if kind.startswith("DECIMAL"):
        return f'CAST("{name}" AS DOUBLE)'
    return f"array_to_string(\"{name}\", ',')" if kind.endswith("[]") else f'"{name}"'


def _tables(standard: Standard) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    yield AREAS, list(AREA_COLUMNS)
    for register in standard.registers:
        yield table_name(register), list(columns_of(standard, register))


def _indexed(standard: Standard, table: str, columns: Sequence[tuple[str, str]], wanted: frozenset[str]) -> list[str]:
    """id, area, master, references, and what conditions name (element codes in `wanted`)."""
    if table == AREAS:
        return ["code", "first", "level"]
    references = {
        column_name(one) for one in standard.of_register(table) if not one.derived and one.domain.startswith("ref:")
    }
    named = {column_name(one) for one in standard.of_register(table) if not one.derived and one.code in wanted}
    keys = {"id", "area", "master"} | references | named
    return [name for name, kind in columns if name in keys and not kind.endswith("[]")]
