"""People are appointed to posts, and leave them. In: people. Out: how many.

Refuses (`ProblemError`): an unknown role, person or area.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One who signs in, with a post. `record`: a resident's own record."""

    login: str
    name: str
    role: str
    area: str
    record: str = ""
    department: str = ""


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
        Post(account=accounts[who.login], role=who.role, area=areas[who.area], department=who.department)
        for who in people
    ]
    Post.objects.bulk_create(posts, batch_size=CHUNK)
    journal.append(head, journal.Entry(actor, "people_appointed", ROOM, payload={"people": len(people)}))
    return len(people)


@transaction.atomic
def end_posts(login: str, day: date, actor: str) -> int:
    """End all posts of a person with `day` as the last day; returns how many were still open."""
    head = journal.lock()
    ended = Post.objects.filter(account=account_of(login), valid_to=None).update(valid_to=day)
    journal.append(head, journal.Entry(actor, "posts_ended", ROOM, subject=login, payload={"posts": ended}))
    return int(ended)
