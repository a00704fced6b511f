"""What a form's fields mean: the matcher's answer, which people confirm and `filling` binds.

In: nothing. Out: frozen values.
Refuses: nothing; a field that means nothing has `element` None and `node` None and says why in its reasons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from yibiao.base.problems import Problem
from yibiao.base.tables import ParsedTable
from yibiao.flow.standard.formula.nodes import Node


class Subject(StrEnum):
    """What one row (or the one card) of a form is about."""

    RECORDS = "records"  # list: a row a record
    AREAS = "areas"  # list or cross-tab: a row an area below the one asked for
    COUNTS = "counts"  # cross-tab: every cell a count
    RECORD = "record"  # card about one record
    AREA = "area"  # card about the area itself (一村一档)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a counted cell is computed over the records that satisfy its condition.

    kind: "count" records; "distinct" different values of `of` (户数 counted over persons); "sum", "avg", "min", "max"
    of `of`; "ratio" of the records satisfying `part` among all, as percent.
    """

    kind: str = "count"
    of: Node | None = None
    part: Node | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one field asks. Exactly one of: `element` (a value of the record), `node` with `measure` None (a computed
    value of the record), `measure` (an aggregate over `register` where `where`), `special`.

    special: "serial" (序号), "area" (the name of the row's area), "area_code", "date" (of filling), "filler", "blank"
    (signature, remark: stays as it is), "total" (the form sums it itself).
    """

    register: str | None = None
    element: str | None = None
    node: Node | None = None
    where: Node | None = None
    measure: Measure | None = None
    special: str | None = None
    output: str | None = None
    """How the value wants to be written where the form says so: a date format, "code", "label", "tick", "mask"."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate won or lost: a signal, its weight, and a sentence in both languages."""

    signal: str
    weight: float
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another meaning that was considered, with its confidence."""

    meaning: Meaning
    confidence: float


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """One fillable column (its first body cell) or one fillable cell, and what it means.

    formula: the meaning as a clerk reads it (年龄 >= 60 且 性别 = 男 的人数), None when it is a plain element.
    accepted: confident enough to fill without asking.
    """

    sheet: str
    cell: str
    path: tuple[str, ...]
    meaning: Meaning | None
    formula: str | None
    confidence: float
    accepted: bool
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class FormMatch:
    """One table of a form and what it asks: of which register, which population, each field."""

    table: ParsedTable
    subject: Subject
    register: str | None
    population: Node | None
    population_text: str | None
    """The population as a clerk reads it, e.g. 年龄 >= 80."""
    fields: tuple[FieldMatch, ...]
    confidence: float
    reasons: tuple[Reason, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = field(default=())
    """Words of the title that the population does not account for."""
