"""My sign-in: one-time passwords, codes, other sessions. Until a duty is done, nothing else is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.edge.http.conftest import PASSWORD, Browser
from tests.work.cast import Cast
from yibiao.base import totp
from yibiao.base.clock import fixed_clock
from yibiao.work.directory import actions as directory
from yibiao.work.directory import patience
from yibiao.work.directory import queries as known
from yibiao.work.directory.models import SecondFactor
from yibiao.work.journal.queries import lines
from yibiao.work.settings.actions import set_setting

Enter = Callable[[str], Browser]
OTHER = "Another-one-2026"


def codes(cast: Cast, login: str) -> Iterator[str]:
    """Codes as the person's phone would show them, each for a later step."""
    row = SecondFactor.objects.get(account__username=login)
    secret = cast.house.vault.open(
        cast.house.vault.subkey("second factor"), bytes(row.sealed), f"factor|{login}".encode()
    )
    step = totp.step_of(datetime.now(UTC))
    yield from (totp.code_at(secret, step + number) for number in (0, 1))


def enrol(cast: Cast, browser: Browser, login: str) -> list[str]:
    """Set the second factor up; returns the codes on paper."""
    assert browser.ask("POST", "/own/factor", {"password": PASSWORD}).status_code == 200
    reply = browser.ask("PUT", "/own/factor", {"code": next(codes(cast, login))})
    assert reply.status_code == 200, reply.json()
    return list(reply.json()["codes"])


def enter(login: str, password: str = PASSWORD, code: str = "") -> tuple[Browser, int, str]:
    browser = Browser()
    browser.ask("GET", "/session")
    reply = browser.ask("POST", "/session", {"login": login, "password": password, "code": code})
    return browser, reply.status_code, reply.json().get("code", "")


def test_a_one_time_password_opens_nothing_but_choosing_ones_own(cast: Cast) -> None:
    directory.set_password("wang", PASSWORD, "shu", once=True)
    wang, status, _ = enter("wang")
    told = wang.ask("GET", "/session").json()
    assert (status, told["signed_in"], told["duty"], told["login"]) == (200, False, "password", "wang")
    assert wang.ask("GET", "/jobs").json()["code"] == "SESSION_PASSWORD_WANTED"
    assert (
        wang.ask("PUT", "/own/password", {"old": PASSWORD, "new": PASSWORD}).json()["code"] == "DIRECTORY_SAME_PASSWORD"
    )
    assert (
        wang.ask("PUT", "/own/password", {"old": PASSWORD, "new": "1234567890"}).json()["code"]
        == "DIRECTORY_WEAK_PASSWORD"
    )
    assert wang.ask("PUT", "/own/password", {"old": PASSWORD, "new": OTHER}).status_code == 204
    assert wang.ask("GET", "/session").json()["signed_in"] and wang.ask("GET", "/jobs").status_code == 200
    assert enter("wang")[1:] == (401, "SESSION_REFUSED")


def test_whoever_does_not_know_the_old_password_sets_no_new_one(signed: Enter) -> None:
    wang = signed("wang")
    assert wang.ask("PUT", "/own/password", {"old": "wrong", "new": OTHER}).json()["code"] == "DIRECTORY_OLD_PASSWORD"
    with pytest.raises(Exception, match="DIRECTORY_OLD_PASSWORD"):
        directory.change_password("wang", "wrong", OTHER)


def test_all_other_sessions_end_and_this_one_goes_on(signed: Enter) -> None:
    here, there = signed("wang"), enter("wang")[0]
    assert there.ask("GET", "/jobs").status_code == 200
    assert here.ask("DELETE", "/own/sessions").status_code == 204
    assert (here.ask("GET", "/jobs").status_code, there.ask("GET", "/jobs").status_code) == (200, 401)


def test_my_sign_in_tells_nothing_personal(signed: Enter) -> None:
    told = signed("wang").ask("GET", "/own").json()
    assert told == {"login": "wang", "name": "王", "second": False, "paper": 0, "needed": False, "duty": None}


def test_after_set_up_a_password_alone_opens_nothing(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    paper = enrol(cast, shen, "shen")
    assert len(set(paper)) == 10 and shen.ask("GET", "/jobs").status_code == 200
    browser, status, code = enter("shen")
    assert (status, code) == (401, "SESSION_CODE_WANTED") and browser.ask("GET", "/jobs").status_code == 401
    assert enter("shen", code="000000")[1:] == (401, "SESSION_CODE_WRONG")
    later = list(codes(cast, "shen"))[1]
    inside, status, _ = enter("shen", code=later)
    assert status == 200 and inside.ask("GET", "/jobs").status_code == 200
    assert enter("shen", code=later)[1:] == (401, "SESSION_CODE_WRONG"), "a code counts once"


def test_a_session_without_a_code_is_nobodys_even_if_the_account_gets_codes_later(cast: Cast, signed: Enter) -> None:
    old = signed("shen")
    enrol(cast, enter("shen")[0], "shen")
    assert old.ask("GET", "/jobs").status_code == 401


def test_a_session_from_another_door_shows_its_code_first(cast: Cast, signed: Enter) -> None:
    enrol(cast, signed("shen"), "shen")
    browser = Browser()
    browser.client.force_login(known.account("shen"))  # what single sign-on leaves
    told = browser.ask("GET", "/session").json()
    assert (told["signed_in"], told["duty"]) == (False, "code")
    assert browser.ask("GET", "/own").json()["code"] == "SESSION_CODE_WANTED"
    assert browser.ask("PUT", "/session/code", {"code": "111111"}).json()["code"] == "SESSION_CODE_WRONG"
    assert browser.ask("PUT", "/session/code", {"code": list(codes(cast, "shen"))[1]}).json()["signed_in"]


def test_a_code_on_paper_counts_once_and_is_journalled(cast: Cast, signed: Enter) -> None:
    paper = enrol(cast, signed("shen"), "shen")
    assert enter("shen", code=paper[0].lower())[1] == 200
    assert enter("shen", code=paper[0])[2] == "SESSION_CODE_WRONG"
    assert known.second_factor("shen") == (True, 9)
    assert [line["payload"] for line in lines(actor="shen", verb="paper_code_used")] == [{"left": 9}]


def test_the_secret_lies_sealed_and_no_code_stands_in_the_journal(cast: Cast, signed: Enter) -> None:
    paper = enrol(cast, signed("shen"), "shen")
    row = SecondFactor.objects.get(account__username="shen")
    told = str([line["payload"] for line in lines()]) + str(row.recovery)
    assert not any(code.replace("-", "") in told for code in paper)
    assert directory.check_factor(cast.house.vault, "li", "123456") is False


def test_where_the_house_wants_it_an_auditor_sets_codes_up_first(cast: Cast, signed: Enter) -> None:
    shen, wang = signed("shen"), signed("wang")
    set_setting("second_factor", "是", "等保要求", "operator")
    assert shen.ask("GET", "/jobs").json()["code"] == "SESSION_FACTOR_WANTED"
    assert wang.ask("GET", "/jobs").status_code == 200
    assert shen.ask("GET", "/own").json()["duty"] == "factor"
    enrol(cast, shen, "shen")
    assert shen.ask("GET", "/jobs").status_code == 200
    assert shen.ask("POST", "/own/factor/off", {"password": PASSWORD}).status_code == 204
    assert shen.ask("GET", "/jobs").json()["code"] == "SESSION_FACTOR_WANTED"


def test_without_the_password_no_second_factor_is_set_up_or_dropped(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    assert shen.ask("POST", "/own/factor", {"password": "wrong"}).json()["code"] == "DIRECTORY_OLD_PASSWORD"
    enrol(cast, shen, "shen")
    assert shen.ask("POST", "/own/factor/off", {"password": "wrong"}).status_code == 422
    assert shen.ask("POST", "/own/factor", {"password": PASSWORD}).json()["code"] == "DIRECTORY_FACTOR_STANDS"


def test_a_code_that_does_not_fit_confirms_nothing(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    shen.ask("POST", "/own/factor", {"password": PASSWORD})
    assert shen.ask("PUT", "/own/factor", {"code": "000000"}).json()["code"] == "DIRECTORY_FACTOR_CODE"
    assert known.second_factor("shen") == (False, 0)


def test_the_picture_is_an_svg_of_paths_and_nothing_else(signed: Enter) -> None:
    told = signed("shen").ask("POST", "/own/factor", {"password": PASSWORD}).json()
    assert "<svg" in told["image"] and "script" not in told["image"] and len(told["secret"]) == 32


def test_too_many_guesses_wait_but_not_where_the_person_has_signed_in_before(cast: Cast, signed: Enter) -> None:
    at_home = signed("wang")
    for _ in range(patience.FREE["account"]):
        assert enter("wang", "wrong")[2] == "SESSION_REFUSED"
    stranger = Browser()
    stranger.ask("GET", "/session")
    reply = stranger.ask("POST", "/session", {"login": "wang", "password": PASSWORD})
    assert (reply.status_code, reply.json()["code"]) == (429, "SESSION_WAIT")
    assert 0 < int(reply.headers["Retry-After"]) <= patience.FIRST
    at_home.ask("DELETE", "/session")
    assert at_home.sign_in("wang").status_code == 200
    at_home.client.cookies["device"] = "forged:mark"  # the broken variant: any mark would do
    assert at_home.sign_in("wang").status_code == 429


def test_wrong_codes_wait_too(cast: Cast, signed: Enter) -> None:
    enrol(cast, signed("shen"), "shen")
    told = [enter("shen", code="000000")[2] for _ in range(patience.FREE["account"] + 1)]
    assert told[-1] == "SESSION_WAIT" and set(told[:-1]) == {"SESSION_CODE_WRONG"}


def test_a_used_step_stays_used_for_the_clock_of_the_house(cast: Cast) -> None:
    moment = datetime(2026, 11, 30, 8, tzinfo=UTC)
    secret = directory.begin_factor(cast.house.vault, "shen")
    first = totp.code_at(secret, totp.step_of(moment))
    directory.confirm_factor(cast.house.vault, "shen", first, fixed_clock(moment))
    assert not directory.check_factor(cast.house.vault, "shen", first, fixed_clock(moment))
    later = moment + timedelta(seconds=totp.PERIOD)
    second = totp.code_at(secret, totp.step_of(later))
    assert directory.check_factor(cast.house.vault, "shen", second, fixed_clock(later))
