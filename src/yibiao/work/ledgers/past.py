"""The mirror's past: closed versions beside the current rows, and sessions that see the ledger as it stood at a line.

In: closed versions of `versions`. Out: `Then`, a session on which `flow.asking` runs as on any other: views named like
the registers stand before the tables, for its own cursor alone, made when a statement names a register.

    past.<register>   the register's columns, @from (inclusive) and @to (exclusive): journal lines; @lain: the code of
                      the closed area in which the row lay, where `area` is that of a standing area above it

One of the mirror's two files that issue DDL (the other is `mirror.py`). Refuses: what `versions` refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from yibiao.flow.asking import catalog
from yibiao.work.directory.queries import AreaRow
from yibiao.work.ledgers import tables, versions
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.sessions import Session
from yibiao.work.ledgers.tables import SINCE, Column, Layout, quoted
from yibiao.work.ledgers.turns import Turns
from yibiao.work.ledgers.versions import Closed

FROM: Column = ("@from", "BIGINT")
TO: Column = ("@to", "BIGINT")
LAIN: Column = ("@lain", "VARCHAR")
_DATABASE = "memory"


class Then(Session):
    """A session at journal line `sequence`. It holds one state of the mirror until it is closed, so that nothing that
    is written or laid out anew meanwhile shows in half of an answer."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, turns: Turns, sequence: int, layout: Layout) -> None:
        super().__init__(engine, turns)
        self.sequence = sequence
        self._waiting = {catalog.table_name(register): columns for register, columns in layout.columns.items()}
        engine.begin()
        engine.execute(f"SELECT 1 FROM {catalog.AREAS} LIMIT 1")  # noqa: S608 the state is that of the first statement

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        for table in [name for name in self._waiting if name in sql]:
            self._engine.execute(view(table, self._waiting.pop(table), self.sequence))
        return super().execute(sql, parameters)

    def lain(self, register: str, areas: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        """Codes of closed areas in which records of then lay that are counted within the intervals now."""
        found: set[str] = set()
        for first, last in areas:
            rows = super().execute(
                f"SELECT DISTINCT {quoted(LAIN[0])} FROM {_past(catalog.table_name(register))} "  # noqa: S608 own names
                f"WHERE {quoted(LAIN[0])} IS NOT NULL AND {_held(self.sequence)} AND area BETWEEN $first AND $last",
                {"first": first, "last": last},
            )
            found |= {code for (code,) in rows}
        return tuple(sorted(found))

    def close(self) -> None:
        self._engine.rollback()
        super().close()


class Past:
    """The tables of closed versions. `loaded`: whether they are there; whoever changes it holds the mirror's lock."""

    def __init__(self) -> None:
        self.loaded = False

    def lay(self, engine: duckdb.DuckDBPyConnection, layout: Layout) -> None:
        """Empty tables, whatever was there before."""
        engine.execute("DROP SCHEMA IF EXISTS past CASCADE")
        engine.execute("CREATE SCHEMA past")
        for register, columns in layout.columns.items():
            engine.execute(tables.create(_past(catalog.table_name(register)), [*columns, FROM, TO, LAIN]))

    def forget(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Let it go: numbers of areas or columns are others now. The next question about then loads it anew."""
        if self.loaded:
            self.loaded = False
            engine.execute("DROP SCHEMA past CASCADE")

    def insert(
        self, engine: duckdb.DuckDBPyConnection, layout: Layout, ground: Ground, register: str, closed: list[Closed]
    ) -> None:
        if not closed or register not in layout.columns:
            return
        rows = [one.row for one in closed]
        more: dict[Column, list[Any]] = {
            FROM: [str(row.since) for row in rows],
            TO: [str(one.until) for one in closed],
            LAIN: [ground.lain.get(row.area) for row in rows],
        }
        columns, values = layout.filled(register, rows, ground.places, more)
        tables.insert(engine, _past(catalog.table_name(register)), columns, values)

    def follow(
        self, engine: duckdb.DuckDBPyConnection, house: House, layout: Layout, ground: Ground,
        touched: tuple[str, Sequence[str]],
    ) -> None:  # fmt: skip
        """The past of touched records of a register anew, after their rows were: no version stands in both.

        A record may have been written again since its row was read: what the past has of that waits for its turn.
        """
        register, ids = touched
        if register not in layout.columns:
            return
        table, now = _past(catalog.table_name(register)), _main(catalog.table_name(register))
        given = {"ids": list(ids)}
        engine.execute(f"DELETE FROM {table} WHERE id IN (SELECT unnest($ids))", given)  # noqa: S608 own names
        for closed in versions.of(house, register, ids):
            self.insert(engine, layout, ground, register, closed)
        engine.execute(
            f"DELETE FROM {table} AS old USING {now} AS now "  # noqa: S608 own names
            "WHERE old.id = now.id AND old.version >= now.version AND old.id IN (SELECT unnest($ids))",
            given,
        )


class Ground:
    """Where rows of then lie in today's tree: in their area, or where it was closed in the one that has its code now,
    or in the nearest standing area above. An area of which nothing stands has number 0, which nobody sees."""

    def __init__(self, areas: Sequence[AreaRow] = ()) -> None:
        standing = {area.code: area for area in areas if area.first > 0}
        parents = {area.code: area.parent for area in areas if area.first <= 0}
        self.now = {area.key: (area.first, area.code) for area in areas}
        """Where rows of now lie: closed areas have number 0."""
        self.places: dict[int, tuple[int, str]] = {}
        self.lain: dict[int, str] = {}
        for area in areas:
            if area.first > 0:
                self.places[area.key] = (area.first, area.code)
                continue
            code: str | None = area.code
            while code is not None and code not in standing:
                code = parents.get(code)
            self.places[area.key] = (standing[code].first, code) if code else (0, area.code)
            self.lain[area.key] = area.code


def view(table: str, columns: Sequence[Column], sequence: int) -> str:
    """The statement that puts the rows of then before the table, for one cursor."""
    names = ", ".join(quoted(name) for name, _ in columns)
    now = f"SELECT {names} FROM {_main(table)} WHERE {quoted(SINCE[0])} <= {int(sequence)}"  # noqa: S608 own names only
    then = f"SELECT {names} FROM {_past(table)} WHERE {_held(sequence)}"  # noqa: S608 own names only
    return f"CREATE TEMP VIEW {quoted(table)} AS {now} UNION ALL {then}"


def _held(sequence: int) -> str:
    """The condition on a closed version: it stood at the line."""
    return f"{quoted(FROM[0])} <= {int(sequence)} AND {int(sequence)} < {quoted(TO[0])}"


def _main(table: str) -> str:
    return f"{_DATABASE}.main.{quoted(table)}"


def _past(table: str) -> str:
    return f"{_DATABASE}.past.{quoted(table)}"
