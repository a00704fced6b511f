"""One person at work at the command line. In: home, login, area, day, purpose. Out: an `Office`.

Refuses (`ProblemError`): a login, area or purpose that does not exist. Who may see what is the directory's decision.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from yibiao.base.clock import system_clock, today
from yibiao.edge.cli.home import open_home, standard_in
from yibiao.edge.cli.output import print_problems
from yibiao.edge.cli.words import short
from yibiao.edge.office import FILLING, Office

__all__ = ["FILLING", "Office", "as_of", "moment_help", "open_office", "rights_day"]


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


def moment_help() -> str:
    """What an option that names a moment says of itself."""
    return short("按当时的台账：日期（2026-10-31）或留痕行号", "as recorded then: a day (2026-10-31) or a journal line")


def as_of(office: Office, named: str | None, day: date | None) -> Office:
    """The office before the ledger as it stood then (decision 0014); as it is where nothing is named."""
    from yibiao.work.ledgers.moments import moment_of

    return office if named is None else office.then(moment_of(office.house, named), day)


def rights_day() -> date:
    """See `directory.rights_day`; a clock that is behind is said."""
    from yibiao.work.directory import queries as directory

    day, doubt = directory.rights_day(system_clock)
    print_problems([doubt] if doubt else [])
    return day
