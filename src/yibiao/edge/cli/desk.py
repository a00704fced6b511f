"""One person who brings data into one installation. In: home, login, day. Out: what is known, apply, undo.

Without a login the operator of the machine acts, everywhere; with one, only where the person's posts may write.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yibiao.flow.keeping import LedgerPlan
from yibiao.flow.standard import load
from yibiao.flow.standard.rows import KnownRecords
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers import actions
from yibiao.work.ledgers.actions import EVERYWHERE, Act, Reply
from yibiao.work.ledgers.house import House, open_house
from yibiao.work.ledgers.known import KnownInLedger

OPERATOR = "operator"
RECEIVING = "数据接收"


@dataclass(frozen=True)
class Desk:
    """`known` is what the rows of a file are compared with, within the person's reach."""

    house: House
    actor: str
    areas: tuple[tuple[int, int], ...]
    known: KnownRecords

    def area_of(self, text: str) -> str | None:
        """The code of the only area with this name or code, None where there is none or several."""
        found = [row.code for row in directory.areas() if text in (row.code, row.name)]
        return found[0] if len(found) == 1 else None

    def act(self, what: str) -> Act:
        """The same words again are the same act: a repeated command gets the first answer."""
        key = hashlib.sha256(what.encode()).hexdigest()
        return Act(self.actor, RECEIVING, key, self.areas)

    def apply(self, plan: LedgerPlan) -> Reply:
        words = json.dumps(plan.as_json(), ensure_ascii=False, sort_keys=True, default=str)
        return actions.apply_plan(self.house, self.act(words), plan)

    def undo(self, batch: str) -> Reply:
        return actions.undo_batch(self.house, self.act(f"undo {batch}"), batch)


def open_desk(home: Path, login: str | None, day: date) -> Desk:
    """The desk of a person, or of the operator."""
    house = open_house(home, load())
    areas = directory.writing_areas(login, day) if login else EVERYWHERE
    actor = login or OPERATOR
    return Desk(house, actor, areas, KnownInLedger(house, areas, actor=actor, purpose=RECEIVING))
