"""The catalogue is written. In: what is to stand. Out: numbers; one journal line each.

    publish     a form enters the catalogue, or a new version of it; the department gets leave to read its answers
    retire      a form is asked no more; the leave to read ends with it
    sweep       those whose last day is over are written down once

Refuses (`ProblemError`): a number that is not there, an end before the beginning, no reason for retiring.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yibiao.base.clock import Clock, system_clock, today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.flow.admitting.shapes import Terms
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.flow.reading.wire import to_plain
from yibiao.work.admissions import rules
from yibiao.work.admissions.models import Entry
from yibiao.work.directory import actions as rights
from yibiao.work.directory import queries as directory
from yibiao.work.forms.queries import Template
from yibiao.work.journal import actions as journal

ROOM = "admissions"
SWEEPER = "yibiao"
"""Who stands in the journal where a form ends by itself."""
__all__ = ["NewEntry", "Terms", "publish", "retire", "sweep"]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What enters the catalogue. number: of the form that it changes; "": a new one. facts: what its tables ask."""

    terms: Terms
    template: Template
    issuer: str
    facts: Sequence[FormFacts] = ()
    elements: tuple[str, ...] = ()
    level: int = 1
    minutes: float = 0.0
    left: float = 0.0
    rows: bool = False
    number: str = ""
    application: str = ""


@transaction.atomic
def publish(vault: Vault, actor: str, new: NewEntry, clock: Clock = system_clock) -> str:
    """Put a form into the catalogue; returns its number. The caller has asked whether it is admitted."""
    terms = new.terms
    journal.lock()
    if terms.expires < terms.valid_from:
        raise ProblemError(problem("ADMISSION_ENDS_BEFORE", Place(field="expires")))
    directory.area(terms.area)
    number, version = _numbered(new, clock)
    before = Entry.objects.filter(number=number, current=True).only("grant", "checks").first()
    grant = _granted(actor, new, f"{number} {version}", before.grant if before is not None else "")
    Entry.objects.filter(number=number, current=True).update(current=False)
    names = ("department", "area", "basis", "purpose", "period", "due_days", "lead_days", "kind", "valid_from",
             "expires")  # fmt: skip
    key, row = vault.subkey(rules.USE), f"entry|{number}|{version}"
    facts = json.dumps(to_plain(tuple(new.facts)), ensure_ascii=False).encode()
    Entry.objects.create(
        number=number, version=version, title=new.template.title[:200], issuer=new.issuer, name=new.template.name[:255],
        levels=list(terms.levels), recipients=list(terms.recipients), elements=sorted(new.elements), level=new.level,
        minutes=new.minutes, left=new.left, digest=hashlib.sha256(new.template.data).hexdigest(),
        sealed=vault.seal(key, new.template.data, rules.bound(row, "sealed")),
        facts=vault.seal(key, facts, rules.bound(row, "facts")),
        binding=[dict(entry) for entry in new.template.binding], application=new.application, grant=grant,
        checks=before.checks if before is not None else [],
        published=clock(), publisher=actor, **{name: getattr(terms, name) for name in names},
    )  # fmt: skip
    head = journal.lock()
    payload = {"version": version, "kind": terms.kind, "until": terms.expires.isoformat(), "level": new.level,
               "elements": len(new.elements), "application": new.application}  # fmt: skip
    journal.append(head, journal.Entry(actor, "form_published", ROOM, subject=number, payload=payload), clock)
    return number


def _granted(actor: str, new: NewEntry, key: str, before: str) -> str:
    """Leave for who applied to read exactly what the form's columns tell, for its purpose, until its last day.

    `before`, that of the version before, ends. Where no column is an element there is nothing to read: what is new
    becomes an element of the standard first.
    """
    if before:
        rights.revoke_grant(before, actor)
    if not new.elements:
        return ""
    terms = new.terms
    leave = rights.NewGrant(
        new.issuer, terms.purpose, terms.area, terms.valid_from, terms.expires, tuple(new.elements), new.rows
    )
    return rights.give_grant(leave, actor, key)


def _numbered(new: NewEntry, clock: Clock) -> tuple[str, int]:
    """The number and version; the journal's lock keeps two from getting the same."""
    if new.number:
        last = Entry.objects.filter(number=new.number).order_by("-version").first()
        if last is None:
            raise ProblemError(problem("ADMISSION_NO_ENTRY", Place(), number=new.number))
        return new.number, last.version + 1
    year = today(clock).year
    stem = rules.number_of(new.terms.area, year, 0)[:-4]
    taken = Entry.objects.filter(number__startswith=stem, version=1).count()
    return rules.number_of(new.terms.area, year, taken + 1), 1


@transaction.atomic
def retire(actor: str, number: str, reason: str, clock: Clock = system_clock) -> None:
    """From now on the form may not be asked; its number says so for ever. Once is enough."""
    journal.lock()
    row = Entry.objects.filter(number=number, current=True).first()
    if row is None:
        raise ProblemError(problem("ADMISSION_NO_ENTRY", Place(), number=number))
    if not reason.strip():
        raise ProblemError(problem("ADMISSION_REASON_WANTED", Place(field="reason")))
    if row.retired is not None:
        return
    if row.grant:
        rights.revoke_grant(row.grant, actor)
    head = journal.lock()
    row.retired, row.retirer, row.reason = clock(), actor, reason.strip()[:200]
    row.save(update_fields=["retired", "retirer", "reason"])
    payload = {"version": row.version, "reason": row.reason}
    journal.append(head, journal.Entry(actor, "form_retired", ROOM, subject=number, payload=payload), clock)


@transaction.atomic
def sweep(day: date, clock: Clock = system_clock) -> tuple[str, ...]:
    """Write down once, for each form whose last day is over, that it ended by itself; the state follows from the day
    anyway. Returns the numbers."""
    journal.lock()
    rows = Entry.objects.filter(current=True, retired=None, swept=None, expires__lt=day).defer("sealed", "facts")
    numbers = []
    for row in rows.order_by("number"):
        Entry.objects.filter(pk=row.pk).update(swept=clock())
        payload = {"version": row.version, "until": row.expires.isoformat()}
        entry = journal.Entry(SWEEPER, "form_expired", ROOM, subject=row.number, payload=payload)
        journal.append(journal.lock(), entry, clock)
        numbers.append(row.number)
    return tuple(numbers)
