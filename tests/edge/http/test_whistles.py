"""A form without a number is whistled at: by whom is not known, what became of it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.apps import apps

from tests.edge.http.conftest import Browser
from tests.work.cast import DAY, Cast
from yibiao.base.clock import system_clock, today
from yibiao.base.problems import ProblemError
from yibiao.edge.http import whistles as routes
from yibiao.work.admissions import whistles
from yibiao.work.admissions.models import Whistle
from yibiao.work.directory import queries as directory
from yibiao.work.journal import actions as journal

Enter = Callable[[str], Browser]
ADDRESS = "203.0.113.77"
TOLD = {"form": "每日打卡统计表", "department": "某专班", "since": "2026-11-01", "channel": "chat", "words": "每天都要"}


@pytest.fixture(autouse=True)
def another_day() -> None:
    """Nobody has asked yet: other tests of this process, the matrix above all, ask from the same address today."""
    routes.TURNS.take(ADDRESS, date.max)


def blow(browser: Browser, **other: object) -> str:
    reply = browser.ask("POST", "/whistles", {**TOLD, **other})
    assert reply.status_code == 201, reply.json()
    return str(reply.json()["code"])


def test_somebody_without_an_account_is_heard_answered_and_reads_the_outcome(cast: Cast, signed: Enter) -> None:
    stranger, shu = Browser(), signed("shu")
    code = blow(stranger)
    (row,) = shu.ask("GET", "/whistles").json()
    assert {name: row[name] for name in TOLD} == TOLD and (row["state"], row["answerer"]) == ("open", "")
    assert shu.ask("POST", f"/whistles/{row['id']}/answer", {"word": "已叫停，请勿再填"}).status_code == 204
    told = stranger.ask("POST", "/whistles/outcome", {"code": f" {code[:4].lower()}-{code[4:]} "}).json()
    assert (told["state"], told["answer"], told["form"]) == ("settled", "已叫停，请勿再填", TOLD["form"])
    again = shu.ask("POST", f"/whistles/{row['id']}/answer", {"word": "再答"})
    assert (again.status_code, again.json()["code"]) == (422, "WHISTLE_SETTLED")
    assert shu.ask("GET", "/whistles").json()[0]["answerer"] == "数"


@pytest.mark.parametrize("login", ["wang", "li", "chen", "xu", "gao", "shen"])
def test_only_the_data_office_reads_and_answers(cast: Cast, signed: Enter, login: str) -> None:
    blow(Browser())
    browser, whistle = signed(login), whistles.heard(cast.house.vault, (0, 10**9))[0].id
    assert browser.ask("GET", "/whistles").status_code == 404
    assert browser.ask("POST", f"/whistles/{whistle}/answer", {"word": "无"}).status_code == 404


def traces(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """All that stands in the database and was logged, whistles opened."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            yield repr({field.name: getattr(row, field.attname) for field in model._meta.concrete_fields})
    yield caplog.text


def new_traces(before: list[str], caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(line for line in traces(caplog) if line not in before)


def betrays(cast: Cast, text: str) -> bool:
    """Whether the sender's login, address or the digest that guesses at sign-in are counted by stands there."""
    digest = cast.house.vault.blind("tries|address", ADDRESS).hex()
    return any(mark in text for mark in ("'wang'", ADDRESS, digest))


def test_nothing_tells_who_blew_the_whistle_even_with_a_session(
    cast: Cast, signed: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wang = signed("wang")
    wang.client.defaults["REMOTE_ADDR"] = ADDRESS
    before = list(traces(caplog))
    code = blow(wang)
    wang.ask("POST", "/whistles/outcome", {"code": "no such code"})
    found = new_traces(before, caplog)
    assert "whistle_heard" in found and code not in found and not betrays(cast, found)


def test_a_whistle_that_keeps_the_login_is_caught(cast: Cast, signed: Enter, caplog: pytest.LogCaptureFixture) -> None:
    """The broken variant: a line of the journal that names the sender, one that names his address."""
    for actor, subject in (("wang", ""), (whistles.NOBODY, ADDRESS)):
        before = list(traces(caplog))
        entry = journal.Entry(actor, "whistle_heard", whistles.ROOM, subject=subject)
        journal.note(entry)
        assert betrays(cast, new_traces(before, caplog))


def test_the_same_address_is_counted_for_a_day_and_cannot_be_found_again() -> None:
    turns = routes.Turns()
    assert [turns.take(ADDRESS, DAY) for _ in range(routes.MOST + 1)] == [True] * routes.MOST + [False]
    assert turns.take("203.0.113.78", DAY)
    key, kept = turns._key, set(turns._counts)
    assert turns.take(ADDRESS, DAY + timedelta(days=1)) and turns._key != key and not kept & set(turns._counts)
    assert all(ADDRESS.encode() not in mark for mark in kept)


def test_who_asks_too_often_is_refused_and_so_is_a_flood(cast: Cast) -> None:
    stranger = Browser()
    stranger.client.defaults["REMOTE_ADDR"] = "203.0.113.90"
    for _ in range(routes.MOST):
        assert stranger.ask("POST", "/whistles/outcome", {"code": "x"}).status_code == 422
    refused = stranger.ask("POST", "/whistles", TOLD)
    assert (refused.status_code, refused.json()["code"]) == (429, "HTTP_TOO_OFTEN")
    day, area = today(system_clock), "99"
    rows = [Whistle(id=f"w{at}", area=area, day=day, told=b"", state="open") for at in range(whistles.MOST_A_DAY)]
    Whistle.objects.bulk_create(rows)
    refused = Browser().ask("POST", "/whistles", TOLD)
    assert (refused.status_code, refused.json()["code"]) == (429, "WHISTLE_TOO_MANY")


@pytest.mark.parametrize(("given", "field"), [({"form": " "}, "form"), ({"department": ""}, "department")])
def test_form_and_department_must_be_named(cast: Cast, given: dict[str, str], field: str) -> None:
    reply = Browser().ask("POST", "/whistles", {**TOLD, **given})
    assert (reply.json()["code"], reply.json()["place"]["field"]) == ("WHISTLE_FORM_WANTED", field)


def test_an_office_below_the_houses_own_area_hears_it_too(cast: Cast) -> None:
    whistles.blow(cast.house.vault, whistles.Told("表", "部门"))
    district = directory.area("9902")
    assert len(whistles.heard(cast.house.vault, (district.first, district.last))) == 1
    assert whistles.heard(cast.house.vault, (0, 0)) == ()


def test_an_answer_needs_a_word_and_a_whistle(cast: Cast, signed: Enter) -> None:
    blow(Browser())
    shu = signed("shu")
    whistle = shu.ask("GET", "/whistles").json()[0]["id"]
    assert shu.ask("POST", f"/whistles/{whistle}/answer", {"word": "  "}).json()["code"] == "WHISTLE_WORD_WANTED"
    assert shu.ask("POST", "/whistles/no-such/answer", {"word": "无"}).status_code == 404
    with pytest.raises(ProblemError, match="WHISTLE_NOT_HERE"):
        whistles.settle("shu", (0, 0), whistle, "不归我")
    wrong = shu.ask("POST", "/whistles/outcome", {"code": "ABCD"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "WHISTLE_NOT_FOUND")
