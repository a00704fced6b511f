"""The only writers of watches. In: a house, its mirror, a day, who. Out: counts; one journal line each.

    run      every rule is asked of the whole ledger, one statement a rule; findings open, close, open again
    settle   somebody decides an open finding

Refuses (`ProblemError`): what `rules` refuses, findings that are not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.asking.nodes import Rows
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching import Rule, rules
from yibiao.work.directory import queries as directory
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers.asking import answer, told
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.sessions import Mirrored
from yibiao.work.watches import rules as decide
from yibiao.work.watches.models import Finding, Run

ROOM, PURPOSE = "watches", "比对预警"
_AT_ONCE = 500
_CHANGED = ("area", "state", "opened", "times", "closed")
Hits = Mapping[tuple[str, str], str]
"""(rule, record) → code of the record's area."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What somebody decided: `rules.OUTCOMES`, and on what grounds."""

    outcome: str
    note: str = ""


def run(house: House, mirror: Mirrored, actor: str, day: date, asked: Sequence[Rule] | None = None) -> dict[str, int]:
    """Ask the rules (None: those that come with the house) and keep what they find; returns findings by state."""
    chosen = rules(house.standard) if asked is None else asked
    hits = found(house, mirror, chosen, day)
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
    hits: dict[tuple[str, str], str] = {}
    for rule, rows in zip(chosen, answers, strict=True):
        assert isinstance(rows, Rows)
        hits |= {(rule.code, id): area for id, area in zip(rows.ids, rows.area_codes, strict=True)}
    return hits


def _elements(rule: Rule, standard: Standard) -> Iterable[str]:
    """What the rule names, and every element of the registers of which it asks whether there is something."""
    registers, elements = told([rule.question], standard)
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
    why = decide.why_not_settle(row.state, settled.outcome, settled.note)
    if why is not None:
        raise ProblemError(why)
    row.state, row.outcome, row.note = "handled", settled.outcome, settled.note.strip()[:300]
    row.login, row.handled = login, clock()
    row.save()
    payload = {"rule": row.rule, "outcome": row.outcome}
    journal.append(head, journal.Entry(login, "finding_settled", ROOM, subject=row.record, payload=payload), clock)
