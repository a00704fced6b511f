"""What waits for whom: each filing in one part of the desk, pages, corrections below, the records behind a number, an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import DAY, Cast
from tests.work.filings.scene import COUNTS, Scene, scene
from yibiao.edge.filings import keeping
from yibiao.work.admissions.actions import retire
from yibiao.work.directory.actions import NewArea, lay_areas
from yibiao.work.filings import actions, rules
from yibiao.work.filings import desk as waiting
from yibiao.work.ledgers.actions import change_record, end_record, erase_record

Enter = Callable[[str], Browser]


@pytest.fixture
def here(db: None, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        for area in ("99010101", "99010102", "99010201", "99020101"):
            made.cast.person(area, name="某甲", gender="1", birth_date="1955-03-01", residence_status="1")
        yield made


@pytest.fixture
def cast(here: Scene) -> Cast:
    return here.cast


def parts(browser: Browser, query: str = "") -> dict[str, list[str]]:
    """Part → areas, those that are empty left out."""
    told = browser.ask("GET", f"/filings/desk{query}").json()
    return {name: [row["area"] for row in part["rows"]] for name, part in told.items() if part["rows"]}


def approved_below(here: Scene, period: str, area: str) -> None:
    for row in (each for each in waiting.queries.of_period(period) if each.parent == here.filing(period, area).id):
        here.confirm(row)
        actions.approve(here.above(row), row.id, clock=here.estate.house.clock)


def test_who_waits_for_others_is_not_asked_to_confirm(here: Scene, signed: Enter) -> None:
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name))
    shu, chen, li = signed("shu"), signed("chen"), signed("li")
    assert parts(li) == {"complete": ["990101"]}
    assert parts(chen) == {"awaiting": ["9901"], "unready": ["990101", "990102"]}
    assert parts(shu) == {"awaiting": ["99"], "unready": ["9901", "9902"]}
    own = li.ask("GET", "/filings/desk").json()["complete"]["rows"][0]
    assert li.ask("POST", "/filings/confirm", {"filings": [own]}).json()[0]["state"] == "confirmed"
    assert parts(li) == {"done": ["990101"]}
    assert parts(chen) == {"awaiting": ["9901"], "approvable": ["990101"], "unready": ["990102"]}
    approved_below(here, period, "9902")
    actions.approve(here.above(here.filing(period, "990101")), own["id"], clock=here.estate.house.clock)
    here.confirm(here.filing(period, "990102"))
    actions.approve(here.above(here.filing(period, "990102")), here.filing(period, "990102").id)
    assert parts(chen) == {"complete": ["9901"]}


def test_each_filing_that_moves_is_in_exactly_one_part(here: Scene, signed: Enter) -> None:
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name))
    for row in waiting.queries.of_period(period):
        keeper = here.keeper(row)
        found = [name for name in waiting.PARTS[:5] if row.id in {one.id for one in waiting.part(keeper, name)[1]}]
        assert len(found) == 1, (row.area, row.state, found)


def test_what_was_corrected_below_is_asked_anew_above_before_it_is_confirmed(here: Scene, signed: Enter) -> None:
    record = here.cast.person("99010101", name="某乙", gender="2", birth_date="1950-03-01", residence_status="1")
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name))
    li, chen = signed("li"), signed("chen")
    own = here.filing(period, "990101")
    change_record(here.estate.house, here.cast.house_act(), record, 1, {"person.death_date": "2026-09-01"})
    assert li.ask("POST", "/filings/renew", {"filings": [own.id]}).json()[0]["state"] == "open"
    approved_below(here, period, "9901")
    assert parts(chen)["stale"] == ["9901"]
    street = here.filing(period, "9901")
    assert (street.newer, street.waits) == (1, 0)
    given = {"filings": [{"id": street.id, "digest": street.digest}]}
    assert chen.ask("POST", "/filings/confirm", given).json()[0]["problem"]["code"] == "FILINGS_BELOW_NEWER"
    assert chen.ask("POST", "/filings/renew", {"filings": [street.id]}).json()[0]["state"] == "open"
    assert parts(chen)["complete"] == ["9901"]
    given["filings"][0]["digest"] = here.filing(period, "9901").digest
    assert chen.ask("POST", "/filings/confirm", given).json()[0]["state"] == "confirmed"


def test_a_keeper_of_many_gets_them_by_the_page_and_finds_one_by_a_word(here: Scene, signed: Enter) -> None:
    fresh = [NewArea(f"9901{number:02d}", f"新{number}社区", "community", "9901") for number in range(10, 70)]
    lay_areas(fresh, "test")
    here.open(here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community", "street")))
    chen = signed("chen")
    first = chen.ask("GET", "/filings/desk").json()["unready"]
    assert (first["total"], len(first["rows"])) == (62, 40)
    rest = chen.ask("GET", "/filings/desk/unready?after=40").json()
    assert len({row["id"] for row in (*first["rows"], *rest["rows"])}) == 62
    assert parts(chen, "?words=新33 人口")["unready"] == ["990133"]
    assert parts(chen, "?words=没有这样的") == {}
    assert chen.ask("GET", "/filings/desk/nothing").status_code == 422
    assert chen.ask("GET", "/filings/desk/unready?after=-5&most=0").json()["rows"]


def test_who_doubts_a_number_finds_the_records_that_it_counts(here: Scene, signed: Enter) -> None:
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",)))
    li, zhao, shu = signed("li"), signed("zhao"), signed("shu")
    filing = here.filing(period, "990101")
    number = next(one for one in li.ask("GET", f"/filings/{filing.id}").json()["numbers"] if one["value"] == "2")
    path = f"/filings/{filing.id}/behind/{number['question']}"
    found = li.ask("GET", path).json()
    assert [row["cells"][0] for row in found["rows"]] == ["某甲", "某甲"] and found["sentence"]
    assert zhao.ask("GET", path).status_code == 404
    assert shu.ask("GET", path).json()["rows"] == []
    assert shu.ask("GET", path).json()["problem"]["code"] == "ASKING_NO_ROWS"
    assert li.ask("GET", f"/filings/{filing.id}/behind/999").json()["code"] == "FILINGS_NO_CELL"


def test_behind_a_number_stand_those_that_it_counted_and_what_became_of_them(here: Scene, signed: Enter) -> None:
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",)))
    li, filing = signed("li"), here.filing(period, "990101")
    number = next(one for one in li.ask("GET", f"/filings/{filing.id}").json()["numbers"] if one["value"] == "2")
    path = f"/filings/{filing.id}/behind/{number['question']}"
    before = li.ask("GET", path).json()
    first, second = (row["id"] for row in before["rows"])
    assert (before["filed"], before["now"], before["came"], before["gone"], before["changed"]) == ("2", "2", 0, [], [])
    house, act = here.estate.house, here.cast.house_act
    change_record(house, act(), first, 1, {"person.name": "某丙"})
    end_record(house, act(), second, "ended")
    here.cast.person("99010101", name="某丁", gender="1", birth_date="1950-03-01", residence_status="1")
    found = li.ask("GET", path).json()
    assert [(row["id"], row["cells"][0]) for row in found["rows"]] == [(first, "某甲"), (second, "某甲")]
    assert (found["filed"], found["now"], found["came"]) == ("2", "2", 1)
    assert (found["gone"], found["changed"], found["doubts"]) == ([second], [first], [])


def test_a_number_that_the_ledger_of_then_does_not_make_up_is_never_told_in_silence(here: Scene, signed: Enter) -> None:
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",)))
    li, filing = signed("li"), here.filing(period, "990101")
    number = next(one for one in li.ask("GET", f"/filings/{filing.id}").json()["numbers"] if one["value"] == "2")
    path = f"/filings/{filing.id}/behind/{number['question']}"
    erase_record(here.estate.house, here.cast.house_act(), li.ask("GET", path).json()["rows"][0]["id"])
    found = li.ask("GET", path).json()
    assert len(found["rows"]) == 1 and [one["code"] for one in found["doubts"]] == ["FILINGS_COUNTED_OTHERWISE"]
    assert "2" in found["doubts"][0]["zh"] and "1" in found["doubts"][0]["zh"]


def test_a_form_that_was_retired_waits_for_nobody(here: Scene, signed: Enter) -> None:
    number = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community", "street"))
    period, li, chen = here.open(number), signed("li"), signed("chen")
    filing = here.filing(period, "990101").id
    assert not li.ask("GET", f"/filings/{filing}").json()["retired"]
    retire("shu", number, "并入另一张表", here.estate.house.clock)
    assert parts(li) == parts(chen) == {}
    whole = li.ask("GET", f"/filings/{filing}").json()
    assert whole["retired"] and whole["acts"] == []
    assert [one["retired"] for one in chen.ask("GET", "/filings/periods").json()] == [True]


def test_the_next_period_is_offered_by_its_day(here: Scene, signed: Enter) -> None:
    here.open(here.admit(COUNTS.read_bytes(), COUNTS.name), DAY)
    shu, following = signed("shu"), date(DAY.year + (DAY.month == 12), DAY.month % 12 + 1, 1)
    for day, opened in ((DAY, True), (following, False)):
        [form] = shu.ask("GET", f"/filings/openable?day={day}").json()
        assert (form["key"], form["opened"]) == (rules.period_key("month", day), opened)


def test_a_filing_tells_its_keeper_what_it_waits_for(here: Scene, signed: Enter) -> None:
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name))
    whole = signed("chen").ask("GET", f"/filings/{here.filing(period, '9901').id}").json()
    assert whole["mine"] and whole["filing"]["waits"] == 2 and "confirm" not in whole["acts"]
    below = signed("chen").ask("GET", f"/filings/{here.filing(period, '990101').id}").json()
    assert not below["mine"] and keeping.answers_of(here.estate, here.filing(period, "990101"))
