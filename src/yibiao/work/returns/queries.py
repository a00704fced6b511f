"""The readers of returns. In: intervals of areas, a login. Out: frozen rows; None for what is not there.

A mapping is for whoever works where its district is; of receipts one sees one's own, and those who keep mappings see
the ones of their district (counts and names of files, nothing of residents). Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yibiao.work.directory import queries as directory
from yibiao.work.returns.models import Mapping, Receipt


@dataclass(frozen=True, slots=True)
class MappingRow:
    """How one system wants its file."""

    id: str
    area: str
    title: str
    system: str
    text: str
    login: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One file and what came of it."""

    id: str
    mapping: str
    title: str
    system: str
    login: str
    purpose: str
    filled: str
    area: str
    day: date
    name: str
    rows: int
    digest: str
    files: tuple[tuple[str, int, str], ...]
    made: datetime
    number: str
    accepted: int | None
    refused: int | None
    note: str
    answered: datetime | None


def mappings(area: str) -> tuple[MappingRow, ...]:
    """Those of the districts around `area` (a code) and of itself, by title."""
    here = directory.area(area)
    rows = Mapping.objects.order_by("title", "id")
    return tuple(_mapping(row) for row in rows if _around(row.area, here.first, here.last))


def mapping(area: str, id: str) -> MappingRow | None:
    return next((row for row in mappings(area) if row.id == id), None)


def _around(code: str, first: int, last: int) -> bool:
    outer = directory.area(code)
    return outer.first <= first and last <= outer.last


def receipts(login: str, within: tuple[int, int] | None = None, most: int = 200) -> tuple[ReceiptRow, ...]:
    """Own ones, the newest first; with `within` all whose area lies in that interval."""
    rows = Receipt.objects.order_by("-made", "-id")
    if within is None:
        rows = rows.filter(login=login)
    else:
        rows = rows.filter(first__gte=within[0], last__lte=within[1])
    return tuple(_receipt(row) for row in rows[:most])


def receipt(login: str, id: str) -> ReceiptRow | None:
    row = Receipt.objects.filter(id=id, login=login).first()
    return _receipt(row) if row is not None else None


def _mapping(row: Mapping) -> MappingRow:
    return MappingRow(**{name: getattr(row, name) for name in MappingRow.__slots__})


def _receipt(row: Receipt) -> ReceiptRow:
    plain = {name: getattr(row, name) for name in ReceiptRow.__slots__ if name != "files"}
    return ReceiptRow(files=tuple((name, rows, digest) for name, rows, digest in row.files), **plain)
