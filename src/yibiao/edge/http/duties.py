"""Who has a session but must do something first. In: a request with a session. Out: `request.user`, whole or nobody.

    code       sign-in needs a code besides the password, and this session has not shown one
    password   the password was set by somebody else and is good for choosing another only
    factor     the house wants a second factor of this post, and there is none yet

Until then the request has no user for any route, page or provider of ours: this middleware is the one place that says
so. `request.half` is the account all the same, for the few routes that help with the duty. Refuses: nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from yibiao.edge.estate import estate
from yibiao.work.directory import queries as directory
from yibiao.work.settings.queries import setting

SECOND = "second"
"""Session key: a code was shown in this session."""


class Duties:
    """Behind Django's own authentication, before everything that asks for a user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed: Any = request
        signed.half = request.user
        signed.user = SimpleLazyObject(lambda: whole(request))
        return self.get_response(request)


def whole(request: HttpRequest) -> Any:
    """The account of the session where nothing stands in the way."""
    account = half(request)
    return account if account is not None and duty(request) is None else AnonymousUser()


def half(request: HttpRequest) -> Any:
    """The account of the session, whatever its duty; None without one."""
    account = getattr(request, "half", request.user)
    return account if account.is_authenticated else None


def duty(request: HttpRequest) -> str | None:
    """What the session's account must do first; None: nothing, or nobody is there."""
    account = half(request)
    if account is None:
        return None
    if account.second and not request.session.get(SECOND):
        return "code"
    wanted = not account.second and bool(setting("second_factor"))
    return directory.duty_of(account, estate().day(), wanted=True) if wanted else "password" if account.once else None
