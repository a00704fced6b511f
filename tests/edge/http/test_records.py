"""Records over HTTP: found, shown on one page, checked, shown in full with a reason; an outsider meets a wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import Cast
from yibiao.base.ids import new_id
from yibiao.flow.standard.domains.citizen_id import check_character
from yibiao.work.directory import actions as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import NewRecord, change_record
from yibiao.work.ledgers.models import Record

Enter = Callable[[str], Browser]
NUMBER = "99010119900307123" + check_character("99010119900307123")


@pytest.fixture
def home(cast: Cast) -> dict[str, str]:
    """A household of two with a disability certificate, and a stranger in the south."""
    house = str(cast.create(NewRecord("household", "99010101", {"household.address": "甲路1号"}))["record"])
    first = cast.person(name="王小明", phone="13800001234", id_number=NUMBER, birth_date="1990-03-07", household=house)
    second = cast.person(name="王二", household=house, religion="某教")
    cast.create(NewRecord("disability", "", {"disability.kinds": "1", "disability.certificate": NUMBER + "43"}, first))
    south = cast.person("99020101", name="王南", phone="13900001234")
    return {"house": house, "first": first, "second": second, "south": south}


def found(browser: Browser, words: str, **more: Any) -> list[str]:
    reply = browser.ask("POST", "/records/search", {"register_code": "person", "words": words, **more})
    assert reply.status_code == 200, reply.content
    return [row["id"] for row in reply.json()["rows"]]


@pytest.mark.parametrize("words", ["王小明", "wxm", "1234", "甲路 小明", NUMBER])
def test_a_person_is_found_within_reach_and_nowhere_else(home: dict[str, str], signed: Enter, words: str) -> None:
    assert found(signed("wang"), words) == [home["first"]]
    assert home["first"] not in found(signed("zhao"), words)


def test_people_are_found_after_an_area_was_closed(home: dict[str, str], signed: Enter) -> None:
    shu, new = signed("shu"), {"code": "99010103", "name": "五网格", "level": "grid", "parent": "990101"}
    assert shu.ask("POST", "/directory/areas", new).status_code == 201
    assert shu.ask("POST", "/directory/areas/99010103/close").status_code == 204
    assert found(signed("wang"), "王小明") == [home["first"]]


def test_searching_tells_when_there_are_more(home: dict[str, str], signed: Enter) -> None:
    reply = signed("wang").ask("POST", "/records/search", {"register_code": "person", "most": 1}).json()
    assert len(reply["rows"]) == 1 and reply["more"]


@pytest.mark.parametrize("given", [{"register_code": "no"}, {"register_code": "person", "tags": ["no"]}])
def test_an_unknown_register_or_tag_is_not_there(home: dict[str, str], signed: Enter, given: dict[str, Any]) -> None:
    assert signed("wang").ask("POST", "/records/search", given).status_code == 404


def test_the_page_tells_everything_in_sight_masked(home: dict[str, str], signed: Enter) -> None:
    reply = signed("wang").ask("GET", f"/records/{home['first']}")
    page = reply.json()
    assert reply.status_code == 200, page
    assert page["title"] == "王小明" and page["record"]["masked"] == ["person.id_number"]
    assert NUMBER not in reply.content.decode() and NUMBER + "43" not in reply.content.decode()
    assert page["record"]["origin"] == {"source": "社区采集", "day": "2026-11-22", "checked": False}
    assert [(link["how"], link["id"]) for link in page["upward"]] == [("person.household", home["house"])]
    assert [link["id"] for link in page["family"]] == [home["second"]]
    assert [each["register_code"] for each in page["details"]] == ["disability"]
    assert "person.religion" not in str(page)
    below = signed("wang").ask("GET", f"/records/{home['house']}").json()["below"]
    assert {link["id"] for link in below} == {home["first"], home["second"]}


@pytest.mark.parametrize("login", ["zhao", "xu", "gao", "shen", "shu"])
def test_an_outsider_meets_the_same_wall_as_before_nothing(home: dict[str, str], signed: Enter, login: str) -> None:
    browser, nothing = signed(login), new_id()
    for path in ("/records/{}", "/records/{}/history"):
        there, nowhere = (browser.ask("GET", path.format(each)) for each in (home["first"], nothing))
        assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json()) == (404, there.json())
    reason = {"element": "person.id_number", "reason": "核对"}
    assert browser.ask("POST", f"/records/{home['first']}/reveal", reason).status_code == 404
    body = str(browser.ask("POST", "/records/check", {"register_code": "person", "values": {}}).content)
    assert home["first"] not in body


def test_history_says_who_and_what_and_masks(home: dict[str, str], cast: Cast, signed: Enter) -> None:
    change_record(cast.house, cast.act("li"), home["first"], 1, {"person.phone": "13800005678"})
    other = "99010119900307115" + check_character("99010119900307115")
    change_record(cast.house, cast.act("li"), home["first"], 2, {"person.id_number": other})
    reply = signed("wang").ask("GET", f"/records/{home['first']}/history")
    last, before, created = reply.json()
    assert (before["actor"], before["verb"], created["verb"]) == ("李", "changed", "created")
    assert before["changes"] == [{"element": "person.phone", "old": "13800001234", "new": "13800005678"}]
    assert NUMBER not in reply.content.decode() and other not in str(last)


def grant(login: str, area: str, purpose: str = "残疾证核发") -> None:
    first, last = date(2026, 1, 1), date(2099, 1, 1)
    given = directory.NewGrant(login, purpose, area, first, last, ("person.id_number",), rows=True)
    directory.give_grant(given, "test")


def test_a_masked_value_is_shown_only_with_a_grant_and_a_reason_on_record(
    home: dict[str, str], cast: Cast, signed: Enter
) -> None:
    wang, path = signed("wang"), f"/records/{home['first']}/reveal"
    asked = {"element": "person.id_number", "reason": "残疾证到期换证"}
    assert wang.ask("POST", path, asked).status_code == 404
    assert wang.ask("GET", f"/records/{home['first']}").json()["revealable"] == []
    grant("wang", "99010101")
    assert wang.ask("GET", f"/records/{home['first']}").json()["revealable"] == ["person.id_number"]
    before = journal.last_sequence()
    assert wang.ask("POST", path, asked).json() == {"value": NUMBER}
    (line,) = journal.lines(before)
    assert (line["actor"], line["purpose"], line["subject"]) == ("wang", "残疾证核发", home["first"])
    assert "残疾证到期换证" in line["payload"]["how"] and line["payload"]["elements"] == ["person.id_number"]
    assert NUMBER not in str(line)


def test_a_grant_shows_nothing_else_and_nobody_elsewhere(home: dict[str, str], signed: Enter) -> None:
    grant("wang", "99010101")
    wang = signed("wang")
    for record, element in ((home["second"], "person.religion"), (home["south"], "person.id_number")):
        asked = {"element": element, "reason": "核对"}
        assert wang.ask("POST", f"/records/{record}/reveal", asked).status_code == 404


def test_checking_gives_values_what_follows_and_problems(cast: Cast, signed: Enter) -> None:
    typed = {"person.id_number": NUMBER, "person.phone": "12", "person.religion": "某教"}
    reply = signed("wang").ask("POST", "/records/check", {"register_code": "person", "values": typed, "fresh": True})
    told = reply.json()
    assert told["values"]["person.birth_date"] == "1990-03-07" and told["follows"] == ["person.birth_date"]
    assert {each["element"] for each in told["problems"]} == {"person.phone", "person.name"}


def test_somebody_known_here_is_shown_and_somebody_known_elsewhere_is_not(home: dict[str, str], signed: Enter) -> None:
    asked = {"register_code": "person", "fresh": True, "values": {"person.id_number": NUMBER, "person.name": "王"}}
    assert [each["id"] for each in signed("wang").ask("POST", "/records/check", asked).json()["same"]] == [
        home["first"]
    ]
    here, other = (
        signed("zhao").ask("POST", "/records/check", {**asked, "values": {"person.id_number": number}}).json()
        for number in (NUMBER, "99010119900307115" + check_character("99010119900307115"))
    )
    assert here["same"] == [] and [p["element"] for p in here["problems"]] == [p["element"] for p in other["problems"]]


def test_somebody_entered_in_two_grids_is_told_to_who_keeps_both(
    home: dict[str, str], cast: Cast, signed: Enter
) -> None:
    again = cast.person("99010102", name="王小明", id_number=NUMBER)
    told = signed("li").ask("GET", "/records/due").json()["due"]
    doubles = {each["id"]: each["doubles"] for each in told if each["doubles"]}
    assert doubles == {home["first"]: [again], again: [home["first"]]}
    alone = signed("wang").ask("GET", "/records/due").json()["due"]
    assert all(not each["doubles"] for each in alone)


def test_what_is_due_names_gaps_and_conflicts_of_the_area_only(home: dict[str, str], cast: Cast, signed: Enter) -> None:
    change_record(cast.house, cast.act("li"), home["first"], 1, {"person.phone": "13800005678"})
    change_record(cast.house, cast.act("li"), home["first"], 1, {"person.phone": "13800005679"})
    due = {each["id"]: each for each in signed("wang").ask("GET", "/records/due?area=99010101").json()["due"]}
    assert due[home["first"]]["conflicts"] == ["person.phone"]
    assert "person.phone" in due[home["second"]]["gaps"] and home["south"] not in due
    assert signed("wang").ask("GET", "/records/due?area=99020101").json()["due"] == []
    for login in ("xu", "gao", "shen"):
        assert signed(login).ask("GET", "/records/due").status_code == 404


def test_the_layout_names_what_the_caller_reads_and_no_more(cast: Cast, signed: Enter) -> None:
    told = signed("wang").ask("GET", "/layout").json()
    named = {each["code"]: each for each in told["elements"]}
    assert "person.religion" not in named and named["person.id_number"]["masked"]
    assert named["person.id_number"]["writable"] and not named["person.age"]["writable"]
    assert [grid["code"] for grid in told["grids"]] == ["99010101"]
    assert signed("gao").ask("GET", "/layout").status_code == 404


def test_every_reading_of_people_leaves_its_line(home: dict[str, str], signed: Enter) -> None:
    wang = signed("wang")
    for method, path, given in (
        ("GET", f"/records/{home['first']}", None), ("GET", f"/records/{home['first']}/history", None),
        ("POST", "/records/search", {"register_code": "person", "words": "王"}), ("GET", "/records/due", None),
        ("GET", "/packs/mine", None),
    ):  # fmt: skip
        before = journal.last_sequence()
        assert wang.ask(method, path, given, **{"X-Purpose": "%E8%B5%B0%E8%AE%BF%E6%A0%B8%E5%AE%9E"}).status_code == 200
        assert [(line["verb"], line["purpose"]) for line in journal.lines(before)] == [("read", "走访核实")]


def sync(browser: Browser, *operations: dict[str, Any]) -> Any:
    return browser.ask("POST", "/sync", {"device": "d1", "operations": list(operations)})


def test_a_change_from_the_door_is_applied_once_and_comes_back(home: dict[str, str], signed: Enter) -> None:
    wang = signed("wang")
    one = {"id": new_id(), "kind": "change", "record": home["first"], "base": 1,
           "values": {"person.phone": "13800005678"}, "moment": "2026-11-21T08:00:00+08:00"}  # fmt: skip
    reply = sync(wang, one).json()
    assert [(each["state"], each["version"]) for each in reply["outcomes"]] == [("applied", 2)]
    assert reply["records"][0]["record"]["values"]["person.phone"] == "13800005678"
    assert sync(wang, one).json()["outcomes"] == reply["outcomes"]
    line = next(each for each in journal.lines(verb="record_changed"))
    assert (line["actor"], line["writer"]) == ("wang", "wang/d1")
    assert line["device_moment"].isoformat() == "2026-11-21T00:00:00+00:00"


def test_one_refused_operation_does_not_stop_the_others(home: dict[str, str], signed: Enter) -> None:
    wang = signed("wang")
    bad = {"id": new_id(), "kind": "change", "record": home["south"], "base": 1, "values": {"person.name": "x"}}
    good = {"id": new_id(), "kind": "confirm", "record": home["first"], "elements": ["person.phone"]}
    first, second = sync(wang, bad, good).json()["outcomes"]
    assert (first["state"], second["state"]) == ("refused", "applied")
    assert first["problems"][0]["code"] == "HTTP_NOT_THERE"
    assert Record.objects.get(id=home["south"]).version == 1


def test_a_conflict_is_decided_by_a_person_who_keeps_the_area(home: dict[str, str], cast: Cast, signed: Enter) -> None:
    change_record(cast.house, cast.act("li"), home["first"], 1, {"person.phone": "13800005678"})
    wang = signed("wang")
    mine = {"id": new_id(), "kind": "change", "record": home["first"], "base": 1, "values": {"person.phone": "13800009999"}}  # fmt: skip
    assert sync(wang, mine).json()["outcomes"][0]["state"] == "conflict"
    (conflict,) = wang.ask("GET", f"/records/{home['first']}").json()["conflicts"]
    assert (conflict["ours"], conflict["theirs"], conflict["actor"]) == ("13800005678", "13800009999", "王")
    assert signed("zhao").ask("POST", f"/conflicts/{conflict['id']}", {"take": "theirs"}).status_code == 404
    assert wang.ask("POST", f"/conflicts/{conflict['id']}", {"take": "theirs"}).json()["state"] == "taken"
    page = wang.ask("GET", f"/records/{home['first']}").json()
    assert page["record"]["values"]["person.phone"] == "13800009999" and page["conflicts"] == []


def test_the_pack_is_small_on_the_line_and_for_the_door_only(home: dict[str, str], signed: Enter) -> None:
    plain = signed("wang").ask("GET", "/packs/mine")
    packed = signed("wang").ask("GET", "/packs/mine", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Cache-Control"] == "no-store"
    assert {each["record"]["id"] for each in plain.json()["records"]} >= {home["first"], home["second"]}
    assert home["south"] not in plain.content.decode()
    for login in ("chen", "xu", "gao", "shen"):
        assert signed(login).ask("GET", "/packs/mine").status_code == 404


@pytest.mark.parametrize("login", ["xu", "gao", "shen", "shu"])
def test_who_keeps_no_ledger_sends_nothing(home: dict[str, str], signed: Enter, login: str) -> None:
    one = {"id": new_id(), "kind": "change", "record": home["first"], "base": 1, "values": {"person.name": "x"}}
    assert sync(signed(login), one).status_code == 404
    assert Record.objects.get(id=home["first"]).version == 1
