"""Which register the rows of a form are records of. In: scored columns, title, standard. Out: a register's code.

A register that a form's elements belong to or can be reached from counts by how surely they are meant; what is written
in the title counts too. Refuses: nothing; a form without any element has no home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from yibiao.base.text import key
from yibiao.flow.standard.formula.links import to_one
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.context import nouns_of
from yibiao.flow.standardising.matching.index import family_of
from yibiao.flow.standardising.matching.scoring import Chosen, Scored, settle

_REACHED = 0.55
"""What an element of another register counts, where a record of the home has one (a person's household)."""
_NAMED = 1.5
"""What a register counts that the title names."""
_FOREIGN = 0.02
"""What is left of the belief in an element that no record of the home has."""


@dataclass(frozen=True, slots=True)
class Home:
    """The register of the rows. share: how much of what the columns mean it explains (0..1). columns: how many spoke.

    named: the title names it.
    """

    register: str
    share: float
    columns: int = 0
    named: bool = False


def _candidates(standard: Standard) -> list[str]:
    """Registers that rows can be about: masters, and details that one can have several of."""
    return [entry.code for entry in standard.registers.values() if entry.hangs_on is None or not entry.single]


def named_in(title: str, standard: Standard) -> dict[str, float]:
    """Registers (and the masters of details) whose nouns stand in a title, by the length of the longest noun."""
    text, nouns = key(title), nouns_of(standard)
    found: dict[str, float] = {}
    for entry in standard.registers.values():
        longest = max((len(noun) for noun in nouns[entry.code] if noun in text), default=0)
        if longest >= 2:
            code = family_of(standard, entry.code) if entry.single else entry.code
            found[code] = max(found.get(code, 0.0), min(longest, 4) / 4)
    return found


def _reach(register: str, standard: Standard) -> dict[str, float]:
    """Registers that a record of `register` has values of, and what they count: its own family in full."""
    return {
        other: 1.0 if family_of(standard, other) == register or other == register else _REACHED
        for other in to_one(standard, register)
    }


def _worth(one: Scored, best: int) -> dict[str, float]:
    """Register → how much the column speaks for it: candidates spelled like the column count as much as the winner."""
    top = float(one.probabilities[best])
    worth: dict[str, float] = {}
    for i, code in enumerate(one.codes):
        if "." in code:
            register = code.partition(".")[0]
            worth[register] = max(worth.get(register, 0.0), top if one.spelled(i) else float(one.probabilities[i]))
    return worth


def home_of(scored: Sequence[Scored], chosen: Sequence[Chosen], title: str | None, standard: Standard) -> Home | None:
    """The register that explains the columns best."""
    columns = [
        _worth(one, choice.best)
        for one, choice in zip(scored, chosen, strict=True)
        if choice.best >= 0 and "." in one.codes[choice.best]
    ]
    if not columns:
        return None
    titled = named_in(title or "", standard)
    votes, explained = dict[str, float](), dict[str, float]()
    for register in _candidates(standard):
        reached = _reach(register, standard)
        total = sum(max((reached.get(other, 0.0) * p for other, p in worth.items()), default=0.0) for worth in columns)
        if total:
            explained[register] = total
            votes[register] = total + _NAMED * titled.get(register, 0.0)
    if not votes:
        return None
    order = list(standard.registers)
    best = max(votes, key=lambda code: (round(votes[code], 6), -order.index(code)))
    full = sum(max(worth.values()) for worth in columns)
    return Home(best, explained[best] / full, len(columns), best in titled)


def within_reach(scored: Sequence[Scored], home: str, standard: Standard) -> list[Scored]:
    """The same columns, elements believed only as far as a record of the home has them."""
    reached = set(to_one(standard, home))
    answer = []
    for one in scored:
        kept = np.array(
            [1.0 if "." not in code or code.partition(".")[0] in reached else _FOREIGN for code in one.codes]
        )
        lowered = one.probabilities * kept if one.codes else one.probabilities
        total = lowered.sum() if one.codes else 0.0
        answer.append(replace(one, probabilities=lowered / total) if total else one)
    return answer


@dataclass(frozen=True)
class Settled:
    """All columns judged together: candidates as far as the rows' register has them, winners, and that register."""

    scored: tuple[Scored, ...]
    chosen: tuple[Chosen, ...]
    home: Home | None

    @property
    def about(self) -> tuple[float, float, float]:
        """How clear the home is, for the calibration of winners."""
        if self.home is None:
            return 0.0, 0.0, 0.0
        return self.home.share, min(self.home.columns, 10) / 10, float(self.home.named)


def settled(scored: Sequence[Scored], title: str | None, standard: Standard) -> Settled:
    """Winners twice: first to find what the rows are about, then among what such rows have."""
    chosen = settle(scored)
    home = home_of(scored, chosen, title, standard)
    if home is not None:
        scored = within_reach(scored, home.register, standard)
        chosen = settle(scored)
    return Settled(tuple(scored), tuple(chosen), home)
