"""Questions in plain words. In: words of a person, the person at work. Out: conditions understood, count, rows.

Keywords and tags (80岁以上独居老人) or the text form of a formula (年龄 >= 80 且 独居).
Refuses (`ProblemError`): words of which nothing was understood, columns that the standard lacks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.views import View
from yibiao.edge.office import Office
from yibiao.flow.asking import behind
from yibiao.flow.asking.nodes import Column, CountQuestion, Number, Rows
from yibiao.flow.standard.formula import parse, show
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases import Understood, understand

if TYPE_CHECKING:
    from yibiao.flow.reporting.comparing import Row

_FORMULA = re.compile(r"[<>=≥≤＜＞＝≠]|有值|属于|包含|有[（(]|数[（(]")
USUAL, FEWEST = 6, 2
"""Columns shown where nobody names any; of fewer than two usual ones the first of all are shown."""


def interpret(words: str, standard: Standard) -> Understood:
    """A formula where the words are one, of the first register that gives it a meaning; else plain Chinese."""
    if not _FORMULA.search(words):
        found = understand(words, standard)
        if found.node is None and not found.used:
            raise ProblemError(problem("CLI_NOT_UNDERSTOOD", Place(field=words[:40]), words=words[:40]))
        return found
    refusals = []
    for register in (entry.code for entry in standard.registers.values() if entry.hangs_on is None):
        try:
            node = parse(words, register, standard)
        except ProblemError as refusal:
            refusals.append(refusal)
            continue
        return Understood(register=register, node=node, text=show(node, register, standard), used=(words,))
    raise refusals[0]


def columns_of(named: str | None, understood: Understood, office: Office) -> tuple[Column, ...]:
    """The columns by code or label, else the usual ones."""
    standard = office.house.standard
    if named:
        return tuple(
            Column(code, Ref(code))
            for code in map(lambda name: code_of(name.strip(), understood, standard), named.split(","))
        )
    return usual(understood.register, office.view, standard)


def usual(register: str, view: View, standard: Standard) -> tuple[Column, ...]:
    """What a list of the register usually shows, as far as the view reads it; of a narrow view its first columns."""

    def shown(code: str) -> bool:
        return view.may_read(code) and view.masks.get(code) != "full"

    named = [code for code in standard.registers[register].usual if shown(code)]
    if len(named) < FEWEST:
        of_register = (entry for entry in standard.of_register(register) if not entry.domain.startswith("ref:"))
        named = [entry.code for entry in of_register if shown(entry.code)][:USUAL]
    return tuple(Column(code, Ref(code)) for code in named)


def code_of(name: str, understood: Understood, standard: Standard) -> str:
    """An element's code from its code or its label in the question's register."""
    if name in standard.elements:
        return name
    for element in standard.of_register(understood.register):
        if name == element.label_zh or name in element.aliases:
            return element.code
    raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(field=name), code=name))


def answered(office: Office, understood: Understood, named: str | None, limit: int | None) -> dict[str, Any]:
    """Count and rows through the person's view; a view of statistics gets the count alone."""
    question = CountQuestion(understood.register, understood.node)
    count = office.answer([question])[0]
    assert isinstance(count, Number)
    if count.problem:
        raise ProblemError(count.problem)
    found: dict[str, Any] = {"count": count.value, "rows": [], "withheld": [], "doubts": []}
    found["doubts"] = [doubt.as_json() for doubt in office.doubts]
    if not office.view.rows:
        return found
    columns = columns_of(named, understood, office)
    try:
        rows = office.answer([replace(behind(question, columns), limit=limit)])[0]
    except ProblemError as refusal:  # a number may be had whose records may not be listed
        if refusal.problem.code != "ASKING_CONDITION_REFUSED":
            raise
        found["withheld"] = [refusal.problem.as_json()]
        return found
    assert isinstance(rows, Rows)
    found["rows"] = [
        {"id": record, **dict(zip(rows.columns, values, strict=True))}
        for record, values in zip(rows.ids, rows.values, strict=True)
    ]
    found["withheld"] = [entry.as_json() for entry in rows.withheld.values()]
    return found


def compared(before: Office, after: Office, understood: Understood, named: str | None) -> dict[str, Any]:
    """Count then and now, and for who may list them who came, who went and who changed; see `differing`."""
    question = CountQuestion(understood.register, understood.node)
    columns = columns_of(named, understood, after)
    from yibiao.edge.differing import difference  # what compares knows of filled forms, which a plain question need not

    told = difference(before, after, question, columns)
    found: dict[str, Any] = {"before": told.before, "after": told.after, "came": [], "went": [], "changed": []}
    found["why"] = None if told.why is None else told.why.as_json()
    found["doubts"] = [doubt.as_json() for doubt in (*before.doubts, *after.doubts)]
    if told.rows is None or told.changed is None:
        return found
    names = told.rows.columns
    found["came"] = [_named(row, names) for row in told.rows.added]
    found["went"] = [_named(row, names) for row in told.rows.gone]
    found["changed"] = [
        {
            **_named(change.new, names),
            "was_in": change.old.area_code if change.moved else None,
            "fields": [{"element": code, "old": old, "new": new} for code, old, new in fields],
        }
        for change, fields in told.changed.values()
    ]
    return found


def _named(row: Row, columns: tuple[str, ...]) -> dict[str, Any]:
    return {"id": row.id, "area": row.area_code, **dict(zip(columns, row.values, strict=True))}
