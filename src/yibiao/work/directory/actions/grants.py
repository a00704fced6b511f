"""Leave to read is given and taken back. In: a grant. Out: its id.

Refuses (`ProblemError`): an unknown person, area or grant, a grant that ends before it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory.actions.rows import ROOM, account_of, areas_of
from yibiao.work.directory.models import Grant
from yibiao.work.journal import actions as journal


@dataclass(frozen=True, slots=True)
class NewGrant:
    """Leave to read `elements` (() : statistics of levels 1-2) in `area` for `purpose`, both days included."""

    login: str
    purpose: str
    area: str
    valid_from: date
    valid_to: date
    elements: tuple[str, ...] = ()
    rows: bool = False


@transaction.atomic
def give_grant(grant: NewGrant, actor: str, key: str | None = None) -> str:
    """Give leave; returns the grant's id. The same key again gets the same grant."""
    head = journal.lock()
    before = journal.replayed(actor, key)
    if before is not None:
        return str(before["grant"])
    if grant.valid_to < grant.valid_from:
        raise ProblemError(problem("DIRECTORY_GRANT_BACKWARDS", Place()))
    account = account_of(grant.login)
    area = areas_of({grant.area})[grant.area]
    made = Grant.objects.create(
        id=new_id(),
        account=account,
        purpose=grant.purpose,
        elements=sorted(grant.elements),
        area=area,
        rows=grant.rows,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        given_by=actor,
    )
    payload = {"to": grant.login, "elements": made.elements, "area": grant.area, "rows": grant.rows,
               "until": grant.valid_to.isoformat()}  # fmt: skip
    entry = journal.Entry(
        actor, "grant_given", ROOM, subject=made.id, purpose=grant.purpose, payload=payload, reply={"grant": made.id},
        key=key,
    )  # fmt: skip
    journal.append(head, entry)
    return str(made.id)


@transaction.atomic
def revoke_grant(grant: str, actor: str) -> None:
    """Take a grant back; from the next question on it counts no more."""
    head = journal.lock()
    if not Grant.objects.filter(id=grant).update(revoked=True):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_GRANT", Place(record=grant)))
    journal.append(head, journal.Entry(actor, "grant_revoked", ROOM, subject=grant))
