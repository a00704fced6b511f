"""What may be done with a filing, told a second time in plain clauses, without a look at `rules`.

In: a filing as the model knows it, who acts, what he says. Out: yes or no, clause by clause. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from yibiao.work.filings.rules import Actor

POST = {
    "grid": "grid_worker",
    "community": "community_secretary",
    "street": "street_clerk",
    "district": "data_officer",
}


@dataclass
class Term:
    """A period as the model knows it. taken: that it was closed."""

    id: str
    key: str
    due: date
    taken: bool = False


@dataclass
class Kept:
    """A filing as the model knows it. doubts: open objections. fixed: its kept columns since it was confirmed.
    asked: when its answers were asked, by the count of the ledger's changes."""

    id: str
    term: Term
    area: str
    level: str
    needed: int
    digest: str
    asked: int = 3
    above: Kept | None = None
    below: list[Kept] = field(default_factory=list)
    state: str = "open"
    doubts: list[str] = field(default_factory=list)
    confirmer: str = ""
    approver: str = ""
    fixed: tuple[object, ...] | None = None

    @property
    def moves(self) -> bool:
        return self.state in ("open", "objected", "returned")

    @property
    def all_below_done(self) -> bool:
        return all(each.state in ("approved", "frozen") for each in self.below)

    def answered_by(self, who: Actor) -> bool:
        return who.role == POST[self.level] and self.area in who.areas

    def received_by(self, who: Actor, root: str, issuer: str) -> bool:
        if self.above is not None:
            return self.above.answered_by(who)
        return (who.role == "data_officer" and root in who.areas) or (
            who.role == "department_officer" and who.login == issuer
        )


@dataclass(frozen=True)
class Said:
    """What comes with an act."""

    why: str
    digest: str
    doubt: str = ""


ROOT, ISSUER = "99", "xu"
Clause = Callable[[Kept, Actor, Said], bool]


def _mine(kept: Kept, who: Actor, said: Said) -> bool:
    return kept.answered_by(who)


def _theirs(kept: Kept, who: Actor, said: Said) -> bool:
    return kept.received_by(who, ROOT, ISSUER)


def _running(kept: Kept, who: Actor, said: Said) -> bool:
    return not kept.term.taken


def _moving(kept: Kept, who: Actor, said: Said) -> bool:
    return kept.moves


def _confirmed(kept: Kept, who: Actor, said: Said) -> bool:
    return kept.state == "confirmed"


def _reason(kept: Kept, who: Actor, said: Said) -> bool:
    return bool(said.why.strip())


def _looked(kept: Kept, who: Actor, said: Said) -> bool:
    """He stands by the answers that are there now, not by older ones."""
    return said.digest == kept.digest


def _below(kept: Kept, who: Actor, said: Said) -> bool:
    return kept.all_below_done


def _not_older(kept: Kept, who: Actor, said: Said) -> bool:
    """Nothing below was asked anew since: his numbers would not be the sum of theirs."""
    return all(each.asked <= kept.asked for each in kept.below)


LAW: Mapping[str, tuple[Clause, ...]] = {
    "renew": (_mine, _running, _moving),
    "object": (_mine, _running, _moving, _reason),
    "settle": (_mine, _running, _reason, lambda kept, who, said: said.doubt in kept.doubts),
    "confirm": (
        _mine, _running, _below, _looked, _not_older,
        lambda kept, who, said: kept.state in ("open", "returned"),
        lambda kept, who, said: not kept.needed or bool(said.why.strip()),
    ),
    "withdraw": (_mine, _running, _confirmed),
    "return": (_theirs, _running, _confirmed, _reason),
    "approve": (_theirs, _running, _confirmed, lambda kept, who, said: who.login != kept.confirmer),
    "unapprove": (
        _theirs, _running, _reason,
        lambda kept, who, said: kept.state == "approved",
        lambda kept, who, said: kept.above is None or kept.above.moves,
    ),
    "stand_in": (
        _theirs, _running, _moving, _reason, _below, _looked,
        lambda kept, who, said: who.day > kept.term.due,
    ),
}  # fmt: skip
"""Act → everything that must hold for it."""


def lawful(act: str, kept: Kept, who: Actor, said: Said) -> bool:
    """Whether everything holds."""
    return all(clause(kept, who, said) for clause in LAW[act])
