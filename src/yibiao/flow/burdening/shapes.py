"""What goes into the burden account and what comes out of it: frozen rows, minutes a month. Refuses: nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Demand:
    """An admitted form, as far as the reader's areas have to answer it.

    period: see `flow.consolidating.burden`; "once" too. kind: regular, once or late. minutes: a month, typed by hand in
    all areas together. known: share of its cells that the ledger holds, by its columns, 0 to 1. areas: how many areas
    type it, everywhere. streets: name of a street in reach → how many of its areas type it.
    """

    number: str
    title: str
    department: str
    period: str
    kind: str
    minutes: float
    known: float
    areas: int
    streets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """One filing of one area in one period. cells: asked; held: filled from the ledger; repeated: asked of people
    although the ledger knew."""

    number: str
    area: str
    street: str
    cells: int
    held: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Times of one form's filings in one period, each of another area: upper end of a step in minutes → how many."""

    number: str
    steps: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Dealing:
    """How a department asked one form: periods opened, of these with less notice than promised; objections, of these
    without an answer."""

    number: str
    opened: int
    urgent: int
    objections: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Line:
    """One form, department or street. forms: how many. before: all typed by hand; after: only what the ledger does not
    know, and a look at the rest. repeat: share of asked cells that the ledger knew, 0 to 1. measured: median minutes of
    a filing, None where too few were measured, and of a street always. filings: on how many the figures stand; 0:
    estimated from the columns.
    """

    key: str
    name: str
    department: str
    forms: int
    before: float
    after: float
    repeat: float
    filings: int
    measured: float | None

    @property
    def saved(self) -> float:
        return round(self.before - self.after, 1)


@dataclass(frozen=True, slots=True)
class Score:
    """How a department asks. urgent, opened, objections, unanswered: None while no period has been opened."""

    department: str
    forms: int
    late: int
    once: int
    before: float
    repeat: float
    opened: int | None
    urgent: int | None
    objections: int | None
    unanswered: int | None


@dataclass(frozen=True, slots=True)
class Account:
    """The whole, and its parts by name: never by how well somebody does."""

    whole: Line
    forms: tuple[Line, ...]
    departments: tuple[Line, ...]
    streets: tuple[Line, ...]
    scores: tuple[Score, ...]
