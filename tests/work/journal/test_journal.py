"""The journal: ordered, chained, append-only, once for a key, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from yibiao.base.clock import fixed_clock
from yibiao.work.journal import actions, fences, queries, rules
from yibiao.work.journal.models import Head, JournalLine

pytestmark = pytest.mark.django_db

TABLE = "journal_journalline"
CLOCK = fixed_clock(datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC))


def write(verb: str = "tried", key: str | None = None, **payload: object) -> int:
    with transaction.atomic():
        head = actions.lock()
        entry = actions.Entry("worker", verb, "journal", payload=payload, reply={"said": verb}, key=key)
        return actions.append(head, entry, CLOCK)


def take_fence_away() -> None:
    with connection.cursor() as cursor:
        for statement in fences.removals(TABLE, connection.vendor):
            cursor.execute(statement)


def codes() -> list[str]:
    return [found.code for found in queries.verify_chain()]


def test_it_numbers_lines_without_gaps_and_the_chain_holds() -> None:
    assert [write(number=number) for number in range(5)] == [1, 2, 3, 4, 5]
    assert queries.last_sequence() == 5
    assert codes() == []


def test_it_keeps_texts_numbers_and_moments_so_that_the_hash_is_the_same_after_reading() -> None:
    write(text='一表通 " \\ \u2028 𠮷', number=10**18, deep={"b": [1, True, None], "a": "x"})
    assert codes() == []


def test_it_refuses_inexact_numbers_in_a_payload() -> None:
    with pytest.raises(ValueError, match="float"):
        write(share=0.1)


def test_it_refuses_to_write_outside_a_transaction() -> None:
    if connection.in_atomic_block:  # the test itself runs in one: ask the guard with a connection that says it does not
        connection.in_atomic_block = False
        try:
            with pytest.raises(RuntimeError, match="transaction"):
                actions.lock()
        finally:
            connection.in_atomic_block = True


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_a_line(verb: str) -> None:
    write()
    lines = JournalLine.objects.filter(sequence=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        lines.update(verb="forged") if verb == "update" else lines.delete()
    assert JournalLine.objects.get(sequence=1).verb == "tried"


def test_without_the_fence_the_database_lets_it_pass_so_the_refusal_above_is_the_fence() -> None:
    write()
    take_fence_away()
    assert JournalLine.objects.filter(sequence=1).update(verb="forged") == 1


@pytest.mark.parametrize(
    "forgery",
    [{"verb": "forged"}, {"actor": "another"}, {"payload": {"number": 9}}, {"purpose": "else"}, {"subject": "x"},
     {"moment": datetime(2020, 1, 1, tzinfo=UTC)}, {"reply": None}],
    ids=lambda forgery: next(iter(forgery)),
)  # fmt: skip
def test_a_changed_line_is_found(forgery: dict[str, object]) -> None:
    for number in range(3):
        write(number=number)
    take_fence_away()
    JournalLine.objects.filter(sequence=2).update(**forgery)
    assert codes() == ["JOURNAL_LINE_CHANGED"]


def test_a_line_that_was_changed_with_its_hash_breaks_the_chain() -> None:
    for number in range(3):
        write(number=number)
    take_fence_away()
    row = JournalLine.objects.values_list(*rules.FIELDS).get(sequence=2)
    forged = replace(rules.Line(*row), verb="forged")
    JournalLine.objects.filter(sequence=2).update(verb="forged", hash=rules.hash_of(forged))
    assert codes() == ["JOURNAL_CHAIN_BROKEN"]


def test_removed_lines_are_found_in_the_middle_and_at_the_end() -> None:
    for number in range(4):
        write(number=number)
    take_fence_away()
    JournalLine.objects.filter(sequence=2).delete()
    assert codes() == ["JOURNAL_GAP", "JOURNAL_CHAIN_BROKEN"]
    JournalLine.objects.filter(sequence__gte=2).delete()
    assert codes() == ["JOURNAL_HEAD_DIFFERS"]


def test_a_key_gets_its_first_answer_again_and_only_its_own_writers() -> None:
    write("first", key="k1")
    assert actions.replayed("worker", "k1") == {"said": "first"}
    assert actions.replayed("another", "k1") is None
    assert actions.replayed("worker", "k2") is None
    assert actions.replayed("worker", None) is None


def test_the_database_refuses_a_key_twice_even_if_nobody_asked_before() -> None:
    write(key="k1")
    with pytest.raises(DatabaseError), transaction.atomic():
        write(key="k1")
    assert Head.objects.get(id=1).sequence == 1


def test_these_tests_run_on_the_engine_that_was_asked_for(engine: str) -> None:
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[engine]
