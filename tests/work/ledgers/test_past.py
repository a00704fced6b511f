"""The ledger as it stood: what was answered at a journal line is what it answers about that line ever after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.work.cast import CLOCK, DAY, GRIDS, Cast, small_standard
from tests.work.ledgers.test_plans import new_person, plan, sets
from tests.work.ledgers.test_records import refused
from tests.work.mirrors import lent
from yibiao.base.clock import fixed_clock
from yibiao.base.problems import ProblemError
from yibiao.flow.asking.nodes import Column, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.keeping.plans import RecordPlan
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.work.directory import actions as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import asking, moments, versions
from yibiao.work.ledgers.actions import (
    Decision,
    NewRecord,
    apply_plan,
    apply_slices,
    change_record,
    confirm_record,
    create_record,
    end_record,
    erase_record,
    load_bulk,
    move_record,
    resolve_conflict,
    undo_batch,
    undo_slices,
)
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Conflict, Record
from yibiao.work.ledgers.sessions import Session
from yibiao.work.ledgers.versions import Closed

PHONES = st.sampled_from(["13800000000", "13900000000", None])
VERBS = ("create", "change", "stale", "settle", "confirm", "move", "end", "erase", "detail", "load", "plan", "slices",
         "undo", "lay", "answer then")  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.sampled_from(GRIDS), PHONES, st.sampled_from(["甲", "乙"])),
    min_size=2, max_size=12,
)  # fmt: skip


@pytest.fixture
def mirror(cast: Cast) -> Iterator[Mirror]:
    with lent(cast.house) as made:
        yield made


def quiet(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def columns(*codes: str) -> tuple[Column, ...]:
    return tuple(Column(code, Ref(code)) for code in codes)


def questions(cast: Cast) -> tuple[Question, ...]:
    phone = parse("person.phone = '13800000000'", "person", cast.house.standard)
    return (
        RowsQuestion("person", columns("person.name", "person.phone", "person.household", "household.address")),
        RowsQuestion("disability", columns("disability.kinds", "person.name")),
        CountQuestion("person", phone),
        CountQuestion("disability"),
    )


@dataclass(frozen=True)
class Kept:
    """What was answered, about which line."""

    sequence: int
    answers: tuple[Any, ...]


class Life:
    """A small ledger that lives, and remembers what it answered."""

    def __init__(self, cast: Cast, mirror: Mirror) -> None:
        self.cast, self.mirror = cast, mirror
        self.people: list[str] = []
        self.batches: list[tuple[str, bool]] = []
        self.erased: set[str] = set()
        self.kept: list[Kept] = []

    def keep(self) -> None:
        sequence = journal.last_sequence()
        house, view = self.cast.house, self.cast.view("shu")
        answers = asking.answer(house, self.mirror, everyone(view), questions(self.cast), "99", day=DAY)
        self.kept.append(Kept(sequence, answers))

    def then(self, sequence: int) -> tuple[Any, ...]:
        view = everyone(self.cast.view("shu"))
        told = asking.answer_then(
            self.cast.house, self.mirror, view, questions(self.cast), "99", day=DAY, seen_at=sequence
        )
        return told.answers

    def do(self, step: tuple[str, int, str, str | None, str]) -> None:
        verb, pick, area, phone, name = step
        act = self.cast.house_act()
        if verb == "load":
            new = [NewRecord("person", area, {"person.name": name}, id=self.cast.house.ids()) for _ in range(2)]
            load_bulk(self.cast.house, act, new)
            self.people += [each.id for each in new]
        elif verb == "lay":
            directory.lay_areas([directory.NewArea(f"9901{pick:02}x", "新", "community", "9901")], "test")
        elif verb == "answer then":
            self.then(self.kept[pick % len(self.kept)].sequence if self.kept else 0)
        elif verb == "undo" and self.batches:
            batch, sliced = self.batches.pop()
            undo_slices(self.cast.house, act, batch, quiet) if sliced else undo_batch(self.cast.house, act, batch)
        elif verb == "create" or not self.people:
            home = self.cast.create(NewRecord("household", area, {"household.address": f"{name}路{pick}号"}))["record"]
            values = {"person.phone": phone, "person.name": name, "person.household": str(home)}
            self.people.append(str(create_record(self.cast.house, act, NewRecord("person", area, values))["record"]))
        else:
            self.touch(verb, self.people[pick % len(self.people)], step)

    def touch(self, verb: str, record: str, step: tuple[str, int, str, str | None, str]) -> None:
        _, pick, area, phone, name = step
        house, act = self.cast.house, self.cast.house_act()
        version = Record.objects.get(id=record).version
        if verb == "change":
            change_record(house, act, record, version, {"person.phone": phone, "person.name": name})
        elif verb == "stale":
            change_record(house, act, record, 1, {"person.phone": phone})
        elif verb == "settle":
            for row in Conflict.objects.filter(state="open")[:1]:
                resolve_conflict(house, act, row.id, Decision("theirs"))
        elif verb == "confirm":
            confirm_record(house, act, record, ["person.name"])
        elif verb == "move":
            move_record(house, act, record, area)
        elif verb == "end":
            end_record(house, act, record, ("dead", "moved_out", "merged")[pick % 3], {"person.name": name})
        elif verb == "erase":
            self.erased |= set(Record.objects.filter(owner=record).values_list("id", flat=True))
            erase_record(house, act, record)
        elif verb == "detail":
            create_record(house, act, NewRecord("disability", area, {"disability.kinds": "2"}, master=record))
        elif verb in ("plan", "slices"):
            old = RecordPlan(
                "表/6/person", "person", record=record, base=version, sets=sets(name=name, phone=phone or "")
            )
            old = old if phone else replace(old, sets=sets(name=name))
            both = plan(new_person(name=name), old)
            reply = (
                apply_slices(house, act, both, house.ids(), quiet) if verb == "slices" else apply_plan(house, act, both)
            )
            self.batches.append((reply["batch"], verb == "slices"))

    def wrong(self) -> list[int]:
        """Lines about which the ledger answers something else now, erased people apart."""
        return [one.sequence for one in self.kept if not self.alike(one.answers, self.then(one.sequence))]

    def alike(self, before: Sequence[Any], now: Sequence[Any]) -> bool:
        pairs = list(zip(before, now, strict=True))
        lists = [(known(a, self.erased), known(b, self.erased)) for a, b in pairs if isinstance(a, Rows)]
        numbers = [(a.value, b.value) for a, b in pairs if isinstance(a, Number) and not self.erased]
        return all(a == b for a, b in [*lists, *numbers])


def everyone(view: Any) -> Any:
    """A view that sees all there is: rights have their own tests."""
    return replace(view, areas=((1, 1_000),), elements=frozenset(small_standard().elements), masks={}, rows=True)


def known(answer: Rows, erased: set[str]) -> list[tuple[Any, ...]]:
    """Rows by id, without erased records."""
    blank = answer.area_codes or ("",) * len(answer.ids)
    rows = zip(answer.ids, answer.values, blank, strict=True)
    return sorted((row for row in rows if row[0] not in erased), key=lambda row: row[0])


def lived(cast: Cast, mirror: Mirror, steps: Sequence[Any]) -> Life:
    """A life of these steps, each followed by an answer that is kept."""
    life = Life(cast, mirror)
    life.keep()
    for step in steps:
        try:
            life.do(step)
        except ProblemError as fault:  # ended, erased or doubled: the refusal itself must leave all as it was
            assert fault.problem.code in {"LEDGERS_NO_RECORD", "LEDGERS_ONE_ONLY"}
        life.keep()
    return life


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_answer_of_before_is_given_again_about_its_line(cast: Cast, steps: list[Any]) -> None:
    with transaction.atomic(), lent(cast.house) as mirror:
        life = lived(cast, mirror, steps)
        assert life.wrong() == []
        mirror.rebuild()  # lets the past go: now it is loaded at once instead of followed
        assert life.wrong() == []
        transaction.set_rollback(True)


WHOLE = [
    ("create", 0, GRIDS[0], "13800000000", "甲"), ("create", 1, GRIDS[3], "13800000000", "乙"),
    ("answer then", 1, GRIDS[0], None, "甲"), ("change", 0, GRIDS[0], "13900000000", "乙"),
    ("stale", 0, GRIDS[0], "13700000000", "甲"), ("settle", 0, GRIDS[0], None, "甲"),
    ("detail", 0, GRIDS[0], None, "甲"), ("move", 0, GRIDS[3], None, "甲"), ("confirm", 0, GRIDS[0], None, "甲"),
    ("plan", 1, GRIDS[1], "13900000000", "丙"), ("undo", 0, GRIDS[1], None, "甲"),
    ("slices", 1, GRIDS[1], "13900000000", "丁"), ("undo", 0, GRIDS[1], None, "甲"), ("load", 0, GRIDS[1], None, "甲"),
    ("end", 0, GRIDS[1], None, "戊"), ("lay", 3, GRIDS[1], None, "甲"), ("end", 2, GRIDS[1], None, "甲"),
    ("erase", 1, GRIDS[1], None, "甲"),
]  # fmt: skip


def test_every_verb_once_leaves_a_past_that_is_told_rightly(cast: Cast, mirror: Mirror) -> None:
    assert lived(cast, mirror, WHOLE).wrong() == []


def through_its_end(closed: list[Closed]) -> list[Closed]:
    return [replace(one, until=one.until + 1) for one in closed]


def where_it_lies_now(closed: list[Closed]) -> list[Closed]:
    lies = dict(Record.objects.values_list("id", "area"))
    return [replace(one, row=replace(one.row, area=lies[one.row.id])) for one in closed]


def of_the_living(closed: list[Closed]) -> list[Closed]:
    lives = set(Record.objects.filter(ended="").values_list("id", flat=True))
    return [one for one in closed if one.row.id in lives]


@pytest.mark.once
@pytest.mark.parametrize("broken", [through_its_end, where_it_lies_now, of_the_living])
def test_a_past_that_is_broken_in_one_way_would_be_found(
    cast: Cast, broken: Callable[[list[Closed]], list[Closed]]
) -> None:
    mirror = Mirror.open(cast.house)
    insert = mirror._past.insert
    mirror._past.insert = lambda *given: insert(*given[:-1], broken(given[-1]))  # type: ignore[method-assign]
    assert lived(cast, mirror, WHOLE).wrong()
    mirror.close()


def names(session: Session) -> list[str]:
    with closing(session):
        return [row[0] for row in session.execute("SELECT name FROM person ORDER BY name", {})]


def test_the_past_of_one_session_is_seen_by_no_other(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    line = journal.last_sequence()
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    with closing(mirror.session_at(line)) as then:
        assert then.execute("SELECT name FROM person", {}) == [("甲",)]
        assert names(mirror.session()) == ["乙"]
        assert names(mirror.session_at(journal.last_sequence())) == ["乙"]
        assert names(mirror.session_at(0)) == []


def test_a_session_of_then_stays_what_it_is_while_the_mirror_is_laid_out_anew(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    line = journal.last_sequence()
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    with closing(mirror.session_at(line)) as then:
        directory.lay_areas([directory.NewArea("99010103", "新网格", "grid", "990101")], "test")
        mirror.session().close()  # numbers every record anew and lets the past go
        assert then.execute("SELECT name FROM person", {}) == [("甲",)]
    assert names(mirror.session_at(line)) == ["甲"]


def test_what_is_written_while_the_past_is_loaded_stands_in_it_once(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    line, insert = journal.last_sequence(), mirror._past.insert

    def meanwhile(*given: Any) -> None:
        mirror._past.insert = insert  # type: ignore[method-assign]
        insert(*given)
        change_record(cast.house, cast.house_act(), person, 2, {"person.name": "丙"})

    mirror._past.insert = meanwhile  # type: ignore[method-assign]
    assert names(mirror.session_at(line)) == ["乙"]
    assert names(mirror.session_at(journal.last_sequence())) == ["丙"]
    assert names(mirror.session_at(line - 1)) == ["甲"]


def test_a_load_that_the_tree_overtook_is_done_again(cast: Cast, mirror: Mirror) -> None:
    person = cast.person("99020101", name="甲")
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    line, insert = journal.last_sequence(), mirror._past.insert

    def meanwhile(*given: Any) -> None:
        mirror._past.insert = insert  # type: ignore[method-assign]
        insert(*given)
        directory.lay_areas([directory.NewArea("99010103", "新网格", "grid", "990101")], "test")

    mirror._past.insert = meanwhile  # type: ignore[method-assign]
    with closing(mirror.session_at(line - 1)) as then:
        assert then.execute("SELECT name, area FROM person", {}) == [("甲", 11)]


def test_an_element_that_is_added_later_is_in_the_past_too(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    line = journal.last_sequence() - 1
    assert names(mirror.session_at(line)) == ["甲"]
    standard = cast.house.standard
    more = replace(standard.elements["person.children"], code="person.pets", label_zh="宠物")
    wider = replace(cast.house, standard=replace(standard, elements={**standard.elements, more.code: more}))
    mirror.widen(wider)
    with closing(mirror.session_at(line)) as then:
        assert then.execute("SELECT name, pets FROM person", {}) == [("甲", None)]
    mirror.widen(cast.house)


def test_after_a_snapshot_the_past_is_there_again(cast: Cast, tmp_path: Path) -> None:
    cast.house = replace(cast.house, home=tmp_path)
    person = cast.person(name="甲")
    line = journal.last_sequence()
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    first = Mirror.open(cast.house)
    assert names(first.session_at(line)) == ["甲"]
    first.save()
    first.close()
    second = Mirror(cast.house)
    assert second._load()
    assert names(second.session()) == ["乙"]
    assert names(second.session_at(line)) == ["甲"]
    second.close()


def test_erased_people_are_gone_from_the_past_too(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    line = journal.last_sequence()
    assert names(mirror.session_at(line - 1)) == ["甲"]
    erase_record(cast.house, cast.house_act(), person)
    assert names(mirror.session_at(line - 1)) == names(mirror.session_at(line)) == []
    assert mirror._engine.execute("SELECT count(*) FROM past.person").fetchall() == [(0,)]


def test_whoever_lay_in_an_area_closed_since_is_counted_above_it_and_that_is_said(cast: Cast, mirror: Mirror) -> None:
    person = cast.person("99010102", name="甲")
    line = journal.last_sequence()
    move_record(cast.house, cast.house_act(), person, "99020101")
    directory.close_area("99010102", DAY, "test")
    view, count = cast.view("shu"), CountQuestion("person")

    def asked(area: str, sequence: int) -> tuple[object, list[str]]:
        told = asking.answer_then(cast.house, mirror, everyone(view), [count], area, day=DAY, seen_at=sequence)
        return told.answers[0].value, [doubt.code for doubt in told.doubts]  # type: ignore[union-attr]

    assert asked("990101", line) == (1, ["LEDGERS_AREAS_CLOSED"])
    assert asked("9902", line) == (0, [])
    assert asked("990101", line + 1) == (0, [])
    assert asked("9902", line + 1) == (1, [])


def test_a_record_whose_changes_do_not_lead_back_is_refused_and_not_guessed(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    Record.objects.filter(id=person).update(version=3, values={"person.name": "丙"})  # behind our back
    with refused("LEDGERS_PAST_BROKEN"):
        list(versions.everything(cast.house))
    with refused("LEDGERS_PAST_BROKEN"):
        mirror.session_at(journal.last_sequence())
    assert names(mirror.session()) == ["丙"]


def test_a_line_that_is_not_written_yet_is_refused(cast: Cast, mirror: Mirror) -> None:
    with refused("LEDGERS_NOT_YET"):
        mirror.session_at(journal.last_sequence() + 1)


def test_the_reading_of_then_tells_its_line_and_a_refused_one_too(cast: Cast, mirror: Mirror) -> None:
    line = journal.last_sequence()
    view = cast.view("zhao")
    asking.answer_then(cast.house, mirror, view, [CountQuestion("person")], "9902", day=DAY, seen_at=line)
    with refused("ASKING_AREA_OUTSIDE"):
        asking.answer_then(cast.house, mirror, view, [CountQuestion("person")], "9901", day=DAY, seen_at=line)
    told = [entry["payload"] for entry in journal.lines(line)]
    assert [(entry["how"], entry["seen_at"]) for entry in told] == [
        ("ask", line), ("ask refused ASKING_AREA_OUTSIDE", line)
    ]  # fmt: skip


def test_rights_are_those_of_today_whatever_line_is_asked_about(cast: Cast, mirror: Mirror) -> None:
    person = cast.person("99010101", name="甲", religion="某教")
    line = journal.last_sequence()
    change_record(cast.house, cast.house_act(), person, 1, {"person.religion": None})
    question = RowsQuestion("person", columns("person.name", "person.religion"))

    def seen_by(login: str) -> Rows:
        told = asking.answer_then(cast.house, mirror, cast.view(login), [question], "99010101", day=DAY, seen_at=line)
        assert isinstance(told.answers[0], Rows)
        return told.answers[0]

    assert seen_by("li").values == (("甲", "***"),)
    assert seen_by("wang").values == (("甲", None),) and "person.religion" in seen_by("wang").withheld


def test_a_moment_is_the_end_of_a_day_or_a_line(cast: Cast) -> None:
    first = journal.last_sequence()
    cast.person(name="甲")
    house = replace(cast.house, clock=fixed_clock(CLOCK().replace(day=24)))
    create_record(house, cast.house_act(), NewRecord("person", "99010101", {"person.name": "乙"}))
    last = journal.last_sequence()
    assert moments.moment_of(house, "2026-11-22") == moments.Moment(last - 1, DAY)
    assert moments.moment_of(house, "2026-11-23") == moments.Moment(last - 1, date(2026, 11, 23))
    assert moments.moment_of(house, " 2026-11-24 ") == moments.Moment(last, date(2026, 11, 24))
    assert moments.moment_of(house, "2020-01-01") == moments.Moment(0, date(2020, 1, 1))
    assert moments.moment_of(house, str(last - 1)) == moments.Moment(last - 1, DAY)
    assert moments.moment_of(house, "0") == moments.Moment(0, date(2026, 11, 24))
    assert first < last
    with refused("LEDGERS_DAY_AHEAD"):
        moments.moment_of(house, "2026-11-25")
    with refused("LEDGERS_NOT_YET"):
        moments.moment_of(house, str(last + 1))
    with refused("LEDGERS_NO_MOMENT"):
        moments.moment_of(house, "上个月")


def test_many_ask_about_then_at_once_and_one_loads(cast: Cast, mirror: Mirror) -> None:
    person = cast.person(name="甲")
    line = journal.last_sequence()
    change_record(cast.house, cast.house_act(), person, 1, {"person.name": "乙"})
    mirror.refresh()
    mirror.refresh = lambda: 0  # type: ignore[method-assign]  # the test's transaction is of this thread alone
    mirror._load_past()
    found: list[list[str]] = []
    threads = [Thread(target=lambda: found.append(names(mirror.session_at(line)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    del mirror.refresh
    assert found == [["甲"]] * 4
