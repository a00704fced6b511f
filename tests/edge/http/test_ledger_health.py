"""台账体检 over HTTP and at night: whoever answers for an area reads its figures; what is to be done lies one step away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.edge.http.conftest import Browser, living
from tests.work.admissions.test_catalogue import FACTS, new, terms
from tests.work.cast import Cast
from tests.work.health.aging import TODAY, ageing_house, lay
from yibiao.base.clock import system_clock, today
from yibiao.edge.cli.health import lines
from yibiao.edge.estate import estate
from yibiao.edge.health import asked_by_forms
from yibiao.edge.worker.daily import NIGHTLY, Daily
from yibiao.edge.worker.loop import once
from yibiao.work.admissions import actions as admissions

Enter = Callable[[str], Browser]


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    made = Cast(ageing_house())
    with living(made):
        yield made


@pytest.fixture
def people(cast: Cast) -> dict[str, str]:
    return lay(cast)


def told(browser: Browser, path: str = "") -> Any:
    reply = browser.ask("GET", f"/ledger-health{path}")
    assert reply.status_code == 200, reply.json()
    return reply.json()


def test_the_night_measures_and_everyone_reads_the_own_area(people: dict[str, str], signed: Enter) -> None:
    assert told(signed("chen"))["taken"] is None
    Daily(NIGHTLY)(estate())
    street = told(signed("chen"))
    assert (street["area"]["code"], street["register_code"]) == ("9901", "person")
    people_here = told(signed("chen"), "?register_code=person")
    assert [one["code"] for one in people_here["below"]] == ["990101", "990102"]
    phone = next(one for one in people_here["elements"] if one["code"] == "person.phone")
    assert (phone["half_life"], phone["filled"], phone["soon"], phone["old"]) == (90, 3, 1, 1)
    assert [point["day"] for point in people_here["trend"]] == [TODAY.isoformat()]
    assert told(signed("li"), "?area=99010102")["area"]["name"] == "二网格"


def test_it_is_measured_anew_at_the_word_of_a_data_officer(people: dict[str, str], signed: Enter) -> None:
    assert signed("chen").ask("POST", "/ledger-health").status_code == 404
    browser = signed("shu")
    job = browser.ask("POST", "/ledger-health").json()["job"]
    assert once(estate())
    assert browser.ask("GET", f"/jobs/{job}").json()["result"] == {"areas": 10}
    shown = told(browser)
    assert shown["taken"] is not None
    printed = "\n".join(lines({**shown, "taken": system_clock()}))
    assert "示例区" in printed and "二网格" not in printed
    assert "--anew" in "".join(lines({**shown, "taken": None}))


@pytest.mark.parametrize("login", ["wang", "xu", "shen"])
def test_nobody_else_finds_figures(people: dict[str, str], signed: Enter, login: str) -> None:
    assert signed(login).ask("GET", "/ledger-health").status_code == 404


def test_nobody_finds_figures_of_others_areas(people: dict[str, str], signed: Enter) -> None:
    Daily(NIGHTLY)(estate())
    for area in ("9902", "99020101", "99", "none"):
        assert signed("li").ask("GET", f"/ledger-health?area={area}").status_code in (404, 422)


def test_the_due_list_shows_what_one_element_of_one_area_is_due_for(people: dict[str, str], signed: Enter) -> None:
    old = signed("chen").ask("GET", "/records/due?area=990101&element=person.alone").json()["due"]
    assert [one["id"] for one in old] == []  # nothing of it is due: `faces` wants none, and none is old
    gaps = signed("chen").ask("GET", "/records/due?area=99010102&element=person.id_number").json()["due"]
    assert {one["id"] for one in gaps} == {people["checked"], people["old"]}


def test_what_admitted_forms_ask_is_wanted(cast: Cast) -> None:
    day = today(cast.house.clock)
    entry = new(terms=terms(area="99", valid_from=day, expires=day + timedelta(days=60)), facts=(FACTS,))
    admissions.publish(cast.house.vault, "shu", entry)
    assert asked_by_forms(estate()) == {code: 1 for code in FACTS.asks if code in cast.house.standard.elements}
