"""A filing as a sheet to look at and to take out. In: a caller, a filing, the recipient's profile. Out: a sheet's id.

The answers pass the caller's view and the profile, are written into the form as it was, and wait like any filled form:
what takes them out is an export with its approval, marks and trace. Refuses (`ProblemError`): a form that is read
differently now than for these answers (its frozen file is still there: `keeping.file_of`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.views import View
from yibiao.edge.estate import Estate
from yibiao.edge.filings import keeping, showing
from yibiao.edge.filings.forming import Form
from yibiao.edge.forms.filling import named, records_of
from yibiao.edge.forms.sight import sight_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.laying import laid_out
from yibiao.edge.office import Office
from yibiao.flow import filling, reading
from yibiao.flow.asking.nodes import Rows, RowsQuestion
from yibiao.flow.filling import Filled
from yibiao.flow.printing import Paper, Printer, Signature, Table, fonts_of, form_of
from yibiao.flow.reading import Picture
from yibiao.work.directory import queries as directory
from yibiao.work.filings import queries
from yibiao.work.filings.queries import FilingRow
from yibiao.work.forms import actions, rules
from yibiao.work.forms.actions import Sheet

KIND = "filing"
Look = Callable[[Path], Picture]
_printers: dict[Path | None, Printer] = {}


@dataclass(frozen=True, slots=True)
class Wish:
    """profile: how the recipient gets numbers that point at people. paper: "" for the form's own file; else the address
    that verification codes begin with, for a PDF."""

    profile: str
    paper: str = ""


@dataclass(frozen=True)
class Copy:
    """A filing as this person and this recipient may have it. sight: how it looks, cell by cell; tables: for paper.

    level: highest sensitivity in clear. elements: shown in lists. done, blank: cells.
    """

    row: FilingRow
    view: View
    data: bytes
    suffix: str
    sight: dict[str, Any]
    tables: tuple[Table, ...]
    records: frozenset[str]
    level: int
    elements: tuple[str, ...]
    done: int
    blank: int

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """What of its area the person sees."""
        return self.view.within(self.row.first, self.row.last)

    def light(self) -> Copy:
        """The same without its file, its look and its tables: what is known of it once it is printed."""
        return replace(self, data=b"", sight={}, tables=())


def sheet_of(caller: Caller, row: FilingRow, wish: Wish) -> str:
    """The id under which the sheet waits for the caller."""
    estate, copy = caller.estate, copy_of(caller, row, wish)
    office = Office(estate.house, estate.mirror, copy.view, directory.area(row.area), row.period.day)
    name, content = named(PurePath(row.period.name).stem, office, copy.suffix), copy.data
    if wish.paper:
        name = f"{PurePath(name).stem}.pdf"
        content = printer(estate).pdf([paper_of(row, copy.tables, wish.paper)])
    sheet = Sheet(
        kind=KIND, title=row.period.title, name=name, area=row.area, first=row.first, last=row.last,
        day=row.period.day, profile=wish.profile, rows=len(copy.records), level=copy.level, elements=copy.elements,
        done=copy.done, blank=copy.blank, data=content, sight=json.dumps(copy.sight, ensure_ascii=False).encode(),
        spans=copy.spans,
    )  # fmt: skip
    owner = (caller.login, caller.role or "", copy.view.purpose)
    return actions.keep_filled(estate.house.vault, owner, sheet, copy.records)


def copy_of(caller: Caller, row: FilingRow, wish: Wish, look: Look = reading.picture) -> Copy:
    """The filing as it may leave in the hands of the caller; the journal says that he read it.

    look: how a file is looked at for paper; for many in a row that of `ManyFiles`.
    """
    estate, standard = caller.estate, caller.estate.house.standard
    form = keeping.form_of_period(estate, row.period)
    if form.reading.digest != row.sense_id:
        raise ProblemError(problem("FILINGS_READ_ANEW", Place()))
    sight = showing.look(caller, row)
    filled = _filled(caller, sight, form, wish.profile)
    with laid_out(PurePath(row.period.name).stem + filled.suffix, filled.data) as path:
        seen = look(path) if wish.paper else Picture(reading.look(path), ())
    return Copy(
        row=row, view=sight.view, data=filled.data, suffix=filled.suffix,
        sight=sight_of(filled, form.matched.forms, seen.drawing, standard),
        tables=_tables(seen), records=records_of(filled),
        level=rules.level_of(sight.sense.questions, sight.view, wish.profile, standard),
        elements=rules.read_of(sight.sense.questions, sight.view, standard),
        done=sum(entry.filled for entry in filled.report.fields),
        blank=sum(entry.blank for entry in filled.report.fields),
    )  # fmt: skip


def _filled(caller: Caller, sight: showing.Sight, form: Form, profile: str) -> Filled:
    """The form with what this person and recipient may have; where that is all, the very file that was confirmed."""
    row, estate = sight.row, caller.estate
    answers = [
        rules.masked_rows(question, answer, profile, sight.standard)
        if isinstance(question, RowsQuestion) and isinstance(answer, Rows)
        else answer
        for question, answer in zip(sight.sense.questions, sight.answers, strict=True)
    ]
    data = queries.template_of(estate.house.vault, row.period.id) or b""
    with laid_out(row.period.name, data) as path:
        filled = filling.fill(
            path, form.matched.forms, keeping.kept_answerer(answers), sight.standard, context=keeping.context_of(row)
        )
    if row.whole and answers == list(keeping.answers_of(estate, row)):
        written = keeping.file_of(estate, row)
        return replace(filled, data=written.data, suffix=written.suffix)
    return filled


def _tables(seen: Picture) -> tuple[Table, ...]:
    """Each table of the filled file as it is drawn there."""
    return tuple(form_of(seen.drawing.sheets[table.grid_index], seen.drawing.inks, table) for table in seen.tables)


def paper_of(row: FilingRow, tables: tuple[Table, ...], verify: str) -> Paper:
    """A filing on paper: who confirmed and approved it, or where they sign."""
    period, names = row.period, directory.names_of({row.confirmed_by, row.approved_by} - {""})
    area = directory.area_names().get(row.area, row.area)
    facts = (
        ("准入号", period.number), ("发表部门", period.department), ("报送区域", area), ("期", period.key),
        ("数据截至", period.day.isoformat()),
    )  # fmt: skip
    people = tuple(
        Signature(role, names.get(login, login), at.astimezone().strftime("%Y-%m-%d %H:%M") if at else "")
        for role, login, at in (("确认人", row.confirmed_by, row.confirmed), ("审定人", row.approved_by, row.approved))
    )
    fixed = row.state in ("confirmed", "approved", "frozen")
    notes = () if fixed else ("尚未确认，仅供核对。",)
    code = verify + row.code if fixed else ""
    return Paper(period.title, facts, tables, people, str(row.sequence), row.whole or row.digest, code, notes)


def printer(estate: Estate) -> Printer:
    """The one of this home; it finds the fonts of the machine and those in the home's folder `fonts`."""
    home = estate.house.home
    if home not in _printers:
        folder = home / "fonts" if home else None
        _printers[home] = Printer(fonts_of([folder] if folder and folder.is_dir() else []))
    return _printers[home]
