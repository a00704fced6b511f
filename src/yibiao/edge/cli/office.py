"""One person at work in one installation. In: home, login, area, day, purpose. Out: the ledger, seen through the view.

Refuses (`ProblemError`): a login, area or purpose that does not exist. Who may see what is the directory's decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from yibiao.base.clock import CHINA, system_clock, today
from yibiao.base.problems import Place, problem
from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import print_problems
from yibiao.flow.standard import load

if TYPE_CHECKING:
    from yibiao.base.views import View
    from yibiao.flow.asking import Answer
    from yibiao.flow.asking.nodes import Question
    from yibiao.flow.filling import FillContext
    from yibiao.work.directory.queries import AreaRow
    from yibiao.work.directory.rules import PersonFacts
    from yibiao.work.ledgers.house import House
    from yibiao.work.ledgers.mirror import Mirror

FILLING = "填报"
"""The purpose of whoever keeps the ledger and fills forms from it."""


@dataclass(frozen=True)
class Office:
    """`view` decides what the person sees; `area` is what was asked for."""

    house: House
    mirror: Mirror
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


def open_office(home: Path, login: str, area: str, day: date | None, purpose: str | None) -> Office:
    """Open the ledger for a person; the purpose is the person's only grant's where none is named, else filling."""
    open_home(home)
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    standard = load()
    rights = rights_day()
    house = open_house(home, standard)
    view = directory.view_of(
        login, purpose or _only_purpose(directory.facts_of(login), rights) or FILLING, rights, standard
    )
    return Office(house, Mirror.open(house), view, directory.area(area), day or today(system_clock))


def rights_day() -> date:
    """The day on which posts and grants must be in force: today, whatever day a form is about.

    A clock behind the ledger's own last line would bring expired grants back, so the later day counts, and it is said.
    """
    from yibiao.work.journal.queries import last_moment

    now, last = system_clock(), last_moment()
    if last is None or last.astimezone(CHINA).date() <= today(system_clock):
        return today(system_clock)
    print_problems([problem("CLI_CLOCK_BACK", Place(), now=f"{now:%F %T}", last=f"{last.astimezone(CHINA):%F %T}")])
    return last.astimezone(CHINA).date()


def _only_purpose(facts: PersonFacts, day: date) -> str | None:
    """The purpose of the person's grants where all in force name the same one."""
    purposes = {
        grant.purpose for grant in facts.grants if not grant.revoked and grant.valid_from <= day <= grant.valid_to
    }
    return purposes.pop() if len(purposes) == 1 else None
