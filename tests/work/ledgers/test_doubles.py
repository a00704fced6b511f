"""Who was entered twice is shown with the reasons, to who may see both, until somebody says that they are two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.work.cast import Cast
from tests.work.mirrors import lent
from yibiao.edge.cli.doubles import REASONS
from yibiao.work.ledgers import doubles
from yibiao.work.ledgers.actions import NewRecord, Pair, merge_records, split_records, tell_apart
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Record

ALL = (0, 2**31 - 1)
ID, ANOTHER, NEAR = "99010119900101001X", "990101197512310027", "990101199001010028"
BORN = {"birth_date": "1990-01-01"}


@pytest.fixture
def mirror(cast: Cast) -> Iterator[Mirror]:
    with lent(cast.house) as found:
        yield found


def found(cast: Cast, mirror: Mirror, login: str = "li", register: str = "person") -> list[tuple[set[str], set[str]]]:
    pairs = doubles.suspects(cast.house, mirror, cast.view(login), register, ALL)
    return [({each.one.id, each.other.id}, set(each.reasons)) for each in pairs]


def test_the_same_name_and_birth_or_phone_is_shown_with_its_reasons(cast: Cast, mirror: Mirror) -> None:
    pair = {cast.person(phone="13800000000", **BORN), cast.person(phone="13800000000", **BORN)}
    cast.person(name="李四", **BORN)
    assert found(cast, mirror) == [(pair, {"name_birth", "name_phone"})]


def test_a_name_that_only_sounds_the_same_is_shown(cast: Cast, mirror: Mirror) -> None:
    pair = {cast.person(name="章三", **BORN), cast.person(name="张三", **BORN)}
    assert found(cast, mirror) == [(pair, {"sounds_alike"})]


def test_two_numbers_are_two_people_unless_they_are_nearly_the_same(cast: Cast, mirror: Mirror) -> None:
    cast.person(id_number=ANOTHER, **BORN)
    pair = {cast.person(id_number=ID, **BORN), cast.person(id_number=NEAR, **BORN)}
    (one,) = doubles.suspects(cast.house, mirror, cast.view("li"), "person", ALL)
    assert {one.one.id, one.other.id} == pair and one.apart_by == "person.id_number"


def test_the_surest_pair_stands_first(cast: Cast, mirror: Mirror) -> None:
    sounding = {cast.person(name="章三", **BORN), cast.person(name="张三", **BORN)}
    sure = {cast.person(name="李四", phone="13900000000"), cast.person(name="李四", phone="13900000000")}
    assert [pair for pair, _ in found(cast, mirror)] == [sure, sounding]


def test_nobody_is_shown_a_pair_of_which_one_lies_elsewhere(cast: Cast, mirror: Mirror) -> None:
    cast.person(**BORN), cast.person(area="99020101", **BORN)
    for login in ("li", "zhao", "xu", "gao", "shu"):
        assert found(cast, mirror, login) == []


def test_homes_are_found_by_their_address(cast: Cast, mirror: Mirror) -> None:
    homes = [NewRecord("household", "99010101", {"household.address": "甲路1号"}) for _ in range(2)]
    pair = {str(cast.create(home)["record"]) for home in homes}
    assert found(cast, mirror, register="household") == [(pair, {"same_address"})]


def test_who_was_told_apart_is_not_shown_again(cast: Cast, mirror: Mirror) -> None:
    one, other = cast.person(**BORN), cast.person(**BORN)
    tell_apart(cast.house, cast.act("li"), other, one)
    assert found(cast, mirror) == []


def test_a_merge_finds_also_who_named_the_double_a_moment_ago_and_can_be_found_to_be_split(
    cast: Cast, mirror: Mirror
) -> None:
    one, other = (str(cast.create(NewRecord("household", "99010101", {}))["record"]) for _ in range(2))
    early = cast.person(household=other)
    named = doubles.naming(cast.house, mirror, other)
    late = cast.person(household=other)
    merge_records(cast.house, cast.act("li"), Pair(one, other), named)
    homes = {Record.objects.get(id=each).values["person.household"] for each in (early, late)}
    assert homes == {one}
    (merger,) = doubles.mergers(cast.house, cast.view("li"))
    assert (merger["record"], merger["double"]) == (one, other)
    assert doubles.mergers(cast.house, cast.view("zhao")) == ()
    split_records(cast.house, cast.act("li"), merger["id"])
    assert doubles.mergers(cast.house, cast.view("li")) == ()


@pytest.mark.once
def test_every_reason_has_its_sentence() -> None:
    told = {block.reason for some in doubles.BLOCKS.values() for block in some} | {"sounds_alike"}
    assert told == REASONS.keys()
