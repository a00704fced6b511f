"""Who sees what, decided without a database. In: facts about a person, a purpose, a day, the standard. Out: a `View`.

The matrix, in words and with its reasons: docs/decisions/0004-who-sees-what.md. In short:

    grid_worker, community_secretary, street_clerk   rows in their area; level 4 masked or hidden, or counted only
    department_officer                               what a grant names, for its purpose, until its day; else nothing
    data_officer, leader                             statistics, never rows
    auditor, resident                                no rows of persons through forms

Refuses: nothing with an exception; whoever has no post or grant in force gets a view that sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from yibiao.base.views import View
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standard.naming import naming

Interval = tuple[int, int]

ROLES = (
    "grid_worker",
    "community_secretary",
    "street_clerk",
    "data_officer",
    "department_officer",
    "leader",
    "auditor",
    "resident",
)
KEEPERS = frozenset({"grid_worker", "community_secretary", "street_clerk"})
"""Roles that keep the ledger: they read rows of their area and write them."""
STATISTICIANS = frozenset({"data_officer", "leader"})
KEEPING = ("台账维护", "填报", "走访核实")
"""What those who keep the ledger read it for; the first is meant where nothing else is said."""
AUDITING = "审计"
"""What an auditor reads the journal for."""
HOUSE = "一表通"
"""The name under which the house reads for an admitted form; no login may be this (it has no account)."""
MASKED, HIDDEN = "partial", "full"


@dataclass(frozen=True, slots=True)
class PostFact:
    """A post: role, interval of its area, first and last day (None: open), code of the area."""

    role: str
    first: int
    last: int
    valid_from: date | None = None
    valid_to: date | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class GrantFact:
    """A grant: purpose, elements (() : statistics), interval of its area, rows or statistics, days, revoked."""

    purpose: str
    elements: tuple[str, ...]
    first: int
    last: int
    rows: bool
    valid_from: date
    valid_to: date
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the directory knows of one who signs in."""

    login: str
    active: bool = True
    posts: tuple[PostFact, ...] = ()
    grants: tuple[GrantFact, ...] = ()
    record: str = ""
    operator: bool = False


def view_for(facts: PersonFacts, purpose: str, day: date, standard: Standard, role: str | None = None) -> View:
    """The one decision. A person with several roles acts in one at a time: `role`, or the first of `ROLES` held."""
    nothing = View(facts.login, purpose, rows=False, day=day)
    posts = posts_in_force(facts, day)
    acting = role or next((name for name in ROLES if any(post.role == name for post in posts)), None)
    areas = merged((post.first, post.last) for post in posts if post.role == acting)
    if not facts.active or acting is None or not areas:
        return nothing
    grant = grant_in_force(facts.grants, purpose, day, areas)
    if acting in KEEPERS:
        return _keeper(nothing, acting, areas, standard, grant)
    if acting in STATISTICIANS:
        return _statistics(nothing, areas, standard, highest=3 if acting == "data_officer" else 4)
    if acting == "department_officer" and grant is not None:
        return _granted(nothing, grant, standard)
    return nothing


def house_view(purpose: str, area: Interval, elements: Iterable[str], day: date) -> View:
    """How the house itself asks for an admitted form: what its questions name, in its area, and nothing else.

    The answers are sealed at once; they reach people through their own views only (`flow.asking.seen`).
    """
    named = frozenset(elements)
    return View(HOUSE, purpose, (area,), named, {}, named, True, day)


def receiving_view(facts: PersonFacts, day: date, standard: Standard, role: str | None, purpose: str) -> View:
    """How the one who brings a file of rows may compare it with the ledger.

    Keepers compare what they see. A data officer sees no rows: what the ledger holds is shown to him masked, and what
    he may not even count (level 4 that names nobody: faith, illness …) is left out of the file before anything is
    compared, because a plan that says "changed" tells that there was something else.
    """
    if role != "data_officer":
        return view_for(facts, purpose, day, standard, role)
    view = view_for(facts, purpose, day, standard, role)
    elements = officer_elements(standard)
    if not view.areas:
        return view
    return replace(view, elements=elements, masks=dict.fromkeys(elements, MASKED), countable=frozenset())


def officer_elements(standard: Standard) -> frozenset[str]:
    """What a data officer may compare: all but what he may not even count (level 4 that names nobody)."""
    return frozenset(code for code, entry in standard.elements.items() if entry.sensitivity < 4 or naming(entry))


def writing_areas(facts: PersonFacts, day: date) -> tuple[Interval, ...]:
    """Where this person may write: the areas of the posts that keep the ledger."""
    if not facts.active:
        return ()
    return merged((post.first, post.last) for post in posts_in_force(facts, day) if post.role in KEEPERS)


def releasing_areas(facts: PersonFacts, day: date) -> tuple[Interval, ...]:
    """Where this person may release what others take out: the areas of the posts that answer for the ledger or lead."""
    if not facts.active:
        return ()
    answering = KEEPERS | STATISTICIANS
    return merged((post.first, post.last) for post in posts_in_force(facts, day) if post.role in answering)


def offices(facts: PersonFacts, role: str, day: date) -> frozenset[str]:
    """Areas on which this person holds a post of this role: who shares something there shares it with him.

    The same area exactly: an office above or below is another office.
    """
    if not facts.active:
        return frozenset()
    return frozenset(post.area for post in posts_in_force(facts, day) if post.role == role and post.area)


def may_read_journal(facts: PersonFacts, day: date) -> bool:
    """Auditors read the journal, and nobody else does."""
    return facts.active and any(post.role == "auditor" for post in posts_in_force(facts, day))


def posts_in_force(facts: PersonFacts, day: date) -> tuple[PostFact, ...]:
    return tuple(post for post in facts.posts if post.role in ROLES and holds(post.valid_from, post.valid_to, day))


def grant_in_force(
    grants: Iterable[GrantFact], purpose: str, day: date, areas: tuple[Interval, ...]
) -> GrantFact | None:
    """The newest grant for this very purpose, cut to `areas`; one grant answers, because two may differ in area."""
    fit = [grant for grant in grants if grant.purpose == purpose and _in_force(grant, day)]
    fit = [grant for grant in fit if any(low <= grant.first and grant.last <= high for low, high in areas)]
    return max(fit, key=lambda grant: (grant.valid_from, grant.valid_to), default=None)


def purposes(facts: PersonFacts, role: str | None, day: date) -> tuple[str, ...]:
    """What for a person in this role may read: what the post is for, then what the grants in force name."""
    named = sorted({grant.purpose for grant in facts.grants if _in_force(grant, day)})
    own = KEEPING if role in KEEPERS else KEEPING[1:2] if role in STATISTICIANS else ()
    own = (AUDITING,) if role == "auditor" else own
    return tuple(dict.fromkeys((*own, *named)))


def only_purpose(facts: PersonFacts, day: date) -> str | None:
    """The purpose of the grants in force where all name the same one."""
    named = {grant.purpose for grant in facts.grants if _in_force(grant, day)}
    return named.pop() if len(named) == 1 else None


def _in_force(grant: GrantFact, day: date) -> bool:
    return not grant.revoked and holds(grant.valid_from, grant.valid_to, day)


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same numbers as few intervals in order: nested and touching areas become one."""
    found: list[Interval] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def holds(first: date | None, last: date | None, day: date) -> bool:
    """Whether `day` lies between first and last, both included; None is open."""
    return (first is None or first <= day) and (last is None or day <= last)


def _keeper(nothing: View, role: str, areas: tuple[Interval, ...], standard: Standard, grant: GrantFact | None) -> View:
    """Rows of the area. What a grant for this purpose names over the whole area is shown in full."""
    lifted = frozenset(grant.elements) if grant and areas == ((grant.first, grant.last),) else frozenset()
    elements, masks, countable = _met_by(standard, role, lifted)
    return View(nothing.viewer, nothing.purpose, areas, elements, dict(masks), countable, True, nothing.day)


@per_standard
def _met_by(
    standard: Standard, role: str, lifted: frozenset[str]
) -> tuple[frozenset[str], dict[str, str], frozenset[str]]:
    """(elements, masks, countable) of a keeper's view: the same for everyone in the role with the same grant."""
    elements, masks, countable = set(), {}, set()
    for element in standard.elements.values():
        shown = "clear" if element.code in lifted else level_four(role, element)
        if shown == "counted":
            countable.add(element.code)
        elif shown != "nothing":
            elements.add(element.code)
        if shown in (MASKED, HIDDEN):
            masks[element.code] = shown
    return frozenset(elements), masks, frozenset(countable)


def level_four(role: str, element: Element) -> str:
    """How a keeper meets an element: "clear", "partial", "full" (hidden behind a mask), "counted" or "nothing"."""
    if element.sensitivity < 4:
        return "clear"
    if naming(element):
        return {"grid_worker": MASKED, "community_secretary": "clear", "street_clerk": MASKED}[role]
    return {"grid_worker": "nothing", "community_secretary": HIDDEN, "street_clerk": "counted"}[role]


def _statistics(nothing: View, areas: tuple[Interval, ...], standard: Standard, highest: int) -> View:
    countable = frozenset(
        element.code for element in standard.elements.values() if element.sensitivity <= highest and not naming(element)
    )
    return replace(nothing, areas=areas, countable=countable)


def _granted(nothing: View, grant: GrantFact, standard: Standard) -> View:
    areas: tuple[Interval, ...] = ((grant.first, grant.last),)
    known: Mapping[str, Element] = standard.elements
    named = frozenset(code for code in grant.elements if code in known)
    if not named:
        return _statistics(nothing, areas, standard, highest=2)
    if not grant.rows:
        return replace(nothing, areas=areas, countable=named)
    return replace(nothing, areas=areas, elements=named, rows=True)
