"""Django's SQLite backend over sqlcipher3: encrypted pages, durable commits. In: connection settings. Out: connections.

Django names the standard module `sqlite3` in a few places; here the same places name `sqlcipher3`. Why this build:
it carries an SQLite without the WAL-reset bug, and each page has an HMAC, so that a flipped bit is found.
Refuses (`ProblemError`): an SQLite from 3.7.0 to 3.51.2 (WAL may lose an acknowledged commit; fixed in 3.51.3,
back-ported to 3.44.6 and 3.50.7), a file that the home's key does not open.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping
from time import monotonic, sleep
from typing import Any

from django.db.backends.sqlite3 import base as plain
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database

from yibiao.base.problems import Place, ProblemError, problem

_FIRST_WAL = (3, 7, 0)
_FIXED = (3, 51, 3)
_BACK_PORTS = ((3, 44, 6), (3, 50, 7))
_BUSY_MILLISECONDS = 30_000
_LOOKS = (0.001, 0.005)
"""Seconds between two looks whether the writer before is done: for the first of 0.2 s that one waits, and later."""

Database.register_converter("bool", b"1".__eq__)
for _name, _parse in (("date", parse_date), ("time", parse_time)):
    Database.register_converter(_name, plain.decoder(_parse))
for _name in ("datetime", "timestamp"):
    Database.register_converter(_name, plain.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, plain.adapt_date)
Database.register_adapter(datetime.datetime, plain.adapt_datetime)


def refuse_unsafe(version: tuple[int, ...]) -> None:
    """`ProblemError` for an SQLite version that can lose acknowledged commits in WAL mode (sqlite.org/wal.html §11)."""
    if version < _FIRST_WAL or version >= _FIXED:
        return
    if any(version[:2] == safe[:2] and version >= safe for safe in _BACK_PORTS):
        return
    raise ProblemError(problem("JOURNAL_UNSAFE_SQLITE", version=".".join(map(str, version))))


class SQLCipherCursor(Database.Cursor):  # type: ignore[misc]
    """Django's placeholders (%s) over sqlcipher3; the conversion is Django's own."""

    convert_query = plain.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, rows: Any) -> Any:
        return super().executemany(self.convert_query(query), rows)


class DatabaseWrapper(plain.DatabaseWrapper):
    """A connection to the home's encrypted file; OPTIONS["key"] gives the 32 bytes, lazily."""

    Database = Database

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        refuse_unsafe(Database.sqlite_version_info)
        params = dict(conn_params)
        page_key = params.pop("key")(self.settings_dict["NAME"])
        connection = Database.connect(**params)
        connection.execute(f"PRAGMA key = \"x'{page_key.hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except Database.DatabaseError as fault:
            connection.close()
            place = Place(file=str(self.settings_dict["NAME"]))
            raise ProblemError(problem("JOURNAL_DATABASE_LOCKED_OUT", place)) from fault
        register_functions(connection)
        self._prepare(connection)
        return connection

    def _prepare(self, connection: Any) -> None:
        """WAL and FULL: an acknowledged commit survives a power cut; secure_delete: a destroyed key leaves no bytes."""
        for pragma in (
            f"busy_timeout = {_BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "legacy_alter_table = OFF",
            "secure_delete = ON",
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    def _start_transaction_under_autocommit(self) -> None:
        """Writers of a file do not queue; who waits for his turn looks again.

        SQLite's own handler looks ever less often, at last every 100 ms: between the transactions of somebody who
        writes one after the other it found no gap for seconds. Here who waits looks every millisecond.
        """
        start = monotonic()
        with self.wrap_database_errors:
            self.connection.execute("PRAGMA busy_timeout = 0").fetchall()
            try:
                while not self._begun():
                    waited = monotonic() - start
                    if waited * 1e3 > _BUSY_MILLISECONDS:
                        raise Database.OperationalError("database is locked")
                    sleep(_LOOKS[waited > 0.2])
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}").fetchall()

    def _begun(self) -> bool:
        """Whether a transaction has begun; False where somebody else is writing."""
        try:
            self.connection.execute(f"BEGIN {self.transaction_mode or ''}")
        except Database.OperationalError as fault:
            if not fault.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            return False
        return True

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=SQLCipherCursor)
