"""A person decides a conflict, or it is open again. In: its number, whose value. Out: a reply.

Refuses (`ProblemError`): to decide a conflict that is not open, a record out of the act's reach.

Neither value is lost before: both lie sealed in the conflict; after the decision both stay in it as what was decided.
"""

from __future__ import annotations

from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.ledgers import sealing
from yibiao.work.ledgers.actions.writing import Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Conflict
from yibiao.work.ledgers.sealing import conflict_bound


def resolve_conflict(house: House, act: Act, conflict: int, *, take_theirs: bool) -> Reply:
    """Keep what the record has, or take the other value. Reply: record, version, state ("kept", "taken")."""

    def work(writing: Writing) -> dict[str, Any]:
        row = Conflict.objects.filter(id=conflict, state="open").first()
        if row is None:
            raise ProblemError(problem("LEDGERS_NO_CONFLICT", Place(record=str(conflict))))
        state = writing.state(row.record_id)
        values = sealing.opened(
            house.vault, writing.keys[state.owner], row.sealed, conflict_bound(row.record_id, row.element)
        )
        if take_theirs:
            state = writing.update(state, "changed", {row.element: values["theirs"]})
        Conflict.objects.filter(id=conflict).update(state="taken" if take_theirs else "kept")
        return {"record": state.id, "version": state.version, "state": "taken" if take_theirs else "kept"}

    return perform(house, act, "conflict_resolved", "", work)


def reopen_conflict(house: House, act: Act, conflict: int) -> Reply:
    """What was decided is to be decided anew, because the source upholds its value. Reply: record, open (whether it is
    now open because of this)."""

    def work(writing: Writing) -> dict[str, Any]:
        row = Conflict.objects.filter(id=conflict).first()
        if row is None:
            raise ProblemError(problem("LEDGERS_NO_CONFLICT", Place(record=str(conflict))))
        writing.state(row.record_id)
        opened = Conflict.objects.filter(id=conflict, state__in=("kept", "taken")).update(state="open")
        return {"record": row.record_id, "open": bool(opened)}

    return perform(house, act, "conflict_reopened", "", work)
