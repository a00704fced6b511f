"""The urgent go first, nobody waits for ever, queues are bounded, and what lasts too long is broken off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from yibiao.base.problems import ProblemError
from yibiao.work.ledgers.turns import HEADSTART, LIMITS, Limit, Turns, Urgency, urgency_now, urgent

pytestmark = pytest.mark.once


class Crowd:
    """Threads that want a turn each; `order` is who got one, as they came."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[str] = []
        self.refused: list[str] = []
        self._threads: list[Thread] = []

    def enter(self, name: str, urgency: Urgency) -> None:
        waiting = sum(self.turns.told().values())

        def work() -> None:
            try:
                with urgent(urgency), self.turns.turn(lambda: None):
                    self.order.append(name)
            except ProblemError as refusal:
                self.refused.append(refusal.problem.code)

        thread = Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)
        for _ in range(2_000):
            if sum(self.turns.told().values()) > waiting or not thread.is_alive():
                return
            Event().wait(0.005)
        raise AssertionError(f"{name} does not wait")

    def end(self) -> None:
        for thread in self._threads:
            thread.join(timeout=20)
            assert not thread.is_alive()


@contextmanager
def held(turns: Turns, urgency: Urgency = Urgency.CAPTURE) -> Iterator[None]:
    """Somebody has a place."""
    with urgent(urgency), turns.turn(lambda: None):
        yield


def test_somebody_at_a_door_goes_before_a_table_that_came_first() -> None:
    crowd = Crowd(Turns(places=1, clock=lambda: 0.0))
    with held(crowd.turns):
        for name, urgency in (("table", Urgency.EXPORT), ("board", Urgency.DASHBOARD), ("desk", Urgency.LOOKUP),
                              ("door", Urgency.CAPTURE)):  # fmt: skip
            crowd.enter(name, urgency)
    crowd.end()
    assert crowd.order == ["door", "desk", "board", "table"]


def test_who_has_waited_long_enough_goes_before_the_urgent_who_came_just_now() -> None:
    moment = [0.0]
    crowd = Crowd(Turns(places=1, clock=lambda: moment[0]))
    with held(crowd.turns):
        crowd.enter("table", Urgency.EXPORT)
        moment[0] = 3 * HEADSTART + 1
        crowd.enter("door", Urgency.CAPTURE)
    crowd.end()
    assert crowd.order == ["table", "door"]


def test_tables_never_take_the_last_place() -> None:
    crowd = Crowd(Turns(places=2))
    with held(crowd.turns, Urgency.EXPORT):
        crowd.enter("second table", Urgency.EXPORT)
        with held(crowd.turns, Urgency.LOOKUP):
            pass
        assert crowd.order == []
    crowd.end()
    assert crowd.order == ["second table"]


def test_a_full_queue_says_so_at_once_and_the_others_go_on() -> None:
    crowd = Crowd(Turns(places=1, limits={**LIMITS, Urgency.LOOKUP: Limit(2, 20, 30)}))
    with held(crowd.turns):
        for name in ("first", "second"):
            crowd.enter(name, Urgency.LOOKUP)
        with pytest.raises(ProblemError) as refused, urgent(Urgency.LOOKUP), crowd.turns.turn(lambda: None):
            pass
        assert refused.value.problem.code == "LEDGERS_BUSY" and refused.value.problem.values["waiting"] == 2
    crowd.end()
    assert sorted(crowd.order) == ["first", "second"] and sum(crowd.turns.told().values()) == 0


def test_who_gets_no_turn_gives_up() -> None:
    crowd = Crowd(Turns(places=1, limits={**LIMITS, Urgency.LOOKUP: Limit(2, 0.05, 30)}))
    with held(crowd.turns):
        crowd.enter("impatient", Urgency.LOOKUP)
        crowd.end()
    assert (crowd.order, crowd.refused) == ([], ["LEDGERS_BUSY"])


def test_what_lasts_too_long_is_broken_off_and_the_next_statement_is_not_hit() -> None:
    turns, rung = Turns(limits={**LIMITS, Urgency.LOOKUP: Limit(2, 20, 0.05)}), Event()

    def long() -> None:
        with urgent(Urgency.LOOKUP), turns.turn(rung.set):
            assert rung.wait(20)
            raise KeyError("interrupted")

    with pytest.raises(ProblemError) as broken:
        long()
    assert broken.value.problem.code == "LEDGERS_TOO_SLOW"
    rung.clear()
    with urgent(Urgency.LOOKUP), turns.turn(rung.set):
        pass
    assert not rung.wait(0.2)
    with pytest.raises(KeyError), turns.turn(rung.set):
        raise KeyError("a fault of its own stays what it is")


def test_a_class_ends_with_its_block() -> None:
    before = urgency_now()
    with urgent(Urgency.CAPTURE):
        assert urgency_now() is Urgency.CAPTURE
    assert urgency_now() is before is Urgency.EXPORT
