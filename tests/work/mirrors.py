"""Mirrors that are lent from test to test. In: a house. Out: a mirror of it, up to date with the records.

Laying out the eighty tables of the shipped standard costs an engine a quarter of a second, and three hundred tests want
some; rows cost next to nothing. So a mirror is widened to the next house and filled anew, as a server does when a
standard changes and an operator rebuilds. Tests of opening, snapshots and locks open their own. Refuses: nothing;
that nothing of the house before is left is held by a test of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror

_spare: dict[tuple[str, ...], list[Mirror]] = {}
"""By the registers of the standard: a mirror has a table for each."""


@contextmanager
def lent(house: House) -> Iterator[Mirror]:
    """A mirror of this house, and of nothing that was there before."""
    spare = _spare.setdefault(tuple(house.standard.registers), [])
    if spare:
        mirror = spare.pop()
        mirror.widen(house)
        mirror.rebuild()
        mirror.refresh()
    else:
        mirror = Mirror.open(house)
    yield mirror
    spare.append(mirror)
