"""A long file brought in from the command line leaves room for others, enters once and comes out whole, on each engine."""

from __future__ import annotations

from dataclasses import replace

from tests.work.cast import Cast
from tests.work.ledgers.test_slices import PEOPLE, newcomers
from yibiao.edge.desk import RECEIVING, Desk
from yibiao.work.ledgers.actions.slices import SLICE
from yibiao.work.ledgers.known import KnownInLedger
from yibiao.work.ledgers.models import Batch, Record

MANY = SLICE + 1
"""More than one slice, however fast the machine is."""


def a_desk(cast: Cast, whole: int) -> Desk:
    areas = cast.house_act().areas
    return Desk(
        cast.house,
        "operator",
        areas,
        KnownInLedger(cast.house, areas, actor="operator", purpose=RECEIVING),
        whole=whole,
    )


def counted() -> int:
    return Record.objects.filter(ended="").count()


def test_a_long_plan_goes_in_by_slices_once_and_after_an_undo_once_more(cast: Cast) -> None:
    desk, plan = a_desk(cast, MANY - 1), newcomers(MANY)
    reply = desk.apply(plan)
    assert reply["created"] == MANY == counted()
    assert Batch.objects.filter(whole=reply["batch"]).exists()
    assert desk.apply(plan)["batch"] == reply["batch"] and counted() == MANY
    assert desk.undo(reply["batch"])["undone"] == MANY and counted() == 0
    again = desk.apply(plan)
    assert again["batch"] != reply["batch"] and counted() == MANY
    assert desk.undo(again["batch"])["undone"] == MANY and counted() == 0


def test_a_short_plan_is_one_line_of_the_journal(cast: Cast) -> None:
    desk = a_desk(cast, PEOPLE)
    reply = desk.apply(newcomers())
    assert reply["created"] == PEOPLE and not Batch.objects.filter(whole=reply["batch"]).exists()
    assert replace(desk, whole=0).undo(reply["batch"])["undone"] == PEOPLE
