"""Many filings as one PDF by the API: each as it prints alone, for who may see it whole, taken out like any filled sheet.

B1  the pages of each filing in the batch are those that it has alone; what may not be seen is named and not printed
B2  taking it out is judged over all filings in it: the rows of all, the area that holds them, the marks of every record
B3  whose rights have shrunk to a part takes nothing out (the broken variant, which looks at the one area, lets it go)
B4  a job that is cancelled keeps nothing; one that was killed and is done again keeps one sheet
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.edge.http.conftest import Browser
from tests.pdf import boxes, drawn
from tests.work.cast import Cast
from tests.work.filings.scene import ROSTER, Scene, scene
from yibiao.base.clock import system_clock
from yibiao.base.problems import ProblemError
from yibiao.edge.estate import Estate
from yibiao.edge.filings import printing, sheets
from yibiao.edge.filings.printing import Most
from yibiao.edge.worker.filings import print_filings
from yibiao.edge.worker.loop import once
from yibiao.work.directory import actions as directory
from yibiao.work.directory import queries as known
from yibiao.work.directory.actions import NewPerson
from yibiao.work.filings.models import Filing
from yibiao.work.forms import queries as forms
from yibiao.work.forms import rules
from yibiao.work.forms.models import Export, Filled
from yibiao.work.jobs import actions as jobs
from yibiao.work.jobs.queries import JobRow
from yibiao.work.journal.models import JournalLine

Enter = Callable[[str], Browser]
LEVELS = ("community", "street")


@pytest.fixture
def here(db: None, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        for number, area in enumerate(("99010101", "99010102", "99010201", "99020101")):
            made.cast.person(area, name=f"某{'甲乙丙丁'[number]}", gender="1", birth_date=f"195{number}-03-01",
                             phone=f"1380000000{number}", residence_status="1")  # fmt: skip
        yield made


@pytest.fixture
def cast(here: Scene) -> Cast:
    return here.cast


def period_of(here: Scene, **terms: Any) -> str:
    return here.open(here.admit(ROSTER.encode(), "人员花名册.csv", levels=LEVELS, **terms))


def asked(browser: Browser, here: Scene, filings: list[str], profile: str = "middle") -> dict[str, Any]:
    """The job after it was done."""
    reply = browser.ask("POST", "/filings/prints", {"filings": filings, "profile": profile})
    assert reply.status_code == 202, reply.json()
    assert once(here.estate)
    told: dict[str, Any] = browser.ask("GET", f"/jobs/{reply.json()['job']}").json()
    return told


def printed(browser: Browser, here: Scene, filings: list[str], profile: str = "middle") -> str:
    job = asked(browser, here, filings, profile)
    assert job["state"] == "done", job
    return str(job["result"]["sheet"])


def test_a_clerk_prints_a_period_and_each_filing_is_as_it_prints_alone(here: Scene, signed: Enter) -> None:
    period, chen = period_of(here), signed("chen")
    rows = [here.filing(period, area) for area in ("990102", "9901", "990101")]
    here.confirm(rows[2])
    sheet = printed(chen, here, [row.id for row in rows])
    whole = chen.ask("GET", f"/fills/{sheet}").json()
    assert whole["pages"] == [] and whole["left"] == []
    assert [(one["area_name"], one["state"], one["rows"]) for one in whole["filings"]] == [
        ("北街道", "open", 3), ("甲社区", "confirmed", 2), ("乙社区", "open", 1)]  # fmt: skip
    assert [one["page"] for one in whole["filings"]] == [1, 2, 3]
    head = whole["sheet"]
    assert (head["kind"], head["area_name"], head["rows"], head["level"]) == ("filings", "北街道", 6, 3)
    assert head["title"].startswith("人员花名册 2026-11")
    export = chen.ask("POST", "/exports", {"filled": sheet, "recipient": "民政科"}).json()
    taken = chen.ask("GET", f"/exports/{export['id']}/content").content
    streams = drawn(taken)
    assert len(boxes(taken)) == 3
    caller, wish = here.caller("chen", "street_clerk"), sheets.Wish("middle", "http://testserver/v/")
    printer = sheets.printer(here.estate)
    for row in (here.filing(period, row.area) for row in rows):
        paper = sheets.paper_of(row, sheets.copy_of(caller, row, wish).tables, wish.paper)
        alone = drawn(printer.pdf([paper], tags=False))
        assert alone and all(page in streams for page in alone), row.area
        assert not any(page in streams for page in drawn(printer.pdf([replace(paper, version="别的")], tags=False)))
    assert chen.ask("GET", f"/fills/{sheet}/pages/0").status_code == 404
    told = {one["id"]: one["parent"] for one in chen.ask("GET", f"/filings/periods/{period}").json()["filings"]}
    assert told == {rows[0].id: rows[1].id, rows[1].id: "", rows[2].id: rows[1].id}  # what lies in which area


def test_what_may_not_be_seen_is_not_printed_and_nothing_else_is_lost(here: Scene, signed: Enter) -> None:
    period, li, zhao, xu = period_of(here), signed("li"), signed("zhao"), signed("xu")
    own, other = here.filing(period, "990101"), here.filing(period, "990201")
    job = asked(li, here, [other.id, own.id])
    assert {name: job["result"][name] for name in ("printed", "left")} == {"printed": 1, "left": 1}
    whole = li.ask("GET", f"/fills/{job['result']['sheet']}").json()
    assert [one["area_name"] for one in whole["filings"]] == ["甲社区"]
    [left] = whole["left"]
    assert (left["problem"]["code"], left["title"], left["area_name"]) == ("HTTP_NOT_THERE", "", "")
    assert zhao.ask("POST", "/filings/prints", {"filings": [own.id]}).status_code == 404
    assert zhao.ask("GET", f"/fills/{job['result']['sheet']}").json()["code"] == "FORMS_GONE"
    refused = xu.ask("POST", "/filings/prints", {"filings": [own.id]})  # asked for it, without a grant for its data
    assert refused.json()["code"] == "FILINGS_NOT_WHOLE"


def test_a_form_that_is_read_differently_now_is_named_and_keeps_no_other_back(here: Scene, signed: Enter) -> None:
    good, chen = period_of(here), signed("chen")
    other = here.admit(ROSTER.replace("手机号码", "联系方式").encode(), "花名册乙.csv", said=(), levels=LEVELS)
    torn = here.filing(here.open(other), "990101")
    Filing.objects.filter(id=torn.id).update(sense=here.filing(good, "990101").sense_id)  # as it was read then
    job = asked(chen, here, [torn.id, here.filing(good, "990101").id])
    [left] = chen.ask("GET", f"/fills/{job['result']['sheet']}").json()["left"]
    assert (left["problem"]["code"], left["area_name"]) == ("FILINGS_READ_ANEW", "甲社区")
    assert job["result"]["printed"] == 1
    assert asked(chen, here, [torn.id])["problem"]["code"] == "FILINGS_READ_ANEW"


def test_more_than_fits_is_refused_before_it_begins(here: Scene) -> None:
    period, caller = period_of(here), here.caller("chen", "street_clerk")
    keys = [here.filing(period, area).id for area in ("990101", "990102")]
    assert len(printing.chosen(caller, keys)[0]) == 2
    for most in (Most(filings=1), Most(records=2)):
        with pytest.raises(ProblemError) as refused:
            printing.chosen(caller, keys, most)
        assert refused.value.problem.code == "FILINGS_TOO_MANY"
        assert refused.value.problem.values["rows"] == 3
    rows, [left] = printing.chosen(caller, keys, Most(cells=5))  # a list that is too long for paper keeps no other back
    assert [row.area for row in rows] == ["990102"]
    assert left.row is not None and (left.row.area, left.why.code) == ("990101", "FILINGS_TOO_LONG")


def granted(purpose: str, area: str = "9901") -> None:
    days = (date(2026, 1, 1), date(2099, 1, 1))
    named = ("person.name", "person.birth_date", "person.phone")
    directory.give_grant(directory.NewGrant("xu", purpose, area, *days, named, True), "test")


def test_a_department_prints_forms_of_one_purpose_and_not_of_two(here: Scene, signed: Enter) -> None:
    first, second = period_of(here), period_of(here, purpose="高龄津贴")
    for purpose in ("人口统计", "高龄津贴"):
        granted(purpose)
    xu, chen = signed("xu"), signed("chen")
    keys = [here.filing(period, "990101").id for period in (first, second)]
    refused = xu.ask("POST", "/filings/prints", {"filings": keys})
    assert refused.json()["code"] == "FILINGS_PURPOSES" and "高龄津贴" in refused.json()["zh"]
    sheet = printed(xu, here, keys[:1])
    assert Filled.objects.get(id=sheet).purpose == "人口统计"
    assert len(chen.ask("GET", f"/fills/{printed(chen, here, keys)}").json()["filings"]) == 2


def test_two_hundred_rows_of_many_filings_need_a_second_person(here: Scene, signed: Enter) -> None:
    for area, count in (("99010101", 100), ("99010201", 100)):
        for number in range(count):
            here.cast.person(area, name=f"众{number}", birth_date="1960-01-01", residence_status="1")
    period, chen, gao = period_of(here), signed("chen"), signed("gao")
    keys = [here.filing(period, area).id for area in ("990101", "990102")]
    alone = chen.ask("POST", f"/filings/{keys[0]}/sheet", {}).json()["sheet"]
    assert chen.ask("POST", "/exports", {"filled": alone}).json()["state"] == "ready"
    export = chen.ask("POST", "/exports", {"filled": printed(chen, here, keys)}).json()
    assert (export["state"], export["rows"], export["area"]) == ("waiting", 203, "9901")
    assert chen.ask("GET", f"/exports/{export['id']}/content").json()["code"] == "FORMS_WAITS"
    assert chen.ask("POST", f"/exports/{export['id']}/decision", {"allow": True}).json()["code"] == "FORMS_OWN_EXPORT"
    assert gao.ask("POST", f"/exports/{export['id']}/decision", {"allow": False, "reason": "不需要"}).status_code == 204
    assert chen.ask("GET", f"/exports/{export['id']}/content").json()["code"] == "FORMS_REFUSED"
    again = chen.ask("POST", "/exports", {"filled": export["filled"]}).json()
    assert gao.ask("POST", f"/exports/{again['id']}/decision", {"allow": True}).status_code == 204
    assert chen.ask("GET", f"/exports/{again['id']}/content").content.startswith(b"%PDF-")


def test_a_leaked_row_of_any_filing_in_it_is_traced(here: Scene, signed: Enter) -> None:
    period, chen, shen = period_of(here), signed("chen"), signed("shen")
    keys = [here.filing(period, area).id for area in ("990101", "990102")]
    sheet = printed(chen, here, keys)
    assert "marked" not in chen.ask("GET", f"/fills/{sheet}").json()
    export = chen.ask("POST", "/exports", {"filled": sheet}).json()
    leaked = "姓名,手机\n某甲,138****0000\n某丙,138****0002\n某丁,138****0003\n".encode()
    found = shen.client.post(
        "/api/exports/trace", {"file": SimpleUploadedFile("群里.csv", leaked)}, headers={"X-CSRFToken": shen.csrf}
    ).json()["found"]
    assert [(hit["export"]["id"], hit["rows"]) for hit in found] == [(export["id"], 2)]


def test_the_profile_of_the_recipient_is_that_of_every_filing(here: Scene, signed: Enter) -> None:
    period, chen = period_of(here), signed("chen")
    keys = [here.filing(period, area).id for area in ("990101", "990102")]
    pages = {}
    for profile in rules.PROFILES:
        sheet = printed(chen, here, keys, profile)
        assert Filled.objects.get(id=sheet).profile == profile
        export = chen.ask("POST", "/exports", {"filled": sheet}).json()
        pages[profile] = tuple(drawn(chen.ask("GET", f"/exports/{export['id']}/content").content))
    assert len(set(pages.values())) == len(rules.PROFILES)


def shrunk(login: str, area: str) -> None:
    """The clerk of a street keeps one community of it from now on."""
    directory.end_posts(login, date(2026, 11, 1), "test")
    directory.appoint([NewPerson(login, "陈", "street_clerk", area)], "test")


def test_whose_rights_have_shrunk_to_a_part_takes_nothing_out(here: Scene, signed: Enter) -> None:
    period, chen = period_of(here), signed("chen")
    both = printed(chen, here, [here.filing(period, area).id for area in ("990101", "990102")])
    one = printed(chen, here, [here.filing(period, "990101").id])
    street = chen.ask("POST", f"/filings/{here.filing(period, '9901').id}/sheet", {"paper": True}).json()["sheet"]
    exports = {sheet: chen.ask("POST", "/exports", {"filled": sheet}).json()["id"] for sheet in (both, one, street)}
    shrunk("chen", "990101")
    for sheet in (both, street):
        assert chen.ask("GET", f"/exports/{exports[sheet]}/content").json()["code"] == "FORMS_RIGHTS_CHANGED"
        assert chen.ask("GET", f"/fills/{sheet}").json()["code"] == "FORMS_RIGHTS_CHANGED"
    assert chen.ask("GET", f"/exports/{exports[one]}/content").content.startswith(b"%PDF-")
    facts = forms.facts_of(Export.objects.get(id=exports[both]))
    view = here.caller("chen", "street_clerk").view()
    assert rules.why_not_see(facts, view) is not None
    assert (
        rules.why_not_see(replace(facts, spans=()), view) is None
    )  # the broken variant: one area, of which a part does


def test_two_communities_that_do_not_touch_are_still_their_keepers(here: Scene, signed: Enter) -> None:
    directory.appoint([NewPerson("qian", "钱", "community_secretary", area) for area in ("990101", "990201")], "test")
    period, qian = period_of(here), signed("qian")
    sheet = printed(qian, here, [here.filing(period, area).id for area in ("990101", "990201")])
    export = qian.ask("POST", "/exports", {"filled": sheet}).json()
    assert (export["area"], export["state"]) == ("99", "ready")
    assert qian.ask("GET", f"/exports/{export['id']}/content").content.startswith(b"%PDF-")


Work = Callable[[Estate, JobRow, Callable[[int, int], None]], Mapping[str, Any]]


def test_what_is_cancelled_keeps_nothing(here: Scene, signed: Enter) -> None:
    period, chen = period_of(here), signed("chen")
    wish = {"filings": [here.filing(period, area).id for area in ("990101", "990102")]}
    queued, running = (chen.ask("POST", "/filings/prints", wish).json()["job"] for _ in range(2))
    assert chen.ask("DELETE", f"/jobs/{queued}").json()["state"] == "cancelled"
    seen: list[int] = []

    def stopped(estate: Estate, job: JobRow, step: Callable[[int, int], None]) -> Mapping[str, Any]:
        def until_the_last(done: int, total: int) -> None:
            seen.append(done)
            if done == total:
                jobs.cancel_job("chen", job.id)
            step(done, total)

        return print_filings(estate, job, until_the_last)

    assert once(here.estate, {"filings_print": stopped})
    assert chen.ask("GET", f"/jobs/{running}").json()["state"] == "cancelled"
    assert seen == [0, 1, 2, 3] and not Filled.objects.exists()


def test_a_job_that_was_killed_and_is_done_again_keeps_one_sheet(here: Scene, signed: Enter) -> None:
    period, chen = period_of(here), signed("chen")
    wish = {"filings": [here.filing(period, area).id for area in ("990101", "990201")]}
    key = chen.ask("POST", "/filings/prints", wish).json()["job"]
    job = jobs.claim_job()
    assert job is not None and job.id == key
    first = print_filings(here.estate, job, lambda done, total: None)  # and then the machine stopped

    def later() -> Any:
        return system_clock() + timedelta(minutes=6)

    taken_up = jobs.claim_job(later)
    assert taken_up is not None and taken_up.id == key
    again = print_filings(here.estate, taken_up, lambda done, total: pytest.fail("it is printed already"))
    assert first == again == {"sheet": key, "printed": 1, "left": 1}
    assert Filled.objects.count() == 1 and JournalLine.objects.filter(verb="form_filled").count() == 1


def test_the_area_of_a_batch_is_the_smallest_that_holds_all_of_it(here: Scene) -> None:
    areas = {row.code: (row.first, row.last) for row in known.open_areas()}

    def held(*codes: str) -> str:
        return printing.smallest(known.open_areas(), [areas[code] for code in codes])[0]

    assert held("990101") == "990101" and held("990101", "990102") == "9901" and held("990102", "9902") == "99"
    low, high = areas["99"]
    assert printing.smallest(known.open_areas(), [(low, high + 5)]) == ("", (low, high + 5))
