"""People are appointed to posts, and leave them. In: people. Out: how many.

Refuses (`ProblemError`): an unknown role, person or area.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory import rules
from yibiao.work.directory.actions.rows import CHUNK, ROOM, account_of, areas_of
from yibiao.work.directory.models import Account, Post
from yibiao.work.journal import actions as journal

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
"""Letters, digits, dot, dash, underscore: what every keyboard has."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One who signs in, with a post. `record`: a resident's own record."""

    login: str
    name: str
    role: str
    area: str
    record: str = ""
    department: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@transaction.atomic
def appoint(people: Iterable[NewPerson], actor: str) -> int:
    """Make accounts (without a password: nobody can sign in until one is set) and give each a post."""
    head = journal.lock()
    people = list(people)
    areas = areas_of({person.area for person in people})
    for person in people:
        if person.role not in rules.ROLES:
            raise ProblemError(problem("DIRECTORY_UNKNOWN_ROLE", Place(), role=person.role))
    standing = set(Account.objects.values_list("username", flat=True))
    fresh = [
        Account(username=person.login, shown_name=person.name, record=person.record, password=make_password(None))
        for person in {person.login: person for person in people}.values()
        if person.login not in standing
    ]
    Account.objects.bulk_create(fresh, batch_size=CHUNK)
    accounts = {account.username: account for account in Account.objects.all()}
    posts = [
        Post(
            account=accounts[who.login],
            role=who.role,
            area=areas[who.area],
            department=who.department,
            valid_from=who.valid_from,
            valid_to=who.valid_to,
        )  # fmt: skip
        for who in people
    ]
    Post.objects.bulk_create(posts, batch_size=CHUNK)
    journal.append(head, journal.Entry(actor, "people_appointed", ROOM, payload={"people": len(people)}))
    return len(people)


@transaction.atomic
def add_person(person: NewPerson, actor: str) -> None:
    """A new account with its first post, without a password; `ProblemError` for a login that is taken or no login."""
    journal.lock()
    _must_be_free(person.login)
    give_post(person, actor)


@transaction.atomic
def add_operator(login: str, name: str, actor: str) -> None:
    """An account for the settings page, without a post: it sees nothing of the ledger. No password yet."""
    head = journal.lock()
    _must_be_free(login)
    Account.objects.create(
        username=login, shown_name=name, is_superuser=True, is_staff=True, password=make_password(None)
    )
    journal.append(head, journal.Entry(actor, "operator_added", ROOM, subject=login))


def _must_be_free(login: str) -> None:
    if not LOGIN.fullmatch(login):
        raise ProblemError(problem("DIRECTORY_BAD_LOGIN", Place(), login=login[:40]))
    if Account.objects.filter(username__iexact=login).exists():
        raise ProblemError(problem("DIRECTORY_LOGIN_TAKEN", Place(), login=login))


@transaction.atomic
def give_post(person: NewPerson, actor: str, key: str | None = None) -> int:
    """A post for one who has an account, or makes one; returns its number. The same key again gets the same post."""
    head = journal.lock()
    before = journal.replayed(actor, key)
    if before is not None:
        return int(before["post"])
    if person.valid_from and person.valid_to and person.valid_to < person.valid_from:
        raise ProblemError(problem("DIRECTORY_GRANT_BACKWARDS", Place()))
    if person.role not in rules.ROLES:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_ROLE", Place(), role=person.role))
    area = areas_of({person.area})[person.area]
    account, _ = Account.objects.get_or_create(
        username=person.login, defaults={"shown_name": person.name, "password": make_password(None)}
    )
    made = Post.objects.create(
        account=account, role=person.role, area=area, department=person.department, valid_from=person.valid_from,
        valid_to=person.valid_to,
    )  # fmt: skip
    entry = journal.Entry(
        actor, "post_given", ROOM, subject=person.login, payload={"role": person.role, "area": person.area},
        reply={"post": made.pk}, key=key,
    )  # fmt: skip
    journal.append(head, entry)
    return int(made.pk)


@transaction.atomic
def end_post(post: int, day: date, actor: str) -> None:
    """The post's last day is `day`; `ProblemError` where it is not there or has ended before."""
    head = journal.lock()
    row = Post.objects.select_related("account", "area").filter(id=post).first()
    if row is None or (row.valid_to is not None and row.valid_to < day):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_POST", Place()))
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    payload = {"role": row.role, "area": row.area.code, "until": day.isoformat()}
    journal.append(head, journal.Entry(actor, "post_ended", ROOM, subject=row.account.username, payload=payload))


@transaction.atomic
def end_posts(login: str, day: date, actor: str) -> int:
    """End all posts of a person with `day` as the last day; returns how many were still open."""
    head = journal.lock()
    ended = Post.objects.filter(account=account_of(login), valid_to=None).update(valid_to=day)
    journal.append(head, journal.Entry(actor, "posts_ended", ROOM, subject=login, payload={"posts": ended}))
    return int(ended)
