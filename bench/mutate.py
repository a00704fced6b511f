"""Mutated workbooks: what the reader makes of them. In: a count and a seed. Out: ratios; a crash or a hang is an exit code 1.

    python -m bench.mutate [--count 1000] [--seed 20261122] [--corpus]

Mutants are made from small files of all kinds built here (and, with --corpus, from the strangers' forms): bits flipped, bytes
cut, doubled or replaced by hostile numbers, in the file and inside the parts of its archive.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import xlwt
from openpyxl.styles import Border, Font, Side

from yibiao.base.problems import ProblemError
from yibiao.flow.reading import Limits, read

BROKEN = {"READ_TOO_SLOW", "READ_TOO_HEAVY", "READ_FAILED"}
"""A mutant is small: whatever takes 20 s or 1.5 GB on it, or dies on it, is our fault."""
HOSTILE = (
    b"2147483648",
    b"-1",
    b"99999999999",
    b"1E400",
    b"NaN",
    b"A0",
    b"XFE1",
    b"<",
    b"&#0;",
    b"\xff\xfe",
    b"",
    b"]]>",
)


@dataclass(frozen=True)
class Outcome:
    """ "read" or the code of the refusal, and how long it took."""

    code: str
    seconds: float
    detail: str = ""

    @property
    def broken(self) -> bool:
        return self.code in BROKEN


def outcome(path: Path, limits: Limits | None = None) -> Outcome:
    """What the reader makes of one file; anything but a typed refusal goes through to the caller."""
    start = time.monotonic()
    try:
        read(path, limits=limits)
        return Outcome("read", time.monotonic() - start)
    except ProblemError as refusal:
        return Outcome(refusal.problem.code, time.monotonic() - start, refusal.problem.sentence("en"))


def mutants(dice: random.Random, count: int, corpus: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """`count` mutated files with their names, the same for the same dice."""
    seeds = list(_seeds())
    if corpus is not None:
        files = [path for path in sorted(corpus.rglob("*")) if path.suffix.lower() in (".xlsx", ".xls", ".docx")]
        small = [path for path in files if path.stat().st_size < 200_000]
        seeds += [(f"a{path.suffix.lower()}", path.read_bytes()) for path in dice.sample(small, min(60, len(small)))]
    for _ in range(count):
        name, data = dice.choice(seeds)
        if data.startswith(b"PK") and dice.random() < 0.8:
            yield name, _mutated_package(dice, data)
        else:
            yield name, _mutated(dice, data)


def _mutated_package(dice: random.Random, data: bytes) -> bytes:
    """The archive with one or two parts mutated, so that the parsers behind the scan are reached."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in dice.sample(sorted(parts), min(len(parts), dice.choice((1, 1, 2)))):
        parts[name] = _mutated(dice, parts[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _mutated(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(changed)) if changed else 0
        kind = dice.randrange(6)
        if kind == 0 and changed:
            changed[at] ^= 1 << dice.randrange(8)
        elif kind == 1 and changed:
            changed[at] = dice.randrange(256)
        elif kind == 2:
            del changed[at : at + dice.choice((1, 8, 200))]
        elif kind == 3:
            changed[at:at] = changed[at : at + dice.choice((1, 50, 2_000))]
        elif kind == 4:
            changed[at : at + dice.choice((0, 2, 6))] = dice.choice(HOSTILE)
        else:
            _other_number(dice, changed, at)
    return bytes(changed)


def _other_number(dice: random.Random, changed: bytearray, at: int) -> None:
    """Replace the next number in the text by a hostile one: references, counts, indexes."""
    while at < len(changed) and not 48 <= changed[at] <= 57:
        at += 1
    end = at
    while end < len(changed) and 48 <= changed[end] <= 57:
        end += 1
    changed[at:end] = dice.choice(HOSTILE)


def _seeds() -> Iterator[tuple[str, bytes]]:
    """A small sound file of every kind."""
    rows = [["姓名", "出生日期", "金额", "备注"]] + [
        [f"张{n}", f"19{n:02}-01-01", n * 1.5, "独居"] for n in range(30, 60)
    ]
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    page.merge_cells("A1:A2")
    page["B3"].font, page["B3"].border = Font(bold=True), Border(bottom=Side(style="thin"))
    page["C40"] = "=SUM(C2:C30)"
    yield "a.xlsx", _saved(book)
    old = xlwt.Workbook()
    old_page = old.add_sheet("a")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            old_page.write(number, column, value)
    old_page.write_merge(40, 41, 0, 3, "合计")
    yield "a.xls", _saved(old)
    document = docx.Document()
    table = document.add_table(5, 4)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "姓名"
    yield "a.docx", _saved(document)
    text = "\n".join(",".join(map(str, row)) for row in rows)
    yield "a.csv", text.encode("gb18030")
    cells = "".join(
        "<tr>" + "".join(f"<td rowspan='1' colspan='1'>{value}</td>" for value in row) + "</tr>" for row in rows
    )
    yield "a.xls", f"<html><meta charset='utf-8'><table>{cells}</table></html>".encode()


def _saved(book: object) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--corpus", action="store_true", help="mutate strangers' forms too")
    options = parser.parse_args(arguments)
    from tests.corpus import corpus

    forms = (corpus() or Path()) / "forms" if options.corpus else None
    seen: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in mutants(random.Random(options.seed), options.count, forms):
            path = Path(folder) / name
            path.write_bytes(data)
            seen.append(outcome(path))
            if seen[-1].broken:
                print("BROKEN", len(seen), name, seen[-1])
    counts = Counter(each.code for each in seen)
    for code, count in counts.most_common():
        print(f"{code:22} {count:5}  {count / len(seen):6.1%}")
    slowest = max(each.seconds for each in seen)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(
        f"files {len(seen)}  slowest {slowest:.2f} s  largest child {memory} MB  broken {sum(e.broken for e in seen)}"
    )
    return int(any(each.broken for each in seen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
