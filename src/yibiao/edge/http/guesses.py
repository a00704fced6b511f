"""Counting wrong guesses at sign-in. In: a request, a login. Out: the keys that the try counts under; a device's mark.

A browser in which the person has signed in before carries a signed mark; guesses from it count apart, so that whoever
guesses elsewhere does not keep the person out. Keys are keyed digests of logins and addresses. Refuses: nothing.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from yibiao.base.vault import Vault

COOKIE = "device"
DAYS = 180


def keys_of(vault: Vault, request: HttpRequest, login: str) -> dict[str, str]:
    """Kind → key: the address, and the known device or else the account."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    keys = {"address": vault.blind("tries|address", address).hex()}
    name, mark = login.strip().lower(), request.COOKIES.get(COOKIE, "")
    if known(mark, name):
        return keys | {"device": vault.blind("tries|device", f"{name}|{mark}").hex()}
    return keys | {"account": vault.blind("tries|account", name).hex()}


def known(mark: str, login: str) -> bool:
    """Whether this mark was given for this login."""
    try:
        _signer(login).unsign(mark)
    except BadSignature:
        return False
    return True


def remember_device(reply: HttpResponse, login: str) -> None:
    """The browser carries a mark from now on; it tells no login and opens nothing."""
    reply.set_cookie(
        COOKIE, _signer(login.strip().lower()).sign(secrets.token_hex(16)), max_age=DAYS * 86_400, httponly=True,
        secure=settings.TLS, samesite="Lax",
    )  # fmt: skip


def _signer(login: str) -> Signer:
    return Signer(salt=f"device|{login}")
