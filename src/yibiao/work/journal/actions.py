"""The only writer of journal lines. In: an entry, inside the caller's transaction. Out: the line's sequence number.

    head = lock()                    queue behind other writers; the number of the next line is now known
    answer = replayed(writer, key)   the same key gets its first answer, nothing is written twice
    append(head, entry)              the line, chained to the one before

Refuses (`RuntimeError`): to write outside a transaction, because line and effect must stand or fall together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import IdMaker, new_id
from yibiao.work.journal import rules
from yibiao.work.journal.models import Head, JournalLine

_HEAD = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What a room wants to have written down. `payload` holds no personal data of levels 3-4."""

    actor: str
    verb: str
    room: str
    subject: str = ""
    purpose: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    reply: Mapping[str, Any] | None = None
    writer: str = ""
    key: str | None = None
    device_moment: datetime | None = None


def lock() -> Head:
    """The head of the chain, held until the transaction ends; its `sequence` + 1 is the next line's number."""
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside a transaction only")
    head = Head.objects.select_for_update().filter(id=_HEAD).first()
    if head is None:
        Head.objects.get_or_create(id=_HEAD, defaults={"sequence": 0, "hash": rules.FIRST_HASH})
        head = Head.objects.select_for_update().get(id=_HEAD)
    return head


def replayed(writer: str, key: str | None) -> Mapping[str, Any] | None:
    """The answer that this writer's key got the first time; None when the key is new or there is none."""
    if key is None:
        return None
    line = JournalLine.objects.filter(writer=writer, key=key).only("reply").first()
    return None if line is None else line.reply or {}


def append(head: Head, entry: Entry, clock: Clock = system_clock, ids: IdMaker = new_id) -> int:
    """Write one line behind `head` (from `lock`) and move the head on; returns the line's sequence number."""
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside a transaction only")
    line = rules.Line(
        sequence=head.sequence + 1,
        id=ids(),
        moment=clock(),
        device_moment=entry.device_moment,
        actor=entry.actor,
        verb=entry.verb,
        room=entry.room,
        subject=entry.subject,
        purpose=entry.purpose,
        payload=dict(entry.payload),
        reply=None if entry.reply is None else dict(entry.reply),
        writer=entry.writer or entry.actor,
        key=entry.key,
        previous=head.hash,
    )
    stored = rules.hash_of(line)
    JournalLine(hash=stored, **{name: getattr(line, name) for name in rules.FIELDS}).save(force_insert=True)
    head.sequence, head.hash = line.sequence, stored
    head.save(update_fields=("sequence", "hash"))
    return line.sequence


@transaction.atomic
def note(entry: Entry, clock: Clock = system_clock, ids: IdMaker = new_id) -> int:
    """A line that stands alone, for what changes nothing else: a reading, a check."""
    return append(lock(), entry, clock, ids)
