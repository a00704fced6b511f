"""What asks the mirror. In: an engine's cursor, the queue of its turns. Out: rows. Refuses: what `turns` refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, Protocol, Self

import duckdb

from yibiao.flow.asking.areas import Areas
from yibiao.work.ledgers.fetching import fetched
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.statements import STATEMENTS
from yibiao.work.ledgers.tables import arrays
from yibiao.work.ledgers.turns import Turns

if TYPE_CHECKING:
    from yibiao.work.ledgers.past import Then


class Session:
    """What `flow.asking` runs questions on; see `catalog.Session`."""

    dialect = "duckdb"
    seconds: float | None = None
    """After which a statement is broken off; None: as its class of urgency allows."""
    tidy: frozenset[str] = frozenset()
    """The details that it promises to be so (`flow.asking.tidiness`); of then, none."""
    areas: Areas | None = None
    """Its areas, where it knows them (`flow.asking.areas`); of then, it does not."""

    def __init__(
        self, engine: duckdb.DuckDBPyConnection, turns: Turns, tidy: frozenset[str] = frozenset(),
        areas: Areas | None = None,
    ) -> None:  # fmt: skip
        self._engine, self._turns, self.tidy, self.areas = engine, turns, tidy, areas

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        with self._turns.turn(self._engine.interrupt, self.seconds):
            statement = STATEMENTS.of(self._engine, sql)
            given = dict(parameters) if parameters else None
            return fetched(lambda: self._engine.execute(statement, given))

    def beside(self, name: str, columns: Mapping[str, Sequence[str | None]], sql: str) -> Sequence[Sequence[Any]]:
        """All rows of the answer to `sql`, which finds the columns of text as a table called `name`."""
        with self._turns.turn(self._engine.interrupt, self.seconds):
            self._engine.register(name, arrays(columns))
            try:
                return self._engine.execute(sql).fetchall()
            finally:
                self._engine.unregister(name)

    def hasty(self, seconds: float) -> Self:
        """The same for what is counted while somebody types: broken off after `seconds` (LEDGERS_TOO_SLOW)."""
        hurried = copy(self)
        hurried.seconds = seconds
        return hurried

    def close(self) -> None:
        """Let go of what the session holds in the engine."""
        self._engine.close()


class Mirrored(Protocol):
    """The mirror as those who ask need it: their own, or that of another process."""

    @property
    def sequence(self) -> int:
        """The journal line up to which it has seen everything."""
        ...

    def session(self, wait_for: int = 0) -> Session:
        """A session that sees every journal line up to `wait_for`, and all that was committed before this call."""
        ...

    def session_at(self, sequence: int) -> Then:
        """A session of the ledger as it stood once the journal had `sequence` lines; to be closed."""
        ...

    def widen(self, house: House) -> None:
        """The same copy under a standard with more elements or fewer."""
        ...

    def anew(self) -> None:
        """Everything once more from the records."""
        ...

    def waiting(self) -> Mapping[str, int]:
        """How many statements of each class wait for their turn."""
        ...

    def close(self) -> None: ...
