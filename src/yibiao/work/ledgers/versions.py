"""Records as they stood before: back from today, change by change. In: a house, records. Out: closed versions.

A version is closed by the journal line that made the next one; it stood from its own line (inclusive) to that one
(exclusive). Two versions of one line leave the second only: nobody ever saw the first. What no longer counts (ended,
merged, undone) counted before; what was erased never did (its key is destroyed). Refuses (`ProblemError`): a record
whose changes do not lead back to its creation, sealed values that do not open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.ledgers import feed, rules, sealing
from yibiao.work.ledgers.feed import Row
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Change, Record

CHUNK = 500
"""Records at once: their changes are one query, and a database takes so many parameters."""
TOGETHER = 5_000
"""Versions handed on at once: each lot costs the engine a statement over all columns of the register."""
_KEYS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Closed:
    """`row` stood from line `row.since` to line `until` (exclusive)."""

    row: Row
    until: int


def everything(house: House) -> Iterator[tuple[str, list[Closed]]]:
    """(register, closed versions) of every record that was ever touched after its creation, in chunks."""
    changed = Record.objects.extra(where=['"ledgers_record"."version" > 1'])  # as a parameter, SQLite would not see
    rows = changed.exclude(ended="erased").order_by("register", "id")  # that the partial index is for this
    some: list[Closed] = []
    for register, chunks in groupby(_chunks(house, feed.columns(rows).iterator(chunk_size=CHUNK)), lambda one: one[0]):
        for _, closed in chunks:
            some += closed
            if len(some) >= TOGETHER:
                yield register, some
                some = []
        yield register, some
        some = []


def of(house: House, register: str, ids: Sequence[str]) -> Iterator[list[Closed]]:
    """The same of some records of one register, as they are now."""
    for start in range(0, len(ids), CHUNK):
        rows = Record.objects.filter(id__in=ids[start : start + CHUNK], version__gt=1).exclude(ended="erased")
        yield from (closed for _, closed in _chunks(house, iter(feed.columns(rows))))


def _chunks(house: House, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, list[Closed]]]:
    keys, count = sealing.Keys(house.vault), 0
    for register, group in groupby(map(lambda row: feed.Columns(*row), rows), key=lambda row: row.register):
        while chunk := list(islice(group, CHUNK)):
            if count > _KEYS_AT_ONCE:
                keys, count = sealing.Keys(house.vault), 0
            keys.fetch(row.owner_id for row in chunk)
            count += len(chunk)
            changes = _changes([row.id for row in chunk])
            yield register, [one for row in chunk for one in _of_one(row, changes.get(row.id, []), keys)]


def _changes(ids: Sequence[str]) -> dict[str, list[Any]]:
    """Changes of each record, the last first."""
    rows = Change.objects.filter(record__in=ids).order_by("record", "-version", "-id")
    named = rows.values_list("record", "register", "verb", "version", "base", "sealed", "line_id", named=True)
    return {record: list(group) for record, group in groupby(named.iterator(), key=lambda row: row.record)}


def _of_one(row: feed.Columns, changes: Iterable[Any], keys: sealing.Keys) -> list[Closed]:
    try:
        return list(walk_back(row, changes, keys))
    except ProblemError as fault:
        if fault.problem.code == "VAULT_KEY_DESTROYED" and Record.objects.filter(id=row.id, ended="erased").exists():
            return []  # erased since the row was read
        raise


def walk_back(row: feed.Columns, changes: Iterable[Any], keys: sealing.Keys) -> Iterator[Closed]:
    """The versions before this one, the last first; changes that were made since the row was read are passed over."""
    state, ended, version, until = feed.row_of(row, keys), row.ended, row.version, 0
    for change in changes:
        if change.version > row.version:
            continue
        if change.version != version:
            break
        if until and not ended and change.line_id < until:
            yield Closed(replace(state, since=change.line_id, version=version), until)
        until, version = change.line_id, change.base
        if change.verb != "created":
            old, _ = sealing.opened_change(keys, row.owner_id, change)
            ended = str(old.get("@ended", ended))
            state = _before(state, old)
    if version:
        raise ProblemError(problem("LEDGERS_PAST_BROKEN", Place(record=row.id), version=version))


def _before(state: Row, old: dict[str, Any]) -> Row:
    """The row with the values that a change replaced."""
    sets = {code: value for code, value in old.items() if not code.startswith("@")}
    area, master = old.get("@area", state.area), old.get("@master", state.master)
    return replace(state, area=area, master=master, values=rules.with_values(state.values, sets))
