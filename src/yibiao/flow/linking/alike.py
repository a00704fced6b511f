"""Rows that say what the ledger has already, found as sets. In: told columns, what the ledger knows. Out: `Alike`.

A row is alike when its identifier names exactly one record within reach and that record holds every value that the row
tells, in the same writing: the careful way would link the two by that identifier and find nothing to set, whoever says
it. Two rows about one record are left to the careful way, which has a word to say about them.
Refuses: nothing; a register without an identifier among the told elements has no rows alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Protocol

import numpy as np
import numpy.typing as npt

from yibiao.flow.linking.steps import identifiers
from yibiao.flow.standard.model import Register
from yibiao.flow.standard.rows import Form, KnownRecords, Link

Numbers = npt.NDArray[np.int64]


class Columns(Protocol):
    """Some rows as columns: element → text as kept, None where the row says nothing."""

    @property
    def rows(self) -> Sequence[int]: ...

    @property
    def values(self) -> Mapping[str, Sequence[str | None]]: ...


def _none() -> Numbers:
    return np.empty(0, np.int64)


@dataclass(frozen=True)
class Alike:
    """Sheet rows in order, and the mark of the record that each one agrees with: 16 bytes a row."""

    rows: Numbers = field(default_factory=_none)
    marks: Numbers = field(default_factory=_none)

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and 0 <= row < len(self._map) and bool(self._map[row])

    @cached_property
    def _map(self) -> bytes:
        """A sign a sheet row: a million rows are asked one by one."""
        held = np.zeros(int(self.rows[-1]) + 1 if len(self.rows) else 0, np.uint8)
        held[self.rows] = 1
        return held.tobytes()

    def others(self, rows: Iterable[int]) -> list[int]:
        """Those of some sheet rows that are not among these."""
        whole = np.fromiter(rows, np.int64)
        return list(whole[~np.isin(whole, self.rows)].tolist()) if len(self.rows) else list(whole.tolist())

    def without(self, records: Iterable[str]) -> Alike:
        """Less the rows about these records."""
        marks = np.fromiter(map(hash, records), np.int64)
        kept = ~np.isin(self.marks, marks)
        return self if kept.all() else Alike(self.rows[kept], self.marks[kept])

    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The rows as (first, last) of each run."""
        if not len(self.rows):
            return ()
        breaks = np.flatnonzero(np.diff(self.rows) != 1)
        firsts = self.rows[np.concatenate(([0], breaks + 1))]
        lasts = self.rows[np.concatenate((breaks, [len(self.rows) - 1]))]
        return tuple(zip(firsts.tolist(), lasts.tolist(), strict=True))


def agreed(
    register: Register, blocks: Iterable[Columns], elements: Iterable[str], known: KnownRecords,
    forms: Mapping[str, Form] | None = None,
) -> Alike:  # fmt: skip
    """The rows of the blocks that agree with a record in everything, be it the same one; `elements`: what the blocks
    tell; `forms`: see `KnownRecords.agreeing`."""
    named_by = next((code for code in identifiers(register) if code in set(elements)), None)
    if named_by is None:
        return Alike()
    rows, marks = [_none()], [_none()]
    for block, agreeing in _answered(register, named_by, blocks, known, forms or {}):
        found = [record is not None for record in agreeing]
        rows.append(np.fromiter(compress(block.rows, found), np.int64))
        marks.append(np.fromiter(map(hash, compress(agreeing, found)), np.int64))
    return Alike(np.concatenate(rows), np.concatenate(marks))


def _answered(
    register: Register, named_by: str, blocks: Iterable[Columns], known: KnownRecords, forms: Mapping[str, Form]
) -> Iterator[tuple[Columns, Sequence[str | None]]]:
    """Each block with what the ledger answers; told one at a time, so that no two lie in memory."""
    asked: list[Columns] = []

    def told() -> Iterator[Mapping[str, Sequence[str | None]]]:
        for block in blocks:
            asked.append(block)
            yield block.values

    for agreeing in known.agreeing(register.code, named_by, told(), forms):
        yield asked.pop(), agreeing


def once(*found: Alike) -> Alike:
    """All of them in order of rows; records that two rows agree with are left out."""
    rows = np.concatenate([each.rows for each in found])
    marks = np.concatenate([each.marks for each in found])
    order = np.argsort(rows, kind="stable")
    _, back, times = np.unique(marks, return_inverse=True, return_counts=True)
    kept = order[times[back][order] == 1]
    return Alike(rows[kept], marks[kept])


def named_in(links: Iterable[Mapping[str, Link]]) -> set[str]:
    """Ids of all records that these links are or may be about."""
    found: set[str] = set()
    for each in links:
        for link in each.values():
            found.update(link.candidates)
            if link.record is not None:
                found.add(link.record.id)
    return found
