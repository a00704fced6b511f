"""One person who brings data into one installation, at the command line. In: home, login. Out: a `Desk`.

Without a login the operator of the machine acts, everywhere; with one, only where the person's posts may write.
"""

from __future__ import annotations

from pathlib import Path

from yibiao.edge.cli.home import OPERATOR, standard_in
from yibiao.edge.cli.office import rights_day
from yibiao.edge.desk import RECEIVING, Desk, desk_of
from yibiao.work.ledgers.actions import EVERYWHERE
from yibiao.work.ledgers.house import open_house
from yibiao.work.ledgers.known import KnownInLedger


def open_desk(home: Path, login: str | None) -> Desk:
    """The desk of a person, or of the operator. Rights are those of today, whatever day the data are of."""
    house = open_house(home, standard_in(home))
    if login:
        return desk_of(house, login, rights_day())
    known = KnownInLedger(house, EVERYWHERE, actor=OPERATOR, purpose=RECEIVING)
    return Desk(house, OPERATOR, EVERYWHERE, known)
