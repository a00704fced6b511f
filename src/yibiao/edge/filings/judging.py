"""审核: whether the numbers of a filing can be right. In: its form, answers, last time's. Out: findings at their cells.

The checks are those kept with the admitted form, or those that its own structure suggests (totals, parts, jumps since
last time); lists and tables that grow are not judged. Refuses: nothing; a check that cannot be judged says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from yibiao.edge.filings.forming import Form
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import CountQuestion, Number
from yibiao.flow.checking import Check, Sheet, judge, propose, sheet_of
from yibiao.flow.reporting import Sense


def findings(
    form: Form, sense: Sense, answers: Sequence[Answer], before: Sequence[Answer] | None, kept: Sequence[Check] = ()
) -> list[dict[str, Any]]:
    """Each with its cell, how sure, the sentence, the formula and its values.

    kept: what the data office keeps for the first table that holds something; without any, its structure proposes.
    """
    found = []
    grids = form.matched.reading.workbook.grids
    sheets = [sheet_of(one.table, grids[one.table.grid_index], one.table.title or "") for one in form.matched.forms]
    first = next((number for number, sheet in enumerate(sheets) if sheet.holds), None)
    for number, empty in enumerate(sheets):
        if not _counted(sense, number):
            continue
        now = _with(empty, sense, number, answers)
        last = _with(empty, sense, number, before) if before is not None else None
        checks = kept if kept and number == first else propose(now)
        for one in judge(checks, now, last=last).findings:
            told = one.problem
            found.append({"cell": one.cell, "severity": one.check.severity.value, "problem": told.as_json()})
    return found


def _counted(sense: Sense, table: int) -> bool:
    items = [item for item in sense.items if item.table == table]
    return bool(items) and all(isinstance(sense.questions[item.question], CountQuestion) for item in items)


def _with(empty: Sheet, sense: Sense, table: int, answers: Sequence[Answer]) -> Sheet:
    """The sheet as these answers fill it."""
    cells = dict(empty.cells)
    for item in sense.items:
        answer = answers[item.question]
        if item.table == table and isinstance(answer, Number):
            cells[item.cell] = answer.value
    return replace(empty, cells=cells)
