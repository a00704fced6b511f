"""A source contradicts what a worker has seen: he is asked once, with both values; where the source is wrong it is told.

K1  what somebody has seen himself is not overwritten, whatever the source's rank; a list that was brought in is
K2  one tap settles: ours, theirs (with its source), neither; told twice, it is done once
K3  the same word of the same source is not asked again, another word is
K4  the source's department is told by itself, and only what it says of this very record proves it right or wrong
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.edge.http.conftest import Browser, living
from tests.edge.http.test_feeds import TERMS, delivered, told, work
from tests.edge.http.test_imports import sheet
from tests.flow.received import id_number
from tests.work.cast import DAY, Cast, make_house
from yibiao.flow.standard import load
from yibiao.work.corrections.models import Correction
from yibiao.work.directory import actions as directory
from yibiao.work.ledgers.actions import NewRecord, change_record
from yibiao.work.ledgers.models import Conflict, Record
from yibiao.work.ledgers.queries import get_record
from yibiao.work.watches.models import Finding

Enter = Callable[[str], Browser]
HEADER = ("姓名", "公民身份号码", "婚姻状况")
NUMBER, OTHER = id_number("19400102", 7), id_number("19400102", 8)
MARRIED, SINGLE, WIDOWED = "20", "10", "30"
WORDS = {MARRIED: "已婚", SINGLE: "未婚", WIDOWED: "丧偶"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    made = Cast(replace(make_house(), standard=load()))
    directory.appoint([directory.NewPerson("xin", "辛", "department_officer", "99", department="民政局")], "test")
    end = DAY + timedelta(days=300)
    grant = directory.NewGrant("xin", "救助核对", "99", DAY, end, ("person.marital_status", "person.name"), rows=True)
    directory.give_grant(grant, "test")
    with living(made):
        yield made


def seen_by(cast: Cast, login: str, record: str, **values: str) -> None:
    base = Record.objects.get(id=record).version
    change_record(cast.house, cast.act(login), record, base, {f"person.{name}": text for name, text in values.items()})


@pytest.fixture
def record(cast: Cast) -> str:
    """Somebody whom wang found to be married."""
    values = {"person.name": "张三甲", "person.id_number": NUMBER}
    made = str(cast.create(NewRecord("person", "99010101", values))["record"])
    seen_by(cast, "wang", made, marital_status=MARRIED)
    return made


class Source:
    """The civil affairs bureau's list, month by month."""

    def __init__(self, officer: Browser, name: str = TERMS["name"]) -> None:
        self.officer = officer
        self.id = told(officer.ask("POST", "/sources", TERMS | {"name": name}))["id"]
        self.months = 0

    def says(self, status: str, name: str = "张三甲", number: str = NUMBER) -> dict[str, Any]:
        """A delivery that is written; what it says of one person. Each month somebody else is on the list too."""
        self.months += 1
        other = (f"李四{'甲乙丙丁戊己庚辛'[self.months]}", id_number("19500102", self.months), "未婚")
        rows = sheet((name, number, WORDS[status]), other, header=HEADER)
        found = delivered(self.officer, self.id, rows)
        if found["state"] == "waiting":
            proposed = told(self.officer.ask("GET", f"/sources/{self.id}"))["proposed"]
            columns = [{name: each[name] for name in ("label", "element", "special")} for each in proposed]
            if columns:
                told(self.officer.ask("POST", f"/sources/{self.id}/columns", {"columns": columns}))
                work()
            found = told(self.officer.ask("GET", f"/deliveries/{found['id']}"))
        assert found["state"] == "ready", found["problems"]
        told(self.officer.ask("POST", f"/deliveries/{found['id']}/apply"), 202)
        work()
        return dict(told(self.officer.ask("GET", f"/deliveries/{found['id']}")))


def waiting(browser: Browser, **query: str) -> list[dict[str, Any]]:
    return list(told(browser.ask("GET", "/rechecks"))["conflicts"])


def decided(browser: Browser, conflict: int, take: str, key: str = "", **more: Any) -> dict[str, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    return dict(told(browser.ask("POST", f"/conflicts/{conflict}", {"take": take, **more}, **headers)))


def status_of(cast: Cast, record: str) -> Any:
    found = get_record(cast.house, cast.view("li"), record)
    return found.values["person.marital_status"] if found else None


def test_who_has_seen_it_is_asked_with_both_values_and_the_source_is_told(
    cast: Cast, record: str, signed: Enter
) -> None:
    source, wang = Source(signed("shu")), signed("wang")
    source.says(SINGLE)
    assert status_of(cast, record) == MARRIED
    (one,) = waiting(wang)
    assert (one["element"], one["reason"], one["title"]) == ("person.marital_status", "seen", "张三甲")
    assert one["ours"] == {"value": MARRIED, "source": "社区采集", "day": str(DAY)}
    assert one["theirs"] == {"value": SINGLE, "source": TERMS["name"], "day": "2026-11-01"}
    assert waiting(signed("zhao")) == [] and signed("xin").ask("GET", "/rechecks").status_code == 404

    done = decided(wang, one["conflict"], "ours", "tap-1")
    assert (done["state"], done["told"]) == ("kept", "told")
    assert decided(wang, one["conflict"], "ours", "tap-1")["state"] == "kept" and Correction.objects.count() == 1
    (row,) = told(signed("xin").ask("GET", "/corrections"))["rows"]
    assert (row["id"], row["department"], row["source"]) == (done["correction"], "民政局", TERMS["name"])
    assert [(each["said"], each["found"]) for each in row["elements"]] == [(SINGLE, MARRIED)]

    source.says(SINGLE)
    assert waiting(wang) == []
    assert sorted(Conflict.objects.values_list("state", flat=True)) == ["kept", "repeated"]
    source.says(WIDOWED)
    (again,) = waiting(wang)
    assert again["theirs"]["value"] == WIDOWED


def test_without_anybody_having_seen_it_the_better_source_counts(cast: Cast, signed: Enter) -> None:
    """The broken variant of K1: the same list over a value that only came with the record."""
    values = {"person.name": "张三甲", "person.id_number": NUMBER, "person.marital_status": MARRIED}
    reply = signed("wang")
    record = str(cast.create(NewRecord("person", "99010101", values))["record"])
    Record.objects.filter(id=record).update(stamps={"*": 0})
    Source(signed("shu")).says(SINGLE)
    assert status_of(cast, record) == SINGLE and waiting(reply) == []


def test_a_department_proves_itself_by_this_very_record_or_is_asked_again(
    cast: Cast, record: str, signed: Enter
) -> None:
    source, wang, xin = Source(signed("shu")), signed("wang"), signed("xin")
    source.says(SINGLE)
    correction = decided(wang, waiting(wang)[0]["conflict"], "ours")["correction"]
    answer = {"word": "corrected", "day": str(DAY)}
    states = []
    for says in ("somebody else", SINGLE, MARRIED):
        if not states or states[-1] == "open":
            told(xin.ask("POST", f"/corrections/{correction}/answer", answer))
        if says == "somebody else":
            source.says(SINGLE, "王五", OTHER)
        else:
            source.says(says)
        states.append(Correction.objects.get().state)
    assert states == ["corrected", "open", "settled"]
    (row,) = told(xin.ask("GET", "/corrections"))["rows"]
    assert (row["times"], row["reopened"]) == (2, 1)


def test_what_is_taken_over_keeps_its_source_and_the_next_list_overwrites_it(
    cast: Cast, record: str, signed: Enter
) -> None:
    source, wang = Source(signed("shu")), signed("wang")
    source.says(SINGLE)
    done = decided(wang, waiting(wang)[0]["conflict"], "theirs")
    assert (done["state"], done["told"], status_of(cast, record)) == ("taken", "", SINGLE)
    page = told(wang.ask("GET", f"/records/{record}"))["record"]
    origin = page["origins"].get("person.marital_status") or page["origin"]
    assert (origin["source"], origin["day"]) == (TERMS["name"], str(DAY))
    again = wang.ask("POST", f"/conflicts/{Conflict.objects.get().id}", {"take": "ours"})
    assert again.status_code == 404
    elsewhere = signed("zhao").ask("POST", f"/conflicts/{Conflict.objects.get().id}", {"take": "ours"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (again.status_code, again.json()["code"])


def test_both_may_be_wrong(cast: Cast, record: str, signed: Enter) -> None:
    source, wang = Source(signed("shu")), signed("wang")
    source.says(SINGLE)
    (one,) = waiting(wang)
    for value in (None, "没有的"):
        refused = wang.ask("POST", f"/conflicts/{one['conflict']}", {"take": "neither", "value": value})
        assert refused.status_code == 422
    assert refused.json()["code"] != "LEDGERS_VALUE_WANTED"
    missing = wang.ask("POST", f"/conflicts/{one['conflict']}", {"take": "neither"}).json()
    assert missing["code"] == "LEDGERS_VALUE_WANTED"
    done = decided(wang, one["conflict"], "neither", value="丧偶", words="本人说老伴去年走了")
    assert (done["state"], done["told"], status_of(cast, record)) == ("neither", "told", WIDOWED)
    (row,) = told(signed("xin").ask("GET", "/corrections"))["rows"]
    assert [(each["said"], each["found"]) for each in row["elements"]] == [(SINGLE, WIDOWED)]
    assert row["words"] == "本人说老伴去年走了"
    source.says(SINGLE)
    assert waiting(wang) == []


def test_where_nobody_answers_for_the_source_that_is_said(cast: Cast, record: str, signed: Enter) -> None:
    source, wang = Source(signed("shu"), "水务局用户名单"), signed("wang")
    source.says(SINGLE)
    (one,) = waiting(wang)
    assert one["reason"] == "authority" and decided(wang, one["conflict"], "ours")["told"] == "nobody"
    assert Correction.objects.count() == 0


def test_a_worker_decides_the_findings_that_are_settled_at_the_door(cast: Cast, signed: Enter) -> None:
    values = {"person.name": "陈守望", "person.birth_date": "1978-01-01", "person.residence_status": "3"}
    record = str(cast.create(NewRecord("person", "99010101", values))["record"])
    old = {"person.name": "吴老", "person.birth_date": "1938-01-01", "person.residence_status": "1"}
    cast.create(NewRecord("person", "99010101", old))
    cast.create(NewRecord("migrant", "", {"migrant.valid_to": "2025-01-31"}, record))
    told(signed("shu").ask("POST", "/watches/runs"), 202)
    work()
    assert {row.rule for row in Finding.objects.all()} == {"permit_expired", "elder_no_allowance"}
    wang = signed("wang")
    (one,) = told(wang.ask("GET", "/rechecks"))["findings"]
    assert (one["rule"], one["record"], one["name"]) == ("permit_expired", record, "陈守望")
    assert ("migrant.valid_to", "2025-01-31") in [(each["element"], each["value"]) for each in one["facts"]]
    given = {"outcome": "confirmed", "note": "正在办，已预约"}
    for browser, status in ((signed("zhao"), 404), (wang, 204), (wang, 422)):
        assert browser.ask("POST", f"/watches/findings/{one['finding']}", given).status_code == status
    assert told(wang.ask("GET", "/rechecks"))["findings"] == []
    allowance = Finding.objects.get(rule="elder_no_allowance")
    assert wang.ask("POST", f"/watches/findings/{allowance.id}", given).status_code == 404
