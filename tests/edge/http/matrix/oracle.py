"""Who may read what in clear: decision 0004 written out again by hand. In: who, whose, what. Out: yes or no.

Imports nothing of the product, so that a fault there cannot excuse itself here. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

GRANTED = frozenset({"person.name", "person.phone"})
"""What the department officer of the scene was granted, for rows, over the north street."""

REACH = {
    "wang": {"99010101"},
    "li": {"99010101", "99010102"},
    "chen": {"99010101", "99010102", "99010201"},
    "zhao": {"99020101"},
    "xu": {"99010101", "99010102", "99010201"},
}
"""Login → grids whose rows it may read; who is missing here reads rows nowhere."""


@dataclass(frozen=True)
class Fact:
    """One value of the scene. level: 1 to 4. names: the value points at one person or home."""

    grid: str
    element: str
    level: int
    names: bool
    value: str


def may_read(login: str | None, fact: Fact) -> bool:
    """Whether this value may stand in clear in anything that `login` gets."""
    if login is None or fact.grid not in REACH.get(login, set()):
        return False
    if login == "xu":
        return fact.element in GRANTED
    return fact.level < 4 or (fact.names and login == "li")
