"""The only writers of additions. In: an addition, a reason, who. Out: its id. One transaction, one journal line each.

Refuses (`ProblemError`): what does not fit the standard of the house, no reason, taking back what others are built on.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.supplement import Addition, changed_meaning, laid_over, with_addition
from yibiao.work.journal import actions as journal
from yibiao.work.supplements import queries
from yibiao.work.supplements.models import Supplement

ROOM = "supplements"


@transaction.atomic
def add(
    shipped: Standard, addition: Addition, reason: str, actor: str, *, key: str | None = None,
    clock: Clock = system_clock,
) -> str:  # fmt: skip
    """Add it; the same key again gets the first answer. Returns the id."""
    head = journal.lock()
    before = journal.replayed(actor, key)
    if before is not None:
        return str(before["supplement"])
    why = _reason(reason)
    standard = queries.standard_of_the_house(shipped)
    twisted = changed_meaning(standard, with_addition(standard, addition))
    if twisted:
        raise ProblemError(problem("SUPPLEMENT_TWISTS", Place(field=addition.name), name=addition.name, other=twisted))
    made = replace(addition, id=new_id())
    Supplement.objects.create(
        id=made.id, kind=made.kind, of=made.of, name=made.name, parts=dict(made.parts), reason=why, author=actor,
        made=clock(),
    )  # fmt: skip
    payload = {"kind": made.kind, "of": made.of, "name": made.name, "parts": dict(made.parts), "reason": why}
    entry = journal.Entry(
        actor, "supplement_made", ROOM, subject=made.id, payload=payload, reply={"supplement": made.id}, key=key
    )
    journal.append(head, entry, clock)
    return made.id


@transaction.atomic
def take_back(shipped: Standard, supplement: str, reason: str, actor: str, clock: Clock = system_clock) -> None:
    """It counts no more. The caller has made sure that no data hang on it."""
    head = journal.lock()
    why = _reason(reason)
    row = Supplement.objects.filter(id=supplement, taken_back=None).first()
    if row is None:
        raise ProblemError(problem("SUPPLEMENT_NONE", Place(record=supplement)))
    known = {addition.id for addition, _ in laid_over(shipped, queries.standing())[1]}
    rest = tuple(addition for addition in queries.standing() if addition.id != supplement)
    loose = [addition for addition, _ in laid_over(shipped, rest)[1] if addition.id not in known]
    if loose:
        raise ProblemError(problem("SUPPLEMENT_NEEDED", Place(), name=row.name, what=f"「{loose[0].name}」"))
    row.taken_back, row.taken_back_by, row.taken_back_why = clock(), actor, why
    row.save(update_fields=["taken_back", "taken_back_by", "taken_back_why"])
    entry = journal.Entry(actor, "supplement_taken_back", ROOM, subject=supplement, payload={"reason": why})
    journal.append(head, entry, clock)


def _reason(text: str) -> str:
    if not text.strip():
        raise ProblemError(problem("SUPPLEMENT_NO_REASON", Place(field="reason")))
    return text.strip()[:200]
