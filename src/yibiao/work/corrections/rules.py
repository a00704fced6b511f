"""The life of a correction, decided without a database. In: facts, an act, who acts. Out: the next state, or why not.

    open ──corrected──▶ corrected ──delivered, right──▶ settled
     ▲ ▲ ╲                  │
     │ │  upheld            └──delivered, still wrong──▶ open, counted   (a delivery that speaks of this very record)
     │ │    ▼
     │ │   upheld                                                    (the ledger's conflict is open again)
     │ └──not_ours: another department, days anew
     └── open ──withdraw──▶ withdrawn                                (by who found it)

The department that said a value answers for it. Source: Regulation on the sharing of government data (State Council
order 809, 2025), art. 26: checking and correcting shared data. Refuses: to pass one on to a department that has already
said it is not its own (the data office may), answers without a basis, a day on which nothing can have been corrected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yibiao.base.problems import Place, Problem, problem
from yibiao.flow.standard.domains import Json

STATES = ("open", "corrected", "upheld", "settled", "withdrawn")
WAITING = "open"
ANSWERS = ("corrected", "upheld", "not_ours")
FINDERS = ("grid_worker", "community_secretary", "street_clerk")
"""Who may find one: those who keep the ledger."""
ANSWERER, OFFICE = "department_officer", "data_officer"
DAYS = 10
"""Working days in which a department is asked to answer."""
LONGEST = 300
"""Letters of a word, a basis."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What decisions need to know. passed: departments that said it is not theirs. made: the day it was made."""

    state: str
    finder: str
    department: str
    passed: tuple[str, ...]
    made: date


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: login, role, the departments for which he answers where the correction is; whether it lies in the areas
    of his post; the day."""

    login: str
    role: str | None
    departments: frozenset[str]
    inside: bool
    day: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the department says. day: since when its data are right. basis: its grounds. department: whose it is."""

    word: str
    day: date | None = None
    basis: str = ""
    department: str = ""


def answers_for(facts: Facts, actor: Actor) -> bool:
    """Whether it lies with the actor to answer."""
    return actor.role == ANSWERER and actor.inside and facts.department in actor.departments


def oversees(actor: Actor) -> bool:
    return actor.role == OFFICE and actor.inside


def why_not_answer(facts: Facts, actor: Actor, answer: Answer, departments: Iterable[str]) -> Problem | None:
    """departments: those that may be told, because somebody answers for them there."""
    mine, office = answers_for(facts, actor), oversees(actor)
    if not mine and not (office and answer.word == "not_ours"):
        return problem("HTTP_NOT_THERE", Place())
    if facts.state != WAITING:
        return problem("CORRECTIONS_ANSWERED", Place())
    if answer.word == "corrected":
        fits = answer.day is not None and facts.made - timedelta(days=366) <= answer.day <= actor.day
        return None if fits else problem("CORRECTIONS_DAY", Place())
    if not answer.basis.strip():
        return problem("CORRECTIONS_BASIS", Place())
    if answer.word == "not_ours":
        known = answer.department in set(departments) and answer.department != facts.department
        if not known or (answer.department in facts.passed and not office):
            return problem("CORRECTIONS_DEPARTMENT", Place(), department=answer.department)
    return None


def after(facts: Facts, answer: Answer) -> Facts:
    """The correction once this answer stands."""
    if answer.word == "not_ours":
        passed = tuple(dict.fromkeys((*facts.passed, facts.department)))
        return replace(facts, department=answer.department, passed=passed)
    return replace(facts, state=answer.word)


def why_not_withdraw(facts: Facts, actor: Actor) -> Problem | None:
    """Who found it takes it back as long as nobody has answered."""
    if actor.login != facts.finder:
        return problem("HTTP_NOT_THERE", Place())
    return None if facts.state == WAITING else problem("CORRECTIONS_ANSWERED", Place())


def verdict(now: Json, wrong: Json, right: Json) -> str:
    """What a source proves for one element after "corrected" by what it says now: the value that was found wrong
    (open), the one that was found right, or any other where that is not known (settled); a third one nothing ("")."""
    if str(now) == str(wrong):
        return "open"
    return "settled" if right in (None, "") or str(now) == str(right) else ""


def together(verdicts: Iterable[str]) -> str:
    """Of several elements: open when one is, settled when all are, else nothing is proved yet ("")."""
    told = set(verdicts)
    return "open" if "open" in told else "settled" if told == {"settled"} else ""


def due(day: date, days: int = DAYS) -> date:
    """The last of so many working days after `day`, Monday to Friday; no holidays, which differ by year."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def department_of(source: str, departments: Iterable[str]) -> str:
    """The department that a source's name means: the same name, or the only one of which one name begins the other."""
    known = sorted(set(departments))
    if source in known:
        return source
    alike = [one for one in known if source and (one.startswith(source) or source.startswith(one))]
    return alike[0] if len(alike) == 1 else ""
