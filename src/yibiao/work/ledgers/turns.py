"""Whose statement runs next on the mirror. In: how urgent it is. Out: a turn, and the seconds that it may last.

    CAPTURE 采集 > LOOKUP 查询 > DASHBOARD 看板 > EXPORT 导出

Somebody who stands at a door is not to wait for somebody's table: a class is served as if the next one had come
`HEADSTART` seconds later, so the urgent go first and nobody waits for ever. One place is never given to exports. Queues
are bounded, and a statement that lasts longer than its class may is broken off.
Refuses (`ProblemError`): LEDGERS_BUSY where the queue of a class is full or no turn came within its patience,
LEDGERS_TOO_SLOW where a statement was broken off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from threading import Condition, Thread

from yibiao.base.problems import Place, ProblemError, problem

HEADSTART = 5.0
"""Seconds that a class is ahead of the next one."""
PLACES = 4
"""Statements that run at a time; each may use all cores, so more would only make all of them slower."""


class Urgency(IntEnum):
    """Who waits for the answer."""

    CAPTURE = 0
    LOOKUP = 1
    DASHBOARD = 2
    EXPORT = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """waiting: how many may stand in the queue. patience: seconds until it gives up. seconds: a statement may last."""

    waiting: int
    patience: float
    seconds: float


LIMITS: Mapping[Urgency, Limit] = {
    Urgency.CAPTURE: Limit(200, 20, 20),
    Urgency.LOOKUP: Limit(100, 20, 30),
    Urgency.DASHBOARD: Limit(50, 60, 120),
    Urgency.EXPORT: Limit(50, 600, 3600),
}
_URGENCY: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.EXPORT)
"""Work that nobody has classed (command line, long work) has time."""


@contextmanager
def urgent(urgency: Urgency) -> Iterator[None]:
    """What is asked inside, in this thread, is of this class."""
    before = _URGENCY.set(urgency)
    try:
        yield
    finally:
        _URGENCY.reset(before)


def urgency_now() -> Urgency:
    """The class of what is asked here."""
    return _URGENCY.get()


@dataclass(order=True, slots=True)
class _Waiting:
    due: float
    number: int
    urgency: Urgency


class Turns:
    """The queue of one engine."""

    def __init__(
        self, places: int = PLACES, limits: Mapping[Urgency, Limit] = LIMITS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.places, self.limits, self.clock = places, limits, clock
        self._change = Condition()
        self._waiting: list[_Waiting] = []
        self._running: list[Urgency] = []
        self._numbers = count()
        self._watch = Watch()

    @contextmanager
    def turn(self, interrupt: Callable[[], None], seconds: float | None = None) -> Iterator[None]:
        """Wait for a turn; `interrupt` is called when the block lasts longer than its class, or `seconds`, allow.

        An interrupted block must raise; what it raises then becomes LEDGERS_TOO_SLOW.
        """
        urgency = urgency_now()
        most = self.limits[urgency].seconds if seconds is None else min(seconds, self.limits[urgency].seconds)
        self._enter(urgency)
        alarm = self._watch.set(most, interrupt)
        try:
            yield
        except BaseException as fault:
            if alarm.rung:
                raise ProblemError(problem("LEDGERS_TOO_SLOW", Place(), seconds=most)) from fault
            raise
        finally:
            self._watch.clear(alarm)
            with self._change:
                self._running.remove(urgency)
                self._change.notify_all()

    def told(self) -> Mapping[Urgency, int]:
        """How many of each class wait."""
        with self._change:
            return {one: sum(each.urgency is one for each in self._waiting) for one in Urgency}

    def _enter(self, urgency: Urgency) -> None:
        limit = self.limits[urgency]
        with self._change:
            now = self.clock()
            mine = _Waiting(now + urgency * HEADSTART, next(self._numbers), urgency)
            ahead = sum(each.urgency is urgency for each in self._waiting)
            self._waiting.append(mine)
            until = now + limit.patience
            while self._next() is not mine:
                left = until - self.clock()
                if ahead >= limit.waiting or left <= 0:
                    self._waiting.remove(mine)
                    self._change.notify_all()
                    raise ProblemError(problem("LEDGERS_BUSY", Place(), waiting=ahead))
                self._change.wait(left)
            self._waiting.remove(mine)
            self._running.append(urgency)
            self._change.notify_all()

    def _next(self) -> _Waiting | None:
        """Who may run now."""
        if len(self._running) >= self.places:
            return None
        exports = sum(one is Urgency.EXPORT for one in self._running)
        shut = self.places > 1 and exports >= self.places - 1
        fit = [one for one in self._waiting if not (shut and one.urgency is Urgency.EXPORT)]
        return min(fit, default=None)


@dataclass(slots=True, eq=False)
class Alarm:
    """Rings once, unless it was cleared before."""

    at: float
    ring: Callable[[], None]
    rung: bool = False


class Watch:
    """One thread that rings alarms; setting one costs no thread of its own."""

    def __init__(self) -> None:
        self._change = Condition()
        self._set: list[Alarm] = []
        self._thread: Thread | None = None

    def set(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        alarm = Alarm(time.monotonic() + seconds, ring)
        with self._change:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="mirror watch", daemon=True)
                self._thread.start()
            earlier = all(alarm.at < one.at for one in self._set)
            self._set.append(alarm)
            if earlier:
                self._change.notify()
        return alarm

    def clear(self, alarm: Alarm) -> None:
        """It will not ring any more; whether it has, it knows."""
        with self._change:
            if alarm in self._set:
                self._set.remove(alarm)

    def _run(self) -> None:
        with self._change:
            while True:
                self._change.wait(self._ring())

    def _ring(self) -> float | None:
        """Ring what is due; seconds until the next. Under the lock: once one is cleared, the next statement of the same
        engine must not be hit. Nothing of an engine stays in this thread, which outlives it."""
        now = time.monotonic()
        for alarm in [one for one in self._set if one.at <= now]:
            self._set.remove(alarm)
            alarm.rung = True
            alarm.ring()
        return min((one.at - now for one in self._set), default=None)
