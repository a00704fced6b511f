"""How a person signs in. In: a login, a password. Out: nothing. One journal line each; never the password.

Refuses (`ProblemError`): an unknown person, a password that is too easy to guess (Django's validators).
"""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory.actions.rows import ROOM, account_of
from yibiao.work.directory.models import Account
from yibiao.work.journal import actions as journal

SHOWN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that nobody takes for one another, read out over the telephone."""


def one_time_password(login: str, actor: str) -> str:
    """Set a password that is good for choosing another only, and return it: twelve signs, sixty bits."""
    text = "".join(secrets.choice(SHOWN) for _ in range(12))
    password = "-".join(text[start : start + 4] for start in range(0, 12, 4))
    set_password(login, password, actor, once=True)
    return password


@transaction.atomic
def set_password(login: str, password: str, actor: str, *, once: bool = False) -> None:
    """From now on `login` signs in with this password; every session of before ends. once: only to choose another."""
    head = journal.lock()
    account = account_of(login)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise ProblemError(problem("DIRECTORY_WEAK_PASSWORD", Place(), reason="；".join(weak.messages))) from weak
    account.set_password(password)
    account.once = once
    _end_sessions(account)
    account.save(update_fields=["password", "epoch", "once"])
    journal.append(head, journal.Entry(actor, "password_set", ROOM, subject=login, payload={"once": once}))


@transaction.atomic
def change_password(login: str, old: str, new: str) -> None:
    """The person's own choice; `ProblemError` where the old one is wrong or the new one is the old one."""
    journal.lock()
    account = account_of(login)
    if not account.check_password(old):
        raise ProblemError(problem("DIRECTORY_OLD_PASSWORD", Place()))
    if old == new:
        raise ProblemError(problem("DIRECTORY_SAME_PASSWORD", Place()))
    set_password(login, new, login)


@transaction.atomic
def set_demo_password(password: str, actor: str) -> int:
    """One password for every account of an invented district; hashed once, because there are hundreds of them."""
    head = journal.lock()
    changed = Account.objects.update(password=make_password(password))
    journal.append(head, journal.Entry(actor, "demo_password_set", ROOM, payload={"accounts": changed}))
    return int(changed)


@transaction.atomic
def switch_account(login: str, actor: str, *, active: bool) -> None:
    """Close an account at once (its sessions end with it), or open it again."""
    head = journal.lock()
    account = account_of(login)
    account.is_active = active
    _end_sessions(account)
    account.save(update_fields=["is_active", "epoch"])
    verb = "account_opened" if active else "account_closed"
    journal.append(head, journal.Entry(actor, verb, ROOM, subject=login))


@transaction.atomic
def note_sign_in(login: str, how: str, *, refused: bool = False) -> None:
    """The journal remembers who came in or was turned away, and by which way; no address, no time of stay."""
    head = journal.lock()
    verb = "sign_in_refused" if refused else "signed_in"
    journal.append(head, journal.Entry(login[:150], verb, ROOM, payload={"how": how}))


@transaction.atomic
def end_sessions(login: str, actor: str) -> None:
    """Sign the account out everywhere, at its next request."""
    head = journal.lock()
    account = account_of(login)
    _end_sessions(account)
    account.save(update_fields=["epoch"])
    journal.append(head, journal.Entry(actor, "sessions_ended", ROOM, subject=login))


def _end_sessions(account: Account) -> None:
    """Sessions carry a digest over the epoch; one of another epoch is none."""
    account.epoch += 1
