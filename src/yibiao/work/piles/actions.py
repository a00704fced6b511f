"""The only writers of piles. In: an owner, files, what was found, decisions. Out: ids; one journal line each.

    make_pile → add_files … → begin (a job) → keep_found → decide … → drop_pile
    share                                        with the officers of an office, or with nobody

offices: those in which the person works, as the directory decides; a pile that is shared with one of them may be read
anew and decided in. Files, sharing and dropping are the owner's.

Refuses (`ProblemError`): a pile without a name, more than `MOST_FILES` or `MOST_BYTES` that wait, a decision without a
reason, a pile that is not there. No line of the journal holds a title or a file name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Sum

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.work.files.actions import drop_file, keep_file
from yibiao.work.journal import actions as journal
from yibiao.work.piles.models import Pile, PileDecision, PileUpload
from yibiao.work.piles.queries import reached
from yibiao.work.piles.rules import KIND, MOST_BYTES, MOST_FILES, USE, bound

ROOM = "piles"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was read of a pile and what was found in it, as bytes, with the counts of its list."""

    grown: bytes
    found: bytes
    figures: Mapping[str, Any]
    read: Sequence[int]
    """Ids of the uploads that were read."""


@transaction.atomic
def make_pile(login: str, name: str, clock: Clock = system_clock) -> str:
    head, now, pile = journal.lock(), clock(), new_id()
    if not name.strip():
        raise ProblemError(problem("HTTP_BAD_REQUEST", Place(field="name"), fields="name"))
    Pile.objects.create(id=pile, login=login, name=name.strip()[:120], made=now, changed=now)
    journal.append(head, journal.Entry(login, "pile_made", ROOM, subject=pile), clock)
    return pile


@transaction.atomic
def add_files(
    vault: Vault, login: str, pile: str, files: Sequence[tuple[str, bytes]], clock: Clock = system_clock
) -> int:
    """Keep files, sealed, until they are read; a later one of the same name replaces it. Returns how many wait."""
    journal.lock()
    row = _owned(login, pile)
    for name, content in files:
        for old in row.uploads.filter(name=name):
            drop_file(login, old.file)
            old.delete()
        file = keep_file(vault, login, KIND, name, content, clock=clock)
        PileUpload.objects.create(pile=row, name=name, file=file, size=len(content))
    waiting, size = row.uploads.count(), row.uploads.aggregate(size=Sum("size"))["size"] or 0
    if waiting > MOST_FILES or size > MOST_BYTES:
        raise ProblemError(problem("PILE_TOO_LARGE", Place(), files=MOST_FILES, most=MOST_BYTES // 2**20))
    return waiting


@transaction.atomic
def share(login: str, pile: str, office: str, clock: Clock = system_clock) -> None:
    """From now on whoever works in this office sees the pile and decides in it; "": nobody but the owner."""
    head = journal.lock()
    _owned(login, pile)
    Pile.objects.filter(id=pile).update(office=office)
    verb = "pile_shared" if office else "pile_unshared"
    journal.append(head, journal.Entry(login, verb, ROOM, subject=pile, payload={"office": office}), clock)


@transaction.atomic
def begin(login: str, pile: str, job: str, offices: Collection[str] = ()) -> None:
    """`job` works on the pile from now on."""
    _reached(login, pile, offices)
    Pile.objects.filter(id=pile).update(job=job)


@transaction.atomic
def keep_found(
    vault: Vault,
    login: str,
    pile: str,
    findings: Findings,
    clock: Clock = system_clock,
    *,
    offices: Collection[str] = (),
) -> None:
    """In the place of what was found before; the files that were read go."""
    now = clock()
    journal.lock()
    row = _reached(login, pile, offices)
    key = vault.subkey(USE)
    row.grown = vault.seal(key, findings.grown, bound(pile, "grown"))
    row.found = vault.seal(key, findings.found, bound(pile, "found"))
    row.figures, row.read, row.changed = dict(findings.figures), now, now
    row.save()
    for upload in row.uploads.filter(id__in=findings.read):
        drop_file(row.login, upload.file)
        upload.delete()
    payload = {"files": findings.figures.get("files"), "fresh": len(findings.read)}
    journal.append(journal.lock(), journal.Entry(login, "pile_read", ROOM, subject=pile, payload=payload), clock)


@transaction.atomic
def decide(
    login: str, pile: str, form: str, said: tuple[str, str, str | None, str], clock: Clock = system_clock,
    *, offices: Collection[str] = (),
) -> None:  # fmt: skip
    """Keep (verdict, action, into, reason) on a form, with its author."""
    head, now = journal.lock(), clock()
    row = _reached(login, pile, offices)
    verdict, action, into, reason = said
    if not reason.strip():
        raise ProblemError(problem("PILE_NO_REASON", Place(field="reason")))
    PileDecision.objects.create(
        pile=row, form=form, verdict=verdict, action=action, into=into or "", login=login,
        reason=reason.strip()[:200], at=now,
    )  # fmt: skip
    Pile.objects.filter(id=pile).update(changed=now)
    payload = {"form": form, "verdict": verdict, "action": action, "into": into}
    journal.append(head, journal.Entry(login, "pile_decided", ROOM, subject=pile, payload=payload), clock)


@transaction.atomic
def set_figures(login: str, pile: str, figures: Mapping[str, Any], offices: Collection[str] = ()) -> None:
    """The counts of the list, after a decision."""
    Pile.objects.filter(reached(login, offices), id=pile).update(figures=dict(figures))


@transaction.atomic
def drop_pile(login: str, pile: str, clock: Clock = system_clock) -> None:
    """The pile goes with its files and decisions; the journal remembers that there was one."""
    journal.lock()
    row = _owned(login, pile)
    for upload in row.uploads.all():
        drop_file(login, upload.file)
    row.delete()
    journal.append(journal.lock(), journal.Entry(login, "pile_dropped", ROOM, subject=pile), clock)


def _owned(login: str, pile: str) -> Pile:
    return _reached(login, pile, ())


def _reached(login: str, pile: str, offices: Collection[str]) -> Pile:
    row = Pile.objects.select_for_update().filter(reached(login, offices), id=pile).first()
    if row is None:
        raise ProblemError(problem("PILE_NONE", Place()))
    return row
