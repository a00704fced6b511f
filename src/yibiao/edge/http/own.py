"""My sign-in: my password, my second factor, my other sessions. In: what I know. Out: what to keep; no personal data.

Open also to whoever must first choose a password or set up codes. The list of sessions names none of them: neither
place nor time of anybody is kept, so all others end at once. Refuses: a wrong old password, a code that does not fit.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest
from ninja import Router, Schema, Status

from yibiao.base import totp
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.caller import Half
from yibiao.edge.http.duties import SECOND, duty
from yibiao.edge.http.guesses import keys_of
from yibiao.flow.printing.qr import qr as drawn
from yibiao.work.directory import actions
from yibiao.work.directory import queries as directory
from yibiao.work.settings.queries import setting

router = Router(tags=["own"], auth=Half())


class OwnReply(Schema):
    """second: sign-in asks for a code. paper: codes on paper left. needed: the house wants a second factor of me."""

    login: str
    name: str
    second: bool
    paper: int
    needed: bool
    duty: str | None


class OwnPasswords(Schema):
    old: str
    new: str


class OwnPassword(Schema):
    password: str


class OwnCode(Schema):
    code: str


class FactorSecret(Schema):
    """secret: to type in where no camera is; image: the QR code as SVG."""

    secret: str
    image: str


class FactorPaper(Schema):
    """Codes on paper, shown this once."""

    codes: list[str]


@router.get("", response=OwnReply)
def own(request: HttpRequest) -> OwnReply:
    login = request.auth.login
    second, paper = directory.second_factor(login)
    needed = bool(setting("second_factor")) and directory.guarded(login, request.auth.day)
    return OwnReply(
        login=login, name=directory.name_of(login), second=second, paper=paper, needed=needed, duty=duty(request)
    )


@router.put("/password", response={204: None})
def change_password(request: HttpRequest, given: OwnPasswords) -> Status:
    keys = _prove(request, given.old)
    actions.change_password(request.auth.login, given.old[:1000], given.new[:1000])
    actions.forgive_try(keys)
    _stay(request)
    return Status(204, None)


@router.delete("/sessions", response={204: None})
def end_other_sessions(request: HttpRequest) -> Status:
    actions.end_sessions(request.auth.login, request.auth.login)
    _stay(request)
    return Status(204, None)


@router.post("/factor", response=FactorSecret)
def begin_factor(request: HttpRequest, given: OwnPassword) -> FactorSecret:
    keys = _prove(request, given.password)
    actions.forgive_try(keys)
    login = request.auth.login
    secret = actions.begin_factor(request.auth.estate.house.vault, login)
    address = totp.enrolment_address(secret, login, str(setting("issuer")))
    return FactorSecret(secret=totp.shown_secret(secret), image=drawn(address))


@router.put("/factor", response=FactorPaper)
def confirm_factor(request: HttpRequest, given: OwnCode) -> FactorPaper:
    codes = actions.confirm_factor(request.auth.estate.house.vault, request.auth.login, given.code)
    _stay(request)
    request.session[SECOND] = True
    return FactorPaper(codes=list(codes))


@router.post("/factor/off", response={204: None})
def drop_factor(request: HttpRequest, given: OwnPassword) -> Status:
    """Turned off by its owner, who knows the password; where the house wants one, the next step is a new one."""
    keys = _prove(request, given.password)
    actions.forgive_try(keys)
    actions.reset_factor(request.auth.login, request.auth.login)
    _stay(request)
    return Status(204, None)


def _prove(request: HttpRequest, password: str) -> dict[str, str]:
    """The one at the keyboard knows the password; wrong guesses count like those at sign-in."""
    login = request.auth.login
    keys = keys_of(request.auth.estate.house.vault, request, login)
    seconds = actions.begin_try(keys)
    if seconds:
        raise ProblemError(problem("SESSION_WAIT", Place(), seconds=seconds))
    if authenticate(request, username=login, password=password[:1000]) is None:
        raise ProblemError(problem("DIRECTORY_OLD_PASSWORD", Place()))
    return keys


def _stay(request: Any) -> None:
    """This session goes on under the account's new epoch; all others have ended."""
    account = directory.account(request.auth.login)
    request.user = request.half = account
    second = request.session.get(SECOND)
    update_session_auth_hash(request, account)
    if second:
        request.session[SECOND] = True
