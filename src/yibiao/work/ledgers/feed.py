"""Records for the mirror, in the clear and in memory only. In: a house, a journal sequence. Out: rows by register.

Nobody reads past a change still in flight: the journal's head moves in the writer's own transaction, and writers queue,
so that all lines up to the committed head are there. Refuses (`ProblemError`): sealed values that do not open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from yibiao.base.vault import bound_to
from yibiao.flow.standard.domains import Json
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers import sealing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Record

CHUNK = 5_000
_KEYS_AT_ONCE = 50_000
_COLUMNS = ("id", "register", "area_id", "master_id", "owner_id", "text", "sealed", "version", "ended", "sequence")


@dataclass(frozen=True, slots=True)
class Row:
    """A live record for the mirror; `area` is the key of the area's row, `since` the journal line that made it so."""

    id: str
    area: int
    master: str | None
    version: int
    values: Mapping[str, Json]
    since: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one register that are live, and ids of those that are live no more."""

    register: str
    rows: list[Row]
    gone: list[str]
    erased: bool = False
    """Whether one of those was erased, so that no snapshot may go on holding it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A `Record` row without the cost of a model; `text` is the JSON of its clear values."""

    id: str
    register: str
    area_id: int
    master_id: str | None
    owner_id: str
    text: str
    sealed: Any
    version: int
    ended: str
    sequence: int


def everything(house: House) -> Iterator[Batch]:
    """Every live record, register by register in tree order of areas, in chunks."""
    rows = columns(Record.objects.filter(ended="").order_by("register", "area__first", "id"))
    yield from _batches(house, rows.iterator(chunk_size=CHUNK))


def since(house: House, sequence: int) -> Iterator[Batch]:
    """Every record that a journal line behind `sequence` touched, as it is now."""
    rows = columns(Record.objects.filter(sequence__gt=sequence).order_by("sequence")).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):  # sorted here: asked to sort, SQLite leaves the index on sequence
        yield from _batches(house, iter(sorted(chunk, key=lambda row: (row[1], row[0]))))


def touched_since(sequence: int) -> Iterator[tuple[str, list[str]]]:
    """(register, ids) of every record that a journal line behind `sequence` touched, in chunks."""
    rows = Record.objects.filter(sequence__gt=sequence).order_by("register", "id").values_list("register", "id")
    for register, group in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[0]):
        while chunk := [record for _, record in islice(group, CHUNK)]:
            yield register, chunk


def areas_changed_since(sequence: int) -> bool:
    """Whether the tree was numbered anew behind `sequence`: then every area number in the mirror may be another."""
    return JournalLine.objects.filter(sequence__gt=sequence, room="directory", verb="areas_laid").exists()


def only_read_since(sequence: int) -> bool:
    """Whether all that happened behind `sequence` is that somebody looked: then nothing has to be applied."""
    return not JournalLine.objects.filter(sequence__gt=sequence).exclude(verb="read").exists()


def line_hash(sequence: int) -> str:
    """The hash of a journal line, "" where there is none: tells whether a snapshot belongs to this journal."""
    return JournalLine.objects.filter(sequence=sequence).values_list("hash", flat=True).first() or ""


def columns(records: Any) -> Any:
    """Rows for `Columns`; JSON as text, because reading it here costs half of what the ORM's field does."""
    return records.annotate(text=Cast("values", TextField())).values_list(*_COLUMNS)


def _batches(house: House, rows: Iterator[tuple[Any, ...]]) -> Iterator[Batch]:
    keys, count = sealing.Keys(house.vault), 0
    for register, group in groupby(map(lambda row: Columns(*row), rows), key=lambda row: row.register):
        while chunk := list(islice(group, CHUNK)):
            if count > _KEYS_AT_ONCE:
                keys, count = sealing.Keys(house.vault), 0
            keys.fetch(row.owner_id for row in chunk if row.sealed is not None)
            count += len(chunk)
            live = [row for row in chunk if not row.ended]
            erased = any(row.ended == "erased" for row in chunk)
            yield Batch(register, [row_of(row, keys) for row in live], [row.id for row in chunk if row.ended], erased)


def row_of(row: Columns, keys: sealing.Keys) -> Row:
    values: dict[str, Json] = json.loads(row.text)
    if row.sealed is not None:
        bound = bound_to(row.register, row.id, row.version)
        values |= sealing.opened(keys.vault, keys[row.owner_id], row.sealed, bound)
    return Row(row.id, row.area_id, row.master_id, row.version, values, row.sequence)
