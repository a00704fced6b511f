"""People get in with a password, act in one of their posts, and are out at once when somebody ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edge.http.conftest import PASSWORD, Browser
from tests.work.cast import Cast
from yibiao.base.problems import ProblemError
from yibiao.site import settings as settings_of_a_process
from yibiao.site.headers import POLICY
from yibiao.work.directory import actions as directory
from yibiao.work.journal.queries import lines

Enter = Callable[[str], Browser]


def test_the_right_password_opens_and_tells_the_post(signed: Enter) -> None:
    told = signed("wang").ask("GET", "/session").json()
    assert (told["signed_in"], told["acting"]) == (True, "grid_worker")
    assert [(post["role"], post["area"]) for post in told["posts"]] == [("grid_worker", "99010101")]


@pytest.mark.parametrize(("login", "password"), [("wang", "wrong"), ("nobody", PASSWORD), ("gao", PASSWORD)])
def test_a_wrong_password_an_unknown_and_a_closed_account_read_the_same(cast: Cast, login: str, password: str) -> None:
    directory.set_password("wang", PASSWORD, "test")
    directory.set_password("gao", PASSWORD, "test")
    directory.switch_account("gao", "test", active=False)
    reply = Browser().sign_in(login, password)
    assert (reply.status_code, reply.json()["code"]) == (401, "SESSION_REFUSED")
    assert [line["verb"] for line in lines(actor=login)][-1] == "sign_in_refused"


def test_ending_all_sessions_ends_them_at_the_next_request(signed: Enter) -> None:
    wang, li = signed("wang"), signed("li")
    directory.end_sessions("wang", "test")
    assert wang.ask("GET", "/jobs").status_code == 401
    assert li.ask("GET", "/jobs").status_code == 200


def test_a_session_of_before_a_new_password_is_none(signed: Enter) -> None:
    wang = signed("wang")
    directory.set_password("wang", "Another-one-2026", "test")
    assert wang.ask("GET", "/jobs").status_code == 401


def test_without_the_token_nothing_is_signed_in_or_out(signed: Enter) -> None:
    wang = signed("wang")
    wang.csrf = "forged"
    assert wang.ask("DELETE", "/session").status_code == 403
    assert wang.ask("GET", "/session").json()["signed_in"]


def test_signing_out_ends_the_session(signed: Enter) -> None:
    wang = signed("wang")
    assert not wang.ask("DELETE", "/session").json()["signed_in"]
    assert wang.ask("GET", "/jobs").json()["code"] == "HTTP_SIGN_IN"


def test_one_acts_only_in_a_post_that_one_holds(signed: Enter) -> None:
    directory.appoint([directory.NewPerson("wang", "王", "auditor", "99")], "test")
    wang = signed("wang")
    assert wang.ask("PUT", "/session/acting", {"role": "auditor"}).json()["acting"] == "auditor"
    assert wang.ask("PUT", "/session/acting", {"role": "leader"}).status_code == 404
    assert wang.ask("GET", "/session").json()["acting"] == "auditor"


def test_a_password_that_is_easy_to_guess_is_refused(cast: Cast) -> None:
    with pytest.raises(ProblemError) as refusal:
        directory.set_password("wang", "12345678901", "test")
    assert refusal.value.problem.code == "DIRECTORY_WEAK_PASSWORD"


def test_every_reply_forbids_what_is_foreign(cast: Cast) -> None:
    reply = Browser().ask("GET", "/session")
    assert reply.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY and reply.headers["Cache-Control"] == "no-store"


def test_a_malformed_body_is_a_problem_in_words(cast: Cast) -> None:
    browser = Browser()
    browser.ask("GET", "/session")
    reply = browser.ask("POST", "/session", {"login": "wang"})
    assert (reply.status_code, reply.json()["code"]) == (422, "HTTP_BAD_REQUEST")
    assert "password" in reply.json()["zh"]


def test_passwords_are_kept_as_argon2() -> None:
    """The tests hash cheaply; what a real process has stands in the settings' own text."""
    whole = Path(settings_of_a_process.__file__).read_text("utf-8")
    assert 'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]' in whole
