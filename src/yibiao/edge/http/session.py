"""Signing in and out, and in which post one acts. In: login and password. Out: who is signed in. No personal data.

Refuses: a wrong password, an unknown account and a closed one in the same words (401); a missing or wrong code of the
second factor (401); too many wrong tries, for a time (429).
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Schema
from ninja.utils import check_csrf

from yibiao import __version__
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import estate
from yibiao.edge.http.caller import ACTING, Signed, caller_of
from yibiao.edge.http.duties import SECOND, duty, half
from yibiao.edge.http.guesses import keys_of, remember_device
from yibiao.edge.sso.naming import any_host
from yibiao.work.directory import actions as directory_actions
from yibiao.work.directory import queries as directory
from yibiao.work.settings.queries import setting
from yibiao.work.signon import queries as signon

router = Router(tags=["session"])
DEMO = "demo.json"
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


class PostReply(Schema):
    """One post of the signed-in person."""

    role: str
    area: str
    area_name: str
    level: str
    department: str


class DemoAccount(Schema):
    """An account of an invented district, with the password that all of them share."""

    login: str
    name: str
    role: str
    area_name: str
    password: str


class ProviderReply(Schema):
    """Another door: its label, and the address that leads there."""

    label: str
    address: str


class SessionReply(Schema):
    """Who is signed in. secure: pages may work offline here. demo: accounts to try, in a demo only.

    providers: identity providers, for who is not signed in. operator: the pages under /admin/ are open to him.

    duty: what must be done before one is signed in: "code", "password", "factor"; then login and name say who.
    """

    signed_in: bool
    csrf: str
    login: str = ""
    name: str = ""
    duty: str | None = None
    acting: str | None = None
    posts: list[PostReply] = []
    purposes: list[str] = []
    demo: list[DemoAccount] = []
    providers: list[ProviderReply] = []
    operator: bool = False
    secure: bool
    languages: list[str] = ["zh", "en"]
    version: str = __version__


class SignIn(Schema):
    """code: of the second factor, where the account has one; without it the answer is SESSION_CODE_WANTED."""

    login: str
    password: str
    code: str = ""


class SignInCode(Schema):
    code: str


class Acting(Schema):
    role: str


@router.get("", response=SessionReply, auth=None)
def session(request: HttpRequest) -> SessionReply:
    return _reply(request)


@router.post("", response=SessionReply, auth=None)
def sign_in(request: HttpRequest, given: SignIn, response: HttpResponse) -> SessionReply:
    _refuse_forged(request)
    vault, name = estate().house.vault, given.login.strip()[:150]
    keys = _begin(request, name)
    account = authenticate(request, username=name, password=given.password[:1000])
    if account is None:
        directory_actions.note_sign_in(name, "password", refused=True)
        raise ProblemError(problem("SESSION_REFUSED", Place()))
    name = account.get_username()
    if account.second and not given.code:
        directory_actions.forgive_try(keys)
        raise ProblemError(problem("SESSION_CODE_WANTED", Place()))
    if account.second and not directory_actions.check_factor(vault, name, given.code):
        directory_actions.note_sign_in(name, "code", refused=True)
        raise ProblemError(problem("SESSION_CODE_WRONG", Place()))
    directory_actions.forgive_try(keys)
    enter(request, account, coded=account.second)
    remember_device(response, name)
    directory_actions.note_sign_in(name, "password and code" if account.second else "password")
    return _reply(request)


@router.put("/code", response=SessionReply, auth=None)
def show_code(request: HttpRequest, given: SignInCode, response: HttpResponse) -> SessionReply:
    """The code of one who came in by another door (single sign-on)."""
    _refuse_forged(request)
    account = half(request)
    if account is None or duty(request) != "code":
        raise ProblemError(problem("HTTP_SIGN_IN", Place()))
    name = account.get_username()
    keys = _begin(request, name)
    if not directory_actions.check_factor(estate().house.vault, name, given.code):
        directory_actions.note_sign_in(name, "code", refused=True)
        raise ProblemError(problem("SESSION_CODE_WRONG", Place()))
    directory_actions.forgive_try(keys)
    request.session.cycle_key()
    request.session[SECOND] = True
    directory_actions.note_sign_in(name, "code")
    return _reply(request)


def _begin(request: HttpRequest, name: str) -> dict[str, str]:
    """Count the try; refuse it where too many were wrong."""
    keys = keys_of(estate().house.vault, request, name)
    seconds = directory_actions.begin_try(keys)
    if seconds:
        raise ProblemError(problem("SESSION_WAIT", Place(), seconds=seconds))
    return keys


def enter(request: Any, account: Any, *, coded: bool) -> None:
    """A session for the account. coded: it has shown the code of its second factor; else `duties` asks for it."""
    login(request, account)
    request.half = account
    request.session.set_expiry(int(setting("session_hours")) * 3600)
    if coded:
        request.session[SECOND] = True


@router.delete("", response=SessionReply, auth=None)
def sign_out(request: Any) -> SessionReply:
    _refuse_forged(request)
    logout(request)
    request.half = request.user
    return _reply(request)


@router.put("/acting", response=SessionReply, auth=Signed())
def act_as(request: HttpRequest, given: Acting) -> SessionReply:
    if given.role not in {post.role for post in directory.posts_of(request.auth.login, request.auth.day)}:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    request.session[ACTING] = given.role
    return _reply(request)


def _refuse_forged(request: HttpRequest) -> None:
    if check_csrf(request) is not None:
        raise ProblemError(problem("HTTP_NOT_ALLOWED", Place()))


def _reply(request: HttpRequest) -> SessionReply:
    secure = request.is_secure() or request.get_host().rpartition(":")[0] in LOCAL or request.get_host() in LOCAL
    told = {"csrf": get_token(request), "secure": secure}
    account, what = half(request), duty(request)
    if account is None:
        return SessionReply(signed_in=False, demo=_demo(), providers=_providers(), **told)
    if what is not None:
        name = account.get_username()
        return SessionReply(signed_in=False, duty=what, login=name, name=directory.name_of(name), **told)
    caller = caller_of(request)
    return SessionReply(
        signed_in=True,
        login=caller.login,
        name=directory.name_of(caller.login),
        acting=caller.role,
        operator=account.is_superuser,
        posts=[
            PostReply(
                role=post.role, area=post.area, area_name=post.area_name, level=post.level, department=post.department
            )
            for post in directory.posts_of(caller.login, caller.day)
        ],
        purposes=list(directory.purposes(caller.login, caller.role, caller.day)),
        **told,
    )


def _providers() -> list[ProviderReply]:
    return (
        [] if any_host() else [ProviderReply(label=row.label, address=f"/sso/{row.key}/") for row in signon.providers()]
    )


def _demo() -> list[DemoAccount]:
    """The accounts that `yibiao demo` wrote down; a real installation has no such file."""
    home = estate().house.home
    file = home / DEMO if home else None
    return [DemoAccount(**entry) for entry in json.loads(file.read_text("utf-8"))] if file and file.is_file() else []
