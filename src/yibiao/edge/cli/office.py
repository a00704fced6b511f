"""One person at work at the command line. In: home, login, area, day, purpose. Out: an `Office`.

Refuses (`ProblemError`): a login, area or purpose that does not exist. Who may see what is the directory's decision.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from yibiao.base.clock import system_clock, today
from yibiao.edge.cli.home import open_home, standard_in
from yibiao.edge.cli.output import print_problems
from yibiao.edge.office import FILLING, Office

__all__ = ["FILLING", "Office", "open_office", "rights_day"]


def open_office(home: Path, login: str, area: str, day: date | None, purpose: str | None) -> Office:
    """Open the ledger for a person; the purpose is the person's only grant's where none is named, else filling."""
    open_home(home)
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    standard = standard_in(home)
    rights = rights_day()
    house = open_house(home, standard)
    view = directory.view_of(login, purpose or directory.only_purpose(login, rights) or FILLING, rights, standard)
    return Office(house, Mirror.open(house), view, directory.area(area), day or today(system_clock))


def rights_day() -> date:
    """See `directory.rights_day`; a clock that is behind is said."""
    from yibiao.work.directory import queries as directory

    day, doubt = directory.rights_day(system_clock)
    print_problems([doubt] if doubt else [])
    return day
