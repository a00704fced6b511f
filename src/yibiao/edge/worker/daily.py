"""What is done once a day or a night, beside the queue. In: the estate. Out: nothing; each task writes its own lines.

A task may run twice on a day (a process that starts anew does not know): each one does nothing the second time.
Refuses: nothing; a fault is logged and the queue goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Sequence
from datetime import date

from yibiao.base.clock import CHINA, today
from yibiao.edge.estate import Estate
from yibiao.edge.filings.opening import open_what_ended
from yibiao.edge.health import take_health
from yibiao.edge.watching import run_watches
from yibiao.work.admissions.actions import sweep
from yibiao.work.corrections.actions import prove
from yibiao.work.journal.actions import Entry, note
from yibiao.work.ledgers.scrub import verify_mirror

LOG = logging.getLogger("yibiao.worker")
Task = Callable[[Estate, date], object]


def forms_that_ended(estate: Estate, day: date) -> None:
    """Forms whose last day is over are written down."""
    sweep(day, estate.house.clock)


def periods_that_ended(estate: Estate, day: date) -> None:
    """Forms in a rhythm get their next period."""
    open_what_ended(estate, day)


def mirror_agrees(estate: Estate, day: date) -> None:
    """The mirror is held against the records; where it differs it is made anew, and both stand in the journal."""
    found = verify_mirror(estate.house, estate.mirror)
    if found:
        LOG.error("the mirror differs from the records (%s) and is made anew", len(found))
        estate.mirror.anew()
    told = {"registers": [str(one.values["register"]) for one in found], "found": len(found)}
    note(Entry("yibiao", "mirror_checked", "ledgers", payload=told), estate.house.clock)


def corrections_are_proved(estate: Estate, day: date) -> None:
    """What departments say they corrected is held against what they have delivered since."""
    prove(estate.house)


def health_is_taken(estate: Estate, day: date) -> None:
    """The ledger's health is measured anew; the day's point stays."""
    take_health(estate, "yibiao")


def rules_are_asked(estate: Estate, day: date) -> None:
    """Watch rules are asked of the whole ledger; what they no longer find is closed."""
    run_watches(estate, "yibiao")


TASKS: tuple[Task, ...] = (forms_that_ended, periods_that_ended, corrections_are_proved)
NIGHTLY: tuple[Task, ...] = (mirror_agrees, health_is_taken, rules_are_asked)
NIGHT = range(1, 5)
"""Hours of the clock in which what takes long may run."""


class Daily:
    """Remembers the day on which its tasks were done. hours: in which they may be; None: at any."""

    def __init__(self, tasks: Sequence[Task] = TASKS, hours: Container[int] | None = None) -> None:
        self.tasks, self.hours, self.done = tasks, hours, date.min

    def __call__(self, estate: Estate) -> None:
        """Do them, if this day's are not done yet; on a day whose are, nothing is asked of the database."""
        if today(estate.house.clock) <= self.done:
            return
        if self.hours is not None and estate.house.clock().astimezone(CHINA).hour not in self.hours:
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
