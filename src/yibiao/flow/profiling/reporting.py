"""The quality of a delivery as a workbook for the department that sent it. In: quality, problems. Out: xlsx bytes.

Three sheets: measures, columns, what is to be looked at. No value of a resident stands in it, and a label that looks
like a formula is text. Refuses: nothing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from yibiao.flow.profiling.quality import MEASURES, Measure, Quality

WORDS = {
    "completeness": "完整性（有值的格）",
    "validity": "规范性（能直接采用的值）",
    "uniqueness": "唯一性（不重复的行）",
    "freshness": "时效性（按周期送达）",
    "agreement": "一致性（与台账相同的值）",
}


def quality_workbook(quality: Quality, problems: Sequence[tuple[str, str]], title: str) -> bytes:
    """problems: what is wrong and what to do about it. title: the source and its day, for a person to read."""
    book = Workbook()
    first: Any = book.active
    first.title = "质量"
    _fill(first, [title, "", "", ""], [["指标", "合格", "总数", "比例"], *map(_line, quality.measures)])
    heads = ["列", "数据元", *(WORDS[name].partition("（")[0] for name in MEASURES if name != "freshness")]
    rows = []
    for column in quality.columns:
        shares = {each.name: each.share for each in column.measures}
        rows.append([column.label, column.element, *(shares.get(name) for name in MEASURES if name != "freshness")])
    _fill(book.create_sheet("各列"), [], [heads, *rows])
    told = [list(one) for one in problems] or [["没有发现问题", ""]]
    _fill(book.create_sheet("需要核对"), [], [["问题", "怎么办"], *told])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(measure: Measure) -> list[Any]:
    return [WORDS[measure.name], measure.part, measure.whole, measure.share]


def _fill(sheet: Any, title: list[str], rows: list[list[Any]]) -> None:
    for row in ([title] if title else []) + rows:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    head = 2 if title else 1
    for cell in sheet[head]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=head + 1):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, float) and 0 <= cell.value <= 1:
                cell.number_format = "0.0%"
    for letter, width in zip("ABCDEFG", (34, 28, 12, 12, 12, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = sheet.cell(head + 1, 1)
