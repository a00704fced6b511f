"""Load many records: a demo district, a first import. In: an iterator of new records. Out: how many were loaded.

Chunks of `CHUNK` records, each one transaction with one journal line and one change row a record; memory stays that of
a chunk. A chunk that is there already (same key) is passed over: a load that was killed goes on where it stopped.
Refuses (`ProblemError`): what `create_record` refuses, except that a second record of a `single` register is not
looked for here: the one who loads answers for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.actions.records import NewRecord
from yibiao.work.ledgers.actions.rows import insert
from yibiao.work.ledgers.actions.writing import Act, Writing, identifiers, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Identifier, OwnerKey, Record
from yibiao.work.ledgers.rules import ALL, State

CHUNK = 5_000
_MANY = 500

Progress = Callable[[int], None]


def load_bulk(house: House, act: Act, records: Iterable[NewRecord], progress: Progress | None = None) -> int:
    """Load all; `progress` hears the number loaded after each chunk. A master comes before what hangs on it."""
    areas = {row.code: row for row in directory.areas()}
    loaded = 0
    for number, chunk in enumerate(_chunks(iter(records))):

        def work(writing: Writing, chunk: list[NewRecord] = chunk) -> dict[str, Any]:
            _insert_all(writing, _states(writing, chunk, areas))
            return {"records": len(chunk)}

        perform(house, replace(act, key=f"{act.key}/{number}"), "records_loaded", act.batch, work)
        loaded += len(chunk)
        if progress:
            progress(loaded)
    return loaded


def _chunks(records: Iterator[NewRecord]) -> Iterator[list[NewRecord]]:
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def _states(writing: Writing, chunk: Sequence[NewRecord], areas: dict[str, directory.AreaRow]) -> list[State]:
    """The chunk as states; owners from the chunk itself or, for masters loaded before, from the ledger."""
    masters = _masters(new.master for new in chunk)
    found = []
    for new in chunk:
        area = areas.get(new.area)
        if area is None or not rules.covers(writing.act.areas, area.first):
            raise ProblemError(problem("LEDGERS_AREA_OUT_OF_REACH", Place(record=new.id), area=new.area))
        record = new.id or writing.house.ids()
        values = {code: value for code, value in new.values.items() if value is not None}
        writing.refuse_faults(new.register, values)
        owner = record
        if new.master is not None or writing.house.standard.registers[new.register].hangs_on:
            owner, register = masters.get(new.master or "", ("", ""))
            if not owner or register != writing.house.standard.registers[new.register].hangs_on:
                raise ProblemError(problem("LEDGERS_MASTER", Place(record=record), register=new.register))
        masters[record] = (owner, new.register)
        found.append(State(new.register, record, area.key, new.master, owner, values, {ALL: writing.sequence}))
    return found


def _masters(ids: Iterable[str | None]) -> dict[str, tuple[str, str]]:
    """Record id → (owner, register) of the masters that the ledger has already."""
    wanted = sorted({each for each in ids if each})
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), _MANY):
        rows = Record.objects.filter(id__in=wanted[start : start + _MANY], ended="")
        found |= {record: (owner, register) for record, owner, register in rows.values_list("id", "owner", "register")}
    return found


def _insert_all(writing: Writing, states: list[State]) -> None:
    """Plain INSERTs: the ORM's own objects would cost more than all the cryptography."""
    house, keys = writing.house, writing.keys
    keys.fetch(state.owner for state in states if state.owner != state.id)
    owners = [(state.id, keys.make(state.id)) for state in states if state.owner == state.id]
    insert(OwnerKey, ("owner", "wrapped"), owners)
    stamps = json.dumps({ALL: writing.sequence})
    rows, found = [], []
    for state in states:
        clear, sealed = sealing.sealed_values(house.standard, keys, state)
        text = rules.document(clear).decode("utf-8", "surrogatepass")
        rows.append(
            (state.id, state.register, state.area, state.master, state.owner, text, sealed, stamps, "{}", 1, "",
             writing.sequence)
        )  # fmt: skip
        found += [(house.vault.blind(code, text), code, state.id) for code, text in identifiers(house, state)]
        writing.note(state, "created", 0, (), None)
    columns = ("id", "register", "area_id", "master_id", "owner_id", "values", "sealed", "stamps", "checks", "version",
               "ended", "sequence")  # fmt: skip
    insert(Record, columns, rows)
    insert(Identifier, ("blind", "element", "record_id"), found)
