"""Found unchanged: a value is fresh again, keeps its source, and stands in nobody's way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.work.cast import Cast
from tests.work.ledgers.test_records import refused
from yibiao.base.clock import fixed_clock
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import queries, scrub
from yibiao.work.ledgers.actions import change_record, confirm_record
from yibiao.work.ledgers.facts import Eye, Fact, open_rows
from yibiao.work.ledgers.models import Conflict, Record
from yibiao.work.ledgers.rules import freshness

LATER = datetime(2028, 11, 22, 4, tzinfo=UTC)


def fact(cast: Cast, record: str, element: str, today: date) -> Fact:
    rows = open_rows(cast.house, queries.covered(cast.house, cast.view("wang"), Record.objects.filter(id=record)))
    (sight,) = Eye(cast.house, cast.view("wang"), today).look(rows)
    return next(each for each in sight.facts if each.element == element)


def test_a_value_found_unchanged_is_of_today_and_keeps_its_source(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13900000000"})
    before = fact(cast, record, "person.phone", LATER.date())
    object.__setattr__(cast.house, "clock", fixed_clock(LATER))
    reply = confirm_record(cast.house, cast.act("wang"), record, ["person.phone", "person.children", "person.no"])
    after = fact(cast, record, "person.phone", LATER.date())
    assert reply["confirmed"] == ["person.phone"] and reply["version"] == 3
    assert (before.day, after.day) == (date(2026, 11, 22), LATER.date())
    assert (after.checked, after.source) == (True, before.source)
    assert fact(cast, record, "person.name", LATER.date()).day == date(2026, 11, 22)
    assert list(scrub.verify_records(cast.house)) == [] and journal.verify_chain() == ()


def test_setting_it_anew_forgets_the_check(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    confirm_record(cast.house, cast.act("wang"), record, ["person.phone"])
    change_record(cast.house, cast.act("wang"), record, 2, {"person.phone": "13900000000"})
    assert not fact(cast, record, "person.phone", LATER.date()).checked


def test_a_check_makes_no_conflict_of_somebody_elses_change(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    confirm_record(cast.house, cast.act("wang"), record, ["person.phone"])
    reply = change_record(cast.house, cast.act("li"), record, 1, {"person.phone": "13900000000"})
    assert reply["set"] == ["person.phone"] and not Conflict.objects.exists()


def test_it_stands_in_the_history_without_values(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    confirm_record(cast.house, cast.act("wang"), record, ["person.phone"])
    last = queries.history(cast.house, cast.view("wang"), record)[-1]
    assert (last.verb, last.confirmed, last.old, last.new) == ("confirmed", ("person.phone",), {}, {})


def test_nobody_checks_outside_his_area(cast: Cast) -> None:
    record = cast.person()
    with refused("LEDGERS_NO_RECORD"):
        confirm_record(cast.house, cast.act("zhao"), record, ["person.name"])


@pytest.mark.parametrize(
    ("half_life", "days", "expected"),
    [(None, 9000, "steady"), (360, 360, "new"), (360, 361, "check"), (360, None, "unknown")],
)
def test_freshness_follows_the_half_life(half_life: int | None, days: int | None, expected: str) -> None:
    day = None if days is None else date.fromordinal(LATER.date().toordinal() - days)
    assert freshness(half_life, day, LATER.date()) == expected
