"""Append-only tables, held by the database itself. In: a table's name. Out: a migration step.

Refuses: UPDATE, DELETE (and TRUNCATE on PostgreSQL) on the table, whoever asks.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION yibiao_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRES_ROWS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION yibiao_append_only()
"""
_POSTGRES_TABLE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION yibiao_append_only()
"""


def append_only(table: str) -> migrations.RunPython:
    """A migration step that lets `table` grow only."""

    def raise_fence(apps: Any, editor: Any) -> None:
        for statement in statements(table, editor.connection.vendor):
            editor.execute(statement, params=None)

    return migrations.RunPython(raise_fence, migrations.RunPython.noop)


def statements(table: str, vendor: str) -> tuple[str, ...]:
    if vendor == "postgresql":
        return (_POSTGRES_FUNCTION, _POSTGRES_ROWS.format(table=table), _POSTGRES_TABLE.format(table=table))
    return tuple(_SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE"))


def removals(table: str, vendor: str) -> tuple[str, ...]:
    """How one with full rights takes the fence away: the tests do, to show that the chain still tells."""
    if vendor == "postgresql":
        return tuple(f"DROP TRIGGER {table}_{name} ON {table}" for name in ("append_only", "no_truncate"))
    return tuple(f"DROP TRIGGER {table}_no_{verb}" for verb in ("UPDATE", "DELETE"))
