"""Forms with a row an area. In: a bound table, the rows of areas, the numbers of the whole. Out: writes and reports.

Printed names of areas keep their rows and get their own numbers; blank rows are filled with the areas in tree order.
Refuses: nothing; a printed name that is no area below the asked one leaves its row blank and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import ParsedTable, RowRole, a1
from yibiao.base.text import key
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.filling import levels
from yibiao.flow.filling.binding import Binding, Use
from yibiao.flow.filling.counts import question_of
from yibiao.flow.filling.lists import block_for, landing
from yibiao.flow.filling.placing import Answer, Placed, Setting, column_hints, rows_with, special_value, why
from yibiao.flow.filling.plan import CellWrite, Value
from yibiao.flow.filling.rendering import Hints
from yibiao.flow.filling.report import CellReport, FieldReport
from yibiao.flow.standard.formula.nodes import Scalar
from yibiao.flow.standard.meanings import FieldMatch

_ENDINGS = re.compile(
    r"(社区居民委员会|村民委员会|社区居委会|居民委员会|街道办事处|居委会|村委会|社区|行政村|村|街道|镇|乡|网格)$"
)


def place_areas(binding: Binding, answers: Sequence[Answer], setting: Setting, offset: int) -> Placed:
    """One row an area. offset: rows that came in above this table."""
    answer = answers[0] if answers and isinstance(answers[0], Rows) else None
    if answer is None:
        reasons = [(use.field, use.why or why("FILLING_NO_NUMBER", use.field)) for use in binding.uses]
        return Placed(reports=tuple(FieldReport(entry, 0, 1, (reason,)) for entry, reason in reasons))
    printed = _printed_rows(binding.match.table, binding)
    if printed:
        return _into_printed(binding, answers, setting, printed, offset)
    return _into_blanks(binding, answers, setting, offset)


def _printed_rows(table: ParsedTable, binding: Binding) -> dict[int, str]:
    """Rows that the form has named already. A list tells the names of its column, as long as no row is left out."""
    if table.stubs:
        return {stub.row: stub.path[-1] for stub in table.stubs if stub.path and stub.role is not RowRole.TOTAL}
    column = next((use.field.column for use in binding.uses if use.special == "area"), None)
    rows = rows_with(table, RowRole.DATA)
    names = [name for name in table.samples.get(column or 0, ()) if key(name) not in ("合计", "总计", "小计")]
    return dict(zip(rows, names, strict=True)) if rows and len(rows) == len(names) else {}


def area_index(name: str, answer: Rows, names: Mapping[str, str]) -> int | None:
    """Which row of the answer is about the area of this name: the full name, else the name without its kind."""
    given = answer.area_names
    known = [names.get(code) or (given[n] if n < len(given) else "") for n, code in enumerate(answer.ids)]
    for fold in (key, _bare):
        hits = [number for number, other in enumerate(known) if other and fold(other) == fold(name)]
        if len(hits) == 1:
            return hits[0]
    return None


def _bare(name: str) -> str:
    return _ENDINGS.sub("", key(name))


def _into_printed(
    binding: Binding, answers: Sequence[Answer], setting: Setting, printed: dict[int, str], offset: int
) -> Placed:
    answer = answers[0]
    assert isinstance(answer, Rows)
    names, table = setting.context.area_names, binding.match.table
    found = {row: area_index(name, answer, names) for row, name in printed.items()}
    lost = [_lost(table, row, printed[row]) for row, index in found.items() if index is None]
    complete = {*found.values()} >= {*range(len(answer.ids))}
    single = len({use.field.row for use in binding.uses}) > 1  # a field a cell, not a field a column
    cells: list[CellWrite] = []
    reports: list[FieldReport] = []
    for use in binding.uses:
        rows = [use.field.row] if single else sorted([*found, *rows_with(table, RowRole.TOTAL)])
        writes = []
        for row in rows:
            total = row in rows_with(table, RowRole.TOTAL)
            if total and not complete:
                value, area = _part_sum(use, answer, found, setting), setting.context.area
            else:
                value, area = _at(use, answers, found.get(row), total, setting)
            if value is not None:
                writes.append((CellWrite(row, use.field.column, value, soft=row not in found), area))
        cells.extend(write for write, _ in writes)
        reports.append(
            _report(binding, use, [(w.row + offset, w.value, area) for w, area in writes], len(rows), setting)
        )
    return Placed(cells=tuple(cells), reports=tuple(reports), problems=tuple(lost))


def _part_sum(use: Use, answer: Rows, found: Mapping[int, int | None], setting: Setting) -> Value:
    """The total of a form that names some areas only: the sum of its rows, where that makes sense."""
    meaning = use.field.meaning
    if (
        meaning is None
        or use.column not in answer.columns
        or (meaning.measure and meaning.measure.kind not in _ADDITIVE)
    ):
        return None
    at = answer.columns.index(use.column)
    values = [answer.values[index][at] for index in found.values() if index is not None]
    numbers = [Decimal(value) for value in values if isinstance(value, int | Decimal)]
    return _shown(use, sum(numbers, Decimal(0)), setting) if numbers else None


def _lost(table: ParsedTable, row: int, name: str) -> Problem:
    return problem("FILLING_AREA_NOT_ASKED", Place(sheet=table.sheet, cell=a1(row, table.region.left)), area=name)


def _at(use: Use, answers: Sequence[Answer], index: int | None, total: bool, setting: Setting) -> tuple[Value, str]:
    """The value of a field in the row of an area, or of the whole; and which area that is."""
    answer = answers[0]
    assert isinstance(answer, Rows)
    if use.why is not None or use.column is None:
        return None, ""
    if total:
        whole = answers[use.total] if use.total is not None and use.total < len(answers) else None
        number = whole.value if isinstance(whole, Number) else None
        return _shown(use, number, setting), setting.context.area
    if index is None or use.column not in answer.columns:
        return None, ""
    value = answer.values[index][answer.columns.index(use.column)]
    return _shown(use, value, setting), answer.ids[index]


def _shown(use: Use, value: Scalar | None, setting: Setting) -> Value:
    return setting.renderer.render(value, use.of, Hints()) if value is not None else None


def _into_blanks(binding: Binding, answers: Sequence[Answer], setting: Setting, offset: int) -> Placed:
    answer, table = answers[0], binding.match.table
    assert isinstance(answer, Rows)
    columns, values, used = [], [], []
    for use in binding.uses:
        column = _column(use, answer, setting, table)
        if column is not None:
            columns.append(use.field.column)
            values.append(column)
        used.append((use, column))
    block = block_for(table, tuple(columns), tuple(zip(*values, strict=True)) if values else ())
    rows = landing(block, offset)
    totals = _totals(binding, answers, setting)
    reports = [
        _report(binding, use, _landed(use, column, rows, answer), len(answer.ids), setting) for use, column in used
    ]
    return Placed(cells=tuple(totals), blocks=(block,), reports=tuple(reports))


def _column(use: Use, answer: Rows, setting: Setting, table: ParsedTable) -> list[Value] | None:
    names, paths = setting.context.area_names, setting.context.area_paths
    if use.why is not None:
        return None
    if use.special == "serial":
        return list(range(1, len(answer.ids) + 1))
    if use.special == "area":
        known = answer.area_names
        own = [names.get(c) or (known[n] if n < len(known) else c) for n, c in enumerate(answer.ids)]
        label = use.field.path[-1] if use.field.path else ""
        return [levels.name_at(label, name, levels.path_of(paths, c)) for name, c in zip(own, answer.ids, strict=True)]
    if use.special == "area_code":
        return list(answer.ids)
    if use.special is not None:
        return [special_value(setting, use, column_hints(table, use.field))] * len(answer.ids)
    if use.column is None or use.column in answer.withheld or use.column not in answer.columns:
        return None
    return setting.renderer.column(answer.column(use.column), use.of, column_hints(table, use.field))


def _totals(binding: Binding, answers: Sequence[Answer], setting: Setting) -> list[CellWrite]:
    """The row of the whole: its own question, because distinct things and averages do not add up."""
    cells = []
    for row in rows_with(binding.match.table, RowRole.TOTAL):
        for use in binding.uses:
            value, _ = _at(use, answers, None, True, setting)
            if value is not None:
                cells.append(CellWrite(row, use.field.column, value, soft=True))
    return cells


_ADDITIVE = ("count", "sum")

_Spot = tuple[int, Value, str]


def _landed(use: Use, column: list[Value] | None, rows: list[int], answer: Rows) -> list[_Spot]:
    """Where each number of a column lies, with its area; numbers of the ledger only."""
    if use.column is None or column is None:
        return [(0, value, "") for value in column or () if value is not None]
    return [(row, value, area) for row, value, area in zip(rows, column, answer.ids, strict=False) if value is not None]


def _report(binding: Binding, use: Use, spots: list[_Spot], wanted: int, setting: Setting) -> FieldReport:
    entry: FieldMatch = use.field
    if use.why is not None:
        return FieldReport(entry, 0, wanted, (use.why,))
    sentence = question_of(binding.match, entry, setting.renderer.standard)
    cells = tuple(CellReport(a1(row, entry.column), value, sentence, area) for row, value, area in spots if area)
    blank = max(0, wanted - len(spots))
    reasons = (why("FILLING_NO_NUMBER", entry),) if blank and use.special is None else ()
    return FieldReport(entry, len(spots), blank, reasons, cells=cells)
