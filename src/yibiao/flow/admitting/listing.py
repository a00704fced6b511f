"""A list of forms in a workbook 报表清单. In: a reading. Out: what it lists; None where the file is a form itself.

A list is a table whose header names a form (报表名称) beside a department, a period, a number or a last day.
Refuses: nothing; a row without a name is passed over, a last day that is none is left out.
"""

from __future__ import annotations

import re
from datetime import date

from yibiao.base.tables import Grid, Layout, ParsedTable
from yibiao.base.text import clean, key
from yibiao.flow.admitting.reconciling import Listed
from yibiao.flow.reading import Reading
from yibiao.flow.standard.domains.days import read_day

_TITLE = re.compile(r"(报表|表格|台账|表单|材料|事项)名称|^表名$|^报表$|^报表清单$")
_PARTS = {
    "number": re.compile(r"准入号|报表编号|表号"),
    "expires": re.compile(r"有效期|截止|到期|停用|失效"),
    "department": re.compile(r"部门|单位|科室|牵头|下发|责任"),
    "period": re.compile(r"周期|频次|频率"),
}


def listed_in(found: Reading) -> tuple[Listed, ...] | None:
    """The forms that the tables of a file list, in order."""
    listed: list[Listed] = []
    lists = False
    for table in found.tables:
        columns = _columns(table)
        if columns is not None:
            lists = True
            listed += _rows(found.workbook.grids[table.grid_index], table, columns)
    return tuple(listed) if lists else None


def _columns(table: ParsedTable) -> dict[str, int] | None:
    """What each column of a list is; None where the table lists no forms."""
    if table.layout is not Layout.LIST:
        return None
    found: dict[str, int] = {}
    for column in table.columns:
        label = key("".join(column.path))
        if _TITLE.search(label):
            found.setdefault("title", column.column)
            continue
        for part, pattern in _PARTS.items():
            if pattern.search(label):
                found.setdefault(part, column.column)
                break
    return found if "title" in found and len(found) > 1 else None


def _rows(grid: Grid, table: ParsedTable, columns: dict[str, int]) -> list[Listed]:
    rows = []
    for row in table.data_rows():
        said = {part: clean(grid.text(row, column)) for part, column in columns.items()}
        if said["title"]:
            expires = _day(grid, row, columns["expires"]) if "expires" in columns else None
            rows.append(Listed(said["title"], said.get("department", ""), said.get("number", ""), expires))
    return rows


def _day(grid: Grid, row: int, column: int) -> date | None:
    """The last day that a cell names; of a span (…至…) the later one."""
    cell = grid.cells.get((row, column))
    if cell is None or cell.value is None:
        return None
    text = clean(cell.text)
    late = re.split(r"至|到|—|–|~", text)[-1] if isinstance(cell.value, str) else text
    read = read_day(late.strip() if isinstance(cell.value, str) else cell.value, late.strip())
    if read.fault or not (read.month and read.day):
        return None
    return date(read.year, read.month, read.day)
