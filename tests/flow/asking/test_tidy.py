"""A session that promises tidy details is asked without precautions, and gives what the evaluator gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flow.asking.ledger import CHIEF, DuckSession, clear, fill, session_of
from tests.flow.asking.random_ledgers import ledgers
from tests.flow.standard.formulas import ANY_CONDITION, HOMES
from tests.flow.standard.small import SMALL
from yibiao.base.views import View
from yibiao.flow.asking import ask, ask_many
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Rows, RowsQuestion
from yibiao.flow.asking.tidiness import promised, still_tidy, tidy
from yibiao.flow.standard.formula import Context, MemoryLedger, Record, evaluate, parse
from yibiao.flow.standard.formula.links import to_one
from yibiao.flow.standard.formula.nodes import Known, Node, Ref

pytestmark = pytest.mark.once

DAY = date(2026, 11, 22)
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIGHTS = st.sampled_from([((4, 4),), ((3, 5),), ((6, 8),), ((2, 8),), ((4, 4), (7, 7)), ((1, 9),)])
DETAILS = frozenset(one.code for one in SMALL.registers.values() if one.hangs_on)


class Tidy(DuckSession):
    """A session that promises what `tidy` holds."""

    tidy: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def session() -> Tidy:
    return Tidy(session_of([]).connection)


def tidied(records: Sequence[Record]) -> list[Record]:
    """Details lie where the record lies that they hang on; of a single one stands the newest."""
    areas = {record.id: record.area for record in records}
    kept: dict[object, Record] = {}
    for record in sorted(records, key=lambda one: one.id):
        one = SMALL.registers[record.register]
        there = replace(record, area=areas.get(record.master or "", record.area))
        kept[(record.register, record.master) if one.hangs_on and one.single else record.id] = there
    return list(kept.values())


def refill(session: Tidy, records: Sequence[Record]) -> None:
    clear(session.connection)
    fill(session.connection, records)
    session.tidy = tidy(session, SMALL)


REACHED = {
    home: [element.code for register in to_one(SMALL, home) for element in SMALL.of_register(register)]
    for home in HOMES
}


@SLOW
@given(ledgers(), ANY_CONDITION, SIGHTS)
def test_without_precautions_every_sight_gets_what_the_evaluator_gives(
    session: Tidy, records: list[Record], case: tuple[str, Node], sight: tuple[tuple[int, int], ...]
) -> None:
    home, node = case
    records = tidied(records)
    refill(session, records)
    assert session.tidy == DETAILS
    context = Context(MemoryLedger(records), SMALL, DAY, sight)
    viewer = View("part", "test", sight, frozenset(SMALL.elements))
    asked = [Ref(code) for code in REACHED[home]] + [Known(Ref(code)) for code in REACHED[home]]
    columns = tuple(Column(f"列{number}", of) for number, of in enumerate(asked))
    rows = ask(RowsQuestion(home, columns, node), viewer, "99", session=session, day=DAY, standard=SMALL)
    own = [one for low, high in sight for one in records if one.register == home and low <= one.area <= high]
    wanted = sorted((one for one in own if evaluate(node, one, context) is True), key=lambda one: (one.area, one.id))
    assert rows.ids == tuple(record.id for record in wanted)
    for record, row in zip(wanted, rows.values, strict=True):
        for of, value in zip(asked, row, strict=True):
            expected = evaluate(of, record, context)
            assert value == (",".join(expected) if isinstance(expected, tuple) else expected)


@SLOW
@given(ledgers(), ANY_CONDITION, st.sampled_from(["grid", "community"]))
def test_each_area_by_itself_gets_the_same_with_and_without_precautions(
    session: Tidy, records: list[Record], case: tuple[str, Node], level: str
) -> None:
    home, node = case
    refill(session, tidied(records))
    questions = (
        RowsQuestion(home, (Column("值", Known(Ref(REACHED[home][-1]))),), node),
        AreasQuestion((("数", CountQuestion(home, node)),), level),
    )

    def answers(some: DuckSession) -> list[object]:
        given = ask_many(questions, CHIEF, "99", session=some, day=DAY, standard=SMALL, each=level)
        return [(answer.ids, answer.values) for answer in given if isinstance(answer, Rows)]

    assert answers(session) == answers(DuckSession(session.connection))


@given(ledgers())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_detail_elsewhere_or_twice_is_noticed(session: Tidy, records: list[Record]) -> None:
    refill(session, records)
    areas = {record.id: record.area for record in records}
    untidy = set()
    seen: set[tuple[str, str | None]] = set()
    for record in records:
        one = SMALL.registers[record.register]
        if one.hangs_on is None:
            continue
        elsewhere = areas.get(record.master or "", record.area) != record.area
        twice = one.single and (record.register, record.master) in seen
        seen.add((record.register, record.master))
        if elsewhere or twice:
            untidy.add(record.register)
    assert session.tidy == DETAILS - untidy
    for register in DETAILS:
        ids = [record.id for record in records if record.register == register]
        assert still_tidy(session, SMALL, register, ids) is (register in session.tidy)


def test_these_tests_see_a_promise_that_is_not_kept(session: Tidy) -> None:
    """The broken variant: a disability in another grid is promised to lie with its person."""
    records = [
        Record("person", "p", {}, None, 4),
        Record("disability", "d", {"disability.grade": "1"}, "p", 5),
    ]
    refill(session, records)
    question = RowsQuestion("person", (), parse("非 有(残疾)", "person", SMALL))
    viewer = View("part", "test", ((4, 4),), frozenset(SMALL.elements))

    def ids() -> tuple[str, ...]:
        return ask(question, viewer, "99010101", session=session, day=DAY, standard=SMALL).ids

    assert "disability" not in session.tidy and ids() == ()
    session.tidy = DETAILS
    assert ids() == ("p",)


def test_who_promises_nothing_is_taken_with_precautions() -> None:
    assert promised(session_of([])) == frozenset()
