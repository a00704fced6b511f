"""What one process of an installation holds: the house, its mirror. In: the home of the settings. Out: an `Estate`.

Opened once a process, at the first use, under a lock. The mirror is this process's own, or that of the process beside
it which the environment names (`attendants`); then the standard may be changed by another process, which leaves a mark.
Refuses (`ProblemError`): a home without its key file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from yibiao.base.clock import system_clock
from yibiao.edge.attendants import ADDRESS
from yibiao.flow.standard import Standard, load
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers.house import House, open_house
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.sessions import Mirrored
from yibiao.work.ledgers.sharing import USE, Remote
from yibiao.work.supplements.queries import standard_of_the_house


@dataclass(frozen=True)
class Estate:
    """One installation as a process holds it."""

    house: House
    mirror: Mirrored
    shipped: Standard | None = None
    """The standard that the house adds to; None: the one that is shipped with the product."""

    def day(self) -> date:
        """The day on which posts and grants must be in force."""
        return directory.rights_day(self.house.clock)[0]


_held: list[Estate] = []
_marks: list[float] = [0.0]
_opening = Lock()
MARK = "standard.mark"
"""A file of the home that is touched when the standard was changed, for the other processes."""


def estate() -> Estate:
    """The one of this process, under the standard as the house has it now."""
    if not _held:
        with _opening:
            if not _held:
                _marks[:] = [_marked()]
                _held.append(_open())
    elif ADDRESS in os.environ and _marked() != _marks[0]:
        with _opening:
            if (mark := _marked()) != _marks[0]:
                held = _held[0]
                _held[:] = [replace(held, house=_newer(held))]
                _marks[:] = [mark]
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
        house = _newer(held)
        held.mirror.widen(house)
        _held[:] = [replace(held, house=house)]
        if house.home is not None:
            (house.home / MARK).touch()
            _marks[:] = [_marked()]
        return _held[0]


def house_now() -> House:
    """The house of the settings' home, under its standard as it is kept now."""
    from django.conf import settings

    return open_house(Path(settings.HOME), standard_of_the_house(load()))


def _newer(held: Estate) -> House:
    return replace(held.house, standard=standard_of_the_house(held.shipped or load()))


def _marked() -> float:
    from django.conf import settings

    try:
        return (Path(settings.HOME) / MARK).stat().st_mtime_ns
    except OSError:
        return 0.0


def _open() -> Estate:
    house = house_now()
    assert house.clock is system_clock
    address = os.environ.get(ADDRESS)
    return Estate(house, Remote(house, address, house.vault.subkey(USE)) if address else Mirror.open(house))
