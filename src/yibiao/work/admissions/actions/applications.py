"""An application is written. In: who acts, what is wanted. Out: its id, its state; one journal line an act.

What the rules find is found here, at the moment of the act, from the catalogue as it then stands: nobody comes past it.
Refuses (`ProblemError`): what `rules.next_state` refuses, a form that still has findings that stop it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yibiao.base.clock import today
from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.admitting import Review, Terms
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.flow.reading.wire import to_plain
from yibiao.work.admissions import queries, rules, terms, wanted
from yibiao.work.admissions.actions.entries import ROOM, NewEntry, publish
from yibiao.work.admissions.models import Application, Step
from yibiao.work.forms.queries import Template
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers.house import House

JOURNALLED = {
    "submit": "application_submitted", "withdraw": "application_withdrawn", "return": "application_returned",
    "refuse": "application_refused", "approve": "application_approved", "publish": "application_published",
}  # fmt: skip
Decide = Callable[[rules.Stand, str, rules.Actor, str], str | Problem]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is wanted: the department's file with what its fields mean, what its tables ask, the terms. changes: number
    of the form that it changes, "" for a new one."""

    template: Template
    facts: Sequence[FormFacts]
    terms: Terms
    changes: str = ""


@transaction.atomic
def apply_for(house: House, login: str, draft: Draft) -> str:
    """A draft of one's own; returns its id. Nobody else sees it until it is submitted."""
    application, now = house.ids(), house.clock()
    _must_be_own(house, draft)
    head = journal.lock()
    Application.objects.create(
        id=application, login=login, state="draft", changes=draft.changes, made=now, changed=now,
        **_columns(house, application, draft),
    )  # fmt: skip
    payload = {"kind": draft.terms.kind, "changes": draft.changes}
    entry = journal.Entry(login, "application_made", ROOM, subject=application, payload=payload)
    journal.append(head, entry, house.clock)
    return application


@transaction.atomic
def change(house: House, actor: rules.Actor, application: str, draft: Draft, decide: Decide = rules.next_state) -> None:
    """Another file, other terms or meanings, while it is the applicant's to change."""
    head = journal.lock()
    row = _locked(application)
    _decided(row, "change", actor, "", decide)
    _must_be_own(house, draft)
    for name, value in _columns(house, application, draft).items():
        setattr(row, name, value)
    row.changed = house.clock()
    row.save()
    entry = journal.Entry(actor.login, "application_changed", ROOM, subject=application)
    journal.append(head, entry, house.clock)


@transaction.atomic
def act(
    house: House, actor: rules.Actor, application: str, verb: str, reason: str = "",
    *, decide: Decide = rules.next_state,
) -> str:  # fmt: skip
    """Submit, withdraw, return, refuse, approve, publish; returns the state that it is in then."""
    journal.lock()
    row = _locked(application)
    after = _decided(row, verb, actor, reason, decide)
    if verb in ("submit", "approve", "publish"):
        _must_pass(house, row)
    before, row.state, row.changed = row.state, after, house.clock()
    if verb == "submit":
        row.submitted, row.first_word, row.second_word = house.clock(), "", ""
    if verb == "approve":
        row.first_word, row.second_word = (row.first_word, actor.login) if row.first_word else (actor.login, "")
    if after == "published":
        row.number = publish(house.vault, actor.login, _entry(house, row), house.clock)
    row.save()
    Step.objects.create(
        application=row, verb=verb, login=actor.login, at=house.clock(), before=before, after=after, reason=reason[:300]
    )
    payload = {"verb": verb, "before": before, "after": after, "number": row.number, "reason": reason[:200]}
    entry = journal.Entry(actor.login, JOURNALLED[verb], ROOM, subject=application, payload=payload)
    journal.append(journal.lock(), entry, house.clock)
    return after


def _must_be_own(house: House, draft: Draft) -> None:
    """Only the department that asks a form changes it, where it asks it."""
    if not draft.changes:
        return
    row = queries.entry(draft.changes, today(house.clock))
    if row is None or (row.department, row.area) != (draft.terms.department, draft.terms.area):
        raise ProblemError(problem("ADMISSION_NO_ENTRY", Place(field="changes"), number=draft.changes))


def _locked(application: str) -> Application:
    row = Application.objects.select_for_update().filter(id=application).first()
    if row is None:
        raise ProblemError(problem("ADMISSION_NONE", Place()))
    return row


def _decided(row: Application, verb: str, actor: rules.Actor, reason: str, decide: Decide) -> str:
    stand = rules.Stand(row.state, row.kind, row.login, row.level, row.first_word)
    after = decide(stand, verb, actor, reason)
    if isinstance(after, Problem):
        raise ProblemError(after)
    return after


def _must_pass(house: House, row: Application) -> None:
    """Findings that stop it, as the catalogue stands now; what was found is kept with it."""
    found = _reviewed(house, row)
    row.findings = [finding.code for finding in found.findings]
    stops = [finding for finding in found.findings if finding.stops]
    if stops:
        raise ProblemError(
            problem("ADMISSION_STOPPED", Place(), count=len(stops), first=stops[0].zh, first_en=stops[0].en)
        )


def _reviewed(house: House, row: Application) -> Review:
    return wanted.reviewed(house, wanted.facts_of(house.vault, row.id), terms.unpacked(row.terms), row.changes)


def _entry(house: House, row: Application) -> NewEntry:
    found = _reviewed(house, row)
    return NewEntry(
        terms.unpacked(row.terms),
        wanted.template_of(house.vault, row.id),
        row.login,
        wanted.facts_of(house.vault, row.id),
        elements=found.elements,
        level=found.level,
        minutes=found.offer.minutes,
        left=found.offer.left,
        rows=found.rows,
        number=row.changes,
        application=row.id,
    )


def _columns(house: House, application: str, draft: Draft) -> dict[str, Any]:
    """What a draft fills of its row; the files are sealed under the application's id."""
    template, said = draft.template, draft.terms
    found = wanted.reviewed(house, draft.facts, said, draft.changes)
    key, bound = house.vault.subkey(rules.USE), f"application|{application}"
    facts = json.dumps(to_plain(tuple(draft.facts)), ensure_ascii=False).encode()
    return {
        "department": said.department[:120], "area": said.area, "kind": said.kind, "title": template.title[:200],
        "name": template.name[:255], "digest": hashlib.sha256(template.data).hexdigest(),
        "sealed": house.vault.seal(key, template.data, rules.bound(bound, "sealed")),
        "facts": house.vault.seal(key, facts, rules.bound(bound, "facts")),
        "binding": [dict(entry) for entry in template.binding], "terms": terms.packed(said),
        "findings": [finding.code for finding in found.findings], "elements": list(found.elements),
        "level": found.level, "minutes": found.offer.minutes,
    }  # fmt: skip
