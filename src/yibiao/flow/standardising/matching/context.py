"""What the other columns and the title say about a column. In: labels, title, index. Out: a `Context`.

The register of the form is a vote: nouns of the title, nouns in the labels, and (in the second pass) the registers of
the elements that columns probably mean. The role of a column may come from the column before it: 房主姓名 · 联系电话.
Refuses: nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yibiao.base.text import key
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.index import Index, family_of
from yibiao.flow.standardising.matching.labels import Label
from yibiao.flow.standardising.matching.words import words

_CARRYING = frozenset({"phone", "id", "number", "address", "kind"})
"""Kinds of a bare column that may belong to the person named before it."""


@dataclass(frozen=True)
class Context:
    """families, registers: share of the votes, each summing to 1 or empty. near: role of the person before."""

    families: Mapping[str, float] = field(default_factory=dict)
    registers: Mapping[str, float] = field(default_factory=dict)
    near: tuple[frozenset[str], ...] = ()
    title: str = ""
    repeats: Mapping[str, int] = field(default_factory=dict)


def near_roles(labels: Sequence[Label]) -> tuple[frozenset[str], ...]:
    """For each bare 联系电话, 证件号码 …: the roles of the person column before it, other such columns between."""
    found: list[frozenset[str]] = []
    for i, label in enumerate(labels):
        roles: frozenset[str] = frozenset()
        if not label.roles and label.kind in _CARRYING:
            for earlier in reversed(labels[max(0, i - 3) : i]):
                if earlier.kind in ("name", "person"):
                    roles = earlier.roles
                elif earlier.kind in _CARRYING and not earlier.roles:
                    continue
                break
        found.append(roles)
    return tuple(found)


@per_standard
def nouns_of(standard: Standard) -> Mapping[str, tuple[str, ...]]:
    """Register → the key spellings of its nouns and its name."""
    return {
        register.code: tuple(key(noun) for noun in (*register.nouns, register.label_zh))
        for register in standard.registers.values()
    }


def _title_votes(title: str, standard: Standard) -> Counter[str]:
    votes: Counter[str] = Counter()
    for code, nouns in nouns_of(standard).items():
        if longest := max((len(noun) for noun in nouns if noun and noun in title), default=0):
            votes[code] += longest
    for noun, families in words().subjects.items():
        if noun in title:
            for family in families:
                votes[family] += 1
    return votes


def _shares(votes: Mapping[str, float]) -> dict[str, float]:
    total = sum(votes.values())
    return {code: vote / total for code, vote in sorted(votes.items()) if vote > 0} if total else {}


def context_of(
    labels: Sequence[Label], title: str | None, standard: Standard, index: Index, beliefs: Sequence[Mapping[str, float]]
) -> Context:
    """The context of all columns. beliefs: for each column code → probability; empty in the first pass."""
    text = key(title or "")
    votes: dict[str, float] = {code: 0.4 * vote for code, vote in _title_votes(text, standard).items()}
    for belief in beliefs:
        for code, share in belief.items():
            if (target := index.targets[code]).register and share > 0.2:
                votes[target.register] = votes.get(target.register, 0.0) + share
    for label in labels:
        for family in label.subjects:
            votes[family] = votes.get(family, 0.0) + 0.3
    families: dict[str, float] = {}
    for register, vote in votes.items():
        family = family_of(standard, register)
        families[family] = families.get(family, 0.0) + vote
    return Context(
        families=_shares(families),
        registers=_shares(votes),
        near=near_roles(labels),
        title=text,
        repeats=Counter(label.joined for label in labels),
    )
