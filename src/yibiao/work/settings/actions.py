"""The only writer of settings. In: a name, a text, a reason, who. Out: nothing. One journal line with old and new.

Refuses (`ProblemError`): a value that the setting cannot have, no reason.
"""

from __future__ import annotations

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.journal import actions as journal
from yibiao.work.settings.models import Setting
from yibiao.work.settings.rules import value_of


@transaction.atomic
def set_setting(name: str, text: str, reason: str, actor: str, clock: Clock = system_clock) -> None:
    """From the next request on."""
    head = journal.lock()
    if not reason.strip():
        raise ProblemError(problem("SETTINGS_NO_REASON", Place(field=name)))
    value = value_of(name, text)
    old = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    Setting.objects.update_or_create(
        name=name, defaults={"value": str(value), "reason": reason.strip()[:200], "by": actor, "changed": clock()}
    )
    payload = {"old": old, "new": str(value), "reason": reason.strip()[:200]}
    journal.append(head, journal.Entry(actor, "setting_changed", "settings", subject=name, payload=payload), clock)
