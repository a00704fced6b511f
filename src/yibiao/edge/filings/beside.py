"""Other forms of the same area beside a filing. In: a filing with its answers, a way to look at others. Out: findings.

    the same fact in two forms, as of one day, must be one number; so must a list's number of rows, a column's total
    what formulas name by number or title (〈990101-2026-0007〉.合计): that form's newest filing up to the same day

What the reader may not see of another form is not compared. Refuses: nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from yibiao.edge.estate import Estate
from yibiao.edge.filings import keeping
from yibiao.edge.filings.forming import Form, form_of
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.checking import Check, Heading, Sheet, agreements, forms_named, judge, sheet_of
from yibiao.flow.checking.ground import COUNT
from yibiao.flow.reporting import Sense, untold
from yibiao.flow.reporting.asked import question_text
from yibiao.flow.standard.formula.presence import present
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard
from yibiao.work.admissions import queries as admissions
from yibiao.work.filings import queries
from yibiao.work.filings.queries import FilingRow

Look = Callable[[FilingRow, Sense], Sequence[Answer] | None]
"""The answers of another filing as the reader may have them; None where he may not see it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a form tells. cell: where (of a column of areas, whose total it is: its head), or `COUNT` for a
    list's number of rows. key: equal for equal facts."""

    table: int
    cell: str
    question: int
    key: str


@per_standard
def facts_of(standard: Standard, sense: str) -> tuple[Fact, ...]:
    """The facts of the sense with this id, which is a digest of it and so never another one."""
    told = untold(queries.sense_of(sense), standard)
    lists: dict[int, set[int]] = {}
    for item in told.items:
        if isinstance(told.questions[item.question], RowsQuestion):
            lists.setdefault(item.table, set()).add(item.question)
    found: dict[tuple[int, str], Fact] = {}
    for item in told.items:
        at, question = item.question, told.questions[item.question]
        if isinstance(question, AreasQuestion):  # a row an area: its total is asked beside it
            total = dict(question.columns).get(item.column)
            at, question = next(((at, one) for at, one in enumerate(told.questions) if one == total), (at, question))
        cell = COUNT if isinstance(question, RowsQuestion) else item.cell
        key = _key(question, standard)
        if key is not None and (cell != COUNT or len(lists[item.table]) == 1):
            found.setdefault((item.table, cell), Fact(item.table, cell, at, key))
    return tuple(found.values())


def _key(question: Question, standard: Standard) -> str | None:
    """What a question asks; None where it tells no single number."""
    if isinstance(question, RowsQuestion):
        if question.limit is not None or question.record is not None or question.find is not None:
            return None
        count = CountQuestion(question.register, question.where)
        listed = question.where, *(column.of for column in question.columns)
        if present(standard, question.register, listed) != present(standard, question.register, (question.where,)):
            return None  # the list has those who are gone, because a column speaks of them
        question = count
    if not isinstance(question, CountQuestion):
        return None
    return json.dumps(question_text(question, standard), ensure_ascii=False, sort_keys=True)


def disagreements(
    standard: Standard, row: FilingRow, answers: Sequence[Answer], look: Look
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Each fact that another form of the same area and day tells otherwise, at its cell, with the other filing."""
    own = facts_of(standard, row.sense_id)
    keys = {fact.key for fact in own}
    shared = [key for key, sense in queries.beside(row) if keys & {fact.key for fact in facts_of(standard, sense)}]
    theirs = _valid(queries.filings(shared)) if shared else ()
    sheets: list[Sheet] = []
    by_name: dict[str, FilingRow] = {}
    for other in theirs:
        told = look(other, keeping.sense_of(standard, other))
        for sheet in _sheets(other, facts_of(standard, other.sense_id), told) if told is not None else ():
            sheets.append(sheet)
            by_name[sheet.name] = other
    for here in _sheets(row, own, answers):
        for one in judge(agreements(here, sheets), here, others=sheets).findings:
            other = by_name[forms_named([one.check])[0]]
            later = other.sequence > row.sequence
            yield finding(one, {"id": other.id, "title": other.period.title, "later": later})


def finding(one: Any, other: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One finding for the page. other: the filing that says otherwise."""
    return {
        "cell": one.cell, "severity": one.check.severity.value, "problem": one.problem.as_json(), "other": other,
    }  # fmt: skip


def _valid(rows: Sequence[FilingRow]) -> list[FilingRow]:
    """Without forms that were taken back: nobody renews their numbers."""
    retired = admissions.retired_of([row.period.number for row in rows])
    return [row for row in rows if row.period.number not in retired]


def _sheets(row: FilingRow, facts: Sequence[Fact], answers: Sequence[Answer]) -> Iterator[Sheet]:
    """A sheet for each table, of its facts alone: no form has to be read for it."""
    for table in sorted({fact.table for fact in facts}):
        mine = [fact for fact in facts if fact.table == table]
        cells = {fact.cell: _value(answers[fact.question]) for fact in mine if fact.cell != COUNT}
        rows = next((answers[fact.question] for fact in mine if fact.cell == COUNT), None)
        name = row.period.number if table == 0 else f"{row.period.number}·{table + 1}"
        yield Sheet(
            name, cells, (), _rows(rows), {cell: () for cell in cells}, row.period.title,
            {fact.cell: fact.key for fact in mine if fact.cell != COUNT or isinstance(rows, Rows)},
        )  # fmt: skip


def _rows(answer: Answer | None) -> tuple[Heading, ...]:
    return tuple(Heading(at) for at in range(1, len(answer.ids) + 1)) if isinstance(answer, Rows) else ()


def _value(answer: Answer) -> Any:
    return answer.value if isinstance(answer, Number) else None


def named(estate: Estate, row: FilingRow, kept: Sequence[Check], look: Look) -> tuple[Sheet, ...]:
    """The forms that kept formulas name, filled with what this area answered last; blank where it has not."""
    found: list[Sheet] = []
    for name in forms_named(kept):
        others = queries.called(row.area, row.period.day, name)
        for other in others:
            sense = keeping.sense_of(estate.house.standard, other)
            form, told = keeping.form_of_period(estate, other.period), look(other, sense)
            found += islice(filled(form, sense, told, other.period.number), 1)
        if not others:
            found += _blank(estate, row, name)
    return tuple(found)


def _blank(estate: Estate, row: FilingRow, name: str) -> Iterator[Sheet]:
    """The admitted forms called so, without values: where nobody has answered, nothing can be judged."""
    period = row.period
    for entry in admissions.entries(period.first, period.last, estate.day()):
        if name in (entry.number, entry.title) and entry.number != period.number:
            template = admissions.template_of(estate.house.vault, entry.number)
            assert template is not None, "an entry keeps its form"
            form = form_of(estate, template)
            yield from islice(filled(form, form.sense, None, entry.number), 1)


def filled(form: Form, sense: Sense, answers: Sequence[Answer] | None, number: str) -> Iterator[Sheet]:
    """The tables of a form that hold something, with its single numbers; None: nobody has answered, or may be seen."""
    grids = form.matched.reading.workbook.grids
    for at, one in enumerate(form.matched.forms):
        sheet = sheet_of(one.table, grids[one.table.grid_index], number)
        if sheet.holds:
            yield replace(with_answers(sheet, sense, at, answers or ()), title=form.template.title)


def with_answers(empty: Sheet, sense: Sense, table: int, answers: Sequence[Answer]) -> Sheet:
    """The sheet as these answers fill it; () leaves it as it is."""
    cells = dict(empty.cells)
    for item in sense.items if answers else ():
        answer = answers[item.question]
        if item.table == table and isinstance(answer, Number):
            cells[item.cell] = answer.value
    return replace(empty, cells=cells)
