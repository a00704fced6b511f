"""A query is compiled once, and never is one person's query run for another, for another day or by another standard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.flow.asking.cast import DAY, RECORDS
from tests.flow.asking.ledger import CHIEF, GRID_WORKER, session_of
from tests.flow.standard.small import SMALL
from yibiao.base.views import View
from yibiao.flow.asking.compiled import MEMORY, Memory
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.listing import list_rows
from yibiao.flow.asking.nodes import Column, Find, RowsQuestion
from yibiao.flow.asking.scope import scope_of
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Ref, Value

NAMES = RowsQuestion("person", (Column("name", Ref("person.name")),))


def names(view: View, question: RowsQuestion = NAMES, *, ground: type[Ground] = Ground, day: date = DAY) -> set[object]:
    session = session_of(RECORDS)
    rows = list_rows(question, ground(view, scope_of("99", view, session), session, day, SMALL))
    return {row[0] for row in rows.values}


class Careless(Ground):
    """A ground that forgets to say what its SQL was made of."""

    @property
    def footing(self) -> tuple[object, ...]:
        return ()


def test_the_same_list_for_a_narrower_view_is_another_query() -> None:
    everybody, mine = names(CHIEF), names(GRID_WORKER)
    assert mine < everybody
    assert (names(CHIEF), names(GRID_WORKER)) == (everybody, mine)


def test_a_ground_that_leaves_the_view_out_is_caught_by_the_same_comparison() -> None:
    everybody = names(CHIEF, ground=Careless)
    assert names(GRID_WORKER, ground=Careless) == everybody  # the leak that the test above would see


def test_an_age_is_counted_on_the_day_that_was_asked_for() -> None:
    old = replace(NAMES, where=parse("年龄 >= 80", "person", SMALL))
    later = names(CHIEF, old, day=date(2100, 1, 1))
    assert names(CHIEF, old) < later


def test_another_word_runs_the_same_query() -> None:
    found = [
        names(CHIEF, replace(NAMES, find=Find((word,), (Ref("person.name"), Ref("household.address")))))
        for word in ("王", "甲路")
    ]
    before = len(MEMORY)
    again = names(CHIEF, replace(NAMES, find=Find(("李",), (Ref("person.name"), Ref("household.address")))))
    assert len(MEMORY) == before
    assert found[0] and again.isdisjoint(found[0])


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, Decimal("1.0")), ("1", 1)])
def test_constants_that_are_equal_in_python_stay_apart(one: object, other: object) -> None:
    memory, made = Memory(), []
    for value in (one, other, one):
        memory.of(SMALL, Value(value), lambda: made.append(1))  # type: ignore[arg-type]
    assert len(made) == 2


def test_another_standard_starts_anew_and_the_oldest_goes_when_memory_is_full() -> None:
    memory, made = Memory(room=2), []
    for standard, question in ((SMALL, "a"), (replace(SMALL), "a"), (SMALL, "a"), (SMALL, "b"), (SMALL, "a")):
        memory.of(standard, question, lambda: made.append(1))
    assert len(made) == 4
    assert len(memory) == 2
