"""Lists: a row a record. In: a bound list and the rows of its answer. Out: one `ListBlock`, totals, reports.

Blank rows of the template are used first, samples and old rows are cleared, the total row sums what can be summed.
Refuses: nothing; a list whose rows are cut by group rows is filled down to the first cut and says so.
"""

from __future__ import annotations

from decimal import Decimal

from yibiao.base.problems import Place, problem
from yibiao.base.tables import ParsedTable, RowRole
from yibiao.flow.asking.nodes import Rows
from yibiao.flow.filling.binding import Binding, Use
from yibiao.flow.filling.placing import (
    Placed,
    Setting,
    area_code_of,
    area_names_of,
    areas_of,
    column_hints,
    is_masked,
    keeper_of,
    rows_with,
    special_value,
    why,
)
from yibiao.flow.filling.plan import CellWrite, ListBlock, Value
from yibiao.flow.filling.report import FieldReport, missing_by_area
from yibiao.flow.standard.formula.nodes import CountOf, Node, Ref

_SUMMED_DOMAINS = ("money", "area_m2", "area_mu", "int:persons", "int:households")


def slots_of(table: ParsedTable) -> tuple[tuple[int, ...], bool]:
    """The rows that await records, and whether rows further down were left out because other rows cut the list."""
    if table.body is None:
        below = (table.header[1] if table.header else table.region.bottom) + 1
        free = table.footer is None or table.footer[0] > below
        return ((below,) if free else ()), False
    roles = (RowRole.DATA, RowRole.BLANK, RowRole.SAMPLE)
    rows = [row for row in range(table.body[0], table.body[1] + 1) if table.roles.get(row, RowRole.DATA) in roles]
    run = [row for number, row in enumerate(rows) if row - rows[0] == number]
    return tuple(run), len(run) < len(rows)


def block_for(table: ParsedTable, columns: tuple[int, ...], rows: tuple[tuple[Value, ...], ...]) -> ListBlock:
    """The block of a list: which rows are used, which one is the sample of the further ones, what is cleared."""
    slots, _ = slots_of(table)
    role = table.roles.get
    blank = [row for row in slots if role(row) is RowRole.BLANK]
    data = [row for row in slots if role(row, RowRole.BLANK if table.body is None else RowRole.DATA) is RowRole.DATA]
    samples = [row for row in slots if role(row) is RowRole.SAMPLE]
    style = next(iter([*blank, *data, *samples, *slots]), None)
    after = table.body[0] - 1 if table.body else (table.header[1] if table.header else table.region.bottom)
    return ListBlock(
        slots, columns, rows, after, style, tuple(sorted([*data, *samples])), (table.region.left, table.region.right)
    )


def landing(block: ListBlock, offset: int) -> list[int]:
    """The rows that the records lie in afterwards. offset: rows that came in above this table."""
    first_new = block.insert_after + 1
    new = range(first_new, first_new + block.extra)
    kept = [slot + (block.extra if slot >= first_new else 0) for slot in block.slots]
    return [row + offset for row in sorted([*kept, *new])]


def place_list(binding: Binding, answer: Rows | None, setting: Setting) -> Placed:
    """Write the records below one another."""
    table = binding.match.table
    count = len(answer.ids) if answer else 0
    columns, values, reports = [], [], []
    for use in binding.uses:
        written = _column(use, answer, setting, table, count)
        if written is not None:
            columns.append(use.field.column)
            values.append(written)
        reports.append(_report(use, answer, setting, written))
    rows = tuple(zip(*values, strict=True)) if values else ()
    block = block_for(table, tuple(columns), rows)
    totals = tuple(_totals(binding, setting, columns, values)) if count else ()
    cut = slots_of(table)[1]
    problems = (problem("FILLING_LIST_CUT", Place(sheet=table.sheet), row=block.slots[-1] + 1),) if cut else ()
    return Placed(cells=totals, blocks=(block,) if answer else (), reports=tuple(reports), problems=problems)


def _column(use: Use, answer: Rows | None, setting: Setting, table: ParsedTable, count: int) -> list[Value] | None:
    """The values of one column, top to bottom; None: the column stays as it is."""
    if answer is None or use.why is not None:
        return None
    hints = column_hints(table, use.field)
    if use.special == "serial":
        return list(range(1, count + 1))
    if use.special in ("area", "area_code"):
        label = use.field.path[-1] if use.field.path else ""
        context = setting.context
        if use.special == "area_code":
            return [area_code_of(answer, row, context) for row in range(count)]
        return list(area_names_of(answer, range(count), context, label))
    if use.special is not None:
        return [special_value(setting, use, hints)] * count
    if use.column is None or use.column in answer.withheld or use.column not in answer.columns:
        return None
    return setting.renderer.column(answer.column(use.column), use.of, hints)


def _report(use: Use, answer: Rows | None, setting: Setting, written: list[Value] | None) -> FieldReport:
    count = len(answer.ids) if answer else 0
    entry = use.field
    if use.why is not None:
        return FieldReport(entry, 0, count, (use.why,))
    if answer is None or count == 0:
        return FieldReport(entry, 0, 0, (why("FILLING_NO_RECORD", entry),))
    if use.column is not None and use.column in answer.withheld:
        return FieldReport(entry, 0, count, (answer.withheld[use.column],))
    if written is None:
        return FieldReport(entry, 0, count, (why("FILLING_NO_MEANING", entry),))
    return _counted(use, answer, setting, written)


def _counted(use: Use, answer: Rows, setting: Setting, written: list[Value]) -> FieldReport:
    entry, reasons = use.field, []
    blanks = [number for number, value in enumerate(written) if value is None]
    unknown = blanks if use.column is None else _unknown(use, answer)
    keeper = keeper_of(setting, use)
    if unknown and use.special is None:
        who = keeper or "台账维护人"
        reasons.append(why("FILLING_UNKNOWN_VALUE", entry, count=len(unknown), keeper=who))
    elif unknown:
        reasons.append(why("FILLING_NO_CONTEXT", entry))
    masked = sum(is_masked(value) for value in written if isinstance(value, str))
    if masked and use.special is None:
        reasons.append(why("FILLING_MASKED", entry, count=masked))
    missing = missing_by_area(areas_of(answer, unknown, setting.context))
    return FieldReport(entry, len(written) - len(unknown), len(unknown), tuple(reasons), keeper, missing)


def _unknown(use: Use, answer: Rows) -> list[int]:
    """Rows of which the ledger knows no value; a cell that stays empty because 否 is written so is known."""
    assert use.column is not None
    return [number for number, value in enumerate(answer.column(use.column)) if value is None]


def _totals(binding: Binding, setting: Setting, columns: list[int], values: list[list[Value]]) -> list[CellWrite]:
    """The total row's sums, where the form has no formula of its own."""
    summed = {use.field.column for use in binding.uses if use.column and is_summed(use.of, setting)}
    return [
        CellWrite(row, column, _sum(column_values), soft=True)
        for row in rows_with(binding.match.table, RowRole.TOTAL)
        for column, column_values in zip(columns, values, strict=True)
        if column in summed
    ]


def is_summed(of: Node | None, setting: Setting) -> bool:
    """Money, land and heads add up; ages, years and codes do not."""
    if isinstance(of, CountOf):
        return True
    element = setting.renderer.standard.elements.get(of.code) if isinstance(of, Ref) else None
    return element is not None and element.domain.startswith(_SUMMED_DOMAINS)


def _sum(values: list[Value]) -> Value:
    total = sum((Decimal(value) for value in values if isinstance(value, int | Decimal)), Decimal(0))
    return int(total) if total == total.to_integral_value() else total
