"""One person at work in one installation: the ledger, seen through the view. In: questions. Out: answers.

Of now, or of the ledger as it stood at a line of the journal (decision 0014).
Refuses (`ProblemError`): a login, area or purpose that does not exist. Who may see what is the directory's decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yibiao.base.problems import Problem
    from yibiao.base.views import View
    from yibiao.flow.asking import Answer
    from yibiao.flow.asking.nodes import Question
    from yibiao.flow.filling import FillContext, Filled
    from yibiao.work.directory.queries import AreaRow
    from yibiao.work.ledgers.house import House
    from yibiao.work.ledgers.moments import Moment
    from yibiao.work.ledgers.sessions import Mirrored

FILLING = "填报"
"""The purpose of whoever keeps the ledger and fills forms from it."""


@dataclass(frozen=True)
class Office:
    """`view` decides what the person sees; `area` is what was asked for.

    day: of which the conditions speak. seen_at: the journal line at which the ledger is looked at; None: now.
    doubts: what is to be said beside answers of then, as they were given.
    """

    house: House
    mirror: Mirrored
    view: View
    area: AreaRow
    day: date
    seen_at: int | None = None
    doubts: list[Problem] = field(default_factory=list, compare=False)

    def answer(self, questions: Sequence[Question]) -> Sequence[Answer]:
        """Answers through the view, each reading journalled."""
        from yibiao.work.ledgers.asking import answer, answer_then

        if self.seen_at is None:
            return answer(self.house, self.mirror, self.view, questions, self.area.code, day=self.day)
        told = answer_then(
            self.house, self.mirror, self.view, questions, self.area.code, day=self.day, seen_at=self.seen_at
        )
        self.doubts.extend(doubt for doubt in told.doubts if doubt not in self.doubts)
        return told.answers

    def then(self, moment: Moment, day: date | None = None) -> Office:
        """The same person before the ledger of then; the conditions speak of `day`, else of the day of the moment."""
        return replace(self, seen_at=moment.sequence, day=day or moment.day, doubts=[])

    def said(self, filled: Filled) -> Filled:
        """A filled form whose report tells the doubts about answers of then."""
        return replace(filled, report=replace(filled.report, problems=(*filled.report.problems, *self.doubts)))

    def reach(self) -> None:
        """Refuse (`ProblemError`) an area outside the view before any form is touched; the refusal is journalled."""
        from yibiao.flow.asking.scope import scope_of
        from yibiao.work.ledgers.asking import reading

        with reading(self.house, self.mirror, self.view, self.area.code, how="reach") as session:
            scope_of(self.area.code, self.view, session)

    def context(self, record: str | None = None) -> FillContext:
        """What a form may be told without asking the ledger: names of areas, the day, who fills it."""
        from yibiao.flow.filling import FillContext
        from yibiao.flow.filling.levels import area_paths
        from yibiao.work.directory import queries as directory

        rows = directory.family()
        return FillContext(
            self.area.code,
            self.area.name,
            self.day,
            filler=next((who.name for who in directory.people() if who.login == self.view.viewer), None),
            area_names={code: name for code, name, _, _ in rows},
            area_paths=area_paths(rows),
            record=record,
        )
