"""A filing's answers anew, confirmed with what its file will hold, and the file again. In: a caller, a filing.

The file of a confirmed filing is written from what was kept (template, plan), never from the ledger: years later, after
people have moved and died, it is the same bytes. Refuses (`ProblemError`): what `work.filings` refuses; a form that is
read differently now than for the answers (renew it first); kept parts that do not give their digest (`FILINGS_TORN`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.filings.forming import Form, form_of
from yibiao.edge.filings.opening import form_view, parts_of, places_of
from yibiao.edge.http.caller import Caller
from yibiao.flow import filling
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import Number, Question, Rows
from yibiao.flow.filling import FillContext, Written
from yibiao.flow.filling.levels import area_paths
from yibiao.flow.reporting import Sense, digest_of, pack_plan, unpack_answers, unpack_plan, untold
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.filings import actions, queries, rules
from yibiao.work.filings.actions import Done, Seen
from yibiao.work.filings.queries import FilingRow, PeriodRow
from yibiao.work.filings.rules import Actor
from yibiao.work.forms.queries import Template


def actor_of(caller: Caller) -> Actor:
    """Who acts, on which areas, in the role of this session."""
    areas = directory.offices_of(caller.login, caller.role, caller.day) if caller.role else frozenset()
    return Actor(caller.login, caller.role, areas, caller.day)


def form_of_period(estate: Estate, period: PeriodRow) -> Form:
    """The form of a period as it is read now."""
    data = queries.template_of(estate.house.vault, period.id)
    assert data is not None, "a period keeps its form"
    return form_of(estate, Template(period.title, period.name, data, period.binding))


def sense_of(standard: Standard, row: FilingRow) -> Sense:
    """How the form was read for this filing's answers."""
    return untold(queries.sense_of(row.sense_id), standard)


def answers_of(estate: Estate, row: FilingRow) -> tuple[Answer, ...]:
    """The kept answers, whoever asks: pass them through `flow.asking.seen` before anybody sees them."""
    packed = queries.answers_of(estate.house.vault, row.id)
    assert packed is not None
    if digest_of(row.sense_id.encode(), packed) != row.digest:
        raise ProblemError(problem("FILINGS_TORN", Place()))
    return unpack_answers(packed)


def renew(estate: Estate, actor: Actor, row: FilingRow) -> Done:
    """Ask the ledger anew; objections whose value has changed by that are settled.

    Where the form is read differently now, no objection is: its place may mean something else.
    """
    facts = queries.facts(row.id)
    why = rules.why_not("renew", facts, actor) if facts is not None else problem("HTTP_NOT_THERE", Place())
    if why is not None:  # before the ledger is asked
        raise ProblemError(why)
    form = form_of_period(estate, row.period)
    view = form_view(estate, form, row.period.purpose, (row.first, row.last))
    tree, spots = places_of(row.area, (row.level,))
    before = queries.before(row)
    alike = before is not None and before.sense_id == form.reading.digest
    earlier = {row.area: queries.answers_of(estate.house.vault, before.id) or b""} if before and alike else {}
    mine = [spot for spot in spots if spot.code == row.area]
    parts, sequence = parts_of(estate, form, view, (tree, mine), row.period.day, before=earlier)
    open_ones = [one for one in queries.objections_of(row.id) if one.settled is None]
    answers = unpack_answers(parts[0].answers)
    same = form.reading.digest == row.sense_id
    changed = [
        one.id for one in open_ones if same and value_mark(estate, form.sense.questions, answers, one.at) != one.value
    ]
    return actions.renew(
        estate.house.vault, actor, row.id, parts[0], (form.reading, sequence), settled=changed, clock=estate.house.clock
    )


def value_mark(
    estate: Estate, questions: Sequence[Question], answers: Sequence[Answer], at: Mapping[str, Any]
) -> str:  # fmt: skip
    """A keyed digest of the value at a place in the answers, so that a change is noticed and the value not told."""
    value = value_at(questions, answers, at)
    return estate.house.vault.mark("filing value", repr(value).encode())[:16].hex()


def value_at(questions: Sequence[Question], answers: Sequence[Answer], at: Mapping[str, Any]) -> object:
    """The value at (question, column, record); ProblemError FILINGS_NO_CELL where there is none such."""
    number, column, record = int(at["question"]), str(at["column"]), str(at["record"])
    if not 0 <= number < len(answers):
        raise ProblemError(problem("FILINGS_NO_CELL", Place()))
    found = answers[number]
    if isinstance(found, Number) and not column and not record:
        return found.value
    if isinstance(found, Rows) and column in found.columns:
        if record in found.ids:
            return found.values[found.ids.index(record)][found.columns.index(column)]
        return None  # a record that is not in the list any more has no value in it
    raise ProblemError(problem("FILINGS_NO_CELL", Place()))


def label_at(sense: Sense, at: Mapping[str, Any]) -> str:
    """The heading over a place in the answers. Whose value it is is told by nothing that is kept in the clear."""
    place = (at["question"], at["column"])
    return next((item.label for item in sense.items if (item.question, item.column) == place), "")


def confirm(caller: Caller, row: FilingRow, digest: str, note: str = "", seconds: int = 0) -> Done:
    """反馈确认: these answers are right. seconds: that the page was before somebody, 0: not known."""
    vault, clock = caller.estate.house.vault, caller.estate.house.clock
    seen = fixed(caller.estate, row, digest)
    return actions.confirm(vault, actor_of(caller), row.id, seen, note, seconds=seconds, clock=clock)


def stand_in(caller: Caller, row: FilingRow, digest: str, reason: str) -> Done:
    """代为确认, after the day it was due."""
    estate = caller.estate
    seen = fixed(estate, row, digest)
    return actions.stand_in(estate.house.vault, actor_of(caller), row.id, seen, reason, clock=estate.house.clock)


def fixed(estate: Estate, row: FilingRow, digest: str) -> Seen:
    """What is confirmed: the answers that were looked at, and what the file will hold because of them."""
    form = form_of_period(estate, row.period)
    if form.reading.digest != row.sense_id:
        raise ProblemError(problem("FILINGS_READ_ANEW", Place()))
    answers = answers_of(estate, row)
    plan, _ = filling.plan(form.matched.forms, kept_answerer(answers), form.standard, context=context_of(row))
    packed = pack_plan(plan)
    return Seen(digest, packed, whole_of(estate, row, packed))


def kept_answerer(answers: Sequence[Answer]) -> filling.Answerer:
    """Gives the kept answers to the very questions that they answer."""

    def answerer(questions: Sequence[Question]) -> Sequence[Answer]:
        if len(questions) != len(answers):
            raise ProblemError(problem("FILINGS_READ_ANEW", Place()))
        return answers

    return answerer


def context_of(row: FilingRow) -> FillContext:
    """What the form may be told besides: names of areas, the day of the period."""
    rows = directory.family()
    names = {code: name for code, name, _, _ in rows}
    name = names.get(row.area, row.area)
    return FillContext(row.area, name, row.period.day, area_names=names, area_paths=area_paths(rows))


def whole_of(estate: Estate, row: FilingRow, plan: bytes) -> str:
    """One digest over all that a filing is made of: the form, how it was read, for whom and when, answers and file."""
    period = row.period
    data = queries.template_of(estate.house.vault, period.id) or b""
    told = json.dumps(
        [period.number, period.version, period.key, row.area, period.day.isoformat(), list(period.binding)],
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip
    return digest_of(hashlib.sha256(data).digest(), told.encode(), row.sense_id.encode(), row.digest.encode(), plan)


def file_of(estate: Estate, row: FilingRow) -> Written:
    """The file of a confirmed filing, from its kept parts; the same bytes each time."""
    vault = estate.house.vault
    plan, data = queries.plan_of(vault, row.id), queries.template_of(vault, row.period.id)
    if plan is None or data is None:
        raise ProblemError(problem("FILINGS_NOT_CONFIRMED", Place()))
    if whole_of(estate, row, plan) != row.whole:
        raise ProblemError(problem("FILINGS_TORN", Place()))
    return filling.write(data, unpack_plan(plan))
