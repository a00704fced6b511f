"""Filling as long work. In: a job with the ids of a form and areas. Out: the ids of the filled sheets.

given: login's role, purpose, file or form, areas, day, profile, record, seen_at. Refuses (`ProblemError`): what filling
refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from yibiao.edge.estate import Estate
from yibiao.edge.forms.filling import STAGES, Wish, fill
from yibiao.edge.forms.reading import paper_of
from yibiao.edge.http.caller import Caller
from yibiao.work.jobs.queries import JobRow


def fill_areas(estate: Estate, job: JobRow, step: Callable[[int, int], None]) -> Mapping[str, Any]:
    """One filled sheet an area; rights are those of the moment at which the job runs."""
    given = job.given
    caller = Caller(estate, job.login, given["role"], given["purpose"], estate.day())
    paper = paper_of(caller, given["file"], given["form"])
    areas = given["areas"]
    wish = Wish(date.fromisoformat(given["day"]), given["profile"], given["record"], given.get("seen_at"))
    whole = STAGES * len(areas)
    sheets = []
    for number, area in enumerate(areas):
        before = STAGES * number
        step(before, whole)
        sheets.append(fill(caller, paper, area, wish, lambda done, total, before=before: step(before + done, whole)))
    step(whole, whole)
    return {"filled": sheets}
