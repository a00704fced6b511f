"""One masked value shown in full: an act with a reason, on record. In: two views, a record, an element, why. Out: it.

The mask must be partial in the person's view, and lifted in the view that a grant in force gives for its own purpose
(`directory.queries.lifting`). Refuses (`ProblemError`): everything else, in the words of what does not exist.
"""

from __future__ import annotations

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers.facts import open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.queries import covered, note_reading

LONGEST_REASON = 200


def revealed(house: House, view: View, lifted: View | None, record: str, element: str, *, reason: str) -> Json:
    """The value in the clear; the journal line (purpose of the grant, element, reason) is written in any case."""
    allowed = lifted is not None and may_reveal(view, lifted, element)
    row = covered(house, lifted, Record.objects.filter(id=record)).first() if allowed and lifted else None
    reason = reason.strip()[:LONGEST_REASON]
    value = open_rows(house, [row])[0].state.values.get(element) if row is not None and reason else None
    register, shown = element.partition(".")[0], value is not None
    how = f"reveal: {reason}" if shown else "reveal refused"
    note_reading(house, lifted or view, how, register, rows=int(shown), subject=record, elements=(element,))
    if value is None:
        raise ProblemError(problem("LEDGERS_NO_RECORD", Place(record=record)))
    return value


def may_reveal(view: View, lifted: View, element: str) -> bool:
    """Whether the mask is partial here and gone there."""
    return view.masks.get(element) == "partial" and lifted.may_read(element) and element not in lifted.masks
