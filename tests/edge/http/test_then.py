"""The ledger as it stood, over HTTP: ask as of yesterday, edit, compare; a form filled as it was recorded then.

T1  what is asked about a day or a line is what was told then, in the page and in the file
T2  what changed since: how many then and now, who came, who went, who says something else
T3  a form is filled from the ledger of then, at once and as long work, and each cell says so when it is clicked
T4  rights are those of today; a day to come, a line to come and what is neither are refused
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.edge.http.conftest import Browser
from tests.edge.http.test_forms import LIST, Enter, cells, exported, filled, taken, upload
from tests.edge.http.test_forms import cast as people  # noqa: F401 the fixture, under its own name
from tests.work.cast import CLOCK, DAY, Cast
from yibiao.base.clock import fixed_clock
from yibiao.edge import estate as held
from yibiao.edge.differing import difference
from yibiao.edge.estate import estate
from yibiao.edge.questions import usual
from yibiao.edge.worker.loop import once
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.work.journal import queries as journal
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers.actions import NewRecord, change_record, end_record, move_record
from yibiao.work.ledgers.models import Record

WISH = {"words": "80岁以上", "columns": ["person.name", "person.phone"], "area": "990101"}


@pytest.fixture
def cast(people: Cast) -> Iterator[Cast]:  # noqa: F811 the fixture
    """The house one day later, and what was done on that day: one came, one went, one has another phone."""
    house = replace(people.house, clock=fixed_clock(CLOCK() + timedelta(days=1)))
    held.hold(replace(estate(), house=house))
    people.house = house
    known = dict(ids())
    change_record(house, people.house_act(), known["陈守望"], 1, {"person.phone": "13900000001"})
    end_record(house, people.house_act(), known["李秀英"], "ended")
    move_record(house, people.house_act(), known["王建国"], "99010101")
    values = {"person.name": "周新来", "person.birth_date": "1930-05-05", "person.residence_status": "1"}
    people.create(NewRecord("person", "99010102", values))
    yield people


def ids() -> Iterator[tuple[str, str]]:
    for row in Record.objects.filter(register="person").order_by("id"):
        yield row.values["person.name"], row.id


def names(reply: Any) -> list[str]:
    return [row["cells"][0] for row in reply.json()["rows"]]


def asked(browser: Browser, path: str = "/questions/answers", **more: Any) -> Any:
    return browser.ask("POST", path, WISH | more)


# T1


def test_a_day_is_answered_as_it_was_recorded_at_its_end(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    assert sorted(names(asked(li))) == ["周新来", "王建国", "陈守望"]
    then = asked(li, as_of=f"{DAY}")
    assert (sorted(names(then)), then.json()["count"]) == (["李秀英", "王建国", "陈守望"], 3)
    assert {row["cells"][1] for row in then.json()["rows"]} >= {"13800000001"}
    assert asked(li, as_of="0").json()["count"] == 0


def test_every_reading_of_then_is_in_the_journal_with_its_line(cast: Cast, signed: Enter) -> None:
    asked(signed("li"), as_of=f"{DAY}")
    told = [line.payload["seen_at"] for line in JournalLine.objects.filter(verb="read", actor="li")]
    assert told and set(told) == {journal.last_of_day(DAY)}


def test_the_file_of_then_holds_the_same_people_and_says_that_it_is_of_then(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    sheet = asked(li, "/questions/tables", as_of=f"{DAY}").json()["filled"][0]
    book = load_workbook(io.BytesIO(taken(li, exported(li, sheet)).content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert {row[1] for row in rows[3:]} == {"李秀英", "王建国", "陈守望"}
    assert any("按当时的台账" in str(cell) for row in rows[:2] for cell in row)


# T2


def test_what_changed_since_a_day_is_told_by_who_came_went_and_changed(cast: Cast, signed: Enter) -> None:
    told = asked(signed("li"), "/questions/differences", since=f"{DAY}").json()
    assert (told["before"], told["after"], told["problem"]) == (3, 3, None)
    kinds = {kind["kind"]: kind for kind in told["kinds"]}
    assert [row["cells"][0] for row in kinds["came"]["rows"]] == ["周新来"]
    assert [row["cells"][0] for row in kinds["went"]["rows"]] == ["李秀英"]
    changed = {row["cells"][0]: row["changes"] for row in kinds["changed"]["rows"]}
    phone, place = changed["陈守望"][0], changed["王建国"][0]
    assert (phone["label_zh"], phone["old"], phone["new"]) == ("联系电话", "13800000001", "13900000001")
    assert (place["label_zh"], place["old"], place["new"]) == ("所在区划", "二网格", "一网格")
    assert kinds["changed"]["count"] == len(changed) == 2


def test_two_moments_of_before_are_compared_with_each_other(cast: Cast, signed: Enter) -> None:
    told = asked(signed("li"), "/questions/differences", since="0", as_of=f"{DAY}").json()
    assert (told["before"], told["after"]) == (0, 3)
    assert [kind["count"] for kind in told["kinds"]] == [3, 0, 0]


def test_that_somebody_grew_older_is_no_change(cast: Cast, signed: Enter) -> None:
    told = signed("li").ask(
        "POST", "/questions/differences",
        {"words": "80岁以上", "columns": ["person.name", "person.age"], "area": "990101", "since": f"{DAY}"},
    )  # fmt: skip
    changed = next(kind for kind in told.json()["kinds"] if kind["kind"] == "changed")
    assert [row["cells"][0] for row in changed["rows"]] == ["王建国"]  # he moved


def test_who_has_numbers_only_gets_the_two_numbers(cast: Cast, signed: Enter) -> None:
    told = signed("gao").ask("POST", "/questions/differences", {"words": "80岁以上", "area": "99", "since": f"{DAY}"})
    assert (told.json()["before"], told.json()["after"], told.json()["kinds"]) == (4, 4, [])


def test_too_many_are_counted_and_not_listed(cast: Cast, signed: Enter) -> None:
    house, mirror, view = cast.house, estate().mirror, cast.view("li")
    from yibiao.edge.office import Office
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.moments import moment_of

    now = Office(house, mirror, view, directory.area("990101"), DAY)
    columns = usual("person", view, house.standard)
    told = difference(now.then(moment_of(house, f"{DAY}")), now, CountQuestion("person"), columns, most=3)
    assert (told.before, told.after, told.rows) == (4, 4, None)
    assert told.why is not None and told.why.code == "LEDGERS_TOO_MANY_TO_COMPARE"


# T3


def listed(browser: Browser, sheet: str) -> set[str]:
    return {cell["text"] for name, cell in cells(browser, sheet, "value").items() if name.startswith("B")}


def test_a_form_is_filled_as_it_was_recorded_then(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    now, then = filled(li, paper, "990101", day=f"{DAY}"), filled(li, paper, "990101", day=f"{DAY}", as_recorded=True)
    assert "周新来" in listed(li, now) and "李秀英" not in listed(li, now)
    assert listed(li, then) == {"陈守望", "李秀英", "王建国"}
    told = [li.ask("GET", f"/fills/{sheet}").json() for sheet in (now, then)]
    assert [one["as_recorded"] for one in told] == [False, True] and "当时台账" in told[1]["sheet"]["name"]
    phone = next(
        name
        for name, cell in cells(li, then, "value").items()
        if cell["text"].endswith("0001") and "138" in cell["text"]
    )
    look = li.ask("POST", f"/fills/{then}/behind", {"page": 0, "cell": phone}).json()
    assert look["written"]["verb"] == "created"  # who wrote what stood there then, and not who changed it since


def test_long_work_fills_from_the_same_line(cast: Cast, signed: Enter, tmp_path: Path) -> None:
    li = signed("li")
    paper = upload(li, LIST)
    wish = {"file": paper["file"], "areas": ["99010101", "99010102"], "day": f"{DAY}", "as_recorded": True}
    job = li.ask("POST", "/fills", wish).json()["job"]
    assert once(estate())
    sheets = li.ask("GET", f"/jobs/{job}").json()["result"]["filled"]
    assert [listed(li, sheet) for sheet in sheets] == [{"陈守望", "李秀英"}, {"王建国"}]


# T4


@pytest.mark.parametrize(
    ("moment", "code"),
    [("2099-01-01", "LEDGERS_DAY_AHEAD"), ("999999999", "LEDGERS_NOT_YET"), ("上个月", "LEDGERS_NO_MOMENT")],
)
def test_a_moment_that_is_none_is_refused(cast: Cast, signed: Enter, moment: str, code: str) -> None:
    li = signed("li")
    assert asked(li, as_of=moment).json()["code"] == code
    assert asked(li, "/questions/differences", since=moment).json()["code"] == code


def test_a_form_of_a_day_to_come_is_not_filled_as_recorded(cast: Cast, signed: Enter) -> None:
    li = signed("li")
    wish = {"file": upload(li, LIST)["file"], "areas": ["990101"], "day": "2099-01-01", "as_recorded": True}
    assert li.ask("POST", "/fills", wish).json()["code"] == "LEDGERS_DAY_AHEAD"


def test_whoever_may_not_ask_now_may_not_ask_about_then(cast: Cast, signed: Enter) -> None:
    zhao = signed("zhao")
    assert asked(zhao, as_of=f"{DAY}").status_code == 404
    assert asked(zhao, "/questions/differences", since=f"{DAY}").status_code == 404
