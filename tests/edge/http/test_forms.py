"""来表即填 over HTTP, as the people of the cast meet it, on the shipped standard.

W1  a form is read with reasons, corrected by a person, and read so from then on
W2  it comes back filled in its own layout; every number and value says where it came from, every blank why
W3  what one may not see is not in the sheet, not behind a cell, not in a table from keywords
W4  a filled sheet leaves with its purpose, its masks and, where it must, another person's word; it can be traced
W5  long fills are jobs; the result is the same
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.edge.http.conftest import Browser, living
from tests.house.sources import ROOT
from tests.work.cast import CLOCK, MASTER_KEY, Cast
from yibiao.base.vault import Vault
from yibiao.edge.estate import estate
from yibiao.edge.worker.loop import once
from yibiao.flow.standard import load
from yibiao.work.directory.actions import NewGrant, give_grant
from yibiao.work.forms.models import Export, Filled, Form
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers.actions import NewRecord
from yibiao.work.ledgers.house import House

Enter = Callable[[str], Browser]
LIST, COUNTS = "高龄老人花名册.xlsx", "常住人口统计表.xlsx"
SOUTH = "99020101"
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
PEOPLE = (
    ("陈守望", "990101193801010018", "1938-01-01", "1", "13800000001", "99010101"),
    ("李秀英", "990101194102020027", "1941-02-02", "2", "13800000002", "99010101"),
    ("王建国", "990101194403030016", "1944-03-03", "1", "13800000003", "99010102"),
    ("赵小年", "990101202001010019", "2020-01-01", "1", "", "99010102"),
    ("吴南街", "990101193905050015", "1939-05-05", "1", "13800000005", SOUTH),
)


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Iterator[Cast]:
    """The cast in a house with the shipped standard and a home that learns."""
    made = Cast(House(load(), Vault(MASTER_KEY), home=tmp_path, clock=CLOCK))
    for name, number, born, sex, phone, area in PEOPLE:
        values = {"person.name": name, "person.id_number": number, "person.birth_date": born, "person.gender": sex,
                  "person.residence_status": "1"}  # fmt: skip
        made.create(NewRecord("person", area, values | ({"person.phone": phone} if phone else {})))
    with living(made):
        yield made


def send(browser: Browser, path: str, name: str, data: bytes) -> Any:
    told = {"X-CSRFToken": browser.csrf}
    return browser.client.post(f"/api{path}", {"file": SimpleUploadedFile(name, data)}, headers=told)


def upload(browser: Browser, name: str) -> dict[str, Any]:
    reply = send(browser, "/forms/uploads", name, (ROOT / "examples" / name).read_bytes())
    assert reply.status_code == 200, reply.json()
    return reply.json()


def filled(browser: Browser, paper: dict[str, Any], area: str, **more: Any) -> str:
    wish = {"file": paper["file"], "form": paper["form"], "areas": [area], **more}
    reply = browser.ask("POST", "/fills", wish)
    assert reply.status_code == 200, reply.json()
    return str(reply.json()["filled"][0])


def cells(browser: Browser, sheet: str, kind: str | None = None) -> dict[str, dict[str, Any]]:
    """Reference → cell of the first page."""
    page = browser.ask("GET", f"/fills/{sheet}/pages/0").json()
    return {
        f"{chr(64 + cell['column'])}{row['row']}": cell
        for row in page["rows"]
        for cell in row["cells"]
        if kind is None or cell["kind"] == kind
    }


def behind(browser: Browser, sheet: str, cell: str) -> Any:
    return browser.ask("POST", f"/fills/{sheet}/behind", {"page": 0, "cell": cell})


def exported(browser: Browser, sheet: str) -> dict[str, Any]:
    return browser.ask("POST", "/exports", {"filled": sheet, "recipient": "区民政局"}).json()  # type: ignore[no-any-return]


def taken(browser: Browser, export: dict[str, Any]) -> Any:
    return browser.ask("GET", f"/exports/{export['id']}/content")


def text_of(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value)


# W1


def test_a_form_is_read_with_what_it_asks_and_why(cast: Cast, signed: Enter) -> None:
    paper = upload(signed("li"), LIST)
    table = paper["tables"][0]
    assert (table["title"], table["population"], table["layout"]) == ("80周岁以上老年人花名册", "年龄 >= 80", "list")
    phone = next(field for field in table["fields"] if field["path"] == ["联系电话"])
    assert phone["element"] == "person.phone" and phone["accepted"] and phone["reasons"][0]["zh"]


def test_a_correction_is_learned_for_everybody_who_brings_this_form(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    told = {"file": paper["file"], "table": 0, "path": ["联系电话"], "target": "person.phone_second"}
    fields = li.ask("POST", "/forms/corrections", told).json()["tables"][0]["fields"]
    assert [field["element"] for field in fields if field["path"] == ["联系电话"]] == ["person.phone_second"]
    again = upload(signed("chen"), LIST)["tables"][0]["fields"]
    assert [field["element"] for field in again if field["path"] == ["联系电话"]] == ["person.phone_second"]
    line = JournalLine.objects.get(verb="match_confirmed")
    assert (line.actor, line.payload["target"]) == ("li", "person.phone_second")


def test_nothing_of_the_ledger_is_an_answer_too(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    li.ask("POST", "/forms/corrections", {"file": paper["file"], "table": 0, "path": ["联系电话"], "target": "nothing"})
    sheet = filled(li, paper, "990101")
    assert cells(li, sheet)["G5"]["kind"] == "missing"


def test_a_counted_header_and_whom_a_form_is_about_are_said_in_other_words(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, COUNTS)
    told = {"file": paper["file"], "table": 0, "path": ["0-6岁"], "target": "words:80岁以上"}
    li.ask("POST", "/forms/corrections", told)
    li.ask("POST", "/forms/corrections", {**told, "path": ["填报对象"], "target": "words:全部"})
    sheet = filled(li, paper, "990101")
    assert cells(li, sheet)["B6"]["text"] == "3"
    assert behind(li, sheet, "B6").json()["condition"] == "年龄 >= 80"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"path": ["没有这一栏"]}, "FORMS_NO_FIELD"),
        ({"target": "person.no_such"}, "HTTP_NOT_THERE"),
        ({"target": "words:"}, "CLI_NOT_UNDERSTOOD"),
        ({"table": 7}, "FORMS_NO_FIELD"),
    ],
)
def test_a_correction_without_a_meaning_is_refused(
    cast: Cast, signed: Enter, change: dict[str, Any], code: str
) -> None:
    li = signed("li")
    told = {"file": upload(li, LIST)["file"], "table": 0, "path": ["联系电话"], "target": "nothing"} | change
    assert li.ask("POST", "/forms/corrections", told).json()["code"] == code


def test_an_element_is_found_by_words(cast: Cast, signed: Enter) -> None:
    found = signed("li").ask("POST", "/forms/targets", {"words": "残疾等级"}).json()
    assert found[0]["element"] == "disability.grade"
    assert signed("li").ask("POST", "/forms/targets", {"words": " "}).json() == []


# W2


def test_a_list_comes_back_filled_and_every_value_says_whose_it_is(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, LIST), "990101")
    shown = cells(li, sheet)
    assert [shown[f"B{row}"]["text"] for row in (5, 6, 7)] == ["陈守望", "李秀英", "王建国"]
    assert shown["D5"]["text"] == "9901**********0018"
    told = behind(li, sheet, "B5").json()
    assert (told["kind"], told["field"]["element"], told["written"]["verb"]) == ("value", "person.name", "created")
    assert told["written"]["by"] == "test"
    computed = behind(li, sheet, "E5").json()
    assert computed["formula"] == load().elements["person.age"].formula and computed["written"] is None


def test_a_blank_says_why_and_who_keeps_what_is_missing(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, LIST), "990101")
    told = behind(li, sheet, "F5").json()
    assert told["kind"] == "missing" and told["reasons"][0]["code"] == "FILLING_UNKNOWN_VALUE"
    assert told["field"]["keeper"]


def test_a_number_shows_its_condition_who_is_left_out_and_its_records(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, COUNTS), "990101")
    number = next(name for name, cell in cells(li, sheet, "number").items() if cell["text"] == "3")
    told = behind(li, sheet, number).json()
    assert "年龄" in told["condition"] and "已死亡" in told["left_out"]
    names = [column["code"] for column in told["columns"]].index("person.name")
    assert {row["cells"][names] for row in told["rows"]} == {"陈守望", "李秀英", "王建国"}


def test_the_page_keeps_the_layout_of_the_department(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, COUNTS), "990101")
    page = li.ask("GET", f"/fills/{sheet}/pages/0").json()
    assert page["head"] == [3, 5] and page["frozen"] == 1
    assert [1, 1, 1, 9] in page["merges"] and len(page["widths"]) == 9
    inks = li.ask("GET", f"/fills/{sheet}").json()["inks"]
    title = page["rows"][0]["cells"][0]
    assert inks[title["ink"]]["bold"] and inks[title["ink"]]["across"] == "center"
    rest = li.ask("GET", f"/fills/{sheet}/pages/0?after=5&rows=2").json()
    assert [row["row"] for row in rest["rows"]] == [6, 7]


def test_a_cell_from_nowhere_and_a_page_that_is_not_there_are_refused(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, LIST), "990101")
    assert behind(li, sheet, "A1").json()["code"] == "FORMS_NO_CELL"
    assert behind(li, sheet, "nonsense").json()["code"] == "FORMS_NO_CELL"
    assert li.ask("GET", f"/fills/{sheet}/pages/9").status_code == 404


def test_a_kept_form_is_one_click_for_its_owner_and_his_successor(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    kept = li.ask("POST", "/forms/kept", {"file": paper["file"], "title": "高龄名册"}).json()
    assert li.ask("GET", "/forms/kept").json()[0]["title"] == "高龄名册"
    sheet = filled(li, {"file": "", "form": kept["id"]}, "99010101", day="2026-10-01")
    assert len([1 for name in cells(li, sheet, "value") if name.startswith("B")]) == 2
    assert Form.objects.get(id=kept["id"]).uses == 1
    assert signed("chen").ask("GET", "/forms/kept").json() == []
    stranger = signed("chen").ask("POST", "/fills", {"form": kept["id"], "areas": ["990101"]})
    assert (stranger.status_code, stranger.json()["code"]) == (404, "HTTP_NOT_THERE")
    again = li.ask("POST", "/forms/kept", {"file": paper["file"]}).json()
    assert again["id"] == kept["id"]
    assert li.ask("DELETE", f"/forms/kept/{kept['id']}").status_code == 204
    assert li.ask("GET", "/forms/kept").json() == []


def test_a_kept_binding_does_not_shift_when_others_teach_otherwise(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    kept = li.ask("POST", "/forms/kept", {"file": paper["file"]}).json()
    told = {"file": paper["file"], "table": 0, "path": ["联系电话"], "target": "nothing"}
    li.ask("POST", "/forms/corrections", told)
    fields = li.ask("POST", "/forms/read", {"form": kept["id"]}).json()["tables"][0]["fields"]
    assert [field["element"] for field in fields if field["path"] == ["联系电话"]] == ["person.phone"]
    li.ask("POST", "/forms/corrections", {**told, "file": "", "form": kept["id"]})
    fields = li.ask("POST", "/forms/read", {"form": kept["id"]}).json()["tables"][0]["fields"]
    assert [field["element"] for field in fields if field["path"] == ["联系电话"]] == [None]


# W3


def test_nobody_fills_for_an_area_out_of_reach(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    for area in ("9902", "no such area"):
        refusal = li.ask("POST", "/fills", {"file": paper["file"], "areas": [area]})
        assert (refusal.status_code, refusal.json()["code"]) == (404, "HTTP_NOT_THERE")


def test_the_sheet_of_another_is_not_there(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, LIST), "990101")
    zhao = signed("zhao")
    assert behind(zhao, sheet, "B5").json()["code"] == "FORMS_GONE"
    assert zhao.ask("GET", f"/fills/{sheet}").json()["code"] == "FORMS_GONE"
    assert zhao.ask("POST", "/exports", {"filled": sheet}).json()["code"] == "FORMS_GONE"


def test_a_street_reads_its_people_and_nobody_of_the_next(cast: Cast, signed: Enter) -> None:
    chen = signed("chen")
    sheet = filled(chen, upload(chen, LIST), "9901")
    assert "吴南街" not in {cell["text"] for cell in cells(chen, sheet).values()}
    zhao = signed("zhao")
    other = filled(zhao, upload(zhao, LIST), SOUTH)
    assert {cell["text"] for name, cell in cells(zhao, other, "value").items() if name.startswith("B")} == {"吴南街"}


def test_a_leader_gets_numbers_only(cast: Cast, signed: Enter) -> None:
    gao = signed("gao")
    names = filled(gao, upload(gao, LIST), "99")
    assert cells(gao, names, "value") == {}
    counts = filled(gao, upload(gao, COUNTS), "99")
    number = next(name for name, cell in cells(gao, counts, "number").items() if cell["text"] == "4")
    told = behind(gao, counts, number).json()
    assert told["rows"] == [] and told["problem"]["code"] == "ASKING_NO_ROWS" and told["condition"]
    assert exported(gao, counts)["state"] == "ready"


def test_an_officer_without_a_grant_gets_nothing_and_with_one_what_it_names(cast: Cast, signed: Enter) -> None:
    xu = signed("xu")
    refused = xu.ask("POST", "/fills", {"file": upload(xu, LIST)["file"], "areas": ["9901"]})
    assert refused.status_code == 404
    elements = ("person.name", "person.gender", "person.age", "person.birth_date")
    give_grant(NewGrant("xu", "高龄补贴", "9901", *YEAR, elements, rows=True), "test")
    sheet = filled(xu, upload(xu, LIST), "9901")
    shown = cells(xu, sheet)
    assert shown["B5"]["text"] == "陈守望" and shown["D5"]["kind"] == "missing"


@pytest.mark.parametrize("login", ["shen"])
def test_who_fills_no_forms_finds_no_pages_of_them(cast: Cast, signed: Enter, login: str) -> None:
    browser = signed(login)
    for method, path in (("GET", "/forms/kept"), ("GET", "/fills"), ("GET", "/exports"), ("GET", "/questions/areas")):
        assert browser.ask(method, path).status_code == 404


def test_rights_that_shrank_close_what_was_filled_before(cast: Cast, signed: Enter) -> None:
    elements = ("person.name", "person.age")
    grant = give_grant(NewGrant("xu", "高龄补贴", "9901", *YEAR, elements, rows=True), "test")
    xu = signed("xu")
    sheet = filled(xu, upload(xu, LIST), "9901")
    export = exported(xu, sheet)
    assert taken(xu, export).status_code == 200
    from yibiao.work.directory.actions import revoke_grant

    revoke_grant(grant, "test")
    assert taken(xu, export).json()["code"] == "FORMS_RIGHTS_CHANGED"
    assert behind(xu, sheet, "B5").json()["code"] == "FORMS_RIGHTS_CHANGED"


# keywords


def test_keywords_show_their_condition_and_what_was_not_understood(cast: Cast, signed: Enter) -> None:
    told = signed("li").ask("POST", "/questions/understood", {"words": "80岁以上甲乙丙丁"}).json()
    assert told["condition"] == "年龄 >= 80" and told["unread"]
    usual = [column["code"] for column in told["columns"] if column["usual"]]
    assert usual[:2] == ["person.name", "person.gender"]
    lost = signed("li").ask("POST", "/questions/understood", {"words": "囧囧囧"}).json()
    assert lost["code"] == "CLI_NOT_UNDERSTOOD"


def test_keywords_give_a_table_and_the_same_as_a_file(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    wish = {"words": "80岁以上", "columns": ["person.name", "联系电话"], "area": "990101"}
    told = li.ask("POST", "/questions/answers", wish).json()
    assert told["count"] == 3 and [row["cells"][1] for row in told["rows"]] == [
        "13800000001",
        "13800000002",
        "13800000003",
    ]
    sheet = li.ask("POST", "/questions/tables", wish).json()["filled"][0]
    book = load_workbook(io.BytesIO(taken(li, exported(li, sheet)).content))
    values = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=3)]
    assert values[0][:3] == ["序号", "姓名", "联系电话"] and values[1][:3] == [1, "陈守望", "138****0001"]


def test_statistics_only_for_a_view_without_rows(cast: Cast, signed: Enter) -> None:
    gao = signed("gao")
    told = gao.ask("POST", "/questions/answers", {"words": "80岁以上", "area": "99"}).json()
    assert told["count"] == 4 and told["rows"] == []
    assert gao.ask("POST", "/questions/tables", {"words": "80岁以上", "area": "99"}).json()["code"] == "ASKING_NO_ROWS"


def test_the_areas_to_choose_from_lie_within_reach(cast: Cast, signed: Enter) -> None:
    found = signed("li").ask("GET", "/questions/areas").json()
    assert [row["code"] for row in found] == ["990101", "99010101", "99010102"]
    assert found[0]["parent"] is None and found[1]["parent"] == "990101"


# W4


def test_numbers_in_clear_wait_for_another_person(cast: Cast, signed: Enter) -> None:
    li, chen, zhao = signed("li"), signed("chen"), signed("zhao")
    paper = upload(li, LIST)
    export = exported(li, filled(li, paper, "990101", profile="shown"))
    assert (export["state"], export["level"]) == ("waiting", 4)
    assert taken(li, export).json()["code"] == "FORMS_WAITS"
    decide = f"/exports/{export['id']}/decision"
    assert li.ask("POST", decide, {"allow": True}).json()["code"] == "FORMS_OWN_EXPORT"
    assert zhao.ask("POST", decide, {"allow": True}).status_code == 404
    assert zhao.ask("GET", "/exports/waiting").json() == [] == li.ask("GET", "/exports/waiting").json()
    waits = chen.ask("GET", "/exports/waiting").json()
    assert [(one["id"], one["by_name"], one["recipient"]) for one in waits] == [(export["id"], "李", "区民政局")]
    assert "公民身份号码" in waits[0]["columns"]
    assert chen.ask("POST", decide, {"allow": True}).status_code == 204
    assert chen.ask("POST", decide, {"allow": True}).json()["code"] == "FORMS_DECIDED"
    assert "990101193801010018" in text_of(taken(li, export).content)
    verbs = list(JournalLine.objects.filter(room="forms").order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["form_filled", "export_asked", "export_decided", "export_taken"]


def test_a_refusal_says_why_and_closes_the_export(cast: Cast, signed: Enter) -> None:
    li, chen = signed("li"), signed("chen")
    export = exported(li, filled(li, upload(li, LIST), "990101", profile="shown"))
    decide = f"/exports/{export['id']}/decision"
    assert chen.ask("POST", decide, {"allow": False}).json()["code"] == "FORMS_REASON_WANTED"
    assert chen.ask("POST", decide, {"allow": False, "reason": "请改为中间隐藏"}).status_code == 204
    assert taken(li, export).json()["code"] == "FORMS_REFUSED"
    assert li.ask("GET", "/exports").json()[0]["reason"] == "请改为中间隐藏"


def test_a_masked_sheet_goes_at_once_and_asking_twice_is_one_export(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, LIST), "990101")
    first, second = exported(li, sheet), exported(li, sheet)
    assert first["id"] == second["id"] and first["state"] == "ready"
    got = taken(li, first)
    assert "9901**********0018" in text_of(got.content) and "990101193801010018" not in text_of(got.content)
    assert got.headers["Content-Disposition"].startswith("attachment")
    line = JournalLine.objects.get(verb="export_taken")
    assert line.payload["rows"] == 3 and len(line.payload["set"]) == 64 and line.purpose == "台账维护"


def test_the_filled_sheet_lies_sealed_and_is_no_plain_file_of_its_owner(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = filled(li, upload(li, LIST), "990101", profile="shown")
    row = Filled.objects.get(id=sheet)
    assert "陈守望".encode() not in bytes(row.sealed) + bytes(row.sight)
    kinds = {one["kind"] for one in li.ask("GET", "/files").json()}
    assert kinds == {"form"}  # the broken variant would keep it there, where its owner takes it without a word


def test_a_leaked_part_is_traced_to_who_took_it_out(cast: Cast, signed: Enter) -> None:
    li, chen = signed("li"), signed("chen")
    exported(chen, filled(chen, upload(chen, LIST), "990102"))
    mine = exported(li, filled(li, upload(li, LIST), "990101"))
    leaked = Workbook()
    for values in (["姓名", "电话"], ["李秀英", "138****0002"], ["某某某", "139****0000"]):
        leaked.active.append(values)
    out = io.BytesIO()
    leaked.save(out)
    told = send(signed("shen"), "/exports/trace", "群里看到的.xlsx", out.getvalue()).json()
    assert [(hit["rows"], hit["export"]["id"]) for hit in told["found"]] == [(1, mine["id"])]
    assert send(li, "/exports/trace", "群里看到的.xlsx", out.getvalue()).status_code == 404
    assert JournalLine.objects.filter(verb="exports_traced", actor="shen").count() == 1


def test_texts_that_look_like_formulas_stay_texts(cast: Cast, signed: Enter) -> None:
    cast.create(NewRecord("person", "99010101", {"person.name": "=1+1", "person.birth_date": "1930-01-01"}))
    li = signed("li")
    for sheet in (
        filled(li, upload(li, LIST), "990101"),
        li.ask("POST", "/questions/tables", {"words": "80岁以上", "area": "990101"}).json()["filled"][0],
    ):
        book = load_workbook(io.BytesIO(taken(li, exported(li, sheet)).content))
        kinds = [cell.data_type for row in book.active.iter_rows() for cell in row if cell.value == "=1+1"]
        assert kinds == ["s"]


# W5


def test_several_areas_are_a_job_with_a_sheet_each(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    begun = li.ask("POST", "/fills", {"file": paper["file"], "areas": ["99010101", "99010102"]}).json()
    assert begun["filled"] == [] and begun["job"]
    assert once(estate())
    job = li.ask("GET", f"/jobs/{begun['job']}").json()
    assert (job["state"], job["done"], job["total"]) == ("done", 8, 8)
    rows = [li.ask("GET", f"/fills/{sheet}").json()["sheet"] for sheet in job["result"]["filled"]]
    assert [(row["area"], row["rows"]) for row in rows] == [("99010101", 2), ("99010102", 1)]
    assert [row["area"] for row in li.ask("GET", "/fills").json()] == ["99010102", "99010101"]


def test_a_job_does_not_fill_more_than_its_owner_may(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    refused = li.ask("POST", "/fills", {"file": paper["file"], "areas": ["99010101", "9902"]})
    assert refused.status_code == 404
    assert not Export.objects.exists()
