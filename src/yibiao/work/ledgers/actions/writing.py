"""The frame of every write: one transaction, one journal line, one idempotency key. In: an act, the work. Out: a reply.

    perform(house, act, verb, work)   lock the journal → same key? first answer → work → changes → line → commit

Refuses (`ProblemError`): an area outside the act's areas, a record that is not there (the same words for both, so that
nobody learns who lives elsewhere).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard.domains import Json
from yibiao.work.directory import queries as directory
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.actions.rows import NewChange, insert_changes
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Identifier, OwnerKey, Record
from yibiao.work.ledgers.rules import State

ROOM = "ledgers"
EVERYWHERE = ((0, 2**31 - 1),)

Reply = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes, what for, with which idempotency key, and where he may: () is nowhere.

    key: unique for this writer; the same key again gets the first answer. writer: the device, when not the actor.
    """

    actor: str
    purpose: str
    key: str
    areas: tuple[tuple[int, int], ...] = ()
    device_moment: datetime | None = None
    writer: str = ""
    batch: str = ""

    @classmethod
    def of_the_house(cls, actor: str, purpose: str, key: str) -> Act:
        """A write of the installation itself (set-up, an import that a data officer started): everywhere."""
        return cls(actor, purpose, key, EVERYWHERE)


@dataclass(slots=True)
class Writing:
    """One write under way. `sequence` is the number that its journal line will have."""

    house: House
    act: Act
    sequence: int
    keys: sealing.Keys
    changes: list[NewChange] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def area(self, code: str) -> int:
        """The key of the area's row, where this act may write."""
        if code not in self.known:
            try:
                row = directory.area(code)
            except ProblemError as fault:
                raise self._nowhere(code) from fault
            if not rules.covers(self.act.areas, row.first):
                raise self._nowhere(code)
            self.known[code] = row.key
        return self.known[code]

    def _nowhere(self, code: str) -> ProblemError:
        return ProblemError(problem("LEDGERS_AREA_OUT_OF_REACH", Place(), area=code))

    def state(self, record: str, *, ended: bool = False) -> State:
        """The record as it is now, where this act may write; with `ended` also one that no longer counts."""
        row = Record.objects.select_related("area").filter(id=record).first()
        if row is None or not rules.covers(self.act.areas, row.area.first) or (row.ended and not ended):
            raise ProblemError(problem("LEDGERS_NO_RECORD", Place(record=record)))
        return sealing.state_of(row, self.keys)

    def refuse_faults(self, register: str, values: Mapping[str, Json]) -> None:
        for fault in rules.faults(self.house.standard, register, values):
            raise ProblemError(fault)

    def insert(self, state: State) -> None:
        """A new record; its owner's key is made where it is its own owner."""
        if state.owner == state.id:
            OwnerKey.objects.create(owner=state.id, wrapped=self.keys.make(state.id))
        clear, sealed = sealing.sealed_values(self.house.standard, self.keys, state)
        Record.objects.create(
            id=state.id,
            register=state.register,
            area_id=state.area,
            master_id=state.master,
            owner_id=state.owner,
            values=clear,
            sealed=sealed,
            stamps=dict(state.stamps),
            version=state.version,
            sequence=self.sequence,
        )
        self.index(state)
        self.note(state, "created", 0, tuple(sorted(state.values)), None)

    def update(
        self, before: State, verb: str, sets: Mapping[str, Json], *, checked: tuple[str, ...] = (), **other: Any
    ) -> State:
        """The record after `sets` and `other` (area, ended): next version, stamps, sealed anew, change noted.

        checked: elements that were found unchanged.
        """
        stamps = {**before.stamps, **dict.fromkeys(sets, self.sequence)}
        checks = {code: line for code, line in before.checks.items() if code not in sets}
        checks |= dict.fromkeys(checked, self.sequence)
        values = rules.with_values(before.values, sets)
        after = replace(before, values=values, stamps=stamps, checks=checks, version=before.version + 1, **other)
        clear, sealed = sealing.sealed_values(self.house.standard, self.keys, after)
        written = Record.objects.filter(id=after.id, version=before.version).update(
            values=clear, sealed=sealed, stamps=stamps, checks=checks, version=after.version, area_id=after.area,
            ended=after.ended, sequence=self.sequence,
        )  # fmt: skip
        if written != 1:  # the journal's lock makes writers queue, so this would be a fault of ours
            raise RuntimeError(f"record {after.id} changed under the lock")
        if sets.keys() & set(self.house.standard.registers[after.register].identifiers):
            self.index(after)
        old = {element: before.values.get(element) for element in sets}
        old |= {f"@{name}": getattr(before, name) for name in other}
        new = {**sets, **{f"@{name}": value for name, value in other.items()}}
        self.note(after, verb, before.version, (*sets, *checked), sealing.sealed_change(self.keys, after, old, new))
        return after

    def index(self, state: State) -> None:
        """Find the record by its identifiers from now on."""
        Identifier.objects.filter(record_id=state.id).delete()
        Identifier.objects.bulk_create(
            Identifier(blind=self.house.vault.blind(element, text), element=element, record_id=state.id)
            for element, text in identifiers(self.house, state)
        )

    def note(self, state: State, verb: str, base: int, elements: tuple[str, ...], sealed: bytes | None) -> None:
        change = NewChange(
            line=self.sequence, record=state.id, register=state.register, verb=verb, version=state.version,
            base=base, elements=elements, sealed=sealed, proof=sealing.proof(self.keys, state),
            batch=self.act.batch,
        )  # fmt: skip
        self.changes.append(change)


def identifiers(house: House, state: State) -> list[tuple[str, str]]:
    """(element, text) of the identifiers that the record has a value for."""
    codes = house.standard.registers[state.register].identifiers
    return [(code, rules.identifier_text(value)) for code in codes if (value := state.values.get(code)) is not None]


def digest(changes: list[NewChange]) -> str:
    """What the journal line remembers of its changes: a digest that tells nothing about values."""
    whole = hashlib.sha256()
    for change in changes:
        whole.update(
            f"{change.record}|{change.version}|{change.verb}|".encode() + change.proof + (change.sealed or b"")
        )
    return whole.hexdigest()


def perform(house: House, act: Act, verb: str, subject: str, work: Callable[[Writing], dict[str, Any]]) -> Reply:
    """Do `work` once for the act's key; all of it or nothing."""
    with transaction.atomic():
        head = journal.lock()
        before = journal.replayed(act.writer or act.actor, act.key)
        if before is not None:
            return before
        writing = Writing(house, act, head.sequence + 1, sealing.Keys(house.vault))
        reply = work(writing) | {"sequence": writing.sequence}
        insert_changes(writing.changes)
        payload: dict[str, Any] = {"changes": len(writing.changes), "digest": digest(writing.changes)}
        if act.batch:
            payload["batch"] = act.batch
        entry = journal.Entry(
            actor=act.actor, verb=verb, room=ROOM, subject=subject or str(reply.get("record", "")), purpose=act.purpose,
            payload=payload, reply=reply, writer=act.writer, key=act.key, device_moment=act.device_moment,
        )  # fmt: skip
        journal.append(head, entry, house.clock, house.ids)
        return reply
