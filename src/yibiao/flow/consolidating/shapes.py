"""What a pile of forms is made of, and what is found in it. In: matched forms. Out: frozen values, JSON-able.

    Pile             forms as read and matched, files that could not be read
    Consolidation    proposed elements, pairs, families, proposals, ledgers, master table, burden
Refuses: nothing; it only holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yibiao.base.problems import Problem


class Relation(StrEnum):
    """How one form stands to another, at the level of meaning."""

    SAME = "same"  # same questions, whatever title, order, spelling
    VARIANT = "variant"  # same form, some columns added, dropped or renamed
    CONTAINED = "contained"  # every question of the one is asked by the other
    DERIVABLE = "derivable"  # counts of the one follow from rows of the other
    OVERLAPPING = "overlapping"  # worth merging
    CONFLICTING = "conflicting"  # same questions, other population or period: not a duplicate
    SAME_TITLE = "same_title"  # same title, other content
    UNRELATED = "unrelated"


class Action(StrEnum):
    """What is proposed for a form."""

    KEEP = "keep"
    CANCEL = "cancel"  # a duplicate of `into`
    MERGE = "merge"  # its extra columns move into `into`
    GENERATE = "generate"  # answered by the ledgers, nobody fills it any more


class Verdict(StrEnum):
    """What a person says to a proposal."""

    ACCEPT = "accept"
    REJECT = "reject"  # the form stays as it is
    CHANGE = "change"  # another action, or into another form


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on a form: it outlives every later run. at: ISO date and time."""

    form: str
    verdict: Verdict
    by: str
    reason: str
    at: str
    action: Action
    into: str | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form and what it asks.

    asks: its key at the level of meaning: an element code, "count:<register>:<condition text>:<measure>", "special:…",
    or "new:<cluster>" for what the standard does not have.
    """

    cell: str
    path: tuple[str, ...]
    asks: str
    confidence: float
    accepted: bool
    domain: str | None = None
    unit: str | None = None
    needs: tuple[str, ...] = ()
    """A count: the elements that its condition and its measure speak about."""
    stub: tuple[str, ...] = ()
    """A cell of a cross-tab: the labels at the left, which `path` begins with."""
    others: tuple[str, ...] = ()
    """Elements that the matcher also held for possible, likeliest first."""

    @property
    def label(self) -> str:
        return self.path[-1] if self.path else self.cell


@dataclass(frozen=True, slots=True)
class FormFacts:
    """One table of one file. id: stable while the file's bytes stay the same. issuer: the folder it lay in."""

    id: str
    file: str
    sheet: str
    title: str | None
    layout: str
    subject: str
    register: str | None
    population: str | None
    period: str | None
    issuer: str | None
    fields: tuple[FormField, ...]
    blanks: int
    """Cells that somebody has to fill each time."""
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    """Words of the title that the population does not account for."""
    people: tuple[str, ...] = ()
    """The conditions of the population, tags and derived elements opened, in a fixed order; all of them hold."""

    @property
    def name(self) -> str:
        return self.title or self.file

    @property
    def asks(self) -> frozenset[str]:
        """What it asks, less serial numbers, signatures and the like."""
        return frozenset(entry.asks for entry in self.fields if not entry.asks.startswith("special:"))


@dataclass(frozen=True, slots=True)
class Pile:
    """All forms of a folder, and the files that could not be read."""

    forms: tuple[FormFacts, ...]
    unreadable: tuple[tuple[str, Problem], ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedElement:
    """A cluster of columns that mean the same and that the standard does not have."""

    id: str
    name: str
    domain: str
    synonyms: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two forms and what they share; `a` and `b` are form ids, the other three are `asks` keys."""

    a: str
    b: str
    relation: Relation
    score: float
    shared: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Family:
    """Variants of one form; `head` is the one that covers most."""

    id: str
    name: str
    head: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do with a form, why, and what it saves. `because`: the `asks` keys that caused it."""

    form: str
    action: Action
    into: str | None
    because: tuple[str, ...]
    why_zh: str
    why_en: str
    minutes_saved: float
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class KeptLedger:
    """A ledger 台账 of the smallest set that answers all kept forms."""

    name: str
    register: str
    elements: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MasterRow:
    """One element of the master table 总表: who keeps it, how many days a value is fresh, which forms it serves."""

    asks: str
    label: str
    keeper: str | None
    half_life: int | None
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """Figures before and after, each with its method in words."""

    forms: tuple[int, int]
    fields: tuple[int, int]
    cells: tuple[int, int]
    minutes: tuple[float, float]
    methods: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Everything that was found in a pile."""

    pile: Pile
    elements: tuple[ProposedElement, ...]
    pairs: tuple[Pair, ...]
    families: tuple[Family, ...]
    proposals: tuple[Proposal, ...]
    ledgers: tuple[KeptLedger, ...]
    master: tuple[MasterRow, ...]
    burden: Burden
