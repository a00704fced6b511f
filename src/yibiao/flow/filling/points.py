"""Single blanks: cells of cross-tabs and cards. In: a value and the blank it goes to. Out: the right kind of write.

A blank with check boxes is ticked, a blank behind a label keeps the label, any other gets the value.
Refuses: nothing; a value that no box stands for gives a problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yibiao.base.problems import Problem
from yibiao.base.tables import ParsedTable
from yibiao.flow.filling.binding import Use
from yibiao.flow.filling.placing import Setting, has_boxes, point_hints, point_of, special_value, why
from yibiao.flow.filling.plan import BlankWrite, CellWrite, TickWrite, Value
from yibiao.flow.standard.domains.dates import written
from yibiao.flow.standard.formula.nodes import Scalar


@dataclass(frozen=True, slots=True)
class Point:
    """What happens at one blank: at most one write, and a problem where there is none."""

    cell: CellWrite | None = None
    blank: BlankWrite | None = None
    tick: TickWrite | None = None
    problem: Problem | None = None
    value: Value = None


def point_for(table: ParsedTable, use: Use, setting: Setting, value: Scalar | None) -> Point:
    """The write for a ledger's value; an unknown value is no problem here, the caller says whose it is."""
    if value is None:
        return Point()
    entry, point = use.field, point_of(table, use.field)
    if point is not None and has_boxes(point):
        return _ticked(use, setting, value, point.choices)
    shown = setting.renderer.render(value, use.of, point_hints(table, entry))
    return _placed(table, use, shown)


def special_point(table: ParsedTable, use: Use, setting: Setting) -> Point:
    """The write for a value that is known without the ledger."""
    value = special_value(setting, use, point_hints(table, use.field))
    if value is None:
        return Point(problem=why("FILLING_NO_CONTEXT", use.field))
    return _placed(table, use, value)


def _placed(table: ParsedTable, use: Use, value: Value) -> Point:
    entry, point = use.field, point_of(table, use.field)
    if value is None:
        return Point()
    if point is not None and point.inline:
        text = written(value, "yyyy年m月d日") if isinstance(value, date) else str(value)
        label = point.path[-1] if point.path else ""
        return Point(blank=BlankWrite(entry.row, entry.column, label, text), value=text)
    meaning = entry.meaning
    ratio = bool(meaning and meaning.measure and meaning.measure.kind == "ratio")
    return Point(cell=CellWrite(entry.row, entry.column, value, percent=ratio), value=value)


def _ticked(use: Use, setting: Setting, value: Scalar, choices: tuple[str, ...]) -> Point:
    """Several codes tick several boxes."""
    values = str(value).split(",") if isinstance(value, str) and "," in value else [value]
    chosen = [setting.renderer.choose(one, use.of, choices) for one in values]
    found = tuple(choice for choice in chosen if choice is not None)
    if not found:
        name = setting.renderer.names(value, use.of)[0]
        return Point(problem=why("FILLING_NO_CHOICE", use.field, value=name))
    return Point(tick=TickWrite(use.field.row, use.field.column, found, choices), value="、".join(found))
