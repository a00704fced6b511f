"""Does what stands there equal what was written? In: a house, a mirror. Out: problems, one for each thing that differs.

    records   each row opens under its key and equals the proof that its last change left
    mirror    each table equals the records, compared by one digest a register
Refuses: nothing with an exception; what does not open is a problem too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.asking import catalog
from yibiao.flow.standard.domains import domain_of
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import feed, sealing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Change, Record
from yibiao.work.ledgers.sessions import Mirrored, Session

_KEYS_AT_ONCE = 20_000
_PORTION = 20_000


def verify_records(house: House) -> Iterator[Problem]:
    """Every record against the proof of its last change; erased ones have nothing left to prove."""
    proofs = Change.objects.filter(record=OuterRef("id")).order_by("-version", "-id").values("proof")[:1]
    rows = Record.objects.exclude(ended="erased").annotate(proof=Subquery(proofs)).order_by("register", "id")
    keys = sealing.Keys(house.vault)
    for number, row in enumerate(rows.iterator(chunk_size=2_000)):
        if number % _KEYS_AT_ONCE == 0:
            keys = sealing.Keys(house.vault)
        if not _proven(row, keys):
            yield problem("LEDGERS_RECORD_DIFFERS", Place(record=row.id), register=row.register)


def _proven(row: Any, keys: sealing.Keys) -> bool:
    try:
        state = sealing.state_of(row, keys)
        return row.proof is not None and hmac.compare_digest(sealing.proof(keys, state), bytes(row.proof))
    except ProblemError:
        return False


def verify_mirror(house: House, mirror: Mirrored, *, tries: int = 3) -> tuple[Problem, ...]:
    """Every table of the mirror against the records. Where they differ and the journal has moved meanwhile, it was
    written while we looked: we look again, `tries` times in all."""
    for _ in range(tries):
        before = journal.last_sequence()
        found = tuple(_differing(house, mirror.session()))
        if not found or feed.only_read_since(before):
            break
    return found


def _differing(house: House, session: Session) -> Iterator[Problem]:
    wanted = _digests_of_records(house)
    for register in house.standard.registers:
        if _digest_of_table(house, session, register) != wanted.get(register, (0, 0)):
            yield problem("LEDGERS_MIRROR_DIFFERS", Place(), register=register)


def _digest_of_table(house: House, session: Session, register: str) -> tuple[int, int]:
    """Row by row number, a portion at a time: a table of a million people is never in memory as Python's values."""
    names = ", ".join(f'"{name}"' for name, _ in catalog.columns_of(house.standard, register))
    table = f'"{catalog.table_name(register)}"'
    [(top,)] = session.execute(f"SELECT max(rowid) FROM {table}", {})  # noqa: S608 own names
    count = total = 0
    for start in range(0, -1 if top is None else top + 1, _PORTION):
        rows = session.execute(
            f"SELECT {names} FROM {table} WHERE rowid >= {start} AND rowid < {start + _PORTION}",  # noqa: S608 own names
            {},
        )
        more = _sum(rows)
        count, total = count + more[0], (total + more[1]) % (1 << 256)
    return count, total


def _digests_of_records(house: House) -> dict[str, tuple[int, int]]:
    areas = {area.key: area for area in directory.areas()}
    sums: dict[str, tuple[int, int]] = {}
    columns: dict[str, list[_Column]] = {}
    for batch in feed.everything(house):
        if batch.register not in house.standard.registers:
            continue
        count, total = sums.get(batch.register, (0, 0))
        known = columns.get(batch.register) or columns.setdefault(batch.register, _columns(house, batch.register))
        more = _sum([_expected(known, row, areas[row.area]) for row in batch.rows])
        sums[batch.register] = (count + more[0], (total + more[1]) % (1 << 256))
    return sums


def _expected(columns: Sequence[_Column], row: feed.Row, area: directory.AreaRow) -> list[Any]:
    """The record as the mirror must show it, by the domains' own reading and not by the mirror's."""
    fixed: dict[str, Any] = {
        "id": row.id, "area": area.first, "area_code": area.code, "master": row.master, "version": row.version,
    }  # fmt: skip
    expected: list[Any] = []
    for column in columns:
        if column.code is None:
            expected.append(fixed[column.name])
            continue
        kept = row.values.get(column.code)
        value = None if kept is None else column.read(kept)
        expected.append(str(value).split(",") if value is not None and column.several else value)
    return expected


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the mirror; `code` is None for those that every table has."""

    name: str
    code: str | None
    several: bool
    read: Callable[[Any], Any]


def _columns(house: House, register: str) -> list[_Column]:
    elements = {
        catalog.column_name(element): element for element in house.standard.of_register(register) if not element.derived
    }
    found = []
    for name, kind in catalog.columns_of(house.standard, register):
        element = elements.get(name)
        read = domain_of(element.domain, house.standard).from_json if element else str
        found.append(_Column(name, element.code if element else None, kind.endswith("[]"), read))
    return found


def _sum(rows: Any) -> tuple[int, int]:
    """(how many rows, sum of their digests): equal for equal rows in any order."""
    total = 0
    for row in rows:
        text = "\x1f".join("" if value is None else f"{value}" for value in row)
        total += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
    return len(rows), total % (1 << 256)
