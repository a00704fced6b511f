"""A file of rows is a plan first, enters once, shows no more of the ledger than its bearer may see, and goes as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.edge.http.conftest import Browser, living
from tests.flow.received import id_number
from tests.work.cast import Cast, make_house
from yibiao.edge.estate import estate
from yibiao.edge.receiving import kept_plan, receiver, same, within_reach
from yibiao.edge.worker.imports import apply_import
from yibiao.edge.worker.loop import once
from yibiao.flow.keeping.plans import LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.flow.standard import load
from yibiao.work.directory import actions as directory
from yibiao.work.jobs import actions as jobs
from yibiao.work.jobs.models import Job
from yibiao.work.jobs.queries import JobRow, job_of
from yibiao.work.journal.queries import lines, verify_chain
from yibiao.work.ledgers.actions import change_record
from yibiao.work.ledgers.models import Batch, Record
from yibiao.work.ledgers.queries import get_record
from yibiao.work.ledgers.scrub import verify_records

Enter = Callable[[str], Browser]
HEADER = ("姓名", "公民身份号码", "本人电话", "宗教信仰")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast under the shipped standard: forms are read with its words."""
    made = Cast(replace(make_house(), standard=load()))
    with living(made):
        yield made


def sheet(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["高龄老人名册"])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(header))
    page.append(header)
    for row in rows:
        page.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def person(number: int, name: str = "", phone: str = "", faith: str = "佛教") -> tuple[str, ...]:
    return (
        name or f"张三{'甲乙丙丁戊己庚辛'[number % 8]}",
        id_number("19400102", number),
        phone or f"1380000{number:04}",
        faith,
    )


def sent(browser: Browser, content: bytes, area: str = "99010101", **more: str) -> Any:
    given = {
        "file": SimpleUploadedFile("名册.xlsx", content),
        "source": "民政",
        "day": "2026-11-01",
        "area": area,
        **more,
    }
    return browser.client.post("/api/imports", given, headers={"X-CSRFToken": browser.csrf})


def done(login: str, reply: Any) -> JobRow:
    assert reply.status_code == 202, reply.json()
    while once(estate()):
        pass
    row = job_of(login, reply.json()["job"])
    assert row is not None
    return row


def planned(browser: Browser, login: str, content: bytes, **more: str) -> str:
    row = done(login, sent(browser, content, **more))
    assert row.state == "done" and row.result is not None, row.problem
    return str(row.result["plan"])


def corrected(browser: Browser, login: str, plan: str, **columns: str) -> str:
    """A new plan, with what a person says of columns."""
    row = done(login, browser.ask("POST", f"/imports/{plan}/columns", {"columns": columns}))
    assert row.state == "done" and row.result is not None, row.problem
    return str(row.result["plan"])


def applied(browser: Browser, login: str, plan: str) -> Mapping[str, Any]:
    row = done(login, browser.ask("POST", f"/imports/{plan}/apply"))
    assert row.state == "done" and row.result is not None, row.problem
    return row.result


def seen(browser: Browser, plan: str, **asked: Any) -> dict[str, Any]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    reply = browser.ask("GET", f"/imports/{plan}?{query}")
    assert reply.status_code == 200, reply.json()
    return dict(reply.json())


def test_nothing_is_written_before_somebody_has_looked_and_then_all_of_it(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1), person(2)))
    assert Record.objects.count() == 0
    told = seen(shu, plan)
    assert (told["counts"]["new"], told["source"], told["batch"]) == (2, "民政", None)
    [part] = told["rows"][0]["parts"]
    assert part["new"] and {change["label"]: change["cell"] for change in part["changes"]}["姓名"] == "A3"
    result = applied(shu, "shu", plan)
    assert (result["created"], result["batch"]) == (2, plan)
    assert Record.objects.filter(register="person", ended="").count() == 2
    assert seen(shu, plan)["batch"]["created"] == 2
    assert list(verify_records(cast.house)) == [] and verify_chain() == ()


def test_a_plan_enters_once_whoever_taps_twice(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1)))
    first, second = (shu.ask("POST", f"/imports/{plan}/apply") for _ in range(2))
    assert done("shu", first).state == done("shu", second).state == "done"
    assert Record.objects.filter(register="person").count() == 1
    assert shu.ask("POST", f"/imports/{plan}/apply").json()["code"] == "RECEIVE_STALE"


def test_the_same_file_planned_twice_is_applied_once_and_the_second_is_stale(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    first, second = (planned(shu, "shu", sheet(person(1))) for _ in range(2))
    applied(shu, "shu", first)
    row = done("shu", shu.ask("POST", f"/imports/{second}/apply"))
    assert row.state == "failed" and row.problem is not None and row.problem["code"] == "RECEIVE_STALE"
    assert Record.objects.filter(register="person").count() == 1
    shown = kept_plan(estate(), "shu", second).plan
    assert same(shown, shown)  # the broken variant: compared with itself, a stale plan would enter


def test_one_tap_takes_a_batch_back(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1), person(2)))
    applied(shu, "shu", plan)
    row = done("shu", shu.ask("POST", f"/imports/batches/{plan}/undo"))
    assert row.result == {"batch": plan, "undone": 2, "refused": 0}
    assert Record.objects.filter(ended="").count() == 0
    [batch] = shu.ask("GET", "/imports/batches").json()["batches"]
    assert (batch["id"], batch["undone_by"], batch["name"]) == (plan, "shu", "数")
    assert shu.ask("POST", f"/imports/batches/{plan}/undo").json()["code"] == "LEDGERS_BATCH_UNDONE"
    again = planned(shu, "shu", sheet(person(1), person(2)))
    assert applied(shu, "shu", again)["created"] == 2


def test_a_person_says_what_a_column_means(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1), header=("姓名", "公民身份号码", "联系方式", "宗教信仰")))
    columns = {column["cell"]: column for column in seen(shu, plan)["columns"]}
    assert columns["A3"]["accepted"] and columns["A3"]["meant"]["label"] == "姓名"
    told = seen(shu, corrected(shu, "shu", plan, C3="person.phone", A3="nothing"))
    elements = {change["element"] for part in told["rows"][0]["parts"] for change in part["changes"]}
    assert "person.phone" in elements and "person.name" not in elements
    for wrong, code in (({"Z9": "person.phone"}, "CLI_NO_FIELD"), ({"C3": "person.no"}, "HTTP_NOT_THERE")):
        reply = shu.ask("POST", f"/imports/{plan}/columns", {"columns": wrong})
        if reply.status_code == 202:
            failed = done("shu", reply).problem
            assert failed is not None and failed["code"] == code
        else:
            assert reply.json()["code"] == code


def test_what_somebody_has_touched_since_stays(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1), person(2)))
    applied(shu, "shu", plan)
    record = Record.objects.filter(register="person").order_by("id")[0].id
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13900000009"})
    row = done("shu", shu.ask("POST", f"/imports/batches/{plan}/undo"))
    assert row.result is not None and (row.result["undone"], row.result["refused"]) == (1, 1)


def old_person(cast: Cast, **values: str) -> str:
    return cast.person(name="张三乙", id_number=id_number("19400102", 1), **values)


def test_a_data_officer_sees_what_the_ledger_holds_masked_and_a_keeper_clear(cast: Cast, signed: Enter) -> None:
    old_person(cast, phone="13700000007")
    content = sheet(person(1, "张三乙", "13800000001"))
    for login, old in (("shu", "137****0007"), ("wang", "13700000007")):
        browser = signed(login)
        plan = planned(browser, login, content)
        changes = [change for row in seen(browser, plan)["rows"] for part in row["parts"] for change in part["changes"]]
        assert {change["element"]: change["old"] for change in changes}["person.phone"] == old, login


def test_what_an_officer_may_not_count_is_left_out_before_anything_is_compared(cast: Cast, signed: Enter) -> None:
    """The broken variant is a plan that says "same" where the guess was right."""
    record = old_person(cast, phone="13800000001", religion="11")
    shu = signed("shu")
    verdicts = []
    for faith in ("佛教", "道教"):
        told = seen(shu, planned(shu, "shu", sheet(person(1, "张三乙", "13800000001", faith))))
        verdicts.append((told["rows"][0]["verdict"], str(told["rows"][0]["parts"])))
        assert "KEEPING_NOT_YOURS" in {found["code"] for found in told["problems"]}
        assert "religion" not in str(told["rows"])
    assert verdicts[0] == verdicts[1]
    assert get_record(cast.house, cast.view("li"), record) is not None


@pytest.mark.parametrize("login", ["xu", "gao", "shen"])
def test_who_may_not_bring_files_finds_nothing_here(cast: Cast, signed: Enter, login: str) -> None:
    browser = signed(login)
    assert sent(browser, sheet(person(1))).status_code == 404
    for method, path in (
        ("GET", "/imports"),
        ("GET", "/imports/batches"),
        ("GET", "/imports/x"),
        ("POST", "/imports/x/apply"),
    ):
        assert browser.ask(method, path).status_code == 404, path


def test_a_plan_and_its_batch_are_nobody_elses(cast: Cast, signed: Enter) -> None:
    shu, zhao = signed("shu"), signed("zhao")
    plan = planned(shu, "shu", sheet(person(1)))
    assert zhao.ask("GET", f"/imports/{plan}").status_code == 404
    assert zhao.ask("POST", f"/imports/{plan}/apply").status_code == 404
    applied(shu, "shu", plan)
    assert zhao.ask("GET", "/imports/batches").json() == {"batches": []}
    assert zhao.ask("POST", f"/imports/batches/{plan}/undo").status_code == 404
    assert len(signed("wang").ask("GET", "/imports/batches").json()["batches"]) == 1


def test_nobody_brings_people_into_areas_of_others(cast: Cast, signed: Enter) -> None:
    wang = signed("wang")
    assert sent(wang, sheet(person(1)), area="99020101").status_code == 404
    desk = receiver(estate(), "wang", "grid_worker", estate().day())
    rows = tuple(
        RowPlan("表", number, Verdict.NEW, (RecordPlan(f"表/{number}/person", "person", area=area),))
        for number, area in enumerate(("99010101", "99020101", "no such"), start=3)
    )
    plan = within_reach(desk, LedgerPlan("名册.xlsx", "民政", estate().day(), rows))
    assert [row.verdict.value for row in plan.rows] == ["new", "refused", "refused"]
    assert [row.problems[-1].code for row in plan.rows[1:]] == ["RECEIVE_ELSEWHERE"] * 2


def test_rights_that_ended_meanwhile_write_nothing(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1)))
    job = shu.ask("POST", f"/imports/{plan}/apply").json()["job"]
    directory.switch_account("shu", "operator", active=False)
    assert once(estate())
    row = job_of("shu", job)
    assert row is not None and row.state == "failed" and Record.objects.count() == 0


def test_a_cancelled_import_takes_back_what_it_wrote(
    cast: Cast, signed: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yibiao.work.ledgers.actions import slices

    monkeypatch.setattr(slices, "SLICE", 2)
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(*(person(number) for number in range(1, 8))))
    job = shu.ask("POST", f"/imports/{plan}/apply").json()["job"]

    def step(at: int, total: int) -> None:
        if at >= 4:
            raise jobs.Cancelled(job)

    claimed = jobs.claim_job()
    assert claimed is not None
    with pytest.raises(jobs.Cancelled):
        apply_import(estate(), claimed, step)
    assert Record.objects.count() == 4 and not Record.objects.filter(ended="").exists()
    assert Batch.objects.filter(undone=None).count() == 0


def test_an_import_that_was_killed_goes_on_where_it_stopped(
    cast: Cast, signed: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yibiao.work.ledgers.actions import slices

    monkeypatch.setattr(slices, "SLICE", 2)
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(*(person(number) for number in range(1, 8))))
    job = shu.ask("POST", f"/imports/{plan}/apply").json()["job"]
    claimed = jobs.claim_job()
    assert claimed is not None

    def die(at: int, total: int) -> None:
        if at >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_import(estate(), claimed, die)
    assert Record.objects.count() == 4
    Job.objects.filter(id=job).update(state="queued")
    assert once(estate())
    row = job_of("shu", job)
    assert row is not None and row.result is not None and row.result["created"] == 7
    assert Record.objects.filter(ended="").count() == 7 and Batch.objects.filter(whole=None).count() == 1
    assert done("shu", shu.ask("POST", f"/imports/batches/{plan}/undo")).result == {
        "batch": plan,
        "undone": 7,
        "refused": 0,
    }


def test_pages_of_rows_go_on_and_verdicts_narrow(cast: Cast, signed: Enter) -> None:
    old_person(cast, phone="13800000001")
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1, "张三乙"), *(person(number) for number in range(2, 7))))
    first = seen(shu, plan, verdict="new", limit=3)
    rest = seen(shu, plan, verdict="new", limit=3, after=first["next"])
    assert [row["row"] for row in (*first["rows"], *rest["rows"])] == [4, 5, 6, 7, 8] and rest["next"] is None


def test_looking_at_a_plan_and_comparing_it_are_journalled(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    plan = planned(shu, "shu", sheet(person(1)))
    seen(shu, plan)
    hows = [line["payload"]["how"] for line in lines(actor="shu", verb="read")]
    assert "receive" in hows and hows[-1] == "import preview"


def test_uploads_are_listed_with_their_state_and_need_a_source(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    planned(shu, "shu", sheet(person(1)))
    [row] = shu.ask("GET", "/imports").json()
    assert (row["name"], row["state"], row["counts"]["new"]) == ("名册.xlsx", "done", 1)
    assert sent(shu, sheet(person(1)), source=" ").json()["code"] == "HTTP_BAD_REQUEST"


def test_a_file_that_is_no_table_is_a_plan_without_rows_and_says_why(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    told = seen(shu, planned(shu, "shu", b"not a workbook at all"))
    assert told["rows"] == [] and told["problems"][0]["zh"]


def test_a_newcomer_is_linked_to_the_household_that_his_row_makes(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    content = sheet((*person(1), "H990101"), (*person(2), "H990101"), header=(*HEADER, "户编号"))
    plan = corrected(shu, "shu", planned(shu, "shu", content), E3="household.number")
    applied(shu, "shu", plan)
    home = Record.objects.get(register="household").id
    people = Record.objects.filter(register="person")
    assert {row.values.get("person.household") for row in people} == {home}


def test_the_desk_of_an_officer_covers_his_charge_only(cast: Cast) -> None:
    directory.appoint([directory.NewPerson("north", "北数", "data_officer", "9901")], "test")
    desk = receiver(estate(), "north", "data_officer", estate().day())
    assert desk.may_write("99010101") and not desk.may_write("99020101") and not desk.may_write("99")
