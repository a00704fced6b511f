"""The only writers of feeds. In: what is to stand, what came in, what was decided. Out: ids; one journal line each.

    set_source, propose_mapping, approve_mapping, close_source
    keep_delivery → advance (profile | hold, plan, trip | clear, release, refuse, begin, finish, undo, again)

A step that was killed is begun again where the delivery stands: each act is one transaction, and an act out of turn is
refused. Refuses (`ProblemError`): what `rules` refuses, what is not there, bytes that are none or too many.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, Problem, ProblemError, problem, refuse_if
from yibiao.base.vault import Vault
from yibiao.work.feeds import rules
from yibiao.work.feeds.models import Act, Delivery, Part, Source
from yibiao.work.jobs import actions as jobs
from yibiao.work.journal import actions as journal

ROOM = "feeds"
PIECE = 8 * 2**20
"""Bytes of one sealed part before packing."""
SET = ("header", "rows", "profile", "counts", "reasons", "written")
"""What an act may say of a delivery."""


@transaction.atomic
def set_source(vault: Vault, login: str, given: rules.NewSource, clock: Clock = system_clock) -> str:
    """A new source, or another word on one of the same code; its mapping and history stay."""
    head, now = journal.lock(), clock()
    refuse_if(rules.why_not_source(given))
    row = Source.objects.filter(code=given.code).first() or Source(id=new_id(), code=given.code, made=now)
    if row.state == "closed" or (row.area and row.area != given.area):
        raise ProblemError(problem("FEEDS_CODE_TAKEN", Place(field="code"), code=given.code))
    row.state = row.state or "draft"
    for name in ("name", "department", "basis", "area", "login", "period_days", "kind"):
        value = getattr(given, name)
        setattr(row, name, value.strip()[: Source._meta.get_field(name).max_length] if name != "period_days" else value)
    if row.reach.get("url") != (given.reach or {}).get("url"):
        row.secret = b""  # a secret is for the one to whom it was given
    row.reach, row.changed = dict(given.reach or {}), now
    if given.secret:
        row.secret = vault.seal(vault.subkey(rules.USE), given.secret.encode(), rules.bound_secret(given.code))
    row.save()
    payload = {"code": row.code, "name": row.name, "department": row.department, "basis": row.basis,
               "area": row.area, "kind": row.kind, "secret": bool(given.secret)}  # fmt: skip
    journal.append(head, journal.Entry(login, "source_set", ROOM, subject=row.id, payload=payload), clock)
    return str(row.id)


@transaction.atomic
def begin_fetch(source: str, clock: Clock = system_clock) -> str:
    """A job that asks the other side; `fetched` says so at once, so that none is begun beside it. Returns the job."""
    row, now = _source(source), clock()
    row.fetched, row.tries = now, row.tries + 1
    row.save(update_fields=["fetched", "tries"])
    return jobs.start_job(rules.HOUSE, "source_fetch", {"source": row.id}, clock)


@transaction.atomic
def note_fetch(login: str, source: str, why: Problem | None, clock: Clock = system_clock) -> None:
    """What became of asking the other side: a delivery or the same as before (None), or why nothing came."""
    head, row = journal.lock(), _source(source)
    row.fetched, row.failed = clock(), None if why is None else why.as_json()
    row.tries = 0 if why is None else max(row.tries, 1)
    row.save(update_fields=["fetched", "failed", "tries"])
    payload = {"code": row.code, "failed": None if why is None else why.code}
    journal.append(head, journal.Entry(login, "source_fetched", ROOM, subject=row.id, payload=payload), clock)


@transaction.atomic
def propose_mapping(source: str, columns: Sequence[Mapping[str, str]], clock: Clock = system_clock) -> None:
    """What the columns of a file seem to mean; it counts for nothing before a person approves it."""
    Source.objects.filter(id=source).update(proposed=[dict(each) for each in columns], changed=clock())


@transaction.atomic
def approve_mapping(
    login: str, source: str, columns: Sequence[Mapping[str, str]], *, job: bool = True, clock: Clock = system_clock
) -> tuple[str, ...]:
    """From now on these columns mean this. Returns the deliveries that waited for it and begin again."""
    head, now = journal.lock(), clock()
    row = _source(source)
    if row.state == "closed":
        raise ProblemError(problem("FEEDS_CLOSED", Place(), name=row.name))
    if not any(each["element"] for each in columns):
        raise ProblemError(problem("FEEDS_NOTHING_MAPPED", Place(field="columns")))
    row.mapping, row.header, row.proposed = [dict(each) for each in columns], [each["label"] for each in columns], []
    row.state, row.approver, row.approved, row.changed = "approved", login, now, now
    row.save()
    payload = {"columns": {each["label"][:80]: each["element"] or each["special"] for each in columns}}
    journal.append(head, journal.Entry(login, "columns_approved", ROOM, subject=row.id, payload=payload), clock)
    held = [each for each in row.deliveries.filter(state="waiting") if _for_columns(each) and each.header == row.header]
    for delivery in held:
        advance(login, delivery.id, "again", Told(job="delivery_prepare" if job else ""), clock)
    return tuple(each.id for each in held)


@transaction.atomic
def close_source(login: str, source: str, reason: str, clock: Clock = system_clock) -> None:
    """Nothing comes in by it any more; what it brought stays."""
    head, row = journal.lock(), _source(source)
    if not reason.strip():
        raise ProblemError(problem("FEEDS_REASON_WANTED", Place(field="reason")))
    row.state, row.changed = "closed", clock()
    row.save()
    entry = journal.Entry(login, "source_closed", ROOM, subject=row.id, payload={"reason": reason.strip()[:300]})
    journal.append(head, entry, clock)


@dataclass(frozen=True, slots=True)
class Brought:
    """Bytes as they came. login, role: who brought them and in which role they are looked at."""

    source: str
    name: str
    content: bytes = field(repr=False)
    day: date
    login: str
    role: str = rules.KEEPER


@transaction.atomic
def keep_delivery(vault: Vault, given: Brought, *, job: bool = True, clock: Clock = system_clock) -> tuple[str, bool]:
    """The bytes in quarantine and a job that looks at them: (id, whether they are new).

    The same bytes again are the delivery that they were, unless it was refused or undone; a job that gave up begins
    again.
    """
    head, now = journal.lock(), clock()
    row = _source(given.source)
    short = PurePath(given.name.replace("\\", "/")).name[-200:] or "file"
    refuse_if(_why_not_kept(row, short, given.content))
    digest = hashlib.sha256(given.content).hexdigest()
    Part.objects.filter(delivery__ends__lt=now).delete()
    known = row.deliveries.filter(digest=digest).exclude(state__in=("refused", "undone")).first()
    if known is not None:
        if job and known.state in rules.UNDER_WAY:
            _start(given.login, "delivery_prepare", known.id, given.role, clock)
        return str(known.id), False
    delivery = Delivery.objects.create(
        id=new_id(), source=row, login=given.login, role=given.role, name=short, size=len(given.content),
        digest=digest, day=given.day, state="received", made=now, changed=now,
        ends=now + timedelta(days=rules.KEPT_DAYS),
    )  # fmt: skip
    _seal(vault, delivery.id, rules.CONTENT, given.content)
    Act.objects.create(delivery=delivery, verb="receive", login=given.login, at=now, before="", after="received")
    payload = {"source": row.code, "size": delivery.size, "digest": digest}
    journal.append(head, journal.Entry(given.login, "delivery_received", ROOM, delivery.id, payload=payload), clock)
    if job:
        _start(given.login, "delivery_prepare", delivery.id, given.role, clock)
    return str(delivery.id), True


def _why_not_kept(row: Source, name: str, content: bytes) -> Problem | None:
    if row.state == "closed":
        return problem("FEEDS_CLOSED", Place(), name=row.name)
    if not content:
        return problem("READ_EMPTY_FILE", Place(file=name))
    if len(content) > rules.LARGEST:
        return problem("FILES_TOO_LARGE", Place(file=name), most=rules.LARGEST // 2**20)
    return None


@dataclass(frozen=True, slots=True)
class Told:
    """What an act says besides: why, facts of the delivery (`SET`), a plan to seal, a job to start with it."""

    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    plan: bytes | None = None
    vault: Vault | None = None
    job: str = ""
    role: str = rules.KEEPER


@transaction.atomic
def advance(login: str, delivery: str, verb: str, told: Told | None = None, clock: Clock = system_clock) -> str:
    """One act on a delivery; returns the state after it. `ProblemError` FEEDS_STATE out of turn."""
    head, now, told = journal.lock(), clock(), told or Told()
    row = Delivery.objects.select_for_update().filter(id=delivery).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    after = rules.next_state(row.state, verb)
    if isinstance(after, Problem):
        raise ProblemError(after)
    before, row.state, row.changed = row.state, after, now
    for name in SET:
        if name in told.facts:
            setattr(row, name, told.facts[name])
    row.save()
    if told.plan is not None and told.vault is not None:
        _seal(told.vault, row.id, rules.PLAN, told.plan)
    reason = told.reason.strip()[:300]
    Act.objects.create(delivery=row, verb=verb, login=login, at=now, before=before, after=after, reason=reason)
    payload: dict[str, Any] = {"after": after, "reasons": [each["code"] for each in row.reasons]}
    payload |= {"counts": row.counts} if verb == "plan" else {}
    payload |= {"reason": reason} if reason else {}
    journal.append(head, journal.Entry(login, TOLD[verb], ROOM, row.id, payload=payload), clock)
    if told.job:
        _start(login, told.job, row.id, told.role, clock)
    return after


TOLD = {
    "profile": "delivery_profiled",
    "plan": "delivery_planned",
    "hold": "delivery_held",
    "trip": "delivery_tripped",
    "clear": "delivery_cleared",
    "again": "delivery_begun_again",
    "release": "delivery_released",
    "refuse": "delivery_refused",
    "begin": "delivery_begun",
    "finish": "delivery_applied",
    "undo": "delivery_undone",
}
"""Verb → how the journal says it was done."""


def _start(login: str, kind: str, delivery: str, role: str, clock: Clock) -> None:
    """In the same transaction: a delivery without its job would lie for ever."""
    jobs.start_job(login, kind, {"delivery": delivery, "role": role}, clock)


def _seal(vault: Vault, delivery: str, what: str, content: bytes) -> None:
    Part.objects.filter(delivery=delivery, what=what).delete()
    for number, start in enumerate(range(0, len(content), PIECE)):
        packed = zlib.compress(content[start : start + PIECE], 1)
        sealed = vault.seal(vault.subkey(rules.USE), packed, rules.bound(delivery, what, number))
        Part.objects.create(delivery_id=delivery, what=what, number=number, sealed=sealed)


def _source(source: str) -> Source:
    row = Source.objects.select_for_update().filter(id=source).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _for_columns(delivery: Delivery) -> bool:
    """Whether it waits for somebody to say what its columns mean."""
    return any(found["code"] in rules.UNRELEASED for found in delivery.reasons)
