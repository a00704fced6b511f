"""A long plan leaves room for others: slices as long as they take, resumed wherever earlier ones ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest

from tests.work.cast import Cast
from yibiao.flow.keeping.plans import FieldChange, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import apply_slices, slices, undo_slices
from yibiao.work.ledgers.models import Batch, Change, Record

PEOPLE = 23


def newcomers(count: int = PEOPLE) -> LedgerPlan:
    def record(row: int) -> RecordPlan:
        sets = (FieldChange("person.name", None, f"张{row}"),)
        return RecordPlan(f"表/{row}/person", "person", area="99010101", sets=sets)

    rows = tuple(RowPlan("表", row, Verdict.NEW, (record(row),)) for row in range(1, count + 1))
    return LedgerPlan("名单.csv", "民政", date(2026, 6, 1), rows)


def test_slices_hold_what_fits_and_all_of_it_is_written_once_and_taken_back(cast: Cast) -> None:
    plan, act, batch = newcomers(), cast.house_act(), cast.house.ids()
    steps: list[int] = []
    reply = apply_slices(cast.house, act, plan, batch, lambda done, total: steps.append(done), pace=ticking(7))
    assert (reply["created"], Record.objects.count()) == (PEOPLE, PEOPLE)
    assert steps[0] == 0 and steps[-1] == PEOPLE and steps == sorted(steps) and len(steps) > 2
    again = apply_slices(cast.house, act, plan, batch, lambda done, total: None)
    assert (again["created"], Record.objects.count()) == (PEOPLE, PEOPLE)
    assert undo_slices(cast.house, act, batch, lambda done, total: None)["undone"] == PEOPLE
    assert not Record.objects.filter(ended="").exists()


def ticking(hold: int) -> slices.Pace:
    """A pace whose watch goes on by one at each look: a slice holds `hold` records."""
    looks = count()
    return slices.Pace(hold, lambda: next(looks), lambda seconds: None)


class Died(Exception):
    """The worker is gone."""


def dying(after: int) -> Iterator[None]:
    for _ in range(after):
        yield
    raise Died


@pytest.mark.parametrize("size", [1, 3, 7, 12])
def test_a_slice_of_another_size_is_passed_over_as_long_as_it_was(cast: Cast, size: int) -> None:
    """Another process, another pace: what was written by a faster one or a slower one is neither lost nor doubled."""
    plan, act, batch = newcomers(), cast.house_act(), cast.house.ids()
    ticks = dying(2)
    with pytest.raises(Died):
        apply_slices(cast.house, act, plan, batch, lambda done, total: next(ticks), pace=ticking(size))
    apply_slices(cast.house, act, plan, batch, lambda done, total: None)
    assert Record.objects.count() == PEOPLE == Change.objects.filter(batch=batch).count()
    names = {record.values["person.name"] for record in Record.objects.all()}
    assert names == {f"张{row}" for row in range(1, PEOPLE + 1)}
    assert Batch.objects.filter(whole=None).count() == 1
    assert journal.verify_chain() == ()


def test_a_slice_ends_when_its_time_is_up_and_holds_one_however_long_that_takes() -> None:
    moments = iter([0.0, 0.01, 0.02, 0.031, 1.0, 5.0])
    pace = slices.Pace(0.03, lambda: next(moments), lambda seconds: None)
    assert [list(pace.within(range(9))) for _ in range(2)] == [[0, 1, 2], [0]]
