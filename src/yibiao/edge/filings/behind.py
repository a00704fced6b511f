"""The records that a number of a filing counted, so that who doubts it finds whom to correct. In: a caller, a place.

Asked anew through the caller's view of today, of the ledger as it stood at the line that the filing keeps (decision
0014); with each record whether it is still counted and still says the same. Where the number comes out otherwise than
it was filed, that is said. Refuses (`ProblemError`): a place without a number; for who may not list records, the reply
says why there are none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.differing import Difference, difference
from yibiao.edge.filings import keeping, showing
from yibiao.edge.forms.behind import number
from yibiao.edge.forms.telling import question_json
from yibiao.edge.http.caller import Caller
from yibiao.edge.office import Office
from yibiao.edge.questions import usual
from yibiao.flow.asking.nodes import CountQuestion, Number
from yibiao.flow.standard.formula.nodes import Scalar
from yibiao.work.filings.queries import FilingRow


def behind(caller: Caller, row: FilingRow, at: int) -> dict[str, Any]:
    """What the number that answers question `at` was made of, and what has become of it."""
    standard = caller.estate.house.standard
    sense, view = keeping.sense_of(standard, row), showing.view_of(caller, row.period)
    question = sense.questions[at] if 0 <= at < len(sense.questions) else None
    if not isinstance(question, CountQuestion):
        raise ProblemError(problem("FILINGS_NO_CELL", Place()))
    area = question.area or row.area
    now = replace(caller.office(area, row.period.day), view=view)
    then = replace(now, seen_at=row.sequence, doubts=[])
    told = number(then, question_json(question, standard), area)
    if told["problem"] is not None:
        return told
    filed = showing.through(caller, row, view, sense)[at]
    return told | _since(then, now, replace(question, area=None), filed.value if isinstance(filed, Number) else None)


def _since(then: Office, now: Office, question: CountQuestion, filed: Scalar | None) -> dict[str, Any]:
    """What has become of the number; records that are listed are marked by it. filed: None: he may not have it."""
    columns = usual(question.register, now.view, now.house.standard)
    told = difference(then, now, question, columns)
    found: list[Problem] = list(then.doubts)
    if filed is not None and told.before != filed:
        found.append(problem("FILINGS_COUNTED_OTHERWISE", Place(), filed=filed, then=told.before or 0))
    found += [told.why] if told.why else []
    return {
        "filed": _whole(filed),
        "now": _whole(told.after),
        "doubts": [one.as_json() for one in found],
        **_marks(told),
    }


def _whole(value: Scalar | None) -> str | None:
    return None if value is None else str(value)


def _marks(told: Difference) -> dict[str, Any]:
    if told.rows is None or told.changed is None:
        return {"came": None, "gone": None, "changed": None}
    return {
        "came": len(told.rows.added),
        "gone": [row.id for row in told.rows.gone],
        "changed": list(told.changed),
    }
