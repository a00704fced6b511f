"""The mirror's tables: how they are laid out, and rows into them. In: a standard, rows. Out: DDL text, filled columns.

Every table is that of `flow.asking.catalog` with one column more, which no question names: `@since`, the journal line
from which on the row stands as it does. The past's tables (`past.py`) have `@from`, `@to` and `@lain` instead. No
element's name begins with @. Refuses: nothing; values are those that the ledger has let in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from yibiao.flow.asking import catalog
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers.feed import Row
from yibiao.work.ledgers.house import House

Column = tuple[str, str]
SINCE: Column = ("@since", "BIGINT")

Places = Mapping[int, tuple[int, str]]
"""Key of an area's row → its number and code."""


@dataclass(frozen=True)
class Layout:
    """Columns of every register (name, type), and which element lies in which."""

    columns: Mapping[str, Sequence[Column]]
    elements: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, house: House) -> Layout:
        standard = house.standard
        return cls(
            {register: list(catalog.columns_of(standard, register)) for register in standard.registers},
            {
                register: {
                    one.code: catalog.column_name(one) for one in standard.of_register(register) if not one.derived
                }
                for register in standard.registers
            },
        )

    def filled(
        self, register: str, rows: Sequence[Row], places: Places, more: Mapping[Column, Sequence[Any]]
    ) -> tuple[list[Column], list[Sequence[Any]]]:
        """(columns that any row has, their values as text); `more`: columns of the table that no element has."""
        given: dict[str, Sequence[Any]] = {
            "id": [row.id for row in rows],
            "area": [str(places[row.area][0]) for row in rows],
            "area_code": [places[row.area][1] for row in rows],
            "master": [row.master for row in rows],
            "version": [str(row.version) for row in rows],
        }
        names = self.elements[register]
        found: dict[str, list[str | None]] = {}
        for number, row in enumerate(rows):  # by what is there: most elements of most records are unknown
            for code, value in row.values.items():
                name = names.get(code)
                if name is not None:
                    column = found.get(name)
                    if column is None:
                        column = found[name] = [None] * len(rows)
                    column[number] = value if isinstance(value, str) else as_text(value)
        given |= found
        columns = [(name, kind) for name, kind in self.columns[register] if name in given]
        return [*columns, *more], [*(given[name] for name, _ in columns), *more.values()]


def insert(
    engine: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column], values: Sequence[Sequence[Any]]
) -> None:
    """Columns as text, cast to the table's types inside the engine: one way for all types, and a fast one.

    table: its name, quoted.
    """
    if not values:
        return
    engine.register("incoming", arrays({name: column for (name, _), column in zip(columns, values, strict=True)}))
    try:
        casts = ", ".join(_cast(name, kind) for name, kind in columns)
        names = ", ".join(quoted(name) for name, _ in columns)
        engine.execute(f"INSERT INTO {table} ({names}) SELECT {casts} FROM incoming")  # noqa: S608 own names only
    finally:
        engine.unregister("incoming")


def arrays(columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Columns as the engine takes them in."""
    given = {}
    for name, column in columns.items():
        array = column if isinstance(column, np.ndarray) else np.empty(len(column), dtype=object)
        if array is not column:
            array[:] = column
        given[name] = array
    return given


def create(table: str, columns: Sequence[Column]) -> str:
    """The statement that lays a table out; plain text, because sixty through sqlglot would cost more than a snapshot.

    table: its name, quoted.
    """
    return f"CREATE TABLE {table} ({', '.join(f'{quoted(name)} {kind}' for name, kind in columns)})"


def as_text(value: Json) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cast(name: str, kind: str) -> str:
    column = quoted(name)
    return f"string_split({column}, ',')" if kind.endswith("[]") else f"CAST({column} AS {kind})"
