"""The readers of settings. In: a name. Out: its value: of the environment, of the operator, or the default.

The environment wins (YIBIAO_SECOND_FACTOR …), because who runs the machine must be able to get in again.
Refuses (`ProblemError`): a value in the environment that the setting cannot have.
"""

from __future__ import annotations

import os

from yibiao.work.settings.models import Setting
from yibiao.work.settings.rules import KNOWN, Value, value_of


def setting(name: str) -> Value:
    """The value in force."""
    said = os.environ.get(f"YIBIAO_{name.upper()}")
    if said is not None:
        return value_of(name, said)
    stored = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    return KNOWN[name].default if stored is None else value_of(name, stored)
