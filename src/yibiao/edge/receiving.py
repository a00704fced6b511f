"""A file of rows on its way into the ledger. In: an upload, a source, a day, an area. Out: a plan that people look at.

    upload → plan (kept sealed for its owner) → looked at → made once more and compared → applied slice by slice

The plan that is applied is the plan that was shown: it is made anew first, and where the ledger has moved on meanwhile,
nothing is written and the person looks again. That also keeps the same file from entering twice.
Refuses (`ProblemError`): whoever may bring no files, an area outside his reach, a plan that is not his or not fresh.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.desk import RECEIVING, Desk
from yibiao.edge.estate import Estate
from yibiao.edge.laying import laid_out
from yibiao.edge.learned import learn, lexicon_of
from yibiao.flow import pipeline
from yibiao.flow.keeping import Context, LedgerPlan, RowPlan, Verdict, plan_from_json
from yibiao.flow.reading import LONG
from yibiao.flow.standard.meanings import FieldMatch
from yibiao.flow.standardising import Lexicon, match
from yibiao.work.corrections import queries as corrections
from yibiao.work.directory import queries as directory
from yibiao.work.files import actions as file_actions
from yibiao.work.files import queries as files
from yibiao.work.ledgers.known import KnownInLedger

IMPORT, PLAN = "import", "plan"
"""Kinds of files: what was sent in, and the plan made of it."""
Step = Any


@dataclass(frozen=True)
class Wish:
    """What somebody wants to bring in. file: id of the upload; area: code for new records; role: in which he acts.

    columns: first cell of a column → what the person says it means (an element, or "nothing").
    """

    file: str
    source: str
    day: date
    area: str
    role: str
    columns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Wish:
        day = date.fromisoformat(given["day"])
        return cls(given["file"], given["source"], day, given["area"], given["role"], given.get("columns", {}))

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file, "source": self.source, "day": self.day.isoformat(), "area": self.area,
            "role": self.role, "columns": dict(self.columns),
        }  # fmt: skip


def receiver(estate: Estate, login: str, role: str | None, day: date) -> Desk:
    """The desk of one who brings files in this role; `ProblemError` CLI_MAY_NOT_WRITE for who may not."""
    house = estate.house
    areas = directory.receiving_areas(login, role, day)
    if not areas:
        raise ProblemError(problem("CLI_MAY_NOT_WRITE", Place(), login=login))
    view = directory.receiving_view(login, day, house.standard, role, RECEIVING)
    known = KnownInLedger(house, areas, actor=login, purpose=RECEIVING, mirror=estate.mirror)
    return Desk(house, login, areas, known, view)


@dataclass(frozen=True)
class Column:
    """How a column of the file was read. element: "" where nothing fits; accepted: certain enough to be kept."""

    cell: str
    label: str
    element: str
    accepted: bool
    candidates: tuple[str, ...]


def make_plan(estate: Estate, desk: Desk, wish: Wish) -> tuple[LedgerPlan, tuple[Column, ...]]:
    """The plan of the upload, as the ledger is now, and how its columns were read."""
    row = files.file_of(desk.actor, wish.file)
    content = files.content_of(estate.house.vault, desk.actor, wish.file)
    if row is None or content is None:
        raise ProblemError(problem("FILES_NONE", Place()))
    context = Context(
        row.name, wish.source, wish.day, estate.house.standard, wish.area or None, desk.area_of, desk.hidden,
        corrections.watched(wish.source),
        desk.abolished,
    )  # fmt: skip
    with laid_out(row.name, content) as path:
        matched = _matched(estate, path, wish)
    plan = within_reach(desk, pipeline.plan_of(matched, desk.known, context))
    return plan, tuple(_column(one) for form in matched.forms if form.table.layout == "list" for one in form.fields)


def _matched(estate: Estate, path: Path, wish: Wish) -> pipeline.Matched:
    """The file matched, with what the person says of its columns; that is remembered for next time."""
    house = estate.house
    lexicon = lexicon_of(house.home) or Lexicon()
    matched = pipeline.match(path, lexicon=lexicon, standard=house.standard, limits=LONG)
    if not wish.columns:
        return matched
    fields = {one.cell: (form, one) for form in matched.forms for one in form.fields}
    for cell, code in wish.columns.items():
        if cell not in fields:
            raise ProblemError(problem("CLI_NO_FIELD", Place(cell=cell), cell=cell))
        form, one = fields[cell]
        lexicon = lexicon.confirm(form.table.title, one.path, code)
    if house.home is not None:
        learn(house.home, lexicon)
    forms = tuple(match(form.table, house.standard, lexicon) for form in matched.forms)
    return replace(matched, forms=forms)


def _column(one: FieldMatch) -> Column:
    meant = one.meaning.element if one.meaning else None
    also = tuple(each.meaning.element for each in one.candidates if each.meaning.element)
    return Column(one.cell, "·".join(one.path), meant or "", one.accepted, also)


def within_reach(desk: Desk, plan: LedgerPlan) -> LedgerPlan:
    """Rows that would make a record where this person may not write are refused, one by one."""
    return replace(plan, rows=tuple(_bounded(desk, plan, row) for row in plan.rows))


def _bounded(desk: Desk, plan: LedgerPlan, row: RowPlan) -> RowPlan:
    outside = [record.area for record in row.records if record.area and not desk.may_write(record.area)]
    if not outside:
        return row
    found = problem("RECEIVE_ELSEWHERE", Place(file=plan.file, sheet=row.sheet), row=row.row)
    return replace(row, verdict=Verdict.REFUSED, records=(), problems=(*row.problems, found))


def keep_plan(estate: Estate, login: str, wish: Wish, plan: LedgerPlan, columns: tuple[Column, ...]) -> str:
    """The plan sealed for its owner, beside the upload that it was made of; returns its id."""
    parts = {"wish": wish.as_json(), "plan": plan.as_json(), "columns": [asdict(each) for each in columns]}
    whole = json.dumps(parts, ensure_ascii=False, default=str)
    return file_actions.keep_file(estate.house.vault, login, PLAN, f"{plan.file[:180]}.plan", whole.encode())


@dataclass(frozen=True)
class Kept:
    """A plan that was kept, with what it was made from."""

    wish: Wish
    plan: LedgerPlan
    columns: tuple[Column, ...]


def kept_plan(estate: Estate, login: str, plan: str) -> Kept:
    """A plan that was kept; `ProblemError` FILES_NONE."""
    row = files.file_of(login, plan)
    content = files.content_of(estate.house.vault, login, plan)
    if row is None or content is None or row.kind != PLAN:
        raise ProblemError(problem("FILES_NONE", Place()))
    whole = json.loads(content)
    columns = tuple(Column(**each) for each in whole["columns"])
    return Kept(Wish.from_json(whole["wish"]), plan_from_json(whole["plan"]), columns)


def same(shown: LedgerPlan, now: LedgerPlan) -> bool:
    """Whether both would do the same; versions of records may differ, values may not."""
    return _effect(shown) == _effect(now)


def _effect(plan: LedgerPlan) -> Any:
    rows = [
        (row.sheet, row.row, row.verdict, tuple(replace(record, base=0) for record in row.records)) for row in plan.rows
    ]
    return rows, plan.same
