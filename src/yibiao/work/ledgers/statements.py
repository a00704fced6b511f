"""Statements that were read once. In: an engine, SQL. Out: the statement as the engine read it, for any of its cursors.

Reading a form's SQL takes the engine a seventh of what a community's answer costs it, and the same questions come
again; planning is done anew each time, since it looks at what the tables hold. Text that holds no single statement is
given to the engine as it is, which then says what is wrong with it. Refuses: nothing.
"""

from __future__ import annotations

from threading import Lock

import duckdb

_ROOM = 1_000


class Statements:
    """By their text; the oldest goes when it is full."""

    def __init__(self, room: int = _ROOM) -> None:
        self.room = room
        self._known: dict[str, duckdb.Statement] = {}
        self._alone = Lock()

    def __len__(self) -> int:
        return len(self._known)

    def of(self, engine: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement | str:
        """The statement of `sql`, which carries no constants of anybody: those are parameters."""
        known = self._known.get(sql)
        if known is not None:
            return known
        read = engine.extract_statements(sql)
        if len(read) != 1:
            return sql
        with self._alone:
            self._known[sql] = read[0]
            while len(self._known) > self.room:
                self._known.pop(next(iter(self._known)))
        return read[0]


STATEMENTS = Statements()
"""The ones of this process, as `flow.asking.compiled.MEMORY` keeps their text."""
