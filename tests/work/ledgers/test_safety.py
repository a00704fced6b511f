"""What must never happen: an outsider learns something, a forgery passes, an erased value can be read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.work.cast import DAY, Cast
from tests.work.ledgers.test_records import refused
from tests.work.mirrors import lent
from yibiao.base.problems import ProblemError
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Rows, RowsQuestion
from yibiao.flow.standard.formula.nodes import Compare, Ref, Value
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import asking, queries, scrub, sealing
from yibiao.work.ledgers.actions import NewRecord, change_record, erase_record
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Change, Conflict, Identifier, OwnerKey, Record

ID_NUMBER = "99010119900101001X"
NAMES = RowsQuestion("person", (Column("name", Ref("person.name")), Column("id", Ref("person.id_number"))))


@pytest.fixture
def mirror(cast: Cast) -> Iterator[Mirror]:
    with lent(cast.house) as made:
        yield made


@pytest.mark.parametrize("area", ["99", "9901", "990101", "99010101", "no such"])
@pytest.mark.parametrize(
    "question",
    [NAMES, CountQuestion("person"), AreasQuestion((("people", CountQuestion("person")),))],
    ids=["rows", "count", "areas"],
)
def test_an_outsider_gets_nothing_not_even_a_count(cast: Cast, mirror: Mirror, area: str, question: object) -> None:
    cast.person("99010101", id_number=ID_NUMBER)
    cast.person("99020101", name="南人") if area == "99" else None
    before = journal.last_sequence()
    view = cast.view("zhao")
    if area == "99":  # the district covers his own grid: he gets his own people and nobody else's
        if isinstance(question, RowsQuestion):
            (rows,) = asking.answer(cast.house, mirror, view, [question], area, day=DAY)
            assert isinstance(rows, Rows) and [row[0] for row in rows.values] == ["南人"]
        return
    with pytest.raises(ProblemError) as fault:
        asking.answer(cast.house, mirror, view, [question], area, day=DAY)  # type: ignore[list-item]
    assert fault.value.problem.code == "ASKING_AREA_OUTSIDE"
    line = next(journal.lines(before))
    assert (line["actor"], line["payload"]["how"]) == ("zhao", "ask refused ASKING_AREA_OUTSIDE")


def test_an_outsider_finds_no_record_by_id_list_identifier_or_history(cast: Cast) -> None:
    person = cast.person("99010101", id_number=ID_NUMBER)
    for login in ("zhao", "xu", "gao", "shen", "shu"):
        view = cast.view(login)
        assert queries.get_record(cast.house, view, person) is None
        assert queries.list_records(cast.house, view, "person") == ()
        assert queries.find_by_identifier(cast.house, view, "person.id_number", ID_NUMBER) == ()
        assert queries.history(cast.house, view, person) == ()


def test_the_insider_gets_it_so_the_tests_above_have_something_to_hide(cast: Cast, mirror: Mirror) -> None:
    person = cast.person("99010101", id_number=ID_NUMBER)
    found = queries.find_by_identifier(cast.house, cast.view("li"), "person.id_number", ID_NUMBER.lower())
    assert [reading.id for reading in found] == [person]
    (rows,) = asking.answer(cast.house, mirror, cast.view("li"), [NAMES], "990101", day=DAY)
    assert isinstance(rows, Rows) and rows.values == (("张三", ID_NUMBER),)


def test_a_grid_worker_sees_identity_numbers_masked_and_religion_not_at_all(cast: Cast, mirror: Mirror) -> None:
    cast.person("99010101", id_number=ID_NUMBER, religion="某教")
    (rows,) = asking.answer(cast.house, mirror, cast.view("wang"), [NAMES], "99010101", day=DAY)
    assert isinstance(rows, Rows)
    assert ID_NUMBER not in str(rows.values) and rows.values[0][0] == "张三"
    where = Compare("=", Ref("person.religion"), Value("某教"))
    with pytest.raises(ProblemError):
        asking.answer(cast.house, mirror, cast.view("wang"), [RowsQuestion("person", (), where)], "99010101", day=DAY)
    reading = queries.list_records(cast.house, cast.view("wang"), "person")[0]
    assert "person.religion" not in reading.values
    assert ID_NUMBER not in str(reading.values) and reading.masked == {"person.id_number"}


def test_every_question_leaves_one_line_that_says_what_was_asked(cast: Cast, mirror: Mirror) -> None:
    cast.person("99010101", id_number=ID_NUMBER)
    before = journal.last_sequence()
    asking.answer(cast.house, mirror, cast.view("li", "高龄补贴"), [NAMES, CountQuestion("person")], "990101", day=DAY)
    (line,) = journal.lines(before)
    assert (line["actor"], line["purpose"], line["verb"]) == ("li", "高龄补贴", "read")
    payload = line["payload"]
    assert (payload["register"], payload["area"]) == ("person", "990101")
    assert payload["elements"] == ["person.id_number", "person.name"]
    assert payload["rows"] >= 1 and ID_NUMBER not in str(line)


def test_sealed_values_carried_to_another_record_do_not_open(cast: Cast) -> None:
    one, two = cast.person(phone="13800000001"), cast.person(phone="13800000002")
    Record.objects.filter(id=one).update(sealed=Record.objects.get(id=two).sealed)
    with refused("VAULT_SEAL_BROKEN"):
        queries.get_record(cast.house, cast.view("li"), one)
    assert [found.place.record for found in scrub.verify_records(cast.house)] == [one]


def test_even_with_the_other_owners_key_they_do_not_open(cast: Cast) -> None:
    one, two = cast.person(phone="13800000001"), cast.person(phone="13800000002")
    other = Record.objects.get(id=two)
    Record.objects.filter(id=one).update(sealed=other.sealed, owner_id=other.owner_id)
    with refused("VAULT_SEAL_BROKEN"):
        queries.get_record(cast.house, cast.view("li"), one)


def test_sealed_values_of_an_older_version_do_not_open(cast: Cast) -> None:
    record = cast.person(phone="13800000001")
    old = Record.objects.get(id=record).sealed
    change_record(cast.house, cast.act("wang"), record, 1, {"person.phone": "13800000002"})
    Record.objects.filter(id=record).update(sealed=old)
    with refused("VAULT_SEAL_BROKEN"):
        queries.get_record(cast.house, cast.view("li"), record)


def test_a_clear_value_changed_behind_our_back_is_found(cast: Cast) -> None:
    record, other = cast.person(birth_date="1950-01-01"), cast.person()
    assert list(scrub.verify_records(cast.house)) == []
    Record.objects.filter(id=record).update(values={"person.name": "张三", "person.birth_date": "1940-01-01"})
    assert [found.place.record for found in scrub.verify_records(cast.house)] == [record]
    Record.objects.filter(id=record).update(values={"person.name": "张三", "person.birth_date": "1950-01-01"})
    Record.objects.filter(id=other).update(area_id=Record.objects.get(id=record).area_id + 1)
    assert [found.place.record for found in scrub.verify_records(cast.house)] == [other]


def test_changes_are_append_only_too(cast: Cast) -> None:
    cast.person()
    with pytest.raises(Exception, match="append-only"):
        Change.objects.all().update(verb="forged")


def test_erasing_destroys_what_was_sealed_everywhere(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(id_number=ID_NUMBER, phone="13800000001")
    cast.create(NewRecord("disability", "99010101", {"disability.kinds": "1"}, master=person))
    change_record(cast.house, cast.act("wang"), person, 1, {"person.phone": "13800000002"})
    change_record(cast.house, cast.act("li"), person, 1, {"person.phone": "13800000003"})
    kept = list(Change.objects.filter(record=person))
    assert erase_record(cast.house, cast.house_act(), person)["erased"] == 2
    assert OwnerKey.objects.get(owner=person).wrapped is None
    keys = sealing.Keys(cast.house.vault)
    for change in (change for change in kept if change.sealed is not None):
        with refused("VAULT_KEY_DESTROYED"):
            sealing.opened_change(keys, person, change)
    assert set(Record.objects.values_list("ended", "sealed")) == {("erased", None)}
    assert [row.values for row in Record.objects.all()] == [{}, {}]
    assert Identifier.objects.count() == 0
    assert Conflict.objects.get().sealed is None
    assert queries.find_by_identifier(cast.house, cast.view("li"), "person.id_number", ID_NUMBER) == ()
    assert mirror.session().execute("SELECT count(*) FROM person", {}) == [(0,)]
    assert journal.verify_chain() == ()


def test_before_erasing_the_changes_do_open_so_the_test_above_has_teeth(cast: Cast) -> None:
    person = cast.person(phone="13800000001")
    change_record(cast.house, cast.act("wang"), person, 1, {"person.phone": "13800000002"})
    change = Change.objects.get(record=person, verb="changed")
    old, new = sealing.opened_change(sealing.Keys(cast.house.vault), person, change)
    assert (old, new) == ({"person.phone": "13800000001"}, {"person.phone": "13800000002"})


def test_no_value_of_levels_3_and_4_stands_in_clear_in_any_table(cast: Cast) -> None:
    person = cast.person(id_number=ID_NUMBER, phone="13800000001", religion="某教")
    change_record(cast.house, cast.act("wang"), person, 1, {"person.phone": "13800000002"})
    change_record(cast.house, cast.act("li"), person, 1, {"person.phone": "13800000003"})
    queries.find_by_identifier(cast.house, cast.view("li"), "person.id_number", ID_NUMBER)
    text = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text += str([bytes(value) if isinstance(value, memoryview) else value for value in row])
    for secret in (ID_NUMBER, "13800000001", "13800000002", "13800000003", "某教"):
        assert secret not in text and secret.encode().hex() not in text
    assert "张三" in text or "\\u5f20" in text  # level 2 stands in clear: the sweep does see values
