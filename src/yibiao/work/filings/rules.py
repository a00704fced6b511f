"""The life of a filing, decided without a database. In: facts of a filing, who acts. Out: the next state, or why not.

    open ──confirm──▶ confirmed ──approve──▶ approved ──close──▶ frozen
     ▲ ▲ ╲               │ ▲                    │
     │ │  object         │ └────unapprove───────┘      (from the top only)
     │ │    ▼            ├──withdraw──▶ open           (by who keeps it)
     │ └─ objected       └──return───▶ returned ──renew, confirm──▶ …
     └── renew (answers anew), settle (the last objection)
    open · objected · returned ──stand in──▶ approved  (by who approves, after the day it was due, with a reason)

An area's filing is confirmed by who keeps that area, after all below it are approved; it is approved by who keeps the
area above, the topmost by who receives it. Nobody approves what he confirmed himself. Approval is taken back from the
top down. Source: DHIS2, data approval (level by level, locked, unapproved from the top). Refuses: nothing with an
exception; a refusal is a `Problem`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yibiao.base.problems import Place, Problem, problem

STATES = ("open", "objected", "returned", "confirmed", "approved", "frozen")
MOVING = frozenset({"open", "objected", "returned"})
"""States in which the answers still follow the ledger."""
SETTLED = frozenset({"approved", "frozen"})
KEEPER = {"grid": "grid_worker", "community": "community_secretary", "street": "street_clerk"}
"""Level → the role that answers for an area of it; above the street it is the data office."""
ABOVE = "data_officer"
WITH_REASON = frozenset({"object", "return", "unapprove", "stand_in"})
NEXT = {
    "renew": (MOVING, "open"),
    "object": (frozenset({"open", "returned", "objected"}), "objected"),
    "settle": (frozenset({"objected"}), "open"),
    "confirm": (frozenset({"open", "returned"}), "confirmed"),
    "withdraw": (frozenset({"confirmed"}), "open"),
    "return": (frozenset({"confirmed"}), "returned"),
    "approve": (frozenset({"confirmed"}), "approved"),
    "unapprove": (frozenset({"approved"}), "confirmed"),
    "stand_in": (MOVING, "approved"),
}
"""Act → (states in which it may be done, the state after it). Closing a period freezes; see `why_not_close`."""
OWN = frozenset({"renew", "object", "settle", "confirm", "withdraw"})
"""Acts of who keeps the area; the others are of who stands above."""


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """What the decisions need to know. parent: state of the filing above, None at the top. children: states below.

    objections: how many are open. needed: records that lack something. due: until when it is wanted. root: the area in
    which the form is asked. newer: how many below were asked anew after this one.
    """

    state: str
    level: str
    area: str
    parent: str | None
    parent_area: str
    parent_level: str
    children: tuple[str, ...]
    objections: int
    needed: int
    confirmed_by: str
    due: date
    closed: bool
    issuer: str
    root: str
    newer: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: login, the role he acts in, the areas on which he holds it, the day."""

    login: str
    role: str | None
    areas: frozenset[str]
    day: date


def keeper_of(level: str) -> str:
    """The role that answers for an area of this level."""
    return KEEPER.get(level, ABOVE)


def keeps(actor: Actor, level: str, area: str) -> bool:
    """Whether the actor answers for this very area."""
    return actor.role == keeper_of(level) and area in actor.areas


def receives(actor: Actor, facts: FilingFacts) -> bool:
    """Whether the actor stands above: keeps the area above; of the topmost, whoever asked for it or the data office."""
    if facts.parent is not None:
        return keeps(actor, facts.parent_level, facts.parent_area)
    return receives_top(actor, facts.issuer, facts.root)


def receives_top(actor: Actor, issuer: str, area: str) -> bool:
    """Whether the actor takes over a whole period: who asked for it, or the data office of the area it is asked in."""
    if actor.role == "department_officer":
        return actor.login == issuer
    return actor.role == ABOVE and area in actor.areas


def why_not(act: str, facts: FilingFacts, actor: Actor, reason: str = "") -> Problem | None:
    """Why the act may not be done now; None where it may. Who has nothing to do with the filing finds none."""
    mine, above = keeps(actor, facts.level, facts.area), receives(actor, facts)
    if not (mine or above):
        return problem("HTTP_NOT_THERE", Place())
    if not (mine if act in OWN else above):
        return problem("FILINGS_NOT_YOURS", Place())
    if facts.closed or facts.state == "frozen":
        return problem("FILINGS_FROZEN", Place())
    if facts.state not in NEXT[act][0]:
        return problem("FILINGS_STATE", Place(), **_state_words(facts.state))
    if act in WITH_REASON and not reason.strip():
        return problem("FILINGS_REASON_WANTED", Place())
    return _further(act, facts, actor, reason)


def _further(act: str, facts: FilingFacts, actor: Actor, reason: str) -> Problem | None:
    """What an act needs besides the state and the person."""
    if act == "confirm":
        return _why_not_confirm(facts, reason)
    if act in ("approve", "stand_in") and actor.login == facts.confirmed_by:
        return problem("FILINGS_OWN_WORD", Place())
    if act == "stand_in":
        if actor.day <= facts.due:
            return problem("FILINGS_NOT_DUE", Place(), due=facts.due.isoformat())
        return _unsettled_below(facts)
    if act == "unapprove" and facts.parent is not None and facts.parent not in MOVING:
        return problem("FILINGS_FROM_THE_TOP", Place())
    return None


def _why_not_confirm(facts: FilingFacts, reason: str) -> Problem | None:
    if facts.objections:
        return problem("FILINGS_OBJECTIONS", Place(), count=facts.objections)
    if facts.needed and not reason.strip():
        return problem("FILINGS_GAPS", Place(), count=facts.needed)
    if facts.newer:  # the ledger was corrected under it: its numbers would not be the sum of those below
        return problem("FILINGS_BELOW_NEWER", Place(), count=facts.newer)
    return _unsettled_below(facts)


def _unsettled_below(facts: FilingFacts) -> Problem | None:
    below = sum(state not in SETTLED for state in facts.children)
    return problem("FILINGS_BELOW_FIRST", Place(), count=below) if below else None


def after(act: str, objections: int = 0, confirmed_by: str = "") -> str:
    """The state after an act that is allowed. objections: how many are open after it. confirmed_by: who had confirmed;
    where another stood in, taking the approval back leads to the beginning."""
    if act in ("settle", "renew") and objections:
        return "objected"
    if act == "unapprove" and not confirmed_by:
        return "open"
    return NEXT[act][1]


def why_not_close(actor: Actor, issuer: str, area: str, closed: bool, states: Iterable[str]) -> Problem | None:
    """Why a period may not be closed: only who receives it may, and only when everything is approved."""
    if not receives_top(actor, issuer, area):
        return problem("HTTP_NOT_THERE", Place())
    if closed:
        return problem("FILINGS_FROZEN", Place())
    waiting = sum(state != "approved" for state in states)
    return problem("FILINGS_NOT_ALL", Place(), count=waiting) if waiting else None


def why_not_open(actor: Actor, issuer: str, area: str, state: str, title: str) -> Problem | None:
    """Why a form's period may not be opened: the data office may, and whoever asked for the form; only a valid form."""
    if not receives_top(actor, issuer, area):
        return problem("HTTP_NOT_THERE", Place())
    return None if state == "valid" else problem("FILINGS_NOT_ADMITTED", Place(), title=title)


def worth_reminding(state: str, needed: int, objections: int) -> bool:
    """Whether a person has something to do that the system cannot: what is complete only waits for one tap among others
    and is nothing to be chased for."""
    return state in MOVING and bool(needed or objections or state == "returned")


def period_key(kind: str, day: date) -> str:
    """The name of the period that a day lies in: 2026, 2026-H2, 2026-Q4, 2026-11, 2026-W48, 2026-11-30."""
    if kind == "year":
        return f"{day:%Y}"
    if kind == "half":
        return f"{day:%Y}-H{(day.month + 5) // 6}"
    if kind == "quarter":
        return f"{day:%Y}-Q{(day.month + 2) // 3}"
    if kind == "month":
        return f"{day:%Y-%m}"
    if kind == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()


RHYTHMS = ("week", "month", "quarter", "half", "year")
"""Kinds of periods that open by themselves once the first was opened; a day is too short, once is once."""
LATE_DAYS = 7
"""How long after its last day a period is still opened, where nobody was at work on that day."""


def ended(kind: str, day: date) -> date | None:
    """The last day of the newest period that had ended by `day`, no longer than `LATE_DAYS` ago; else None."""
    if kind not in RHYTHMS:
        return None
    for back in range(LATE_DAYS + 1):
        last = day - timedelta(days=back)
        if period_key(kind, last) != period_key(kind, last + timedelta(days=1)):
            return last
    return None


def due_on(day: date, due_days: int, lead_days: int) -> date:
    """Until when answers are wanted: never sooner than the notice that was admitted."""
    return day + timedelta(days=max(due_days, lead_days))


def role_words(level: str) -> Mapping[str, str]:
    """What the keeper of a level is called."""
    return {"zh": ROLE_WORDS[keeper_of(level)][0], "en": ROLE_WORDS[keeper_of(level)][1]}


ROLE_WORDS = {
    "grid_worker": ("网格员", "grid worker"),
    "community_secretary": ("社区书记", "community secretary"),
    "street_clerk": ("街道经办", "street clerk"),
    "data_officer": ("数据专员", "data officer"),
}
STATE_WORDS = {
    "open": ("待确认", "to be confirmed"),
    "objected": ("有异议", "objected to"),
    "returned": ("已退回", "returned"),
    "confirmed": ("已确认", "confirmed"),
    "approved": ("已审定", "approved"),
    "frozen": ("已归档", "frozen"),
}


def _state_words(state: str) -> dict[str, str]:
    zh, en = STATE_WORDS[state]
    return {"state": zh, "state_en": en}


STEPS = (1, 2, 3, 5, 10, 20, 30, 60, 120)
"""Minutes, the upper ends of the steps in which times are counted; what took longer was interrupted and is not."""


def step_of(seconds: int) -> int | None:
    """The step that a time falls into; None where it tells of no work."""
    return next((number for number, most in enumerate(STEPS) if 0 < seconds <= most * 60), None)
