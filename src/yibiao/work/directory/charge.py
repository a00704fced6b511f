"""Whom and what a data officer has in his charge, decided without a database. In: facts, a day. Out: yes or no.

A charge is the areas of the posts of a data officer. Inside it he keeps areas, accounts, posts and grants. Three duties
lie in three hands (GB/T 22239, 8.1.10.4: the one who keeps rights, the one who watches and the one who runs the machine
are different people), so he neither appoints nor touches data officers, auditors and operators, nor himself; the
operator of the machine does (`yibiao user`). Why: docs/decisions/0009-who-keeps-rights.md.

Refuses: nothing with an exception.
"""

from __future__ import annotations

from datetime import date

from yibiao.work.directory.rules import KEEPERS, ROLES, Interval, PersonFacts, merged, posts_in_force

RESERVED = frozenset({"data_officer", "auditor"})
"""Roles that only the operator of the machine gives and takes."""
OWN_DOOR = frozenset({"resident"})
"""Roles that hang on a record of the ledger, not on an appointment."""
GIVEN = tuple(role for role in ROLES if role not in RESERVED | OWN_DOOR)
"""Roles that a data officer may give."""


def charge_of(facts: PersonFacts, day: date) -> tuple[Interval, ...]:
    """The areas in this person's charge; () for everyone who is no data officer."""
    if not facts.active:
        return ()
    return merged((post.first, post.last) for post in posts_in_force(facts, day) if post.role == "data_officer")


def inside(charge: tuple[Interval, ...], first: int, last: int) -> bool:
    """Whether the whole interval lies in one area of the charge."""
    return any(low <= first and last <= high for low, high in charge)


def may_keep(officer: PersonFacts, other: PersonFacts, day: date) -> bool:
    """Whether the officer may set the password of `other`, close the account, appoint and grant.

    All posts that `other` has ever had must lie inside: one who also works elsewhere is kept by whoever has both.
    """
    charge = charge_of(officer, day)
    if other.login == officer.login or other.operator or not charge:
        return False
    return all(post.role not in RESERVED and inside(charge, post.first, post.last) for post in other.posts)


def may_give(officer: PersonFacts, role: str, interval: Interval, day: date) -> bool:
    """Whether the officer may give a post of this role over the interval of an area."""
    return role in GIVEN and inside(charge_of(officer, day), *interval)


def receiving_areas(facts: PersonFacts, role: str | None, day: date) -> tuple[Interval, ...]:
    """Where a person may bring files of rows in this role: keepers where they write, data officers in their charge.

    A data officer writes nothing by hand: what he brings is a plan first, names its source, and is undone as a whole.
    """
    if role == "data_officer":
        return charge_of(facts, day)
    if role not in KEEPERS or not facts.active:
        return ()
    return merged((post.first, post.last) for post in posts_in_force(facts, day) if post.role == role)
