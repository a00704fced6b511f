"""What every question stands on. In: view, scope, session, day, standard. Out: checked conditions, frames over an area.

Refuses, by `ProblemError`: registers that do not exist, formulas without a meaning, conditions that the view may not
use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow.asking.areas import Areas, offered
from yibiao.flow.asking.catalog import Session
from yibiao.flow.asking.frames import SPOT, Frame, Terms, rows_of, taken_from
from yibiao.flow.asking.plan import Plan, everything_of, within
from yibiao.flow.asking.rights import refused_condition, uncountable, unlistable, unseen_register
from yibiao.flow.asking.scope import Scope
from yibiao.flow.asking.tidiness import promised
from yibiao.flow.standard.formula import Kind, check, show, value_kind
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard

FEW_AREAS = 500
"""Numbers of areas: a community has some ten, a street some hundred."""


@dataclass(frozen=True)
class Ground:
    """Who asks, about which area, whom, when, by which standard.

    each: a level whose areas are each seen by themselves, as if each were asked about by one who sees no further.
    """

    view: View
    scope: Scope
    session: Session
    day: date
    standard: Standard
    each: str | None = None

    @property
    def footing(self) -> tuple[object, ...]:
        """All that SQL over this ground is made of, besides the question and the standard."""
        dialect, named = self.session.dialect, self.areas is not None
        return self.scope.pieces, self.view.areas, self.day, dialect, self.each, self._promised, named

    @property
    def areas(self) -> Areas | None:
        """The areas, where the session knows them."""
        return offered(self.session)

    @property
    def _promised(self) -> tuple[str, ...]:
        return tuple(sorted(promised(self.session)))

    def register(self, register: str) -> None:
        """Refuse a register that does not exist, or of which the view may count nothing."""
        if register not in self.standard.registers:
            raise ProblemError(problem("ASKING_UNKNOWN_REGISTER", Place(field=register), register=register))
        label = unseen_register(register, self.view.may_count, self.standard)
        if label is not None:
            raise ProblemError(refused_condition(label))

    def condition(self, node: Node, register: str) -> None:
        """Refuse what is no condition about `register`, or uses what the view may not count by."""
        refuse(_faults(self.standard, node, register))
        if value_kind(node, self.standard) not in (Kind.CONDITION, Kind.BOOL):
            part = show(node, register, self.standard)
            raise ProblemError(problem("ASKING_NO_CONDITION", Place(field=part), part=part))
        self.countable(node)

    def value(self, node: Node, register: str) -> None:
        """Refuse a formula without a meaning for records of `register`."""
        refuse(_faults(self.standard, node, register))

    def countable(self, node: Node) -> None:
        """Refuse a formula that uses what the view may not count by."""
        label = uncountable(node, self.view, self.standard)
        if label is not None:
            raise ProblemError(refused_condition(label))

    def listable(self, node: Node) -> None:
        """Refuse a condition or an order by which the records listed would tell what the view may not read."""
        label = unlistable(node, self.view, self.standard)
        if label is not None:
            raise ProblemError(refused_condition(label))

    def frame(self, plan: Plan, register: str) -> Frame:
        """The records of `register` in the area, as the first step of a query."""
        terms = Terms(self.standard, self.day, self.view.areas, self.each, promised(self.session))
        inside = within(exp.column("area"), self.scope.pieces)
        rows = everything_of(rows_of(plan, terms, register)).where(inside, copy=False)
        if self.each is not None:
            rows = rows.where(exp.column(SPOT).is_(exp.null()).not_())
        inside_area = plan.step(f"{register}_in_area", rows, taken_from(terms, register))
        return Frame(plan, terms, register, inside_area, few=self._few)

    @property
    def _few(self) -> bool:
        """Whether the area is so small that it pays to look first for whom the others are wanted."""
        return sum(last - first + 1 for first, last in self.scope.pieces) <= FEW_AREAS


@per_standard
def _faults(standard: Standard, node: Node, register: str) -> tuple[Problem, ...]:
    return check(node, register, standard)


def refuse(problems: tuple[Problem, ...]) -> None:
    """Raise the first problem, if there is one."""
    for found in problems:
        raise ProblemError(found)
