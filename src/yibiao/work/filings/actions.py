"""The only writers of filings. In: who acts, what was answered. Out: ids and states; one transaction, one journal line.

    open_period → renew · object_to · settle · confirm · withdraw · give_back · approve · unapprove · stand_in → close

The state that an act starts from is read under the journal's lock, so two people at once act one after the other.
Refuses (`ProblemError`): what `rules` refuses; answers that have changed since the actor looked (`FILINGS_STALE`).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.base.vault import Vault
from yibiao.work.filings import rules
from yibiao.work.filings.models import Effort, Filing, Objection, Opening, Period, Sense, Step
from yibiao.work.filings.queries import USE, bound, facts_of
from yibiao.work.filings.rules import Actor
from yibiao.work.journal import actions as journal

ROOM = "filings"


@dataclass(frozen=True, slots=True)
class Part:
    """One area's answer as it goes in. answers: packed. needed: records that lack something; gaps: element → records.

    changed: how many values differ from the period before, None where there was none.
    """

    area: str
    level: str
    first: int
    last: int
    answers: bytes
    digest: str
    rows: int
    cells: int
    held: int
    needed: int
    gaps: Mapping[str, int] = field(default_factory=dict)
    changed: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a form is read: its digest and its questions, told as JSON."""

    digest: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """A form's period to be opened; the fields are those of `models.Period`."""

    number: str
    version: int
    key: str
    title: str
    department: str
    issuer: str
    purpose: str
    area: str
    first: int
    last: int
    levels: tuple[str, ...]
    day: date
    due: date
    name: str
    template: bytes
    binding: Sequence[Mapping[str, str]]
    sense: Reading
    sequence: int


@transaction.atomic
def open_period(
    vault: Vault, login: str, new: NewPeriod, parts: Sequence[Part], *, clock: Clock = system_clock
) -> tuple[str, bool]:
    """(the period's id, whether it is new): all filings of all areas, or none. Again: the same period, untouched."""
    head, now = journal.lock(), clock()
    known = Period.objects.filter(number=new.number, key=new.key).values_list("id", flat=True).first()
    if known is not None:
        return known, False
    _keep_sense(new.sense)
    period = Period(id=new_id(), opened=now, opened_by=login, **_plain(new))
    period.template = vault.seal(vault.subkey(USE), new.template, bound("template", period.id))
    period.save(force_insert=True)
    above = {part.area: new_id() for part in parts}
    ladder = parents_of(parts, new.levels)
    Filing.objects.bulk_create(
        [_new_filing(vault, period, part, above[part.area], above.get(ladder[part.area] or "")) for part in parts],
        batch_size=200,
    )
    payload = {"number": new.number, "key": new.key, "area": new.area, "filings": len(parts),
               "needed": sum(part.needed > 0 for part in parts)}  # fmt: skip
    journal.append(head, journal.Entry(login, "period_opened", ROOM, subject=period.id, payload=payload), clock)
    return period.id, True


def _plain(new: NewPeriod) -> dict[str, Any]:
    told = {name: getattr(new, name) for name in NewPeriod.__slots__ if name not in ("template", "sense")}
    binding = [dict(entry) for entry in new.binding]
    return told | {"levels": list(new.levels), "binding": binding, "sense_id": new.sense.digest}


def _keep_sense(sense: Reading) -> None:
    Sense.objects.get_or_create(id=sense.digest, defaults={"told": dict(sense.told)})


def _new_filing(vault: Vault, period: Period, part: Part, filing: str, parent: str | None) -> Filing:
    return Filing(
        id=filing, period=period, parent_id=parent, state="open", sequence=period.sequence, sense_id=period.sense_id,
        code=vault.mark("filing code", filing.encode())[:16].hex(),
        **_part(vault, filing, part), area=part.area, level=part.level, first=part.first, last=part.last,
    )  # fmt: skip


def _part(vault: Vault, filing: str, part: Part) -> dict[str, Any]:
    names = ("digest", "rows", "cells", "held", "needed", "changed")
    return {name: getattr(part, name) for name in names} | {
        "gaps": dict(part.gaps),
        "answers": vault.seal(vault.subkey(USE), zlib.compress(part.answers, 6), bound("answers", filing)),
    }


def parents_of(parts: Sequence[Part], levels: Sequence[str]) -> dict[str, str | None]:
    """Area → the smallest area of a higher level of the ladder around it; None at the top."""
    rank = {level: at for at, level in enumerate(levels)}
    ordered = sorted(parts, key=lambda part: (part.first, -part.last, -rank[part.level]))
    found: dict[str, str | None] = {}
    around: list[Part] = []
    for part in ordered:
        while around and not (around[-1].first <= part.first and part.last <= around[-1].last):
            around.pop()
        found[part.area] = around[-1].area if around else None
        around.append(part)
    return found


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act."""

    filing: str
    state: str


def _act(
    act: str, filing: str, actor: Actor, reason: str, *, clock: Clock,
    change: Callable[[Filing, datetime], Mapping[str, Any] | None] = lambda row, now: None,
    digest: str | None = None,
) -> Done:  # fmt: skip
    """One act on one filing: the state read under the lock, `change` done, a step and a journal line written."""
    head, now = journal.lock(), clock()
    row = Filing.objects.select_for_update().select_related("period").filter(id=filing).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    why = rules.why_not(act, facts_of(row), actor, reason)
    if why is None and digest is not None and digest != row.digest:
        why = problem("FILINGS_STALE", Place())
    if why is not None:
        raise ProblemError(why)
    before = row.state
    told = change(row, now) or {}
    left = row.objections.filter(settled=None).count()
    row.state = rules.after(act, left, row.confirmed_by)
    if row.state in rules.MOVING:
        row.confirmed, row.confirmed_by, row.plan, row.whole, row.note = None, "", None, "", ""
    row.version += 1
    row.save()
    Step.objects.create(filing=row, act=act, by=actor.login, at=now, reason=reason[:500])
    payload = {"from": before, "to": row.state, "number": row.period.number, "key": row.period.key,
               "area": row.area, "digest": row.digest, **told}  # fmt: skip
    entry = journal.Entry(actor.login, f"filing_{act}", ROOM, subject=row.id, purpose=row.period.purpose,
                          payload=payload)  # fmt: skip
    journal.append(head, entry, clock)
    return Done(row.id, row.state)


@transaction.atomic
def renew(
    vault: Vault, actor: Actor, filing: str, part: Part, read: tuple[Reading, int], *,
    settled: Sequence[str] = (),
    clock: Clock = system_clock,
) -> Done:  # fmt: skip
    """The answers anew from the ledger. read: how the form is read now, and up to which line the ledger was seen.

    settled: objections whose value has changed by that.
    """
    sense, sequence = read

    def change(row: Filing, now: datetime) -> Mapping[str, Any]:
        _keep_sense(sense)
        row.sense_id = sense.digest
        for name, value in _part(vault, row.id, part).items():
            setattr(row, name, value)
        row.sequence = sequence
        rows = row.objections.filter(id__in=list(settled), settled=None)
        gone = rows.update(settled=now, settled_by=actor.login, outcome="changed")
        return {"settled": gone}

    return _act("renew", filing, actor, "", clock=clock, change=change)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What somebody objects to: the place in the answers, its heading, a keyed digest of the value that he saw."""

    at: Mapping[str, Any]
    cell: str
    value: str


@transaction.atomic
def object_to(actor: Actor, filing: str, doubt: Doubt, reason: str, *, clock: Clock = system_clock) -> tuple[str, Done]:
    """A word against one cell, with a reason; the filing cannot be confirmed until it is settled."""
    made = new_id()

    def change(row: Filing, now: datetime) -> Mapping[str, Any]:
        Objection.objects.create(id=made, filing=row, at=dict(doubt.at), cell=doubt.cell[:200], value=doubt.value,
                                 reason=reason[:500], by=actor.login, made=now)  # fmt: skip
        return {"objection": made}

    return made, _act("object", filing, actor, reason, clock=clock, change=change)


@transaction.atomic
def settle(actor: Actor, filing: str, objection: str, answer: str, *, clock: Clock = system_clock) -> Done:
    """The value stands, and why; the last one settled opens the filing for confirmation again."""
    if not answer.strip():
        raise ProblemError(problem("FILINGS_REASON_WANTED", Place()))

    def change(row: Filing, now: datetime) -> Mapping[str, Any]:
        told = {"settled": now, "settled_by": actor.login, "outcome": "stands", "answer": answer[:500]}
        if not row.objections.filter(id=objection, settled=None).update(**told):
            raise ProblemError(problem("HTTP_NOT_THERE", Place()))
        return {"objection": objection}

    return _act("settle", filing, actor, "", clock=clock, change=change)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody looked at and stands by. digest: of the answers. plan: packed, what the file holds in which cell.
    whole: one digest over all that the filing is made of."""

    digest: str
    plan: bytes
    whole: str


@transaction.atomic
def confirm(
    vault: Vault, actor: Actor, filing: str, seen: Seen, note: str = "", *, seconds: int = 0,
    clock: Clock = system_clock,
) -> Done:  # fmt: skip
    """The answers are right 反馈确认; what the file will hold is kept with them. seconds: that somebody had it before
    him; counted for the period, kept of nobody. 0: not known."""

    def change(row: Filing, now: datetime) -> None:
        row.confirmed, row.confirmed_by, row.note = now, actor.login, note[:500]
        _fix(vault, row, seen)
        _count_effort(row, seconds)

    return _act("confirm", filing, actor, note, clock=clock, change=change, digest=seen.digest)


def _count_effort(row: Filing, seconds: int) -> None:
    step = rules.step_of(seconds)
    if step is not None and not row.timed:
        row.timed = True
        effort, _ = Effort.objects.get_or_create(period_id=row.period_id, step=step)
        Effort.objects.filter(pk=effort.pk).update(count=F("count") + 1)


def _fix(vault: Vault, row: Filing, seen: Seen) -> None:
    row.plan = vault.seal(vault.subkey(USE), zlib.compress(seen.plan, 6), bound("plan", row.id))
    row.whole = seen.whole


@transaction.atomic
def withdraw(actor: Actor, filing: str, *, clock: Clock = system_clock) -> Done:
    """Who keeps the area takes it back, as long as nobody has approved it; a colleague at the same post may as well."""
    return _act("withdraw", filing, actor, "", clock=clock)


@transaction.atomic
def give_back(actor: Actor, filing: str, reason: str, *, clock: Clock = system_clock) -> Done:
    """Who stands above returns it, with a reason."""
    return _act("return", filing, actor, reason, clock=clock)


@transaction.atomic
def approve(actor: Actor, filing: str, *, clock: Clock = system_clock) -> Done:
    """Who stands above accepts it; from here on it is locked."""

    def change(row: Filing, now: datetime) -> None:
        row.approved, row.approved_by = now, actor.login

    return _act("approve", filing, actor, "", clock=clock, change=change)


@transaction.atomic
def unapprove(actor: Actor, filing: str, reason: str, *, clock: Clock = system_clock) -> Done:
    """The approval is taken back, from the top down, with a reason."""

    def change(row: Filing, now: datetime) -> None:
        row.approved, row.approved_by = None, ""

    return _act("unapprove", filing, actor, reason, clock=clock, change=change)


@transaction.atomic
def stand_in(vault: Vault, actor: Actor, filing: str, seen: Seen, reason: str, *, clock: Clock = system_clock) -> Done:
    """After the day it was due, who stands above answers for an area that did not; open objections are overruled."""

    def change(row: Filing, now: datetime) -> Mapping[str, Any]:
        row.approved, row.approved_by, row.note = now, actor.login, reason[:500]
        _fix(vault, row, seen)
        told = {"settled": now, "settled_by": actor.login, "outcome": "overruled", "answer": reason[:500]}
        return {"overruled": row.objections.filter(settled=None).update(**told)}

    return _act("stand_in", filing, actor, reason, clock=clock, change=change, digest=seen.digest)


@transaction.atomic
def close(actor: Actor, period: str, *, clock: Clock = system_clock) -> int:
    """The receiver takes the whole period over: every filing is frozen. Returns how many."""
    head, now = journal.lock(), clock()
    row = Period.objects.select_for_update().filter(id=period).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    filings = Filing.objects.filter(period=row)
    states = filings.values_list("state", flat=True)
    refuse_if(rules.why_not_close(actor, row.issuer, row.area, row.closed is not None, states))
    count = filings.update(state="frozen")
    row.closed, row.closed_by = now, actor.login
    row.save(update_fields=["closed", "closed_by"])
    digests = sorted(filings.values_list("whole", flat=True))
    payload = {"number": row.number, "key": row.key, "filings": count, "digests": whole_digest(digests)}
    entry = journal.Entry(actor.login, "period_closed", ROOM, subject=row.id, purpose=row.purpose, payload=payload)
    journal.append(head, entry, clock)
    return count


def whole_digest(digests: Sequence[str]) -> str:
    """One digest over those of all filings, in order."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


@transaction.atomic
def remind(actor: Actor, filings: Sequence[str], *, clock: Clock = system_clock) -> tuple[int, int]:
    """(reminded, left out): who stands above reminds those who have something to do that the system cannot."""
    head, now = journal.lock(), clock()
    rows = list(Filing.objects.select_related("period").filter(id__in=list(filings)))
    mine = [row for row in rows if rules.receives(actor, facts_of(row))]
    worth = [row for row in mine if rules.worth_reminding(row.state, row.needed, facts_of(row).objections)]
    Filing.objects.filter(id__in=[row.id for row in worth]).update(reminded=now)
    left = sum(row.state in rules.MOVING for row in mine) - len(worth)
    if worth:
        payload = {"filings": len(worth), "left_out": left}
        entry = journal.Entry(actor.login, "filings_reminded", ROOM, subject=worth[0].period_id, payload=payload)
        journal.append(head, entry, clock)
    return len(worth), left


@transaction.atomic
def note_opening(login: str, period: str, *, clock: Clock = system_clock) -> None:
    """The receiver has looked at the answers of a period. Told to the journal as a reading; counted here."""
    head, now = journal.lock(), clock()
    row = Period.objects.filter(id=period, issuer=login).first()
    if row is not None:
        Opening.objects.create(period=row, at=now)
        journal.append(head, journal.Entry(login, "period_looked_at", ROOM, subject=period, purpose=row.purpose), clock)
