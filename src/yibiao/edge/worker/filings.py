"""Periods opened, filings printed, as jobs. In: the estate, a job with numbers of forms or filings. Out: ids, counts.

A job that was killed and is begun again passes over what is there. Refuses (`ProblemError`): who may not open or print
any of them any more since he asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from yibiao.base.problems import ProblemError
from yibiao.edge.estate import Estate
from yibiao.edge.filings import printing, sheets
from yibiao.edge.filings.opening import Wish, open_one
from yibiao.edge.http.caller import Caller
from yibiao.work.directory import queries as directory
from yibiao.work.filings.rules import Actor
from yibiao.work.jobs.queries import JobRow


def open_periods(estate: Estate, job: JobRow, step: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Result: periods (ids in the order of the numbers), opened (how many are new), refused (number, problem).

    A form that cannot be opened does not keep the others; where none can, the job fails with the first problem.
    """
    day, role = estate.day(), job.given["role"]
    actor = Actor(job.login, role, directory.offices_of(job.login, role, day), day)
    wish = Wish(tuple(job.given["numbers"]), date.fromisoformat(job.given["day"]), job.given["key"])
    periods: list[str] = []
    refused: list[tuple[str, ProblemError]] = []
    opened = 0
    for number, form in enumerate(wish.numbers):
        step(number, len(wish.numbers))
        try:
            period, new = open_one(estate, actor, form, wish)
        except ProblemError as why:
            refused.append((form, why))
            continue
        periods.append(period)
        opened += new
    step(len(wish.numbers), len(wish.numbers))
    if refused and not periods:
        raise refused[0][1]
    told = [{"number": form, "problem": why.problem.as_json()} for form, why in refused]
    return {"periods": periods, "opened": opened, "refused": told}


def print_filings(estate: Estate, job: JobRow, step: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Result: sheet (its id is the job's), printed, left (how many are not in it). Rights are those of this moment."""
    given = job.given
    caller = Caller(estate, job.login, given["role"], given["purpose"], estate.day())
    wish = sheets.Wish(given["profile"], given["verify"])
    return printing.print_many(caller, job.id, given["filings"], wish, step)
