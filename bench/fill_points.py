"""Whether every blank of a form can be filled. In: the shared corpus. Out: shares by format, printed.

    python -m bench.fill_points [--every N]

Each recognised blank gets a value of its own, boxes are ticked, the file is written and read again: the share of blanks that
hold their value, and how many cells changed that nobody filled (but for the stored results of formulas).
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import corpus
from yibiao.base.problems import ProblemError
from yibiao.base.tables import FillPoint, ParsedTable
from yibiao.flow.filling import BlankWrite, CellWrite, FillPlan, SheetPlan, TickWrite, write
from yibiao.flow.filling.placing import has_boxes
from yibiao.flow.reading.structure import recognise
from yibiao.flow.reading.workbook import read_workbook

_TICKED = ("☑", "√", "●")
_Spot = tuple[int, int, int]


@dataclass(frozen=True)
class Trip:
    """One file: blanks, how many hold their value afterwards, cells that changed though nobody filled them."""

    points: int = 0
    held: int = 0
    changed: int = 0


def round_trip(path: Path) -> Trip:
    """Fill every blank of a file and read it again."""
    workbook = read_workbook(path)
    wanted: dict[_Spot, list[tuple[str, ...]]] = defaultdict(list)
    plans: dict[int, SheetPlan] = {}
    for table in recognise(workbook):
        old = plans.get(table.grid_index, SheetPlan(table.sheet, table.grid_index))
        plans[table.grid_index] = _with_points(old, table, wanted)
    if not wanted:
        return Trip()
    written = write(path.read_bytes(), FillPlan(tuple(plans.values())))
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / f"filled{written.suffix}"
        result.write_bytes(written.data)
        again = read_workbook(result)
    held = changed = 0
    for before, after in zip(workbook.grids, again.grids, strict=True):
        for spot in before.cells.keys() | after.cells.keys():
            values = wanted.get((before.index, *spot))
            text = after.text(*spot)
            held += sum(any(sign in text for sign in value) for value in values or ())
            old = before.cells.get(spot)
            computed = old is not None and old.formula is not None
            changed += values is None and not computed and before.text(*spot) != text
    return Trip(sum(map(len, wanted.values())), held, changed)


def _with_points(plan: SheetPlan, table: ParsedTable, wanted: dict[_Spot, list[tuple[str, ...]]]) -> SheetPlan:
    cells, blanks, ticks = list(plan.cells), list(plan.blanks), list(plan.ticks)
    for number, point in enumerate(table.fill_points):
        if point.formula:
            continue
        value = f"值{number}号"
        wanted[table.grid_index, point.row, point.column].append(_put(point, value, cells, blanks, ticks))
    return SheetPlan(plan.name, plan.index, tuple(cells), (), tuple(blanks), tuple(ticks))


def _put(
    point: FillPoint, value: str, cells: list[CellWrite], blanks: list[BlankWrite], ticks: list[TickWrite]
) -> tuple[str, ...]:
    """The write for one blank; returns the texts of which one must stand there afterwards."""
    if point.inline:
        blanks.append(BlankWrite(point.row, point.column, point.path[-1] if point.path else "", value))
    elif has_boxes(point):
        ticks.append(TickWrite(point.row, point.column, point.choices[:1], point.choices))
        return _TICKED
    else:
        cells.append(CellWrite(point.row, point.column, value))
    return (value,)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    every = parser.parse_args().every
    root = corpus()
    if root is None:
        raise SystemExit("no shared corpus")
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for file in sorted(path for path in (root / "forms").rglob("*") if path.is_file())[::every]:
        suffix = file.suffix.lower()
        if suffix not in (".xlsx", ".xls", ".docx"):
            continue
        try:
            trip = round_trip(file)
        except ProblemError as error:
            sums[suffix][f"refused {error.problem.code}"] += 1
            continue
        sums[suffix].update(files=1, points=trip.points, held=trip.held, changed=trip.changed, touched=trip.points > 0)
    for suffix, found in sums.items():
        refused = ", ".join(f"{count} {name}" for name, count in found.items() if name.startswith("refused"))
        share = found["held"] / found["points"] if found["points"] else 1
        print(
            f"{suffix:6} {found['files']} files, {found['touched']} with blanks: {share:.2%} of blanks hold their value; "
            f"cells changed that nobody filled per 1000 filled: {1000 * found['changed'] / max(1, found['points']):.2f}; {refused}"
        )


if __name__ == "__main__":
    main()
