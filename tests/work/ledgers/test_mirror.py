"""The mirror: equal to the records after whatever was done, locked, fast to open again, never wrong in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.work.cast import GRIDS, Cast
from tests.work.mirrors import lent
from yibiao.base.problems import ProblemError
from yibiao.work.directory import actions as directory
from yibiao.work.ledgers import scrub, snapshot
from yibiao.work.ledgers.actions import (
    NewRecord,
    change_record,
    create_record,
    end_record,
    erase_record,
    load_bulk,
    move_record,
)  # fmt: skip
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Record


@pytest.fixture
def mirror(cast: Cast) -> Iterator[Mirror]:
    made = Mirror.open(cast.house)
    yield made
    made.close()


def test_a_mirror_that_is_lent_again_holds_nothing_of_the_house_before(cast: Cast) -> None:
    cast.person(name="甲")
    with lent(cast.house) as first:
        assert names(first) == ["甲"]
    Record.objects.all().delete()
    cast.person(name="乙")
    with lent(cast.house) as second:
        assert second is first and names(second) == ["乙"]


@pytest.fixture
def home(cast: Cast, tmp_path: Path) -> Path:
    cast.house = replace(cast.house, home=tmp_path)
    return tmp_path


def names(mirror: Mirror) -> list[str]:
    return [row[0] for row in mirror.session().execute("SELECT name FROM person ORDER BY name", {})]


def test_it_holds_typed_values_of_all_levels(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(
        phone="13800000000", birth_date="1946-03-01", income_annual="1234.50", children=2, alone=True, id="甲1"
    )
    cast.create(NewRecord("disability", "99010101", {"disability.kinds": "1,2"}, master=person))
    session = mirror.session()
    columns = "name, phone, CAST(birth_date AS VARCHAR), CAST(income_annual AS VARCHAR), children, alone, id_, area, area_code"
    assert session.execute(f"SELECT {columns} FROM person", {}) == [
        ("张三", "13800000000", "1946-03-01", "1234.50", 2, True, "甲1", 4, "99010101")
    ]
    assert session.execute("SELECT kinds, master FROM disability", {}) == [(["1", "2"], person)]
    assert session.execute("SELECT code, first, last, parent FROM areas ORDER BY first LIMIT 2", {}) == [
        ("99", 1, 10, None), ("9901", 2, 7, "99")
    ]  # fmt: skip


def test_a_session_sees_what_was_committed_before_it(cast: Cast, mirror: Mirror) -> None:
    cast.person(name="甲")
    assert names(mirror) == ["甲"]
    reply = cast.create(NewRecord("person", "99010101", {"person.name": "乙"}))
    assert mirror.session(wait_for=reply["sequence"]).execute("SELECT count(*) FROM person", {}) == [(2,)]
    with pytest.raises(ProblemError, match="LEDGERS_NOT_YET"):
        mirror.session(wait_for=reply["sequence"] + 1)


def test_a_mirror_that_did_not_follow_would_be_found(cast: Cast, mirror: Mirror) -> None:
    cast.person(name="甲")
    mirror.session()
    mirror.refresh = lambda: 0  # type: ignore[method-assign]  # the broken variant: it never looks at the feed
    cast.person(name="乙")
    assert [found.code for found in scrub.verify_mirror(cast.house, mirror)] == ["LEDGERS_MIRROR_DIFFERS"]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/hostname')", "SELECT * FROM read_text('/proc/self/environ')",
        "COPY person TO '/tmp/leak.csv'", "ATTACH '/tmp/leak.db'", "INSTALL httpfs", "LOAD httpfs",
        "SET enable_external_access = true", "SET allowed_paths = ['/etc/hostname']", "SET temp_directory = '/tmp'",
        "EXPORT DATABASE '/tmp/leak'",
    ],
)  # fmt: skip
def test_no_statement_leads_out_of_the_mirror(mirror: Mirror, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        mirror.session().execute(statement, {})


def test_an_unlocked_engine_lets_such_a_statement_pass() -> None:
    assert duckdb.connect(":memory:").execute("SELECT count(*) FROM read_text('/etc/hostname')").fetchall() == [(1,)]


def test_the_next_process_starts_from_the_snapshot_and_follows_what_came_after(cast: Cast, home: Path) -> None:
    cast.person(name="甲", phone="13800000000")
    Mirror.open(cast.house).close()
    stood = (home / snapshot.FILE).read_bytes()
    assert b"13800000000" not in stood
    cast.person(name="乙")
    second = Mirror(cast.house)
    assert second._load()
    assert names(second) == ["乙", "甲"]
    assert scrub.verify_mirror(cast.house, second) == ()


@pytest.mark.parametrize("harm", ["torn", "flipped", "empty", "foreign", "rolled back"])
def test_a_bad_snapshot_is_built_anew(cast: Cast, home: Path, harm: str) -> None:
    cast.person(name="甲")
    Mirror.open(cast.house).close()
    file = home / snapshot.FILE
    whole = bytearray(file.read_bytes())
    if harm == "torn":
        file.write_bytes(whole[: len(whole) // 2])
    elif harm == "flipped":
        whole[-40] ^= 1
        file.write_bytes(whole)
    elif harm == "empty":
        file.write_bytes(b"")
    else:
        header, parts = snapshot.read(home, cast.house.vault) or pytest.fail("no snapshot")
        other = replace(header, hash="0" * 64) if harm == "foreign" else replace(header, sequence=header.sequence + 9)
        snapshot.write(home, cast.house.vault, other, parts)
    again = Mirror(cast.house)
    assert not again._load()
    assert names(Mirror.open(cast.house)) == ["甲"]


def test_a_tree_numbered_anew_moves_every_record_to_its_new_number(cast: Cast, home: Path) -> None:
    cast.person("99020101", name="甲")
    first = Mirror.open(cast.house)
    assert first.session().execute("SELECT area FROM person", {}) == [(10,)]
    directory.lay_areas([directory.NewArea("99010103", "新网格", "grid", "990101")], "test")
    for mirror in (first, Mirror.open(cast.house)):
        assert mirror.session().execute("SELECT area FROM person", {}) == [(11,)]
        assert scrub.verify_mirror(cast.house, mirror) == ()


def test_bulk_loaded_records_are_what_single_ones_are(cast: Cast, mirror: Mirror) -> None:
    values = {"person.name": "张三", "person.phone": "13800000000", "person.birth_date": "1950-01-01"}
    people = [NewRecord("person", GRIDS[n % 4], values, id=cast.house.ids()) for n in range(20)]
    details = [NewRecord("disability", each.area, {"disability.kinds": "1"}, master=each.id) for each in people[:5]]
    assert load_bulk(cast.house, cast.house_act("load"), [*people, *details]) == 25
    assert load_bulk(cast.house, cast.house_act("load"), [*people, *details]) == 25
    assert Record.objects.count() == 25
    assert scrub.verify_mirror(cast.house, mirror) == ()
    assert list(scrub.verify_records(cast.house)) == []
    change_record(cast.house, cast.act("wang"), people[0].id, 1, {"person.phone": "13900000000"})
    assert scrub.verify_mirror(cast.house, mirror) == ()


PHONES = st.sampled_from(["13800000000", "13900000000", None])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "stale", "move", "end", "erase", "detail", "look", "lay"]),
        st.integers(0, 5), st.sampled_from(GRIDS), PHONES, st.sampled_from(["甲", "乙", None]),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_mirror_equals_the_records_after_random_edits(cast: Cast, steps: list[Any]) -> None:
    with transaction.atomic():
        followed = Mirror.open(cast.house)
        people: list[str] = []
        for step, pick, area, phone, name in steps:
            try:
                do(cast, followed, people, (step, pick, area, phone, name))
            except ProblemError as fault:  # ended, erased or doubled: the refusal itself must leave all as it was
                assert fault.problem.code in {"LEDGERS_NO_RECORD", "LEDGERS_ONE_ONLY"}
        assert scrub.verify_mirror(cast.house, followed) == ()
        assert list(scrub.verify_records(cast.house)) == []
        followed.close()
        transaction.set_rollback(True)


def do(cast: Cast, mirror: Mirror, people: list[str], step: tuple[str, int, str, str | None, str | None]) -> None:
    verb, pick, area, phone, name = step
    act = cast.house_act()
    if verb == "create" or not people:
        new = NewRecord("person", area, {"person.phone": phone, "person.name": name})
        people.append(str(create_record(cast.house, act, new)["record"]))
        return
    record = people[pick % len(people)]
    version = Record.objects.get(id=record).version
    if verb == "change":
        change_record(cast.house, act, record, version, {"person.phone": phone, "person.name": name})
    elif verb == "stale":
        change_record(cast.house, act, record, 1, {"person.phone": phone})
    elif verb == "move":
        move_record(cast.house, act, record, area)
    elif verb == "end":
        end_record(cast.house, act, record, "dead")
    elif verb == "erase":
        erase_record(cast.house, act, record)
    elif verb == "detail":
        create_record(cast.house, act, NewRecord("disability", area, {"disability.kinds": "2"}, master=record))
    elif verb == "lay":
        directory.lay_areas([directory.NewArea(f"9901{pick:02}x", "新", "community", "9901")], "test")
    else:
        mirror.session()


def test_an_erased_person_leaves_the_snapshot_too(
    cast: Cast, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    person = cast.person(name="甲", phone="13800000000")
    Mirror.open(cast.house).close()
    with django_capture_on_commit_callbacks(execute=True):
        erase_record(cast.house, cast.house_act(), person)
    left = Mirror(cast.house)
    assert left._load()
    assert left._engine.execute("SELECT count(*) FROM person").fetchall() == [(0,)]


def test_without_that_step_the_snapshot_would_still_hold_the_erased_person(cast: Cast, home: Path) -> None:
    person = cast.person(name="甲", phone="13800000000")
    Mirror.open(cast.house).close()
    erase_record(cast.house, cast.house_act(), person)  # what is to follow the commit never runs here
    left = Mirror(cast.house)
    assert left._load()
    assert left._engine.execute("SELECT phone FROM person").fetchall() == [("13800000000",)]
    left.refresh()  # the next mirror does what the killed process could not
    again = Mirror(cast.house)
    assert again._load()
    assert again._engine.execute("SELECT count(*) FROM person").fetchall() == [(0,)]


def test_a_session_in_use_sees_one_state_while_the_mirror_moves_on(cast: Cast, mirror: Mirror) -> None:
    cast.person(name="甲")
    early = mirror.session()
    early.execute("BEGIN", {})
    assert early.execute("SELECT count(*) FROM person", {}) == [(1,)]
    cast.person(name="乙")
    assert names(mirror) == ["乙", "甲"]
    assert early.execute("SELECT count(*) FROM person", {}) == [(1,)]


def test_no_bar_of_the_engine_is_drawn_into_our_output(cast: Cast, mirror: Mirror) -> None:
    rows = mirror.session().execute("SELECT current_setting('enable_progress_bar')", {})
    assert rows[0][0] is False


def test_it_promises_tidy_details_until_one_is_brought_in_elsewhere(cast: Cast, mirror: Mirror) -> None:
    detail = str(cast.create(NewRecord("disability", "99010101", {}, master=cast.person()))["record"])
    assert "disability" in mirror.session().tidy
    change_record(cast.house, cast.act("wang"), detail, 1, {"disability.since": "2020-01-01"})
    assert "disability" in mirror.session().tidy
    away = Record.objects.get(id=cast.person(area="99010102")).area
    Record.objects.filter(id=detail).update(area=away)  # no action of the ledger does so
    change_record(cast.house, cast.house_act(), detail, 2, {"disability.since": "2021-01-01"})
    assert "disability" not in mirror.session().tidy
    mirror.rebuild()
    assert "disability" not in mirror.session().tidy
