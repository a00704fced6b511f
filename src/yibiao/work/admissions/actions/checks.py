"""The checks of a form are kept. In: all checks that it shall have. Out: nothing; one journal line.

Whether each means something over the form, the caller has asked (`flow.checking.refusal`); two of one code are our own
fault. Refuses (`ProblemError`): a number that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.checking import Check
from yibiao.work.admissions.actions.entries import ROOM
from yibiao.work.admissions.models import Entry
from yibiao.work.journal import actions as journal


@transaction.atomic
def keep_checks(actor: str, number: str, checks: Sequence[Check], clock: Clock = system_clock) -> None:
    """From now on these must hold of the current version; a later version takes them over."""
    head = journal.lock()
    row = Entry.objects.select_for_update().filter(number=number, current=True).first()
    if row is None:
        raise ProblemError(problem("ADMISSION_NO_ENTRY", Place(), number=number))
    codes = [check.code for check in checks]
    if len(set(codes)) < len(codes):
        raise ValueError(f"two checks of one code: {codes}")
    row.checks = [check.as_json() for check in checks]
    row.save(update_fields=["checks"])
    payload = {"version": row.version, "checks": codes}
    journal.append(head, journal.Entry(actor, "checks_kept", ROOM, subject=number, payload=payload), clock)
