"""Guesses at sign-in are counted before a password is looked at. In: keys. Out: seconds to wait, or nothing.

    begin → (password) → forgive       a try counts as failed until it has proved right

So that many guesses at one moment do not slip through together. In the database: a restart forgets nothing.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from yibiao.base.clock import Clock, system_clock
from yibiao.work.directory import patience
from yibiao.work.directory.models import Tries


@transaction.atomic
def begin_try(keys: Mapping[str, str], clock: Clock = system_clock) -> int:
    """Count a try under each of `keys` (kind → key). Returns 0, or the seconds to wait, and then nothing is counted."""
    now = clock()
    rows = {row.key: row for row in Tries.objects.select_for_update().filter(key__in=keys.values())}
    waits = [patience.wait(kind, rows[key].failures, rows[key].last, now) for kind, key in keys.items() if key in rows]
    if any(waits):
        return max(waits)
    Tries.objects.filter(last__lt=now - patience.MEMORY).exclude(key__in=keys.values()).delete()
    for key in keys.values():
        row = rows.get(key)
        failures = patience.counted(row.failures, row.last, now) if row else 1
        Tries.objects.update_or_create(key=key, defaults={"failures": failures, "last": now})
    return 0


def forgive_try(keys: Mapping[str, str]) -> None:
    """The try was right: it is no failure. Earlier ones stay, or an attacker's own account would wash him clean."""
    Tries.objects.filter(key__in=keys.values(), failures__gt=0).update(failures=F("failures") - 1)
