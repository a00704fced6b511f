"""Every value of a filled form equals what plain Python computes from the invented district.

F1  a list, a cross-tab, a card and a form with a row an area, at grid, community, street and district level
F2  for grid worker, community secretary, street clerk, department officer and leader
F3  whoever is outside the area gets nothing, not even a count; whoever may see figures only gets no rows
F4  the report counts each field's filled and blank cells as the file shows them
F5  the checks that a form suggests by its own structure hold on every filled example
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.house.sources import ROOT
from tests.journeys.truth import Truth, age, count, value
from yibiao.flow.checking import judge, propose, sheet_of
from yibiao.flow.demo import users
from yibiao.flow.reading.structure import recognise
from yibiao.flow.reading.workbook import read_workbook
from yibiao.flow.standard import load

PERSONS, SEED, DAY = 1500, 11, date(2026, 11, 22)
LIST, CROSSTAB, CARD, AREAS = "高龄老人花名册", "常住人口统计表", "社区基本情况登记表", "各社区汇总表"
CLEAR, MASKED = "clear", "masked"


@dataclass(frozen=True)
class Town:
    """A demo home, the truth about it, who acts in it, and the forms that were filled."""

    home: Path
    truth: Truth
    areas: dict[str, str]  # login → area
    done: dict[tuple[str, str], tuple[int, Path]]  # (form, login) → exit code, file

    def sheet(self, form: str, login: str) -> Worksheet:
        code, file = self.done[form, login]
        assert code == 0, (form, login)
        return load_workbook(file)[load_workbook(file).sheetnames[0]]

    def report(self, form: str, login: str) -> dict[str, Any]:
        return json.loads(self.done[form, login][1].with_suffix(".json").read_text("utf-8"))


def words(form: str, login: str, area: str, home: Path, folder: Path) -> list[str]:
    out = folder / f"{form}-{login}-{area}.xlsx"
    common = ["--home", str(home), "--as", login, "--area", area, "--date", DAY.isoformat()]
    return [
        "fill",
        str(ROOT / "examples" / f"{form}.xlsx"),
        *common,
        "-o",
        str(out),
        "--report",
        str(out.with_suffix(".json")),
    ]


def run_all(commands: list[list[str]], home: Path) -> list[int]:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("YIBIAO")}
    environment["YIBIAO_HOME"] = str(home)
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.fills"],
        cwd=ROOT, env=environment, input=json.dumps(commands), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    home = folder / "home"
    build = [
        "demo",
        "--home",
        str(home),
        "--persons",
        str(PERSONS),
        "--seed",
        str(SEED),
        "--date",
        DAY.isoformat(),
        "--no-serve",
    ]
    cast = {who.username: who.area_code for who in users(PERSONS, SEED, DAY, load())}
    jobs = [
        (form, login)
        for form in (LIST, CROSSTAB, CARD, AREAS)
        for login in ("grid001", "community01", "street01", "civil", "leader")
    ]
    jobs += [(LIST, "auditor"), (CROSSTAB, "resident")]
    outside = [(LIST, "grid001"), (CROSSTAB, "community01")]
    commands = [build, *(words(form, login, cast[login], home, folder) for form, login in jobs)]
    commands += [words(form, login, cast["street02"], home, folder) for form, login in outside]
    codes = run_all(commands, home)
    done = {
        job: (code, Path(command[command.index("-o") + 1]))
        for job, code, command in zip(jobs, codes[1:], commands[1:], strict=False)
    }
    for (form, login), code, command in zip(outside, codes[len(jobs) + 1 :], commands[len(jobs) + 1 :], strict=True):
        done[form, f"{login} outside"] = (code, Path(command[command.index("-o") + 1]))
    yield Town(home, Truth.of(PERSONS, SEED, DAY), cast, done)


def rows_of(sheet: Worksheet, first: int, width: int) -> list[list[Any]]:
    """The filled rows of a list whose first column counts 1, 2, 3 …"""
    rows = []
    for row in range(first, sheet.max_row + 1):
        values = [sheet.cell(row, column).value for column in range(1, width + 1)]
        if values[0] != len(rows) + 1 or not any(values[1:]):
            break
        rows.append(values)
    return rows


def masked(number: str) -> str:
    return number[:4] + "*" * 10 + number[-4:]


KEEPERS = [("grid001", MASKED), ("community01", CLEAR), ("street01", MASKED)]


@pytest.mark.parametrize(("login", "numbers"), KEEPERS)
def test_a_list_holds_exactly_the_people_of_the_area_and_their_values(town: Town, login: str, numbers: str) -> None:
    truth = town.truth
    old = truth.people(town.areas[login], truth.aged(80))
    sheet = town.sheet(LIST, login)
    expected = sorted(
        (
            person.values["person.name"],
            {"1": "男", "2": "女"}[str(person.values["person.gender"])],
            number if numbers == CLEAR or number is None else masked(str(number)),
            age(person, DAY),
            person.values.get("person.residence_address"),
            person.values.get("person.phone"),
            "是" if truth.lives_alone(person) else "否",
        )
        for person in old
        for number in [person.values.get("person.id_number")]
    )
    found = sorted(tuple(row[1:8]) for row in rows_of(sheet, 5, 8))
    assert len(expected) > 0
    assert [tuple(map(str, row)) for row in found] == [tuple(map(str, row)) for row in expected]


@pytest.mark.parametrize("login", ["grid001", "community01", "street01", "leader"])
def test_every_cell_of_a_crosstab_is_counted_right(town: Town, login: str) -> None:
    truth, sheet, area = town.truth, town.sheet(CROSSTAB, login), town.areas[login]
    bands = [(0, 6), (7, 17), (18, 59), (60, 79), (80, 200)]
    party = value("person.political_status", "01", "02")
    for row, (first, last) in enumerate(bands, 6):
        people = truth.people(area, truth.resident, truth.aged(first, last))
        disabled = [person for person in people if truth.has("disability")(person)]
        expected = [
            len(people),
            count(filter(value("person.gender", "1"), people)),
            count(filter(value("person.gender", "2"), people)),
            count(filter(truth.lives_alone, people)),
            len(disabled),
            sum(1 for person in disabled if truth.detail(person, "disability.grade") in ("1", "2")),
            count(filter(party, people)),
            count(filter(truth.has("low_income"), people)),
        ]
        assert [sheet.cell(row, column).value for column in range(2, 10)] == expected, (row, login)


@pytest.mark.parametrize("login", ["grid001", "community01", "street01", "leader"])
def test_every_blank_of_a_card_about_an_area_is_right(town: Town, login: str) -> None:
    truth, sheet, area = town.truth, town.sheet(CARD, login), town.areas[login]
    people = truth.people(area)
    small = set("123456789")
    expected = {
        "C3": len(truth.in_area("household", area)),
        "E3": len(people),
        "C4": count(filter(value("person.gender", "1"), people)),
        "E4": count(filter(value("person.gender", "2"), people)),
        "C5": count(filter(truth.aged(60), people)),
        "C6": count(filter(truth.has("low_income"), people)),
        "E6": count(filter(truth.has("disability"), people)),
        "C7": count(filter(truth.has("veteran"), people)),
        "E7": count(filter(truth.lives_alone, filter(truth.aged(60), people))),
        "C8": count(filter(value("person.political_status", "01", "02"), people)),
        "C9": len(truth.in_area("dwelling", area)),
        "E9": count(filter(value("dwelling.is_rental", True), truth.in_area("dwelling", area))),
        "E10": count(filter(value("place.kind", *small), truth.in_area("place", area))),
    }
    assert {cell: sheet[cell].value for cell in expected} == expected


@pytest.mark.parametrize("login", ["street01", "leader"])
def test_a_form_with_a_row_an_area_names_each_community_and_counts_it(town: Town, login: str) -> None:
    truth, sheet, area = town.truth, town.sheet(AREAS, login), town.areas[login]
    rows = {row[1]: row[2:8] for row in rows_of(sheet, 5, 8)}
    communities = truth.children(area, "community")
    assert rows.keys() == {truth.names[code] for code in communities}
    for code in communities:
        people = truth.people(code)
        assert rows[truth.names[code]] == [
            len(truth.in_area("household", code)),
            len(people),
            count(filter(truth.aged(60), people)),
            count(filter(truth.aged(80), people)),
            count(filter(truth.has("disability"), people)),
            count(filter(truth.has("low_income"), people)),
        ]


def test_the_town_holds_people_who_are_gone_so_that_the_numbers_above_leave_them_out(town: Town) -> None:
    """The broken variant: counting every record of a person gives another number than the card shows."""
    area = town.areas["leader"]
    everybody = [one for one in town.truth.records["person"] if town.truth.inside(one.area_code, area)]
    assert len(everybody) > len(town.truth.people(area)) == town.sheet(CARD, "leader")["E3"].value


def test_an_officer_sees_what_the_grant_names_and_no_more(town: Town) -> None:
    granted = set(next(who for who in users(PERSONS, SEED, DAY, load()) if who.username == "civil").elements)
    fields = {field["element"]: field for field in town.report(LIST, "civil")["fields"] if field["element"]}
    old = town.truth.people(town.areas["civil"], town.truth.aged(80))
    assert "person.name" in granted and fields["person.name"]["filled"] == len(old)
    for element, field in fields.items():
        if element not in granted and load().elements[element].formula is None:
            assert field["filled"] == 0, element


def test_whoever_may_see_figures_only_gets_no_rows(town: Town) -> None:
    report = town.report(LIST, "leader")
    assert report["fields"] and all(field["filled"] == 0 for field in report["fields"])


@pytest.mark.parametrize(
    ("form", "login"),
    [(LIST, "grid001 outside"), (CROSSTAB, "community01 outside"), (CROSSTAB, "resident"), (LIST, "auditor")],
)
def test_outside_the_area_there_is_no_form_at_all(town: Town, form: str, login: str) -> None:
    code, file = town.done[form, login]
    assert code == 1
    assert not file.exists() and not file.with_suffix(".json").exists()


def test_the_report_counts_what_the_file_shows(town: Town) -> None:
    rows = rows_of(town.sheet(LIST, "street01"), 5, 10)
    for field in town.report(LIST, "street01")["fields"]:
        column = ord(field["cell"][0]) - 65
        shown = sum(1 for row in rows if row[column] is not None)
        assert field["filled"] == shown, field["cell"]
        assert field["filled"] + field["blank"] == len(rows), field["cell"]
        assert field["blank"] == 0 or field["why"], field["cell"]


@pytest.mark.parametrize("form", [CROSSTAB, AREAS])
def test_the_checks_that_a_form_suggests_hold_on_every_filled_example(town: Town, form: str) -> None:
    judged = 0
    for login in ("community01", "street01", "leader"):
        book = read_workbook(town.done[form, login][1])
        for table in recognise(book):
            filled = sheet_of(table, book.grids[table.grid_index])
            verdict = judge(propose(filled), filled)
            assert not verdict.problems
            assert not verdict.findings, verdict.findings[0].problem.sentence("en")
            judged += verdict.judged
    assert judged
