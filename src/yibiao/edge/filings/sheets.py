"""A filing as a sheet to look at and to take out. In: a caller, a filing, the recipient's profile. Out: a sheet's id.

The answers pass the caller's view and the profile, are written into the form as it was, and wait like any filled form:
what takes them out is an export with its approval, marks and trace. Refuses (`ProblemError`): a form that is read
differently now than for these answers (its frozen file is still there: `keeping.file_of`).
"""

from __future__ import annotations

import json
from pathlib import PurePath

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.filings import keeping, showing
from yibiao.edge.forms.filling import named, records_of
from yibiao.edge.forms.reading import laid_out
from yibiao.edge.forms.sight import sight_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.office import Office
from yibiao.flow import filling, reading
from yibiao.flow.asking.nodes import Rows, RowsQuestion
from yibiao.work.directory import queries as directory
from yibiao.work.filings import queries
from yibiao.work.filings.queries import FilingRow
from yibiao.work.forms import actions, rules
from yibiao.work.forms.actions import Sheet

KIND = "filing"


def sheet_of(caller: Caller, row: FilingRow, profile: str) -> str:
    """The id under which the sheet waits for the caller."""
    estate, standard = caller.estate, caller.estate.house.standard
    form = keeping.form_of_period(estate, row.period)
    if form.reading.digest != row.sense_id:
        raise ProblemError(problem("FILINGS_READ_ANEW", Place()))
    sight = showing.look(caller, row)
    answers = [
        rules.masked_rows(question, answer, profile, standard)
        if isinstance(question, RowsQuestion) and isinstance(answer, Rows)
        else answer
        for question, answer in zip(sight.sense.questions, sight.answers, strict=True)
    ]
    data = queries.template_of(estate.house.vault, row.period.id) or b""
    with laid_out(row.period.name, data) as path:
        filled = filling.fill(
            path, form.matched.forms, keeping.kept_answerer(answers), standard, context=keeping.context_of(row)
        )
    office = Office(estate.house, estate.mirror, sight.view, directory.area(row.area), row.period.day)
    name = named(PurePath(row.period.name).stem, office, filled.suffix)
    with laid_out(name, filled.data) as path:
        drawn = sight_of(filled, form.matched.forms, reading.look(path), standard)
    records = records_of(filled)
    sheet = Sheet(
        kind=KIND, title=row.period.title, name=name, area=row.area, first=row.first, last=row.last,
        day=row.period.day, profile=profile, rows=len(records),
        level=rules.level_of(sight.sense.questions, sight.view, profile, standard),
        elements=rules.read_of(sight.sense.questions, sight.view, standard),
        done=sum(entry.filled for entry in filled.report.fields),
        blank=sum(entry.blank for entry in filled.report.fields),
        data=filled.data, sight=json.dumps(drawn, ensure_ascii=False).encode(),
    )  # fmt: skip
    owner = (caller.login, caller.role or "", sight.view.purpose)
    return actions.keep_filled(estate.house.vault, owner, sheet, records)
