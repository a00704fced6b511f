"""Lists compared from both sides, kept with the words of people on their differences. In: who asks, an id. Out: rows.

What one data officer compares, those of the same office see and settle. The lists lie sealed: they hold titles.
Refuses (`ProblemError`): a comparison that is not there for the asker, a difference that it does not have, no reason.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.flow.admitting import Reconciled
from yibiao.flow.reading.wire import from_plain, to_plain
from yibiao.work.admissions import rules
from yibiao.work.admissions.models import Reconciliation, Settlement
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers.house import House

ROOM = "admissions"


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A person's word on one difference; word: see `rules.WORDS`."""

    difference: str
    word: str
    reason: str
    login: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """A comparison without its lists. differences, settled: how many."""

    id: str
    login: str
    name: str
    area: str
    made: datetime
    above: int
    below: int
    agreed: int
    differences: int
    settled: int


def _reached(login: str, offices: Collection[str]) -> Q:
    return Q(login=login) | Q(area__in=[code for code in offices if code])


def _bound(reconciliation: str) -> bytes:
    return rules.bound(f"reconciliation|{reconciliation}", "found")


@transaction.atomic
def keep(house: House, login: str, area: str, name: str, found: Reconciled) -> str:
    """Keep what was found; returns its id."""
    head, made = journal.lock(), house.ids()
    data = json.dumps(to_plain(found), ensure_ascii=False).encode()
    figures = {"above": found.above, "below": found.below, "agreed": found.agreed,
               "differences": len(found.differences)}  # fmt: skip
    Reconciliation.objects.create(
        id=made, login=login, area=area, name=name.strip()[:120], figures=figures, made=house.clock(),
        found=house.vault.seal(house.vault.subkey(rules.USE), data, _bound(made)),
    )  # fmt: skip
    journal.append(head, journal.Entry(login, "lists_compared", ROOM, subject=made, payload=figures), house.clock)
    return made


@transaction.atomic
def settle(house: House, login: str, offices: Collection[str], reconciliation: str, said: tuple[str, str, str]) -> None:
    """A word on one difference: (difference, word, reason); an earlier one stays beside it."""
    head = journal.lock()
    difference, word, reason = said
    row = _row_of(login, offices, reconciliation)
    if difference not in {one.id for one in found_of(house.vault, login, offices, reconciliation).differences}:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    if not reason.strip():
        raise ProblemError(problem("ADMISSION_REASON_WANTED", Place(field="reason")))
    Settlement.objects.create(
        reconciliation=row, difference=difference, word=word, reason=reason.strip()[:200], login=login, at=house.clock()
    )
    payload = {"difference": difference, "word": word}
    entry = journal.Entry(login, "difference_settled", ROOM, subject=reconciliation, payload=payload)
    journal.append(head, entry, house.clock)


def reconciliations_of(login: str, offices: Collection[str]) -> tuple[ReconciliationRow, ...]:
    """Those that the person reaches, the newest first."""
    rows = Reconciliation.objects.filter(_reached(login, offices)).defer("found").order_by("-made", "id")
    return tuple(map(_told, rows))


def reconciliation_of(login: str, offices: Collection[str], reconciliation: str) -> ReconciliationRow:
    return _told(_row_of(login, offices, reconciliation))


def found_of(vault: Vault, login: str, offices: Collection[str], reconciliation: str) -> Reconciled:
    """What was found, opened."""
    row = _row_of(login, offices, reconciliation)
    data = vault.open(vault.subkey(rules.USE), bytes(row.found), _bound(row.id))
    found: Reconciled = from_plain(Reconciled, json.loads(data))
    return found


def settlements_of(reconciliation: str) -> tuple[SettlementRow, ...]:
    """In the order in which they were said; the last on a difference counts."""
    rows = Settlement.objects.filter(reconciliation=reconciliation).order_by("id")
    return tuple(SettlementRow(*(getattr(row, name) for name in SettlementRow.__slots__)) for row in rows)


def _row_of(login: str, offices: Collection[str], reconciliation: str) -> Reconciliation:
    row = Reconciliation.objects.filter(_reached(login, offices), id=reconciliation).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _told(row: Reconciliation) -> ReconciliationRow:
    names = ("above", "below", "agreed", "differences")
    settled = row.settlements.values("difference").distinct().count()
    return ReconciliationRow(
        row.id, row.login, row.name, row.area, row.made, *(row.figures[name] for name in names), settled
    )
