"""What the verbs refuse, and that a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.work.cast import Cast
from tests.work.ledgers.test_plans import new_person, plan, sets
from tests.work.ledgers.test_records import refused
from yibiao.flow.keeping.plans import RecordPlan
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import asking, queries
from yibiao.work.ledgers.actions import (
    NewRecord,
    apply_plan,
    change_record,
    create_record,
    end_record,
    erase_record,
    load_bulk,
    move_record,
    undo_batch,
)  # fmt: skip
from yibiao.work.ledgers.mirror import Mirror

ATTEMPTS: dict[str, tuple[str, Callable[[Cast, str, str], object]]] = {
    "a register that does not exist": (
        "LEDGERS_UNKNOWN_REGISTER",
        lambda cast, person, detail: change_unknown(cast),
    ),
    "a version that never was": (
        "LEDGERS_NO_VERSION",
        lambda cast, person, detail: change_record(cast.house, cast.act("wang"), person, 7, {"person.name": "x"}),
    ),
    "version nought": (
        "LEDGERS_NO_VERSION",
        lambda cast, person, detail: change_record(cast.house, cast.act("wang"), person, 0, {"person.name": "x"}),
    ),
    "a detail on a detail of another register": (
        "LEDGERS_MASTER",
        lambda cast, person, detail: cast.create(NewRecord("disability", "99010101", {}, master=detail)),
    ),
    "a person with a master": (
        "LEDGERS_MASTER",
        lambda cast, person, detail: cast.create(NewRecord("person", "99010101", {}, master=person)),
    ),
    "an end that nobody knows": (
        "LEDGERS_UNKNOWN_END",
        lambda cast, person, detail: end_record(cast.house, cast.act("wang"), person, "lost"),
    ),
    "erasing a detail without its owner": (
        "LEDGERS_ERASE_OWNER",
        lambda cast, person, detail: erase_record(cast.house, cast.house_act(), detail),
    ),
    "erasing out of reach": (
        "LEDGERS_NO_RECORD",
        lambda cast, person, detail: erase_record(cast.house, cast.act("zhao"), person),
    ),
    "moving to nowhere": (
        "LEDGERS_AREA_OUT_OF_REACH",
        lambda cast, person, detail: move_record(cast.house, cast.act("wang"), person, "no such"),
    ),
    "loading into no area": (
        "LEDGERS_AREA_OUT_OF_REACH",
        lambda cast, person, detail: load_bulk(cast.house, cast.house_act(), [NewRecord("person", "no such")]),
    ),
    "loading out of reach": (
        "LEDGERS_AREA_OUT_OF_REACH",
        lambda cast, person, detail: load_bulk(cast.house, cast.act("zhao"), [NewRecord("person", "99010101")]),
    ),
    "loading a detail without its master": (
        "LEDGERS_MASTER",
        lambda cast, person, detail: load_bulk(cast.house, cast.house_act(), [NewRecord("disability", "99010101")]),
    ),
    "loading a detail on the wrong register": (
        "LEDGERS_MASTER",
        lambda cast, person, detail: load_bulk(
            cast.house, cast.house_act(), [NewRecord("disability", "99010101", {}, master=detail)]
        ),
    ),
}


def change_unknown(cast: Cast) -> object:
    return create_record(cast.house, cast.house_act(), NewRecord("ghost", "99010101", {"ghost.name": "x"}))


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_refuses_and_leaves_nothing_behind(cast: Cast, name: str) -> None:
    person = cast.person()
    detail = str(cast.create(NewRecord("disability", "99010101", {}, master=person))["record"])
    before = journal.last_sequence()
    code, attempt = ATTEMPTS[name]
    with refused(code):
        attempt(cast, person, detail)
    assert journal.last_sequence() == before
    assert journal.verify_chain() == ()


def test_undo_leaves_what_has_ended_and_what_others_have_hung_a_detail_on(cast: Cast) -> None:
    wish = plan(new_person("表/5/person", name="甲"), new_person("表/6/person", name="乙"))
    reply = apply_plan(cast.house, cast.house_act(), wish)
    first, second = (reply["records"][f"表/{row}/person"] for row in (5, 6))
    end_record(cast.house, cast.act("wang"), first, "dead")
    cast.create(NewRecord("disability", "99010101", {}, master=second))
    undone = undo_batch(cast.house, cast.house_act(), reply["batch"])
    assert undone["undone"] == 0
    assert {each["record"]: each["elements"] for each in undone["refused"]} == {first: ["@ended"], second: ["@details"]}


def test_undo_leaves_a_new_record_that_has_moved_since(cast: Cast) -> None:
    reply = apply_plan(cast.house, cast.house_act(), plan(new_person(name="甲")))
    made = reply["records"]["表/5/person"]
    move_record(cast.house, cast.act("li"), made, "99010102")
    undone = undo_batch(cast.house, cast.house_act(), reply["batch"])
    assert undone["refused"] == [{"record": made, "elements": ["@moved"]}]
    assert queries.get_record(cast.house, cast.view("li"), made) is not None


def test_undo_of_a_change_that_was_wholly_overtaken_writes_nothing(cast: Cast) -> None:
    person = cast.person(phone="13800000000")
    wish = plan(RecordPlan("k", "person", person, 1, sets=sets(phone="13900000000")))
    reply = apply_plan(cast.house, cast.house_act(), wish)
    change_record(cast.house, cast.act("wang"), person, 2, {"person.phone": "13700000000"})
    undone = undo_batch(cast.house, cast.house_act(), reply["batch"])
    assert (undone["undone"], undone["refused"]) == (0, [{"record": person, "elements": ["person.phone"]}])


def test_a_reading_that_breaks_down_leaves_a_line_too(cast: Cast) -> None:
    mirror = Mirror.open(cast.house)
    before = journal.last_sequence()
    with (
        pytest.raises(ZeroDivisionError),
        asking.reading(cast.house, mirror, cast.view("li"), "990101", how="fill", registers=("person",)) as session,
    ):
        session.execute("SELECT 1", {})
        raise ZeroDivisionError
    (line,) = journal.lines(before)
    assert (line["payload"]["how"], line["payload"]["rows"]) == ("fill failed", 1)


def test_a_load_says_how_far_it_is(cast: Cast) -> None:
    heard: list[int] = []
    load_bulk(cast.house, cast.house_act(), [NewRecord("person", "99010101") for _ in range(3)], heard.append)
    assert heard == [3]
