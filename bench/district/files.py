"""Workbooks of every form for every community, beside SQL and openpyxl. In: the district, forms. Out: CPU a file.

Ours: one pass over all communities (`flow.reporting`), then each file from its kept answers (`flow.filling`). The
rival: for each file the form's SQL by hand on an indexed SQLite, the template loaded, filled row by row and saved by
openpyxl; on the forms by hand that are .xlsx, a sample of communities. Refuses: nothing; a file that cannot be written
is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from bench.district.beside import Asked, Ground
from bench.district.by_hand import BY_HAND
from bench.district.engines import Lite, measured
from bench.district.forms import Form
from yibiao.base.problems import ProblemError
from yibiao.flow.asking.nodes import Question
from yibiao.flow.filling import FillContext, area_paths, fill
from yibiao.flow.reporting import Spot


@dataclass
class Written:
    """files, failed: how many; asking, writing: seconds of CPU; size: bytes. For `communities` of `of` communities."""

    files: int = 0
    failed: int = 0
    asking: float = 0.0
    writing: float = 0.0
    size: int = 0
    communities: int = 0
    of: int = 0


def write_all(ground: Ground, forms: Sequence[Form], most: int) -> tuple[Written, dict[str, float]]:
    """All forms for `most` communities spread over the district; form → CPU a file, asking included."""
    communities = [spot for spot in ground.tree if spot.level == "community"]
    some = communities[:: max(1, len(communities) // most)][:most]
    told, each = Written(communities=len(some), of=len(communities)), {}
    names, paths = _areas(ground)
    for form in forms:
        asking, answers = measured(ground.ours, lambda form=form: ground.all_of(form, communities))  # type: ignore[misc]
        told.asking += asking.cpu
        writing, sizes = measured(
            ground.ours,
            lambda form=form, answers=answers: [  # type: ignore[misc]
                _fill(ground, form, answers[spot.code], _context(ground, spot, names, paths)) for spot in some
            ],
        )
        told.writing += writing.cpu
        told.files += sum(size is not None for size in sizes)
        told.failed += sum(size is None for size in sizes)
        told.size += sum(size or 0 for size in sizes)
        each[form.number] = asking.cpu / len(communities) + writing.cpu / len(some)
    return told, each


def _areas(ground: Ground) -> tuple[dict[str, str], Any]:
    rows = ground.ours.connection.execute("SELECT code, name, level, parent FROM areas").fetchall()
    return {row[0]: row[1] for row in rows}, area_paths(rows)


def _context(ground: Ground, spot: Spot, names: dict[str, str], paths: Any) -> FillContext:
    return FillContext(spot.code, names[spot.code], ground.day, area_names=names, area_paths=paths)


def _fill(ground: Ground, form: Form, answers: Asked, context: FillContext) -> int | None:
    def kept(questions: Sequence[Question]) -> Asked:
        return answers

    try:
        return len(fill(form.path, form.matches, kept, ground.standard, context=context).data)
    except ProblemError:
        return None


def by_openpyxl(ground: Ground, forms: Sequence[Form], lite: Lite, most: int) -> dict[str, float]:
    """Form → CPU a file, SQL included."""
    communities = [spot for spot in ground.tree if spot.level == "community"]
    some = communities[:: max(1, len(communities) // most)][:most]
    found = {}
    for form in forms:
        if form.number in BY_HAND and form.path.suffix == ".xlsx":
            cost, _ = measured(lite, lambda form=form: [_by_hand(form, lite, spot) for spot in some])  # type: ignore[misc]
            found[form.number] = cost.cpu / len(some)
    return found


def _by_hand(form: Form, lite: Lite, spot: Spot) -> int:
    book = load_workbook(form.path)
    table = form.matches[0].table
    sheet = book.worksheets[table.grid_index]
    at = max(field.row for field in table.fields) + 1 if getattr(table, "fields", None) else table.region.bottom + 1
    for sql in BY_HAND[form.number]:
        for row in lite.execute(sql, {"first": spot.first, "last": spot.last}):
            for column, value in enumerate(row[3:] if isinstance(row[0], str) else row, 1):
                sheet.cell(at, column, value)
            at += 1
    out = BytesIO()
    book.save(out)
    return len(out.getvalue())
