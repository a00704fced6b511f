"""Rows into tables by plain INSERT statements. In: a model, columns, rows. Out: nothing.

The ORM's objects cost more than the sealing of what they carry. Refuses: nothing; names come from models only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yibiao.work.ledgers.models import Change


@dataclass(frozen=True, slots=True)
class NewChange:
    """A row of `Change` to be; the columns mean what they mean there."""

    line: int
    record: str
    register: str
    verb: str
    version: int
    base: int
    elements: tuple[str, ...]
    sealed: bytes | None
    proof: bytes
    batch: str


def insert_changes(changes: Sequence[NewChange]) -> None:
    """Change rows by the same plain way."""
    columns = ("line_id", "record", "register", "verb", "version", "base", "elements", "sealed", "proof", "batch")
    insert(
        Change,
        columns,
        [
            (change.line, change.record, change.register, change.verb, change.version, change.base,
             json.dumps(change.elements), change.sealed, change.proof, change.batch)
            for change in changes
        ],
    )  # fmt: skip


def insert(model: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 own names only
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
