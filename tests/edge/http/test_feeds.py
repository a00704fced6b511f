"""What a department sends is looked at, planned, held where something is wrong, written once and taken back whole.

F1  nothing is written before a person has approved what the columns mean, and has applied the plan
F2  the same bytes twice are one delivery; changed columns wait for a new approval
F3  killed after any step and begun again, a delivery loses nothing and writes nothing twice
F4  a tripped delivery changes no row; who brought it does not release it where another could
F5  undone, the ledger is what it was
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.edge.http.conftest import Browser, living
from tests.edge.http.test_imports import person, sheet
from tests.flow.received import id_number
from tests.work.cast import Cast, make_house
from yibiao.base.problems import Place, problem
from yibiao.base.views import View
from yibiao.edge.estate import estate
from yibiao.edge.feeds import delivering
from yibiao.edge.feeds.delivering import Bench
from yibiao.edge.feeds.judging import BREAKER, Breaker, Judged, Seen
from yibiao.edge.worker.loop import once
from yibiao.flow.keeping import LedgerPlan
from yibiao.flow.standard import load
from yibiao.work.directory import actions as directory
from yibiao.work.feeds import actions, queries
from yibiao.work.feeds.models import Delivery, Part
from yibiao.work.feeds.rules import NewSource
from yibiao.work.jobs.actions import Cancelled
from yibiao.work.journal.models import JournalLine
from yibiao.work.journal.queries import verify_chain
from yibiao.work.ledgers.actions import EVERYWHERE
from yibiao.work.ledgers.models import Batch, Record
from yibiao.work.ledgers.queries import get_record
from yibiao.work.ledgers.scrub import verify_records

Enter = Callable[[str], Browser]
HEADER = ("姓名", "公民身份号码", "本人电话")
TERMS = {"code": "minzheng", "name": "民政局高龄津贴名单", "department": "民政局", "basis": "老年人权益保障法第三十三条",
         "area": "99", "period_days": 30}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast under the shipped standard, and a second data officer."""
    made = Cast(replace(make_house(), standard=load()))
    directory.appoint([directory.NewPerson("kai", "凯", "data_officer", "99")], "test")
    with living(made):
        yield made


def content(*numbers: int, header: tuple[str, ...] = HEADER, phone: str = "") -> bytes:
    return sheet(*(person(number, phone=phone)[:3] for number in numbers), header=header)


def told(reply: Any, status: int = 200) -> Any:
    assert reply.status_code == status, reply.content
    return reply.json()


def sent(browser: Browser, source: str, data: bytes) -> dict[str, Any]:
    given = {"file": SimpleUploadedFile("名册.xlsx", data), "day": "2026-11-01"}
    headers = {"X-CSRFToken": browser.csrf}
    return dict(told(browser.client.post(f"/api/sources/{source}/deliveries", given, headers=headers), 202))


def work() -> None:
    while once(estate()):
        pass


def delivered(browser: Browser, source: str, data: bytes) -> dict[str, Any]:
    id = sent(browser, source, data)["delivery"]
    work()
    return dict(told(browser.ask("GET", f"/deliveries/{id}")))


def approved(browser: Browser) -> str:
    """A source whose columns are approved, by a first delivery that is sent back."""
    source = told(browser.ask("POST", "/sources", TERMS))["id"]
    first = delivered(browser, source, content(1, 2, 3))
    assert [each["code"] for each in first["problems"]] == ["FEEDS_COLUMNS_NEW"] and first["state"] == "waiting"
    proposed = told(browser.ask("GET", f"/sources/{source}"))["proposed"]
    columns = [{name: each[name] for name in ("label", "element", "special")} for each in proposed]
    told(browser.ask("POST", f"/sources/{source}/columns", {"columns": columns}))
    work()
    assert told(browser.ask("GET", f"/deliveries/{first['id']}"))["state"] == "ready"
    told(browser.ask("POST", f"/deliveries/{first['id']}/refuse", {"reason": "试收"}))
    return str(source)


def ledger(cast: Cast) -> str:
    """SHA-256 of all that the ledger says now, sealed values opened."""
    view = View("test", "检查", EVERYWHERE, frozenset(cast.house.standard.elements))
    ids = Record.objects.filter(ended="").order_by("id").values_list("id", flat=True)
    records = [get_record(cast.house, view, each) for each in ids]
    seen = repr([(each.id, each.register, each.area, sorted(each.values.items())) for each in records])
    return hashlib.sha256(seen.encode()).hexdigest()


def test_a_delivery_is_approved_planned_applied_and_taken_back(cast: Cast, signed: Enter) -> None:
    shu, before = signed("shu"), ledger(cast)
    source = told(shu.ask("POST", "/sources", TERMS))["id"]
    first = delivered(shu, source, content(1, 2))
    assert (first["state"], first["may"], Record.objects.count()) == ("waiting", ["refuse"], 0)
    held = told(shu.ask("GET", f"/sources/{source}"))
    assert (held["state"], held["columns"]) == ("draft", []) and "公民身份号码" in str(held["proposed"])
    refused = shu.ask("POST", f"/deliveries/{first['id']}/release", {"reason": "急用"})
    assert (refused.status_code, refused.json()["code"]) == (422, "FEEDS_NOT_RELEASED")
    columns = [{name: each[name] for name in ("label", "element", "special")} for each in held["proposed"]]
    assert told(shu.ask("POST", f"/sources/{source}/columns", {"columns": columns}))["deliveries"] == [first["id"]]
    work()
    ready = told(shu.ask("GET", f"/deliveries/{first['id']}"))
    assert (ready["state"], ready["counts"]["new"], Record.objects.count()) == ("ready", 2, 0)
    rows = told(shu.ask("GET", f"/deliveries/{first['id']}/rows?verdict=new"))["rows"]
    assert [row["verdict"] for row in rows] == ["new", "new"]
    told(shu.ask("POST", f"/deliveries/{first['id']}/apply"), 202)
    work()
    done = told(shu.ask("GET", f"/deliveries/{first['id']}"))
    assert (done["state"], done["written"]["created"], Batch.objects.get(whole=None).id) == ("applied", 2, first["id"])
    twice = shu.ask("POST", f"/deliveries/{first['id']}/apply")
    assert (twice.status_code, twice.json()["code"]) == (422, "FEEDS_STATE")
    told(shu.ask("POST", f"/deliveries/{first['id']}/undo"), 202)
    work()
    gone = told(shu.ask("GET", f"/deliveries/{first['id']}"))
    assert (gone["state"], gone["written"]["refused"], ledger(cast)) == ("undone", 0, before)
    assert [each["verb"] for each in gone["acts"]] == [
        "receive", "hold", "again", "profile", "plan", "clear", "begin", "finish", "undo",
    ]  # fmt: skip
    assert not verify_chain() and not list(verify_records(cast.house))


def test_the_same_bytes_are_one_delivery_and_other_columns_wait(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    source = approved(shu)
    one = delivered(shu, source, content(1, 2))
    again = sent(shu, source, kept(one["id"]))
    assert again == {"delivery": one["id"], "again": True}
    other = delivered(shu, source, content(1, 2, header=("姓名", "公民身份号码", "家属电话")))
    assert (other["state"], [each["code"] for each in other["problems"]]) == ("waiting", ["FEEDS_COLUMNS_CHANGED"])
    assert told(shu.ask("GET", f"/sources/{source}"))["columns"][2]["label"] == "本人电话"
    assert Record.objects.count() == 0


def kept(delivery: str) -> bytes:
    found = queries.opened(estate().house.vault, delivery, "content")
    assert found is not None
    return found


class Killed(Exception):
    """The process is gone."""


class Dying(Breaker):
    """A judge in whose hands the process dies."""

    def profile(self, seen: Seen, matched: Any) -> Mapping[str, Any]:
        raise Killed

    def judged(self, seen: Seen, plan: LedgerPlan) -> Judged:
        raise Killed


def fresh(cast: Cast, source: str, data: bytes, login: str = "shu") -> str:
    brought = actions.Brought(source, "名册.xlsx", data, date(2026, 11, 1), login)
    return actions.keep_delivery(cast.house.vault, brought, job=False)[0]


def dies_after(steps: int) -> Callable[[int, int], None]:
    """A step that is heard `steps` times and then never again."""
    left = [steps]

    def step(done: int, total: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    return step


def killed_everywhere(cast: Cast, id: str, bench: Bench, run: Any) -> int:
    """`run` is killed after its first step, its second …, each time begun again, until it gets through; how often."""
    for steps in range(200):
        try:
            run(bench, id, dies_after(steps))
        except Killed:
            continue
        return steps
    raise AssertionError("never done")


def test_killed_at_every_step_a_delivery_is_written_once_and_undone_to_what_was(cast: Cast, signed: Enter) -> None:
    source = approved(signed("shu"))
    cast.person("99010101", name=person(5)[0], id_number=person(5)[1], phone="13911112222")
    before = ledger(cast)
    bench = Bench(estate(), "shu", "data_officer")
    id = fresh(cast, source, content(*range(1, 24)))
    with pytest.raises(Killed):
        delivering.prepare(replace(bench, judge=Dying()), id, lambda done, total: None)
    assert Delivery.objects.get(id=id).state == "received"
    assert killed_everywhere(cast, id, bench, delivering.prepare) >= 3
    assert Delivery.objects.get(id=id).state == "ready"
    assert killed_everywhere(cast, id, bench, delivering.apply) >= 2
    assert delivering.apply(bench, id, lambda done, total: None)["created"] == 22
    assert Record.objects.count() == 23 and ledger(cast) != before and Batch.objects.filter(whole=None).count() == 1
    killed_everywhere(cast, id, bench, delivering.undo)
    assert delivering.undo(bench, id, lambda done, total: None)["state"] == "undone"
    assert ledger(cast) == before
    assert not verify_chain() and not list(verify_records(cast.house))


class Strict(Breaker):
    """A judge that holds everything back."""

    def judged(self, seen: Seen, plan: LedgerPlan) -> Judged:
        return Judged((problem("PROFILE_EMPTY", Place()),))


def test_a_tripped_delivery_changes_nothing_and_another_officer_releases_it(cast: Cast, signed: Enter) -> None:
    shu, kai = signed("shu"), signed("kai")
    source = approved(shu)
    before = ledger(cast)
    for judge, state in ((Strict(), "waiting"), (BREAKER, "ready")):  # without a strict judge it would go on
        id = fresh(cast, source, content(1, 2, phone="13900001111" if state == "ready" else ""))
        delivering.prepare(Bench(estate(), "shu", "data_officer", judge), id, lambda done, total: None)
        assert Delivery.objects.get(id=id).state == state
        if state == "waiting":
            held = id
    assert shu.ask("POST", f"/deliveries/{held}/apply").json()["code"] == "FEEDS_STATE"
    assert ledger(cast) == before
    assert shu.ask("POST", f"/deliveries/{held}/release", {"reason": "核对过"}).json()["code"] == "FEEDS_OWN"
    assert kai.ask("POST", f"/deliveries/{held}/release", {"reason": " "}).json()["code"] == "FEEDS_REASON_WANTED"
    assert told(kai.ask("POST", f"/deliveries/{held}/release", {"reason": "核对过"}))["state"] == "ready"
    assert JournalLine.objects.get(verb="delivery_released").payload["reason"] == "核对过"
    told(kai.ask("POST", f"/deliveries/{held}/apply"), 202)
    work()
    assert Record.objects.count() == 2


class Blind(Breaker):
    """A breaker with its checks taken out."""

    def judged(self, seen: Seen, plan: LedgerPlan) -> Judged:
        return replace(super().judged(seen, plan), problems=())


def test_a_poisoned_delivery_trips_the_breaker_and_no_row_changes(cast: Cast, signed: Enter) -> None:
    """Half of the people are gone and everybody has the same phone: the last delivery said otherwise."""
    shu = signed("shu")
    source = approved(shu)
    good = delivered(shu, source, content(*range(1, 41)))
    assert (good["state"], good["problems"], good["counts"]["new"]) == ("ready", [], 40)
    told(shu.ask("POST", f"/deliveries/{good['id']}/apply"), 202)
    work()
    before = ledger(cast)
    bad = delivered(shu, source, content(*range(1, 21), phone="13911113333"))
    codes = {each["code"] for each in bad["problems"]}
    assert bad["state"] == "waiting" and {"PROFILE_FEWER", "PROFILE_CONSTANT"} <= codes and bad["quality"] is not None
    assert shu.ask("POST", f"/deliveries/{bad['id']}/apply").json()["code"] == "FEEDS_STATE"
    work()
    assert ledger(cast) == before
    told(shu.ask("POST", f"/deliveries/{bad['id']}/refuse", {"reason": "电话全错"}))
    blind = fresh(cast, source, kept(bad["id"]))
    delivering.prepare(Bench(estate(), "shu", "data_officer", Blind()), blind, lambda done, total: None)
    assert Delivery.objects.get(id=blind).state == "ready", "without its checks the breaker would let poison in"


def test_cancelled_in_the_middle_what_was_written_is_taken_back(cast: Cast, signed: Enter) -> None:
    source = approved(signed("shu"))
    id = fresh(cast, source, content(1, 2, 3, 4, 5, 6, 7, 8))
    bench = Bench(estate(), "shu", "data_officer")
    delivering.prepare(bench, id, lambda done, total: None)

    def cancel(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        delivering.apply(bench, id, cancel)
    assert Delivery.objects.get(id=id).state == "undone" and not Record.objects.filter(ended="").exists()


def test_a_plan_that_the_ledger_has_left_behind_is_made_anew_and_looked_at_again(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    source = approved(shu)
    one, two = delivered(shu, source, content(1, 2)), delivered(shu, source, content(1, 2, 3))
    for each in (one, two):
        told(shu.ask("POST", f"/deliveries/{each['id']}/apply"), 202)
    work()
    assert Record.objects.count() == 2
    now = told(shu.ask("GET", f"/deliveries/{two['id']}"))
    assert (now["state"], now["counts"]["new"], now["counts"]["same"]) == ("ready", 1, 2)


def test_a_file_that_cannot_be_read_is_refused_and_its_bytes_end(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    source = approved(shu)
    broken = delivered(shu, source, b"PK\x03\x04 this is no workbook")
    assert (broken["state"], len(broken["problems"])) == ("refused", 1)
    Part.objects.filter(delivery=broken["id"]).delete()
    bench = Bench(estate(), "shu", "data_officer")
    assert shu.ask("GET", f"/deliveries/{broken['id']}/rows").json()["code"] == "FEEDS_CONTENT_GONE"
    assert bench.delivery(broken["id"]).state == "refused"


def test_terms_columns_and_ends_of_a_source(cast: Cast, signed: Enter) -> None:
    shu, li = signed("shu"), signed("li")
    assert shu.ask("POST", "/sources", TERMS | {"basis": ""}).json()["code"] == "FEEDS_INCOMPLETE"
    assert shu.ask("POST", "/sources", TERMS | {"code": "坏 名"}).json()["code"] == "FEEDS_CODE"
    secret = TERMS | {"kind": "table", "reach": {"url": "sqlite:///x", "table": "t"}, "secret": "quiet-word"}
    assert shu.ask("POST", "/sources", secret).json()["code"] == "FEEDS_BY_OPERATOR"
    kept = NewSource(**{**secret, "login": "shu"})  # type: ignore[arg-type]
    source = actions.set_source(cast.house.vault, "operator", kept)
    for more in ({"kind": "file"}, {"secret": ""}, {"reach": {}}, {"kind": "api"}):
        assert shu.ask("POST", "/sources", secret | more).json()["code"] == "FEEDS_BY_OPERATOR"
    made = shu.ask("POST", "/sources", secret | {"reach": {}, "secret": "", "period_days": 7})
    assert told(made)["has_secret"] and told(made)["reach"]["table"] == "t" and told(made)["period_days"] == 7
    assert b"quiet-word" not in made.content
    row = queries.source(EVERYWHERE, source)
    assert row is not None and queries.secret_of(cast.house.vault, row) == "quiet-word"
    nothing = {"columns": [{"label": "备注", "element": ""}]}
    assert shu.ask("POST", f"/sources/{source}/columns", nothing).json()["code"] == "FEEDS_NOTHING_MAPPED"
    wrong = {"columns": [{"label": "备注", "element": "person.nonsense"}]}
    assert shu.ask("POST", f"/sources/{source}/columns", wrong).status_code == 404
    assert li.ask("GET", "/sources").status_code == 404 and li.ask("GET", f"/sources/{source}").status_code == 404
    assert told(shu.ask("POST", f"/sources/{source}/close", {"reason": "机构改革"}))["state"] == "closed"
    reply = shu.ask("POST", "/sources", TERMS)
    assert reply.json()["code"] == "FEEDS_CODE_TAKEN"
    given = {"file": SimpleUploadedFile("a.csv", b"a")}
    refused = shu.client.post(f"/api/sources/{source}/deliveries", given, headers={"X-CSRFToken": shu.csrf})
    assert refused.json()["code"] == "FEEDS_CLOSED"


def test_its_quality_is_a_workbook_for_its_department_and_stands_over_time(
    cast: Cast, signed: Enter, tmp_path: Path
) -> None:
    shu = signed("shu")
    source = approved(shu)
    first = delivered(shu, source, content(1, 2, 3))
    told(shu.ask("POST", f"/deliveries/{first['id']}/apply"), 202)
    work()
    second = delivered(shu, source, content(1, 2, 3, 4))
    sheets = load_workbook(BytesIO(shu.ask("GET", f"/deliveries/{second['id']}/quality").content))
    assert sheets.sheetnames == ["质量", "各列", "需要核对"]
    assert [row[0].value for row in sheets["各列"].iter_rows(min_row=2)] == list(HEADER)
    assert sheets["质量"]["A1"].value == f"{TERMS['name']} 2026-11-01"
    assert not [name for name in ("张三", id_number("19400102", 1)) if name in str(list(sheets["各列"].values))]
    page = told(shu.ask("GET", f"/sources/{source}"))
    lines = {each["id"]: each["measures"] for each in page["deliveries"]}
    assert lines[first["id"]]["agreement"] is None and lines[second["id"]]["agreement"] == 1.0
    unmeasured = delivered(shu, source, content(5, header=("姓名", "公民身份号码", "家属电话")))
    none = shu.ask("GET", f"/deliveries/{unmeasured['id']}/quality")
    assert (none.status_code, none.json()["code"]) == (422, "FEEDS_NOT_MEASURED")
    for login in ("chen", "gao", "xu"):
        assert signed(login).ask("GET", f"/deliveries/{first['id']}/quality").status_code == 404
