"""How this server speaks to an identity provider. In: nothing, or a maker of sessions (tests). Out: an HTTP session.

Redirects are not followed: a provider says itself where its doors are. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from requests import Session

SECONDS = 8
_held: list[Callable[[], Session]] = []


def reach() -> Session:
    """A session that waits `SECONDS` and no longer."""
    session = _held[0]() if _held else Session()
    session.max_redirects = 0
    session.request = partial(session.request, timeout=SECONDS)  # type: ignore[method-assign]
    return session


def hold(given: Callable[[], Session] | None) -> None:
    """Take sessions from this maker, or, with None, make them as usual."""
    _held[:] = [given] if given else []
