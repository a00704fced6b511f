"""What is done once a day, beside the queue. In: the estate. Out: nothing; each task writes its own journal lines.

A task may run twice on a day (a process that starts anew does not know): each one does nothing the second time.
Refuses: nothing; a fault is logged and the queue goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date

from yibiao.base.clock import today
from yibiao.edge.estate import Estate
from yibiao.edge.filings.opening import open_what_ended
from yibiao.work.admissions.actions import sweep

LOG = logging.getLogger("yibiao.worker")
Task = Callable[[Estate, date], object]


def forms_that_ended(estate: Estate, day: date) -> None:
    """Forms whose last day is over are written down."""
    sweep(day, estate.house.clock)


def periods_that_ended(estate: Estate, day: date) -> None:
    """Forms in a rhythm get their next period."""
    open_what_ended(estate, day)


TASKS: tuple[Task, ...] = (forms_that_ended, periods_that_ended)


class Daily:
    """Remembers the day on which its tasks were done."""

    def __init__(self, tasks: Sequence[Task] = TASKS) -> None:
        self.tasks, self.done = tasks, date.min

    def __call__(self, estate: Estate) -> None:
        """Do them, if this day's are not done yet; on a day whose are, nothing is asked of the database."""
        if today(estate.house.clock) <= self.done:
            return
        day = estate.day()
        if day <= self.done:
            return
        self.done = day
        for task in self.tasks:
            try:
                task(estate, day)
            except Exception:  # the queue must go on; the operator sees the traceback
                LOG.exception("daily task %s failed", getattr(task, "__name__", task))
