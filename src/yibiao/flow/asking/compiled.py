"""Queries compiled once. In: everything that a query is made of. Out: SQL and parameters; from memory the second time.

Making SQL anew costs more than running it on a small area, and the same lists, forms and searches come again and again.
What a query is made of is compared as text (`repr`), so that 1, true and 1.0 stay three things. Words typed into a
search are no part of it: they are parameters (`later`) that are given when the query runs. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar, cast

from yibiao.flow.standard.model import Standard

T = TypeVar("T")
_ROOM = 2_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """sql with its constants; later: names of the parameters that only the moment of asking knows."""

    sql: str
    constants: Mapping[str, str]
    later: tuple[str, ...] = ()

    def given(self, values: Mapping[str, str]) -> dict[str, str]:
        """The parameters, with what is known now."""
        return {**self.constants, **{name: values[name] for name in self.later}}


class Memory:
    """What was compiled, by what it was made of; the oldest goes when it is full."""

    def __init__(self, room: int = _ROOM) -> None:
        self.room = room
        self._known: dict[tuple[int, str], tuple[Standard, object]] = {}
        self._alone = Lock()

    def __len__(self) -> int:
        return len(self._known)

    def forget(self) -> None:
        """As if nothing had been compiled yet."""
        with self._alone:
            self._known.clear()

    def of(self, standard: Standard, made_of: object, make: Callable[[], T]) -> T:
        """What `make` gives for these parts under this very standard; `made_of` must name all that `make` looks at."""
        name = id(standard), repr(made_of)
        entry = self._known.get(name)
        if entry is None or entry[0] is not standard:  # kept alive with the entry, so that its id stays its own
            entry = (standard, make())
            with self._alone:
                self._known[name] = entry
                while len(self._known) > self.room:
                    self._known.pop(next(iter(self._known)))
        return cast(T, entry[1])


MEMORY = Memory()
"""The one of this process: SQL and names of columns, never anybody's data but constants of conditions."""
