"""How fast a filled workbook is written, beside what a user would take instead. Out: medians and ratios, on stdout.

    python -m bench.writing [--rows 200000] [--repeats 3]

Two workbooks of one template (title, header, five bordered rows, two lines below): a small form of 15 rows and a list of
many, 20 columns of texts, dates, numbers and gaps. Every writer runs in each repeat, one after the other, in a process
of its own; CPU seconds and the memory that came on top. Rivals: openpyxl into the same template (what keeps the
layout), openpyxl write-only, XlsxWriter with constant memory and jetxl (which lose it); jetxl takes Arrow columns, into
which the rows are turned as its users turn them. A rival that is not installed is said so and left out. Refuses:
nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

COLUMNS = 20
SLOTS = 5
SMALL, SMALL_TIMES = 15, 40
Row = tuple[Any, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--writer", choices=sorted(WRITERS), help="run one writer once and print its figures")
    given = parser.parse_args()
    if given.writer:
        print(*measured(given.writer, given.rows))
        return
    for rows in (SMALL, given.rows):
        beside(rows, given.repeats)


def beside(rows: int, repeats: int) -> None:
    """Every writer in turn, several times; a line each."""
    names = [name for name in WRITERS if all(map(importlib.util.find_spec, NEEDED.get(name, ())))]
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in names}
    for _ in range(repeats):
        for name in names:
            words = [sys.executable, "-m", "bench.writing", "--rows", str(rows), "--writer", name]
            told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
            found[name].append((float(told[0]), float(told[1]), float(told[2])))
    ours = statistics.median(cpu for cpu, _, _ in found["ours"])
    print(f"{rows} rows x {COLUMNS} columns, median of {repeats}")
    for name, runs in found.items():
        cpu, memory, size = (statistics.median(run[part] for run in runs) for part in range(3))
        print(f"  {name:22} {cpu * 1000:10.1f} ms CPU {cpu / ours:6.1f} x  +{memory:6.0f} MiB  {size / 1e6:7.2f} MB")
    for name in WRITERS:
        if name not in names:
            print(f"  {name} is not installed: left out")


def measured(name: str, count: int) -> tuple[float, float, int]:
    """(CPU seconds a workbook, MiB that came on top, bytes of the workbook)."""
    data, rows = template(), records(count)
    write, times = WRITERS[name], SMALL_TIMES if count <= SMALL else 1
    write(data, records(2))  # imports are no part of it
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    for _ in range(times):
        made = write(data, rows)
    cpu = (time.process_time() - start) / times
    return cpu, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, len(made)


def template() -> bytes:
    """A department's form, as openpyxl draws one."""
    from openpyxl import Workbook
    from openpyxl.styles import Border, Font, Side

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "名册"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=COLUMNS)
    sheet["A1"] = "居民名册"
    sheet["A1"].font = Font(bold=True, size=16)
    thin = Side(style="thin")
    border = Border(thin, thin, thin, thin)
    for column in range(1, COLUMNS + 1):
        head = sheet.cell(2, column, f"列{column}")
        head.font, head.border = Font(bold=True), border
        for row in range(3, 3 + SLOTS):
            sheet.cell(row, column).border = border
    sheet.cell(3 + SLOTS, 1, "填表人：")
    sheet.cell(3 + SLOTS, 5, "审核人：")
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def records(count: int) -> tuple[Row, ...]:
    """Invented people; every third value of one column is unknown."""
    return tuple(
        (
            at + 1, f"王小明{at % 5000}", "男" if at % 2 else "女", f"99010119800101{at % 10000:04d}",
            date(1950 + at % 60, 1 + at % 12, 1 + at % 28), f"1380000{at % 10000:04d}", None if at % 3 else "党员",
            f"示例街道第{at % 200}社区{at % 40}栋{at % 6}单元", at % 90, "已婚", "汉族", "高中", None, "有", f"示例路{at}号",
            Decimal("12.5"), Decimal(at % 1000), date(2020, 1, 1 + at % 28), "无", "备注",
        )
        for at in range(count)
    )  # fmt: skip


def ours(data: bytes, rows: tuple[Row, ...]) -> bytes:
    from yibiao.flow.filling.plan import FillPlan, ListBlock, SheetPlan
    from yibiao.flow.filling.writing import write

    slots = tuple(range(3, 3 + SLOTS))
    block = ListBlock(slots, tuple(range(1, COLUMNS + 1)), rows, style_row=slots[1])
    return write(data, FillPlan((SheetPlan("名册", blocks=(block,)),))).data


def ours_anew(data: bytes, rows: tuple[Row, ...]) -> bytes:
    """As when a template is met for the first time: nothing is compiled."""
    from yibiao.flow.filling.ooxml import fill_workbook
    from yibiao.flow.filling.plan import FillPlan, ListBlock, SheetPlan

    slots = tuple(range(3, 3 + SLOTS))
    block = ListBlock(slots, tuple(range(1, COLUMNS + 1)), rows, style_row=slots[1])
    return fill_workbook(data, FillPlan((SheetPlan("名册", blocks=(block,)),)), templates=None)[0]


def openpyxl_template(data: bytes, rows: tuple[Row, ...]) -> bytes:
    """The layout stays only above the list: what stood below is written over."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    sheet: Any = book.active
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def openpyxl_write_only(data: bytes, rows: tuple[Row, ...]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for row in rows:
        sheet.append(row)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def xlsxwriter(data: bytes, rows: tuple[Row, ...]) -> bytes:
    import xlsxwriter as library

    held = BytesIO()
    book = library.Workbook(held, {"constant_memory": True})
    sheet, plain = book.add_worksheet("名册"), book.add_format({"border": 1})
    dated = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value, dated if isinstance(value, date) else plain)
    book.close()
    return held.getvalue()


def jetxl(data: bytes, rows: tuple[Row, ...]) -> bytes:
    """It knows no decimals: they go as floats."""
    import jetxl as library
    import pyarrow

    columns = {}
    for number, values in enumerate(zip(*rows, strict=True), 1):
        exact = any(isinstance(value, Decimal) for value in values)
        columns[f"列{number}"] = [float(value) for value in values] if exact else values
    return bytes(library.write_sheet_arrow_to_bytes(pyarrow.table(columns), write_header_row=False))


NEEDED = {"xlsxwriter": ("xlsxwriter",), "jetxl": ("jetxl", "pyarrow")}
WRITERS: dict[str, Callable[[bytes, tuple[Row, ...]], bytes]] = {
    "ours": ours,
    "ours, not compiled": ours_anew,
    "openpyxl, template": openpyxl_template,
    "openpyxl, write-only": openpyxl_write_only,
    "xlsxwriter": xlsxwriter,
    "jetxl": jetxl,
}

if __name__ == "__main__":
    main()
