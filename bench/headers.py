"""Hand labels of header columns, read for training and measuring. In: labels and the strangers' headers. Out: `Sheet`s.

A label is a position (line of headers.jsonl, column) and the acceptable codes; the strangers' text stays where it is.
"none": the standard has no such element; "ambiguous": not scored; "AREA", "SERIAL", "REMARK": special columns, where
saying nothing is right too. split: "dev" (weights, lexicon, thresholds) or "test" (scored only), by source repository.
Refuses: labels of a line that does not exist.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = Path(__file__).parent / "labels" / "headers.jsonl"
NONE, AMBIGUOUS = "none", "ambiguous"


@dataclass(frozen=True)
class Sheet:
    """One labelled table. gold: column → acceptable codes; columns without an entry were not labelled."""

    line: int
    source: str
    split: str
    title: str
    labels: tuple[str, ...]
    gold: dict[int, tuple[str, ...]]


def headers_file() -> Path:
    """Where the strangers' headers lie: under $YIBIAO_SHARED, or in ../shared next to the repository."""
    root = Path(os.environ.get("YIBIAO_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    return root / "data" / "headers" / "headers.jsonl"


def sheets(split: str | None = None) -> Iterator[Sheet]:
    """All labelled tables, or those of one split."""
    gold: dict[int, dict[int, tuple[str, ...]]] = {}
    splits: dict[int, str] = {}
    for text in LABELS.read_text("utf-8").splitlines():
        entry = json.loads(text)
        gold.setdefault(entry["line"], {})[entry["column"]] = tuple(entry["codes"])
        splits[entry["line"]] = entry["split"]
    tables = headers_file().read_text("utf-8").splitlines()
    for line, columns in sorted(gold.items()):
        table = json.loads(tables[line - 1])
        if split in (None, splits[line]):
            source = table["source"].partition(":")[0]
            yield Sheet(line, source, splits[line], table["table"], tuple(table["columns"]), columns)


def paths_of(labels: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Header labels as paths: a slash is a level only where several columns share what stands before it."""
    heads = [label.rpartition("/")[0] for label in labels]
    return [
        tuple(label.split("/")) if head and heads.count(head) > 1 else (label,)
        for label, head in zip(labels, heads, strict=True)
    ]


def has_meaning(gold: tuple[str, ...]) -> bool:
    """Whether the standard has this column's meaning: some element, and "none" is no acceptable answer."""
    return any("." in code for code in gold) and NONE not in gold and AMBIGUOUS not in gold


def acceptable(code: str, gold: tuple[str, ...]) -> bool:
    """Whether a target ("nothing", "special:…" or an element code) is a right answer to these labels."""
    if code in gold:
        return True
    if "." in code:
        return "REMARK" in gold and code.endswith(".remark")
    special = code.partition(":")[2]
    if "AREA" in gold:
        return special in ("area", "area_code")
    if "SERIAL" in gold:
        return special == "serial"
    if "REMARK" in gold:
        return code == "nothing" or special == "blank"
    return NONE in gold and special not in ("area", "area_code")
