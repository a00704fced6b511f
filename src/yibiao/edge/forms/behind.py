"""What stands behind one cell of a filled sheet. In: the sheet's sight, a cell, the person. Out: JSON-able mappings.

    a number   the condition in Chinese, who is left out, and the records (for those who may list them)
    a value    which record and element, who set it when, and the formula where it is computed
    a blank    why, and who keeps what is missing

Everything is asked anew through the caller's view of this moment, of the ledger of then where the sheet was filled from
that. Refuses (`ProblemError`): a cell that came from
nowhere, areas and records outside the view, sheets whose rights have shrunk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.edge.forms.sight import place_of
from yibiao.edge.forms.telling import question_from
from yibiao.edge.http.caller import Caller
from yibiao.edge.office import Office
from yibiao.edge.questions import usual
from yibiao.flow.asking import behind
from yibiao.flow.asking.nodes import Column, CountQuestion, Rows
from yibiao.flow.filling.rendering import Hints, Renderer
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.forms import queries as forms
from yibiao.work.forms import rules
from yibiao.work.forms.queries import FilledRow
from yibiao.work.ledgers import queries as ledgers

SHOWN = 200
"""Records of one number that a page lists; their count is the number itself."""


def opened(caller: Caller, sheet: str) -> tuple[FilledRow, dict[str, Any]]:
    """A filled sheet of the caller and its sight; refused once he may not see all of it any more."""
    row = forms.filled(caller.login, sheet)
    sight = forms.sight_of(caller.estate.house.vault, caller.login, sheet)
    if row is None or sight is None:
        raise ProblemError(problem("FORMS_GONE", Place()))
    refuse_if(rules.why_not_see(forms.facts_of_filled(row, caller.login), caller.view(row.purpose)))
    return row, json.loads(sight)


def look(caller: Caller, sheet: str, page: int, cell: str) -> dict[str, Any]:
    """What a cell of a filled sheet is made of."""
    row, sight = opened(caller, sheet)
    kind, of = _told(sight, page, cell)
    office = replace(caller.office(row.area, row.day, sight.get("seen_at")), view=caller.view(row.purpose))
    if kind == "number":
        return number(office, sight["questions"][of[0]], of[1])
    if kind in ("value", "missing"):
        field = sight["fields"][of[1]]
        whys = field["why"] or [of[0]] if kind == "missing" else field["why"]
        reasons = [sight["reasons"][why] for why in whys if why >= 0]
        told: dict[str, Any] = {"kind": kind, "field": field, "reasons": reasons}
        if kind == "value":
            told |= _value(office, of[0], field)
        return told
    raise ProblemError(problem("FORMS_NO_CELL", Place(cell=cell)))


def _told(sight: Mapping[str, Any], page: int, cell: str) -> tuple[str, list[Any]]:
    try:
        row, column = place_of(cell.upper()[:10])
        cells = sight["sheets"][page]["cells"].get(str(row), [])
    except (ValueError, IndexError) as fault:
        raise ProblemError(problem("FORMS_NO_CELL", Place())) from fault
    found = next((entry for entry in cells if entry[0] == column), None)
    if found is None or found[3] not in ("number", "value", "missing"):
        raise ProblemError(problem("FORMS_NO_CELL", Place(cell=cell[:10])))
    return found[3], found[4]


def number(office: Office, told: dict[str, Any], area: str) -> dict[str, Any]:
    """A number's condition, who is left out, and its records. told: the question, as `question_json` tells it."""
    standard = office.house.standard
    question = question_from(told, standard)
    there = replace(office, area=directory.area(area)) if area != office.area.code else office
    found: dict[str, Any] = {
        "kind": "number",
        "sentence": told["sentence"],
        "condition": told["where"],
        "left_out": told["left_out"],
        "area_name": there.area.name,
        "columns": [],
        "rows": [],
        "problem": None,
    }
    if not office.view.rows:
        return found | {"problem": problem("ASKING_NO_ROWS").as_json()}
    try:
        return found | rows_json(there, question)
    except ProblemError as refusal:
        return found | {"problem": refusal.problem.as_json()}


def area_name(code: str) -> str:
    """The name of an area, its code where nobody knows it any more."""
    return directory.area_names().get(code, code)


def rows_json(office: Office, question: CountQuestion, limit: int = SHOWN) -> dict[str, Any]:
    """The records that a number counts, in the usual columns; area names with each."""
    columns = usual(question.register, office.view, office.house.standard)
    rows = office.answer([replace(behind(question, columns), limit=limit)])[0]
    assert isinstance(rows, Rows)
    return table_json(rows, columns, office)


def table_json(rows: Rows, columns: tuple[Column, ...], office: Office) -> dict[str, Any]:
    """Rows as texts, as a form would get them."""
    standard = office.house.standard
    renderer = Renderer(standard, directory.area_names())
    shown = [column_json(column, rows, standard) for column in columns]
    values = []
    for at, record in enumerate(rows.ids):
        texts = [
            renderer.render(value, column.of, Hints()) for value, column in zip(rows.values[at], columns, strict=True)
        ]
        values.append(
            {
                "id": record,
                "area_name": rows.area_names[at] if at < len(rows.area_names) else "",
                "cells": ["" if text is None else str(text) for text in texts],
            }
        )
    return {"columns": shown, "rows": values}


def column_json(column: Column, rows: Rows, standard: Standard) -> dict[str, Any]:
    element = standard.elements[column.name]
    why = rows.withheld.get(column.name)
    return {
        "code": column.name,
        "label_zh": element.label_zh,
        "label_en": element.label_en,
        "withheld": replace(why, values=why.values | {"column": element.label_zh}).as_json() if why else None,
    }


def _value(office: Office, record: str, field: Mapping[str, Any]) -> dict[str, Any]:
    """Whose value it is, and who wrote it when."""
    standard, house, view = office.house.standard, office.house, office.view
    element = standard.elements.get(field["element"] or "")
    reading = ledgers.get_record(house, view, record)
    found: dict[str, Any] = {"record": record, "formula": field["formula"], "written": None, "in_register": None}
    if reading is None or element is None:
        return found
    found |= {"in_register": reading.register, "area_name": reading.area_name}
    if element.formula:
        return found | {"formula": element.formula}
    holder = record if element.register == reading.register else _holder(office, reading, element.register)
    if holder is None:
        return found
    past = [
        one for one in ledgers.history(house, view, holder)
        if (element.code in one.new or one.verb == "created") and one.sequence <= (office.seen_at or one.sequence)
    ]  # fmt: skip
    last = next((one for one in reversed(past) if element.code in one.new), past[0] if past else None)
    if last is not None:
        found["written"] = {"moment": last.moment.isoformat(), "by": directory.name_of(last.actor), "verb": last.verb}
    return found


def _holder(office: Office, reading: ledgers.Reading, register: str) -> str | None:
    """The record of another register that a value came from: one that is pointed at, or one that hangs on this."""
    standard = office.house.standard
    for code, value in reading.values.items():
        if standard.elements[code].domain == f"ref:{register}" and isinstance(value, str):
            return value
    hanging = ledgers.list_records(office.house, office.view, register, master=reading.id, limit=1)
    return hanging[0].id if hanging else None
