"""A department's form, filled. In: the template, what its fields mean, somebody who answers questions. Out: `Filled`.

    matches → bind → questions → answerer → answers → place → FillPlan → write → bytes and a report

Refuses (`ProblemError`): a template that cannot be written at all. Everything else is a problem in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yibiao.base.problems import ProblemError
from yibiao.flow.asking.nodes import Number, Question, Rows
from yibiao.flow.filling.areas import place_areas
from yibiao.flow.filling.binding import Binding, bind
from yibiao.flow.filling.cards import place_cards
from yibiao.flow.filling.counts import place_counts
from yibiao.flow.filling.heads import Head, place_heads
from yibiao.flow.filling.lists import place_list
from yibiao.flow.filling.origins import origins_of
from yibiao.flow.filling.placing import Answer, FillContext, Placed, Setting, names_of
from yibiao.flow.filling.plan import FillPlan, SheetPlan, Written
from yibiao.flow.filling.rendering import Renderer
from yibiao.flow.filling.report import FieldReport, FillReport, Origin
from yibiao.flow.filling.writing import write
from yibiao.flow.standard.meanings import FormMatch, Subject
from yibiao.flow.standard.model import Standard

Answerer = Callable[[Sequence[Question]], Sequence[Answer]]


@dataclass(frozen=True, slots=True)
class FillOptions:
    """side_sheet: add 填报说明, a sheet that says what was filled and why not. max_cards: most copies of a card."""

    side_sheet: bool = False
    max_cards: int = 50
    heads: bool = True


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled file and its report. `suffix` may differ from the template's.

    origins: which record stands where, table by table in the order of the matches. grown: (sheet index, row of the
    template, rows that came in below it).
    """

    data: bytes
    suffix: str
    report: FillReport
    origins: tuple[tuple[Origin, ...], ...] = ()
    grown: tuple[tuple[int, int, int], ...] = ()

    def row(self, sheet: int, row: int) -> int:
        """Where a row of the template lies in the filled sheet."""
        return row + sum(extra for index, after, extra in self.grown if index == sheet and row > after)


def fill(
    template: Path,
    matches: Sequence[FormMatch],
    answerer: Answerer,
    standard: Standard,
    *,
    context: FillContext,
    options: FillOptions | None = None,
) -> Filled:
    """Fill a form.

    answerer: takes all questions of the form at once and gives one answer each, in order, under the viewer's rights.
    """
    options = options or FillOptions()
    bindings = bindings_of(matches, context.record, options)
    placed = _placed(bindings, answerer, standard, context, options)
    plan = FillPlan(tuple(_sheet_plans(bindings, placed)))
    reports = tuple(report for entry in placed for report in entry.reports)
    open_questions = tuple(problem for match in matches for problem in match.problems)
    problems = (*open_questions, *(problem for entry in placed for problem in entry.problems))
    report = FillReport(template.name, context.area, context.day.isoformat(), reports, problems)
    if options.side_sheet:
        plan = FillPlan(plan.sheets, report.side_sheet())
    written: Written = write(template.read_bytes(), plan)
    whole = FillReport(report.file, report.area, report.day, report.fields, (*report.problems, *written.problems))
    origins = tuple(entry.origins for entry in placed)
    blocks = [(sheet.index, block) for sheet in plan.sheets for block in sheet.blocks]
    grown = tuple((index, block.insert_after, block.extra) for index, block in blocks if block.extra)
    return Filled(written.data, written.suffix, whole, origins, grown)


def bindings_of(
    matches: Sequence[FormMatch], record: str | None = None, options: FillOptions | None = None
) -> list[Binding]:
    """The questions of a form, table by table, as `fill` asks them."""
    most = (options or FillOptions()).max_cards + 1
    return [bind(match, record=record, limit=most) for match in matches]


def plan(
    matches: Sequence[FormMatch], answerer: Answerer, standard: Standard, *, context: FillContext
) -> tuple[FillPlan, tuple[FieldReport, ...]]:
    """What `fill` would write where, without writing it, and what it would say of each field."""
    options = FillOptions()
    bindings = bindings_of(matches, context.record, options)
    placed = _placed(bindings, answerer, standard, context, options)
    return FillPlan(tuple(_sheet_plans(bindings, placed))), tuple(each for entry in placed for each in entry.reports)


def _placed(
    bindings: Sequence[Binding], answerer: Answerer, standard: Standard, context: FillContext, options: FillOptions
) -> list[Placed]:
    answers = _answered(bindings, answerer)
    setting = Setting(Renderer(standard, names_of(context)), context, options.max_cards)
    return _place_all(bindings, answers, setting, options)


def _answered(bindings: Sequence[Binding], answerer: Answerer) -> list[list[Answer]]:
    """All questions asked in one go; the answers of each binding."""
    questions = [question for binding in bindings for question in binding.questions]
    answers = _asked(questions, answerer)
    if len(answers) != len(questions):
        raise ValueError(f"{len(questions)} questions, {len(answers)} answers")
    parts, at = [], 0
    for binding in bindings:
        parts.append(answers[at : at + len(binding.questions)])
        at += len(binding.questions)
    return parts


def _asked(questions: list[Question], answerer: Answerer) -> list[Answer]:
    """Together, because many counts are one query; one by one where a refusal stops the whole, for the others' sake."""
    if not questions:
        return []
    try:
        return list(answerer(questions))
    except ProblemError:
        return [_alone(question, answerer) for question in questions]


def _alone(question: Question, answerer: Answerer) -> Answer:
    try:
        return answerer([question])[0]
    except ProblemError as error:
        return Number(None, error.problem)


def _place_all(
    bindings: Sequence[Binding], answers: list[list[Answer]], setting: Setting, options: FillOptions
) -> list[Placed]:
    """Tables of a sheet from the top, because each moves those below it."""
    order = sorted(range(len(bindings)), key=lambda number: bindings[number].match.table.region.top)
    grown: dict[tuple[str, int], int] = {}
    placed: dict[int, Placed] = {}
    for number in order:
        table = bindings[number].match.table
        sheet = (table.sheet, table.grid_index)
        placed[number] = _place(bindings[number], answers[number], setting, grown.get(sheet, 0), options)
        grown[sheet] = grown.get(sheet, 0) + sum(block.extra for block in placed[number].blocks)
    return [placed[number] for number in range(len(bindings))]


def _place(binding: Binding, answers: list[Answer], setting: Setting, offset: int, options: FillOptions) -> Placed:
    match = binding.match
    head = place_heads(match.table, setting.context, match.fields) if options.heads else Head()
    rows = answers[0] if answers and isinstance(answers[0], Rows) else None
    refused = answers[0].problem if answers and isinstance(answers[0], Number) else None
    if refused is not None and match.subject not in (Subject.COUNTS, Subject.AREA):
        reports = tuple(FieldReport(use.field, 0, 1, (use.why or refused,)) for use in binding.uses)
        placed = Placed(reports=reports)
    elif match.subject is Subject.RECORDS:
        placed = place_list(binding, rows, setting)
    elif match.subject is Subject.AREAS:
        placed = place_areas(binding, answers, setting, offset)
    elif match.subject is Subject.RECORD:
        placed = place_cards(binding, rows, setting, head)
    else:
        placed = place_counts(binding, answers, setting, offset)
    cells, blanks = (*head.cells, *placed.cells), (*head.blanks, *placed.blanks)
    problems = (*match.problems, *placed.problems, *(rows.problems if rows else ()))
    origins = origins_of(binding, rows, placed.blocks, len(placed.copies), offset)
    return Placed(cells, placed.blocks, blanks, placed.ticks, placed.copies, placed.reports, problems, origins)


def _sheet_plans(bindings: Sequence[Binding], placed: Sequence[Placed]) -> list[SheetPlan]:
    """One plan a sheet, of all its tables."""
    plans: dict[tuple[str, int], SheetPlan] = {}
    for binding, entry in zip(bindings, placed, strict=True):
        sheet = (binding.match.table.sheet, binding.match.table.grid_index)
        old = plans.get(sheet, SheetPlan(*sheet))
        plans[sheet] = SheetPlan(
            old.name,
            old.index,
            (*old.cells, *entry.cells),
            (*old.blocks, *entry.blocks),
            (*old.blanks, *entry.blanks),
            (*old.ticks, *entry.ticks),
            (*old.copies, *entry.copies),
        )
    return [plan for plan in plans.values() if plan.cells or plan.blocks or plan.blanks or plan.ticks or plan.copies]
