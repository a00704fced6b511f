"""Questions to the ledger, for the edge. In: a house, its mirror, the view, questions, an area, a day. Out: answers.

No answer leaves before the journal holds who asked, what for, of which register and elements, about which area, and how
many rows; a refused question leaves a line as well. Refuses (`ProblemError`): what `flow.asking` refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow import asking
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Question, RowsQuestion
from yibiao.flow.asking.rights import touched
from yibiao.flow.asking.scope import scope_of
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.past import Then
from yibiao.work.ledgers.queries import note_reading
from yibiao.work.ledgers.sessions import Mirrored, Session


def answer(
    house: House, mirror: Mirrored, view: View, questions: Sequence[Question], area: str, *, day: date,
    seconds: float | None = None, each: str | None = None,
) -> tuple[asking.Answer, ...]:  # fmt: skip
    """The answers in the order of the questions, from a mirror that is up to date; one journal line for all of them.

    each: a level whose areas are each seen by themselves (`flow.asking.ask_many`).
    seconds: after which a statement is broken off (`ProblemError` LEDGERS_TOO_SLOW); None: never.
    """
    registers, elements = told(questions, house.standard)
    with reading(house, mirror, view, area, registers=registers, elements=elements) as given:
        session = given if seconds is None else given.hasty(seconds)
        return asking.ask_many(questions, view, area, session=session, day=day, standard=house.standard, each=each)


@dataclass(frozen=True, slots=True)
class Told:
    """Answers as the ledger stood then. doubts: what is to be said of them besides."""

    answers: tuple[asking.Answer, ...]
    doubts: tuple[Problem, ...]


def answer_then(
    house: House, mirror: Mirrored, view: View, questions: Sequence[Question], area: str, *, day: date, seen_at: int,
) -> Told:  # fmt: skip
    """The answers that journal line `seen_at` knew; whoever lay in an area that was closed since is counted where it
    was, and that is said."""
    registers, elements = told(questions, house.standard)
    with reading(house, mirror, view, area, registers=registers, elements=elements, seen_at=seen_at) as session:
        answers = asking.ask_many(questions, view, area, session=session, day=day, standard=house.standard)
        return Told(answers, tuple(_lain(session, view, area, registers)))


def _lain(session: _Counting, view: View, area: str, registers: Iterable[str]) -> Iterator[Problem]:
    then = session.then
    if then is not None:
        pieces = scope_of(area, view, then).pieces
        codes = sorted({code for register in registers for code in then.lain(register, pieces)})
        names = directory.area_names() if codes else {}
        if codes:
            yield problem("LEDGERS_AREAS_CLOSED", Place(), areas="、".join(names.get(code, code) for code in codes))


@contextmanager
def reading(
    house: House, mirror: Mirrored, view: View, area: str, *, how: str = "ask", registers: Iterable[str] = (),
    elements: Iterable[str] = (), seen_at: int | None = None,
) -> Iterator[_Counting]:  # fmt: skip
    """A session for `flow.filling` and others that ask by themselves; its line is written when the block ends.

    Whatever was read must not leave the process before the block has ended.
    """
    session = _Counting(mirror.session() if seen_at is None else mirror.session_at(seen_at))
    told_registers, told_elements = "、".join(registers), tuple(elements)

    def note(outcome: str, rows: int) -> None:
        note_reading(
            house, view, outcome, told_registers, rows=rows, elements=told_elements, area=area, seen_at=seen_at
        )

    try:
        yield session
    except ProblemError as refusal:
        note(f"{how} refused {refusal.problem.code}", 0)
        raise
    except BaseException:
        note(f"{how} failed", session.rows)
        raise
    finally:
        session.close()
    note(how, session.rows)


class _Counting(Session):
    """A session that knows how many rows it has given."""

    def __init__(self, session: Session) -> None:
        self._session, self.tidy, self.areas = session, session.tidy, session.areas
        self.then = session if isinstance(session, Then) else None
        self.rows = 0

    def hasty(self, seconds: float) -> _Counting:
        """The same, in a hurry."""
        self._session = self._session.hasty(seconds)
        return self

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        rows = self._session.execute(sql, parameters)
        self.rows += len(rows)
        return rows

    def close(self) -> None:
        self._session.close()


def told(questions: Sequence[Question], standard: Standard) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(registers, elements) that the questions tell something about."""
    registers: set[str] = set()
    elements: set[str] = set()
    for question in questions:
        for register, node in _parts(question):
            registers.add(register)
            for what, code in touched(node, standard) if node is not None else ():
                (elements if what == "element" else registers).add(code)
    return tuple(sorted(registers)), tuple(sorted(elements))


def _parts(question: Question) -> Iterator[tuple[str, Node | None]]:
    if isinstance(question, RowsQuestion):
        yield question.register, question.where
        for column in question.columns:
            yield question.register, column.of
    elif isinstance(question, CountQuestion):
        for node in (question.where, question.measure.of, question.measure.part):
            yield question.register, node
    elif isinstance(question, AreasQuestion):
        for _, count in question.columns:
            yield from _parts(count)
