"""How long printing takes. In: how many filings, rows each. Out: seconds, pages, bytes, memory; asserts no time.

python -m bench.printing --filings 200 --rows 12 [--at-once]
"""

from __future__ import annotations

import argparse
import re
import resource
import tempfile
import time
from pathlib import Path

from yibiao.flow.printing import Joiner, Paper, Printer, Signature, Table, Tile, fonts_of

COLUMNS = 9


def paper(number: int, rows: int) -> Paper:
    """One invented filing with a header of two rows."""
    head = [Tile(0, 0, "年龄段", 2, 1, bold=True), Tile(0, 1, "人口情况", 1, COLUMNS - 1, bold=True)]
    head += [Tile(1, column, f"项目{column}", bold=True) for column in range(1, COLUMNS)]
    body = [Tile(row, column, str(number * row + column)) for row in range(2, rows + 2) for column in range(COLUMNS)]
    facts = (("准入号", "990101-2026-0007"), ("报送区域", f"第{number}社区"), ("期", "2026-11"))
    people = (
        Signature("确认人", "李娟", "2026-11-30"),
        Signature("审核人", "王强", "2026-11-30"),
        Signature("单位（盖章）"),
    )
    table = Table((70.0,) * COLUMNS, (*head, *body), 2)
    return Paper("常住人口统计表", facts, (table,), people, f"变更 {number}", f"{number:064x}", f"n/{number}")


def joined(printer: Printer, papers: list[Paper]) -> bytes:
    """As a batch of filings is printed."""
    with tempfile.TemporaryDirectory() as folder:
        joiner = Joiner(printer, Path(folder))
        for one in papers:
            joiner.add(one)
        return joiner.pdf()


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--filings", type=int, default=200)
    given.add_argument("--rows", type=int, default=12)
    given.add_argument("--at-once", action="store_true", help="one document instead of one after the other")
    asked = given.parse_args()
    began = time.perf_counter()
    printer = Printer(fonts_of())
    print(f"fonts {time.perf_counter() - began:.2f} s")
    papers = [paper(number, asked.rows) for number in range(1, asked.filings + 1)]
    began = time.perf_counter()
    data = printer.pdf(papers) if asked.at_once else joined(printer, papers)
    seconds = time.perf_counter() - began
    pages = len(re.findall(rb"/MediaBox", data))
    print(f"{asked.filings} filings of {asked.rows} rows: {seconds:.1f} s, {pages} pages, {len(data) / 1e6:.1f} MB")
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
