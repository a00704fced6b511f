"""Every engine gives what the plain Python evaluator gives, on random ledgers and random formulas."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flow.asking.ledger import AREAS, CHIEF, DuckSession, clear, fill, session_of
from tests.flow.asking.random_ledgers import ledgers
from tests.flow.standard.formulas import ANY_CONDITION, HOMES, conditions
from tests.flow.standard.small import SMALL
from yibiao.base.views import View
from yibiao.flow.asking import ask, ask_many
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Number, Rows, RowsQuestion
from yibiao.flow.standard.formula import Context, MemoryLedger, Record, evaluate, parse
from yibiao.flow.standard.formula.links import to_one
from yibiao.flow.standard.formula.nodes import Known, Node, Ref
from yibiao.flow.standard.meanings import Measure

pytestmark = pytest.mark.once

DAYS = st.sampled_from([date(2026, 11, 22), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

REACHED = {
    home: [element.code for register in to_one(SMALL, home) for element in SMALL.of_register(register)]
    for home in HOMES
}
"""Elements of everything that a record of each home reaches by to-one links."""


@pytest.fixture(scope="module")
def session() -> DuckSession:
    return session_of([])


def refill(session: DuckSession, records: list[Record]) -> None:
    clear(session.connection)
    fill(session.connection, records)


def inside(records: list[Record], register: str, first: int, last: int) -> list[Record]:
    return [record for record in records if record.register == register and first <= record.area <= last]


@SLOW
@given(ledgers(), ANY_CONDITION, DAYS)
def test_lists_hold_exactly_the_records_that_satisfy(
    session: DuckSession, records: list[Record], case: tuple[str, Node], day: date
) -> None:
    home, node = case
    refill(session, records)
    context = Context(MemoryLedger(records), SMALL, day)
    columns = tuple(Column(element.code, Ref(element.code)) for element in SMALL.of_register(home))
    rows = ask(RowsQuestion(home, columns, node), CHIEF, "9901", session=session, day=day, standard=SMALL)
    wanted = [record for record in inside(records, home, 2, 8) if evaluate(node, record, context) is True]
    wanted.sort(key=lambda record: (record.area, record.id))
    assert rows.ids == tuple(record.id for record in wanted)
    for record, row in zip(wanted, rows.values, strict=True):
        for column, value in zip(columns, row, strict=True):
            expected = evaluate(column.of, record, context)
            assert value == (",".join(expected) if isinstance(expected, tuple) else expected)


SIGHTS = st.sampled_from([((4, 4),), ((3, 5),), ((6, 8),), ((2, 8),), ((4, 4), (7, 7)), ((1, 9),)])


@SLOW
@given(ledgers(), ANY_CONDITION, DAYS, SIGHTS)
def test_whoever_sees_a_part_gets_what_the_evaluator_gives_with_that_sight(
    session: DuckSession, records: list[Record], case: tuple[str, Node], day: date, sight: tuple[tuple[int, int], ...]
) -> None:
    home, node = case
    refill(session, records)
    context = Context(MemoryLedger(records), SMALL, day, sight)
    viewer = View("part", "test", sight, frozenset(SMALL.elements))
    asked = [Ref(code) for code in REACHED[home]] + [Known(Ref(code)) for code in REACHED[home]]
    columns = tuple(Column(f"列{number}", of) for number, of in enumerate(asked))
    rows = ask(RowsQuestion(home, columns, node), viewer, "99", session=session, day=day, standard=SMALL)
    own = [record for low, high in sight for record in inside(records, home, low, high)]
    wanted = [record for record in own if evaluate(node, record, context) is True]
    wanted.sort(key=lambda record: (record.area, record.id))
    assert rows.ids == tuple(record.id for record in wanted)
    for record, row in zip(wanted, rows.values, strict=True):
        for of, value in zip(asked, row, strict=True):
            expected = evaluate(of, record, context)
            assert value == (",".join(expected) if isinstance(expected, tuple) else expected)


def expected(question: CountQuestion, records: list[Record], context: Context) -> object:
    """The number by hand."""
    chosen = [one for one in records if question.where is None or evaluate(question.where, one, context) is True]
    measure = question.measure
    if measure.kind == "count":
        return len(chosen)
    if measure.kind == "ratio":
        assert measure.part is not None
        part = sum(evaluate(measure.part, one, context) is True for one in chosen)
        return round_to_cents(Decimal(100 * part), len(chosen)) if chosen else None
    assert measure.of is not None
    known = [value for one in chosen if (value := evaluate(measure.of, one, context)) is not None]
    if measure.kind == "distinct":
        return len(set(known))
    if measure.kind == "sum":
        return 0 if not chosen else sum(known) if known else None
    if not known:
        return None
    if measure.kind == "avg":
        return round_to_cents(Decimal(sum(known)), len(known))
    return min(known) if measure.kind == "min" else max(known)


def round_to_cents(total: Decimal, parts: int) -> Decimal:
    return (total / parts).quantize(Decimal("0.01"), ROUND_HALF_UP)


def measures(home: str) -> st.SearchStrategy[Measure]:
    found = [st.just(Measure()), conditions(home, 1).map(lambda part: Measure("ratio", part=part))]
    amounts = {
        "person": ("person.income_annual", "person.age"),
        "household": ("household.income_annual", "household.size"),
    }
    if home in amounts:
        kinds = st.sampled_from(("sum", "avg", "min", "max", "distinct"))
        found.append(st.builds(Measure, kinds, st.sampled_from(amounts[home]).map(Ref)))
    if home == "person":
        found.append(st.just(Measure("distinct", Ref("person.household"))))
    return st.one_of(found)


COUNTS = st.sampled_from(HOMES).flatmap(
    lambda home: st.builds(CountQuestion, st.just(home), st.none() | conditions(home, 1), measures(home))
)


@SLOW
@given(ledgers(), st.lists(COUNTS, min_size=1, max_size=6), DAYS, st.sampled_from(AREAS))
def test_numbers_are_those_of_the_evaluator_alone_and_in_a_batch(
    session: DuckSession,
    records: list[Record],
    questions: list[CountQuestion],
    day: date,
    area: tuple[str, str, str, int, int, str],
) -> None:
    refill(session, records)
    context = Context(MemoryLedger(records), SMALL, day)
    answers = ask_many(questions, CHIEF, area[0], session=session, day=day, standard=SMALL)
    for question, answer in zip(questions, answers, strict=True):
        assert isinstance(answer, Number)
        assert answer.value == expected(question, inside(records, question.register, area[3], area[4]), context)


@SLOW
@given(ledgers(), st.lists(COUNTS, min_size=1, max_size=3), DAYS, st.sampled_from([None, "grid", "community"]))
def test_every_area_below_gets_its_own_numbers_in_one_answer(
    session: DuckSession, records: list[Record], questions: list[CountQuestion], day: date, level: str | None
) -> None:
    refill(session, records)
    context = Context(MemoryLedger(records), SMALL, day)
    columns = tuple((f"列{number}", question) for number, question in enumerate(questions))
    rows = ask(AreasQuestion(columns, level), CHIEF, "9901", session=session, day=day, standard=SMALL)
    below = [
        area
        for area in AREAS
        if area[3] > 2 and area[4] <= 8 and (area[5] == "9901" if level is None else area[2] == level)
    ]
    assert rows.ids == tuple(area[0] for area in below)
    for area, row in zip(below, rows.values, strict=True):
        for question, value in zip(questions, row, strict=True):
            assert value == expected(question, inside(records, question.register, area[3], area[4]), context)
    assert isinstance(rows, Rows)


def test_these_tests_see_a_day_of_difference(session: DuckSession) -> None:
    """The broken variant: an engine whose day is one day late gives another answer on a birthday."""
    born = Record("person", "p", {"person.birth_date": date(1946, 11, 22)}, None, 4)
    refill(session, [born])
    node = parse("年龄 >= 80", "person", SMALL)
    day, late = date(2026, 11, 21), date(2026, 11, 22)
    right = evaluate(node, born, Context(MemoryLedger([born]), SMALL, day))
    asked = {
        moment: ask(RowsQuestion("person", (), node), CHIEF, "99", session=session, day=moment, standard=SMALL).ids
        for moment in (day, late)
    }
    assert right is False and asked == {day: (), late: ("p",)}
