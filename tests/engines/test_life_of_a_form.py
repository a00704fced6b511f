"""A form's whole life in a district of 14 streets and 200 communities, on each engine.

admitted → opened for 215 areas → confirmed → objected to, corrected, renewed → approved level by level → taken over →
the next month, compared → retired.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.work.cast import make_house
from yibiao.base.problems import ProblemError
from yibiao.edge import estate as held
from yibiao.edge.estate import Estate
from yibiao.edge.filings import keeping
from yibiao.edge.filings.opening import Wish, open_one
from yibiao.edge.http.caller import Caller
from yibiao.flow.asking.nodes import Number
from yibiao.flow.standard import load
from yibiao.work.admissions import actions as admissions
from yibiao.work.admissions.actions import NewEntry, Terms
from yibiao.work.directory import actions as directory
from yibiao.work.filings import actions, queries
from yibiao.work.filings.queries import FilingRow
from yibiao.work.filings.rules import keeper_of
from yibiao.work.forms.queries import Template
from yibiao.work.journal.queries import lines, verify_chain
from yibiao.work.ledgers.actions import Act, NewRecord, change_record, create_record
from yibiao.work.ledgers.mirror import Mirror

NOVEMBER, DECEMBER = date(2026, 11, 22), date(2026, 12, 22)
FORM = ROOT / "examples" / "常住人口统计表.xlsx"
DISTRICT = "990101"
STREETS = [f"{DISTRICT}{number:03d}" for number in range(14)]
COMMUNITIES = [f"{STREETS[number % 14]}{number:03d}" for number in range(200)]
LIVED_IN = COMMUNITIES[::16]


class District:
    """The house, who keeps each area, and short ways to act."""

    def __init__(self, home: Path) -> None:
        self.house = replace(make_house(), standard=load(), home=home)
        areas = [directory.NewArea(DISTRICT, "示例区", "district")]
        areas += [directory.NewArea(code, f"街道{code[-3:]}", "street", DISTRICT) for code in STREETS]
        areas += [directory.NewArea(code, f"社区{code[-3:]}", "community", code[:-3]) for code in COMMUNITIES]
        directory.lay_areas(areas, "test")
        people = [(area.code, keeper_of(area.level)) for area in areas]
        appointed = [directory.NewPerson(f"k{code}", "某", role, code) for code, role in people]
        directory.appoint([*appointed, directory.NewPerson("xu", "徐", "department_officer", DISTRICT)], "test")
        self.actors: dict[str, keeping.Actor] = {}
        self.roles = {f"k{code}": role for code, role in people} | {"xu": "department_officer"}
        self.records = {code: self.add(code, number) for number, code in enumerate(LIVED_IN)}
        self.mirror = Mirror.open(self.house)
        self.estate = Estate(self.house, self.mirror, self.house.standard)

    def add(self, area: str, number: int) -> str:
        values = {"person.name": f"某{number}", "person.residence_status": "1", "person.birth_date": "1950-03-01"}
        act = Act.of_the_house("test", "test", f"{area} {number}")
        return str(create_record(self.house, act, NewRecord("person", area, values))["record"])

    def caller(self, login: str) -> Caller:
        return Caller(self.estate, login, self.roles[login], "填报", NOVEMBER)

    def keeper(self, area: str) -> Caller:
        return self.caller(f"k{area}")

    def actor(self, login: str) -> keeping.Actor:
        if login not in self.actors:
            self.actors[login] = keeping.actor_of(self.caller(login))
        return self.actors[login]

    def open(self, number: str, day: date) -> str:
        return open_one(self.estate, self.actor(f"k{DISTRICT}"), number, Wish((number,), day))[0]

    def filings(self, period: str) -> dict[str, FilingRow]:
        return {row.area: row for row in queries.of_period(period)}


@pytest.fixture
def here(db: None, tmp_path: Path) -> Iterator[District]:
    made = District(tmp_path)
    held.hold(made.estate)
    yield made
    held.hold(None)
    made.mirror.close()


def published(here: District) -> str:
    terms = Terms(
        department="民政", area=DISTRICT, basis="示例办法第三条", purpose="人口统计", period="month",
        levels=("community", "street", "district"), due_days=5, lead_days=3, recipients=("民政科",),
        valid_from=date(2026, 1, 1), expires=date(2099, 12, 31),
    )  # fmt: skip
    template = Template("常住人口统计表", FORM.name, FORM.read_bytes())
    return admissions.publish(here.house.vault, f"k{DISTRICT}", NewEntry(terms, template, "xu"), here.house.clock)


def doubt(here: District, row: FilingRow) -> actions.Doubt:
    """A word against the first number that is not nought."""
    answers = keeping.answers_of(here.estate, row)
    at = next(number for number, answer in enumerate(answers) if isinstance(answer, Number) and answer.value)
    place = {"question": at, "column": "", "record": ""}
    sense = keeping.sense_of(here.house.standard, row)
    return actions.Doubt(place, "70-79岁", keeping.value_mark(here.estate, sense.questions, answers, place))


def climb(here: District, period: str) -> None:
    """Confirmed and approved from below, taken over at the top."""
    for level in ("community", "street", "district"):
        for row in here.filings(period).values():
            if row.level != level:
                continue
            if row.state == "open":
                keeping.confirm(here.keeper(row.area), row, row.digest, "缺的采不到")
            above = "xu" if level == "district" else f"k{row.area[:-3]}"
            assert actions.approve(here.actor(above), row.id, clock=here.house.clock).state == "approved"
    assert actions.close(here.actor("xu"), period, clock=here.house.clock) == 215


def test_a_form_lives_in_a_district_from_its_admission_to_its_end(here: District) -> None:
    number = published(here)
    period = here.open(number, NOVEMBER)
    rows = here.filings(period)
    assert len(rows) == 215
    assert {row.parent for row in rows.values()} - {""} == {rows[code].id for code in (DISTRICT, *STREETS)}
    secretary, wrong = here.keeper(LIVED_IN[0]), rows[LIVED_IN[0]]
    who = keeping.actor_of(secretary)
    _, done = actions.object_to(who, wrong.id, doubt(here, wrong), "这一位生于 1990 年", clock=here.house.clock)
    assert done.state == "objected"
    fix = Act.of_the_house("test", "test", "corrected")
    change_record(here.house, fix, here.records[LIVED_IN[0]], 1, {"person.birth_date": "1990-03-01"})
    assert keeping.renew(here.estate, who, wrong).state == "open"
    for code in (LIVED_IN[0][:-3], DISTRICT):
        keeping.renew(here.estate, here.actor(f"k{code}"), rows[code])
    climb(here, period)
    frozen = here.filings(period)
    assert {row.state for row in frozen.values()} == {"frozen"} and len({row.whole for row in frozen.values()}) == 215
    here.add(LIVED_IN[1], 99)
    following = here.filings(here.open(number, DECEMBER))
    path = {LIVED_IN[1], LIVED_IN[1][:-3], DISTRICT}
    assert {code for code, row in following.items() if row.changed} == path
    assert {row.changed for code, row in following.items() if code not in path} == {0}
    admissions.retire(f"k{DISTRICT}", number, "并入另一张表", here.house.clock)
    with pytest.raises(ProblemError) as refused:
        here.open(number, date(2027, 1, 22))
    assert refused.value.problem.code == "FILINGS_NOT_ADMITTED"
    verbs = [line["verb"] for line in lines() if line["room"] == "filings"]
    assert [verbs.count(verb) for verb in ("period_opened", "filing_confirm", "filing_approve", "period_closed")] == [
        2, 215, 215, 1,
    ]  # fmt: skip
    assert not verify_chain()
