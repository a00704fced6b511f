"""A DuckDB that holds a small ledger in the catalog's tables, and the same records for the Python evaluator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from tests.flow.standard.small import SMALL
from yibiao.base.views import View
from yibiao.flow.asking.catalog import columns_of, create_statements
from yibiao.flow.standard.formula import MemoryLedger, Record
from yibiao.flow.standard.model import Standard

# code, name, level, first, last, parent: one street of two communities of two grids each, and a street beside it
AREAS = (
    ("99", "示例区", "district", 1, 9, None),
    ("9901", "东街道", "street", 2, 8, "99"),
    ("990101", "一社区", "community", 3, 5, "9901"),
    ("99010101", "一网格", "grid", 4, 4, "990101"),
    ("99010102", "二网格", "grid", 5, 5, "990101"),
    ("990102", "二社区", "community", 6, 8, "9901"),
    ("99010201", "三网格", "grid", 7, 7, "990102"),
    ("99010202", "四网格", "grid", 8, 8, "990102"),
    ("9902", "西街道", "street", 9, 9, "99"),
)
CODES = {first: code for code, _, _, first, _, _ in AREAS}


class DuckSession:
    """A session that remembers what it was asked."""

    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.asked: list[str] = []

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        self.asked.append(sql)
        return self.connection.execute(sql, dict(parameters)).fetchall()


def session_of(records: Iterable[Record], standard: Standard = SMALL) -> DuckSession:
    """A fresh in-memory mirror with these records."""
    connection = duckdb.connect(config={"threads": 1})
    for statement in create_statements(standard):
        connection.execute(statement)
    connection.executemany("INSERT INTO areas VALUES (?, ?, ?, ?, ?, ?)", [list(area) for area in AREAS])
    fill(connection, records, standard)
    return DuckSession(connection)


def fill(connection: duckdb.DuckDBPyConnection, records: Iterable[Record], standard: Standard = SMALL) -> None:
    for record in records:
        fixed = {
            "id": record.id,
            "area": record.area,
            "area_code": CODES[record.area],
            "master": record.master,
            "version": 1,
        }
        held = {
            code.partition(".")[2]: list(value) if isinstance(value, tuple) else value
            for code, value in record.values.items()
        }
        held = {f"{name}_" if name in fixed else name: value for name, value in held.items()}
        names = [name for name, _ in columns_of(standard, record.register)]
        row = [fixed[name] if name in fixed else held.get(name) for name in names]
        marks = ", ".join("?" for _ in names)
        connection.execute(f"INSERT INTO {record.register} VALUES ({marks})", row)


def clear(connection: duckdb.DuckDBPyConnection, standard: Standard = SMALL) -> None:
    for register in standard.registers:
        connection.execute(f"DELETE FROM {register}")


ALL_ELEMENTS = frozenset(SMALL.elements)
CHIEF = View("chief", "test", ((1, 9),), ALL_ELEMENTS)
"""Sees the whole district and every element."""
GRID_WORKER = View(
    "grid worker", "test", ((4, 4),), ALL_ELEMENTS - {"low_income.kind", "low_income.amount_monthly"},
    masks={"person.id_number": "partial", "person.phone": "full"},
)  # fmt: skip
"""Sees the first grid, no low-income details, identity numbers masked."""
STATISTICIAN = View(
    "statistician", "test", ((2, 8),), frozenset({"person.gender"}),
    countable=frozenset({"person.age", "person.household", "person.income_annual"}), rows=False,
)  # fmt: skip
"""Counts in the street, lists nobody."""
OUTSIDER = View("outsider", "test", ((9, 9),), ALL_ELEMENTS)
"""Works in another street and must see nothing here."""
NOBODY = View("nobody", "test")
"""Has no area and no element."""


def memory(records: Iterable[Record]) -> MemoryLedger:
    return MemoryLedger(records)
