"""A worker finds a department's value wrong; the department answers; the next delivery proves it. Over HTTP, both sides."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import DAY, PEOPLE, Cast
from tests.work.corrections.delivered import DEPARTMENT, RIGHT, SOURCE, WRONG, deliver, staffed
from yibiao.edge.estate import estate
from yibiao.edge.worker.daily import TASKS, Daily
from yibiao.work.corrections.models import Correction
from yibiao.work.corrections.queries import corrections, waiting
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import Decision, change_record, erase_record, resolve_conflict
from yibiao.work.ledgers.models import Conflict, Record

Enter = Callable[[str], Browser]
WORDS = "上门核对，本人说号码去年就换了"


@pytest.fixture
def record(cast: Cast) -> str:
    staffed(cast)
    return deliver(cast)


def made(browser: Browser, record: str, **other: Any) -> str:
    given = {"record": record, "elements": ["person.phone"], "words": WORDS, "found": {"person.phone": RIGHT}, **other}
    reply = browser.ask("POST", "/corrections", given)
    assert reply.status_code == 200, reply.json()
    return str(reply.json()["id"])


def seen(browser: Browser) -> list[dict[str, Any]]:
    reply = browser.ask("GET", "/corrections")
    assert reply.status_code == 200, reply.json()
    return list(reply.json()["rows"])


def answered(browser: Browser, correction: str, **given: Any) -> Any:
    reply = browser.ask("POST", f"/corrections/{correction}/answer", given)
    return reply.json()["state"] if reply.status_code == 200 else reply.json()["code"]


def test_a_worker_tells_it_once_and_the_department_sees_what_it_delivered(record: str, signed: Enter) -> None:
    wang = signed("wang")
    offer = wang.ask("GET", f"/corrections/offer?record={record}&element=person.phone").json()
    assert (offer["source"], offer["department"], offer["departments"]) == (SOURCE, DEPARTMENT, ["公安局", DEPARTMENT])
    made(wang, record)
    again = wang.ask("POST", "/corrections", {"record": record, "elements": ["person.phone"], "words": "又错了"})
    assert again.json()["code"] == "CORRECTIONS_AGAIN"
    (row,) = seen(signed("xin"))
    (phone,) = row["elements"]
    assert (phone["said"], phone["found"], row["words"], row["shown"]) == (WRONG, RIGHT, WORDS, True)
    assert [one["code"] for one in row["known"]] == ["person.name"]
    assert (row["post"], row["area_name"], row["record"], row["days"]) == ("grid_worker", "一网格", "", 0)
    assert row["acts"] == ["corrected", "upheld", "not_ours"]


def test_who_found_it_is_told_to_nobody_outside(record: str, signed: Enter) -> None:
    made(signed("wang"), record)
    told = signed("xin").ask("GET", "/corrections").content.decode()
    assert not [person for person in PEOPLE if f'"{person.login}"' in told or f'"{person.name}"' in told]


@pytest.mark.parametrize("login", ["quan", "nan", "zhao", "xu"])
def test_other_departments_and_other_areas_find_nothing(record: str, signed: Enter, login: str) -> None:
    correction = made(signed("wang"), record)
    browser = signed(login)
    assert seen(browser) == []
    assert answered(browser, correction, word="upheld", basis="档案") == "HTTP_NOT_THERE"
    assert browser.ask("DELETE", f"/corrections/{correction}").status_code == 404
    assert browser.ask("GET", f"/corrections/offer?record={record}&element=person.phone").status_code == 404


def test_without_a_grant_for_this_purpose_the_department_sees_which_element_and_nothing_else(
    cast: Cast, record: str, signed: Enter
) -> None:
    """The broken variant shows what the rule holds back: under a view that reads everything all of it is there."""
    made(signed("wang"), record)
    reply = signed("xin").ask("GET", "/corrections", **{"X-Purpose": "other"})
    (row,) = reply.json()["rows"]
    assert (row["shown"], row["words"], row["known"], row["elements"][0]["said"]) == (False, "", [], None)
    assert not [secret for secret in (WRONG, RIGHT, WORDS, "张三", record) if secret in reply.content.decode()]
    broken = replace(cast.view("li"), viewer="xin", areas=((0, 10_000),))
    (all_of_it,) = corrections(cast.house, broken, "xin", "department_officer", DAY)
    assert (all_of_it.words, all_of_it.values["person.phone"]) == (WORDS, (WRONG, RIGHT))


def test_what_the_department_did_not_deliver_itself_it_does_not_see(cast: Cast, record: str, signed: Enter) -> None:
    wang = signed("wang")
    own = cast.person(phone=WRONG)
    lost = wang.ask("POST", "/corrections", {"record": own, "elements": ["person.phone"], "words": WORDS})
    assert lost.json()["code"] == "CORRECTIONS_SOURCE"
    made(wang, own, department=DEPARTMENT)
    (row,) = seen(signed("xin"))
    assert (row["elements"][0]["said"], row["known"], row["source"], row["words"]) == (None, [], "", WORDS)
    mixed = wang.ask("POST", "/corrections", {"record": record, "elements": ["person.phone", "person.children"],
                                              "words": WORDS})  # fmt: skip
    assert mixed.status_code == 404  # a value that is not there has no source
    nobody = wang.ask("POST", "/corrections", {"record": record, "elements": ["person.name"], "words": WORDS,
                                               "department": "没有的局"})  # fmt: skip
    assert nobody.json()["code"] == "CORRECTIONS_DEPARTMENT"
    blank = wang.ask("POST", "/corrections", {"record": record, "elements": ["person.name"], "words": " "})
    assert blank.json()["code"] == "CORRECTIONS_BASIS"


def test_figures_for_the_data_office_and_leaders_without_values(record: str, signed: Enter) -> None:
    made(signed("wang"), record)
    for login in ("shu", "gao"):
        reply = signed(login).ask("GET", "/corrections")
        assert reply.json()["waiting"] == [{"department": DEPARTMENT, "count": 1, "days": 0, "late": 0}]
        assert not [secret for secret in (WRONG, RIGHT, WORDS, "张三", record) if secret in reply.content.decode()]
    assert signed("shen").ask("GET", "/corrections").status_code == 404


def test_upheld_opens_the_ledgers_conflict_again(cast: Cast, record: str, signed: Enter) -> None:
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": RIGHT})
    deliver(cast, record, against=RIGHT)
    conflict = Conflict.objects.get(state="open")
    wang = signed("wang")
    offer = wang.ask("GET", f"/corrections/offer?conflict={conflict.id}").json()
    assert (offer["source"], offer["elements"][0]["said"], offer["elements"][0]["found"]) == (SOURCE, WRONG, RIGHT)
    correction = made(wang, "", conflict=conflict.id, elements=[], found={})
    resolve_conflict(cast.house, cast.act("li"), conflict.id, Decision("ours"))
    xin = signed("xin")
    assert answered(xin, correction, word="upheld", basis=" ") == "CORRECTIONS_BASIS"
    assert answered(xin, correction, word="upheld", basis="2026 年 11 月本人来局登记") == "upheld"
    conflict.refresh_from_db()
    assert conflict.state == "open"
    (row,) = seen(signed("li"))
    assert (row["state"], row["basis"], row["acts"]) == ("upheld", "2026 年 11 月本人来局登记", [])
    assert answered(xin, correction, word="corrected", day=str(DAY)) == "CORRECTIONS_ANSWERED"


def test_what_is_said_to_be_corrected_is_proved_by_the_next_delivery(cast: Cast, record: str, signed: Enter) -> None:
    correction = made(signed("wang"), record)
    xin = signed("xin")
    assert answered(xin, correction, word="corrected", day="2026-12-24") == "CORRECTIONS_DAY"
    states = []
    for phone in ("", WRONG, RIGHT):
        if not states or states[-1] == "open":
            assert answered(xin, correction, word="corrected", day=str(DAY)) == "corrected"
        if phone:
            deliver(cast, record, phone)
        Daily(TASKS)(estate())
        states.append(Correction.objects.get().state)
    assert states == ["corrected", "open", "settled"]
    assert Correction.objects.get().times == 2
    assert [line["verb"] for line in journal.lines(0, 1_000) if line["room"] == "corrections"] == [
        "correction_made", "correction_answered", "correction_proved", "correction_answered", "correction_proved",
    ]  # fmt: skip


def test_a_delivery_that_contradicts_the_ledger_again_proves_the_opposite(
    cast: Cast, record: str, signed: Enter
) -> None:
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": RIGHT})
    deliver(cast, record, against=RIGHT)
    conflict = Conflict.objects.get(state="open")
    correction = made(signed("wang"), "", conflict=conflict.id, elements=[], found={})
    assert answered(signed("xin"), correction, word="corrected", day=str(DAY)) == "corrected"
    deliver(cast, record, against=RIGHT)
    Daily(TASKS)(estate())
    assert Correction.objects.get().state == "open"


def test_it_is_passed_to_whose_it_is_and_who_passed_it_sees_no_values_any_more(record: str, signed: Enter) -> None:
    correction = made(signed("wang"), record)
    xin = signed("xin")
    (row,) = seen(xin)
    assert row["departments"] == ["公安局"]
    gone = {"word": "not_ours", "basis": "号码由公安采集", "department": "公安局"}
    assert answered(xin, correction, **gone) == "open"
    (passed,) = seen(xin)
    assert (passed["department"], passed["acts"], passed["words"], passed["shown"]) == ("公安局", [], "", False)
    (theirs,) = seen(signed("quan"))
    assert theirs["acts"] == ["corrected", "upheld", "not_ours"] and not theirs["shown"]
    back = {"word": "not_ours", "basis": "不是", "department": DEPARTMENT}
    assert answered(signed("quan"), correction, **back) == "CORRECTIONS_DEPARTMENT"
    assert answered(signed("shu"), correction, **back) == "open"


def test_who_found_it_takes_it_back_and_may_tell_it_anew(record: str, signed: Enter) -> None:
    wang = signed("wang")
    correction = made(wang, record)
    assert signed("li").ask("DELETE", f"/corrections/{correction}").status_code == 404
    assert wang.ask("DELETE", f"/corrections/{correction}").json() == {"state": "withdrawn"}
    made(wang, record)
    assert [row["state"] for row in seen(wang)] == ["open", "withdrawn"]


def test_words_and_values_go_with_the_person(cast: Cast, record: str, signed: Enter) -> None:
    correction = made(signed("wang"), record)
    sealed = bytes(Correction.objects.get().sealed or b"")
    assert not [
        word for word in (WORDS, WRONG, RIGHT) if word.encode() in sealed or json.dumps(word).encode() in sealed
    ]
    erase_record(cast.house, cast.house_act(), record)
    assert Record.objects.get(id=record).ended == "erased"
    (row,) = seen(signed("chen"))
    assert (row["shown"], row["words"], row["elements"][0]["said"]) == (False, "", None)
    assert answered(signed("xin"), correction, word="upheld", basis="档案") == "upheld"


def test_departments_stand_by_name_and_are_never_ranked(cast: Cast, record: str, signed: Enter) -> None:
    made(signed("wang"), record)
    rows = corrections(cast.house, cast.view("li"), "li", "community_secretary", DAY)
    many = [replace(rows[0], department=name, days=days) for name, days in (("乙", 9), ("甲", 1), ("乙", 3))]
    assert [(one.department, one.count, one.days) for one in waiting(many, DAY)] == [("乙", 2, 9), ("甲", 1, 1)]
