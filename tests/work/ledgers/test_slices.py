"""A long plan leaves room for others: slices as long as they take, resumed wherever earlier ones ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

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
    reply = apply_slices(cast.house, act, plan, batch, lambda done, total: steps.append(done))
    assert (reply["created"], Record.objects.count()) == (PEOPLE, PEOPLE)
    assert steps[0] == 0 and steps[-1] == PEOPLE and steps == sorted(steps) and len(steps) > 2
    again = apply_slices(cast.house, act, plan, batch, lambda done, total: None)
    assert (again["created"], Record.objects.count()) == (PEOPLE, PEOPLE)
    assert undo_slices(cast.house, act, batch, lambda done, total: None)["undone"] == PEOPLE
    assert not Record.objects.filter(ended="").exists()


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
        apply_slices(cast.house, act, plan, batch, lambda done, total: next(ticks), pace=slices.Pace(size))
    apply_slices(cast.house, act, plan, batch, lambda done, total: None)
    assert Record.objects.count() == PEOPLE == Change.objects.filter(batch=batch).count()
    names = {record.values["person.name"] for record in Record.objects.all()}
    assert names == {f"张{row}" for row in range(1, PEOPLE + 1)}
    assert Batch.objects.filter(whole=None).count() == 1
    assert journal.verify_chain() == ()


def test_a_pace_grows_while_slices_are_quick_and_shrinks_when_they_are_not(db: None) -> None:
    moments = iter([0.0, 0.01, 1.0, 1.02, 2.0, 2.4])
    pace = slices.Pace(watch=lambda: next(moments), pause=lambda seconds: None)
    sizes = []
    for _ in range(3):
        pace.kept(dict)
        sizes.append(pace.size)
    assert sizes == [2 * slices.FEWEST, 4 * slices.FEWEST, slices.FEWEST]
