"""One person who brings data into one installation. In: home, login. Out: what is known, apply, undo.

Without a login the operator of the machine acts, everywhere; with one, only where the person's posts may write.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow.keeping import LedgerPlan
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.rows import KnownRecords
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers import actions
from yibiao.work.ledgers.actions import Act, Reply
from yibiao.work.ledgers.batches import batch_of, in_slices
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.known import KnownInLedger
from yibiao.work.ledgers.rules import covers
from yibiao.work.ledgers.sessions import Mirrored

RECEIVING = "数据接收"
WHOLE = 1_000
"""Records that are written in one transaction, and with one line of the journal."""


@dataclass(frozen=True)
class Desk:
    """`known`: what the rows of a file are compared with, within reach; `view` is None for the operator."""

    house: House
    actor: str
    areas: tuple[tuple[int, int], ...]
    known: KnownRecords
    view: View | None = None
    whole: int = WHOLE

    @property
    def hidden(self) -> frozenset[str]:
        """Elements whose values this person may not see, not even that one is the same as another."""
        if self.view is None:
            return frozenset()
        view = self.view
        return frozenset(
            code for code in self.house.standard.elements if not view.may_read(code) or view.masks.get(code) == "full"
        )

    def shown(self, plan: LedgerPlan) -> dict[str, Any]:
        """The plan as JSON; what the ledger holds is masked where the person reads it masked."""
        whole = plan.as_json()
        for row in whole["rows"]:
            for change in (change for record in row["records"] for change in (*record["sets"], *record["conflicts"])):
                for held in change.keys() & {"old", "ours"}:
                    change[held] = self._masked(change["element"], change[held])
        return whole

    def _masked(self, code: str, value: Json) -> Json:
        if value is None or self.view is None or code not in self.view.masks:
            return value
        domain = domain_of(self.house.standard.elements[code].domain, self.house.standard)
        return domain.mask(domain.from_json(value))

    def area_of(self, text: str) -> str | None:
        """The code of the only area with this name or code, None where there is none or several."""
        found = [row.code for row in directory.areas() if text in (row.code, row.name)]
        return found[0] if len(found) == 1 else None

    @property
    def abolished(self) -> frozenset[str]:
        """Names of areas that stand no more: an address that names one contradicts no other."""
        standing = {row.name for row in directory.open_areas()}
        return frozenset(row.name for row in directory.areas() if row.name not in standing)

    def may_write(self, code: str) -> bool:
        """Whether new records of this area are this person's to make."""
        return any(row.code == code and covers(self.areas, row.first) for row in directory.areas())

    def act(self, what: str) -> Act:
        """The same words again are the same act: a repeated command gets the first answer."""
        key = hashlib.sha256(what.encode()).hexdigest()
        return Act(self.actor, RECEIVING, key, self.areas)

    def apply(self, plan: LedgerPlan) -> Reply:
        """A long plan goes in slice by slice, so that nobody waits for it; broken off, the same words go on with it."""
        words = json.dumps(plan.as_json(), ensure_ascii=False, sort_keys=True, default=str)
        if sum(1 for _ in plan.to_apply()) <= self.whole:
            return actions.apply_plan(self.house, self.act(words), plan)
        batch = self._batch(words)
        return actions.apply_slices(self.house, self.act(batch), plan, batch, _unheard)

    def _batch(self, words: str) -> str:
        """The batch of these words; of one that was undone, its successor."""
        named = str(UUID(bytes=hashlib.sha256(words.encode()).digest()[:16], version=5))
        found = batch_of(self.areas, named)
        return self._batch(f"{words}/{named}") if found is not None and found.undone is not None else named

    def undo(self, batch: str) -> Reply:
        """Reply: batch, undone, refused (what somebody has touched since; of a batch in slices only how many)."""
        if in_slices(batch):
            return actions.undo_slices(self.house, self.act(f"undo {batch}"), batch, _unheard)
        return actions.undo_batch(self.house, self.act(f"undo {batch}"), batch)


def _unheard(done: int, total: int) -> None:
    """Nobody follows how far a command is."""


def desk_of(house: House, login: str, day: date, mirror: Mirrored | None = None) -> Desk:
    """The desk of a person; `ProblemError` CLI_MAY_NOT_WRITE for one who keeps no ledger."""
    areas = directory.writing_areas(login, day)
    if not areas:
        raise ProblemError(problem("CLI_MAY_NOT_WRITE", Place(), login=login))
    view = directory.view_of(login, RECEIVING, day, house.standard)
    known = KnownInLedger(house, areas, actor=login, purpose=RECEIVING, mirror=mirror)
    return Desk(house, login, areas, known, view)
