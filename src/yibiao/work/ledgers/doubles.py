"""疑似重复: records of one register that may be about one thing. In: a view, an area. Out: pairs for a person to judge.

Candidates come from cheap blocks over the mirror (`BLOCKS`): values that agree, each with a weight; reasons that hold
together add up (1 − Π(1 − w)), so that pairs stand by how sure they are and by nothing else. Names that sound alike are
blocked by birth date and compared as they are heard (pinyin without tones, zh as z). A block counts only where the view
reads all its elements. Pairs told apart before are left out, and so are those that two numbers tell apart, unless the
numbers are nearly the same under one name.
Refuses: nothing with an exception; what the view does not cover is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from yibiao.base.clock import today
from yibiao.base.views import View
from yibiao.flow.asking import catalog
from yibiao.flow.linking import sound
from yibiao.flow.standard.model import Standard
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.facts import Eye, Sight, open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Apart, Merger, Record
from yibiao.work.ledgers.neighbours import pointing_at, references
from yibiao.work.ledgers.origins import portions
from yibiao.work.ledgers.queries import covered, note_reading
from yibiao.work.ledgers.sessions import Mirrored, Session
from yibiao.work.ledgers.tables import quoted

LIKELY = 0.8
"""From here on a pair is said to be likely; below it is possible."""
MOST = 2_000
"""Pairs that one block may give: a value that so many share tells nothing."""
_PARTS = ((1, 6), (7, 4), (11, 4), (15, 4))
"""Area, year, day and number of an identity number: where it begins, how long it is."""
Areas = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Two records agree in `same`; near: an element that differs by so few signs that one may be a slip."""

    reason: str
    same: tuple[str, ...]
    weight: float
    near: str = ""
    first: str = ""
    """An element of which the first character agrees (the surname)."""


BLOCKS: Mapping[str, tuple[Block, ...]] = {
    "person": (
        Block("same_number", ("person.id_number",), 0.99),
        Block("name_birth", ("person.name", "person.birth_date"), 0.85),
        Block("name_phone", ("person.name", "person.phone"), 0.8),
        Block("name_near_number", ("person.name",), 0.75, near="person.id_number"),
        Block("phone_surname_gender", ("person.phone", "person.gender"), 0.4, first="person.name"),
    ),
    "household": (
        Block("same_number", ("household.number",), 0.95),
        Block("same_head", ("household.head_id_number",), 0.8),
        Block("address_head", ("household.address", "household.head_name"), 0.8),
        Block("same_address", ("household.address",), 0.4),
    ),
    "dwelling": (
        Block("same_code", ("dwelling.code",), 0.95),
        Block("same_address", ("dwelling.address",), 0.8),
    ),
    "organisation": (
        Block("same_credit_code", ("organisation.credit_code",), 0.99),
        Block("same_name", ("organisation.name",), 0.7),
        Block("address_phone", ("organisation.address", "organisation.phone"), 0.5),
    ),
    "place": (
        Block("same_name", ("place.name",), 0.6),
        Block("same_address", ("place.address",), 0.4),
    ),
}
SOUND = ("person.name", "person.birth_date")
SOUND_WEIGHT = 0.65


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two records as the viewer sees them. reasons: words of `BLOCKS`, "sounds_alike". apart_by: a number in which they
    differ, "" where none does: they can be merged only when that is put right."""

    one: Sight
    other: Sight
    reasons: tuple[str, ...]
    likely: bool
    apart_by: str = ""


def suspects(
    house: House, mirror: Mirrored, view: View, register: str, area: tuple[int, int], *, most: int = 30
) -> tuple[Suspect, ...]:
    """The surest pairs within one area, at most `most`; one journal line."""
    reach = view.within(*area) if view.rows and register in rules.shown_registers(house.standard, view) else ()
    told: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    if reach:
        session = mirror.session()
        try:
            for pair, reason, weight in _candidates(session, house.standard, view, register, reach):
                told[pair][reason] = weight
        finally:
            session.close()
    known = _apart(told)
    ranked = sorted((-_sure(told[pair].values()), pair) for pair in told if pair not in known)
    found = tuple(_seen(house, view, register, [(pair, told[pair]) for _, pair in ranked], most))
    named = {code for block in BLOCKS.get(register, ()) for code in block.same if view.may_read(code)}
    note_reading(house, view, "doubles", register, rows=2 * len(found), elements=named)
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pairs of a register there may be within an area, before anybody's numbers were compared."""

    likely: int
    possible: int


def compared() -> tuple[str, ...]:
    """Every element that a block compares."""
    every = (code for some in BLOCKS.values() for one in some for code in (*one.same, one.near, one.first))
    return tuple(dict.fromkeys(filter(None, every)))


def counted(
    house: House, mirror: Mirrored, view: View, registers: Iterable[str], area: tuple[int, int]
) -> Mapping[str, Counted]:
    """Register → how many pairs wait, for whoever answers for the data and sees nobody's; `view` is the house's own."""
    reach, found = view.within(*area), dict[str, Counted]()
    session = mirror.session()
    try:
        for register in registers:
            told: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
            for pair, reason, weight in _candidates(session, house.standard, view, register, reach):
                told[pair][reason] = weight
            known = _apart(told)
            sure = [_sure(told[pair].values()) >= LIKELY for pair in told if pair not in known]
            found[register] = Counted(sum(sure), len(sure) - sum(sure))
    finally:
        session.close()
    note_reading(house, view, "doubles", "", rows=0)
    return found


def _sure(weights: Iterable[float]) -> float:
    doubt = 1.0
    for weight in weights:
        doubt *= 1 - weight
    return round(1 - doubt, 6)


def _candidates(
    session: Session, standard: Standard, view: View, register: str, reach: Areas
) -> Iterator[tuple[tuple[str, str], str, float]]:
    for block in BLOCKS.get(register, ()):
        needed = [code for code in (*block.same, block.near, block.first) if code]
        if all(code in standard.elements and view.may_read(code) for code in needed):
            for one, other in session.execute(_sql(standard, register, block, reach), {}):
                yield (str(one), str(other)), block.reason, block.weight
    if register == "person" and all(code in standard.elements and view.may_read(code) for code in SOUND):
        for pair in _sounding(session, standard, reach):
            yield pair, "sounds_alike", SOUND_WEIGHT


def _sql(standard: Standard, register: str, block: Block, reach: Areas) -> str:
    same = [f"a.{_column(standard, code)} = b.{_column(standard, code)}" for code in block.same]
    if block.first:
        name = _column(standard, block.first)
        same.append(f"left(a.{name}, 1) = left(b.{name}, 1)")
    if block.near:
        near = _column(standard, block.near)
        same.append(_slipped(near))
    table = quoted(catalog.table_name(register))
    return (
        f"SELECT a.id, b.id FROM {table} a JOIN {table} b ON a.id < b.id AND {' AND '.join(same)} "  # noqa: S608
        f"WHERE {_within('a', reach)} AND {_within('b', reach)} ORDER BY 1, 2 LIMIT {MOST}"
    )


def _slipped(near: str) -> str:
    """Two slips at most. Two of four parts of such a number stay the same, which is asked first: a distance costs 5 µs,
    and the people of one common name are compared all with all."""
    parts = " + ".join(
        f"CAST(substr(a.{near}, {at}, {size}) = substr(b.{near}, {at}, {size}) AS INTEGER)" for at, size in _PARTS
    )
    distance = f"damerau_levenshtein(a.{near}, b.{near}) <= 2"
    return f"a.{near} <> b.{near} AND CASE WHEN {parts} >= 2 THEN {distance} ELSE false END"


def _within(name: str, reach: Areas) -> str:
    return "(" + " OR ".join(f"{name}.area BETWEEN {int(low)} AND {int(high)}" for low, high in reach) + ")"


def _column(standard: Standard, code: str) -> str:
    return quoted(catalog.column_name(standard.elements[code]))


def _sounding(session: Session, standard: Standard, reach: Areas) -> Iterator[tuple[str, str]]:
    """People of one birth date whose names are written differently and sound the same. A name is read aloud once."""
    name, birth = (_column(standard, code) for code in SOUND)
    table = quoted(catalog.table_name("person"))
    sql = (
        f"SELECT a.id, a.{name}, CAST(a.{birth} AS VARCHAR) FROM {table} a "  # noqa: S608 own names only
        f"WHERE a.{name} IS NOT NULL AND a.{birth} IS NOT NULL AND {_within('a', reach)} "
        f"QUALIFY count(*) OVER (PARTITION BY a.{birth}) > 1 ORDER BY 1"
    )
    heard: dict[str, str] = {}
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for record, written, day in session.execute(sql, {}):
        if written not in heard:
            heard[written] = sound(str(written))
        groups[str(day), heard[written]].append((str(record), str(written)))
    given = 0
    for group in groups.values():
        for (one, first), (other, second) in combinations(group, 2):
            if first != second and given < MOST:
                given += 1
                yield one, other


def _apart(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the pairs that somebody looked at and found to be two."""
    found: set[tuple[str, str]] = set()
    for some in portions(sorted({one for one, _ in pairs})):
        found |= set(Apart.objects.filter(one__in=some).values_list("one_id", "other_id"))
    return found


def _seen(
    house: House, view: View, register: str, ranked: Sequence[tuple[tuple[str, str], Mapping[str, float]]], most: int
) -> Iterator[Suspect]:
    """The first pairs of which both are in the view and no number tells them apart."""
    eye, given = Eye(house, view, today(house.clock)), 0
    for start in range(0, len(ranked), max(2 * most, 1)):  # no more records are opened than are likely to be shown
        some = ranked[start : start + 2 * most]
        ids = {record for pair, _ in some for record in pair}
        opened = {
            each.state.id: each
            for ids_of in portions(sorted(ids))
            for each in open_rows(house, covered(house, view, Record.objects.filter(id__in=ids_of)))
        }
        for (one, other), reasons in some:
            if given == most:
                return
            if one not in opened or other not in opened:
                continue
            number = _differing(house.standard, view, register, opened[one].state, opened[other].state)
            if number and "name_near_number" not in reasons:
                continue
            left, right = eye.look([opened[one], opened[other]])
            given += 1
            yield Suspect(left, right, tuple(reasons), _sure(reasons.values()) >= LIKELY, number)


def _differing(standard: Standard, view: View, register: str, one: rules.State, other: rules.State) -> str:
    """The element of the number that tells the two apart, as far as the view reads it."""
    for code in standard.registers[register].identifiers:
        if standard.elements[code].domain in ("citizen_id", "credit_code") and view.may_read(code):
            first, second = one.values.get(code), other.values.get(code)
            if first is not None and second is not None and first != second:
                return code
    return ""


def naming(house: House, mirror: Mirrored, record: str) -> Callable[[str], list[tuple[str, str]]]:
    """Who refers to the record, for `merge_records`: asked of the mirror now, and of what was written after that when
    the merge has its turn; within a transaction the mirror must not be refreshed."""
    register = Record.objects.filter(id=record).values_list("register", flat=True).first() or ""
    session = mirror.session()
    seen = mirror.sequence
    try:
        known = [(each.id, each.element) for each in pointing_at(session, house.standard, {register: [record]})]
    finally:
        session.close()

    def named(double: str) -> list[tuple[str, str]]:
        codes = [element.code for element in references(house.standard)]
        registers = sorted({code.partition(".")[0] for code in codes})
        keys = sealing.Keys(house.vault)
        rows = Record.objects.filter(sequence__gt=seen, ended="", register__in=registers)
        late = [
            (row.id, code)
            for row in rows
            for code, value in sealing.state_of(row, keys).values.items()
            if code in codes and value == double
        ]
        return sorted({*known, *late})

    return named


def mergers(house: House, view: View, *, most: int = 50) -> tuple[dict[str, Any], ...]:
    """The last merges within the view that were not taken back: id, record that stays, double, moment, actor."""
    rows = Merger.objects.filter(undone=None, stays__in=covered(house, view, Record.objects.all()))
    found = rows.order_by("-line_id").select_related("line", "stays__area")[:most]
    given = tuple(
        {"id": row.id, "record": row.stays_id, "double": row.double_id, "register": row.stays.register,
         "area_name": row.stays.area.name, "moment": row.line.moment, "actor": row.line.actor}
        for row in found
    )  # fmt: skip
    note_reading(house, view, "mergers", "", rows=len(given))
    return given
