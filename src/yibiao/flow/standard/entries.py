"""What a person types about one record, checked and in standard values. In: a register, element → what was typed.

Out: values as the ledger keeps them (None takes one away), what follows from them (birth date and sex from an identity
number: never asked for), problems by element. Refuses: nothing with an exception; a value with an "error" problem is
not among the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Raw
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.domains.citizen_id import birth_date, plausible, sex
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.model import Element, Standard

_ID, _BORN, _SEX = "person.id_number", "person.birth_date", "person.gender"
_PAST = frozenset({_BORN, "person.death_date", "person.move_in_date", "person.move_out_date", "person.away_date"})
"""Days that have been when somebody writes them down."""


@dataclass(frozen=True, slots=True)
class Entries:
    """values: to be written. follows: elements among them that nobody typed. problems: by element code."""

    values: Mapping[str, Json] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems with which nothing may be written."""
        return tuple(found for each in self.problems.values() for found in each if found.kind.severity == "error")


def read_entries(standard: Standard, register: str, typed: Mapping[str, Raw], day: date) -> Entries:
    """`day` is today; an empty text takes the value away."""
    values: dict[str, Json] = {}
    problems: dict[str, list[Problem]] = {}
    for code, raw in typed.items():
        element = standard.elements.get(code)
        if element is None or element.register != register or element.derived:
            fault = "LEDGERS_DERIVED" if element is not None and element.derived else "STANDARD_UNKNOWN_ELEMENT"
            problems.setdefault(code, []).append(problem(fault, Place(field=code), code=code))
            continue
        value, found = _read(element, raw, standard, day)
        problems.setdefault(code, []).extend(found)
        if not any(each.kind.severity == "error" for each in found):
            values[code] = value
    follows = _follow(standard, values, problems)
    return Entries(values, follows, {code: tuple(found) for code, found in problems.items() if found})


def missing(standard: Standard, register: str, values: Mapping[str, Json]) -> tuple[Problem, ...]:
    """What a new record of the register cannot do without."""
    face = faces(standard).get(register)
    return tuple(
        problem("ENTRY_MISSING", Place(field=element.code), element=element.label_zh, element_en=element.label_en)
        for element in (face.must if face else ())
        if values.get(element.code) is None
    )


def _read(element: Element, raw: Raw, standard: Standard, day: date) -> tuple[Json, tuple[Problem, ...]]:
    domain = domain_of(element.domain, standard)
    parsed = domain.parse(raw, Place(field=element.code))
    if parsed.value is None:
        return None, parsed.problems
    ahead = element.code in _PAST and isinstance(parsed.value, date) and parsed.value > day
    more = (problem("ENTRY_DAY_AHEAD", Place(field=element.code), day=f"{parsed.value:%F}"),) if ahead else ()
    if element.code == _ID:
        born = birth_date(str(parsed.value))
        if born is None or not plausible(born, day):
            more = (problem("DOMAIN_ID_BIRTH", Place(field=element.code)),)
    return domain.to_json(parsed.value), (*parsed.problems, *more)


def _follow(standard: Standard, values: dict[str, Json], problems: dict[str, list[Problem]]) -> frozenset[str]:
    """Birth date and sex stand in the identity number (GB 11643—1999)."""
    number = values.get(_ID)
    born = birth_date(number) if isinstance(number, str) else None
    if born is None:
        return frozenset()
    follows = set()
    for code, told in ((_BORN, born.isoformat()), (_SEX, sex(str(number)))):
        element = standard.elements.get(code)
        if element is None:
            continue
        if values.get(code) is None:
            values[code] = told
            follows.add(code)
        elif values[code] != told:
            place, named = Place(field=code), {"element": element.label_zh, "value": values[code], "expected": told}
            problems.setdefault(code, []).append(problem("RECEIVE_ID_CONTRADICTS", place, **named))
    return frozenset(follows)
