"""Cards about one record. In: a bound card and the rows of its answer. Out: writes of the first, a copy for each other.

Refuses: nothing; more records than `max_cards` fill no card at all, since whose card it is must not be chance.
"""

from __future__ import annotations

from yibiao.base.problems import Place, Problem, problem
from yibiao.flow.asking.nodes import Rows
from yibiao.flow.filling.binding import Binding, Use
from yibiao.flow.filling.heads import Head
from yibiao.flow.filling.placing import Placed, Setting, areas_of, is_masked, keeper_of, why
from yibiao.flow.filling.plan import SheetCopy
from yibiao.flow.filling.points import Point, point_for, special_point
from yibiao.flow.filling.report import FieldReport, missing_by_area
from yibiao.flow.standard.formula.nodes import Ref, Scalar
from yibiao.flow.standard.meanings import FieldMatch

_Card = list[Point]
_MOST_REASONS = 5


def place_cards(binding: Binding, answer: Rows | None, setting: Setting, head: Head) -> Placed:
    """The card of each record."""
    count = len(answer.ids) if answer else 0
    if count > setting.max_cards:
        place = Place(sheet=binding.match.table.sheet)
        which = problem("FILLING_WHICH_RECORD", place, limit=setting.max_cards)
        reports = tuple(FieldReport(use.field, 0, 1, (use.why or which,)) for use in binding.uses)
        return Placed(reports=reports, problems=(which,))
    cards = [[_point(binding, use, answer, row, setting) for use in binding.uses] for row in range(count)]
    reports = tuple(_report(use, number, cards, answer, setting) for number, use in enumerate(binding.uses))
    if not cards:
        return Placed(reports=reports)
    first = cards[0]
    copies = tuple(
        SheetCopy(
            _name(binding, answer, row, card),
            (*head.cells, *(point.cell for point in card if point.cell)),
            (*head.blanks, *(point.blank for point in card if point.blank)),
            tuple(point.tick for point in card if point.tick),
        )
        for row, card in enumerate(cards[1:], start=1)
    )
    return Placed(
        cells=tuple(point.cell for point in first if point.cell),
        blanks=tuple(point.blank for point in first if point.blank),
        ticks=tuple(point.tick for point in first if point.tick),
        copies=copies,
        reports=reports,
    )


def _point(binding: Binding, use: Use, answer: Rows | None, row: int, setting: Setting) -> Point:
    if answer is None or use.why is not None:
        return Point()
    if use.special is not None:
        return special_point(binding.match.table, use, setting)
    return point_for(binding.match.table, use, setting, _value(use, answer, row))


def _value(use: Use, answer: Rows, row: int) -> Scalar | None:
    if use.column is None or use.column in answer.withheld or use.column not in answer.columns:
        return None
    return answer.values[row][answer.columns.index(use.column)]


def _name(binding: Binding, answer: Rows | None, row: int, card: _Card) -> str:
    """A copy is named after its record's name where the card shows one."""
    for use, point in zip(binding.uses, card, strict=True):
        if isinstance(use.of, Ref) and use.of.code.endswith(".name") and isinstance(point.value, str):
            return point.value
    return f"{binding.match.table.sheet} ({row + 1})"


def _report(use: Use, number: int, cards: list[_Card], answer: Rows | None, setting: Setting) -> FieldReport:
    entry: FieldMatch = use.field
    if use.why is not None:
        return FieldReport(entry, 0, max(1, len(cards)), (use.why,))
    if answer is None or not cards:
        return FieldReport(entry, 0, 1, (why("FILLING_NO_RECORD", entry),))
    if use.column is not None and use.column in answer.withheld:
        return FieldReport(entry, 0, len(cards), (answer.withheld[use.column],))
    points = [card[number] for card in cards]
    reasons: list[Problem] = []
    for point in points:
        if point.problem is not None and point.problem not in reasons and len(reasons) < _MOST_REASONS:
            reasons.append(point.problem)
    unknown = [row for row in range(len(cards)) if use.column and _value(use, answer, row) is None]
    keeper = keeper_of(setting, use)
    if unknown:
        who = keeper or "台账维护人"
        reasons.append(why("FILLING_UNKNOWN_VALUE", entry, count=len(unknown), keeper=who))
    masked = sum(is_masked(point.value) for point in points if isinstance(point.value, str))
    if masked:
        reasons.append(why("FILLING_MASKED", entry, count=masked))
    filled = sum(point.value is not None for point in points)
    missing = missing_by_area(areas_of(answer, unknown, setting.context))
    return FieldReport(entry, filled, len(cards) - filled, tuple(reasons), keeper, missing)
