"""A plan is applied as a whole and undone as a whole, except what somebody has touched since."""

from __future__ import annotations

import pytest

from tests.work.cast import DAY, Cast
from tests.work.ledgers.test_records import refused
from yibiao.flow.keeping.plans import FieldChange, FieldConflict, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import queries, scrub
from yibiao.work.ledgers.actions import apply_plan, change_record, end_record, undo_batch
from yibiao.work.ledgers.models import Conflict, Record


def plan(*records: RecordPlan, verdict: Verdict = Verdict.CHANGED) -> LedgerPlan:
    return LedgerPlan("名单.xlsx", "民政", DAY, (RowPlan("表", 5, verdict, records),))


def sets(**values: str) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(f"person.{name}", None, value) for name, value in values.items())


def new_person(key: str = "表/5/person", **values: str) -> RecordPlan:
    return RecordPlan(key, "person", area="99010101", sets=sets(**values))


def values(cast: Cast, record: str) -> dict[str, object]:
    found = queries.get_record(cast.house, cast.view("li"), record)
    assert found is not None
    return dict(found.values)


def test_a_plan_creates_changes_and_hangs_details_on_what_it_created(cast: Cast) -> None:
    old = cast.person(name="李四", phone="13800000000")
    detail = RecordPlan(
        "表/5/disability", "disability", master_key="表/5/person", sets=(FieldChange("disability.kinds", None, "1"),)
    )
    change = RecordPlan("表/6/person", "person", record=old, base=1, sets=sets(phone="13900000000"))
    reply = apply_plan(cast.house, cast.house_act(), plan(new_person(name="张三"), detail, change))
    assert (reply["created"], reply["changed"], reply["conflicts"]) == (2, 1, 0)
    assert values(cast, reply["records"]["表/5/person"])["person.name"] == "张三"
    assert values(cast, old)["person.phone"] == "13900000000"
    assert list(scrub.verify_records(cast.house)) == []


def test_a_plan_that_fails_in_the_middle_leaves_nothing(cast: Cast) -> None:
    lines = journal.last_sequence()
    bad = RecordPlan("表/6/person", "person", area="no such", sets=sets(name="李四"))
    with refused("LEDGERS_AREA_OUT_OF_REACH"):
        apply_plan(cast.house, cast.house_act(), plan(new_person(name="张三"), bad))
    assert (Record.objects.count(), journal.last_sequence()) == (0, lines)


def test_a_plan_sent_twice_is_applied_once(cast: Cast) -> None:
    first = apply_plan(cast.house, cast.house_act("file 1"), plan(new_person(name="张三")))
    assert apply_plan(cast.house, cast.house_act("file 1"), plan(new_person(name="张三"))) == first
    assert Record.objects.count() == 1


def test_what_somebody_set_since_the_plan_was_made_becomes_a_conflict(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13700000000"})
    stale = RecordPlan("表/5/person", "person", record=record, base=1, sets=sets(phone="13900000000"))
    reply = apply_plan(cast.house, cast.house_act(), plan(stale))
    assert (reply["changed"], reply["conflicts"]) == (0, 1)
    assert values(cast, record)["person.phone"] == "13700000000"


def test_conflicts_of_the_plan_wait_for_a_person(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    doubt = FieldConflict("person.phone", "13800000000", "13900000000", "authority")
    same = FieldConflict("person.name", "李四", "张三", "authority")
    doubtful = RecordPlan("表/5/person", "person", record=record, base=1, conflicts=(doubt, same))
    assert apply_plan(cast.house, cast.house_act(), plan(doubtful))["conflicts"] == 1
    assert Conflict.objects.get().element == "person.phone"


def test_undo_takes_back_what_the_batch_made_and_set(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    change = RecordPlan("表/6/person", "person", record=record, base=1, sets=sets(phone="13900000000", religion="某教"))
    reply = apply_plan(cast.house, cast.house_act(), plan(new_person(name="李四"), change))
    undone = undo_batch(cast.house, cast.house_act(), reply["batch"])
    assert (undone["undone"], undone["refused"]) == (2, [])
    assert values(cast, record) == {"person.name": "张三", "person.phone": "13800000000"}
    assert [found.id for found in queries.list_records(cast.house, cast.view("li"), "person")] == [record]
    assert list(scrub.verify_records(cast.house)) == []


def test_undo_leaves_alone_what_was_touched_since_and_says_which(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    change = RecordPlan("表/5/person", "person", record=record, base=1, sets=sets(phone="13900000000", name="李四"))
    reply = apply_plan(cast.house, cast.house_act(), plan(change, new_person("表/6/person", name="王五")))
    made = reply["records"]["表/6/person"]
    change_record(cast.house, cast.act("wang"), record, 2, {"person.phone": "13700000000"})
    change_record(cast.house, cast.act("wang"), made, 1, {"person.phone": "13600000000"})
    undone = undo_batch(cast.house, cast.house_act(), reply["batch"])
    assert undone["refused"] == [
        {"record": made, "elements": ["person.phone"]}, {"record": record, "elements": ["person.phone"]}
    ]  # fmt: skip
    assert values(cast, record) == {"person.name": "张三", "person.phone": "13700000000"}
    assert values(cast, made) == {"person.name": "王五", "person.phone": "13600000000"}


def test_a_batch_is_undone_once_and_must_exist(cast: Cast) -> None:
    reply = apply_plan(cast.house, cast.house_act(), plan(new_person(name="张三")))
    undo_batch(cast.house, cast.house_act(), reply["batch"])
    with refused("LEDGERS_BATCH_UNDONE"):
        undo_batch(cast.house, cast.house_act(), reply["batch"])
    with refused("LEDGERS_NO_BATCH"):
        undo_batch(cast.house, cast.house_act(), "no such")


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.REFUSED])
def test_rows_that_are_the_same_or_refused_touch_nothing(cast: Cast, verdict: Verdict) -> None:
    reply = apply_plan(cast.house, cast.house_act(), plan(new_person(name="张三"), verdict=verdict))
    assert (reply["created"], Record.objects.count()) == (0, 0)


def test_nobody_undoes_what_lies_out_of_reach_nor_learns_that_it_is_there(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    doubt = FieldConflict("person.phone", "13800000000", "13900000000", "authority")
    only_doubts = plan(RecordPlan("表/5/person", "person", record=record, base=1, conflicts=(doubt,)))
    ended = apply_plan(cast.house, cast.house_act(), plan(new_person(name="李四")))
    end_record(cast.house, cast.house_act(), ended["records"]["表/5/person"], "dead")
    doubted = apply_plan(cast.house, cast.house_act(), only_doubts)
    for reply in (ended, doubted):
        with refused("LEDGERS_NO_RECORD"):
            undo_batch(cast.house, cast.act("zhao"), reply["batch"])
        with refused("LEDGERS_NO_BATCH"):
            undo_batch(cast.house, cast.act("shen"), reply["batch"])
    assert Conflict.objects.get().state == "open"
    assert undo_batch(cast.house, cast.act("wang"), doubted["batch"])["refused"] == []
    assert Conflict.objects.get().state == "undone"
