"""What was done at the door arrives once, in any order and however often it is sent; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.work.cast import Cast
from yibiao.base.ids import seeded_ids
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import queries, scrub, sealing
from yibiao.work.ledgers.actions import Operation, Outcome, apply_operations
from yibiao.work.ledgers.models import Conflict, Record
from yibiao.work.ledgers.sealing import conflict_bound

IDS = seeded_ids(Random(11), 1_791_000_000_000)
PHONES = tuple(f"1380000000{number}" for number in range(4))


def send(cast: Cast, login: str, *operations: Operation, device: str = "phone") -> tuple[Outcome, ...]:
    act = replace(cast.act(login), writer=f"{login}/{device}")
    return apply_operations(cast.house, cast.view(login), act, operations)


def change(record: str, base: int = 1, **values: object) -> Operation:
    return Operation(IDS(), "change", record, base=base, values={f"person.{k}": v for k, v in values.items()})  # type: ignore[misc]


def new_person(area: str = "99010101", **values: object) -> Operation:
    named = {f"person.{name}": value for name, value in ({"name": "李四"} | values).items()}
    return Operation(IDS(), "create", IDS(), "person", values=named, area=area)  # type: ignore[arg-type]


def value(cast: Cast, record: str, element: str) -> object:
    found = queries.get_record(cast.house, cast.view("li"), record)
    assert found is not None
    return found.values.get(element)


def claimed(cast: Cast, record: str, element: str) -> set[object]:
    """The values that stand for an element: the record's own, and those that wait in open conflicts."""
    keys, row = sealing.Keys(cast.house.vault), Record.objects.get(id=record)
    waiting = {
        sealing.opened(cast.house.vault, keys[row.owner_id], one.sealed, conflict_bound(record, element))["theirs"]
        for one in Conflict.objects.filter(record=record, element=element, state="open")
    }
    return {value(cast, record, element)} | waiting


def test_a_newcomer_a_change_and_a_check_arrive_together_and_once(cast: Cast) -> None:
    made = new_person(phone="138 0000 0000")
    more = [
        change(made.record, phone="13900000000"),
        Operation(IDS(), "confirm", made.record, elements=("person.name",)),
    ]
    first = send(cast, "wang", made, *more)
    lines = journal.last_sequence()
    assert [each.kind for each in first] == ["applied"] * 3
    assert send(cast, "wang", made, *more) == first and journal.last_sequence() == lines
    assert value(cast, made.record, "person.phone") == "13900000000"


def test_two_changes_of_one_phone_to_one_field_do_not_quarrel(cast: Cast) -> None:
    record = cast.person(phone=PHONES[0])
    outcomes = send(cast, "wang", change(record, phone=PHONES[1]), change(record, phone=PHONES[2]))
    assert [each.kind for each in outcomes] == ["applied", "applied"]
    assert claimed(cast, record, "person.phone") == {PHONES[2]}


def test_another_phone_in_between_is_a_conflict_and_both_values_wait(cast: Cast) -> None:
    record = cast.person(phone=PHONES[0])
    send(cast, "li", change(record, phone=PHONES[1]))
    (outcome,) = send(cast, "wang", change(record, phone=PHONES[2], children=2))
    assert (outcome.kind, outcome.elements) == ("conflict", ("person.phone",))
    assert claimed(cast, record, "person.phone") == {PHONES[1], PHONES[2]}
    assert value(cast, record, "person.children") == 2


def test_coming_to_the_same_value_closes_the_conflict(cast: Cast) -> None:
    record = cast.person(phone=PHONES[0])
    send(cast, "li", change(record, phone=PHONES[1]))
    send(cast, "wang", change(record, phone=PHONES[2]))
    send(cast, "li", change(record, 2, phone=PHONES[2]))
    assert claimed(cast, record, "person.phone") == {PHONES[2]}
    assert Conflict.objects.get().state == "agreed"


def test_after_a_refused_one_the_same_record_waits_and_others_go_on(cast: Cast) -> None:
    lost, other = new_person(name=""), new_person()
    home = Operation(IDS(), "create", IDS(), "household", values={"household.address": "  "}, area="99010101")
    inside = replace(new_person(), values={"person.name": "王五", "person.household": home.record})
    outcomes = send(cast, "wang", lost, change(lost.record, phone=PHONES[0]), other, home, inside)
    assert [each.kind for each in outcomes] == ["refused", "waits", "applied", "refused", "waits"]
    assert {each.code for each in outcomes[0].problems} == {"ENTRY_MISSING"}


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (Operation(IDS(), "change", IDS(), base=1, values={"person.name": "x"}), "LEDGERS_NO_RECORD"),
        (Operation("no id", "confirm", IDS()), "LEDGERS_NO_RECORD"),
        (Operation(IDS(), "end", IDS(), why="dead"), "LEDGERS_UNKNOWN_END"),
        (new_person(area="99020101"), "LEDGERS_AREA_OUT_OF_REACH"),
        (new_person(religion="x"), "STANDARD_UNKNOWN_ELEMENT"),
        (new_person(phone="138****0000"), "DOMAIN_MASKED"),
        (new_person(household=IDS()), "LEDGERS_NO_RECORD"),
        (Operation(IDS(), "create", IDS(), "no such", area="99010101"), "LEDGERS_UNKNOWN_REGISTER"),
    ],
)
def test_what_may_not_be_written_is_refused_in_words(cast: Cast, operation: Operation, code: str) -> None:
    (outcome,) = send(cast, "wang", operation)
    assert outcome.kind == "refused" and {each.code for each in outcome.problems} == {code}
    assert not Record.objects.exists()


def test_an_outsider_writes_nothing_and_learns_nothing(cast: Cast) -> None:
    record = cast.person(phone=PHONES[0])
    before = Record.objects.get(id=record).version
    there = send(cast, "zhao", change(record, phone=PHONES[0]), replace(new_person("99020101"), record=record))
    nowhere = send(cast, "zhao", change(IDS(), phone=PHONES[0]))
    assert {each.kind for each in there} == {"refused", "waits"}
    assert there[0].problems[0].code == nowhere[0].problems[0].code
    assert Record.objects.get(id=record).version == before


def test_an_element_that_the_writer_does_not_see_is_not_compared_with(cast: Cast) -> None:
    """Were it merged, "the same" against "set" would tell the value."""
    record = cast.person(religion="某教")
    (outcome,) = send(cast, "wang", change(record, religion="某教"))
    assert outcome.kind == "refused" and Record.objects.get(id=record).version == 1


def test_a_record_that_was_a_mistake_is_ended_and_one_that_moves_keeps_its_values(cast: Cast) -> None:
    first, second = cast.person(), cast.person(phone=PHONES[0])
    outcomes = send(
        cast, "li",
        Operation(IDS(), "end", first, why="ended"), Operation(IDS(), "move", second, area="99010102"),
        Operation(IDS(), "move", second, area="99020101"),
    )  # fmt: skip
    assert [each.kind for each in outcomes] == ["applied", "applied", "refused"]
    assert queries.get_record(cast.house, cast.view("li"), first) is None
    assert queries.get_record(cast.house, cast.view("wang"), second) is None
    assert value(cast, second, "person.phone") == PHONES[0]


Sent = tuple[int, int]
"""Device, value of the phone that it sets."""


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Sent], list[int], list[int]]:
    """What three devices do in their own order, how they are interleaved, which deliveries are repeated."""
    done = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=7))
    order = draw(st.permutations([device for device, _ in done]))
    return done, order, draw(st.lists(st.integers(0, len(done) - 1), max_size=4))


def deliver(
    cast: Cast, done: Sequence[Sent], order: Sequence[int], again: Sequence[int], *, keys: bool = True
) -> tuple[str, int]:
    """Each device's operations in its order, the devices interleaved as told, some sent again later.

    Returns the record and how many operations were written. keys: without them repetition is not recognised.
    """
    record = cast.person(phone=PHONES[0])
    lines = journal.last_sequence()
    queues = {device: [change(record, phone=PHONES[v]) for d, v in done if d == device] for device in range(3)}
    logins, sent = ("wang", "li", "chen"), []
    for device in order:
        operation = queues[device].pop(0)
        sent.append((device, operation))
        send(cast, logins[device], operation)
    for number in again:
        device, operation = sent[number]
        send(cast, logins[device], operation if keys else replace(operation, id=IDS()))
    return record, journal.last_sequence() - lines


def last_words(done: Sequence[Sent]) -> set[object]:
    return {PHONES[value] for value in dict(done).values()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_any_order_and_repetition_give_the_same_words_none_lost_none_twice(
    cast: Cast, history: tuple[list[Sent], list[int], list[int]]
) -> None:
    """Whoever comes first: what stands, as value or in a conflict, is the last word of each device."""
    done, order, again = history
    record, written = deliver(cast, done, order, again)
    assert claimed(cast, record, "person.phone") == last_words(done)
    assert written == len(done)
    assert list(scrub.verify_records(cast.house)) == []


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([0, 1, 0], [(0, 1), (1, 1), (0, 2)]),  # both said 1, then the first one 2: the second one still says 1
        ([0, 1, 1], [(0, 1), (1, 1), (1, 3)]),
        ([0, 1, 0, 0], [(0, 1), (1, 2), (0, 2), (0, 3)]),
        ([0, 1, 0, 1], [(0, 1), (1, 2), (0, 2), (1, 1)]),
    ],
)
def test_who_said_the_same_is_heard_when_the_other_one_changes_his_mind(
    cast: Cast, order: list[int], words: list[Sent]
) -> None:
    record, _ = deliver(cast, words, order, [])
    assert claimed(cast, record, "person.phone") == last_words(words)


def test_without_keys_a_repeated_operation_is_written_twice_so_the_test_has_teeth(cast: Cast) -> None:
    done = [(0, 1), (0, 2)]
    _, written = deliver(cast, done, [0, 0], [0], keys=False)
    assert written > len(done)


def test_without_a_device_two_changes_quarrel_so_the_property_has_teeth(cast: Cast) -> None:
    record = cast.person(phone=PHONES[0])
    act = cast.act("wang")
    for phone in PHONES[1:3]:
        apply_operations(cast.house, cast.view("wang"), act, [change(record, phone=phone)])
    assert claimed(cast, record, "person.phone") == {PHONES[1], PHONES[2]}


def test_a_household_and_its_first_member_arrive_in_one_go(cast: Cast) -> None:
    home = Operation(IDS(), "create", IDS(), "household", values={"household.address": "甲路 1 号"}, area="99010101")
    inside = replace(new_person(), values={"person.name": "王五", "person.household": home.record})
    assert [each.kind for each in send(cast, "wang", home, inside)] == ["applied", "applied"]
    assert value(cast, inside.record, "person.household") == home.record
