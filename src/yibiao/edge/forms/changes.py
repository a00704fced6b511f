"""What changed between two moments, as a page shows it. In: a caller, what he asks, the moments. Out: mappings.

    before, after   the two numbers
    kinds           came, went, changed: how many, and the first of them with what was said before and what is said now

Rows for those who may list them, both times as the view of today has them. Refuses (`ProblemError`): what asking does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yibiao.edge.differing import Difference, Fields, difference
from yibiao.edge.forms.behind import column_json
from yibiao.edge.forms.words import FEW, Keywords, question_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.office import Office
from yibiao.flow.asking.nodes import Column, Rows
from yibiao.flow.filling.rendering import Hints, Renderer
from yibiao.flow.reporting.comparing import Row, RowChange
from yibiao.flow.standard.formula.nodes import Node, Ref, Scalar
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers.moments import Moment

PLACE = {"label_zh": "所在区划", "label_en": "area"}


def changes_json(caller: Caller, wish: Keywords, since: Moment) -> dict[str, Any]:
    """From the ledger at `since` to the one that `wish` looks at."""
    after = caller.office(wish.area, wish.day, wish.seen_at)
    before = after.then(since)
    question, columns = question_of(after, wish)
    told = difference(before, after, question, columns)
    doubts = dict.fromkeys((*before.doubts, *after.doubts))
    return {
        "before": told.before if isinstance(told.before, int) else None,
        "after": told.after if isinstance(told.after, int) else None,
        "problem": told.why.as_json() if told.why else None,
        "doubts": [doubt.as_json() for doubt in doubts],
        **_Page(after, columns).kinds(told),
    }


class _Page:
    """Rows and changes as texts, in the columns that both times may be read."""

    def __init__(self, office: Office, columns: tuple[Column, ...]) -> None:
        self.standard, self.columns = office.house.standard, columns
        self.renderer = Renderer(self.standard, directory.area_names())

    def kinds(self, told: Difference) -> dict[str, Any]:
        if told.rows is None or told.changed is None:
            return {"columns": [], "kinds": []}
        hidden = set(told.rows.left_out)
        self.shown = [(at, column) for at, column in enumerate(self.columns) if column.name not in hidden]
        changed = [self.row(change.new) | {"changes": self.turned(change, f)} for change, f in told.changed.values()]
        kinds = {"came": self.rows(told.rows.added), "went": self.rows(told.rows.gone), "changed": changed}
        return {
            "columns": [column_json(column, Rows((), (), ()), self.standard) for _, column in self.shown],
            "kinds": [{"kind": kind, "count": len(rows), "rows": rows[:FEW]} for kind, rows in kinds.items()],
        }

    def rows(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        return [self.row(row) for row in rows]

    def row(self, row: Row) -> dict[str, Any]:
        cells = [self.text(row.values[at], column.of) for at, column in self.shown]
        return {"id": row.id, "area_name": row.area_name, "cells": cells, "changes": []}

    def turned(self, change: RowChange, fields: Fields) -> list[dict[str, Any]]:
        """What is said otherwise: label, before, now."""
        found = []
        for code, old, new in fields:
            element, of = self.standard.elements[code], Ref(code)
            label = {"label_zh": element.label_zh, "label_en": element.label_en}
            found.append(label | {"old": self.text(old, of), "new": self.text(new, of)})
        if change.moved:
            found.append(PLACE | {"old": change.old.area_name, "new": change.new.area_name})
        return found

    def text(self, value: Scalar | None, of: Node) -> str:
        told = self.renderer.render(value, of, Hints())
        return "" if told is None else str(told)
