"""What admission speaks about. In: a wanted form, its terms, what is admitted. Out: frozen values. Refuses: nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yibiao.flow.consolidating.shapes import FormFacts, Relation


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a form may be asked.

    area: code of the district. period: day week month quarter half year once. levels: of areas that answer, lowest
    first. due_days: after the period's day. lead_days: of notice. kind: regular 常规, once 一事一报, late 事后补报.
    reasons: finding → the applicant's word on it. urgent: why the notice is short, "" where it is not.
    """

    department: str
    area: str
    basis: str
    purpose: str
    period: str
    levels: tuple[str, ...]
    due_days: int
    lead_days: int
    recipients: tuple[str, ...]
    valid_from: date
    expires: date
    kind: str = "regular"
    urgent: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admitted:
    """An entry of the catalogue with what its tables ask."""

    number: str
    title: str
    department: str
    facts: tuple[FormFacts, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around an application: how many areas of each level answer, what was asked and is allowed already.

    spent: minutes a month that the department's valid entries take, less the form that is changed. budget: 0 for none.
    urgent_before: emergencies of the department this year.
    """

    admitted: tuple[Admitted, ...] = ()
    areas: Mapping[str, int] = field(default_factory=dict)
    spent: float = 0.0
    budget: int = 0
    least_notice: int = 5
    longest: int = 366
    once_longest: int = 60
    late_days: int = 10
    urgent_before: int = 0


class Standing(StrEnum):
    """How a wanted column stands to what is known."""

    HELD = "held"  # an element of the ledger
    DERIVED = "derived"  # follows from elements: a formula, a count
    ASKED = "asked"  # not in the standard, but an admitted form asks it
    NEW = "new"  # nobody asks it yet
    NOTHING = "nothing"  # serial number, signature


@dataclass(frozen=True, slots=True)
class Column:
    """A wanted column. means: what it was understood as. register: who keeps it. formula: of a derived one.

    also: numbers of admitted forms that ask it too. level: sensitivity, 0 where nothing is known.
    """

    table: int
    cell: str
    path: tuple[str, ...]
    asks: str
    means: str
    standing: Standing
    register: str
    formula: str
    also: tuple[str, ...]
    level: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Kin:
    """An admitted form that has to do with the wanted one. shared: how many columns."""

    number: str
    title: str
    department: str
    relation: Relation
    score: float
    shared: int
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that has something to say. cells: of the columns that it is about. answered: a reason was given."""

    code: str
    severity: str
    cites: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    cells: tuple[str, ...] = ()
    answered: bool = False

    @property
    def stops(self) -> bool:
        """Whether it keeps the application from being submitted."""
        return self.severity == "blocks" or (self.severity == "reason" and not self.answered)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be had at once. all: columns that ask something; now: of these the ledger answers.

    areas: how many fill in by hand, of which level. minutes, left: a month, all of them together, when everything is
    typed and when only the rest is.
    """

    all: int
    now: int
    asked: int
    new: int
    level: str
    areas: int
    minutes: float
    left: float


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that is said at once of a wanted form. elements: what its columns tell. rows: it lists records."""

    columns: tuple[Column, ...]
    kin: tuple[Kin, ...]
    offer: Offer
    findings: tuple[Finding, ...]
    elements: tuple[str, ...]
    level: int
    rows: bool

    @property
    def second(self) -> bool:
        """Whether a leader has to agree as well."""
        return self.level >= SECOND

    @property
    def stopped(self) -> bool:
        return any(finding.stops for finding in self.findings)


SECOND = 4
"""Level of sensitivity from which a second person has to agree."""
