"""A person decides a conflict, or it is open again. In: its number, whose value. Out: a reply.

    ours      what the ledger has is right: it counts as checked today
    theirs    what the source says is right: the ledger takes it, as this source's word
    neither   both are wrong, it is something else

Refuses (`ProblemError`): to decide a conflict that is not open, a record out of the act's reach.

Neither value is lost before: both lie sealed in the conflict; after the decision both stay in it as what was decided.
The same word of the same source is not asked about again (`plans`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers import sealing
from yibiao.work.ledgers.actions.writing import Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Batch, Conflict
from yibiao.work.ledgers.rules import State
from yibiao.work.ledgers.sealing import conflict_bound

WORDS = ("ours", "theirs", "neither")
STATES = {"ours": "kept", "theirs": "taken", "neither": "neither"}


@dataclass(frozen=True, slots=True)
class Decision:
    """whose: `WORDS`; value: of neither, as the element's domain keeps it."""

    whose: str
    value: Json = None


def resolve_conflict(house: House, act: Act, conflict: int, decision: Decision) -> Reply:
    """Reply: record, element, version, state ("kept", "taken", "neither")."""
    row = Conflict.objects.filter(id=conflict).first()

    def work(writing: Writing) -> dict[str, Any]:
        row = Conflict.objects.filter(id=conflict, state="open").first()
        if row is None or decision.whose not in STATES:
            raise ProblemError(problem("LEDGERS_NO_CONFLICT", Place(record=str(conflict))))
        state = writing.state(row.record_id)
        theirs = _theirs(writing, state, row)
        value = {"theirs": theirs, "neither": decision.value}.get(decision.whose, state.values.get(row.element))
        becomes = "taken" if value == theirs else "kept" if value == state.values.get(row.element) else "neither"
        after = _written(writing, state, row.element, value)
        for each in _alike(writing, state, row, theirs):
            Conflict.objects.filter(id=each.id).update(state=becomes, decided=writing.sequence)
        return {"record": state.id, "element": row.element, "version": after.version, "state": becomes}

    return perform(house, act, "conflict_resolved", row.record_id if row is not None else "", work)


def _written(writing: Writing, state: State, element: str, value: Json) -> State:
    """The record once somebody has looked: with the value, or with the one it has as checked."""
    if value == state.values.get(element):
        return state if value is None else writing.update(state, "confirmed", {}, checked=(element,))
    writing.refuse_faults(state.register, {element: value})
    return writing.update(state, "changed", {element: value})


def _alike(writing: Writing, state: State, row: Conflict, theirs: Json) -> list[Conflict]:
    """This conflict and the other open ones in which the same source says the same: one decision for all."""
    rows = Conflict.objects.filter(record=row.record_id, element=row.element, state="open")
    said = dict(Batch.objects.filter(line__in=rows.values("line_id")).values_list("line_id", "source"))
    return [
        each
        for each in rows
        if each.id == row.id
        or (said.get(each.line_id) == said.get(row.line_id, "") and _theirs(writing, state, each) == theirs)
    ]


def _theirs(writing: Writing, state: State, row: Conflict) -> Json:
    bound = conflict_bound(row.record_id, row.element)
    told: Json = sealing.opened(writing.house.vault, writing.keys[state.owner], row.sealed, bound)["theirs"]
    return told


def reopen_conflict(house: House, act: Act, conflict: int) -> Reply:
    """What was decided is to be decided anew, because the source upholds its value. Reply: record, open (whether it is
    now open because of this)."""

    def work(writing: Writing) -> dict[str, Any]:
        row = Conflict.objects.filter(id=conflict).first()
        if row is None:
            raise ProblemError(problem("LEDGERS_NO_CONFLICT", Place(record=str(conflict))))
        writing.state(row.record_id)
        decided = tuple(STATES.values())
        opened = Conflict.objects.filter(id=conflict, state__in=decided).update(state="open", decided=None)
        return {"record": row.record_id, "open": bool(opened)}

    return perform(house, act, "conflict_reopened", "", work)
