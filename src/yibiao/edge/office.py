"""One person at work in one installation: the ledger, seen through the view. In: questions. Out: answers.

Refuses (`ProblemError`): a login, area or purpose that does not exist. Who may see what is the directory's decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yibiao.base.views import View
    from yibiao.flow.asking import Answer
    from yibiao.flow.asking.nodes import Question
    from yibiao.flow.filling import FillContext
    from yibiao.work.directory.queries import AreaRow
    from yibiao.work.ledgers.house import House
    from yibiao.work.ledgers.sessions import Mirrored

FILLING = "填报"
"""The purpose of whoever keeps the ledger and fills forms from it."""


@dataclass(frozen=True)
class Office:
    """`view` decides what the person sees; `area` is what was asked for."""

    house: House
    mirror: Mirrored
    view: View
    area: AreaRow
    day: date

    def answer(self, questions: Sequence[Question]) -> Sequence[Answer]:
        """Answers through the view, each reading journalled."""
        from yibiao.work.ledgers.asking import answer

        return answer(self.house, self.mirror, self.view, questions, self.area.code, day=self.day)

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

        rows = list(directory.areas())
        return FillContext(
            self.area.code,
            self.area.name,
            self.day,
            filler=next((who.name for who in directory.people() if who.login == self.view.viewer), None),
            area_names={row.code: row.name for row in rows},
            area_paths=area_paths((row.code, row.name, row.level, row.parent) for row in rows),
            record=record,
        )
