"""Who works here, for the data officer who keeps it. In: an officer's login. Out: his charge, rows inside it.

People who sign in, their posts and grants, the tree of areas; nothing of residents. When somebody signed in last or
how long is not told: nobody's presence is counted here. Refuses (`ProblemError`): what lies outside the charge, in the
words of what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory import charge as rules
from yibiao.work.directory import queries
from yibiao.work.directory.models import Account, Area, Grant, Post
from yibiao.work.directory.rules import Interval, PersonFacts, holds

MOST = 100


@dataclass(frozen=True, slots=True)
class Charge:
    """What one data officer keeps on one day."""

    officer: PersonFacts
    day: date
    intervals: tuple[Interval, ...]

    def must_cover(self, code: str) -> queries.AreaRow:
        """The area, where it lies in the charge."""
        area = queries.area(code)
        if not rules.inside(self.intervals, area.first, area.last):
            raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(), code=code))
        return area

    def may_keep(self, login: str) -> bool:
        return rules.may_keep(self.officer, queries.facts_of(login), self.day)

    def must_keep(self, login: str) -> None:
        """Refuse a person whom this officer does not keep; one of elsewhere in the words of nobody."""
        if not person(self, login).mine:
            raise ProblemError(problem("DIRECTORY_NOT_YOURS", Place()))

    def must_give(self, role: str, code: str) -> None:
        """Refuse a post that is not this officer's to give."""
        area = self.must_cover(code)
        if not rules.may_give(self.officer, role, (area.first, area.last), self.day):
            raise ProblemError(problem("DIRECTORY_NOT_YOURS", Place()))

    def must_end(self, post: int) -> None:
        """Refuse a post of one whom this officer does not keep."""
        login = Post.objects.filter(id=post).values_list("account__username", flat=True).first()
        if login is None:
            raise ProblemError(problem("DIRECTORY_UNKNOWN_POST", Place()))
        self.must_keep(login)

    def must_revoke(self, grant: str) -> None:
        """Refuse a grant over an area outside the charge."""
        row = Grant.objects.filter(id=grant).select_related("area").first()
        if row is None or not rules.inside(self.intervals, row.area.first, row.area.last):
            raise ProblemError(problem("DIRECTORY_UNKNOWN_GRANT", Place(record=grant)))


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post, in force or not. state: in_force, coming, ended."""

    id: int
    role: str
    area: str
    area_name: str
    department: str
    valid_from: date | None
    valid_to: date | None
    state: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One who signs in. mine: whether this officer may change it."""

    login: str
    name: str
    active: bool
    has_password: bool
    second: bool
    mine: bool
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant. state: in_force, coming, ended, revoked. elements (): statistics only."""

    id: str
    login: str
    name: str
    purpose: str
    area: str
    area_name: str
    elements: tuple[str, ...]
    rows: bool
    valid_from: date
    valid_to: date
    given_by: str
    state: str


@dataclass(frozen=True, slots=True)
class AreaNode:
    """One area of the tree, in tree order. closed: stands in it no more."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    closed: bool


def charge_of(login: str, day: date) -> Charge:
    """What this person keeps; nothing for one who is no data officer."""
    facts = queries.facts_of(login)
    return Charge(facts, day, rules.charge_of(facts, day))


def staff(charge: Charge, words: str = "", after: str = "", limit: int = MOST) -> tuple[StaffRow, ...]:
    """Who has or had a post in the charge, by login behind `after`; `words` narrows by login or name."""
    accounts = Account.objects.filter(_within(charge, "posts__area__"), username__gt=after).distinct()
    if words:
        accounts = accounts.filter(Q(username__icontains=words) | Q(shown_name__icontains=words))
    found = accounts.order_by("username").prefetch_related("posts__area")[: min(limit, MOST)]
    return tuple(_staff_row(charge, account) for account in found)


def person(charge: Charge, login: str) -> StaffRow:
    """One of them; `ProblemError` DIRECTORY_UNKNOWN_USER."""
    rows = Account.objects.filter(_within(charge, "posts__area__"), username=login).distinct()
    account = rows.prefetch_related("posts__area").first()
    if account is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_USER", Place(), login=login))
    return _staff_row(charge, account)


def grants(charge: Charge, login: str = "", *, ended: bool = False) -> tuple[GrantRow, ...]:
    """Grants over areas of the charge, those that end first on top; with `ended` the others too."""
    rows = Grant.objects.filter(_within(charge, "area__")).select_related("account", "area")
    rows = rows.filter(account__username=login) if login else rows
    rows = rows if ended else rows.filter(revoked=False, valid_to__gte=charge.day)
    return tuple(_grant_row(charge, row) for row in rows.order_by("valid_to", "id")[:1_000])


def tree(charge: Charge) -> tuple[AreaNode, ...]:
    """The areas of the charge in tree order; closed ones behind them."""
    standing = Area.objects.filter(_within(charge, ""), valid_to=None).select_related("parent").order_by("first", "id")
    codes = set(standing.values_list("code", flat=True))
    closed = Area.objects.exclude(valid_to=None).filter(parent__code__in=codes).select_related("parent")
    return tuple(
        AreaNode(
            row.code, row.name, row.level, row.parent.code if row.parent else None, row.valid_from, row.valid_to,
            row.valid_to is not None,
        )
        for row in (*standing, *closed.order_by("code", "id"))
    )  # fmt: skip


def _within(charge: Charge, prefix: str) -> Q:
    """Rows whose area lies in the charge; none at all for nobody's charge."""
    inside = Q(pk__in=[])
    for first, last in charge.intervals:
        inside |= Q(**{f"{prefix}first__gte": first, f"{prefix}last__lte": last})
    return inside


def _staff_row(charge: Charge, account: Account) -> StaffRow:
    posts = tuple(
        PostRow(
            post.pk, post.role, post.area.code, post.area.name, post.department, post.valid_from, post.valid_to,
            _state(post.valid_from, post.valid_to, charge.day),
        )
        for post in sorted(account.posts.all(), key=lambda post: post.pk)
    )  # fmt: skip
    return StaffRow(
        account.username, account.shown_name, account.is_active, account.has_usable_password(), account.second,
        charge.may_keep(account.username), posts,
    )  # fmt: skip


def _grant_row(charge: Charge, row: Grant) -> GrantRow:
    state = "revoked" if row.revoked else _state(row.valid_from, row.valid_to, charge.day)
    return GrantRow(
        row.id, row.account.username, row.account.shown_name, row.purpose, row.area.code, row.area.name,
        tuple(row.elements), row.rows, row.valid_from, row.valid_to, row.given_by, state,
    )  # fmt: skip


def _state(first: date | None, last: date | None, day: date) -> str:
    if holds(first, last, day):
        return "in_force"
    return "coming" if first is not None and first > day else "ended"
