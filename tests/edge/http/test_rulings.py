"""A data officer writes a rule, tries it, somebody else approves it; it is asked with the others until it is retired.

R1  nothing is asked by a draft, and a trial keeps nothing
R2  whoever wrote it does not approve it
R3  a rule may look back: what holds now, of whom something else held days ago
R4  retired, its findings close; a replaced rule of the house comes back
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.edge.http.conftest import Browser, living
from tests.edge.http.test_feeds import told
from tests.work.cast import CLOCK, Cast, make_house
from yibiao.base.clock import fixed_clock
from yibiao.edge.estate import estate, hold
from yibiao.edge.watching import run_watches
from yibiao.flow.standard import load
from yibiao.work.ledgers.actions import NewRecord, change_record
from yibiao.work.ledgers.models import Record
from yibiao.work.watches.models import Finding, OwnRule, Run

Enter = Callable[[str], Browser]
GIVEN = {"code": "elder_visit", "title": "高龄要走访", "register_code": "person", "where": "年龄 >= 80 且 居住状态 = 常住",
         "why": "独自在家有风险", "do": "上门走访", "basis": "区级工作要求", "severity": "middle"}  # fmt: skip
OLD = {"person.name": "陈守望", "person.birth_date": "1938-01-01", "person.residence_status": "1"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    made = Cast(replace(make_house(), standard=load()))
    with living(made):
        yield made


def rules(browser: Browser) -> list[dict[str, Any]]:
    return list(told(browser.ask("GET", "/watches/rules"))["rules"])


def open_findings() -> set[tuple[str, str]]:
    return set(Finding.objects.filter(state="open").values_list("rule", "record"))


def test_it_is_written_tried_approved_asked_and_retired(cast: Cast, signed: Enter) -> None:
    record = str(cast.create(NewRecord("person", "99010101", OLD))["record"])
    shu, gao = signed("shu"), signed("gao")
    trial = told(shu.ask("POST", "/watches/rules/try", GIVEN))
    assert (trial["count"], trial["below"], trial["rows"]) == (1, [{"code": "9901", "name": "北街道", "count": 1}], [])
    named = shu.ask("POST", "/watches/rules/try", GIVEN | {"where": "联系电话 无值"})
    assert (named.status_code, named.json()["code"]) == (422, "WATCH_RULE")
    assert not OwnRule.objects.exists() and not Finding.objects.exists() and not Run.objects.exists()
    (draft,) = told(shu.ask("POST", "/watches/rules", GIVEN))["rules"]
    assert (draft["state"], draft["may"], draft["author_name"]) == ("draft", ["retire"], "数")
    run_watches(estate(), "yibiao")
    assert not [one for one in open_findings() if one[0] == GIVEN["code"]]

    own = shu.ask("POST", f"/watches/rules/{draft['id']}/approve")
    assert (own.status_code, own.json()["code"]) == (422, "WATCH_OWN")
    assert rules(gao)[0]["may"] == ["approve"] and signed("li").ask("GET", "/watches/rules").status_code == 404
    assert gao.ask("POST", f"/watches/rules/{draft['id']}/approve").status_code == 204
    again = gao.ask("POST", f"/watches/rules/{draft['id']}/approve")
    assert again.json()["code"] == "WATCH_STATE"
    run_watches(estate(), "yibiao")
    assert (GIVEN["code"], record) in open_findings()
    desk = told(signed("chen").ask("GET", "/watches"))
    assert [one["title"] for one in desk["rules"] if one["open"] and one["code"] == GIVEN["code"]] == ["高龄要走访"]

    reason = shu.ask("POST", f"/watches/rules/{draft['id']}/retire", {"reason": " "})
    assert reason.json()["code"] == "WATCH_REASON"
    assert shu.ask("POST", f"/watches/rules/{draft['id']}/retire", {"reason": "改用新规则"}).status_code == 204
    run_watches(estate(), "yibiao")
    assert not [one for one in open_findings() if one[0] == GIVEN["code"]]


def test_a_rule_of_the_house_may_be_replaced_and_one_area_may_have_its_own(cast: Cast, signed: Enter) -> None:
    north = str(cast.create(NewRecord("person", "99010101", OLD))["record"])
    south = str(cast.create(NewRecord("person", "99020101", OLD))["record"])
    shu, gao = signed("shu"), signed("gao")
    given = GIVEN | {"area": "9901", "replaces": "elder_no_allowance"}
    (draft,) = told(shu.ask("POST", "/watches/rules", given))["rules"]
    run_watches(estate(), "yibiao")
    assert open_findings() == {("elder_no_allowance", north), ("elder_no_allowance", south)}
    gao.ask("POST", f"/watches/rules/{draft['id']}/approve")
    run_watches(estate(), "yibiao")
    assert open_findings() == {(GIVEN["code"], north)}


def test_it_may_look_back(cast: Cast, signed: Enter) -> None:
    """The broken variant: without looking back, whoever left long ago is found as well."""
    shu = signed("shu")
    gone = {"person.name": "早走的", "person.birth_date": "1980-01-01", "person.residence_status": "4"}
    cast.create(NewRecord("person", "99010101", gone))
    here = {**gone, "person.name": "刚走的", "person.residence_status": "1"}
    left = str(cast.create(NewRecord("person", "99010101", here))["record"])
    later = replace(cast.house, clock=fixed_clock(CLOCK() + timedelta(days=20)))
    held = estate()
    change_record(later, cast.act("wang"), left, Record.objects.get(id=left).version, {"person.residence_status": "4"})
    hold(replace(held, house=later))
    looking_back = GIVEN | {"where": "居住状态 = 迁出", "was": "居住状态 != 迁出", "days": 10}
    both = told(shu.ask("POST", "/watches/rules/try", GIVEN | {"where": "居住状态 = 迁出"}))
    recent = told(shu.ask("POST", "/watches/rules/try", looking_back))
    assert (both["count"], recent["count"]) == (2, 1) and "10 天前" in recent["condition"]
    hold(held)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"where": "宗教信仰 有值"}, "WATCH_NOT_ASKED"),
        ({"where": "没有这个词 > 3"}, "WATCH_RULE"),
        ({"was": "年龄 > 3"}, "WATCH_RULE"),
        ({"code": "elder_no_allowance"}, "WATCH_CODE"),
        ({"code": "有 空格"}, "WATCH_CODE"),
        ({"replaces": "no_such_rule"}, "WATCH_CODE"),
        ({"area": "88"}, "HTTP_NOT_THERE"),
        ({"text": "[[rule"}, "WATCH_RULE"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_reason(cast: Cast, signed: Enter, change: dict[str, Any], code: str) -> None:
    shu = signed("shu")
    assert shu.ask("POST", "/watches/rules", GIVEN | change).json()["code"] == code
    assert not OwnRule.objects.exists()


def test_only_the_data_office_writes(cast: Cast, signed: Enter) -> None:
    for login in ("chen", "gao", "xu"):
        assert signed(login).ask("POST", "/watches/rules", GIVEN).status_code == 404
