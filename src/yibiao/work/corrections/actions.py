"""The only writers of corrections. In: who acts, what is wrong, what the department says. Out: ids; one line each.

    make → answer (corrected, upheld, not_ours) → prove (at the next delivery);  withdraw
    settle: somebody who keeps the ledger decides a conflict; where the source is wrong its department is told by itself

Refuses (`ProblemError`): what `rules` refuses, values out of sight, a second one for the same value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from yibiao.base.problems import Place, Problem, ProblemError, problem, refuse_if
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.work.corrections import rules
from yibiao.work.corrections.models import Correction
from yibiao.work.corrections.rules import Actor, Answer, Facts
from yibiao.work.directory import queries as directory
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers import claims
from yibiao.work.ledgers.actions import Act, Decision, Reply, reopen_conflict, resolve_conflict
from yibiao.work.ledgers.claims import Claim
from yibiao.work.ledgers.house import House

ROOM = "corrections"
BY_ITSELF = "网格核对：与来源给的不一致"
"""What the department reads where the worker only tapped."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What somebody found. conflict: its number, or 0 and then record and elements. department: whose it is where the
    source's name does not tell. found: element → what is right, as found; may be left out. words: the evidence."""

    words: str
    conflict: int = 0
    record: str = ""
    elements: tuple[str, ...] = ()
    department: str = ""
    found: Mapping[str, str] | None = None


def claimed(house: House, view: View, wrong: Wrong) -> list[Claim]:
    """What the source says of it; `ProblemError` where nothing of it is in sight."""
    if wrong.conflict:
        found = [claims.claim_of_conflict(house, view, wrong.conflict)]
    else:
        found = [claims.claim_of_value(house, view, wrong.record, code) for code in dict.fromkeys(wrong.elements)]
    seen = [one for one in found if one is not None]
    if not seen or len(seen) < len(found):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return seen


def make(house: House, view: View, actor: Actor, wrong: Wrong) -> str:
    """A correction to the source's department; returns its id."""
    if actor.role not in rules.FINDERS:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    found = claimed(house, view, wrong)
    sources = {one.source for one in found}
    refuse_if(_why_not_make(wrong, sources, found))
    return _made(house, actor, wrong, found, sources.pop())


def _made(house: House, actor: Actor, wrong: Wrong, found: Sequence[Claim], source: str) -> str:
    first = found[0]
    departments = directory.departments_at(first.area, actor.day)
    department = wrong.department or rules.department_of(source, departments)
    if not department:
        raise ProblemError(problem("CORRECTIONS_SOURCE", Place()))
    if department not in departments:
        raise ProblemError(problem("CORRECTIONS_DEPARTMENT", Place(), department=department))
    values = {one.element: [one.said, (wrong.found or {}).get(one.element, one.found)] for one in found}
    with transaction.atomic():
        head, made = journal.lock(), house.ids()
        sealed = claims.seal(house, first.record, {"words": wrong.words.strip(), "values": values}, _bound(made))
        Correction.objects.create(
            id=made, area=first.area, record=first.record, register=first.register, elements=list(values),
            conflict=first.conflict, source=source, department=department, sealed=sealed, finder=actor.login,
            post=actor.role, made=house.clock(), day=actor.day, due=rules.due(actor.day),
        )  # fmt: skip
        payload = {"department": department, "elements": list(values), "conflict": first.conflict}
        _note(house, head, journal.Entry(actor.login, "correction_made", ROOM, subject=made, payload=payload))
    return made


def _why_not_make(wrong: Wrong, sources: set[str], found: Sequence[Claim]) -> Problem | None:
    if not wrong.words.strip():
        return problem("CORRECTIONS_BASIS", Place())
    if len(sources) > 1:
        return problem("CORRECTIONS_SOURCE", Place())
    waiting = Correction.objects.filter(record=found[0].record, state__in=("open", "corrected"))
    again = {code for row in waiting for code in row.elements} & {one.element for one in found}
    return problem("CORRECTIONS_AGAIN", Place()) if again else None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a conflict, and of the source's word: "" (the source was right, or it was nobody's), told,
    waiting (it is told already), reopened (it said that it had corrected this), upheld (it stands by its value),
    nobody (nobody here answers for this source)."""

    reply: Reply
    told: str = ""
    correction: str = ""


def settle(house: House, view: View, actor: Actor, act: Act, given: tuple[int, Decision, str]) -> Settled:
    """Decide a conflict (its number, whose value, on what grounds), and tell the source's department if it was wrong.

    The same act again gets the first answer, and tells nobody twice.
    """
    conflict, decision, words = given
    with transaction.atomic():
        journal.lock()
        claim = claims.claim_of_conflict(house, view, conflict, unmasked=False)
        if claim is None and journal.replayed(act.writer or act.actor, act.key) is None:
            raise ProblemError(problem("LEDGERS_NO_CONFLICT", Place(record=str(conflict))))
        reply = resolve_conflict(house, act, conflict, decision)
        if claim is None or not claim.source or reply["state"] == ("kept" if claim.ours else "taken"):
            return Settled(reply)
        right = decision.value if reply["state"] == "neither" else claim.found
        wrong = Wrong(words.strip() or BY_ITSELF, conflict, found={claim.element: str(right)} if right else None)
        return replace(_told(house, actor, wrong, claim), reply=reply)


def _told(house: House, actor: Actor, wrong: Wrong, claim: Claim) -> Settled:
    """The department is told of its source's wrong value, unless it is so far already."""
    rows = [row for row in Correction.objects.filter(record=claim.record) if claim.element in row.elements]
    held = next((row for row in rows if row.state in ("open", "corrected")), None)
    if held is not None and held.state == "corrected":
        _reopened(house, held, actor.day, actor.login)
        return Settled({}, "reopened", held.id)
    if held is not None:
        return Settled({}, "waiting", held.id)
    for row in rows:
        if row.state == "upheld" and content(house, row).get("values", {}).get(claim.element, [None])[0] == claim.said:
            return Settled({}, "upheld", row.id)
    if not rules.department_of(claim.source, directory.departments_at(claim.area, actor.day)):
        return Settled({}, "nobody")
    return Settled({}, "told", _made(house, actor, wrong, [claim], claim.source))


def answer(house: House, actor: Actor, correction: str, said: Answer) -> str:
    """What the department says; returns the new state. An upheld value opens the ledger's conflict again."""
    with transaction.atomic():
        head, row = journal.lock(), _row(correction)
        departments = directory.departments_at(row.area, actor.day)
        refuse_if(rules.why_not_answer(facts_of(row), actor, said, departments))
        row.answer, row.answered, row.answer_day = said.word, house.clock(), said.day
        row.basis = claims.seal(house, row.record, {"basis": said.basis.strip()[: rules.LONGEST]}, _bound(row.id))
        then = rules.after(facts_of(row), said)
        row.state, row.department, row.passed = then.state, then.department, list(then.passed)
        row.due = rules.due(actor.day) if said.word == "not_ours" else row.due
        row.times += said.word == "corrected"
        payload = {"answer": said.word, "department": row.department}
        row.answered_at = _note(
            house, head, journal.Entry(actor.login, "correction_answered", ROOM, subject=row.id, payload=payload)
        )
        row.save()
    if row.state == "upheld" and row.conflict:
        reopen_conflict(house, Act.of_the_house(actor.login, ROOM, f"{ROOM}/{row.id}/{row.answered_at}"), row.conflict)
    return str(row.state)


def withdraw(house: House, actor: Actor, correction: str) -> None:
    """Who found it takes it back."""
    with transaction.atomic():
        head, row = journal.lock(), _row(correction)
        refuse_if(rules.why_not_withdraw(facts_of(row), actor))
        row.state = "withdrawn"
        row.save(update_fields=["state"])
        _note(house, head, journal.Entry(actor.login, "correction_withdrawn", ROOM, subject=row.id, payload={}))


def prove(house: House, source: str | None = None) -> Mapping[str, str]:
    """Every correction (of a source) that is said to be corrected and of whose very values the source has spoken since:
    id → settled, or open again. Of a record that is gone there is nothing left to correct."""
    found: dict[str, str] = {}
    day = directory.rights_day(house.clock)[0]
    rows = Correction.objects.filter(state="corrected").order_by("id")
    for row in rows if source is None else rows.filter(source=source):
        state = _proved(house, row) if claims.lives(row.record) else "settled"
        if state == "open":
            found[row.id] = _reopened(house, row, day, "yibiao")
        elif state == "settled":
            found[row.id] = state
            with transaction.atomic():
                head, row.state = journal.lock(), state
                row.save(update_fields=["state"])
                payload = {"state": state}
                _note(house, head, journal.Entry("yibiao", "correction_proved", ROOM, subject=row.id, payload=payload))
    return found


def _proved(house: House, row: Correction) -> str:
    """settled, open, or "" where the source has not said enough since."""
    values: Mapping[str, list[Json]] = content(house, row).get("values", {})
    verdicts = []
    for code in row.elements:
        said = claims.said_since(house, row.record, code, row.source or row.department, row.answered_at)
        wrong, right = (*values.get(code, ()), None, None)[:2]
        verdicts.append(rules.verdict(said[-1], wrong, right) if said else "")
    return rules.together(verdicts)


def _reopened(house: House, row: Correction, day: date, by: str) -> str:
    """It was said to be corrected and is not: the department must answer again, and it is counted."""
    with transaction.atomic():
        head = journal.lock()
        row.state, row.due, row.reopened = "open", rules.due(day), row.reopened + 1
        row.save(update_fields=["state", "due", "reopened"])
        payload = {"state": row.state, "times": row.reopened}
        _note(house, head, journal.Entry(by, "correction_proved", ROOM, subject=row.id, payload=payload))
    return "open"


def facts_of(row: Any) -> Facts:
    return Facts(row.state, row.finder, row.department, tuple(row.passed), row.day)


def content(house: House, row: Any) -> Mapping[str, Any]:
    """Words and values of a correction, and the basis of its answer, in the clear; nothing once the owner was erased.

    Never for anybody's eyes as it is: `queries` says who is shown what of it.
    """
    told = claims.unseal(house, row.record, row.sealed, _bound(row.id))
    return {**told, **claims.unseal(house, row.record, row.basis, _bound(row.id))} if row.basis else told


def _bound(correction: str) -> bytes:
    return f"correction|{correction}".encode()


def _row(correction: str) -> Correction:
    row = Correction.objects.select_for_update().filter(id=correction).first()
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _note(house: House, head: Any, entry: journal.Entry) -> int:
    return journal.append(head, entry, house.clock, house.ids)
