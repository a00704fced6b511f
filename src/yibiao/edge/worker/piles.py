"""Piles of forms, as jobs. In: the estate, a job with the id of a pile. Out: its figures.

Refuses (`ProblemError`): who keeps the data no more since he asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.piles import ROLE, read_pile
from yibiao.work.directory import queries as directory
from yibiao.work.jobs.queries import JobRow


def consolidate_pile(estate: Estate, job: JobRow, step: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Result: pile, files, forms before and after."""
    if not directory.receiving_areas(job.login, ROLE, estate.day()):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return read_pile(estate, job.login, job.given["pile"], step)
