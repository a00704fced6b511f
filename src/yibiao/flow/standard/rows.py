"""Received rows in standard values, and how `linking` and `keeping` see what the ledger knows. In: nothing.

Out: frozen values and the protocol that the ledger's queries fulfil for them. Refuses: nothing; it only holds. Values
are kept as the domains keep them (`Domain.to_json`); the register of a value is the first part of its element code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from yibiao.base.problems import Problem
from yibiao.flow.standard.domains import Json


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One body row (or one card) of a received table.

    register: what the form's rows are about. values: element → value, of any register that the row speaks of; blanks
    are left out. cells: element → A1 reference. doubtful: elements whose value a person should look at first.
    area: what the row says of its area, as written. problems: refused and remarked values, with their cells.
    """

    sheet: str
    row: int
    register: str
    values: Mapping[str, Json]
    cells: Mapping[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    area: str | None = None
    problems: tuple[Problem, ...] = ()

    def part(self, register: str) -> dict[str, Json]:
        """The values of one register."""
        return {code: value for code, value in self.values.items() if code.partition(".")[0] == register}

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers that the row speaks of, the form's own first."""
        named = (code.partition(".")[0] for code in self.values)
        return tuple(dict.fromkeys((self.register, *named)))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said a field's present value, and when: the source's name, the day of its word. seen: somebody who keeps the
    ledger found it out or checked it himself, not a list that was brought in."""

    source: str
    day: date
    seen: bool = False


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A live record of the ledger in the clear. `area` is a code; provenance may lack elements that nobody traced."""

    register: str
    id: str
    version: int
    values: Mapping[str, Json]
    area: str | None = None
    master: str | None = None
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """How texts look that are their own standard writing: they match `pattern` as a whole, and are none of `never`.

    pattern: classes of signs and counts only, which every engine of regular expressions reads alike.
    """

    pattern: str
    never: tuple[str, ...] = ()

    @property
    def fits(self) -> Callable[[str], object]:
        """Whether a text has the form: a compiled function, to be asked a million times."""
        never = f"(?!(?:{'|'.join(map(re.escape, self.never))})\\Z)" if self.never else ""
        return re.compile(f"{never}(?:{self.pattern})").fullmatch


class KnownRecords(Protocol):
    """What the ledger knows, within the reach of the one who imports. Asked in batches, a few times a file."""

    def find(self, register: str, wanted: Sequence[Mapping[str, Json]]) -> Sequence[Sequence[KnownRecord]]:
        """For each conjunction of element = value the live records that hold it; [] where there is none.

        A reference is asked by record id: {"person.household": id} finds the members.
        """

    def hanging_on(self, register: str, masters: Sequence[str]) -> Sequence[Sequence[KnownRecord]]:
        """For each master's record id its live details of the detail register."""

    def get(self, records: Sequence[str]) -> Sequence[KnownRecord | None]:
        """For each record id the live record, or None."""

    def addressed(self, register: str, element: str, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Id and address of the live records whose `element`, an address, has one of these as its last number (502 of
        3幢502室); full width counts as half width."""

    def stems(self, register: str, element: str) -> Iterator[str]:
        """Each address of live records once, less its last number and what follows: of 3幢2单元502室 the stairwell."""

    def agreeing(
        self, register: str, named_by: str, blocks: Iterable[Mapping[str, Sequence[str | None]]],
        forms: Mapping[str, Form],
    ) -> Iterator[Sequence[str | None]]:  # fmt: skip
        """For each block of rows (element → a text a row, None where nothing is said), before the next one is taken:
        for each row the id of the record that `named_by` names, where it names exactly one and that one holds all that
        the row says, in the same writing; else None. A row whose text for an element of `forms` has not its form
        agrees with nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """Which record of `register` a row is about.

    record: the one, or None. step: how it was found ("person.id_number", "person.name+person.birth_date", "new").
    candidates: the ids among which a person must choose. problems: why it is doubtful.
    """

    register: str
    record: KnownRecord | None = None
    step: str = "new"
    candidates: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def doubtful(self) -> bool:
        return self.record is None and bool(self.problems)
