"""A table or view of a department's database. In: an address, a secret, a name. Out: its rows as CSV.

PostgreSQL, MySQL, MariaDB and SQLite through SQLAlchemy. Nothing is ever written there: the transaction is opened read
only where the engine has such a thing, an SQLite file is opened read only, and the only statement is a SELECT of one
named table whose names SQLAlchemy quotes; no SQL of anybody's is run. Rows come in the order of the primary key.

Refuses (`ProblemError`): other engines, an address with a password in it, a database that does not answer or does not
know us, a table that is not there or has no such column, what is too large or takes too long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table, create_engine, inspect, select
from sqlalchemy.engine import URL, Connection, Engine, Inspector, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import Boolean, LargeBinary, NullType

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.outside.lists import Listed

DRIVERS: Mapping[str, str] = {
    "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql",
    "sqlite": "sqlite+pysqlite",
}  # fmt: skip
PATIENCE = 10
"""Seconds until a database must have let us in."""
LONGEST = 600
"""Seconds that the statement may run."""
CHUNK = 5_000
_TRUTH: Mapping[Any, Any] = {0: False, 1: True}
Step = Callable[[int], None]


def checked_address(address: str) -> URL:
    """The address, its driver the one that is installed; a password in it would stand in lists and journals."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise ProblemError(problem("FEEDS_ADDRESS", Place(field="url"))) from None
    kind = url.drivername.partition("+")[0]
    if kind not in DRIVERS or url.password or not url.database or "password" in url.query:
        raise ProblemError(problem("FEEDS_ADDRESS", Place(field="url")))
    return url.set(drivername=DRIVERS[kind])


def read_table(reach: Mapping[str, str], secret: str, step: Step) -> bytes:
    """The rows of `reach["table"]` (schema.table), the columns of `reach["columns"]` (all where it says nothing).

    step: is told how many rows are here, and may break it off.
    """
    url = checked_address(reach["url"])
    engine = _engine(url, secret)
    try:
        with engine.connect() as connection:
            _read_only(connection, url)
            return _rows(connection, reach, step)
    except NoSuchTableError as fault:
        raise ProblemError(problem("FEEDS_NO_TABLE", Place(field="table"), table=reach["table"][:80])) from fault
    except DBAPIError as fault:
        raise ProblemError(problem("FEEDS_AWAY", Place(), what=_said(fault, secret))) from fault
    except SQLAlchemyError as fault:
        raise ProblemError(problem("FEEDS_AWAY", Place(), what=type(fault).__name__)) from fault
    finally:
        engine.dispose()


def _engine(url: URL, secret: str) -> Engine:
    kind = url.get_backend_name()
    if kind == "sqlite":
        url = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
        return create_engine(url)
    url = url.set(password=secret) if secret else url
    if kind == "postgresql":
        options = f"-c statement_timeout={LONGEST * 1000} -c default_transaction_read_only=on"
        return create_engine(url, connect_args={"connect_timeout": PATIENCE, "options": options})
    return create_engine(url, connect_args={"connect_timeout": PATIENCE, "read_timeout": LONGEST})


def _read_only(connection: Connection, url: URL) -> None:
    """No statement of this connection may change anything, whatever its account is allowed."""
    kind = url.get_backend_name()
    if kind in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.commit()
    elif kind == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")


def _rows(connection: Connection, reach: Mapping[str, str], step: Step) -> bytes:
    try:
        statement, names, truths = statement_of(inspect(connection), reach)
    except DBAPIError as fault:  # a schema that is not there is no missing table to every engine
        raise NoSuchTableError(reach["table"]) from fault
    listed = Listed(names)
    found = connection.execution_options(stream_results=True, yield_per=CHUNK).execute(statement)
    for rows in found.partitions():
        for row in rows:
            listed.add_in_order([_TRUTH.get(value, value) if at in truths else value for at, value in enumerate(row)])
        step(listed.rows)
    return listed.as_bytes()


def statement_of(inspector: Inspector, reach: Mapping[str, str]) -> tuple[Select[Any], Sequence[str], frozenset[int]]:
    """The only statement that is run, the names of its columns, and which of them are truth values.

    Values are taken as the driver gives them: what is no day in a column of days must come through to be judged.
    """
    schema, _, name = reach["table"].rpartition(".")
    here = schema or None
    known = {column["name"]: column for column in inspector.get_columns(name, schema=here)}
    wanted = [part.strip() for part in reach.get("columns", "").split(",") if part.strip()]
    for column in wanted:
        if column not in known:
            raise ProblemError(problem("FEEDS_NO_TABLE", Place(field="columns"), table=f"{name}.{column}"[:80]))
    names = wanted or [name for name, column in known.items() if not isinstance(column["type"], LargeBinary)]
    table = Table(name, MetaData(), schema=here)
    for each in known:
        table.append_column(Column(each, NullType()))
    keys = inspector.get_pk_constraint(name, schema=here).get("constrained_columns") or []
    statement = select(*(table.c[each] for each in names)).order_by(*(table.c[each] for each in keys))
    truths = frozenset(at for at, each in enumerate(names) if isinstance(known[each]["type"], Boolean))
    return statement, names, truths


def _said(fault: DBAPIError, secret: str) -> str:
    """The engine's own first line; a secret never stands in it."""
    line = (str(fault.orig).strip().splitlines() or [type(fault).__name__])[0]
    return (line.replace(secret, "***") if secret else line)[:160]
