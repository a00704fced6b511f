"""What the engine found, taken out of it. In: a query that runs. Out: its rows, long answers kept by column.

A long answer comes out as arrays, of which only what is text is made value by value. An engine's decimals come as
doubles there: they are made exact again where they can be (fifteen digits), else the query runs once more and its rows
are taken one by one. Refuses: what the engine refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np

from yibiao.flow.asking.columns import Columns, by_column

SHORT = 512
"""Rows up to which taking them one by one is cheaper."""
_PLAIN = frozenset({"VARCHAR", "DATE", "BIGINT", "INTEGER", "BOOLEAN", "DOUBLE", '"NULL"', "NULL"})
_EXACT = 2.0**50
"""Up to here a decimal's digits are found again from the double that is nearest to it."""


def fetched(query: Callable[[], duckdb.DuckDBPyConnection]) -> Sequence[Sequence[Any]]:
    """All rows of the answer. query: runs it; called once more where the answer does not come out exactly by column."""
    found = query()
    first = found.fetchmany(SHORT)
    if len(first) < SHORT:
        return first
    kinds = [str(column[1]) for column in found.description or ()]
    if not all(kind in _PLAIN or kind.startswith("DECIMAL") for kind in kinds):
        return first + found.fetchall()
    names = [str(column[0]) for column in found.description or ()]
    if len(set(names)) < len(names):
        return first + found.fetchall()
    rest = found.fetchnumpy()
    columns: list[Sequence[Any]] = []
    for head, name, kind in zip(by_column(first, len(names)), names, kinds, strict=True):
        values = _values(rest[name], kind)
        if values is None:
            return query().fetchall()
        columns.append([*head, *values])
    return Columns(columns, len(columns[0]))


def _values(array: Any, kind: str) -> list[Any] | None:
    """A column's values as `fetchall` gives them, None for nothing; None: the column does not come out exactly."""
    hidden = np.ma.getmaskarray(array) if isinstance(array, np.ma.MaskedArray) else None
    if hidden is not None and hidden.all():
        return [None] * len(array)
    plain = array.data if isinstance(array, np.ma.MaskedArray) else array
    if kind.startswith("DECIMAL"):
        places = int(kind.rpartition(",")[2].rstrip(")"))
        return _decimals(plain if hidden is None else np.where(hidden, 0.0, plain), hidden, places)
    if kind == "DATE":
        plain = plain.astype("M8[D]")
    if hidden is not None:
        plain = plain.astype(object)
        plain[hidden] = None
    values: list[Any] = plain.tolist()
    return values


def _decimals(array: Any, hidden: Any, places: int) -> list[Any] | None:
    units = array * 10.0**places
    if len(units) and not np.abs(units).max() < _EXACT:
        return None
    known, where = np.unique(np.rint(units).astype(np.int64), return_inverse=True)
    each = np.array([*(Decimal(one).scaleb(-places) for one in known.tolist()), None], dtype=object)
    if hidden is not None:
        where = np.where(hidden, len(known), where)
    values: list[Any] = each[where].tolist()
    return values
