"""What the receive way learns from the ledger: within reach only, in the clear, traced, journalled."""

from __future__ import annotations

import pytest

from tests.work.cast import DAY, Cast
from tests.work.ledgers.test_plans import plan, sets
from yibiao.flow.keeping.plans import RecordPlan
from yibiao.flow.standard.rows import Provenance
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import NewRecord, apply_plan, change_record, end_record, undo_batch
from yibiao.work.ledgers.known import KnownInLedger
from yibiao.work.ledgers.origins import COLLECTED


def known(cast: Cast, login: str = "chen") -> KnownInLedger:
    areas = directory.writing_areas(login, DAY)
    return KnownInLedger(cast.house, areas, actor=login, purpose="数据接收")


def test_it_finds_by_any_conjunction_of_any_level_in_the_order_asked(cast: Cast) -> None:
    home = str(cast.create(NewRecord("household", "99010101", {"household.number": "1"}))["record"])
    one = cast.person(name="甲", birth_date="1950-01-01", phone="13800000001", household=home, children=2)
    two = cast.person(name="甲", birth_date="1960-01-01", phone="13800000002", household=home)
    found = known(cast).find(
        "person",
        [
            {"person.name": "甲", "person.birth_date": "1960-01-01"},
            {"person.phone": "13800000001"},
            {"person.household": home},
            {"person.name": "乙"},
            {"person.children": 2},
        ],
    )
    assert [sorted(record.id for record in each) for each in found] == [[two], [one], sorted([one, two]), [], [one]]
    assert found[1][0].values["person.phone"] == "13800000001"
    assert (found[1][0].area, found[1][0].version) == ("99010101", 1)


@pytest.mark.parametrize("login", ["zhao", "xu", "gao"])
def test_what_is_out_of_reach_is_not_there(cast: Cast, login: str) -> None:
    person = cast.person(name="甲", phone="13800000001")
    cast.create(NewRecord("disability", "99010101", {}, master=person))
    seen = known(cast, login)
    assert seen.find("person", [{"person.phone": "13800000001"}]) == [[]]
    assert seen.hanging_on("disability", [person]) == [[]]
    assert seen.get([person]) == [None]


def test_details_and_single_records_are_found_and_ended_ones_are_not(cast: Cast) -> None:
    person, gone = cast.person(name="甲"), cast.person(name="乙")
    detail = str(cast.create(NewRecord("disability", "99010101", {"disability.kinds": "1"}, master=person))["record"])
    end_record(cast.house, cast.act("wang"), gone, "dead")
    seen = known(cast)
    assert [[record.id for record in each] for each in seen.hanging_on("disability", [gone, person])] == [[], [detail]]
    assert [record and record.id for record in seen.get([person, gone, "no such"])] == [person, None, None]
    assert seen.find("person", [{"person.name": "乙"}]) == [[]]


def test_it_says_whose_word_a_value_is(cast: Cast) -> None:
    person = cast.person(name="甲", phone="13800000001")
    change_record(cast.house, cast.act("wang"), person, 1, {"person.children": 2})
    apply_plan(cast.house, cast.house_act(), plan(RecordPlan("k", "person", person, 2, sets=sets(phone="13800000002"))))
    (record,) = known(cast).get([person])
    assert record is not None
    assert record.provenance["person.phone"] == Provenance("民政", DAY)
    assert record.provenance["person.children"] == Provenance(COLLECTED, DAY, seen=True)


def test_every_look_up_leaves_a_line_without_values(cast: Cast) -> None:
    cast.person(name="甲", phone="13800000001")
    seen, before = known(cast), journal.last_sequence()
    seen.find("person", [{"person.phone": "13800000001"}])
    (line,) = journal.lines(before)
    assert (line["actor"], line["purpose"], line["payload"]["rows"]) == ("chen", "数据接收", 1)
    assert line["payload"]["elements"] == ["person.phone"]
    assert "13800000001" not in str(line)


def test_a_plan_that_was_undone_can_be_applied_again_with_the_same_key(cast: Cast) -> None:
    person = cast.person(phone="13800000001")
    wish = plan(RecordPlan("k", "person", person, 1, sets=sets(phone="13800000002")))
    first = apply_plan(cast.house, cast.house_act("file"), wish)
    assert apply_plan(cast.house, cast.house_act("file"), wish) == first
    undo_batch(cast.house, cast.house_act(), first["batch"])
    again = plan(RecordPlan("k", "person", person, 3, sets=sets(phone="13800000002")))
    second = apply_plan(cast.house, cast.house_act("file"), again)
    assert second["batch"] != first["batch"] and second["changed"] == 1
    assert apply_plan(cast.house, cast.house_act("file"), again) == second


def test_addresses_are_told_by_their_last_number_and_by_their_stairwells(cast: Cast) -> None:
    stair = "白露公寓3幢2单元"
    told = {room: f"{stair}{room}室" for room in ("502", "401")} | {"５０２": "白露公寓４幢５０２室"}
    made = {
        room: str(cast.create(NewRecord("household", "99010101", {"household.address": text}))["record"])
        for room, text in told.items()
    }
    seen = known(cast)
    assert dict(seen.addressed("household", "household.address", ["502", "1-9"])) == {
        made["502"]: told["502"], made["５０２"]: told["５０２"],
    }  # fmt: skip
    assert sorted(seen.stems("household", "household.address")) == sorted([stair, "白露公寓４幢"])
    away = known(cast, "xu")
    assert not [
        *away.addressed("household", "household.address", ["502"]),
        *away.stems("household", "household.address"),
    ]
