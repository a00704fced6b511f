"""The areas of a ledger, for sessions that know them. In: rows of the table `areas`. Out: `Areas`, by code and level.

Where an area lies, what it is called and what lies below it is asked with every question, and changes perhaps once a
year: an engine that holds the table may offer it beside its tables (`offered`), and a question costs one statement
less and its lists one join less. Refuses: nothing; of a session that offers nothing, the table itself is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from yibiao.flow.asking.catalog import AREA_COLUMNS, AREAS, Session


class Area(NamedTuple):
    """A row of the table."""

    code: str
    name: str
    level: str
    first: int
    last: int
    parent: str | None


class Areas:
    """All areas, as the table has them; never changed once made."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.ordered = tuple(sorted((Area(*row) for row in rows), key=lambda area: area.first))
        self.by_code = {area.code: area for area in self.ordered}
        self.codes = {area.first: area.code for area in self.ordered}
        self.names = {area.first: area.name for area in self.ordered}

    @cached_property
    def mark(self) -> str:
        """The same for the same areas, in whichever process."""
        return hashlib.sha256(repr([tuple(area) for area in self.ordered]).encode()).hexdigest()

    @classmethod
    def of(cls, session: Session) -> Areas:
        """As they stand in the session's table."""
        columns = ", ".join(f'"{name}"' for name, _ in AREA_COLUMNS)
        return cls(session.execute(f"SELECT {columns} FROM {AREAS}", {}))  # noqa: S608 own names only

    def below(self, code: str, level: str | None) -> Iterator[Area]:
        """Those of a level, or where it is None the direct children of `code`, in tree order."""
        for area in self.ordered:
            if area.parent == code if level is None else area.level == level:
                yield area


def offered(session: Session) -> Areas | None:
    """What the session knows of its areas; None where it says nothing."""
    found: object = getattr(session, "areas", None)
    return found if isinstance(found, Areas) else None
