"""What may be set for single sign-on, decided without a database. In: addresses, scopes. Out: the same, tidied.

An address is https, or http on this very machine for a trial. A return address is whole: no wildcard, no fragment,
because a code is sent there. Source: RFC 9700 (OAuth 2.0 Security Best Current Practice) 2.1.
Refuses (`ProblemError`): any other address, a scope that does not exist, a name that is too short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from yibiao.base.problems import Place, ProblemError, problem

SCOPES = {
    "openid": ("您是同一个人（不含姓名的编号）", "that you are the same person (a number without a name)"),
    "profile": ("您的姓名和账号", "your name and login"),
    "posts": ("您的岗位、区划和部门", "your posts with area and department"),
}
"""Scope → what the other system gets, in words."""
OVERLAP = timedelta(hours=1)
"""How long a signing key stays public after the next one was made; what it signed is good for five minutes."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def address(text: str) -> str:
    """The address without a slash at its end."""
    given = text.strip()
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    plain = not (set(given) & set("*#\\ \t\r\n\"'<>;,")) and parts.username is None and given.isascii()
    if not (parts.hostname and plain and (parts.scheme == "https" or local) and len(given) <= 300):
        raise ProblemError(problem("SIGNON_ADDRESS", Place(), address=given[:100]))
    return given.rstrip("/")


def return_addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Where codes may be sent, each whole; at least one. Compared letter for letter, so that the slash stays."""
    given = tuple(text.strip() for text in texts if text.strip())
    for text in given:
        address(text)
    if not given:
        raise ProblemError(problem("SIGNON_ADDRESS", Place(), address=""))
    return given


def scopes(names: Iterable[str]) -> tuple[str, ...]:
    """The known scopes in their order; openid is always among them."""
    given = {"openid", *(name.strip() for name in names if name.strip())}
    unknown = sorted(given - SCOPES.keys())
    if unknown:
        raise ProblemError(problem("SIGNON_SCOPE", Place(), scope=unknown[0][:40], known="、".join(SCOPES)))
    return tuple(name for name in SCOPES if name in given)


def named(text: str) -> str:
    """A name as shown to people."""
    if not 0 < len(text.strip()) <= 60:
        raise ProblemError(problem("SIGNON_NAME", Place()))
    return text.strip()


def key(text: str) -> str:
    """The short name that stands in addresses."""
    if not KEY.fullmatch(text):
        raise ProblemError(problem("SIGNON_NAME", Place()))
    return text
