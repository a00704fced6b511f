"""The burden account as those read it who answer for an area or a department's forms; never of a person."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.edge.http.conftest import Browser
from tests.work.admissions.test_catalogue import FACTS, new, terms
from tests.work.cast import CLOCK, DAY, PEOPLE, Cast
from tests.work.filings.scene import ROSTER, scene
from yibiao.base.clock import system_clock, today
from yibiao.edge.burden import account_of, known_share, reach, typing
from yibiao.flow.consolidating.shapes import FormField
from yibiao.work.admissions import actions
from yibiao.work.directory import actions as directory
from yibiao.work.directory import queries as known
from yibiao.work.filings import actions as filings
from yibiao.work.filings.actions import Doubt
from yibiao.work.forms.queries import Template

Enter = Callable[[str], Browser]
UNKNOWN = FormField("B3", ("打卡次数",), "new:打卡次数", 0.0, False)
COUNTED = FormField("C3", ("人数",), "count:person::value", 0.9, True, needs=("person.age",))


def publish(cast: Cast, title: str, department: str, **other: object) -> None:
    day = today(system_clock)
    held = terms(area="99", department=department, valid_from=day, expires=day, levels=("community",), **other)
    facts = (replace(FACTS, fields=(*FACTS.fields, UNKNOWN)),)
    entry = new(terms=held, template=Template(title, "a.xlsx", b"bytes"), facts=facts, minutes=300.0)
    actions.publish(cast.house.vault, "shu", entry)


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """Two departments ask the three communities of the district; xu is the first one's officer."""
    officer = next(person for person in PEOPLE if person.login == "xu")
    directory.appoint([replace(officer, login="xin", department="民政局")], "test")
    publish(cast, "高龄老人名册", "民政局")
    publish(cast, "宣传打卡表", "城管局", kind="late")
    return cast


def told(signed: Enter, login: str) -> dict[str, Any]:
    reply = signed(login).ask("GET", "/burden")
    assert reply.status_code == 200, reply.json()
    return dict(reply.json())


@pytest.mark.parametrize("login", ["shu", "gao"])
def test_the_district_reads_every_form_by_department_and_street(asked: Cast, signed: Enter, login: str) -> None:
    found = told(signed, login)
    assert {line["name"] for line in found["streets"]} == {"北街道", "南街道"}
    assert [line["name"] for line in found["departments"]] == ["城管局", "民政局"]
    assert (found["whole"]["forms"], found["whole"]["before"], found["whole"]["repeat"]) == (2, 600.0, 0.5)
    assert found["whole"]["after"] == pytest.approx(2 * 3 * (100 * 0.5 + 1))
    assert [score["late"] for score in found["scores"]] == [1, 0]


def test_a_street_reads_its_own_and_a_department_its_own_forms(asked: Cast, signed: Enter) -> None:
    street = told(signed, "chen")
    assert [line["name"] for line in street["streets"]] == ["北街道"] and street["whole"]["before"] == 400.0
    own = told(signed, "xin")
    assert (own["department"], [line["name"] for line in own["forms"]]) == ("民政局", ["高龄老人名册"])


@pytest.mark.parametrize("login", ["wang", "li", "shen"])
def test_nobody_else_finds_an_account(asked: Cast, signed: Enter, login: str) -> None:
    browser = signed(login)
    assert [browser.ask("GET", path).status_code for path in ("/burden", "/burden/workbook")] == [404, 404]


def test_no_login_and_no_name_of_a_person_stands_in_it(asked: Cast, signed: Enter) -> None:
    reply = signed("shu").ask("GET", "/burden").content.decode()
    assert not [person.login for person in PEOPLE if f'"{person.login}"' in reply or f'"{person.name}"' in reply]


def test_the_account_is_taken_away_as_a_workbook(asked: Cast, signed: Enter) -> None:
    reply = signed("shu").ask("GET", "/burden/workbook")
    book = load_workbook(io.BytesIO(reply.content))
    assert [row[1] for row in book["减负账"].iter_rows(min_row=4, values_only=True)] == ["宣传打卡表", "高龄老人名册"]


def test_the_lowest_level_types_and_an_area_above_the_streets_stands_for_itself(cast: Cast) -> None:
    areas, whole = tuple(known.areas()), (known.area("99").first, known.area("99").last)
    north = (known.area("9901").first, known.area("9901").last)
    assert typing(areas, ("community", "street"), whole, north) == (3, {"北街道": 2})
    assert typing(areas, ("district",), whole, whole) == (1, {"示例区": 1})
    assert typing(areas, (), whole, whole) == (0, {})


def test_what_the_ledger_knows_is_told_by_the_columns(cast: Cast) -> None:
    standard = cast.house.standard
    assert known_share([FACTS], standard) == 1
    assert known_share([replace(FACTS, fields=(*FACTS.fields, UNKNOWN, COUNTED))], standard) == pytest.approx(2 / 3)
    lost = replace(COUNTED, needs=("person.no_such",))
    assert known_share([replace(FACTS, fields=(lost,))], standard) == 0 == known_share([], standard)


def test_filings_take_the_place_of_the_estimate_and_departments_are_told_how_they_ask(tmp_path: Path, db: None) -> None:
    with scene(tmp_path) as held:
        number = held.admit(ROSTER.encode(), "人员花名册.csv", due_days=1, lead_days=30)
        for _ in range(3):
            held.cast.person()
        period = held.open(number, DAY - timedelta(days=20))  # opened late: ten days are left of the thirty
        leaf = held.filing(period, "990101")
        filings.object_to(held.keeper(leaf), leaf.id, Doubt({"question": 0}, "整表", "0" * 32), "人数不对", clock=CLOCK)
        whose = reach("shu", "data_officer", DAY)
        assert whose is not None
        found = account_of(held.estate.house.vault, held.estate.house.standard, whose, DAY)
    assert found.whole.filings == 3 and found.whole.before > 0
    (score,) = found.scores
    assert (score.opened, score.urgent, score.objections, score.unanswered) == (1, 1, 1, 1)
