"""The only writers of forms. In: bytes, what they hold, an owner. Out: ids; one journal line each.

    keep_form → use_form …                 a template with its binding, for next time
    keep_filled → ask_export → (decide_export) → take_export

Refuses (`ProblemError`): what `rules` refuses. No line of the journal carries a value: ids, counts, codes, digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.base.views import View
from yibiao.work.forms import rules
from yibiao.work.forms.models import Export, Filled, Form, Mark
from yibiao.work.forms.queries import Template, bound, facts_of, opened
from yibiao.work.journal import actions as journal

USE = "forms"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was filled. sight: JSON bytes, how it looks and where each cell came from. rows: records in it.

    spans: the areas that its owner's view covered. key: the id that it gets, so that work that is done again keeps it
    once; "" for a new one.
    """

    kind: str
    title: str
    name: str
    area: str
    first: int
    last: int
    day: date
    profile: str
    rows: int
    level: int
    elements: tuple[str, ...]
    done: int
    blank: int
    data: bytes
    sight: bytes
    form: str = ""
    file: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    key: str = ""


@transaction.atomic
def keep_form(vault: Vault, owner: tuple[str, str, str], template: Template, clock: Clock = system_clock) -> str:
    """Keep a template for (login, role, area); the same bytes again renew title and binding."""
    head, now = journal.lock(), clock()
    login, role, area = owner
    digest = vault.mark("form template", template.data).hex()
    known = Form.objects.filter(login=login, digest=digest).first()
    form = known.id if known else new_id()
    sealed = vault.seal(vault.subkey(USE), template.data, bound("form", form))
    given = {
        "role": role, "area": area, "title": template.title[:200], "name": template.name[:255], "sealed": sealed,
        "binding": [dict(entry) for entry in template.binding], "used": now,
    }  # fmt: skip
    Form.objects.update_or_create(id=form, defaults=given, create_defaults={
        **given, "login": login, "digest": digest, "made": now})  # fmt: skip
    payload = {"fields": len(template.binding), "again": known is not None}
    journal.append(head, journal.Entry(login, "form_kept", "forms", subject=form, payload=payload), clock)
    return form


@transaction.atomic
def rebind_form(login: str, form: str, binding: Sequence[Mapping[str, str]], clock: Clock = system_clock) -> None:
    """A kept form means something else from now on; the caller has asked whether `login` may use it."""
    head = journal.lock()
    Form.objects.filter(id=form).update(binding=[dict(entry) for entry in binding])
    payload = {"fields": len(binding)}
    journal.append(head, journal.Entry(login, "form_bound", "forms", subject=form, payload=payload), clock)


@transaction.atomic
def drop_form(login: str, form: str, clock: Clock = system_clock) -> None:
    """The owner's template goes; nothing happens where there is none of the owner's."""
    head = journal.lock()
    gone, _ = Form.objects.filter(id=form, login=login).delete()
    if gone:
        journal.append(head, journal.Entry(login, "form_dropped", "forms", subject=form), clock)


@transaction.atomic
def keep_filled(
    vault: Vault, owner: tuple[str, str, str], sheet: Sheet, records: Iterable[str], clock: Clock = system_clock
) -> str:
    """Seal what was filled for (login, role, purpose); `records` are told to the journal as a fingerprint only.

    A key that is there already gives what is kept under it: nothing is kept twice.
    """
    head, now = journal.lock(), clock()
    login, role, purpose = owner
    Filled.objects.filter(ends__lt=now).delete()
    if sheet.key and Filled.objects.filter(id=sheet.key, login=login).exists():
        return sheet.key
    filled = sheet.key or new_id()
    names = ("kind", "title", "name", "area", "first", "last", "day", "profile", "rows", "level", "done", "blank",
             "form", "file")  # fmt: skip
    Filled.objects.create(
        id=filled, login=login, role=role, purpose=purpose, elements=list(sheet.elements), made=now,
        ends=now + rules.KEPT, spans=list(sheet.spans), **{name: getattr(sheet, name) for name in names},
        sealed=vault.seal(vault.subkey(USE), sheet.data, bound("filled", filled)),
        sight=vault.seal(vault.subkey(USE), sheet.sight, bound("sight", filled)),
    )  # fmt: skip
    if sheet.form:
        Form.objects.filter(id=sheet.form).update(used=now, uses=F("uses") + 1)
    payload = {
        "area": sheet.area, "rows": sheet.rows, "level": sheet.level, "profile": sheet.profile, "kind": sheet.kind,
        "set": rules.fingerprint(lambda text: vault.mark("marks", text), records),
    }  # fmt: skip
    entry = journal.Entry(login, "form_filled", "forms", subject=filled, purpose=purpose, payload=payload)
    journal.append(head, entry, clock)
    return filled


@transaction.atomic
def ask_export(
    vault: Vault, login: str, filled: str, recipient: str, marked: Mapping[str, tuple[str, Sequence[str]]],
    *, clock: Clock = system_clock,
) -> str:  # fmt: skip
    """Ask to take a filled sheet out; ready at once where no second person is needed.

    marked: record id → (the name in its row, all texts of its row). Asking again for the same sheet gives the same
    export, unless it was refused.
    """
    head, now = journal.lock(), clock()
    row = Filled.objects.filter(id=filled, login=login, ends__gt=now).first()
    if row is None:
        raise ProblemError(problem("FORMS_GONE", Place()))
    known = Export.objects.filter(filled=filled, login=login).exclude(state="refused").first()
    if known is not None:
        return str(known.id)

    def digest(text: bytes) -> bytes:
        return vault.mark("marks", text)

    export = Export.objects.create(
        id=new_id(), filled=filled, login=login, purpose=row.purpose, recipient=recipient[:200], profile=row.profile,
        title=row.title, name=row.name, area=row.area, first=row.first, last=row.last, rows=row.rows, level=row.level,
        elements=row.elements, spans=row.spans, fingerprint=rules.fingerprint(digest, marked), asked=now,
        state="waiting" if rules.needs_approval(row.rows, row.level) else "ready",
    )  # fmt: skip
    Mark.objects.bulk_create(_marks(export, marked, digest), batch_size=2_000)
    payload = {
        "filled": filled, "rows": row.rows, "level": row.level, "profile": row.profile, "state": export.state,
        "set": export.fingerprint, "area": row.area,
    }  # fmt: skip
    entry = journal.Entry(login, "export_asked", "forms", subject=export.id, purpose=row.purpose, payload=payload)
    journal.append(head, entry, clock)
    return str(export.id)


def _marks(export: Export, marked: Mapping[str, tuple[str, Sequence[str]]], digest: rules.Digest) -> list[Mark]:
    found = []
    for number, (record, (name, texts)) in enumerate(marked.items(), start=1):
        found.append(Mark(export=export, digest=rules.record_mark(digest, record), row=0))
        found += [Mark(export=export, digest=one, row=number) for one in rules.text_marks(digest, name, texts)]
    return found


@transaction.atomic
def decide_export(
    login: str, areas: Sequence[tuple[int, int]], export: str, allow: bool, reason: str, *, clock: Clock = system_clock
) -> None:
    """A second person releases or refuses; `areas` are those that he oversees. A refusal says why."""
    head, now = journal.lock(), clock()
    row = Export.objects.select_for_update().filter(id=export).first()
    why = rules.why_not_decide(facts_of(row), login, areas) if row is not None else problem("HTTP_NOT_THERE", Place())
    if why is None and not allow and not reason.strip():
        why = problem("FORMS_REASON_WANTED", Place())
    if why is not None:
        raise ProblemError(why)
    row.state, row.decided, row.decider, row.reason = "approved" if allow else "refused", now, login, reason[:200]
    row.save(update_fields=["state", "decided", "decider", "reason"])
    payload = {"allow": allow, "rows": row.rows, "level": row.level, "asked_by": row.login}
    journal.append(head, journal.Entry(login, "export_decided", "forms", subject=export, payload=payload), clock)


@transaction.atomic
def take_export(vault: Vault, view: View, export: str, *, clock: Clock = system_clock) -> tuple[str, bytes]:
    """The name and the bytes, for the one who asked, under his rights of this moment; one journal line each time."""
    head, now = journal.lock(), clock()
    row = Export.objects.select_for_update().filter(id=export, login=view.viewer).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    why = rules.why_not_take(facts_of(row), view, now)
    held = Filled.objects.filter(id=row.filled, login=view.viewer).first()
    if why is not None or held is None:
        raise ProblemError(why or problem("FORMS_GONE", Place()))
    row.taken += 1
    row.save(update_fields=["taken"])
    data = opened(vault, "filled", held.id, held.sealed)
    payload = {
        "rows": row.rows, "level": row.level, "profile": row.profile, "time": row.taken, "set": row.fingerprint,
        "digest": hashlib.sha256(data).hexdigest(), "decider": row.decider,
    }  # fmt: skip
    entry = journal.Entry(view.viewer, "export_taken", "forms", subject=export, purpose=row.purpose, payload=payload)
    journal.append(head, entry, clock)
    return row.name, data


@transaction.atomic
def note_match(login: str, title: str, path: Sequence[str], target: str, clock: Clock = system_clock) -> None:
    """The journal line of a confirmed match: the installation will read forms of this title so from now on."""
    payload: dict[str, Any] = {"title": title[:200], "path": list(path), "target": target[:200]}
    journal.append(journal.lock(), journal.Entry(login, "match_confirmed", "forms", payload=payload), clock)


@transaction.atomic
def note_trace(login: str, rows: int, exports: int, clock: Clock = system_clock) -> None:
    """The journal line of a search for who took out the rows of a found file."""
    payload = {"rows": rows, "exports": exports}
    journal.append(journal.lock(), journal.Entry(login, "exports_traced", "forms", payload=payload), clock)
