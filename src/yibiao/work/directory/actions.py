"""The only writers of the directory: areas, accounts, posts, grants. In: what is to stand. Out: nothing, or an id.

Each is one transaction with one journal line. Refuses (`ProblemError`): an area whose parent is unknown, a code that
stands twice, an unknown role, an unknown person or area, a grant that ends before it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory import rules
from yibiao.work.directory.models import Account, Area, Grant, Post
from yibiao.work.journal import actions as journal

_ROOM = "directory"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to stand in the tree; `parent` is a code, None at the top."""

    code: str
    name: str
    level: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One who signs in, with a post. `record`: a resident's own record."""

    login: str
    name: str
    role: str
    area: str
    record: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """Leave to read `elements` (() : statistics of levels 1-2) in `area` for `purpose`, both days included."""

    login: str
    purpose: str
    area: str
    valid_from: date
    valid_to: date
    elements: tuple[str, ...] = ()
    rows: bool = False


def tree_order(areas: Sequence[NewArea]) -> list[tuple[NewArea, int, int]]:
    """Each area with its interval, parents before children, siblings by code; every area counts as one number."""
    below: dict[str | None, list[NewArea]] = {}
    known = {area.code for area in areas}
    if len(known) != len(areas):
        twice = next(area.code for area in areas if sum(area.code == other.code for other in areas) > 1)
        raise ProblemError(problem("DIRECTORY_AREA_TWICE", Place(), code=twice))
    for area in areas:
        if area.parent is not None and area.parent not in known:
            raise ProblemError(problem("DIRECTORY_NO_PARENT", Place(), code=area.code, parent=area.parent))
        below.setdefault(area.parent, []).append(area)
    ordered: list[NewArea] = []
    lasts: dict[str, int] = {}

    def walk(parent: str | None) -> None:
        for area in sorted(below.get(parent, ()), key=lambda area: area.code):
            ordered.append(area)
            walk(area.code)
            lasts[area.code] = len(ordered)

    walk(None)
    if len(ordered) != len(areas):
        loose = sorted(known - lasts.keys())[0]
        raise ProblemError(problem("DIRECTORY_NO_PARENT", Place(), code=loose, parent=loose))
    return [(area, number, lasts[area.code]) for number, area in enumerate(ordered, start=1)]


@transaction.atomic
def lay_areas(areas: Iterable[NewArea], actor: str) -> int:
    """Add areas to the tree and number the whole tree anew; known codes get the new name and parent. Returns how many.

    Records point at the area, not at its number, so that a new street moves nobody.
    """
    head = journal.lock()
    standing = {area.code: area for area in Area.objects.filter(valid_to=None).select_related("parent")}
    wanted = {
        code: NewArea(code, area.name, area.level, area.parent and area.parent.code, area.valid_from)
        for code, area in standing.items()
    }
    given = list(areas)
    if len({area.code for area in given}) != len(given):
        tree_order(given)  # names the code that stands twice
    wanted |= {area.code: area for area in given}
    rows: dict[str, Area] = {}
    for entry, first, last in tree_order(list(wanted.values())):
        row = standing.get(entry.code) or Area(code=entry.code)
        row.name, row.level, row.first, row.last = entry.name, entry.level, first, last
        row.valid_from, row.valid_to = entry.valid_from, entry.valid_to
        rows[entry.code] = row
    _save_areas(rows, wanted)
    payload = {"areas": len(given), "tree": len(rows)}
    journal.append(head, journal.Entry(actor, "areas_laid", _ROOM, payload=payload))
    return len(given)


def _save_areas(rows: dict[str, Area], wanted: dict[str, NewArea]) -> None:
    fresh = [row for row in rows.values() if row.pk is None]
    Area.objects.bulk_create(fresh, batch_size=_CHUNK)
    for code, row in rows.items():
        parent = wanted[code].parent
        row.parent = rows[parent] if parent else None
    fields = ("name", "level", "first", "last", "valid_from", "valid_to", "parent")
    Area.objects.bulk_update(rows.values(), fields, batch_size=200)


@transaction.atomic
def appoint(people: Iterable[NewPerson], actor: str) -> int:
    """Make accounts (without a password: nobody can sign in until one is set) and give each a post."""
    head = journal.lock()
    people = list(people)
    areas = _areas({person.area for person in people})
    for person in people:
        if person.role not in rules.ROLES:
            raise ProblemError(problem("DIRECTORY_UNKNOWN_ROLE", Place(), role=person.role))
    standing = set(Account.objects.values_list("username", flat=True))
    fresh = [
        Account(username=person.login, shown_name=person.name, record=person.record, password=make_password(None))
        for person in {person.login: person for person in people}.values()
        if person.login not in standing
    ]
    Account.objects.bulk_create(fresh, batch_size=_CHUNK)
    accounts = {account.username: account for account in Account.objects.all()}
    posts = [
        Post(account=accounts[who.login], role=who.role, area=areas[who.area], department=who.department)
        for who in people
    ]
    Post.objects.bulk_create(posts, batch_size=_CHUNK)
    journal.append(head, journal.Entry(actor, "people_appointed", _ROOM, payload={"people": len(people)}))
    return len(people)


@transaction.atomic
def give_grant(grant: NewGrant, actor: str) -> str:
    """Give leave; returns the grant's id."""
    head = journal.lock()
    if grant.valid_to < grant.valid_from:
        raise ProblemError(problem("DIRECTORY_GRANT_BACKWARDS", Place()))
    account = _account(grant.login)
    area = _areas({grant.area})[grant.area]
    made = Grant.objects.create(
        id=new_id(),
        account=account,
        purpose=grant.purpose,
        elements=sorted(grant.elements),
        area=area,
        rows=grant.rows,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        given_by=actor,
    )
    payload = {"to": grant.login, "elements": made.elements, "area": grant.area, "rows": grant.rows,
               "until": grant.valid_to.isoformat()}  # fmt: skip
    entry = journal.Entry(actor, "grant_given", _ROOM, subject=made.id, purpose=grant.purpose, payload=payload)
    journal.append(head, entry)
    return str(made.id)


@transaction.atomic
def revoke_grant(grant: str, actor: str) -> None:
    """Take a grant back; from the next question on it counts no more."""
    head = journal.lock()
    if not Grant.objects.filter(id=grant).update(revoked=True):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_GRANT", Place(record=grant)))
    journal.append(head, journal.Entry(actor, "grant_revoked", _ROOM, subject=grant))


@transaction.atomic
def end_posts(login: str, day: date, actor: str) -> int:
    """End all posts of a person with `day` as the last day; returns how many were still open."""
    head = journal.lock()
    ended = Post.objects.filter(account=_account(login), valid_to=None).update(valid_to=day)
    journal.append(head, journal.Entry(actor, "posts_ended", _ROOM, subject=login, payload={"posts": ended}))
    return int(ended)


def _account(login: str) -> Account:
    account = Account.objects.filter(username=login).first()
    if account is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_USER", Place(), login=login))
    return account


def _areas(codes: set[str]) -> dict[str, Area]:
    found = {area.code: area for area in Area.objects.filter(code__in=codes, valid_to=None)}
    for code in sorted(codes - found.keys()):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(), code=code))
    return found
