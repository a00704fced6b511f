"""What one process of an installation holds: the house, its one mirror. In: the home of the settings. Out: an `Estate`.

Opened once a process, at the first use, under a lock; the mirror is in memory and owned by this process alone.
Refuses (`ProblemError`): a home without its key file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from yibiao.base.clock import system_clock
from yibiao.flow.standard import Standard, load
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers.house import House, open_house
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.supplements.queries import standard_of_the_house


@dataclass(frozen=True)
class Estate:
    """One installation as a process holds it."""

    house: House
    mirror: Mirror
    shipped: Standard | None = None
    """The standard that the house adds to; None: the one that is shipped with the product."""

    def day(self) -> date:
        """The day on which posts and grants must be in force."""
        return directory.rights_day(self.house.clock)[0]


_held: list[Estate] = []
_opening = Lock()


def estate() -> Estate:
    """The one of this process."""
    if not _held:
        with _opening:
            if not _held:
                _held.append(_open())
    return _held[0]


def hold(given: Estate | None) -> None:
    """Take this estate instead of opening one (tests, the demo), or let go of the held one."""
    _held[:] = [given] if given else []


def renew() -> Estate:
    """The same estate under the standard as the house has it now: what was added counts from the next question on.

    The mirror is the same one; it gets a column for a new element, and loses that of one taken back.
    """
    with _opening:
        held = _held[0]
        house = replace(held.house, standard=standard_of_the_house(held.shipped or load()))
        held.mirror.widen(house)
        _held[:] = [replace(held, house=house)]
        return _held[0]


def _open() -> Estate:
    from django.conf import settings

    house = open_house(Path(settings.HOME), standard_of_the_house(load()))
    assert house.clock is system_clock
    return Estate(house, Mirror.open(house))
