"""Counted cells: cross-tabs, and cards about an area. In: a bound table and one number a field. Out: writes, reports.

Refuses: nothing; a number that the view may not have leaves its cell blank and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.tables import a1
from yibiao.flow.asking import without
from yibiao.flow.asking.nodes import Number
from yibiao.flow.filling.binding import Binding, Use, count_of
from yibiao.flow.filling.placing import Answer, Placed, Setting, why
from yibiao.flow.filling.points import Point, point_for, special_point
from yibiao.flow.filling.report import CellReport, FieldReport
from yibiao.flow.standard.meanings import FieldMatch, FormMatch
from yibiao.flow.standard.model import Standard


def place_counts(binding: Binding, answers: Sequence[Answer], setting: Setting, offset: int) -> Placed:
    """One number a field. offset: rows that came in above this table."""
    points, reports = [], []
    for use in binding.uses:
        point, report = _one(binding.match, use, answers, setting, offset)
        points.append(point)
        reports.append(report)
    return Placed(
        cells=tuple(point.cell for point in points if point.cell),
        blanks=tuple(point.blank for point in points if point.blank),
        ticks=tuple(point.tick for point in points if point.tick),
        reports=tuple(reports),
    )


def _one(
    match: FormMatch, use: Use, answers: Sequence[Answer], setting: Setting, offset: int
) -> tuple[Point, FieldReport]:
    entry = use.field
    if use.why is not None:
        return Point(), FieldReport(entry, 0, 1, (use.why,))
    if use.special is not None:
        point = special_point(match.table, use, setting)
        return point, _reported(entry, point)
    answer = answers[use.question] if use.question is not None and use.question < len(answers) else None
    if not isinstance(answer, Number) or answer.value is None:
        refused = answer.problem if isinstance(answer, Number) else None
        return Point(), FieldReport(entry, 0, 1, (refused or why("FILLING_NO_NUMBER", entry),))
    point = point_for(match.table, use, setting, answer.value)
    where, sentence = a1(entry.row + offset, entry.column), question_of(match, entry, setting.renderer.standard)
    return point, _reported(entry, point, (CellReport(where, point.value, sentence, setting.context.area),))


def _reported(entry: FieldMatch, point: Point, cells: tuple[CellReport, ...] = ()) -> FieldReport:
    if point.problem is not None:
        return FieldReport(entry, 0, 1, (point.problem,))
    return FieldReport(entry, int(point.value is not None), int(point.value is None), cells=cells)


def question_of(match: FormMatch, entry: FieldMatch, standard: Standard) -> str:
    """The sentence of the question that a number answers: the population, the field's own formula, who is left out."""
    element = entry.meaning.element if entry.meaning else None
    own = entry.formula or element or " › ".join(entry.path)
    told = f"{match.population_text}：{own}" if match.population_text and match.population_text not in own else own
    question = count_of(match, entry)
    return told + without(question, standard) if question is not None else told
