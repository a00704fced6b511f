"""What one process of an installation holds: the house, its one mirror. In: the home of the settings. Out: an `Estate`.

Opened once a process, at the first use, under a lock; the mirror is in memory and owned by this process alone.
Refuses (`ProblemError`): a home without its key file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from yibiao.base.clock import system_clock
from yibiao.flow.standard import load
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers.house import House, open_house
from yibiao.work.ledgers.mirror import Mirror


@dataclass(frozen=True)
class Estate:
    """One installation as a process holds it."""

    house: House
    mirror: Mirror

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


def _open() -> Estate:
    from django.conf import settings

    house = open_house(Path(settings.HOME), load())
    assert house.clock is system_clock
    return Estate(house, Mirror.open(house))
