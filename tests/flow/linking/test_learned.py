"""Rows of sources without a common key are joined, and what would join two people is shown to be prevented."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.linked.__main__ import figures
from bench.linked.people import people, sources
from tests.flow.received import id_number
from yibiao.flow.linking.learned import Person, fit, pairs, resolve, shipped
from yibiao.flow.linking.learned.blocking import candidates
from yibiao.flow.linking.learned.comparing import birth_level, compared, name_level, phone_level, reasons
from yibiao.flow.linking.learned.learning import learned
from yibiao.flow.linking.learned.resolving import clustered
from yibiao.flow.linking.learned.table import identity, sound, tabled

pytestmark = pytest.mark.once
ONE, OTHER = id_number("19500301", 1), id_number("19500301", 3)


@cache
def invented() -> tuple[np.ndarray, list[Person]]:
    dice = random.Random(5)
    told = list(sources(people(500, dice), 31, 6, dice))
    return np.array([number for number, _ in told]), [row for _, row in told]


def test_most_rows_come_to_their_person_and_hardly_any_to_another() -> None:
    truth, rows = invented()
    precision, recall = figures(truth, resolve(rows).cluster)
    assert precision >= 0.999
    assert recall >= 0.97


def test_the_weights_that_ship_serve_where_no_row_has_a_number() -> None:
    truth, rows = invented()
    bare = [Person(row.source, row.name, "", row.birth, row.gender, row.phone, row.address) for row in rows]
    precision, recall = figures(truth, resolve(bare).cluster)
    assert precision >= 0.99
    assert recall >= 0.85


def alike_with(first: str, second: str) -> list[Person]:
    """Two rows of one name, birth, telephone and address, and a third without a number between them."""
    rest = ("1950-03-01", "1", "14300001111", "稻香路12号白露公寓3幢502室")
    return [Person("a", "张玮", first, *rest), Person("b", "张玮", second, *rest), Person("c", "张玮", "", *rest)]


def test_two_different_numbers_never_meet_in_one_cluster() -> None:
    cluster = resolve(alike_with(ONE, OTHER), shipped()).cluster
    assert cluster[0] != cluster[1]
    assert cluster[2] in (cluster[0], cluster[1])


def test_without_the_guard_a_row_between_them_would_join_two_numbers() -> None:
    table = tabled(alike_with(ONE, OTHER))
    ends, chance = (np.array([0, 1]), np.array([2, 2])), np.array([0.99, 0.98])
    for guard, expected in ((True, 2), (False, 1)):
        cluster, _ = clustered(table, ends, chance, 0.9, guard)
        assert len(set(cluster.tolist())) == expected


def test_two_rows_of_one_source_join_by_their_number_only_and_are_flagged() -> None:
    twice = [Person("a", "张玮", ONE), Person("a", "张玮", ONE), Person("b", "李四", OTHER)]
    found = resolve(twice, shipped())
    assert found.flagged == (0, 1)
    assert found.cluster[0] == found.cluster[1] != found.cluster[2]
    ends = (np.array([0]), np.array([1]))
    cluster, flagged = clustered(tabled([Person("a", "张玮"), Person("a", "张玮")]), ends, np.array([0.99]), 0.9)
    assert cluster[0] != cluster[1]
    assert flagged == ()


def test_learning_from_the_birth_inside_the_number_would_expect_births_always_to_agree() -> None:
    _, rows = invented()
    mostly_silent = [  # who gives the number often leaves the birth out; of the declared ones some are wrong
        replace(row, birth="" if number % 4 else "1950-01-01" if number % 20 == 0 else row.birth)
        for number, row in enumerate(rows)
    ]
    table = tabled(mostly_silent)
    first, second = candidates(table)
    same_birth, other_birth = (np.array([[4, birth, 3, 4, 1]], dtype=np.int8) for birth in (1, 5))
    worth = []
    for column in ("declared", "birth"):
        weights = learned(table, first, second, birth=column)
        assert weights is not None
        worth.append(float((weights.odds(same_birth) - weights.odds(other_birth))[0]))
    assert worth[1] > worth[0] + 1


def test_a_masked_or_mistyped_number_helps_and_a_contradicting_one_hinders() -> None:
    def chance(written: str) -> float:
        scored = pairs(
            [Person("a", "张玮", written, "", "", "14300001111")], [Person("b", "张玮", ONE, "", "", "14300001111")]
        )
        return scored[0].probability

    masked, slipped = ONE[:4] + "*" * 10 + ONE[14:], ONE[:9] + ONE[10] + ONE[9] + ONE[11:]
    other = ONE[:4] + "*" * 10 + "9999"
    assert chance(other) < chance("") < min(chance(masked), chance(slipped if slipped != ONE else masked))


def test_a_pair_tells_why_in_words() -> None:
    ours = Person("a", "张伟", "", "1950-03-01", "1", "", "白露公寓3幢")
    known = Person("b", "章威", "", "1950-03-01", "1", "", "稻香路12号白露公寓3幢1单元502室")
    (found,) = pairs([ours], [known])
    assert found.reasons == ("姓名同音", "出生日期相同", "住址同幢", "性别相同")
    assert reasons((0, 0, 0, 0, 0)) == ()


def test_names_are_compared_by_characters_and_as_they_are_heard() -> None:
    assert sound("张玲") == sound("臧宁")
    assert [name_level("张伟", "张玮"), name_level("欧阳小明", "欧阳明小"), name_level("张伟", "李娜")] == [6, 6, 8]
    assert name_level("欧阳小明", "欧阳小") == 6
    assert name_level("mitchell green", "michell greene") == 7


def test_dates_and_telephones_know_a_slip_from_another() -> None:
    assert birth_level("1950-03-01", "1950-01-03") == 2
    assert birth_level("1950-03-11", "1950-03-12") == 2
    assert birth_level("1950", "1950-03-12") == 3
    assert birth_level("1950-03-12", "1950-11-25") == 4
    assert birth_level("1950-03-12", "1961-11-25") == 5
    assert [phone_level("14300001112", "14300001121"), phone_level("14300001112", "14388881121")] == [2, 3]


def test_another_unit_is_another_dwelling() -> None:
    table = tabled(
        [Person("a", "张玮", address="白露公寓3幢1单元502室"), Person("b", "张玮", address="白露公寓3幢2单元502室")]
    )
    assert compared(table, np.array([0]), np.array([1]))[0, 3] == 3


def test_too_little_to_learn_from_is_said() -> None:
    assert fit(np.zeros((10, 5), dtype=np.int8), np.ones(10, dtype=bool)) is None


def test_an_old_number_of_fifteen_digits_is_the_new_one() -> None:
    assert identity(ONE[:6] + ONE[8:17]) == ONE
    assert identity(ONE[:17] + ("1" if ONE[17] != "1" else "2")) == ""
