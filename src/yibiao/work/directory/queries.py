"""The readers of the directory for others. In: a login, a purpose, a day; an area code. Out: views, areas, people.

Refuses (`ProblemError`): a login or an area code that does not exist. Who exists in the directory is no secret inside
the house; who sees what is decided in `rules` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from yibiao.base.clock import CHINA, Clock, today
from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.views import View
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import charge, rules
from yibiao.work.directory.models import Account, Area, Post, SecondFactor
from yibiao.work.journal import queries as journal


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as others need it; `first` is its own number, first..last all below it; `parent` is a code."""

    key: int
    code: str
    name: str
    level: str
    first: int
    last: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One who signs in, one row a post."""

    login: str
    name: str
    role: str
    area: str
    area_name: str


Who = str | rules.PersonFacts
"""A login, or what was read of the person in this very request."""


def facts_of(login: str) -> rules.PersonFacts:
    """What the decision needs to know of a person; `ProblemError` DIRECTORY_UNKNOWN_USER."""
    account = Account.objects.filter(username=login).first()
    if account is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_USER", Place(), login=login))
    return facts_of_account(account)


def facts_of_account(account: Account) -> rules.PersonFacts:
    """The same of an account that was read in this very request."""
    posts = tuple(
        rules.PostFact(post.role, post.area.first, post.area.last, post.valid_from, post.valid_to, post.area.code)
        for post in account.posts.select_related("area").order_by("id")
    )
    grants = tuple(
        rules.GrantFact(
            purpose=grant.purpose,
            elements=tuple(grant.elements),
            first=grant.area.first,
            last=grant.area.last,
            rows=grant.rows,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
            revoked=grant.revoked,
        )
        for grant in account.grants.select_related("area").order_by("id")
    )
    return rules.PersonFacts(account.username, account.is_active, posts, grants, account.record, account.is_superuser)


def _facts(who: Who) -> rules.PersonFacts:
    return facts_of(who) if isinstance(who, str) else who


def view_of(who: Who, purpose: str, day: date, standard: Standard, role: str | None = None) -> View:
    """What this person may see for this purpose on this day, decided afresh for every question."""
    return rules.view_for(_facts(who), purpose, day, standard, role)


def house_view(purpose: str, area: tuple[int, int], elements: Iterable[str], day: date) -> View:
    """How the house itself asks for an admitted form; see `rules.house_view`."""
    return rules.house_view(purpose, area, elements, day)


def post_intervals(who: Who, day: date) -> tuple[tuple[int, int], ...]:
    """The areas of all posts of this person in force, as intervals."""
    return rules.merged((post.first, post.last) for post in rules.posts_in_force(_facts(who), day))


def roles_of(who: Who, day: date) -> tuple[str, ...]:
    """The roles of the posts in force, in the order of `rules.ROLES`."""
    held = {post.role for post in rules.posts_in_force(_facts(who), day)}
    return tuple(role for role in rules.ROLES if role in held)


def offices_of(who: Who, role: str, day: date) -> frozenset[str]:
    """Codes of the areas on which this person works in this role; see `rules.offices`."""
    return rules.offices(_facts(who), role, day)


def covers(who: Who, role: str | None, day: date, area: str) -> bool:
    """Whether a post that this person holds in this role covers the whole of an area."""
    row = Area.objects.filter(code=area, valid_to=None).first()
    held = [post for post in rules.posts_in_force(_facts(who), day) if post.role == role]
    return row is not None and any(post.first <= row.first and row.last <= post.last for post in held)


def receiving_view(login: str, day: date, standard: Standard, role: str | None, purpose: str) -> View:
    """How this person may compare a file of rows with the ledger; see `rules.receiving_view`."""
    return rules.receiving_view(facts_of(login), day, standard, role, purpose)


def hidden_from_officers(standard: Standard) -> frozenset[str]:
    """Elements that no data officer may compare; see `rules.officer_elements`."""
    return frozenset(standard.elements) - rules.officer_elements(standard)


def receiving_areas(login: str, role: str | None, day: date) -> tuple[tuple[int, int], ...]:
    """Where this person may bring files of rows in this role; see `charge.receiving_areas`."""
    return charge.receiving_areas(facts_of(login), role, day)


def duty_of(account: Account, day: date, *, wanted: bool) -> str | None:
    """What must be done before anything else: "password" (choose your own), "factor" (set up codes, where the house
    wants them of data officers, auditors and operators), or None."""
    if account.once:
        return "password"
    if wanted and not account.second and (account.is_superuser or guarded(account.username, day)):
        return "factor"
    return None


def guarded(login: str, day: date) -> bool:
    """Whether this person holds a post whose sign-in needs a second factor where the house wants one."""
    return any(post.role in charge.RESERVED for post in rules.posts_in_force(facts_of(login), day))


def guarded_logins(day: date) -> tuple[str, ...]:
    """Who holds such a post, and the operators; open accounts only, in order."""
    posts = Post.objects.filter(role__in=charge.RESERVED, account__is_active=True).select_related("account")
    held = {post.account.username for post in posts if rules.holds(post.valid_from, post.valid_to, day)}
    operators = Account.objects.filter(is_superuser=True, is_active=True).values_list("username", flat=True)
    return tuple(sorted(held | set(operators)))


def open_account(login: str) -> Account | None:
    """The open account of this very login that an identity provider's word may open; an operator's is none."""
    return Account.objects.filter(username=login, is_active=True, is_superuser=False).first()


def second_factor(login: str) -> tuple[bool, int]:
    """(whether sign-in asks for a code, how many codes on paper are left)."""
    account = Account.objects.filter(username=login).first()
    row = SecondFactor.objects.filter(account=account, confirmed=True).first()
    return bool(account and account.second), len(row.recovery) if row else 0


def lifting(who: Who, day: date, standard: Standard, view: View, role: str | None) -> dict[str, View]:
    """Element → a view in which a grant in force lifts the partial mask that it has in `view`, for the grant's own
    purpose."""
    facts = _facts(who)
    found: dict[str, View] = {}
    for purpose in rules.purposes(facts, role, day):
        other = rules.view_for(facts, purpose, day, standard, role)
        for element, mask in view.masks.items():
            if mask == rules.MASKED and other.may_read(element) and element not in other.masks:
                found.setdefault(element, other)
    return found


def writing_areas(who: Who, day: date) -> tuple[tuple[int, int], ...]:
    """Where this person may write."""
    return rules.writing_areas(_facts(who), day)


def releasing_areas(login: str, day: date) -> tuple[tuple[int, int], ...]:
    """Where this person may release exports of others."""
    return rules.releasing_areas(facts_of(login), day)


def may_trace(login: str, day: date) -> bool:
    """Whether this person may search who took out the rows of a found file: whoever may read the journal."""
    return rules.may_read_journal(facts_of(login), day)


def rights_day(clock: Clock) -> tuple[date, Problem | None]:
    """The day on which posts and grants must be in force: today, whatever day a form is about.

    A clock behind the ledger's own last line would bring expired grants back, so the later day counts, and the second
    part says so.
    """
    now, last = clock(), journal.last_moment()
    if last is None or last.astimezone(CHINA).date() <= today(clock):
        return today(clock), None
    told = f"{last.astimezone(CHINA):%F %T}"
    return last.astimezone(CHINA).date(), problem("CLI_CLOCK_BACK", Place(), now=f"{now:%F %T}", last=told)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post in force."""

    role: str
    area: str
    area_name: str
    level: str
    department: str


def posts_of(login: str, day: date) -> tuple[PostRow, ...]:
    """The posts of a person that are in force, in the order of `rules.ROLES`."""
    rows = Post.objects.filter(account__username=login).select_related("area").order_by("id")
    held = [row for row in rows if row.role in rules.ROLES and rules.holds(row.valid_from, row.valid_to, day)]
    held.sort(key=lambda row: rules.ROLES.index(row.role))
    return tuple(PostRow(row.role, row.area.code, row.area.name, row.area.level, row.department) for row in held)


def departments_at(code: str, day: date) -> tuple[str, ...]:
    """Departments that have an officer in force whose area covers this one, by name."""
    here = area(code)
    rows = Post.objects.filter(role="department_officer", area__first__lte=here.first, area__last__gte=here.last)
    held = rows.exclude(department="").filter(account__is_active=True)
    return tuple(sorted({row.department for row in held if rules.holds(row.valid_from, row.valid_to, day)}))


def account(login: str) -> Account:
    """The account itself, for the session machinery; `ProblemError` DIRECTORY_UNKNOWN_USER."""
    found = Account.objects.filter(username=login).first()
    if found is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_USER", Place(), login=login))
    return found


def name_of(login: str) -> str:
    """The shown name; the login where there is none."""
    return Account.objects.filter(username=login).values_list("shown_name", flat=True).first() or login


def names_of(logins: Iterable[str]) -> dict[str, str]:
    """Login → shown name, of those that have one."""
    rows = Account.objects.filter(username__in=set(logins)).values_list("username", "shown_name")
    return {login: name for login, name in rows if name}


def only_purpose(login: str, day: date) -> str | None:
    """The purpose of the person's grants where all in force name the same one."""
    return rules.only_purpose(facts_of(login), day)


def purposes(who: Who, role: str | None, day: date) -> tuple[str, ...]:
    """What for this person may read in this role: see `rules.purposes`."""
    return rules.purposes(_facts(who), role, day)


def area(code: str) -> AreaRow:
    """One area by its code; `ProblemError` DIRECTORY_UNKNOWN_AREA."""
    row = Area.objects.select_related("parent").filter(code=code, valid_to=None).first()
    if row is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(), code=code))
    return _row(row)


def levels_in(first: int, last: int) -> dict[str, int]:
    """How many standing areas of each level lie within an interval."""
    rows = Area.objects.filter(first__gte=first, last__lte=last, valid_to=None).values_list("level")
    return dict(rows.annotate(count=Count("id")).order_by("level"))


def root_code() -> str:
    """The area that holds all others; "" in a house without areas. Closed ones lie in front of the tree."""
    return Area.objects.filter(valid_to=None).order_by("first", "id").values_list("code", flat=True).first() or ""


def areas() -> Iterator[AreaRow]:
    """Every area in tree order, closed ones too: records may still point at them."""
    yield from map(_row, Area.objects.select_related("parent").order_by("first", "id"))


def open_areas() -> Iterator[AreaRow]:
    """Every area that stands today, in tree order."""
    yield from map(_row, Area.objects.select_related("parent").filter(valid_to=None).order_by("first", "id"))


def area_names() -> dict[str, str]:
    """Code → name of every area; where a code was given anew, the standing one's."""
    return dict(Area.objects.order_by("first", "id").values_list("code", "name"))


def family() -> list[tuple[str, str, str, str | None]]:
    """(code, name, level, parent's code) of every area in tree order, closed ones too: what forms are told of them."""
    return list(Area.objects.order_by("first", "id").values_list("code", "name", "level", "parent__code"))


def journal_of(login: str, day: date, after: int = 0, limit: int = 1_000) -> tuple[Mapping[str, Any], ...]:
    """Journal lines for one who may read them (an auditor); () for everyone else."""
    if not rules.may_read_journal(facts_of(login), day):
        return ()
    return tuple(journal.lines(after, limit))


def people() -> Iterator[PersonRow]:
    """Everyone with a post, in order of login."""
    for post in Post.objects.select_related("account", "area").order_by("account__username", "id"):
        yield PersonRow(post.account.username, post.account.shown_name, post.role, post.area.code, post.area.name)


def _row(row: Area) -> AreaRow:
    return AreaRow(row.pk, row.code, row.name, row.level, row.first, row.last, row.parent.code if row.parent else None)
