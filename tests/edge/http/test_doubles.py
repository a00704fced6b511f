"""Doubles over HTTP: who keeps both sees them side by side, merges, parts, tells apart; nobody else is told anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import Cast

Enter = Callable[[str], Browser]


@pytest.fixture
def pair(cast: Cast) -> tuple[str, str]:
    born = {"name": "王小明", "birth_date": "1990-03-07"}
    return cast.person(phone="13800001234", **born), cast.person(phone="13900001234", **born)


def test_a_pair_is_seen_merged_and_parted(pair: tuple[str, str], signed: Enter) -> None:
    one, other = pair
    clerk = signed("chen")
    (shown,) = clerk.ask("GET", "/doubles?area=9901").json()["pairs"]
    assert {shown["one"]["id"], shown["other"]["id"]} == set(pair) and shown["reasons"] == ["name_birth"]
    given = {"stays": one, "double": other, "taken": ["person.phone"], "reason": "同一人"}
    merger = clerk.ask("POST", "/doubles/merge", given).json()["merger"]
    assert clerk.ask("GET", "/doubles?area=9901").json()["pairs"] == []
    (known,) = clerk.ask("GET", "/doubles/mergers").json()
    assert (known["id"], known["record"], known["actor"]) == (merger, one, "陈")
    assert clerk.ask("POST", f"/doubles/mergers/{merger}/split").json()["left"] == []
    assert len(clerk.ask("GET", "/doubles?area=9901").json()["pairs"]) == 1


def test_the_data_office_is_told_how_many_and_of_nobody(pair: tuple[str, str], signed: Enter) -> None:
    shu = signed("shu")
    reply = shu.ask("GET", "/doubles/counts")
    counts = {one["register_code"]: (one["likely"], one["possible"]) for one in reply.json()}
    assert counts["person"] == (1, 0) and "王小明" not in reply.content.decode()
    assert shu.ask("GET", "/doubles/counts?area=9902").json()[0]["likely"] == 0
    for login in ("chen", "gao", "wang"):
        assert signed(login).ask("GET", "/doubles/counts").status_code == 404


def test_told_apart_they_are_not_shown_again(pair: tuple[str, str], signed: Enter) -> None:
    clerk = signed("chen")
    assert clerk.ask("POST", "/doubles/apart", {"one": pair[0], "other": pair[1]}).status_code == 200
    assert clerk.ask("GET", "/doubles?area=9901").json()["pairs"] == []


@pytest.mark.parametrize("login", ["wang", "zhao", "xu", "gao", "shen", "shu"])
def test_who_does_not_answer_for_both_finds_nothing(pair: tuple[str, str], signed: Enter, login: str) -> None:
    browser = signed(login)
    given = {"stays": pair[0], "double": pair[1], "taken": [], "reason": ""}
    assert browser.ask("GET", "/doubles?area=9901").status_code == 404
    assert browser.ask("POST", "/doubles/merge", given).status_code == 404
