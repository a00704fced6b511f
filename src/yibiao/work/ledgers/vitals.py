"""Figures of the whole ledger's health, by area, register and element. In: a house, its mirror, a day. Out: counts.

Set at a time: one pass of the mirror over each register counts its values by area and by pattern of age (`ages`), for
all areas together. Who is gone is left out, as in every count (decision 0008). Refuses: nothing. Tells of nobody:
neither a value nor an id leaves this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from yibiao.flow.asking import catalog
from yibiao.flow.asking.leaving import gone
from yibiao.flow.standard.formula import Kind, kind_of
from yibiao.flow.standard.formula.kinds import domain_argument
from yibiao.flow.standard.model import Element, Standard
from yibiao.work.ledgers.ages import AGES, Aged, aged, ageing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Conflict
from yibiao.work.ledgers.sessions import Mirrored, Session
from yibiao.work.ledgers.tables import quoted

MARKS = ("filled", *AGES, "invalid", "disputed")
"""What is counted of an element's values: all that are there; of those that age, how they are (`ages.AGES`); those that
the standard does not know; those with an open conflict."""
_GONE = -1
Counted = tuple[int, str, int]
"""Number of an area, element, how many."""


@dataclass
class Part:
    """One register in one area: its records, and of each element the counts in the order of `MARKS`."""

    records: int = 0
    elements: dict[str, list[int]] = field(default_factory=dict)

    def add(self, element: str, mark: str, count: int) -> None:
        self.elements.setdefault(element, [0] * len(MARKS))[MARKS.index(mark)] += count


def measure(house: House, mirror: Mirrored, day: date) -> dict[int, dict[str, Part]]:
    """Number of an area → register → counts, for the areas in which records lie."""
    found: dict[int, dict[str, Part]] = defaultdict(lambda: defaultdict(Part))
    standard, session = house.standard, mirror.session()
    try:
        for register, each in aged(standard, day).items():
            each.of |= dict.fromkeys(gone(session, standard, register, day), _GONE)
            for area, part in _values(session, standard, register, each).items():
                found[area][register] = part
            for area, element, count in _invalid(session, standard, register, each):
                found[area][register].add(element, "invalid", count)
    finally:
        session.close()
    disputed = Conflict.objects.filter(state="open", record__ended="")
    names = ("record__area__first", "record__register", "element")
    for area, register, element, count in disputed.values_list(*names).annotate(Count("record", distinct=True)):
        found[area][register].add(element, "disputed", count)
    return {area: dict(parts) for area, parts in found.items()}


def _kept(standard: Standard, register: str) -> tuple[Element, ...]:
    return tuple(element for element in standard.of_register(register) if not element.derived)


def _values(session: Session, standard: Standard, register: str, each: Aged) -> dict[int, Part]:
    """How many values each area has, and how old they are."""
    elements = _kept(standard, register)
    places = {element.code: place for place, element in enumerate(ageing(standard, register))}
    counts = "".join(f", count(r.{_column(element)})" for element in elements)
    select = f"SELECT r.area, {{pattern}}, count(*){counts} FROM {_table(register)} AS r"  # noqa: S608 own names
    rows = _beside(session, each, select, "1, 2")
    found: dict[int, Part] = defaultdict(Part)
    for area, number, records, *filled in rows:
        part, pattern = found[area], each.patterns[number]
        part.records += records
        for element, count in zip(elements, filled, strict=True):
            if count:
                part.add(element.code, "filled", count)
                if element.code in places:
                    part.add(element.code, AGES[pattern[places[element.code]]], count)
    return found


def _beside(session: Session, each: Aged, select: str, group: str, where: str = "true") -> Sequence[Sequence[int]]:
    """The select, grouped, with the number of each record's pattern in the place of {pattern}; without who is gone."""
    named = {"id": list(each.of), "pattern": list(map(str, each.of.values()))}
    if not each.of:
        return session.execute(f"{select.format(pattern=0)} WHERE {where} GROUP BY {group}", {})
    pattern = "coalesce(CAST(aged.pattern AS INTEGER), 0)"
    joined = f"{select.format(pattern=pattern)} LEFT JOIN aged ON aged.id = r.id"
    return session.beside("aged", named, f"{joined} WHERE {where} AND {pattern} <> {_GONE} GROUP BY {group}")


def _invalid(session: Session, standard: Standard, register: str, each: Aged) -> Iterator[Counted]:
    """Codes that their list does not have (any more), references to records that are not there."""
    for element in _kept(standard, register):
        column = f"r.{_column(element)}"
        if kind_of(element) is Kind.CODE:
            known = standard.code_lists.get(domain_argument(element.domain))
            strange = _strange(session, register, element, {one.code for one in known.codes} if known else set())
            wrong = " OR ".join(f"{column} = {_text(value)}" for value in strange)
        elif kind_of(element) is Kind.REF:
            target = _table(domain_argument(element.domain))
            wrong = f"{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target} AS t WHERE t.id = {column})"  # noqa: S608
        else:
            continue
        if wrong:
            select = f"SELECT r.area, count(*) FROM {_table(register)} AS r"  # noqa: S608 own names
            for area, count in _beside(session, each, select, "1", f"({wrong})"):
                yield area, element.code, count


def _strange(session: Session, register: str, element: Element, known: set[str]) -> list[str]:
    """Codes that occur and that the list lacks: as a rule none, and then nothing has to be counted."""
    column = _column(element)
    rows = session.execute(f"SELECT DISTINCT {column} FROM {_table(register)} WHERE {column} IS NOT NULL", {})  # noqa: S608
    return sorted({str(row[0]) for row in rows} - known)


def _table(register: str) -> str:
    return quoted(catalog.table_name(register))


def _column(element: Element) -> str:
    return quoted(catalog.column_name(element))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def rolled_up(
    found: Mapping[int, Mapping[str, Part]], areas: Sequence[tuple[int, int | None]]
) -> Iterator[tuple[int, Mapping[str, Part]]]:
    """The counts of each area with all below it. areas: (number, that of the area above), in tree order."""
    whole: dict[int, dict[str, Part]] = defaultdict(lambda: defaultdict(Part))
    for number, above in reversed(areas):
        for register, part in found.get(number, {}).items():
            _put(whole[number][register], part)
        if above is not None:
            for register, part in whole[number].items():
                _put(whole[above][register], part)
        yield number, whole.pop(number, {})


def _put(whole: Part, part: Part) -> None:
    whole.records += part.records
    for element, counts in part.elements.items():
        had = whole.elements.get(element)
        whole.elements[element] = list(counts) if had is None else [a + b for a, b in zip(had, counts, strict=True)]
