"""A poisoned delivery is stopped before a person has spoken, a lawful one is not, and each check is what stops its poison."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bench.poisons.judged import SECRET, judged
from bench.poisons.kinds import POISONS, lawful
from bench.poisons.rosters import AREAS, DAY, STANDARD, Delivery, later, matched, roster
from yibiao.base.problems import Problem
from yibiao.flow import pipeline
from yibiao.flow.profiling import Effect, Profile, Seen, Tally, limits, profile_from_json, trips
from yibiao.flow.profiling import profile as shapes
from yibiao.flow.profiling.looking import looks_of
from yibiao.flow.standardising import MeasuredColumn

pytestmark = pytest.mark.once
BEFORE = roster(random.Random(5), 200)


def profile_of(delivery: Delivery) -> Profile:
    ground = pipeline.Ground(delivery.day, SECRET, AREAS.__contains__)
    return pipeline.profiled(matched(delivery), ground, STANDARD)


def codes(found: tuple[Problem, ...]) -> set[str]:
    for each in found:
        assert each.sentence("zh") and each.sentence("en") and each.remedy("zh")
    return {each.code for each in found}


@pytest.mark.parametrize("name", POISONS)
def test_a_poison_is_stopped(name: str) -> None:
    assert judged(BEFORE, POISONS[name](random.Random(name), later(BEFORE)))


@pytest.mark.parametrize("seed", range(6))
def test_a_lawful_month_is_let_through(seed: int) -> None:
    dice = random.Random(seed)
    before = roster(dice, dice.choice((60, 200, 400)))
    assert codes(judged(before, lawful(dice, before))) == set()


OWN = {
    "nothing in it": "PROFILE_EMPTY", "last tenth missing": "PROFILE_FEWER", "exported twice": "PROFILE_MORE",
    "some rows twice": "PROFILE_REPEATED", "other people": "PROFILE_NEWCOMERS", "a column renamed": "PROFILE_HEADER",
    "an old file": "PROFILE_OLDER", "a tenth without address": "PROFILE_BLANK", "test rows": "PROFILE_TEST",
    "names in the wrong encoding": "PROFILE_GARBLED", "one name filled down": "PROFILE_CONSTANT",
    "masked telephones": "PROFILE_UNREAD", "numbers rounded by a spreadsheet": "PROFILE_FAILED",
    "some of another district": "PROFILE_ELSEWHERE", "default birth dates": "PROFILE_IMPOSSIBLE",
    "sexes exchanged": "PROFILE_CONTRADICTING", "everybody moved": "PROFILE_OTHERWISE", "a twentieth dead": "PROFILE_ENDED",
    "names a row too low": "PROFILE_DOUBTFUL", "telephone and address exchanged": "PROFILE_STRANGE",
    "cut in half": "PROFILE_LOST",
}  # fmt: skip
"""Poison → the check that was written for it."""


@pytest.mark.parametrize("name", OWN)
def test_the_check_that_was_written_for_it_names_the_reason(name: str) -> None:
    assert OWN[name] in codes(judged(BEFORE, POISONS[name](random.Random(name), later(BEFORE))))


def blind(*names: str) -> Mapping[str, Mapping[str, Any]]:
    """Limits that nothing of these can reach."""
    loose: dict[str, Any] = copy.deepcopy(dict(limits()))
    for name in names:
        loose[name]["share"] = 2.0
    return loose


@pytest.mark.parametrize(
    ("name", "checks"),
    [("test rows", ("test",)), ("some of another district", ("elsewhere",)), ("everybody moved", ("otherwise",)),
     ("a twentieth dead", ("ended",)), ("a tenth without address", ("blank",)), ("some rows twice", ("repeated",))],
)  # fmt: skip
def test_without_its_check_a_poison_goes_through(name: str, checks: tuple[str, ...]) -> None:
    poisoned = POISONS[name](random.Random(name), later(BEFORE))
    assert judged(BEFORE, poisoned, blind(*checks)) == ()


def test_one_mistake_in_a_short_list_holds_nothing_up() -> None:
    before = roster(random.Random(1), 20)
    now = later(before)
    now.rows[3][1] = str(now.rows[3][1])[:-1] + "0"
    now.rows[5][7] = "外地社区"
    assert judged(before, now) == ()


def test_a_file_that_ends_where_programs_end_is_called_cut() -> None:
    found = trips(Seen(Profile(1_048_575, DAY, "xlsx", ()), Effect({}, 0)))
    assert codes(found) == {"PROFILE_CUT"}


def test_a_column_of_names_with_digits_is_called_shifted() -> None:
    name = shapes.ColumnProfile(1, "姓名", "person.name", "name", 100, sampled=100, distinct=90, top=2, digits=40)
    assert codes(trips(Seen(Profile(100, DAY, "csv", (name,)), Effect({}, 0)))) == {"PROFILE_SHIFTED"}


def day_column(**told: Any) -> shapes.ColumnProfile:
    return shapes.ColumnProfile(
        1, "死亡日期", "person.death_date", "date", 100, sampled=100, distinct=90, top=2, **told
    )


def test_days_to_come_where_last_time_had_none_hold_it() -> None:
    last = Profile(100, DAY, "csv", (day_column(),))
    usual = replace(last, columns=(day_column(ahead=30),))
    now = Profile(100, later(BEFORE).day, "csv", (day_column(ahead=30),))
    assert codes(trips(Seen(now, Effect({}, 0), last))) == {"PROFILE_AHEAD"}
    assert codes(trips(Seen(now, Effect({}, 0), usual))) == set()


def test_days_that_programs_write_for_none_hold_it_though_nothing_came_before() -> None:
    assert codes(trips(Seen(Profile(100, DAY, "csv", (day_column(stand_ins=3),)), Effect({}, 0)))) == {
        "PROFILE_STAND_IN"
    }


def test_another_kind_of_file_than_last_time_holds_it() -> None:
    last, now = Profile(100, DAY, "csv", ()), Profile(100, later(BEFORE).day, "xls", ())
    assert codes(trips(Seen(now, Effect({}, 0), last))) == {"PROFILE_FORM"}


def test_rows_that_alternate_are_not_taken_for_one_filled_down() -> None:
    """A long list of couples, husband before wife: a sample of every second row would be all men."""
    sexes = ["男", "女"] * 20_100
    tally = Tally(len(sexes), DAY, "", SECRET, AREAS.__contains__)
    tally.add([MeasuredColumn(1, "性别", "person.gender", "code", sexes, ["1", "2"] * 20_100)])
    (sex,) = tally.profile("csv").columns
    assert sex.filled == len(sexes) and sex.sampled < len(sexes) and sex.top < 0.6 * sex.sampled


def test_what_stands_in_a_column_is_bounded_by_least_and_most() -> None:
    born = next(one for one in profile_of(BEFORE).columns if one.label == "出生日期")
    days = [date.fromisoformat(str(row[3])).toordinal() for row in BEFORE.rows]
    assert (born.least, born.most) == (min(days), max(days))


def test_looks_are_told_without_what_is_said() -> None:
    looks = looks_of({"测试用户": 2, "13800000000": 5, "张三": 1, "锟斤拷": 3, "ab-１２": 1, "建设路test": 1})
    assert (looks.test, looks.garbled, looks.digits) == (3, 3, 6)
    assert looks.shapes == {"汉{4}": 2, "9{11}": 5, "汉{2}": 1, "汉{3}": 3, "A{2}-９{2}": 1, "汉{3}A{4}": 1}


def test_an_amount_in_another_unit_is_seen_by_its_middle() -> None:
    yuan = shapes.ColumnProfile(
        1, "金额", "low_income.amount_monthly", "money", 100, sampled=100, distinct=90, middle=680
    )
    cents = replace(yuan, middle=68_000.0)
    seen = Seen(Profile(100, later(BEFORE).day, "csv", (cents,)), Effect({}, 0), Profile(100, DAY, "csv", (yuan,)))
    assert codes(trips(seen)) == {"PROFILE_UNIT"}


def test_a_profile_comes_back_from_json_and_holds_no_value_of_a_person() -> None:
    found = profile_of(BEFORE)
    assert profile_from_json(found.as_json()) == found
    told = str(found.as_json())
    values = {str(value) for row in BEFORE.rows for value in (row[0], row[1], row[4], row[5]) if value}
    assert not [value for value in values if value in told]


def test_a_sketch_of_keys_estimates_what_is_kept() -> None:
    whole = roster(random.Random(2), 6_000)
    part = replace(whole, rows=whole.rows[:4_500])
    last, now = profile_of(whole).key, profile_of(part).key
    assert last is not None and now is not None and len(last.sketch) == 2_048
    kept = last.kept_in(now)
    assert kept is not None and abs(kept - 0.75) < 0.04
    assert now.kept_in(last) == 1.0
