"""Which areas a question covers. In: an area's code, the view, a session. Out: its numbers as far as the view goes.

Refuses, by `ProblemError`: an area that does not exist or lies outside the view, both with the same words, so that
nothing is learned from the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow.asking.areas import offered
from yibiao.flow.asking.catalog import AREAS, Session


@dataclass(frozen=True, slots=True)
class Scope:
    """An area as numbers first..last, and the `pieces` of it that the view covers."""

    code: str
    name: str
    first: int
    last: int
    pieces: tuple[tuple[int, int], ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Says so when the view covers a part only."""
        covered = sum(high - low + 1 for low, high in _merged(self.pieces))
        if covered == self.last - self.first + 1:
            return ()
        return (problem("ASKING_AREA_PARTLY", Place(field=self.code), area=self.name),)


def scope_of(area: str, view: View, session: Session) -> Scope:
    """The scope of the area with this code; `ProblemError` when the view covers nothing of it."""
    found = _found(area, session)
    if found is not None:
        name, first, last = found
        pieces = _merged(view.within(first, last))
        if pieces:
            return Scope(area, name, first, last, pieces)
    raise ProblemError(problem("ASKING_AREA_OUTSIDE", Place(field=area), area=area))


def _found(area: str, session: Session) -> tuple[str, int, int] | None:
    """Name, first and last number of an area that exists."""
    known = offered(session)
    if known is not None:
        one = known.by_code.get(area)
        return None if one is None else (one.name, one.first, one.last)
    rows = session.execute(_query(session.dialect), {"area": area})
    return (str(rows[0][0]), int(rows[0][1]), int(rows[0][2])) if rows else None


@cache
def _query(dialect: str) -> str:
    query = (
        exp.select("name", exp.column("first", quoted=True), exp.column("last", quoted=True))
        .from_(AREAS)
        .where(exp.column("code").eq(exp.Placeholder(this="area")))
    )
    return query.sql(dialect=dialect)


def _merged(pieces: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Intervals in order, overlapping and touching ones as one."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pieces):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)
