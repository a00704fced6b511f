"""Conflicts wait for a person, who sees both values as far as the view goes and decides once."""

from __future__ import annotations

import pytest

from tests.work.cast import Cast
from tests.work.ledgers.test_records import refused
from yibiao.work.ledgers import queries, scrub
from yibiao.work.ledgers.actions import Decision, change_record, resolve_conflict
from yibiao.work.ledgers.models import Conflict


@pytest.fixture
def record(cast: Cast) -> str:
    made = cast.person(phone="13800000000", id_number="99010119900101001X")
    change_record(cast.house, cast.act("wang"), made, 1, {"person.phone": "13800000001"})
    change_record(cast.house, cast.act("li"), made, 1, {"person.phone": "13800000002"})
    return made


def phone(cast: Cast, record: str) -> object:
    found = queries.get_record(cast.house, cast.view("li"), record)
    assert found is not None
    return found.values["person.phone"]


def test_who_keeps_the_area_sees_both_values_and_nobody_else(cast: Cast, record: str) -> None:
    (dispute,) = queries.open_conflicts(cast.house, cast.view("li"))
    assert (dispute.record, dispute.element) == (record, "person.phone")
    assert (dispute.ours, dispute.theirs) == ("13800000001", "13800000002")
    for login in ("zhao", "xu", "gao"):
        assert queries.open_conflicts(cast.house, cast.view(login)) == ()


def test_values_in_a_conflict_are_masked_as_anywhere_else(cast: Cast, record: str) -> None:
    change_record(cast.house, cast.act("li"), record, 2, {"person.id_number": "990101199001010028"})
    change_record(cast.house, cast.act("li"), record, 2, {"person.id_number": "990101199001010036"})
    shown = str(queries.open_conflicts(cast.house, cast.view("wang")))
    assert "990101199001010028" not in shown and "990101199001010036" not in shown
    assert "990101199001010036" in str(queries.open_conflicts(cast.house, cast.view("li")))


@pytest.mark.parametrize(
    ("take", "expected", "state"), [("theirs", "13800000002", "taken"), ("ours", "13800000001", "kept")]
)
def test_it_is_decided_once(cast: Cast, record: str, take: str, expected: str, state: str) -> None:
    conflict = Conflict.objects.get().id
    assert resolve_conflict(cast.house, cast.act("li"), conflict, Decision(take))["state"] == state
    assert phone(cast, record) == expected
    with refused("LEDGERS_NO_CONFLICT"):
        resolve_conflict(cast.house, cast.act("li"), conflict, Decision(take))
    assert queries.open_conflicts(cast.house, cast.view("li")) == ()
    assert list(scrub.verify_records(cast.house)) == []


def test_nobody_decides_outside_his_area(cast: Cast, record: str) -> None:
    with refused("LEDGERS_NO_RECORD"):
        resolve_conflict(cast.house, cast.act("zhao"), Conflict.objects.get().id, Decision("theirs"))
    assert phone(cast, record) == "13800000001"
