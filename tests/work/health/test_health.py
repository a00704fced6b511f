"""The ledger's health counts values, never people: as old as each record says, rolled up the tree, shown by right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.work.cast import DAY, PEOPLE, Cast
from tests.work.health.aging import TODAY, ageing_house, lay
from tests.work.mirrors import lent
from yibiao.base.views import View
from yibiao.flow.standard.model import CodeList
from yibiao.work.directory import queries as directory
from yibiao.work.health import actions, rules
from yibiao.work.health.models import Figure, Point
from yibiao.work.health.queries import Health, health
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.facts import Eye, open_rows
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.queries import covered
from yibiao.work.ledgers.sessions import Mirrored
from yibiao.work.ledgers.vitals import MARKS, Part, measure, rolled_up

ASKED = {"person.phone": 2, "person.age": 1, "person.no_such": 1}


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast(ageing_house())


@pytest.fixture
def mirror(cast: Cast) -> Iterator[Mirrored]:
    lay(cast)
    with lent(cast.house) as held:
        yield held


def counts(found: dict[int, dict[str, Part]], area: str, element: str) -> dict[str, int]:
    part = found[directory.area(area).first][element.partition(".")[0]]
    return {mark: count for mark, count in zip(MARKS, part.elements[element], strict=True) if count}


def seen(cast: Cast, login: str, area: str, register: str = "person") -> Health:
    found = health(cast.house, cast.view(login, "填报"), directory.area(area), register)
    assert found is not None
    return found


def of(found: Health, code: str) -> dict[str, int]:
    (one,) = [each for each in found.elements if each.element.code == code]
    return dict(one.counts)


def test_values_are_as_old_as_their_stamps_and_checks_say_and_the_gone_are_left_out(
    cast: Cast, mirror: Mirrored
) -> None:
    found = measure(cast.house, mirror, TODAY)
    assert counts(found, "99010101", "person.phone") == {"filled": 1, "soon": 1}
    assert counts(found, "99010102", "person.phone") == {"filled": 2, "fresh": 1, "old": 1}
    assert counts(found, "99010101", "person.alone") == {"filled": 1, "fresh": 1}
    assert counts(found, "99010101", "person.name") == {"filled": 1}
    assert "disability" not in found[directory.area("99010101").first]  # hangs on one who died


def test_they_are_what_a_look_at_every_single_record_finds(cast: Cast, mirror: Mirrored) -> None:
    told = {"new": ("fresh", "soon"), "check": ("old",), "unknown": ("undated",)}
    for later in (0, 15, 200, 400):
        day = TODAY + timedelta(days=later)
        view = replace(cast.view("li"), areas=((0, 10_000),))
        rows = covered(cast.house, view, Record.objects.filter(register="person"))
        sights = Eye(cast.house, view, day).look(open_rows(cast.house, rows))
        there = [sight.facts for sight in sights if "person.death" not in sight.values]
        one_by_one = Counter((fact.element, fact.fresh) for facts in there for fact in facts if fact.fresh in told)
        at_once: Counter[tuple[str, str]] = Counter()
        for parts in measure(cast.house, mirror, day).values():
            for element, marks in parts["person"].elements.items():
                for fresh, ages in told.items():
                    at_once[element, fresh] += sum(marks[MARKS.index(age)] for age in ages)
        assert +at_once == one_by_one


def test_a_mirror_that_is_asked_with_the_gone_in_it_counts_them(cast: Cast, mirror: Mirrored) -> None:
    """The broken variant of leaving out: without the word for being gone the dead are counted."""
    registers = cast.house.standard.registers
    person = replace(registers["person"], gone=())
    house = replace(cast.house, standard=replace(cast.house.standard, registers={**registers, "person": person}))
    assert counts(measure(house, mirror, TODAY), "99010101", "person.phone")["filled"] == 2


def test_contradictions_lost_references_and_codes_that_the_standard_lost_are_counted(
    cast: Cast, mirror: Mirrored
) -> None:
    found = measure(cast.house, mirror, TODAY)
    assert counts(found, "99010101", "person.children")["disputed"] == 1
    assert counts(found, "99010101", "person.household") == {"filled": 1, "invalid": 1}
    assert counts(found, "99010102", "person.kind") == {"filled": 1}
    fewer = replace(cast.house.standard, code_lists={"kinds": CodeList("kinds", "残疾类别", "test", ())})
    again = measure(replace(cast.house, standard=fewer), mirror, TODAY)
    assert counts(again, "99010102", "person.kind") == {"filled": 1, "invalid": 1}


def test_an_area_holds_what_lies_below_it(cast: Cast, mirror: Mirrored) -> None:
    parts = {1: {"person": Part(1, {"person.name": [1] * 7})}, 3: {"person": Part(2, {"person.name": [2] * 7})}}
    whole = dict(rolled_up(parts, [(1, None), (2, 1), (3, 2), (4, 1)]))
    assert (whole[1]["person"], whole[2]["person"]) == (Part(3, {"person.name": [3] * 7}), parts[3]["person"])
    assert whole[4] == {}
    actions.take(cast.house, mirror, "shu", TODAY, ASKED)
    street = seen(cast, "chen", "9901")
    assert of(street, "person.phone")["filled"] == 3
    assert [(area.code, totals["records"]) for area, totals in street.below] == [("990101", 3), ("990102", 0)]
    assert [area.code for area in seen(cast, "chen", "99010101").above] == ["9901", "990101"]


def test_what_forms_ask_is_wanted_and_what_is_computed_is_not(cast: Cast, mirror: Mirrored) -> None:
    actions.take(cast.house, mirror, "shu", TODAY, ASKED)
    found = seen(cast, "chen", "990101")
    forms = {one.element.code: one.forms for one in found.elements}
    assert forms["person.phone"] == 2 and forms["person.id_number"] == 0 and forms["person.alone"] is None
    assert "person.age" not in forms
    (totals,) = [totals for code, totals in found.registers if code == "person"]
    assert totals["records"] == 3 and totals["wanted"] == 3 * sum(form is not None for form in forms.values())
    assert totals["known"] == 3 + 3 + 1  # names, phones, one household


@pytest.mark.parametrize("login", ["gao", "shu", "chen", "li"])
def test_counts_of_faith_and_illness_are_told_to_whoever_may_count_them(
    cast: Cast, mirror: Mirrored, login: str
) -> None:
    actions.take(cast.house, mirror, "shu", TODAY, ASKED)
    told = {one.element.code for one in seen(cast, login, directory.posts_of(login, DAY)[0].area).elements}
    assert ("person.religion" in told) == cast.view(login, "填报").may_count("person.religion") == (login != "shu")
    assert "person.phone" in told


def test_outside_the_own_areas_and_without_a_right_there_is_nothing(cast: Cast, mirror: Mirrored) -> None:
    actions.take(cast.house, mirror, "shu", TODAY, ASKED)
    for login, area in (("chen", "9902"), ("chen", "99"), ("li", "9901"), ("zhao", "990101")):
        assert health(cast.house, cast.view(login), directory.area(area)) is None
    nothing = View("xu", "填报", areas=((0, 10_000),))
    found = health(cast.house, nothing, directory.area("99"))
    assert found is not None and found.registers == () == found.elements


def test_before_the_first_time_nothing_is_told_and_looking_is_written_down(cast: Cast) -> None:
    assert seen(cast, "chen", "9901").taken is None
    with lent(cast.house) as mirror:
        assert actions.take(cast.house, mirror, "shu", DAY, {}) == 10
    assert seen(cast, "chen", "9901").taken is not None
    lines = list(journal.lines(0, 1_000))
    assert [line["verb"] for line in lines[-2:]] == ["health_taken", "read"]
    assert lines[-1]["payload"]["how"] == "health"


def test_nobody_stands_in_the_figures(cast: Cast, mirror: Mirrored) -> None:
    actions.take(cast.house, mirror, "shu", TODAY, ASKED)
    kept = str([*Figure.objects.values_list("parts", flat=True), *Point.objects.values_list("totals", flat=True)])
    logins = [person.login for person in PEOPLE]
    assert not [word for word in (*logins, "张三", "13800000001", "某教") if f"'{word}'" in kept]


def test_points_stay_daily_for_two_months_then_monthly_and_a_day_has_one(cast: Cast) -> None:
    days = [date(2026, 10, 1), date(2026, 10, 2), TODAY - timedelta(days=60), TODAY]
    with lent(cast.house) as mirror:
        for day in (*days, TODAY):
            actions.take(cast.house, mirror, "shu", day, {})
    assert [day for day, _ in seen(cast, "gao", "99").trend] == [days[0], *days[2:]]
    assert rules.added([]) == [0] * len(rules.TOTALS)
