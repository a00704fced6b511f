"""A period is opened: the answers of every area in one pass. In: admitted forms, a day. Out: the periods' ids.

    read and match → ask once a level, as the house → cut by area → count gaps, compare with last time → one transaction

A form whose period exists already is passed over, so a killed job goes on where it was. Refuses (`ProblemError`): who
may not open the form's period; a form that is not valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.base.views import View
from yibiao.edge.estate import Estate
from yibiao.edge.filings.forming import Form, form_of, wanted
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import Number, Question, Rows, RowsQuestion
from yibiao.flow.reporting import (
    Spot,
    answer_all,
    digest_of,
    doubts_of,
    gaps_of,
    pack_answers,
    unpack_answers,
)
from yibiao.flow.reporting.comparing import compare
from yibiao.flow.standard.model import Standard
from yibiao.work.admissions import queries as admissions
from yibiao.work.admissions.queries import EntryRow
from yibiao.work.directory import queries as directory
from yibiao.work.filings import actions, queries, rules
from yibiao.work.filings.actions import NewPeriod, Part
from yibiao.work.filings.rules import Actor
from yibiao.work.ledgers.asking import answer, told


@dataclass(frozen=True, slots=True)
class Wish:
    """Which forms, as of which day. key: of the period; "": the one that the day lies in, by the form's rhythm."""

    numbers: tuple[str, ...]
    day: date
    key: str = ""


def may_open(actor: Actor, number: str) -> EntryRow:
    """The admitted form of which this person may open a period now; `ProblemError` says why he may not."""
    entry = admissions.entry(number, actor.day)
    if entry is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    refuse_if(rules.why_not_open(actor, entry.issuer, entry.area, entry.state, entry.title))
    return entry


def open_one(estate: Estate, actor: Actor, number: str, wish: Wish) -> tuple[str, bool]:
    """(the period's id, whether it is new) of one form."""
    entry = may_open(actor, number)
    key = wish.key or rules.period_key(entry.period, wish.day)
    known = queries.period_of(number, key)
    if known is not None:
        return known.id, False
    vault = estate.house.vault
    template = admissions.template_of(vault, number, entry.version)
    assert template is not None, "an entry keeps its form"
    form = form_of(estate, template)
    if not form.sense.questions:
        raise ProblemError(problem("FILINGS_NOTHING_ASKED", Place(file=template.name), title=entry.title))
    tree, spots = places_of(entry.area, entry.levels)
    before = queries.earlier_answers(vault, number, wish.day, form.reading.digest)
    parts, sequence = parts_of(estate, form, entry_view(estate, form, entry), (tree, spots), wish.day, before=before)
    new = NewPeriod(
        number=number, version=entry.version, key=key, title=entry.title, department=entry.department,
        issuer=entry.issuer, purpose=entry.purpose, area=entry.area, first=entry.first, last=entry.last,
        levels=entry.levels, day=wish.day, due=rules.due_on(wish.day, entry.due_days, entry.lead_days),
        name=template.name, template=template.data, binding=template.binding, sense=form.reading, sequence=sequence,
    )  # fmt: skip
    return actions.open_period(vault, actor.login, new, parts, clock=estate.house.clock)


def open_what_ended(estate: Estate, day: date) -> tuple[str, ...]:
    """The next period of every form that is asked in a rhythm, once somebody has opened its first: on a period's last
    day, under the name of who opened the one before, if he still may. The ids of those that are new.

    A form that cannot be opened does not keep the others: its problem is raised when they are done.
    """
    found: list[str] = []
    refused: list[ProblemError] = []
    for newest in queries.newest_periods():
        entry = admissions.entry(newest.number, day)
        last = rules.ended(entry.period, day) if entry is not None and entry.state == "valid" else None
        if entry is None or last is None or last <= newest.day or rules.period_key(entry.period, last) == newest.key:
            continue
        for role in directory.roles_of(newest.opened_by, day):
            actor = Actor(newest.opened_by, role, directory.offices_of(newest.opened_by, role, day), day)
            if rules.why_not_open(actor, entry.issuer, entry.area, entry.state, entry.title) is None:
                try:
                    period, new = open_one(estate, actor, entry.number, Wish((entry.number,), last))
                    found += [period] if new else []
                except ProblemError as problem_of_form:
                    refused.append(problem_of_form)
                break
    if refused:
        raise refused[0]
    return tuple(found)


def entry_view(estate: Estate, form: Form, entry: EntryRow) -> View:
    return form_view(estate, form, entry.purpose, (entry.first, entry.last))


def form_view(estate: Estate, form: Form, purpose: str, area: tuple[int, int]) -> View:
    """As the house: what the form's questions name, and their registers, so that 有(残疾) can be asked."""
    standard = estate.house.standard
    registers, elements = told(form.sense.questions, standard)
    named = {element.code for register in registers for element in standard.of_register(register)}
    return directory.house_view(purpose, area, {*elements, *named}, estate.day())


def places_of(area: str, levels: Iterable[str]) -> tuple[list[Spot], list[Spot]]:
    """(the tree from `area` down, the areas in it that answer)."""
    rows = list(directory.open_areas())
    root = next((row for row in rows if row.code == area), None)
    if root is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(), code=area))
    tree = [
        Spot(row.code, row.level, row.first, row.last, row.parent)
        for row in rows
        if root.first <= row.first and row.last <= root.last
    ]
    asked = frozenset(levels)
    return tree, [spot for spot in tree if spot.level in asked]


def parts_of(
    estate: Estate, form: Form, view: View, places: tuple[Sequence[Spot], Sequence[Spot]], day: date,
    *, before: Mapping[str, bytes],
) -> tuple[list[Part], int]:  # fmt: skip
    """(what each area answers, the journal line up to which the ledger was seen at least)."""
    tree, spots = places
    house, mirror = estate.house, estate.mirror
    mirror.session().close()  # follows the feed: the line that is kept is that of this moment, not of the last question
    sequence = mirror.sequence

    sight = {spot.code: replace(view, areas=((spot.first, spot.last),)) for spot in tree}

    def asker(questions: Sequence[Question], area: str, each: str | None = None) -> Sequence[Answer]:
        return answer(house, mirror, sight[area], questions, area, day=day, each=each)

    doubts = doubts_of(form.sense.questions, house.standard, wanted(house.standard))
    questions = (*form.sense.questions, *(question for _, question in doubts))
    answers = answer_all(questions, spots, tree, asker, house.standard) if spots else {}
    codes = [code for code, _ in doubts]
    return [_part(form, spot, answers[spot.code], codes, before.get(spot.code)) for spot in spots], sequence


def _part(form: Form, spot: Spot, given: Sequence[Answer], doubted: Sequence[str], before: bytes | None) -> Part:
    questions = form.sense.questions
    answers, doubts = given[: len(questions)], given[len(questions) :]
    packed = pack_answers(answers)
    needed, gaps = _gaps(form, answers, doubts, doubted)
    cells, held, rows = _sizes(questions, answers)
    changed = None if before is None else _changed(unpack_answers(before), answers)
    return Part(
        spot.code, spot.level, spot.first, spot.last, packed, digest_of(form.reading.digest.encode(), packed),
        rows, cells, held, needed, gaps, changed,
    )  # fmt: skip


def _changed(before: Sequence[Answer], answers: Sequence[Answer]) -> int | None:
    """How many numbers and records differ from last time; None where the answers are no longer of one shape."""
    try:
        found = compare(before, answers)
    except ProblemError:
        return None
    rows = sum(len(one.added) + len(one.gone) + len(one.changed) for one in found.rows)
    return len(found.numbers) + rows


def _gaps(
    form: Form, answers: Sequence[Answer], doubts: Sequence[Answer], doubted: Sequence[str]
) -> tuple[int, dict[str, int]]:
    """(records that lack what should be known, element → how many lack it)."""
    standard: Standard = form.standard
    important = wanted(standard)
    gaps: dict[str, int] = {}
    records = 0
    for gap in gaps_of(form.sense.questions, answers, standard):
        lacking = [code for code in gap.elements if code in important]
        records += bool(lacking)
        for code in lacking:
            gaps[code] = gaps.get(code, 0) + 1
    counted = [
        (code, int(doubt.value))
        for code, doubt in zip(doubted, doubts, strict=True)
        if isinstance(doubt, Number) and isinstance(doubt.value, int) and doubt.value
    ]
    for code, count in counted:
        gaps[code] = gaps.get(code, 0) + count
    return max([records, *(count for _, count in counted)]), gaps


def _sizes(questions: Sequence[Question], answers: Sequence[Answer]) -> tuple[int, int, int]:
    """(cells asked, cells that the ledger answered, records listed)."""
    cells = held = rows = 0
    for question, found in zip(questions, answers, strict=True):
        if isinstance(found, Rows):
            cells += len(found.ids) * len(found.columns)
            held += sum(value is not None for row in found.values for value in row)
            rows += len(found.ids) if isinstance(question, RowsQuestion) else 0
        else:
            cells, held = cells + 1, held + (found.value is not None)
    return cells, held, rows
