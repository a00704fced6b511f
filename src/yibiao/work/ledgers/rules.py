"""Decisions about records, without a database. In: states, values, versions. Out: merges, problems, texts to prove.

Field-level merge: a writer says which version he saw. What nobody else has touched since is taken; what somebody set to
another value since is a conflict and changes nothing; both values are kept for a person to decide.
Refuses: unknown and derived elements, elements of another register, values that JSON cannot hold exactly (problems).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard

SECRET_FROM = 3
"""Sensitivity from which a value is sealed under its owner's key."""
ALL = "*"
"""The stamp of every element that has none of its own."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class State:
    """A record with its values in the clear, levels 1-4 together. `area` is the key of the area's row."""

    register: str
    id: str
    area: int
    master: str | None
    owner: str
    values: Mapping[str, Json]
    stamps: Mapping[str, int]
    version: int = 1
    ended: str = ""
    checks: Mapping[str, int] = field(default_factory=dict)

    def stamp(self, element: str) -> int:
        """The journal sequence that last set the element."""
        return self.stamps.get(element, self.stamps.get(ALL, 0))

    def known(self, element: str) -> int:
        """The journal sequence that last set the element or found it unchanged."""
        return max(self.stamp(element), self.checks.get(element, 0))


@dataclass(frozen=True, slots=True)
class Merge:
    """What a write comes to: values to set (None takes a value away), conflicts (ours, theirs), elements that agree."""

    sets: Mapping[str, Json] = field(default_factory=dict)
    conflicts: Mapping[str, tuple[Json, Json]] = field(default_factory=dict)
    same: tuple[str, ...] = ()


def merge(state: State, given: Mapping[str, Json], base_sequence: int, own: frozenset[int] = frozenset()) -> Merge:
    """Field by field; `base_sequence` is the journal sequence of the version that the writer saw.

    own: sequences that this same writer's device has written on top of that version; they stand in nobody's way.
    """
    sets: dict[str, Json] = {}
    conflicts: dict[str, tuple[Json, Json]] = {}
    same: list[str] = []
    for element, value in given.items():
        ours = state.values.get(element)
        if ours == value and type(ours) is type(value):
            same.append(element)
        elif another(state, element, base_sequence, own) and (element in state.stamps or ours is not None):
            conflicts[element] = (ours, value)
        else:
            sets[element] = value
    return Merge(sets, conflicts, tuple(same))


def another(state: State, element: str, base_sequence: int, own: frozenset[int]) -> bool:
    """Whether somebody else has set the element since the version that the writer saw."""
    stamp = state.stamp(element)
    return stamp > base_sequence and stamp not in own


def with_values(values: Mapping[str, Json], sets: Mapping[str, Json]) -> dict[str, Json]:
    """`values` after `sets`; None takes a value away."""
    return {element: value for element, value in {**values, **sets}.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Writable:
    """What writing needs to know of an element; `read` is its domain's reading of what is kept."""

    register: str
    derived: bool
    secret: bool
    read: Callable[[Json], object]

    def keeps(self, value: Json) -> bool:
        """Whether the domain keeps values in this writing: what is stored must be readable by everyone."""
        if not isinstance(value, str | int):
            return False
        try:
            self.read(value)
        except (ValueError, ArithmeticError):
            return False
        return True


@per_standard
def writable(standard: Standard) -> Mapping[str, Writable]:
    """Every element by code, made once for a standard: a district has millions of values."""
    return {
        element.code: Writable(
            element.register,
            element.derived,
            element.sensitivity >= SECRET_FROM,
            domain_of(element.domain, standard).from_json,
        )
        for element in standard.elements.values()
    }


def split(standard: Standard, values: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """(levels 1-2, levels 3-4). An element that the standard has lost counts as secret."""
    known = writable(standard)
    clear: dict[str, Json] = {}
    secret: dict[str, Json] = {}
    for code, value in values.items():
        element = known.get(code)
        (secret if element is None or element.secret else clear)[code] = value
    return clear, secret


def faults(standard: Standard, register: str, values: Mapping[str, Json]) -> Iterable[Problem]:
    """What must not be written into a record of `register`."""
    if register not in standard.registers:
        yield problem("LEDGERS_UNKNOWN_REGISTER", Place(), register=register)
        return
    known = writable(standard)
    for code, value in values.items():
        element = known.get(code)
        if element is None:
            yield problem("STANDARD_UNKNOWN_ELEMENT", Place(field=code), code=code)
        elif element.register != register:
            yield problem("LEDGERS_OTHER_REGISTER", Place(field=code), code=code, register=register)
        elif element.derived:
            yield problem("LEDGERS_DERIVED", Place(field=code), code=code)
        elif value is not None and not element.keeps(value):
            yield problem("LEDGERS_NO_JSON", Place(field=code), code=code, kind=type(value).__name__)


def document(values: Mapping[str, object]) -> bytes:
    """Values in one writing."""
    return _one_writing(values)


def proof_text(state: State) -> bytes:
    """Everything of a record that its proof covers."""
    parts = [state.register, state.id, state.area, state.master, state.version, state.ended, dict(state.values)]
    return _one_writing(parts)


def _one_writing(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def identifier_text(value: Json) -> str:
    """One writing of an identifier, so that 11…x and 11…X are found by each other."""
    return str(value).strip().upper()


def shown_registers(standard: Standard, view: View) -> frozenset[str]:
    """Registers of which the view shows something; of the others not even a record's being there."""
    return _registers_of(standard, view.elements)


@per_standard
def _registers_of(standard: Standard, elements: frozenset[str]) -> frozenset[str]:
    return frozenset(code.partition(".")[0] for code in elements & standard.elements.keys())


def freshness(half_life: int | None, day: date | None, today: date) -> str:
    """How fresh a value said on `day` is: "steady" (does not age), "new", "check" (older than its half-life in days),
    "unknown" (nobody knows since when)."""
    if half_life is None:
        return "steady"
    if day is None:
        return "unknown"
    return "check" if (today - day).days > half_life else "new"


def covers(areas: Iterable[tuple[int, int]], number: int) -> bool:
    """Whether the intervals cover the area number."""
    return any(low <= number <= high for low, high in areas)
