"""Signing in and out, and in which post one acts. In: login and password. Out: who is signed in. No personal data.

Refuses: a wrong password, an unknown account and a closed one in the same words (401).
"""

from __future__ import annotations

import json

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema
from ninja.utils import check_csrf

from yibiao import __version__
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import estate
from yibiao.edge.http.caller import ACTING, Signed, caller_of
from yibiao.work.directory import actions as directory_actions
from yibiao.work.directory import queries as directory

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


class SessionReply(Schema):
    """Who is signed in. secure: pages may work offline here. demo: accounts to try, in a demo only."""

    signed_in: bool
    csrf: str
    login: str = ""
    name: str = ""
    acting: str | None = None
    posts: list[PostReply] = []
    purposes: list[str] = []
    demo: list[DemoAccount] = []
    secure: bool
    languages: list[str] = ["zh", "en"]
    version: str = __version__


class SignIn(Schema):
    login: str
    password: str


class Acting(Schema):
    role: str


@router.get("", response=SessionReply, auth=None)
def session(request: HttpRequest) -> SessionReply:
    return _reply(request)


@router.post("", response=SessionReply, auth=None)
def sign_in(request: HttpRequest, given: SignIn) -> SessionReply:
    _refuse_forged(request)
    account = authenticate(request, username=given.login[:150], password=given.password[:1000])
    if account is None:
        directory_actions.note_sign_in(given.login, "password", refused=True)
        raise ProblemError(problem("SESSION_REFUSED", Place()))
    login(request, account)
    directory_actions.note_sign_in(account.get_username(), "password")
    return _reply(request)


@router.delete("", response=SessionReply, auth=None)
def sign_out(request: HttpRequest) -> SessionReply:
    _refuse_forged(request)
    logout(request)
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
    if not request.user.is_authenticated:
        return SessionReply(signed_in=False, demo=_demo(), **told)
    caller = caller_of(request)
    return SessionReply(
        signed_in=True,
        login=caller.login,
        name=directory.name_of(caller.login),
        acting=caller.role,
        posts=[
            PostReply(
                role=post.role, area=post.area, area_name=post.area_name, level=post.level, department=post.department
            )
            for post in directory.posts_of(caller.login, caller.day)
        ],
        purposes=list(directory.purposes(caller.login, caller.role, caller.day)),
        **told,
    )


def _demo() -> list[DemoAccount]:
    """The accounts that `yibiao demo` wrote down; a real installation has no such file."""
    home = estate().house.home
    file = home / DEMO if home else None
    return [DemoAccount(**entry) for entry in json.loads(file.read_text("utf-8"))] if file and file.is_file() else []
