"""The second factor: set up, confirmed, asked for, taken away. In: a vault, a login, codes. Out: secrets, yes or no.

    begin_factor → (the phone shows a code) → confirm_factor → … check_factor at each sign-in … → reset_factor

The secret lies sealed; codes on paper only as keyed digests; a code counts once. One journal line each, never a code.
Refuses (`ProblemError`): an unknown person, a code that does not fit, a second set-up beside one that stands.
"""

from __future__ import annotations

import base64

from django.db import transaction

from yibiao.base import totp
from yibiao.base.clock import Clock, system_clock
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.work.directory.actions.rows import ROOM, account_of
from yibiao.work.directory.models import SecondFactor
from yibiao.work.journal import actions as journal

USE = "second factor"
PAPER = 10
"""Codes on paper that one gets."""


@transaction.atomic
def begin_factor(vault: Vault, login: str) -> bytes:
    """A fresh secret for the person's phone; it counts once a code has confirmed it."""
    head = journal.lock()
    account = account_of(login)
    if account.second:
        raise ProblemError(problem("DIRECTORY_FACTOR_STANDS", Place()))
    secret = totp.new_secret(vault.random)
    sealed = vault.seal(vault.subkey(USE), secret, _bound(login))
    SecondFactor.objects.filter(account=account).delete()
    SecondFactor.objects.create(account=account, sealed=sealed)
    journal.append(head, journal.Entry(login, "factor_begun", ROOM, subject=login))
    return secret


@transaction.atomic
def confirm_factor(vault: Vault, login: str, code: str, clock: Clock = system_clock) -> tuple[str, ...]:
    """From now on sign-in asks for a code. Returns the codes on paper, shown this once; other sessions end."""
    head = journal.lock()
    account = account_of(login)
    row = SecondFactor.objects.filter(account=account, confirmed=False).first()
    step = row and totp.matching_step(_secret(vault, row, login), tidy(code), clock(), row.used)
    if row is None or step is None:
        raise ProblemError(problem("DIRECTORY_FACTOR_CODE", Place()))
    paper = tuple(_paper_code(vault) for _ in range(PAPER))
    row.confirmed, row.used, row.recovery = True, step, [_blind(vault, login, each) for each in paper]
    row.save(update_fields=["confirmed", "used", "recovery"])
    account.second = True
    account.epoch += 1
    account.save(update_fields=["second", "epoch"])
    journal.append(head, journal.Entry(login, "factor_set", ROOM, subject=login))
    return paper


@transaction.atomic
def check_factor(vault: Vault, login: str, code: str, clock: Clock = system_clock) -> bool:
    """Whether the code is good now; it is spent with that. Six digits are the phone's, anything else is on paper."""
    head = journal.lock()
    row = SecondFactor.objects.select_for_update().filter(account__username=login, confirmed=True).first()
    if row is None:
        return False
    given = tidy(code)
    if len(given) == totp.DIGITS and given.isdigit():
        step = totp.matching_step(_secret(vault, row, login), given, clock(), row.used)
        if step is None:
            return False
        row.used = step
    else:
        spent = _blind(vault, login, given)
        if spent not in row.recovery:
            return False
        row.recovery = [each for each in row.recovery if each != spent]
        left = {"left": len(row.recovery)}
        journal.append(head, journal.Entry(login, "paper_code_used", ROOM, subject=login, payload=left))
    row.save(update_fields=["used", "recovery"])
    return True


@transaction.atomic
def reset_factor(login: str, actor: str) -> None:
    """No code is asked for any more (a lost phone); every session ends."""
    head = journal.lock()
    account = account_of(login)
    SecondFactor.objects.filter(account=account).delete()
    account.second = False
    account.epoch += 1
    account.save(update_fields=["second", "epoch"])
    journal.append(head, journal.Entry(actor, "factor_reset", ROOM, subject=login))


def tidy(code: str) -> str:
    """A code as it was meant: without blanks and dashes, in capitals."""
    return "".join(code.split()).replace("-", "").upper()[:40]


def _secret(vault: Vault, row: SecondFactor, login: str) -> bytes:
    return vault.open(vault.subkey(USE), bytes(row.sealed), _bound(login))


def _paper_code(vault: Vault) -> str:
    """Fifty bits in two groups of five letters and digits."""
    text = base64.b32encode(vault.random(7)).decode()[:10]
    return f"{text[:5]}-{text[5:]}"


def _blind(vault: Vault, login: str, code: str) -> str:
    return vault.blind(f"{USE}|{login}", tidy(code)).hex()


def _bound(login: str) -> bytes:
    return f"factor|{login}".encode()
