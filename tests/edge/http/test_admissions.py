"""From an unknown Excel to a form with a number, over HTTP; what a stranger with the paper in his hand may know."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.edge.http.conftest import Browser, living
from tests.work.cast import Cast, make_house
from yibiao.base.clock import CHINA, fixed_clock
from yibiao.edge import estate as held
from yibiao.edge.worker.daily import NIGHT, Daily, mirror_agrees
from yibiao.edge.worker.loop import once
from yibiao.flow.standard import load
from yibiao.work.directory.models import Grant
from yibiao.work.journal.models import JournalLine
from yibiao.work.journal.queries import verify_chain
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.scrub import verify_mirror

Enter = Callable[[str], Browser]
ROLL = "困难家庭子女登记表\n序号,姓名,性别,联系电话,兴趣特长\n1,,,,\n"
WITH_NUMBER = "困难家庭子女登记表\n序号,姓名,身份证号,兴趣特长\n1,,,\n"
COMING = date.today() + timedelta(days=40)
"""Rights count by the day of the machine: a fixed first day would come."""
TERMS = {
    "department": "民政局", "basis": "某办法第三条", "purpose": "发放助学金", "period": "quarter",
    "levels": ["community", "street"], "due_days": 10, "lead_days": 10, "recipients": ["民政局"],
    "valid_from": f"{COMING}", "expires": f"{COMING + timedelta(days=200)}",
    "reasons": {"NEW_COLUMNS": "配公益课程", "SENSITIVE": "要打电话", "ALL_HELD": "要确认"},
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    made = Cast(replace(make_house(), standard=load()))
    with living(made):
        yield made


def brought(browser: Browser, text: str = ROLL) -> str:
    file = io.BytesIO(text.encode())
    file.name = "登记表.csv"
    reply = browser.client.post("/api/applications/uploads", {"file": file}, headers={"X-CSRFToken": browser.csrf})
    assert reply.status_code == 201, reply.json()
    return str(reply.json()["file"])


def asked(browser: Browser, text: str = ROLL, **terms: Any) -> str:
    given = {"file": brought(browser, text), "terms": {**TERMS, **terms}}
    return str(browser.ask("POST", "/applications", given).json()["application"])


def word(browser: Browser, application: str, verb: str, reason: str = "") -> Any:
    return browser.ask("POST", f"/applications/{application}/acts", {"verb": verb, "reason": reason})


def admitted(xu: Browser, shu: Browser) -> str:
    application = asked(xu)
    for browser, verb in ((xu, "submit"), (shu, "approve"), (shu, "publish")):
        assert word(browser, application, verb).status_code == 200
    return str(shu.ask("GET", f"/applications/{application}").json()["number"])


def test_an_unknown_form_is_answered_at_once_and_a_column_may_be_corrected(cast: Cast, signed: Enter) -> None:
    xu = signed("xu")
    given = {"file": brought(xu), "terms": {**TERMS, "basis": "", "reasons": {}}}
    found = xu.ask("POST", "/applications/review", given).json()
    standing = {column["path"][-1]: column["standing"] for column in found["columns"]}
    assert standing == {"序号": "nothing", "姓名": "held", "性别": "held", "联系电话": "held", "兴趣特长": "new"}
    assert (found["offer"]["all"], found["offer"]["now"], found["offer"]["areas"]) == (4, 3, 2)
    codes = {finding["code"]: finding for finding in found["findings"]}
    assert {"NO_BASIS", "NEW_COLUMNS", "SENSITIVE"} <= codes.keys() and found["stopped"]
    assert all(finding["cites"] for finding in codes.values())
    place = next(column["place"] for column in found["columns"] if column["path"][-1] == "兴趣特长")
    again = xu.ask("POST", "/applications/review", {**given, "columns": {place: "person.work_unit"}}).json()
    assert next(column for column in again["columns"] if column["place"] == place)["asks"] == "person.work_unit"
    wrong = xu.ask("POST", "/applications/review", {**given, "columns": {"9:A1": "person.name"}})
    assert wrong.json()["code"] == "PILE_NO_COLUMN"


def test_a_file_without_a_form_is_refused_in_words(cast: Cast, signed: Enter) -> None:
    xu = signed("xu")
    file = io.BytesIO("通知\n".encode())
    file.name = "通知.csv"
    reply = xu.client.post("/api/applications/uploads", {"file": file}, headers={"X-CSRFToken": xu.csrf})
    assert (reply.status_code, reply.json()["code"]) == (422, "ADMISSION_NO_TABLE")


def test_it_is_returned_corrected_approved_published_and_retired(cast: Cast, signed: Enter) -> None:
    xu, shu = signed("xu"), signed("shu")
    application = asked(xu, basis="")
    assert word(xu, application, "submit").json()["code"] == "ADMISSION_STOPPED"
    changed = xu.ask("PUT", f"/applications/{application}", {"terms": TERMS}).json()
    assert changed["acts"] == ["change", "submit", "withdraw"] and not changed["review"]["stopped"]
    assert shu.ask("GET", "/applications").json() == []
    word(xu, application, "submit")
    [waiting] = shu.ask("GET", "/applications").json()
    assert (waiting["state"], waiting["acts"], waiting["applicant"]) == (
        "submitted",
        ["return", "refuse", "approve"],
        "徐",
    )
    assert word(shu, application, "return", "依据写全称").json()["state"] == "returned"
    for browser, verb in ((xu, "submit"), (shu, "approve"), (shu, "publish")):
        last = word(browser, application, verb).json()
    assert last["state"] == "published" and [step["verb"] for step in last["steps"]] == [
        "submit", "return", "submit", "approve", "publish",
    ]  # fmt: skip
    number = last["number"]
    whole = xu.ask("GET", f"/catalogue/{number}").json()
    assert (whole["state"], whole["acts"], whole["issuer"]) == ("coming", ["retire", "change"], "徐")
    assert "person.phone" in {element["code"] for element in whole["elements"]}
    assert xu.ask("GET", f"/catalogue/{number}/file").content.decode("utf-8") == ROLL
    assert Grant.objects.get().purpose == "发放助学金"
    retired = shu.ask("POST", f"/catalogue/{number}/retirement", {"reason": "并入另一张表"}).json()
    assert (retired["state"], retired["reason"]) == ("retired", "并入另一张表")
    assert Grant.objects.get().revoked and verify_chain() == ()


def test_a_leader_agrees_where_identity_numbers_are_asked(cast: Cast, signed: Enter) -> None:
    xu, shu, gao = signed("xu"), signed("shu"), signed("gao")
    application = asked(xu, WITH_NUMBER)
    word(xu, application, "submit")
    assert word(shu, application, "approve").json()["state"] == "seconding"
    assert word(shu, application, "publish").json()["code"] == "ADMISSION_STATE"
    assert word(gao, application, "approve").json()["state"] == "approved"


def test_a_stranger_with_the_paper_in_hand_learns_what_the_number_is_and_nothing_else(
    cast: Cast, signed: Enter
) -> None:
    number = admitted(signed("xu"), signed("shu"))
    stranger = Client()
    told = stranger.get(f"/api/numbers/{number}").json()
    assert (told["state"], told["department"], told["basis"]) == ("coming", "民政局", "某办法第三条")
    assert told.keys() == {
        "number", "state", "title", "department", "basis", "purpose", "valid_from", "expires",
    }  # fmt: skip
    assert stranger.get("/api/numbers/990101-1999-0001").json()["state"] == "unknown"
    assert stranger.get(f"/api/catalogue/{number}").status_code == 401
    mark = signed("wang").ask("GET", f"/catalogue/{number}/mark").json()
    assert mark["address"] == f"http://testserver/n/{number}" and mark["svg"].startswith("<?xml")


def test_whoever_works_there_finds_it_and_whoever_works_elsewhere_does_not(cast: Cast, signed: Enter) -> None:
    number = admitted(signed("xu"), signed("shu"))
    wang, zhao = signed("wang"), signed("zhao")
    assert [row["number"] for row in wang.ask("GET", "/catalogue?state=coming").json()] == [number]
    assert wang.ask("GET", "/catalogue?department=教育局").json() == []
    assert zhao.ask("GET", "/catalogue").json() == []
    assert wang.ask("POST", f"/catalogue/{number}/retirement", {"reason": "不想填"}).status_code == 404
    assert wang.ask("GET", "/catalogue/none").status_code == 404
    assert wang.ask("GET", "/catalogue/none/file").status_code == 404


def test_nobody_but_applicant_and_those_who_decide_sees_an_application(cast: Cast, signed: Enter) -> None:
    application = asked(signed("xu"))
    for login, path in (("shu", application), ("shu", "none"), ("chen", application)):
        assert signed(login).ask("GET", f"/applications/{path}").status_code == 404
    assert signed("chen").ask("GET", "/applications").status_code == 404
    stolen = {"application": application, "terms": TERMS}
    assert signed("shu").ask("POST", "/applications/review", stolen).status_code == 404
    assert signed("xu").ask("GET", f"/applications/{application}/file").content.decode("utf-8") == ROLL


def test_what_is_due_once_a_day_is_done_once_and_a_fault_stops_nothing(cast: Cast) -> None:
    done: list[str] = []

    def fails(estate: held.Estate, day: date) -> None:
        done.append("fails")
        raise RuntimeError("broken")

    daily = Daily((fails, lambda estate, day: done.append(f"{day:%F}")))
    daily(held.estate())
    daily(held.estate())
    assert done == ["fails", f"{held.estate().day():%F}"]
    Daily()(held.estate())


@pytest.mark.parametrize(("hour", "times"), [(0, 0), (1, 1), (4, 1), (5, 0), (14, 0)])
def test_what_takes_long_is_done_at_night(cast: Cast, hour: int, times: int) -> None:
    moment = datetime.combine(held.estate().day(), time(hour, 30), CHINA)
    estate, done = replace(held.estate(), house=replace(cast.house, clock=fixed_clock(moment))), []
    nightly = Daily((lambda estate, day: done.append(day),), NIGHT)
    nightly(estate)
    nightly(estate)
    assert len(done) == times


def test_at_night_a_mirror_that_differs_is_made_anew_and_the_journal_tells(cast: Cast) -> None:
    cast.person(name="甲")
    estate = held.estate()
    mirror_agrees(estate, estate.day())
    assert isinstance(estate.mirror, Mirror)
    estate.mirror._engine.execute("UPDATE person SET name = '乙'")  # as a fault of ours would leave it
    mirror_agrees(estate, estate.day())
    assert verify_mirror(estate.house, estate.mirror) == ()
    told = JournalLine.objects.filter(verb="mirror_checked").order_by("sequence").values_list("payload", flat=True)
    assert [(one["found"], one["registers"]) for one in told] == [(0, []), (1, ["person"])]


LIST = "报表清单\n序号,报表名称,责任部门,有效期至\n1,困难家庭子女登记表,民政局,2098-06-30\n2,消防栓巡查表,消防大队,2026-01-31\n"
BELOW = "报表清单\n序号,报表名称,下发部门,频次\n1,消防栓巡查表,消防大队,每月\n2,犬只情况表,公安局,每周\n"


def compared(browser: Browser, **sides: str) -> Any:
    given: dict[str, Any] = {"name": "第一轮"}
    for side, text in sides.items():
        given[side] = [io.BytesIO(text.encode())]
        given[side][0].name = f"{side}.csv"
    reply = browser.client.post("/api/reconciliations", given, headers={"X-CSRFToken": browser.csrf})
    assert reply.status_code == 202, reply.json()
    while once(held.estate()):
        pass
    return browser.ask("GET", f"/jobs/{reply.json()['job']}").json()


def test_the_lists_of_both_sides_are_compared_and_each_difference_is_settled(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    job = compared(shu, above=LIST, below=BELOW)
    assert job["state"] == "done", job["problem"]
    path = f"/reconciliations/{job['result']['reconciliation']}"
    whole = shu.ask("GET", path).json()
    assert (whole["above"], whole["below"], whole["agreed"]) == (2, 2, 1)
    kinds = {one["kind"]: one for one in whole["found"]}
    assert kinds["missing_above"]["below"] == ["犬只情况表"] and kinds["expired"]["above"] == "消防栓巡查表"
    assert kinds["missing_below"]["department"] == "民政局"
    place = f"{path}/differences/{kinds['missing_above']['id']}"
    assert shu.ask("POST", place, {"word": "stop", "reason": " "}).json()["code"] == "ADMISSION_REASON_WANTED"
    after = shu.ask("POST", place, {"word": "stop", "reason": "没有依据"}).json()
    assert after["settled"] == 1 and after["found"][0]["settled"]["name"] == "数"
    assert shu.ask("POST", f"{path}/differences/none", {"word": "stop", "reason": "无"}).status_code == 404
    assert [row["settled"] for row in shu.ask("GET", "/reconciliations").json()] == [1]
    assert signed("chen").ask("GET", "/reconciliations").status_code == 404
    assert shu.ask("GET", "/reconciliations/none").status_code == 404


def test_the_catalogue_stands_for_the_departments_list_and_files_are_matched_by_content(
    cast: Cast, signed: Enter
) -> None:
    xu, shu = signed("xu"), signed("shu")
    number = admitted(xu, shu)
    wider = "困难家庭子女登记表\n序号,姓名,性别,联系电话,兴趣特长,班主任意见\n1,,,,,\n"
    job = compared(shu, below=wider)
    whole = shu.ask("GET", f"/reconciliations/{job['result']['reconciliation']}").json()
    assert [(one["kind"], one["columns"]) for one in whole["found"]] == [("added", ["班主任意见"])], number
    assert compared(shu, below="通知\n")["problem"]["code"] == "ADMISSION_NO_LIST"


COUNTS = "各社区人口统计表\n社区,合计,男,女,其中：残疾人\n甲社区,,,,\n乙社区,,,,\n合计,,,,\n"


def test_checks_are_proposed_kept_added_refused_and_dropped(cast: Cast, signed: Enter) -> None:
    xu, shu, chen = signed("xu"), signed("shu"), signed("chen")
    application = asked(xu, COUNTS)
    for browser, verb in ((xu, "submit"), (shu, "approve"), (shu, "publish")):
        assert word(browser, application, verb).status_code == 200, word(browser, application, verb).json()
    number = shu.ask("GET", f"/applications/{application}").json()["number"]
    found = shu.ask("GET", f"/checks/{number}").json()
    assert (found["kept"], found["may_change"]) == ([], True)
    assert "合计 = 男 + 女" in [one["formula"] for one in found["proposed"]]
    seen = chen.ask("GET", f"/checks/{number}").json()
    assert (seen["may_change"], seen["proposed"]) == (False, [])
    assert chen.ask("POST", f"/checks/{number}/proposals").status_code == 404
    kept = shu.ask("POST", f"/checks/{number}/proposals").json()
    assert not kept["proposed"] and len(kept["kept"]) == len(found["proposed"])
    wrong = shu.ask("POST", f"/checks/{number}", {"formula": "男 = 女孩", "zh": "x"}).json()
    assert (wrong["code"], "女" in wrong["remedy_zh"]) == ("FORMULA_UNKNOWN_NAME", True)
    own = shu.ask(
        "POST", f"/checks/{number}", {"formula": "女 <= 合计", "severity": "doubtful", "zh": "女不多于合计"}
    ).json()
    assert (own["kept"][-1]["code"], own["kept"][-1]["over"]) == ("own-1", "line")
    left = shu.ask("DELETE", f"/checks/{number}/own-1").json()
    assert [one["code"] for one in left["kept"]] == [one["code"] for one in kept["kept"]]
