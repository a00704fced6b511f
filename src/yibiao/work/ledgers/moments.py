"""A moment of the ledger's own memory. In: what a person names, a day or a journal line. Out: a `Moment`.

A day means all that was written on it, in China; a line means what was written up to it. The conditions of a question
speak of a day too (ages, validity): unless another one is named it is that of the moment, so that the answer is the one
that was to be had then (decision 0014). Refuses (`ProblemError`): what is neither a day nor a line, a day that is
still to come, a line that the journal has not reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yibiao.base.clock import today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.house import House

_DIGITS = 18
"""Of a line's number, at most."""


@dataclass(frozen=True, slots=True)
class Moment:
    """sequence: the last journal line that counts; 0: nothing was written yet. day: the day of it."""

    sequence: int
    day: date


def moment_of(house: House, named: str) -> Moment:
    """named: a day (2026-10-31) or the number of a line."""
    text = named.strip()
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
            return line_moment(house, int(text))
        raise ProblemError(problem("LEDGERS_NO_MOMENT", Place(field=text[:40]), named=text[:40])) from fault
    return day_moment(house, day)


def day_moment(house: House, day: date) -> Moment:
    """The end of a day; of this day, now."""
    now = today(house.clock)
    if day > now:
        raise ProblemError(problem("LEDGERS_DAY_AHEAD", Place(), day=f"{day:%Y-%m-%d}", today=f"{now:%Y-%m-%d}"))
    return Moment(journal.last_of_day(day), day)


def line_moment(house: House, sequence: int) -> Moment:
    """Right after a line."""
    last = journal.last_sequence()
    if sequence > last:
        raise ProblemError(problem("LEDGERS_NOT_YET", Place(), sequence=sequence, last=last))
    return Moment(sequence, journal.day_of(sequence) or today(house.clock))
