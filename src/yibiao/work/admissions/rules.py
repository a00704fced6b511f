"""What is true of admitted forms, decided without a database. In: facts. Out: states, numbers, yes or why not.

    draft → submitted ⇄ returned         submitted → (seconding →) approved → published
    submitted, seconding → refused       everything open → withdrawn (by the applicant)

Refuses: nothing with an exception; a refusal is a `Problem`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yibiao.base.problems import Place, Problem, problem
from yibiao.flow.admitting.shapes import SECOND

USE = "admissions"
PERIODS = ("day", "week", "month", "quarter", "half", "year", "once")
KINDS = ("regular", "once", "late")
LEVELS = ("grid", "community", "street", "district")
"""Levels of areas that may have to answer, lowest first."""
STATES = ("coming", "valid", "expired", "retired")
"""Of an entry: before its first day, in force, after its last day, taken back."""


def state_of(valid_from: date, expires: date, retired: bool, day: date) -> str:
    """What an entry is on a day; both its days count as in force."""
    if retired:
        return "retired"
    if day > expires:
        return "expired"
    return "coming" if day < valid_from else "valid"


def number_of(area: str, year: int, serial: int) -> str:
    """The number that a form bears: district, year, serial."""
    return f"{area}-{year}-{serial:04d}"


def bound(row: str, part: str) -> bytes:
    """What a seal is bound to: bytes moved under another row or column do not open."""
    return f"admissions|{row}|{part}".encode()


@dataclass(frozen=True, slots=True)
class Stand:
    """An application as decisions see it. kind: see `KINDS`. level: the highest sensitivity that it asks."""

    state: str
    kind: str
    login: str
    level: int
    first_word: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: login, the role in which he does, whether his post covers the area of the application."""

    login: str
    role: str
    covers: bool


APPLICANT, OFFICE, LEADER = "department_officer", "data_officer", "leader"
OPEN = ("draft", "returned")
"""States in which the applicant may still change it."""
ENDED = ("published", "refused", "withdrawn")
LIFE = ("draft", "submitted", "returned", "seconding", "approved", *ENDED)
"""seconding: approved by the data office, a leader has to agree as well. approved: all words are given."""
_MAY: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "change": (OPEN, (APPLICANT,)),
    "submit": (OPEN, (APPLICANT,)),
    "withdraw": (("draft", "returned", "submitted", "seconding", "approved"), (APPLICANT,)),
    "return": (("submitted", "seconding"), (OFFICE, LEADER)),
    "refuse": (("submitted", "seconding"), (OFFICE, LEADER)),
    "approve": (("submitted", "seconding"), (OFFICE, LEADER)),
    "publish": (("approved",), (OFFICE,)),
}
"""Verb → states in which it may be done, roles that may."""
REASONED = frozenset({"return", "refuse"})
VERBS = tuple(_MAY)


def next_state(stand: Stand, verb: str, actor: Actor, reason: str = "") -> str | Problem:
    """What the application is after this act, or why it may not be done.

    Nobody decides on his own; the leader's word is a second one by another person. One-off and late requests are
    published with their last word: they are not worth a further round.
    """
    states, roles = _MAY[verb]
    own = actor.login == stand.login
    if actor.role not in roles or not actor.covers or (actor.role == APPLICANT and not own):
        return problem("HTTP_NOT_THERE", Place())
    if own and actor.role != APPLICANT:
        return problem("ADMISSION_OWN", Place())
    if stand.state not in states:
        return problem("ADMISSION_STATE", Place())
    if actor.role in (OFFICE, LEADER) and verb != "publish" and (actor.role == LEADER) != (stand.state == "seconding"):
        return problem("ADMISSION_TURN", Place())
    if verb == "approve" and actor.login == stand.first_word:
        return problem("ADMISSION_TURN", Place())
    if verb in REASONED and not reason.strip():
        return problem("ADMISSION_REASON_WANTED", Place(field="reason"))
    return _after(stand, verb)


def _after(stand: Stand, verb: str) -> str:
    plain = {"submit": "submitted", "withdraw": "withdrawn", "return": "returned", "refuse": "refused",
             "publish": "published"}  # fmt: skip
    if verb == "approve":
        if stand.state == "submitted" and stand.level >= SECOND:
            return "seconding"
        return "approved" if stand.kind == "regular" else "published"
    return plain.get(verb, stand.state)


def acts_of(stand: Stand, actor: Actor) -> tuple[str, ...]:
    """What this person may do with it now, in the order of `VERBS`; reasons are asked for when he does."""
    return tuple(verb for verb in VERBS if isinstance(next_state(stand, verb, actor, "…"), str))


def late_until(submitted: date, days: int) -> date:
    """By when a late request must be decided."""
    return submitted + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Opened:
    """How often the answers of a form were opened in its last periods, the newest first."""

    number: str
    times: tuple[int, ...]


def unopened(seen: Iterable[Opened], periods: int) -> tuple[str, ...]:
    """Numbers of forms whose answers nobody opened in any of the last `periods`; a younger form is given its time."""
    return tuple(one.number for one in seen if len(one.times) >= periods and not any(one.times[:periods]))


def may_retire(issuer: str, actor: Actor) -> bool:
    """The data office where it keeps the area, and the department its own form."""
    return actor.covers and (actor.role == OFFICE or (actor.role == APPLICANT and actor.login == issuer))


WORDS = ("keep", "admit", "stop", "merge", "later")
"""What is said to a difference between two lists: stays as it is, is admitted, is asked no more, becomes one, waits."""
