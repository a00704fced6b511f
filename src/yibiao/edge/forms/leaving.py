"""A filled sheet on its way out. In: the caller, a sheet. Out: an export, its bytes; of a found file: who had it.

Refuses (`ProblemError`): see `work.forms.rules`; files that cannot be read.
"""

from __future__ import annotations

from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.edge.forms.behind import area_name, opened
from yibiao.edge.http.caller import Caller
from yibiao.edge.laying import laid_out
from yibiao.flow import pipeline
from yibiao.flow.reading.showing import shown
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.naming import naming
from yibiao.work.forms import actions, queries
from yibiao.work.forms.queries import ExportRow, Found

PERSONAL = 3
"""Sensitivity from which a text is worth a mark."""


def ask(caller: Caller, sheet: str, recipient: str) -> ExportRow:
    """Ask to take it out; what it shows of each record is marked."""
    _, sight = opened(caller, sheet)
    vault = caller.estate.house.vault
    marked = marked_of(sight, caller.estate.house.standard)
    export = queries.export_of(caller.login, actions.ask_export(vault, caller.login, sheet, recipient, marked))
    assert export is not None
    return export


def take(caller: Caller, export: str) -> tuple[str, bytes]:
    """The file, under the rights of this moment for the purpose that it was filled for."""
    row = queries.export_of(caller.login, export)
    if row is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return actions.take_export(caller.estate.house.vault, caller.view(row.purpose), export)


def marked_of(sight: dict[str, Any], standard: Standard) -> dict[str, tuple[str, list[str]]]:
    """Record → the name in its row and the personal texts beside it; of many filings on paper they were noted then."""
    if "marked" in sight:
        return {record: (name, texts) for record, (name, texts) in sight["marked"].items()}
    names: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    for page in sight["sheets"]:
        for cells in page["cells"].values():
            for _, text, _, kind, of in cells:
                if kind != "value":
                    continue
                element = standard.elements.get(sight["fields"][of[1]]["element"] or "")
                texts.setdefault(of[0], [])
                if element is None:
                    continue
                if element.domain == "name":
                    names.setdefault(of[0], text)
                if naming(element) or element.sensitivity >= PERSONAL:
                    texts[of[0]].append(text)
    return {record: (names.get(record, ""), found) for record, found in texts.items()}


def trace(vault: Vault, login: str, name: str, data: bytes) -> tuple[int, tuple[Found, ...]]:
    """How many rows the found file has, and which exports held how many of them; one journal line."""
    with laid_out(name, data) as path:
        found = pipeline.read(path)
    rows: list[list[str]] = []
    for grid in found.workbook.grids:
        by_row: dict[int, list[str]] = {}
        for (row, _), cell in sorted(grid.cells.items()):
            if text := shown(cell):
                by_row.setdefault(row, []).append(text)
        rows += [texts for texts in by_row.values() if texts]
    hits = queries.traced(vault, rows)
    actions.note_trace(login, len(rows), len(hits))
    return len(rows), hits


__all__ = ["area_name", "ask", "marked_of", "take", "trace"]
