"""How often structure recognition is right. In: the shared forms, hand labels (positions). Out: rates by split, printed.

    python -m bench.structure            rates of layout, title, header, body, footer, and of the gold cards' fill points
    python -m bench.structure -v         also each miss

A rival is run on the same sheets: the first well-filled row is the header, everything below it the body. `dev` folders
were looked at while the rules were made; `test` folders were labelled before and looked at in a second round; the `held`
sheets were drawn and labelled afterwards, each lot scored once before anything was changed for it; `held4` took only sheets
that share less than half their texts with any before, so the odd ones. Refuses: nothing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yibiao.base.tables import Grid, ParsedTable, Workbook, a1
from yibiao.base.text import key
from yibiao.flow.reading.structure import recognise_grid
from yibiao.flow.reading.workbook import read_workbook

LABELS = Path(__file__).parent / "labels" / "structure.jsonl"
PARTS = ("layout", "title", "header", "body", "footer")


@dataclass(frozen=True)
class Answer:
    """What a recogniser says about a sheet, in the labels' terms; layout None: no table."""

    layout: str | None
    title: list[int] | None = None
    header: list[int] | None = None
    body: list[int] | None = None
    footer: list[int] | None = None


def shared() -> Path:
    """The shared data folder: YIBIAO_SHARED or beside the repository."""
    root = os.environ.get("YIBIAO_SHARED")
    return (Path(root) if root else Path(__file__).resolve().parents[2] / "shared") / "data"


def labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines() if line]


def workbooks(names: Iterable[str]) -> Iterator[tuple[str, Workbook]]:
    for name in dict.fromkeys(names):
        yield name, read_workbook(shared() / "forms" / name)


def ours(name: str, grid: Grid, body: list[int] | None) -> Answer:
    """The table that shares most rows with the labelled body."""
    tables = recognise_grid(name, grid)
    if not tables:
        return Answer(None)
    best = max(tables, key=lambda table: _overlap(table, body))
    return Answer(
        best.layout.value,
        list(best.title_cell) if best.title_cell else None,
        list(best.header) if best.header else None,
        list(best.body) if best.body else None,
        list(best.footer) if best.footer else None,
    )


def _overlap(table: ParsedTable, body: list[int] | None) -> int:
    if table.body is None or body is None:
        return 0
    return min(table.body[1], body[1]) - max(table.body[0], body[0]) + 1


def rival(grid: Grid) -> Answer:
    """The naive reading: first row that is filled over 60 % of the width (or is bold) is the header."""
    rows: dict[int, list[int]] = defaultdict(list)
    bold: dict[int, int] = defaultdict(int)
    for (row, column), cell in grid.cells.items():
        if cell.text:
            rows[row].append(column)
            bold[row] += cell.look.bold
    if not rows:
        return Answer(None)
    width = max(len(columns) for columns in rows.values())
    last = max(rows)
    header = next((r for r in sorted(rows) if len(rows[r]) >= max(2, 0.6 * width) or bold[r] >= 3), None)
    if header is None:
        return Answer("card", None, None, [min(rows), last])
    above = [row for row in sorted(rows) if row < header]
    title = [above[0], min(rows[above[0]])] if above else None
    return Answer("list", title, [header, header], [header + 1, max(last, header + 1)])


def judge(label: dict[str, Any], answer: Answer) -> dict[str, bool]:
    """Part → right, and "all"."""
    if label["layout"] is None or answer.layout is None:
        same = label["layout"] is None and answer.layout is None
        return {part: same for part in (*PARTS, "all")}
    right = {
        "layout": answer.layout == label["layout"],
        "title": answer.title == label["title_cell"],
        "header": answer.header == label["header"],
        "body": answer.body == label["body"],
        "footer": answer.footer == label["footer"],
    }
    return {**right, "all": all(right.values())}


def structure_rates(verbose: bool = False) -> dict[str, dict[str, dict[str, float]]]:
    """Recogniser → split → part → share right ("n": sheets)."""
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for label in labels():
        by_file[label["file"]].append(label)
    votes: dict[str, dict[str, list[dict[str, bool]]]] = {"ours": defaultdict(list), "rival": defaultdict(list)}
    for name, workbook in workbooks(by_file):
        grids = {grid.name: grid for grid in workbook.grids}
        for label in by_file[name]:
            grid = grids.get(label["sheet"])
            answer = ours(name, grid, label["body"]) if grid else Answer(None)
            naive = rival(grid) if grid else Answer(None)
            verdict = judge(label, answer)
            for split in (label["split"], "all sheets"):
                votes["ours"][split].append(verdict)
                votes["rival"][split].append(judge(label, naive))
            if verbose and not verdict["all"]:
                wrong = [part for part in PARTS if not verdict[part]]
                print(
                    label["split"],
                    name[-45:],
                    label["sheet"],
                    wrong,
                    answer,
                    {k: label[k] for k in label if k != "file"},
                )
    return {who: {split: _shares(entries) for split, entries in splits.items()} for who, splits in votes.items()}


def _shares(entries: list[dict[str, bool]]) -> dict[str, float]:
    shares = {part: sum(entry[part] for entry in entries) / len(entries) for part in (*PARTS, "all")}
    return {**shares, "n": float(len(entries))}


def card_rates(verbose: bool = False) -> dict[str, float]:
    """Of the gold cards' cells: share found, share with the right label; of ours: share that is gold."""
    gold = [json.loads(line) for line in (shared() / "forms" / "card_gold.jsonl").read_text("utf-8").splitlines()]
    total = found = right = given = hit = 0
    for form, (_, workbook) in zip(gold, workbooks(form["file"].removeprefix("forms/") for form in gold), strict=True):
        points = _points(form["file"], workbook)
        cells = {field["cell"] for field in form["fields"]}
        given += len(points)
        hit += len(cells & points.keys())
        for entry in form["fields"]:
            total += 1
            paths = points.get(entry["cell"])
            found += paths is not None
            good = paths is not None and _label_ok(entry, paths)
            right += good
            if verbose and not good:
                print(form["file"][-18:], entry["cell"], entry["left"], entry["above"][:1], entry["inline"][:2], paths)
    return {"found": found / total, "label": right / total, "precision": hit / given, "n": float(total)}


def _points(name: str, workbook: Workbook) -> dict[str, list[tuple[str, ...]]]:
    points: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for grid in workbook.grids:
        for table in recognise_grid(name, grid):
            for point in table.fill_points:
                points[point.reference].append(point.path)
            for field in table.meta:
                points[a1(field.row, field.column)].append((field.label,))
            if table.layout == "list" and table.body:
                for column in table.columns:
                    points[a1(table.body[0], column.column)].append(column.path)
    return points


def _label_ok(entry: dict[str, Any], paths: list[tuple[str, ...]]) -> bool:
    """The gold label left of the cell, in it, or nearest above it is a part of a path of ours."""
    wanted = [entry["left"]] if entry["left"] else []
    wanted += [inline[0] for inline in entry["inline"]] + entry["above"][:1]
    keys = {key(part) for path in paths for part in path}
    return any(key(text) in keys for text in wanted if key(text))


def speed() -> tuple[float, float]:
    """(median, 95th percentile) milliseconds of CPU a sheet of the labelled files."""
    times = []
    for name, workbook in workbooks(label["file"] for label in labels()):
        for grid in workbook.grids:
            start = time.process_time()
            recognise_grid(name, grid)
            times.append(1000 * (time.process_time() - start))
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def main() -> None:
    verbose = "-v" in sys.argv
    for who, splits in structure_rates(verbose).items():
        for split in ("dev", "test", "held", "held2", "held3", "held4", "all sheets"):
            shares = splits[split]
            line = "  ".join(f"{part} {100 * shares[part]:5.1f} %" for part in (*PARTS, "all"))
            print(f"{who:5s} {split:10s} n={shares['n']:3.0f}  {line}")
    cards = card_rates(verbose)
    print(
        f"gold cards n={cards['n']:.0f}  found {100 * cards['found']:.1f} %  right label {100 * cards['label']:.1f} %  "
        f"precision {100 * cards['precision']:.1f} %"
    )
    median, slow = speed()
    print(f"CPU a sheet: median {median:.1f} ms, 95th percentile {slow:.1f} ms")


if __name__ == "__main__":
    main()
