"""Frozen values over a pipe, without pickle. In: our dataclasses, or plain JSON and the type to expect. Out: the other.

A dataclass travels as the list of its fields, rebuilt by its type hints only, so that a child that an attacker has
taken over can send wrong values but no code. Refuses: plain values that do not fit the type (`ValueError`).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any

from yibiao.base.blocks import APART, Block, LongCells
from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Cell, Look, Raw, Workbook

_APART = APART.encode()
Build = Callable[[Any], Any]

_MOMENTS: tuple[tuple[str, type[datetime] | type[date] | type[time]], ...] = (
    ("datetime", datetime),
    ("date", date),
    ("time", time),
)


def to_plain(value: Any) -> Any:
    """JSON-ready lists and scalars; moments become {"date": ISO text}."""
    if value is None or isinstance(value, (str, int, float)) and not isinstance(value, Enum):
        return value
    for name, kind in _MOMENTS:
        if isinstance(value, kind):
            return {name: value.isoformat()}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return [to_plain(getattr(value, entry.name)) for entry in fields(value)]
    if isinstance(value, Mapping):
        if isinstance(value, LongCells):
            return _cells_to_plain(value.edges.values())  # its blocks travel beside (`blocks_to_plain`)
        if value and isinstance(next(iter(value.values())), Cell):
            return _cells_to_plain(value.values())
        return [[to_plain(key), to_plain(entry)] for key, entry in value.items()]
    if isinstance(value, (tuple, list)):
        return [to_plain(entry) for entry in value]
    if isinstance(value, (set, frozenset)):
        return [to_plain(entry) for entry in sorted(value)]
    raise ValueError(f"{type(value).__name__} does not travel")


def _cells_to_plain(cells: Iterable[Cell]) -> list[Any]:
    """Looks once, then row, column, value, formula, look number of each cell: a sheet may have a million."""
    looks: dict[Look, int] = {}
    plain = [
        [cell.row, cell.column, to_plain(cell.value), cell.formula, looks.setdefault(cell.look, len(looks))]
        for cell in cells
    ]
    return [[to_plain(look) for look in looks], plain]


def blocks_to_plain(book: Workbook) -> tuple[list[Any], list[bytes]]:
    """(grid, first row, rows, bytes of each column) of every block, and the bytes themselves, end to end."""
    plain, pieces = [], list[bytes]()
    for number, grid in enumerate(book.grids):
        for block in grid.cells.blocks if isinstance(grid.cells, LongCells) else ():
            plain.append([number, block.first, block.rows, [len(column) for column in block.columns]])
            pieces += block.columns
    return plain, pieces


def with_blocks(book: Workbook, plain: Any, held: memoryview) -> Workbook:
    """The book with the blocks that travelled beside it; whatever does not fit is a `ValueError`."""
    found: dict[int, list[Block]] = {}
    at = 0
    for number, first, rows, sizes in plain:
        if not all(type(each) is int and each >= 0 for each in (number, first, rows, *sizes)):
            raise ValueError("not a block")
        columns = []
        for size in sizes:
            columns.append(bytes(held[at : at + size]))
            at += size
        before = found.setdefault(number, [])
        fits = all(not column or column.count(_APART) == rows - 1 for column in columns)
        if not fits or at > len(held) or (before and before[-1].last + 1 != first):
            raise ValueError("not a block")
        before.append(Block(first, rows, tuple(columns)))
    grids = [
        replace(grid, cells=LongCells(grid.cells, found[number])) if number in found else grid
        for number, grid in enumerate(book.grids)
    ]
    return replace(book, grids=tuple(grids))


def from_plain(kind: Any, plain: Any) -> Any:
    """The value of type `kind` that `plain` stands for."""
    try:
        return builder(kind)(plain)
    except (TypeError, LookupError, AttributeError, OverflowError) as error:
        raise ValueError(f"no {kind} came over the pipe") from error


@cache
def builder(kind: Any) -> Build:
    """The function that rebuilds values of `kind`."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any:
        return _scalar
    if origin in (typing.Union, types.UnionType):
        return _of_union(parts)
    if origin is tuple:
        return _of_tuple(parts)
    if origin is frozenset:
        inner = builder(parts[0])
        return lambda plain: frozenset(inner(entry) for entry in plain)
    if origin is not None and issubclass(origin, Mapping):
        return _of_mapping(parts)
    if kind is Problem:
        return _problem
    if is_dataclass(kind):
        return _of_dataclass(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind in (str, int, float, bool):
        return lambda plain: _checked(kind, plain)
    raise ValueError(f"{kind} does not travel")


def _checked(kind: type, plain: Any) -> Any:
    if type(plain) is kind:
        return plain
    if kind is float and type(plain) is int:
        return float(plain)
    raise ValueError(f"not {kind.__name__}")


def _scalar(plain: Any) -> Raw:
    """A value of a cell or of a problem's sentence."""
    if plain is None or isinstance(plain, (str, int, float)):
        return typing.cast(Raw, plain)
    if isinstance(plain, dict) and len(plain) == 1:
        for name, kind in _MOMENTS:
            if name in plain:
                return kind.fromisoformat(_checked(str, plain[name]))
    raise ValueError("not a cell value")


def _of_union(parts: tuple[Any, ...]) -> Build:
    kinds = [part for part in parts if part is not type(None)]
    if len(kinds) > 1:
        return _scalar
    inner = builder(kinds[0])
    return lambda plain: None if plain is None else inner(plain)


def _of_tuple(parts: tuple[Any, ...]) -> Build:
    if len(parts) == 2 and parts[1] is Ellipsis:
        inner = builder(parts[0])
        return lambda plain: tuple(inner(entry) for entry in plain)
    inners = [builder(part) for part in parts]
    return lambda plain: tuple(inner(entry) for inner, entry in zip(inners, plain, strict=True))


def _of_mapping(parts: tuple[Any, ...]) -> Build:
    if parts[1] is Cell:
        return _cells_from_plain
    key, value = builder(parts[0]), builder(parts[1])
    return lambda plain: {key(entry[0]): value(entry[1]) for entry in plain}


def _of_dataclass(kind: type) -> Build:
    hints = typing.get_type_hints(kind)
    inners = [builder(hints[entry.name]) for entry in fields(kind)]
    return lambda plain: kind(*(inner(entry) for inner, entry in zip(inners, plain, strict=True)))


def _problem(plain: Any) -> Problem:
    """Through the catalogue: an unknown code or a missing value is refused (`LookupError`)."""
    code, place, values = plain
    named = builder(typing.get_type_hints(Problem)["values"])(values)
    return problem(_checked(str, code), from_plain(Place, place), **named)


def _cells_from_plain(plain: Any) -> dict[tuple[int, int], Cell]:
    if not plain:
        return {}
    looks = [from_plain(Look, look) for look in plain[0]]
    cells = {}
    for row, column, value, formula, look in plain[1]:
        if type(row) is not int or type(column) is not int or not (formula is None or type(formula) is str):
            raise ValueError("not a cell")
        cells[row, column] = Cell(row, column, _scalar(value), formula, looks[look])
    return cells
