"""A matched table as the facts that forms are compared by. In: `FormMatch` and where its file lay. Out: `FormFacts`.

Refuses: nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from yibiao.base.tables import Layout, ParsedTable
from yibiao.flow.consolidating.keys import SPECIAL, key_of, needs_of, people_of, population_key
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Subject
from yibiao.flow.standard.model import Standard

PERIODS = {
    "day": re.compile(r"日报|每日"),
    "week": re.compile(r"周报|每周|旬报"),
    "month": re.compile(r"月报|每月|月度|按月"),
    "quarter": re.compile(r"季报|季度报|每季|按季"),
    "half": re.compile(r"半年报|每半年"),
    "year": re.compile(r"年报|每年|年度报"),
}
"""How often a form comes, by the words of its title or its head; the first that fits counts."""

OTHERS = 3
"""Further meanings of a column that are kept for comparing."""

_ABOUT = re.compile(r"(.{2,4})情况")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table was found. form: its id. file: path in the pile. issuer: the folder it lay in, None at the top."""

    form: str
    file: str
    issuer: str | None


def facts_of(form: FormMatch, origin: Origin, standard: Standard) -> FormFacts:
    """What one table of one file asks."""
    table = form.table
    fields = tuple(_field(entry, form, standard) for entry in form.fields)
    return FormFacts(
        id=origin.form,
        file=origin.file,
        sheet=table.sheet,
        title=table.title,
        layout=table.layout.value,
        subject=form.subject.value,
        register=form.register,
        population=population_key(form.population, form.register, standard),
        period=period_of(table),
        issuer=origin.issuer,
        fields=fields,
        blanks=blanks_of(table, form.fields),
        problems=form.problems,
        unread=form.unread,
        people=_people(form, fields, standard),
    )


def _people(form: FormMatch, fields: tuple[FormField, ...], standard: Standard) -> tuple[str, ...]:
    """The conditions on whom it asks, less yes-or-no ones that are what it asks about.

    A list that asks of each dispute whether it was settled, or is titled so (化解情况表), is not of the settled ones.
    """
    asked = {entry.asks for entry in fields}
    about = frozenset(pair for word in _ABOUT.findall(form.table.title or "") for pair in pairwise(word))
    open_ = {
        element.label_zh
        for element in standard.elements.values()
        if element.domain == "bool" and (element.code in asked or about & frozenset(pairwise(element.label_zh)))
    }
    return tuple(each for each in people_of(form.population, form.register, standard) if each not in open_)


def _field(entry: FieldMatch, form: FormMatch, standard: Standard) -> FormField:
    path, stub = _path(entry, form)
    entry = replace(entry, path=path)
    asks = key_of(entry, standard)
    element = standard.elements.get(asks)
    return FormField(
        entry.cell,
        entry.path,
        asks,
        entry.confidence,
        entry.accepted,
        domain=element.domain if element else None,
        unit=element.unit if element else None,
        needs=needs_of(entry.meaning, standard),
        stub=stub,
        others=_others(entry, asks),
    )


def _path(entry: FieldMatch, form: FormMatch) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The field's labels and those at its left; where each row is an area, its name is no part of the question."""
    if form.table.layout is not Layout.CROSSTAB:
        return entry.path, ()
    points = (point for point in form.table.fill_points if (point.row, point.column) == (entry.row, entry.column))
    top = next((point.column_path for point in points if point.column_path), ())
    if form.subject is Subject.AREAS:
        return top or entry.path, ()
    left = entry.path[: len(entry.path) - len(top)]
    return entry.path, left if top and entry.path == (*left, *top) else ()


def _others(entry: FieldMatch, asks: str) -> tuple[str, ...]:
    """What else the column may ask, where the matcher was not sure: its own first choice, then the next best."""
    found = (entry.meaning, *(each.meaning for each in entry.candidates))
    codes = (meaning.element for meaning in found if meaning is not None)
    return tuple(dict.fromkeys(code for code in codes if code and code != asks))[:OTHERS]


def period_of(table: ParsedTable) -> str | None:
    """day, week, month, quarter, half, year; None where the form does not say."""
    said = " ".join([table.title or "", *(f"{entry.label}{entry.value}" for entry in table.meta)])
    return next((name for name, pattern in PERIODS.items() if pattern.search(said)), None)


def blanks_of(table: ParsedTable, fields: tuple[FieldMatch, ...]) -> int:
    """Cells that somebody has to fill each time: of a list its rows times its columns, else its blanks."""
    asked = sum(1 for entry in fields if not _free(entry))
    if table.layout is not Layout.LIST:
        return asked
    rows = sum(1 for _ in table.data_rows())
    return asked * max(1, rows)


def _free(entry: FieldMatch) -> bool:
    return entry.meaning is not None and entry.meaning.special in {"serial", "total", "area", "area_code"}


def is_special(asks: str) -> bool:
    return asks.startswith(SPECIAL)
