"""The only writers of watches. In: a house, its mirror, a day, who. Out: counts; one journal line each.

    run      every rule is asked of the whole ledger, one statement a rule; findings open, close, open again
    settle   somebody decides an open finding
    write_rule → approve_rule (by somebody else) → retire_rule: rules of one's own

Refuses (`ProblemError`): what `rules` refuses, findings that are not there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.base.views import View
from yibiao.flow.asking.nodes import Rows
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching import Rule, read_rules, rules
from yibiao.work.directory import queries as directory
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers.asking import answer, answer_then, told
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.moments import day_moment
from yibiao.work.ledgers.sessions import Mirrored
from yibiao.work.watches import queries
from yibiao.work.watches import rules as decide
from yibiao.work.watches.models import Finding, OwnRule, Run

ROOM, PURPOSE = "watches", "比对预警"
_AT_ONCE = 500
_CODE = re.compile(r"[a-z][a-z0-9_]{2,59}")
_CHANGED = ("area", "state", "opened", "times", "closed")
Hits = Mapping[tuple[str, str], str]
"""(rule, record) → code of the record's area."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What somebody decided: `rules.OUTCOMES`, and on what grounds."""

    outcome: str
    note: str = ""


def run(house: House, mirror: Mirrored, actor: str, day: date, asked: Sequence[Rule] | None = None) -> dict[str, int]:
    """Ask the rules (None: those of this house) and keep what they find; returns findings by state."""
    known = queries.asked(house.standard) if asked is None else tuple(map(queries.Asked, asked))
    chosen = [one.rule for one in known]
    hits = _within(found(house, mirror, chosen, day), known)
    with transaction.atomic():
        head, now = journal.lock(), house.clock()
        states = _kept(hits, now)
        counts = Counter(rule for rule, _ in hits)
        Run.objects.create(day=day, moment=now, counts={rule.code: counts[rule.code] for rule in chosen})
        payload = {"rules": len(chosen), "rows": len(hits), **states}
        entry = journal.Entry(actor, "watches_run", ROOM, purpose=PURPOSE, payload=payload)
        journal.append(head, entry, house.clock, house.ids)
    return states


def found(house: House, mirror: Mirrored, asked: Iterable[Rule], day: date) -> dict[tuple[str, str], str]:
    """Of which records the rules hold, everywhere. The house asks; its reading is journalled under its own name."""
    chosen, whole = list(asked), directory.area(directory.root_code())
    named = [code for rule in chosen for code in _elements(rule, house.standard)]
    view = directory.house_view(PURPOSE, (whole.first, whole.last), named, day)
    answers = answer(house, mirror, view, [rule.question for rule in chosen], whole.code, day=day)
    before = _before(house, mirror, view, chosen, day)
    hits: dict[tuple[str, str], str] = {}
    for rule, rows in zip(chosen, answers, strict=True):
        assert isinstance(rows, Rows)
        pairs = zip(rows.ids, rows.area_codes, strict=True)
        hits |= {(rule.code, id): area for id, area in pairs if rule.was is None or id in before[rule.code]}
    return hits


def _before(house: House, mirror: Mirrored, view: View, chosen: Iterable[Rule], day: date) -> dict[str, frozenset[str]]:
    """Code of a rule that looks back → of which records it held then, as the ledger had it recorded."""
    held: dict[str, frozenset[str]] = {}
    for rule in chosen:
        if rule.before is not None:
            then = day - timedelta(days=rule.days)
            line, whole = day_moment(house, then).sequence, directory.root_code()
            (rows,) = answer_then(house, mirror, view, [rule.before], whole, day=then, seen_at=line).answers
            assert isinstance(rows, Rows)
            held[rule.code] = frozenset(rows.ids)
    return held


def _within(hits: Hits, known: Iterable[queries.Asked]) -> Hits:
    """What a rule of one area finds elsewhere is no finding."""
    reach = {one.rule.code: one.within for one in known}
    numbers = {area.code: area.first for area in directory.areas()}
    return {
        (rule, record): area
        for (rule, record), area in hits.items()
        if (span := reach[rule]) is None or span[0] <= numbers.get(area, -1) <= span[1]
    }


def tried(house: House, mirror: Mirrored, rule: Rule, day: date, within: tuple[int, int]) -> Mapping[str, str]:
    """Record → area: of whom the rule would hold in an area now. Nothing is kept but the line of the reading."""
    hits = _within(found(house, mirror, [rule], day), [queries.Asked(rule, within)])
    return {record: area for (_, record), area in hits.items()}


def _elements(rule: Rule, standard: Standard) -> Iterable[str]:
    """What the rule names, and every element of the registers of which it asks whether there is something."""
    questions = [rule.question, *([rule.before] if rule.before is not None else [])]
    registers, elements = told(questions, standard)
    return (*elements, *(one.code for register in registers for one in standard.of_register(register)))


def _kept(hits: Hits, now: datetime) -> dict[str, int]:
    """One finding a pair, moved to its next state; how many were opened and closed."""
    changed, known = [], set()
    counts = dict.fromkeys(("opened", "closed"), 0)
    for row in Finding.objects.select_for_update().iterator():
        pair = (row.rule, row.record)
        known.add(pair)
        state, area = decide.next_state(row.state, row.outcome, pair in hits), hits.get(pair, row.area)
        if (state, area) == (row.state, row.area):
            continue
        if state == "open" != row.state:
            row.opened, row.times, row.closed = now, row.times + 1, None
            counts["opened"] += 1
        if state == "closed" != row.state:
            row.closed = now
            counts["closed"] += 1
        row.state, row.area = str(state), area
        changed.append(row)
    Finding.objects.bulk_update(changed, _CHANGED, _AT_ONCE)
    new = [
        Finding(id=new_id(), rule=rule, record=record, area=area, state="open", opened=now)
        for (rule, record), area in hits.items()
        if (rule, record) not in known
    ]
    Finding.objects.bulk_create(new, _AT_ONCE)
    counts["opened"] += len(new)
    return counts


@transaction.atomic
def settle(login: str, finding: str, settled: Settled, clock: Clock = system_clock) -> None:
    """An open finding is decided. Who may, the caller has asked."""
    head = journal.lock()
    row = Finding.objects.select_for_update().filter(id=finding).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    refuse_if(decide.why_not_settle(row.state, settled.outcome, settled.note))
    row.state, row.outcome, row.note = "handled", settled.outcome, settled.note.strip()[:300]
    row.login, row.handled = login, clock()
    row.save()
    payload = {"rule": row.rule, "outcome": row.outcome}
    journal.append(head, journal.Entry(login, "finding_settled", ROOM, subject=row.record, payload=payload), clock)


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as it was written: TOML of one rule, the area in which it is to be asked, what it replaces ("": none)."""

    text: str
    area: str
    replaces: str = ""


@transaction.atomic
def write_rule(house: House, login: str, given: NewRule) -> str:
    """A draft, or another word on one's own draft of the same code; returns its id. Nothing is asked by it yet."""
    head, now = journal.lock(), house.clock()
    read = read_rules(given.text, house.standard)
    shipped = {rule.code for rule in rules(house.standard)}
    row = OwnRule.objects.select_for_update().filter(code=read[0].code).first()
    taken = read[0].code in shipped or (row is not None and (row.state != "draft" or row.author != login))
    if len(read) != 1 or taken or not _CODE.fullmatch(read[0].code) or given.replaces not in {"", *shipped}:
        raise ProblemError(problem("WATCH_CODE", Place(field="code"), code=read[0].code))
    row = row or OwnRule(id=house.ids(), code=read[0].code, author=login, made=now)
    row.text, row.area, row.replaces = given.text, directory.area(given.area).code, given.replaces
    row.save()
    payload = {"code": row.code, "area": row.area, "replaces": row.replaces}
    journal.append(head, journal.Entry(login, "rule_written", ROOM, subject=row.id, payload=payload), house.clock)
    return str(row.id)


@transaction.atomic
def approve_rule(house: House, login: str, role: str | None, rule: str) -> None:
    """From the next night on it is asked. Its earlier version, if it replaces one of one's own, is retired by hand."""
    head, row = journal.lock(), _own(rule)
    refuse_if(decide.why_not_approve(decide.Word(login, role, row.author, row.state)))
    read_rules(row.text, house.standard)  # the standard may have changed since it was written
    row.state, row.approver, row.approved = "approved", login, house.clock()
    row.save()
    entry = journal.Entry(login, "rule_approved", ROOM, subject=row.id, payload={"code": row.code})
    journal.append(head, entry, house.clock)


@transaction.atomic
def retire_rule(house: House, login: str, role: str | None, rule: str, reason: str) -> None:
    """It is not asked any more; its findings close with the next run."""
    head, row = journal.lock(), _own(rule)
    refuse_if(decide.why_not_retire(decide.Word(login, role, row.author, row.state), reason))
    row.state, row.retired, row.reason = "retired", house.clock(), reason.strip()[:300]
    row.save()
    payload = {"code": row.code, "reason": row.reason}
    journal.append(head, journal.Entry(login, "rule_retired", ROOM, subject=row.id, payload=payload), house.clock)


def _own(rule: str) -> OwnRule:
    row = OwnRule.objects.select_for_update().filter(id=rule).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row
