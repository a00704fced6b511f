"""An answer that the house keeps, as a view may have it now. In: question, kept answer, view, area. Out: `Answer`.

The same rules as for a question that is asked: a column that may not be read is withheld, a masked one masked, a number
or a list whose condition the view may not use is refused. A kept answer is of its whole area; whoever does not see all
of it sees nothing. Refuses: nothing by raising; what is refused is a `Number` with its problem.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow.asking.answering import Answer
from yibiao.flow.asking.catalog import Session
from yibiao.flow.asking.counting import refusal
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.listing import asked_of, kept_back, shown_as
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.asking.rights import refused_condition
from yibiao.flow.asking.scope import Scope
from yibiao.flow.standard.formula.presence import present
from yibiao.flow.standard.model import Standard

_NO_ENGINE = cast(Session, None)
"""Rights are judged without asking anybody."""


def seen(question: Question, answer: Answer, view: View, area: tuple[int, int], standard: Standard) -> Answer:
    """`answer` of the area with the numbers area[0]..area[1], as far as `view` may have it."""
    first, last = area
    pieces = view.within(first, last)
    ground = Ground(view, Scope("", "", first, last, pieces), _NO_ENGINE, view.day or date.min, standard)
    try:
        if sum(high - low + 1 for low, high in pieces) < last - first + 1:
            raise ProblemError(problem("ASKING_AREA_OUTSIDE", Place(), area=""))
        if isinstance(question, CountQuestion):
            refusal(question, ground)
            return answer
        if not isinstance(answer, Rows):
            return answer
        return (
            _list(question, answer, ground) if isinstance(question, RowsQuestion) else _table(question, answer, ground)
        )
    except ProblemError as refused:
        return Number(None, refused.problem)


def _list(question: RowsQuestion, rows: Rows, ground: Ground) -> Rows:
    if not ground.view.rows:
        raise ProblemError(problem("ASKING_NO_ROWS"))
    hidden = kept_back(question, ground)
    readable = [column for column in question.columns if column.name not in hidden]
    whole, part = asked_of(question, question.columns), asked_of(question, readable)
    if present(ground.standard, question.register, whole) != present(ground.standard, question.register, part):
        # who is gone stands in the list because a column speaks of it: without the column his being there would tell
        raise ProblemError(refused_condition(ground.standard.registers[question.register].label_zh))
    shows = [None if column.name in hidden else shown_as(column, ground) for column in question.columns]
    values = tuple(
        tuple(None if show is None else show(value) for show, value in zip(shows, row, strict=True))
        for row in rows.values
    )
    return replace(rows, values=values, withheld={**rows.withheld, **hidden})


def _table(question: AreasQuestion, rows: Rows, ground: Ground) -> Rows:
    hidden: dict[str, Problem] = {}
    for name, count in question.columns:
        try:
            refusal(count, ground)
        except ProblemError as refused:
            hidden[name] = refused.problem
    values = tuple(
        tuple(None if name in hidden else value for name, value in zip(rows.columns, row, strict=True))
        for row in rows.values
    )
    return replace(rows, values=values, withheld={**rows.withheld, **hidden})
