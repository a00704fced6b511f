"""A filing as one person may see it. In: a caller, a filing. Out: JSON-able mappings.

    who may     whoever's view covers the whole area: for a department, the view of the form's own purpose
    numbers     label, value, what it was last time, what it means
    lists       rows through the view, with what is new, changed and gone
    acts        what this person may do with it now, as `rules` says

Refuses (`ProblemError`): a filing that the caller may not see is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.views import View
from yibiao.edge.filings import beside, judging, keeping
from yibiao.edge.filings.forming import Form
from yibiao.edge.http.caller import Caller
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import AreasQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.asking.seen import seen
from yibiao.flow.checking import Check
from yibiao.flow.filling.rendering import Hints, Renderer
from yibiao.flow.reporting import Item, Sense
from yibiao.flow.reporting.comparing import Differences, RowsChange, compare
from yibiao.flow.standard.formula.nodes import Node, Scalar
from yibiao.flow.standard.model import Standard
from yibiao.work.admissions import queries as admissions
from yibiao.work.directory import queries as directory
from yibiao.work.filings import queries, rules
from yibiao.work.filings.queries import FilingRow, PeriodRow
from yibiao.work.ledgers.queries import note_reading

SHOWN = 200
"""Rows of a list on a page; the file has all."""


@dataclass(frozen=True)
class Sight:
    """A filing with its answers as the caller may have them, and those of the period before in the same way."""

    row: FilingRow
    sense: Sense
    answers: tuple[Answer, ...]
    before: tuple[Answer, ...] | None
    view: View
    standard: Standard


def view_of(caller: Caller, period: PeriodRow) -> View:
    """How the caller sees a form's answers: a department for the form's own purpose, others as they see the ledger."""
    return caller.view(period.purpose if caller.role == "department_officer" else None)


def visible(caller: Caller, key: str) -> FilingRow:
    """The filing, if the caller's view covers its whole area, or he asked for the form; `HTTP_NOT_THERE` if not."""
    row = queries.filing(key)
    if row is None or not may_see(caller, row):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def may_see(caller: Caller, row: FilingRow) -> bool:
    if row.period.issuer == caller.login and caller.role == "department_officer":
        return True
    return sees_whole(view_of(caller, row.period), row)


def sees_whole(view: View, row: FilingRow) -> bool:
    return view.within(row.first, row.last) == ((row.first, row.last),)


def look(caller: Caller, row: FilingRow) -> Sight:
    """The answers through the caller's view; a line of the journal says that they were read."""
    standard, view = caller.estate.house.standard, view_of(caller, row.period)
    sense = keeping.sense_of(standard, row)
    answers = through(caller, row, view, sense)
    note_reading(caller.estate.house, view, "filing", "", rows=row.rows, area=row.area)
    return Sight(row, sense, answers, None, view, standard)


def compared(caller: Caller, row: FilingRow, against: str = "") -> Sight:
    """The same beside those of another time.

    against: id of another filing of the same form to compare with; "": the same area's of the period before.
    """
    earlier = visible(caller, against) if against else queries.before(row)
    before = None
    if against and (earlier is None or earlier.sense_id != row.sense_id):
        raise ProblemError(problem("REPORTING_NOT_ONE_FORM"))
    sight = look(caller, row)
    if earlier is not None and earlier.sense_id == row.sense_id:
        before = through(caller, earlier, sight.view, sight.sense)
    return replace(sight, before=before)


def through(caller: Caller, row: FilingRow, view: View, sense: Sense) -> tuple[Answer, ...]:
    """The kept answers to the questions of `sense`, as the view may have them now."""
    standard, kept = caller.estate.house.standard, keeping.answers_of(caller.estate, row)
    area = (row.first, row.last)
    return tuple(
        seen(question, answer, view, area, standard) for question, answer in zip(sense.questions, kept, strict=True)
    )


def acts_of(caller: Caller, row: FilingRow) -> list[str]:
    """What the caller may do now, were the form not taken back meanwhile."""
    facts, actor = queries.facts(row.id), keeping.actor_of(caller)
    assert facts is not None
    return [act for act in rules.NEXT if rules.why_not(act, facts, actor, "…") is None]


def retired(row: FilingRow) -> bool:
    """Whether the form was taken back while this was still under way: nobody has to answer it any more."""
    return row.period.closed is None and bool(admissions.retired_of([row.period.number]))


def light(
    row: FilingRow, names: Mapping[str, str], people: Mapping[str, str], unanswered: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    """A line of a list. unanswered: what stays blank, because the ledger was not asked."""
    period = row.period
    own = {name: getattr(row, name) for name in (
        "id", "parent", "area", "level", "state", "rows", "cells", "held", "needed", "changed", "objections", "note",
        "digest", "confirmed", "approved", "reminded", "code", "whole", "waits", "newer")}  # fmt: skip
    told = {name: getattr(period, name) for name in ("number", "key", "title", "department", "day", "due")}
    return own | told | {
        "period": period.id, "unanswered": list(unanswered), "area_name": names.get(row.area, row.area),
        "confirmed_by": people.get(row.confirmed_by, row.confirmed_by),
        "approved_by": people.get(row.approved_by, row.approved_by),
    }  # fmt: skip


def lights(rows: Sequence[FilingRow]) -> list[dict[str, Any]]:
    names = directory.area_names()
    people = directory.names_of({login for row in rows for login in (row.confirmed_by, row.approved_by) if login})
    unanswered = queries.unanswered(row.sense_id for row in rows)
    return [light(row, names, people, unanswered[row.sense_id]) for row in rows]


def whole(caller: Caller, row: FilingRow, against: str = "") -> dict[str, Any]:
    """Everything of one filing, compared with another one of the same form."""
    sight = compared(caller, row, against)
    changes = None if sight.before is None else compare(sight.before, sight.answers)
    standard = sight.standard
    gaps = [
        {"element": code, "label_zh": element.label_zh, "label_en": element.label_en, "count": count}
        for code, count in sorted(row.gaps.items(), key=lambda each: -each[1])
        if (element := standard.elements.get(code)) is not None and sight.view.may_count(code)
    ]
    objections, steps, below = queries.objections_of(row.id), queries.steps_of(row.id), queries.below([row.id])
    past = [each for each in queries.history(row.period.number, row.area) if each.id != row.id]
    own, *others = lights([row, *below, *past])
    said = {who for one in objections for who in (one.by, one.settled_by)}
    people = directory.names_of(said | {step.by for step in steps})
    form = keeping.form_of_period(caller.estate, row.period)
    gone, kept = retired(row), admissions.checks_of(row.period.number, row.period.version)
    findings = _findings(caller, sight, form, kept)
    return {
        "filing": own, "findings": findings, "retired": gone,
        "mine": rules.keeps(keeping.actor_of(caller), row.level, row.area),
        "acts": [] if gone else acts_of(caller, row), "sentence": None if changes is None else
        {"zh": changes.sentence(), "en": changes.sentence("en"), "nothing": changes.nothing},
        "numbers": list(_numbers(sight, changes)), "lists": list(_lists(sight, changes)), "gaps": gaps,
        "objections": [_objection(one, people, sight) for one in objections],
        "steps": [{"act": s.act, "by": people.get(s.by, s.by), "at": s.at, "reason": s.reason}
                  for s in steps],
        "below": others[: len(below)], "past": others[len(below) :],
    }  # fmt: skip


def _findings(caller: Caller, sight: Sight, form: Form, kept: Sequence[Check]) -> list[dict[str, Any]]:
    """What can hardly be right: within the form, against last time, against other forms that the caller may see."""
    estate, row = caller.estate, sight.row
    looked: list[str] = []

    def look_at(other: FilingRow, sense: Sense) -> Sequence[Answer] | None:
        if not may_see(caller, other):
            return None
        looked.append(other.id)
        return through(caller, other, view_of(caller, other.period), sense)

    others = beside.named(estate, row, kept, look_at)
    found = judging.findings(form, sight.sense, sight.answers, sight.before, kept, others=others)
    found += beside.disagreements(sight.standard, row, sight.answers, look_at)
    if looked:
        note_reading(estate.house, sight.view, "filings beside", "", rows=0, subject=row.id, area=row.area)
    return found


def _objection(one: queries.ObjectionRow, people: Mapping[str, str], sight: Sight) -> dict[str, Any]:
    names = ("id", "reason", "made", "settled", "outcome", "answer")
    told = {name: getattr(one, name) for name in names}
    told |= {"question": one.at["question"], "record": one.at["record"]}
    told["cell"] = " · ".join(filter(None, (_head(sight, one.at), one.cell)))
    return told | {"by": people.get(one.by, one.by), "settled_by": people.get(one.settled_by, one.settled_by)}


def _head(sight: Sight, at: Mapping[str, Any]) -> str:
    """What heads the row that a word is about, as this reader may see it; "" for a number, or a row that is gone."""
    answer = sight.answers[at["question"]] if at["question"] < len(sight.answers) else None
    if not isinstance(answer, Rows) or at["record"] not in answer.ids:
        return ""
    value = next(iter(answer.values[answer.ids.index(at["record"])]), None)
    return text(value) or ""


def _numbers(sight: Sight, changes: Differences | None) -> Any:
    """One entry a number, in the order of the form."""
    changed = {} if changes is None else {change.question: change for change in changes.numbers}
    for item in sight.sense.items:
        answer = sight.answers[item.question]
        if not isinstance(answer, Number) or isinstance(sight.sense.questions[item.question], RowsQuestion):
            continue
        change = changed.get(item.question)
        yield {
            "question": item.question, "cell": item.cell, "sheet": item.sheet, "label": item.label,
            "sentence": item.sentence, "value": text(answer.value),
            "before": text(change.old) if change else None,
            "delta": text(change.delta) if change and change.delta is not None else None,
            "problem": answer.problem.as_json() if answer.problem else None,
        }  # fmt: skip


def _lists(sight: Sight, changes: Differences | None) -> Any:
    """One entry a list or a table of areas."""
    renderer = Renderer(sight.standard, directory.area_names())
    by_question = {} if changes is None else {change.question: change for change in changes.rows}
    for number, question in enumerate(sight.sense.questions):
        if not isinstance(question, RowsQuestion | AreasQuestion):
            continue
        answer = sight.answers[number]
        items = [item for item in sight.sense.items if item.question == number and item.column]
        if isinstance(answer, Number):
            why = answer.problem.as_json() if answer.problem else None
            yield {
                "question": number,
                "records": False,
                "columns": [],
                "rows": [],
                "total": 0,
                "gone": 0,
                "problem": why,
            }
            continue
        yield _list(number, question, (answer, items), renderer, by_question.get(number))


def _list(
    number: int, question: Question, told: tuple[Rows, Sequence[Item]], renderer: Renderer, change: RowsChange | None
) -> dict[str, Any]:
    answer, items = told
    of = {column.name: column.of for column in question.columns} if isinstance(question, RowsQuestion) else {}
    added = {row.id for row in change.added} if change else set()
    changed = (
        {row.new.id: {name for name, _, _ in row.fields(answer.columns)} for row in change.changed} if change else {}
    )
    order = sorted(
        range(len(answer.ids)), key=lambda at: (answer.ids[at] not in added, answer.ids[at] not in changed, at)
    )
    rows = [
        {
            "id": answer.ids[at], "area_name": answer.area_names[at] if answer.area_names else "",
            "change": "added" if answer.ids[at] in added else "changed" if answer.ids[at] in changed else "",
            "cells": [
                {"text": rendered(renderer, answer.values[at][answer.columns.index(item.column)], of.get(item.column)),
                 "changed": item.column in changed.get(answer.ids[at], ())}
                for item in items
            ],
        }
        for at in order[:SHOWN]
    ]  # fmt: skip
    columns = [
        {"name": item.column, "label": item.label,
         "withheld": why.as_json() if (why := answer.withheld.get(item.column)) else None}
        for item in items
    ]  # fmt: skip
    gone = len(change.gone) if change else 0
    return {"question": number, "records": isinstance(question, RowsQuestion), "columns": columns, "rows": rows,
            "total": len(answer.ids), "gone": gone, "problem": None}  # fmt: skip


def rendered(renderer: Renderer, value: Scalar | None, of: Node | None) -> str:
    found = renderer.render(value, of, Hints()) if of is not None else value
    return "" if found is None else str(found)


def text(value: Scalar | None) -> str | None:
    return None if value is None else str(value)
