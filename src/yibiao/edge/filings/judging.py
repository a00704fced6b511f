"""审核: whether the numbers of a filing can be right. In: its form, answers, last time's. Out: findings at their cells.

The checks are those kept with the admitted form, or those that its own structure suggests (totals, parts, jumps since
last time); lists and tables that grow are not judged. What other forms say is `beside`. Refuses: nothing; a check that
cannot be judged says nothing, a kept formula that means nothing any more is said to be doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yibiao.edge.filings.beside import finding, with_answers
from yibiao.edge.filings.forming import Form
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.flow.checking import Check, Severity, Sheet, judge, propose, sheet_of
from yibiao.flow.reporting import Sense


def findings(
    form: Form, sense: Sense, answers: Sequence[Answer], before: Sequence[Answer] | None, kept: Sequence[Check] = (),
    *, others: Sequence[Sheet] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Each with its cell, how sure, the sentence, the formula and its values.

    kept: what the data office keeps for the first table that holds something; without any, its structure proposes.
    others: the forms that kept formulas name.
    """
    found = []
    grids = form.matched.reading.workbook.grids
    sheets = [sheet_of(one.table, grids[one.table.grid_index], one.table.title or "") for one in form.matched.forms]
    first = next((number for number, sheet in enumerate(sheets) if sheet.holds), None)
    for number, empty in enumerate(sheets):
        if not _counted(sense, number):
            continue
        now = with_answers(empty, sense, number, answers)
        last = with_answers(empty, sense, number, before) if before is not None else None
        own = bool(kept) and number == first
        verdict = judge(kept if own else propose(now), now, last=last, others=others if own else ())
        found += [finding(one) for one in verdict.findings]
        found += [
            {"cell": "", "severity": Severity.DOUBTFUL.value, "problem": one.as_json(), "other": None}
            for one in verdict.problems
        ]
    return found


def _counted(sense: Sense, table: int) -> bool:
    items = [item for item in sense.items if item.table == table]
    return bool(items) and all(isinstance(sense.questions[item.question], CountQuestion) for item in items)
