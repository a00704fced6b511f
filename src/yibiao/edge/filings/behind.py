"""The records that a number of a filing counts, so that who doubts it finds whom to correct. In: a caller, a place.

Asked anew through the caller's view: the records of today, as the sheet shows them. Refuses (`ProblemError`): a place
without a number; for who may not list records, the reply says why there are none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.filings import keeping, showing
from yibiao.edge.forms.behind import number
from yibiao.edge.forms.telling import question_json
from yibiao.edge.http.caller import Caller
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.work.filings.queries import FilingRow


def behind(caller: Caller, row: FilingRow, at: int) -> dict[str, Any]:
    """What the number that answers question `at` is made of."""
    standard = caller.estate.house.standard
    questions = keeping.sense_of(standard, row).questions
    question = questions[at] if 0 <= at < len(questions) else None
    if not isinstance(question, CountQuestion):
        raise ProblemError(problem("FILINGS_NO_CELL", Place()))
    office = replace(caller.office(row.area, row.period.day), view=showing.view_of(caller, row.period))
    return number(office, question_json(question, standard), question.area or row.area)
