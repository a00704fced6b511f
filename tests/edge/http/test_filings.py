"""报送 by the API: opened, confirmed in one tap, objected to, corrected, approved, closed; nobody else's filing is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import Cast
from tests.work.filings.scene import COUNTS, ROSTER, Scene, scene
from yibiao.edge.filings import beside, keeping
from yibiao.edge.worker.loop import once
from yibiao.work.directory import actions as directory
from yibiao.work.filings import rules
from yibiao.work.filings.models import Effort, Objection
from yibiao.work.journal.queries import verify_chain

Enter = Callable[[str], Browser]


@pytest.fixture
def here(db: None, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        for number, area in enumerate(("99010101", "99010102", "99010201", "99020101")):
            made.cast.person(area, name=f"某{'甲乙丙丁'[number]}", gender="1", birth_date=f"195{number}-03-01",
                             residence_status="1")  # fmt: skip
        yield made


@pytest.fixture
def cast(here: Scene) -> Cast:
    return here.cast


def opened(here: Scene, browser: Browser, **terms: Any) -> str:
    number = here.admit(ROSTER.encode(), "人员花名册.csv", **terms)
    reply = browser.ask("POST", "/filings/periods", {"numbers": [number]})
    assert reply.status_code == 202, reply.content
    assert once(here.estate)
    job = browser.ask("GET", f"/jobs/{reply.json()['job']}").json()
    assert job["state"] == "done", job
    assert job["result"]["opened"] == 1
    return str(job["result"]["periods"][0])


def test_a_period_goes_from_opening_to_freezing(here: Scene, signed: Enter) -> None:
    shu, li, chen = signed("shu"), signed("li"), signed("chen")
    period = opened(here, shu, levels=("community", "street"))
    forms = shu.ask("GET", "/filings/openable").json()
    assert [form["opened"] for form in forms] == [True] and li.ask("GET", "/filings/openable").json() == []
    desk = li.ask("GET", "/filings/desk").json()
    assert {name: part["total"] for name, part in desk.items() if part["total"]} == {"lacking": 1}
    own = desk["lacking"]["rows"][0]
    assert own["area"] == "990101"
    assert own["needed"] > 0 and own["rows"] == 2 and own["unanswered"] == []
    whole = li.ask("GET", f"/filings/{own['id']}").json()
    assert [column["label"] for column in whole["lists"][0]["columns"]] == ["姓名", "出生日期", "手机号码"]
    assert {row["cells"][0]["text"] for row in whole["lists"][0]["rows"]} == {"某甲", "某乙"}
    assert "confirm" in whole["acts"] and "approve" not in whole["acts"]
    homes = li.ask("GET", f"/filings/{own['id']}/gaps").json()
    assert {person["title"] for home in homes for person in home["people"]} == {"某甲", "某乙"}
    first = li.ask("POST", "/filings/confirm", {"filings": [{"id": own["id"], "digest": own["digest"]}]}).json()
    assert first[0]["problem"]["code"] == "FILINGS_GAPS"
    given = {"filings": [{"id": own["id"], "digest": own["digest"]}], "note": "电话不便登记"}
    assert li.ask("POST", "/filings/confirm", given).json()[0]["state"] == "confirmed"
    above = chen.ask("GET", "/filings/desk").json()
    assert [row["area"] for row in above["approvable"]["rows"]] == ["990101"]
    below = {row["area"]: row for row in above["unready"]["rows"]}
    assert set(below) == {"990102"} and [row["waits"] for row in above["awaiting"]["rows"]] == [2]
    word = {"act": "return", "reason": "某乙已搬走"}
    assert chen.ask("POST", f"/filings/{own['id']}/acts", word).json()["state"] == "returned"
    assert li.ask("POST", f"/filings/{own['id']}/acts", {"act": "renew"}).json()["state"] == "open"
    again = li.ask("GET", f"/filings/{own['id']}").json()["filing"]
    given["filings"][0]["digest"] = again["digest"]
    assert li.ask("POST", "/filings/confirm", given).json()[0]["state"] == "confirmed"
    done = chen.ask("POST", "/filings/approve", {"filings": [own["id"], below["990102"]["id"]]}).json()
    assert [one["state"] for one in done] == ["approved", ""]
    reminded = chen.ask("POST", "/filings/remind", {"filings": [below["990102"]["id"]]}).json()
    assert reminded == {"reminded": 1, "left_out": 0}
    assert shu.ask("POST", f"/filings/periods/{period}/close").json()["code"] == "FILINGS_NOT_ALL"
    steps = [step["act"] for step in li.ask("GET", f"/filings/{own['id']}").json()["steps"]]
    assert steps == ["confirm", "return", "renew", "confirm", "approve"]
    assert not verify_chain()


def test_an_objection_goes_to_the_cell_and_is_settled_by_the_ledger_or_a_word(here: Scene, signed: Enter) -> None:
    shu, li = signed("shu"), signed("li")
    opened(here, shu, levels=("community",))
    own = li.ask("GET", "/filings/desk").json()["lacking"]["rows"][0]
    row = li.ask("GET", f"/filings/{own['id']}").json()["lists"][0]["rows"][0]
    doubt = {"question": 0, "column": "f2", "record": row["id"], "reason": "身份证上不是这一天"}
    assert li.ask("POST", f"/filings/{own['id']}/objections", doubt).json()["state"] == "objected"
    whole = li.ask("GET", f"/filings/{own['id']}").json()
    assert whole["objections"][0]["reason"] == doubt["reason"] and "confirm" not in whole["acts"]
    assert whole["objections"][0]["cell"] == f"{row['cells'][0]['text']} · 出生日期"
    assert Objection.objects.get().cell == "出生日期"  # the name is read through the reader's view, and kept nowhere
    assert shu.ask("GET", f"/filings/{own['id']}").json()["objections"][0]["cell"] == "出生日期"
    answer = f"/filings/{own['id']}/objections/{whole['objections'][0]['id']}"
    assert li.ask("POST", answer, {"answer": "核对过户口本，没有错"}).json()["state"] == "open"
    wrong = {**doubt, "column": "f99"}
    assert li.ask("POST", f"/filings/{own['id']}/objections", wrong).json()["code"] == "FILINGS_NO_CELL"


def test_what_is_not_mine_is_not_there_and_values_pass_the_reader_s_view(here: Scene, signed: Enter) -> None:
    shu, zhao, xu = signed("shu"), signed("zhao"), signed("xu")
    period = opened(here, shu, levels=("community", "district"))
    filing = here.filing(period, "990101")
    for path in (f"/filings/{filing.id}", f"/filings/{filing.id}/gaps"):
        assert zhao.ask("GET", path).status_code == 404
    assert zhao.ask("POST", "/filings/periods", {"numbers": [filing.period.number]}).status_code == 404
    whole = shu.ask("GET", f"/filings/{filing.id}").json()
    assert whole["lists"][0]["rows"] == [] and whole["lists"][0]["problem"]["code"] == "ASKING_NO_ROWS"
    without = xu.ask("GET", f"/filings/{filing.id}").json()
    assert without["lists"][0]["rows"] == []
    directory.give_grant(
        directory.NewGrant(
            "xu", "人口统计", "9901", date(2026, 1, 1), date(2099, 1, 1), ("person.name", "person.phone"), True
        ),
        "test",
    )
    granted = xu.ask("GET", f"/filings/{filing.id}").json()["lists"][0]
    assert granted["problem"] is None, granted["problem"]
    assert [bool(column["withheld"]) for column in granted["columns"]] == [False, True, False]
    assert {row["cells"][0]["text"] for row in granted["rows"]} == {"某甲", "某乙"}
    assert {row["cells"][1]["text"] for row in granted["rows"]} == {""}


def test_a_filing_becomes_a_sheet_that_is_taken_out_like_any_other(here: Scene, signed: Enter) -> None:
    number = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",))
    period, li = here.open(number), signed("li")
    filing = here.filing(period, "990101")
    sheet = li.ask("POST", f"/filings/{filing.id}/sheet", {}).json()["sheet"]
    shown = li.ask("GET", f"/fills/{sheet}").json()
    assert shown["sheet"]["kind"] == "filing" and shown["sheet"]["done"] > 0
    code = f"/filing-codes/{filing.code}"
    assert Browser().ask("GET", code).status_code == 404  # nothing is confirmed yet
    li.ask("POST", "/filings/confirm", {"filings": [{"id": filing.id, "digest": filing.digest}], "note": "缺"})
    told = Browser().ask("GET", code).json()
    assert (told["state"], told["area_name"], len(told["digest"])) == ("confirmed", "甲社区", 64)
    other = here.filing(period, "990102")
    assert li.ask("GET", f"/filings/{filing.id}?against={other.id}").status_code == 404
    chen = signed("chen")
    compared = chen.ask("GET", f"/filings/{filing.id}?against={other.id}").json()["sentence"]
    assert not compared["nothing"] and "个数不同" in compared["zh"]
    again = li.ask("POST", f"/filings/{filing.id}/sheet", {}).json()["sheet"]
    official = li.ask("POST", "/exports", {"filled": again, "recipient": "民政科"}).json()
    assert (
        li.ask("GET", f"/exports/{official['id']}/content").content
        == keeping.file_of(here.estate, here.filing(period, "990101")).data
    )
    paper = li.ask("POST", f"/filings/{filing.id}/sheet", {"paper": True}).json()["sheet"]
    export = li.ask("POST", "/exports", {"filled": paper, "recipient": "民政科"}).json()
    taken = li.ask("GET", f"/exports/{export['id']}/content")
    assert bytes(taken.content).startswith(b"%PDF-"), taken.content[:200]
    numbers = li.ask("GET", f"/filings/{filing.id}").json()["numbers"]
    assert numbers and all(number["sentence"] for number in numbers)


def test_a_form_whose_answers_nobody_opened_is_proposed_to_be_cancelled(here: Scene, signed: Enter) -> None:
    number, shu, xu = here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",)), signed("shu"), signed("xu")
    for month in (8, 9, 10):
        assert not shu.ask("GET", f"/catalogue/{number}").json()["idle"]
        period = here.open(number, date(2026, month, 28))
    assert [form["idle"] for form in shu.ask("GET", "/catalogue").json()] == [True]
    assert xu.ask("GET", f"/filings/periods/{period}").status_code == 200  # who asked for the form looks at last
    assert not shu.ask("GET", f"/catalogue/{number}").json()["idle"]


def test_a_form_that_cannot_be_read_keeps_no_other_from_being_opened(here: Scene, signed: Enter) -> None:
    shu, month = signed("shu"), f"{date(2026, 10, 31)}"
    broken = here.admit("夏季虫情表\n虫名,虫龄\n,\n".encode(), "虫情.csv", levels=("community",))
    good = here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",))
    for numbers, opened in (([broken, good], 1), ([broken], 0)):
        job = shu.ask("POST", "/filings/periods", {"numbers": numbers, "day": month}).json()["job"]
        assert once(here.estate)
        done = shu.ask("GET", f"/jobs/{job}").json()
        assert done["state"] == ("done" if opened else "failed"), done
        if opened:
            [refused] = done["result"]["refused"]
            assert (done["result"]["opened"], refused["number"]) == (1, broken)
            assert refused["problem"]["code"] == "FILINGS_NOTHING_ASKED"


def test_what_the_ledger_does_not_have_is_named_and_never_called_complete(here: Scene, signed: Enter) -> None:
    form = "人员花名册\n序号,姓名,出生日期,虫情等级,签字\n1,,,,\n2,,,,\n"
    said = (("出生日期", "person.birth_date"),)
    period = here.open(here.admit(form.encode(), "人员花名册.csv", said=said, levels=("community",)))
    own = signed("li").ask("GET", f"/filings/{here.filing(period, '990101').id}").json()["filing"]
    assert (own["needed"], own["unanswered"]) == (0, ["虫情等级"])


def test_a_kept_check_judges_the_filing_at_its_cell(here: Scene, signed: Enter) -> None:
    number, shu, li = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",)), signed("shu"), signed("li")
    filing = here.filing(here.open(number), "990101")
    assert li.ask("GET", f"/filings/{filing.id}").json()["findings"] == []
    given = {"formula": "合计 >= 100", "severity": "doubtful", "zh": "一个年龄段不到一百人"}
    assert shu.ask("POST", f"/checks/{number}", given).status_code == 200
    findings = li.ask("GET", f"/filings/{filing.id}").json()["findings"]
    assert findings and {one["severity"] for one in findings} == {"doubtful"}
    assert "一个年龄段不到一百人" in findings[0]["problem"]["zh"] and re.fullmatch(r"B\d+", findings[0]["cell"])


def test_the_same_fact_in_two_forms_must_be_one_number(here: Scene, signed: Enter) -> None:
    li = signed("li")
    counts = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",))
    twin = here.admit(COUNTS.read_bytes(), "又一张统计表.xlsx", levels=("community",), department="卫健")
    mine = here.filing(here.open(counts), "990101")
    here.cast.person("99010101", name="某戊", gender="1", birth_date="1951-03-01", residence_status="1")
    other = here.filing(here.open(twin), "990101")
    found = li.ask("GET", f"/filings/{mine.id}").json()["findings"]
    assert found and {one["other"]["id"] for one in found} == {other.id}
    assert {one["severity"] for one in found} == {"wrong"} and all(one["other"]["later"] for one in found)
    assert all(re.fullmatch(r"[A-Z]+\d+", one["cell"]) and "又一张统计表" in one["problem"]["zh"] for one in found)
    back = li.ask("GET", f"/filings/{other.id}").json()["findings"]
    assert {(one["other"]["id"], one["other"]["later"]) for one in back} == {(mine.id, False)}
    assert li.ask("POST", f"/filings/{mine.id}/acts", {"act": "renew"}).status_code == 200
    assert li.ask("GET", f"/filings/{mine.id}").json()["findings"] == []


def test_lists_counts_and_columns_of_areas_tell_of_the_same_people_the_same_number(here: Scene, signed: Enter) -> None:
    li = signed("li")
    forms = (ROSTER, "人口统计表\n项目,人数\n总人口,\n男性,\n", "各社区人口数\n社区,总人口\n,\n")
    rows = []
    for form in forms:
        number = here.admit(form.encode(), f"{form.partition(chr(10))[0]}.csv", levels=("community",))
        rows.append(here.filing(here.open(number), "990101"))
        here.cast.person("99010101", name=f"某{len(rows)}", gender="1", birth_date="1951-03-01", residence_status="1")
    for mine, cell in zip(rows, ("行数", "B3", "B3"), strict=True):
        found = li.ask("GET", f"/filings/{mine.id}").json()["findings"]
        assert {(one["cell"], one["other"]["id"]) for one in found} == {(cell, row.id) for row in rows if row != mine}
    counted, said = rows[1], li.ask("GET", f"/filings/{rows[0].id}").json()["findings"]
    assert next(one for one in said if one["other"]["id"] == counted.id)["problem"]["zh"].count("=") >= 2


def test_what_a_reader_may_not_see_of_another_form_is_not_compared(here: Scene, signed: Enter) -> None:
    standard = here.estate.house.standard
    counts = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",))
    twin = here.admit(COUNTS.read_bytes(), "又一张统计表.xlsx", levels=("community",), department="卫健")
    mine = here.filing(here.open(counts), "990101")
    here.cast.person("99010101", name="某戊", gender="1", birth_date="1951-03-01", residence_status="1")
    here.open(twin)
    answers = keeping.answers_of(here.estate, mine)
    assert list(beside.disagreements(standard, mine, answers, lambda other, _: keeping.answers_of(here.estate, other)))
    assert not list(beside.disagreements(standard, mine, answers, lambda other, _: None))
    assert signed("li").ask("GET", f"/filings/{mine.id}").json()["findings"]
    assert signed("xu").ask("GET", f"/filings/{mine.id}").json()["findings"] == []  # without a grant: no numbers at all


def test_a_kept_check_may_name_another_form(here: Scene, signed: Enter) -> None:
    shu, li = signed("shu"), signed("li")
    counts = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",))
    twin = here.admit(COUNTS.read_bytes(), "又一张统计表.xlsx", levels=("community",), department="卫健")
    given = {"formula": f"合计 <= 〈{twin}〉.合计", "severity": "wrong", "zh": "统计表不能比另一张多"}
    unknown = {**given, "formula": "合计 <= 〈990101-2099-9999〉.合计"}
    assert shu.ask("POST", f"/checks/{counts}", unknown).json()["code"] == "FORMULA_UNKNOWN_NAME"
    assert shu.ask("POST", f"/checks/{counts}", given).status_code == 200
    mine = here.filing(here.open(counts), "990101")
    assert li.ask("GET", f"/filings/{mine.id}").json()["findings"] == []  # nobody has answered the other one
    here.open(twin)
    assert li.ask("GET", f"/filings/{mine.id}").json()["findings"] == []  # equal numbers
    here.cast.person("99010101", name="某戊", gender="1", birth_date="1951-03-01", residence_status="1")
    assert li.ask("POST", f"/filings/{mine.id}/acts", {"act": "renew"}).status_code == 200
    found = li.ask("GET", f"/filings/{mine.id}").json()["findings"]
    own = [one for one in found if one["other"] is None]
    assert own and all("统计表不能比另一张多" in one["problem"]["zh"] for one in own), found
    assert len(found) > len(own)  # and the facts themselves differ


def test_how_long_a_filing_took_is_counted_for_the_form_and_kept_of_nobody(here: Scene, signed: Enter) -> None:
    li = signed("li")
    period = here.open(here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",)))
    own = here.filing(period, "990101")

    def confirm(seconds: int) -> str:
        row = here.filing(period, "990101")
        given = {"filings": [{"id": row.id, "digest": row.digest, "seconds": seconds}], "note": "电话不便登记"}
        [done] = li.ask("POST", "/filings/confirm", given).json()
        return str(done["state"])

    assert confirm(150) == "confirmed"
    assert li.ask("POST", f"/filings/{own.id}/acts", {"act": "withdraw"}).json()["state"] == "open"
    assert confirm(3_000) == "confirmed"  # once a filing
    assert list(Effort.objects.values_list("period", "step", "count")) == [(period, rules.step_of(150), 1)]
    assert {field.name for field in Effort._meta.get_fields()} == {"id", "period", "step", "count"}  # nobody, nowhere
    other = here.filing(period, "990102")
    assert (rules.step_of(0), rules.step_of(10**5)) == (None, None) and other.state == "open"
