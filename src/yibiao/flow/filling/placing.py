"""Where answers go: the words shared by lists, areas, counts and cards. In: bound tables. Out: writes and reports.

Refuses: nothing; what stays blank says why in its report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Column, FillPoint, ParsedTable, RowRole
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.filling import levels
from yibiao.flow.filling.binding import Use
from yibiao.flow.filling.plan import BlankWrite, CellWrite, ListBlock, SheetCopy, TickWrite, Value
from yibiao.flow.filling.rendering import Hints, Renderer, date_pattern
from yibiao.flow.filling.report import FieldReport, Origin
from yibiao.flow.standard.domains.dates import written
from yibiao.flow.standard.formula.nodes import Ref, Scalar
from yibiao.flow.standard.meanings import FieldMatch

Answer = Rows | Number

_BOXES = frozenset("□☐▢◻○◯〇☑☒■●")


@dataclass(frozen=True, slots=True)
class FillContext:
    """What the ledger need not be asked: for which area, on which day, by whom.

    area_names: names of the areas below, by code, for answers that do not tell them.
    area_paths: code → (level, name) of the areas above it and of itself, from the top, for columns such as 所属街道.
    unit: the name that signs the form (填报单位), else the area's.
    record: the one record that a card is about.
    """

    area: str
    area_name: str
    day: date
    filler: str | None = None
    phone: str | None = None
    unit: str | None = None
    area_names: Mapping[str, str] = field(default_factory=dict)
    record: str | None = None
    area_paths: Mapping[str, levels.Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all tables of one file share."""

    renderer: Renderer
    context: FillContext
    max_cards: int = 50


@dataclass(frozen=True, slots=True)
class Placed:
    """One table's writes and reports."""

    cells: tuple[CellWrite, ...] = ()
    blocks: tuple[ListBlock, ...] = ()
    blanks: tuple[BlankWrite, ...] = ()
    ticks: tuple[TickWrite, ...] = ()
    copies: tuple[SheetCopy, ...] = ()
    reports: tuple[FieldReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    origins: tuple[Origin, ...] = ()


def names_of(context: FillContext) -> dict[str, str]:
    """Code → name of every area that the context knows."""
    above = {code: path[-1][1] for code, path in context.area_paths.items() if path}
    return {**above, **context.area_names, context.area: context.area_name}


def place_of(entry: FieldMatch) -> Place:
    return Place(sheet=entry.sheet, cell=entry.cell, field=label_of(entry))


def label_of(entry: FieldMatch) -> str:
    return " › ".join(entry.path) or entry.cell


def why(code: str, entry: FieldMatch, **values: object) -> Problem:
    """A catalogued reason at the field's place."""
    return problem(code, place_of(entry), label=label_of(entry), **values)


def column_of(table: ParsedTable, number: int) -> Column | None:
    return next((column for column in table.columns if column.column == number), None)


def point_of(table: ParsedTable, entry: FieldMatch) -> FillPoint | None:
    """The blank that a field of a card or cross-tab fills; blanks that share a cell are told apart by their labels."""
    here = [point for point in table.fill_points if (point.row, point.column) == (entry.row, entry.column)]
    return next((point for point in here if point.path == entry.path), here[0] if here else None)


def column_hints(table: ParsedTable, entry: FieldMatch) -> Hints:
    """What the form says about a list's column."""
    column = column_of(table, entry.column)
    return Hints(
        entry.meaning.output if entry.meaning else None,
        entry.path,
        (column.unit if column else None) or table.unit,
        column.choices if column else (),
        tuple(table.samples.get(entry.column, ())),
    )


def point_hints(table: ParsedTable, entry: FieldMatch) -> Hints:
    """What the form says about a single blank; a text of check boxes is no list of samples."""
    point = point_of(table, entry)
    column = column_of(table, entry.column)
    output = entry.meaning.output if entry.meaning else None
    unit = (point.unit if point else None) or (column.unit if column else None) or table.unit
    boxes = bool(point and has_boxes(point))
    samples = (point.sample,) if point and point.sample and not boxes else ()
    return Hints(output, entry.path, unit, () if boxes or point is None else point.choices, samples)


def has_boxes(point: FillPoint) -> bool:
    """The blank's text draws its choices as check boxes."""
    return bool(point.choices) and (
        any(sign in _BOXES for sign in point.sample) or "（" in point.sample or "(" in point.sample
    )


def special_value(setting: Setting, use: Use, hints: Hints) -> Value:
    """A value that is known without the ledger."""
    context = setting.context
    if use.special == "area":
        label = use.field.path[-1] if use.field.path else ""
        return levels.name_at(label, context.area_name, levels.path_of(context.area_paths, context.area))
    if use.special == "area_code":
        return context.area
    if use.special == "filler":
        return context.filler
    if use.special == "date":
        pattern = hints.output or date_pattern(" ".join(hints.path), hints.samples)
        return context.day if pattern is None else written(context.day, pattern)
    return None


def area_code_of(answer: Rows, row: int, context: FillContext) -> str | None:
    """Code of the area that a row lies in, as far as the answer tells."""
    return answer.area_codes[row] if row < len(answer.area_codes) else None


def area_name_of(answer: Rows, row: int, context: FillContext, label: str = "") -> str | None:
    """Its name; under a label of another level (所属街道) the name of the area above it."""
    code = area_code_of(answer, row, context)
    name = answer.area_names[row] if row < len(answer.area_names) else context.area_names.get(code or "")
    return levels.name_at(label, name, levels.path_of(context.area_paths, code))


def area_names_of(answer: Rows, rows: Iterable[int], context: FillContext, label: str = "") -> Iterator[str | None]:
    """Those names of several rows; an area's is found once."""
    codes, names, known = answer.area_codes, answer.area_names, dict[tuple[str | None, str | None], str | None]()
    for row in rows:
        here = codes[row] if row < len(codes) else None, names[row] if row < len(names) else None
        if here not in known:
            known[here] = area_name_of(answer, row, context, label)
        yield known[here]


def areas_of(answer: Rows, rows: Iterable[int], context: FillContext) -> list[str]:
    """Names of the areas of rows, else their codes, for reports."""
    places = list(rows)
    names = area_names_of(answer, places, context)
    known = (name or area_code_of(answer, row, context) for row, name in zip(places, names, strict=True))
    return [area for area in known if area]


def is_masked(value: Scalar | None) -> bool:
    return isinstance(value, str) and "*" in value


def keeper_of(setting: Setting, use: Use) -> str | None:
    """Who keeps the element that a field asks for."""
    element = setting.renderer.standard.elements.get(use.of.code) if isinstance(use.of, Ref) else None
    return (element.keeper or (element.sources[0] if element.sources else None)) if element else None


def rows_with(table: ParsedTable, *roles: RowRole) -> tuple[int, ...]:
    return tuple(sorted(row for row, role in table.roles.items() if role in roles))
