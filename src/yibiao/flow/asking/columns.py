"""Rows that are kept by column, as an engine gives long answers. In: columns. Out: a sequence of rows, or one column.

A district's list has ten million values. Making a tuple of each of its rows costs as much as finding them, and who
writes them into a sheet wants columns. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload


class Columns(Sequence[tuple[Any, ...]]):
    """Looks like a tuple of rows and equals one; rows are made when they are looked at. Columns are never changed."""

    __slots__ = ("_columns", "_length")

    def __init__(self, columns: Iterable[Sequence[Any]], length: int) -> None:
        """columns: each `length` values long."""
        self._columns, self._length = tuple(columns), length

    def columns(self) -> tuple[Sequence[Any], ...]:
        return self._columns

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        if not self._columns:
            return iter(((),) * self._length)
        return zip(*self._columns, strict=True)

    @overload
    def __getitem__(self, at: int) -> tuple[Any, ...]: ...

    @overload
    def __getitem__(self, at: slice) -> Columns: ...

    def __getitem__(self, at: int | slice) -> tuple[Any, ...] | Columns:
        if isinstance(at, slice):
            return Columns([column[at] for column in self._columns], len(range(*at.indices(self._length))))
        return tuple([column[at] for column in self._columns])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Columns | tuple | list):
            return NotImplemented
        return len(self) == len(other) and all(mine == tuple(theirs) for mine, theirs in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Columns({list(self)!r})"


def by_column(rows: Sequence[Sequence[Any]], width: int) -> tuple[Sequence[Any], ...]:
    """The columns of rows that have `width` values each."""
    if isinstance(rows, Columns):
        return rows.columns()
    return tuple(zip(*rows, strict=True)) if rows else ((),) * width


def rows_at(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> Sequence[tuple[Any, ...]]:
    """The rows at these places, in their order; those that stand together are taken as a whole."""
    if isinstance(places, range) and places.step == 1:
        return rows[places.start : places.stop]
    if isinstance(rows, Columns):
        return Columns([[column[at] for at in places] for column in rows.columns()], len(places))
    return tuple([rows[at] for at in places])


def column_at(rows: Sequence[Sequence[Any]], at: int) -> Sequence[Any]:
    """One column of rows."""
    return rows.columns()[at] if isinstance(rows, Columns) else [row[at] for row in rows]
