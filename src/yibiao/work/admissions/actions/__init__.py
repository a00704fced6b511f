"""The only writers of admissions. In: what is to stand. Out: numbers, ids; one transaction and one line of the journal
each.

    apply → change … → submit → (return → submit) → approve (→ approve by a leader) → publish
    publish, retire, sweep      the catalogue itself
    keep_checks                 what must hold of a filled form

Refuses (`ProblemError`): what `rules` refuses, what the review finds.
"""

from yibiao.work.admissions.actions.applications import Draft, act, apply_for, change
from yibiao.work.admissions.actions.checks import keep_checks
from yibiao.work.admissions.actions.entries import NewEntry, Terms, publish, retire, sweep

__all__ = ["Draft", "NewEntry", "Terms", "act", "apply_for", "change", "keep_checks", "publish", "retire", "sweep"]
