"""Records: created, changed field by field, moved, ended; refused out of reach; once for a key."""

from __future__ import annotations

import pytest

from tests.work.cast import Cast
from yibiao.base.problems import ProblemError
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import queries
from yibiao.work.ledgers.actions import NewRecord, change_record, create_record, end_record, move_record
from yibiao.work.ledgers.models import Change, Conflict, Record


def refused(code: str) -> pytest.RaisesExc[ProblemError]:
    return pytest.RaisesExc(ProblemError, check=lambda fault: fault.problem.code == code)


def test_it_keeps_what_was_written_and_gives_it_to_whoever_keeps_the_area(cast: Cast) -> None:
    reply = create_record(
        cast.house,
        cast.act("wang"),
        NewRecord("person", "99010101", {"person.name": "张三", "person.phone": "13800000000", "person.children": 2}),
    )
    found = queries.get_record(cast.house, cast.view("wang"), str(reply["record"]))
    assert found is not None
    assert found.values == {"person.name": "张三", "person.phone": "13800000000", "person.children": 2}
    assert (found.area, found.version) == ("99010101", 1)
    assert journal.verify_chain() == ()


def test_the_same_key_is_applied_once_and_gets_the_first_answer(cast: Cast) -> None:
    new = NewRecord("person", "99010101", {"person.name": "张三"})
    first = create_record(cast.house, cast.act("wang", "once"), new)
    lines = journal.last_sequence()
    again = create_record(cast.house, cast.act("wang", "once"), new)
    assert again == first
    assert (Record.objects.count(), journal.last_sequence()) == (1, lines)


def test_without_the_key_it_would_be_applied_twice_so_the_test_above_has_teeth(cast: Cast) -> None:
    new = NewRecord("person", "99010101", {"person.name": "张三"})
    assert create_record(cast.house, cast.act("wang"), new) != create_record(cast.house, cast.act("wang"), new)
    assert Record.objects.count() == 2


def test_two_writers_of_different_fields_are_merged(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13900000000"})
    reply = change_record(cast.house, cast.act("li"), record, 1, {"person.children": 3})
    assert (reply["set"], reply["conflicts"], reply["version"]) == (["person.children"], [], 3)
    found = queries.get_record(cast.house, cast.view("li"), record)
    assert found is not None
    assert (found.values["person.phone"], found.values["person.children"]) == ("13900000000", 3)


def test_two_values_for_one_field_are_a_conflict_and_neither_is_lost(cast: Cast) -> None:
    record = cast.person(phone="13800000000")
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13900000001"})
    reply = change_record(cast.house, cast.act("li"), record, 1, {"person.phone": "13900000002"})
    assert (reply["set"], reply["conflicts"], reply["version"]) == ([], ["person.phone"], 2)
    assert Conflict.objects.get().element == "person.phone"
    found = queries.get_record(cast.house, cast.view("li"), record)
    assert found is not None and found.values["person.phone"] == "13900000001"


def test_the_same_value_from_two_writers_is_no_conflict(cast: Cast) -> None:
    record = cast.person()
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13900000001"})
    reply = change_record(cast.house, cast.act("li"), record, 1, {"person.phone": "13900000001"})
    assert (reply["same"], reply["conflicts"], reply["version"]) == (["person.phone"], [], 2)


def test_none_takes_a_value_away(cast: Cast) -> None:
    record = cast.person(children=2)
    change_record(cast.house, cast.act("wang"), record, 1, {"person.children": None})
    found = queries.get_record(cast.house, cast.view("wang"), record)
    assert found is not None and "person.children" not in found.values


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"person.shoe": "44"}, "STANDARD_UNKNOWN_ELEMENT"),
        ({"person.age": 44}, "LEDGERS_DERIVED"),
        ({"household.number": "1"}, "LEDGERS_OTHER_REGISTER"),
        ({"person.birth_date": "1990-02-30"}, "LEDGERS_NO_JSON"),
        ({"person.children": "two"}, "LEDGERS_NO_JSON"),
        ({"person.income_annual": 1.5}, "LEDGERS_NO_JSON"),
    ],
    ids=lambda part: part if isinstance(part, str) else next(iter(part)),
)
def test_it_refuses_what_the_standard_does_not_know_or_its_domain_does_not_keep(
    cast: Cast, values: dict[str, object], code: str
) -> None:
    with refused(code):
        create_record(cast.house, cast.act("wang"), NewRecord("person", "99010101", values))  # type: ignore[arg-type]
    assert Record.objects.count() == 0


def test_nobody_writes_outside_his_area_and_cannot_tell_whether_it_exists(cast: Cast) -> None:
    record = cast.person("99010101")
    for login in ("zhao", "xu", "gao", "shen", "shu"):
        with refused("LEDGERS_NO_RECORD"):
            change_record(cast.house, cast.act(login), record, 1, {"person.name": "x"})
        with refused("LEDGERS_NO_RECORD"):
            change_record(cast.house, cast.act(login), "no such", 1, {"person.name": "x"})
        for area in ("99010101", "no such"):
            with refused("LEDGERS_AREA_OUT_OF_REACH"):
                create_record(cast.house, cast.act(login), NewRecord("person", area, {"person.name": "x"}))
    with refused("LEDGERS_AREA_OUT_OF_REACH"):
        move_record(cast.house, cast.act("wang"), record, "99020101")


def test_a_detail_hangs_on_its_master_lies_where_it_lies_and_moves_with_it(cast: Cast) -> None:
    person = cast.person("99010101")
    detail = create_record(
        cast.house, cast.act("wang"), NewRecord("disability", "99010101", {"disability.kinds": "1,2"}, master=person)
    )
    with refused("LEDGERS_ONE_ONLY"):
        create_record(cast.house, cast.act("wang"), NewRecord("disability", "99010101", {}, master=person))
    with refused("LEDGERS_MASTER"):
        create_record(cast.house, cast.act("wang"), NewRecord("disability", "99010101", {}))
    move_record(cast.house, cast.act("li"), person, "99010102")
    assert queries.get_record(cast.house, cast.view("wang"), str(detail["record"])) is None
    found = queries.get_record(cast.house, cast.view("li"), str(detail["record"]))
    assert found is not None and (found.area, found.master) == ("99010102", person)


def test_an_ended_record_counts_no_more_nor_what_hangs_on_it(cast: Cast) -> None:
    person = cast.person("99010101")
    cast.create(NewRecord("disability", "99010101", {}, master=person))
    end_record(cast.house, cast.act("wang"), person, "dead")
    assert queries.list_records(cast.house, cast.view("li"), "person") == ()
    assert queries.list_records(cast.house, cast.view("li"), "disability") == ()
    assert list(Change.objects.filter(verb="ended").values_list("register", flat=True)) == ["person", "disability"]


def test_the_history_shows_who_set_what_and_hides_what_the_view_hides(cast: Cast) -> None:
    person = cast.person("99010101", religion="某教", phone="13800000000")
    values = {"person.phone": "13900000000", "person.religion": "无教"}
    change_record(cast.house, cast.act("li"), person, 1, values)
    past = queries.history(cast.house, cast.view("wang"), person)
    assert [(entry.verb, entry.version, entry.actor) for entry in past] == [
        ("created", 1, "test"),
        ("changed", 2, "li"),
    ]
    assert (past[1].old, past[1].new) == ({"person.phone": "13800000000"}, {"person.phone": "13900000000"})
    assert queries.history(cast.house, cast.view("zhao"), person) == ()


def test_every_reading_is_journalled_with_its_purpose_and_without_values(cast: Cast) -> None:
    person = cast.person("99010101", phone="13800000000", id_number="99010119900101001X")
    before = journal.last_sequence()
    queries.get_record(cast.house, cast.view("wang", "慰问"), person)
    queries.list_records(cast.house, cast.view("wang", "慰问"), "person")
    queries.find_by_identifier(cast.house, cast.view("li", "慰问"), "person.id_number", "99010119900101001x")
    queries.history(cast.house, cast.view("wang", "慰问"), person)
    queries.get_record(cast.house, cast.view("zhao", "好奇"), person)
    lines = list(journal.lines(before))
    assert [(line["verb"], line["purpose"], line["payload"]["rows"]) for line in lines] == [
        ("read", "慰问", 1), ("read", "慰问", 1), ("read", "慰问", 1), ("read", "慰问", 1), ("read", "好奇", 0)
    ]  # fmt: skip
    assert not any("13800000000" in str(line) or "99010119900101001" in str(line).upper() for line in lines)
    assert [entry["actor"] for entry in queries.readers_of(person)] == ["wang", "wang", "zhao"]
