"""The only writers of returns. In: what is to stand. Out: ids; one journal line each.

    keep_mapping, drop_mapping     how a system wants its file
    note_made → enter_receipt      a file was made; what the system answered

Refuses (`ProblemError`): what `rules` refuses, rows that are not there or another's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.work.journal import actions as journal
from yibiao.work.returns import rules
from yibiao.work.returns.models import Mapping, Receipt

ROOM = "returns"


@dataclass(frozen=True, slots=True)
class Kept:
    """A mapping to be kept: its district, what it is called, its TOML, which one it replaces."""

    area: str
    title: str
    system: str
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was made. files: (name, rows, SHA-256) of each part."""

    mapping: str
    title: str
    system: str
    purpose: str
    filled: str
    area: str
    first: int
    last: int
    day: date
    name: str
    rows: int
    digest: str
    files: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other system's receipt says."""

    number: str
    accepted: int
    refused: int
    note: str = ""


@transaction.atomic
def keep_mapping(login: str, kept: Kept, clock: Clock = system_clock) -> str:
    """Keep a mapping that was read without a fault; with an id the one of that district is replaced."""
    head, now = journal.lock(), clock()
    known = Mapping.objects.filter(id=kept.id, area=kept.area).first() if kept.id else None
    if kept.id and known is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    row = known or Mapping(id=new_id(), area=kept.area, made=now)
    row.title, row.system, row.text, row.login, row.changed = kept.title[:200], kept.system[:120], kept.text, login, now
    row.save()
    digest = hashlib.sha256(kept.text.encode()).hexdigest()
    payload = {"again": known is not None, "system": row.system, "digest": digest}
    journal.append(head, journal.Entry(login, "mapping_kept", ROOM, subject=row.id, payload=payload), clock)
    return str(row.id)


@transaction.atomic
def drop_mapping(login: str, area: str, mapping: str, clock: Clock = system_clock) -> None:
    """The district's mapping goes; what was made with it stays in the list."""
    head = journal.lock()
    gone, _ = Mapping.objects.filter(id=mapping, area=area).delete()
    if not gone:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    journal.append(head, journal.Entry(login, "mapping_dropped", ROOM, subject=mapping), clock)


@transaction.atomic
def note_made(login: str, sent: Sent, clock: Clock = system_clock) -> str:
    """A file for another system waits; returns the id under which its receipt is entered."""
    head, names = journal.lock(), [name for name in Sent.__slots__ if name != "files"]
    row = Receipt.objects.create(
        id=new_id(), login=login, made=clock(), files=[list(part) for part in sent.files],
        **{name: getattr(sent, name) for name in names},
    )  # fmt: skip
    payload = {"mapping": sent.mapping, "area": sent.area, "rows": sent.rows, "files": len(sent.files),
               "digest": sent.digest, "filled": sent.filled}  # fmt: skip
    entry = journal.Entry(login, "return_made", ROOM, subject=row.id, purpose=sent.purpose, payload=payload)
    journal.append(head, entry, clock)
    return str(row.id)


@transaction.atomic
def enter_receipt(login: str, receipt: str, answer: Answer, clock: Clock = system_clock) -> None:
    """What the other system answered, by the one who made the file."""
    head = journal.lock()
    row = Receipt.objects.select_for_update().filter(id=receipt, login=login).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    refuse_if(rules.why_not_answer(row.answered is not None, row.rows, answer.accepted, answer.refused))
    row.number, row.note = answer.number.strip()[:120], answer.note.strip()[:300]
    row.accepted, row.refused, row.answered, row.answerer = answer.accepted, answer.refused, clock(), login
    row.save()
    payload = {"accepted": answer.accepted, "refused": answer.refused, "number": row.number}
    journal.append(head, journal.Entry(login, "receipt_entered", ROOM, subject=receipt, payload=payload), clock)
