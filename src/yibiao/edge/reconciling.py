"""Two lists of forms compared, as a job. In: uploads of both sides, or the catalogue in the place of the departments'.

A side is a list in a workbook (报表清单), a form, or a zipped folder of forms and lists. Out: the id of what was kept.
Refuses (`ProblemError`): a side in which nothing was found, who keeps the data no more since he asked for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.laying import laid_out
from yibiao.edge.learned import lexicon_of
from yibiao.flow import pipeline
from yibiao.flow.admitting import Admitted, Listed, listed_of, reconcile
from yibiao.flow.admitting.listing import listed_in
from yibiao.flow.consolidating.piling import Found, Known, match_file, opened
from yibiao.flow.consolidating.zipped import is_zipped
from yibiao.flow.reading import ManyFiles
from yibiao.work.admissions import queries, reconciliations
from yibiao.work.directory import queries as directory
from yibiao.work.files import actions as file_actions
from yibiao.work.files import queries as files
from yibiao.work.jobs.queries import JobRow

KIND, ROLE = "reconciliation", "data_officer"
Step = Callable[[int, int], None]


def reconcile_lists(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """given: name, area, above (uploads; none: the catalogue), below (uploads). Result: reconciliation."""
    given, day = job.given, estate.day()
    if given["area"] not in directory.offices_of(job.login, ROLE, day):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    total = len(given["above"]) + len(given["below"]) + 1
    step(0, total)
    above = _side(estate, job.login, given["above"]) if given["above"] else in_catalogue(estate, given["area"])
    step(len(given["above"]), total)
    below = _side(estate, job.login, given["below"])
    step(total - 1, total)
    if not above or not below:
        raise ProblemError(problem("ADMISSION_NO_LIST", Place()))
    found = reconcile(above, below, estate.house.standard, day)
    made = reconciliations.keep(estate.house, job.login, given["area"], given["name"], found)
    for file in (*given["above"], *given["below"]):
        file_actions.drop_file(job.login, file)
    step(total, total)
    return {"reconciliation": made}


def in_catalogue(estate: Estate, area: str) -> list[Listed]:
    """The catalogue as the departments' list: what is admitted, and what has ended."""
    first, last = queries.interval_of(area)
    rows = queries.entries(first, last, estate.day())
    facts = queries.facts_of_all(estate.house.vault, [row.number for row in rows])
    return [
        listed_of(Admitted(row.number, row.title, row.department, facts.get(row.number, ())), row.expires)
        for row in rows
        if row.state != "retired"
    ]


def _side(estate: Estate, login: str, uploads: Sequence[str]) -> list[Listed]:
    known = Known(estate.house.standard, lexicon_of(estate.house.home))
    found: list[Listed] = []
    with ManyFiles() as many:
        for upload in uploads:
            row, data = files.file_of(login, upload), files.content_of(estate.house.vault, login, upload)
            if row is None or data is None:
                raise ProblemError(problem("FILES_NONE", Place()))
            with laid_out(row.name, data) as path:
                for one in _files(path, data):
                    found += _listed(one, known, many)
    return found


def _files(path: Path, data: bytes) -> Iterator[Found]:
    if is_zipped(path):
        with opened(path) as (inside, _):
            yield from inside
    else:
        yield Found(path, path.name, hashlib.sha256(data).hexdigest()[:16], 1)


def _listed(file: Found, known: Known, many: ManyFiles) -> list[Listed]:
    """What a file lists, or the form that it is; one that cannot be read lists nothing."""
    outcome = match_file(file, known, many)
    if outcome.problem is not None:
        return []
    listed = listed_in(pipeline.read(file.path))
    if listed is not None:
        return list(listed)
    if not outcome.forms:
        return []
    folder = Path(file.name).parent.as_posix()
    title = next((form.title for form in outcome.forms if form.title), None) or Path(file.name).stem
    return [Listed(title, "" if folder == "." else folder.rpartition("/")[2], "", None, outcome.forms)]
