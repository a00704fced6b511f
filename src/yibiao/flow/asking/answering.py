"""The doors of the room: ask one question, ask many, ask what stands behind a number. In: questions. Out: answers.

Refuses, by `ProblemError`: areas outside the view (with the same words as areas that do not exist), conditions on what
the view may not count by, rows for a view that has statistics only, formulas without a meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import overload

from yibiao.base.views import View
from yibiao.flow.asking.by_area import count_by_area
from yibiao.flow.asking.catalog import Session
from yibiao.flow.asking.counting import count_all, narrowed, refusal
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.listing import list_rows
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.asking.scope import scope_of
from yibiao.flow.standard.formula.nodes import All, Node
from yibiao.flow.standard.model import Standard

Answer = Rows | Number


@overload
def ask(
    question: RowsQuestion | AreasQuestion,
    view: View,
    area: str,
    *,
    session: Session,
    day: date,
    standard: Standard,
) -> Rows: ...


@overload
def ask(
    question: CountQuestion, view: View, area: str, *, session: Session, day: date, standard: Standard
) -> Number: ...


def ask(question: Question, view: View, area: str, *, session: Session, day: date, standard: Standard) -> Answer:
    """The answer to one question about the area with code `area`, as far as `view` goes, on `day`.

    A refused condition raises; a column that may not be read is withheld with its problem.
    """
    ground = Ground(view, scope_of(area, view, session), session, day, standard)
    if isinstance(question, CountQuestion):
        refusal(question, ground)
        narrowed(question, ground)
        return count_all([question], ground)[0]
    return _answer(question, ground)


def ask_many(
    questions: Sequence[Question], view: View, area: str, *, session: Session, day: date, standard: Standard,
    each: str | None = None,
) -> tuple[Answer, ...]:  # fmt: skip
    """The answers in the order of the questions; all counts about one register in one query.

    A count that is refused is a `Number` with its problem; a refused list raises. each: a level; every row is then
    answered as if one had asked about its area of that level who sees no further (rows in none of them are left out).
    """
    ground = Ground(view, scope_of(area, view, session), session, day, standard, each)
    counts = [question for question in questions if isinstance(question, CountQuestion)]
    numbers = iter(count_all(counts, ground))
    return tuple(
        next(numbers) if isinstance(question, CountQuestion) else _answer(question, ground) for question in questions
    )


def _answer(question: RowsQuestion | AreasQuestion, ground: Ground) -> Rows:
    return list_rows(question, ground) if isinstance(question, RowsQuestion) else count_by_area(question, ground)


def behind(question: CountQuestion, columns: tuple[Column, ...] = ()) -> RowsQuestion:
    """The question for the records that a number counts; ask it about `question.area` where that is named.

    For a ratio these are the records of its part.
    """
    conditions: tuple[Node, ...] = tuple(node for node in (question.where, question.measure.part) if node is not None)
    where = conditions[0] if len(conditions) == 1 else All(conditions) if conditions else None
    return RowsQuestion(question.register, columns, where, behind=question)
