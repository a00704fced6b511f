"""The readers of corrections. In: a house, a view, who looks. Out: rows as this person may see them.

    who keeps the ledger     those of the own areas; values as the view shows them
    department_officer       those his department must answer or has passed on; of the record only the named elements
                             that the source delivered, and only as far as a grant for the purpose at hand goes
    data_officer, leader     those of the own areas, without a value or a word

Refuses: nothing; what somebody may not see is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.work.corrections import rules
from yibiao.work.corrections.actions import content
from yibiao.work.corrections.models import Correction
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers import claims
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.queries import note_reading, seen

SEEING = (*rules.FINDERS, rules.ANSWERER, rules.OFFICE, "leader")
MOST = 100
"""Rows of one look, the newest first."""


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction in one person's eyes. values: element → (the source's, what was found). known: what names the
    record. shown: whether words, values and basis are. acts: what this person may do now. post: who found it."""

    id: str
    area: str
    record: str
    register: str
    elements: tuple[str, ...]
    source: str
    department: str
    passed: tuple[str, ...]
    post: str
    state: str
    day: date
    due: date
    days: int
    answer: str
    answer_day: date | None
    times: int
    reopened: int
    shown: bool
    words: str
    basis: str
    values: Mapping[str, tuple[Json, Json]]
    known: Mapping[str, Json]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A department's unanswered ones: how many, how long the oldest has waited, how many are past their day."""

    department: str
    count: int
    days: int
    late: int


def corrections(house: House, view: View, login: str, role: str | None, day: date) -> tuple[CorrectionRow, ...]:
    """Those that are any business of this person; one journal line."""
    reach = _Reach(login, role, day)
    rows = [row for row in Correction.objects.order_by("-made", "-id") if reach.concerns(row)][:MOST]
    found = tuple(_row(house, view, reach, row) for row in rows)
    note_reading(house, view, "corrections", "", rows=sum(row.shown for row in found))
    return found


def waiting(rows: Iterable[CorrectionRow], day: date) -> tuple[Waiting, ...]:
    """By department, in the order of their names: never ranked."""
    held: dict[str, list[CorrectionRow]] = defaultdict(list)
    for row in rows:
        if row.state == rules.WAITING:
            held[row.department].append(row)
    return tuple(
        Waiting(name, len(some), max(row.days for row in some), sum(row.due < day for row in some))
        for name, some in sorted(held.items())
    )


def watched(source: str) -> Mapping[str, frozenset[str]]:
    """Record → elements of which this source has said that it corrected them: what it says next is the proof."""
    found: dict[str, frozenset[str]] = {}
    for record, elements in Correction.objects.filter(state="corrected", source=source).values_list(
        "record", "elements"
    ):
        found[record] = found.get(record, frozenset()) | frozenset(elements)
    return found


def actor_on(correction: str, login: str, role: str | None, day: date) -> rules.Actor | None:
    """Who acts on this correction; None where there is none, or it is no business of this person."""
    row = Correction.objects.filter(id=correction).first()
    reach = _Reach(login, role, day)
    return reach.actor(row.area) if row is not None and reach.concerns(row) else None


class _Reach:
    """Whose business what is: the posts of one person in one role."""

    def __init__(self, login: str, role: str | None, day: date) -> None:
        self.login, self.role, self.day = login, role, day
        self._posts = [post for post in directory.posts_of(login, day) if post.role == role]
        self._areas = {area.code: area for area in directory.open_areas()}

    def actor(self, area: str) -> rules.Actor:
        posts = [post for post in self._posts if self._within(area, post.area)]
        departments = frozenset(post.department for post in posts if post.department)
        return rules.Actor(self.login, self.role, departments, bool(posts), self.day)

    def concerns(self, row: Correction) -> bool:
        actor = self.actor(row.area)
        if self.role not in SEEING or not actor.inside:
            return False
        return self.role != rules.ANSWERER or bool(actor.departments & {row.department, *row.passed})

    def _within(self, area: str, outer: str) -> bool:
        inner, around = self._areas.get(area), self._areas.get(outer)
        return inner is not None and around is not None and around.first <= inner.first and inner.last <= around.last


def _row(house: House, view: View, reach: _Reach, row: Correction) -> CorrectionRow:
    actor = reach.actor(row.area)
    shown = claims.covers_record(house, view, row.record)
    told = content(house, row) if shown else {}
    mine = reach.role != rules.ANSWERER or row.department in actor.departments
    said = mine and (reach.role != rules.ANSWERER or row.source != "")  # to its own department what it delivered
    named = house.standard.registers[row.register].identifiers if row.register in house.standard.registers else ()
    known = claims.delivered_by(house, view, row.record, row.source, _names(house, row, named)) if said else {}
    return CorrectionRow(
        row.id, row.area, row.record if shown and reach.role in rules.FINDERS else "", row.register,
        tuple(row.elements), row.source, row.department, tuple(row.passed), row.post, row.state, row.day, row.due,
        (reach.day - row.day).days, row.answer, row.answer_day, row.times, row.reopened, shown and mine,
        told.get("words", "") if mine else "", told.get("basis", "") if mine else "",
        _values(house, view, told.get("values", {})) if said else {}, known if shown else {},
        tuple(_acts(row, actor)),
    )  # fmt: skip


def _names(house: House, row: Correction, identifiers: Iterable[str]) -> Iterable[str]:
    """What names the record, less what is itself wrong."""
    codes = dict.fromkeys((f"{row.register}.name", *identifiers))
    return [code for code in codes if code in house.standard.elements and code not in row.elements]


def _values(house: House, view: View, held: Mapping[str, list[Json]]) -> dict[str, tuple[Json, Json]]:
    said = seen(house, view, {code: pair[0] for code, pair in held.items()})[0]
    found = {code: pair[1] for code, pair in held.items() if code in said and code not in view.masks}
    return {code: (value, found.get(code)) for code, value in said.items()}


def _acts(row: Correction, actor: rules.Actor) -> Iterable[str]:
    if row.state != rules.WAITING:
        return
    facts = rules.Facts(row.state, row.finder, row.department, tuple(row.passed), row.day)
    if rules.answers_for(facts, actor):
        yield from rules.ANSWERS
    elif rules.oversees(actor):
        yield "not_ours"
    if rules.why_not_withdraw(facts, actor) is None:
        yield "withdraw"
