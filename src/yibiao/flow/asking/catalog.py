"""The contract with the engine: which tables and columns a question finds, and how it is run.

In: the data standard. Out: table names, column names, column types; `Session` is what an engine must offer.
Refuses: an element that has no column, because it is derived (`KeyError`).

The tables (the mirror builds exactly these, `create_statements` builds them empty for tests):

    areas(code VARCHAR, name VARCHAR, level VARCHAR, first INTEGER, last INTEGER, parent VARCHAR)
        one row an area; areas are numbered in tree order, an area and all below it are the numbers first..last, and
        its own number is `first`
    <register>(id VARCHAR, area INTEGER, area_code VARCHAR[, master VARCHAR], version BIGINT, <element columns>)
        one row a current record; `area` is the number of its area; `master` is the id of the record that it hangs on,
        in detail registers only; one column an element that is not derived, named `column_name(element)`;
        unknown is NULL; a code is stored, never its label; `ref:` columns hold the id of the record referred to
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlglot import exp

from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.formula.kinds import Kind, kind_of
from yibiao.flow.standard.model import Element, Standard

AREAS = "areas"
AREA_COLUMNS = (
    ("code", "VARCHAR"),
    ("name", "VARCHAR"),
    ("level", "VARCHAR"),
    ("first", "INTEGER"),
    ("last", "INTEGER"),
    ("parent", "VARCHAR"),
)
RESERVED = frozenset({"id", "area", "area_code", "master", "version"})


class Session(Protocol):
    """An open engine. `dialect` is its name in sqlglot ("duckdb", "postgres")."""

    @property
    def dialect(self) -> str: ...

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """All rows of the answer, long ones perhaps as `Columns`; `parameters` by the names behind $ in `sql`."""
        ...


def table_name(register: str) -> str:
    """The table of a register: its own code."""
    return register


def column_name(element: Element) -> str:
    """The column of an element: the part of its code after the dot, with "_" behind where the table has it already.

    A derived element has no column: `KeyError`.
    """
    if element.derived:
        raise KeyError(f"{element.code} is derived and has no column")
    return f"{element.name}_" if element.name in RESERVED else element.name


def column_type(element: Element) -> str:
    """The SQL type of an element's column: as its value domain says, a list of codes where it holds several."""
    kind = kind_of(element)
    if kind is Kind.CODES:
        return "VARCHAR[]"
    return "VARCHAR" if kind in (Kind.CODE, Kind.REF) else domain_of(element.domain).duckdb_type


def columns_of(standard: Standard, register: str) -> Iterator[tuple[str, str]]:
    """(name, type) of every column of a register's table, in order."""
    yield "id", "VARCHAR"
    yield "area", "INTEGER"
    yield "area_code", "VARCHAR"
    if standard.registers[register].hangs_on:
        yield "master", "VARCHAR"
    yield "version", "BIGINT"
    for element in standard.of_register(register):
        if not element.derived:
            yield column_name(element), column_type(element)


def create_statements(standard: Standard, dialect: str = "duckdb") -> Iterator[str]:
    """CREATE TABLE for `areas` and every register, for tests; the mirror owns the real ones."""
    yield _create(AREAS, AREA_COLUMNS, dialect)
    for register in standard.registers:
        yield _create(table_name(register), tuple(columns_of(standard, register)), dialect)


def _create(table: str, columns: Sequence[tuple[str, str]], dialect: str) -> str:
    definitions: list[exp.Expression] = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=exp.DataType.build(kind, dialect="duckdb"))
        for name, kind in columns
    ]
    schema = exp.Schema(this=exp.to_table(table, dialect="duckdb"), expressions=definitions)
    return exp.Create(this=schema, kind="TABLE").sql(dialect=dialect)
