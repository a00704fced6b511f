"""Hand-labelled pairs of strangers' forms, read and matched. In: bench/labels/pairs.jsonl, the shared data. Out: `Labelled`, a pile.

A form is a position, written as one text: `line 12` of headers.jsonl, or `FILE#0.1` (sheet from 0, table on it from 1).
A line of headers.jsonl becomes a list with these columns and goes through the real matcher, as a file does.
With a folder `cache`, what a file or line gave is kept there for the next run of the same code.
Refuses: a position that the reader no longer finds is left out, and said.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from bench.headers import headers_file, paths_of
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Column, Layout, ParsedTable, Region
from yibiao.flow import pipeline, standardising
from yibiao.flow.consolidating.facts import Origin, facts_of
from yibiao.flow.consolidating.shapes import FormFacts, Pile
from yibiao.flow.reading.wire import from_plain, to_plain
from yibiao.flow.standard import Standard, load

LABELS = Path(__file__).parent / "labels" / "pairs.jsonl"
WORKERS = 2
_CODE = re.compile(r"\s*\[[^\]]*\]?\s*$")
_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Labelled:
    """One pair; relation: the label, then what is no mistake either. contained: `a` in `b`."""

    a: str
    b: str
    relation: tuple[str, ...]
    split: str
    stratum: str


def labelled_pairs(split: str) -> list[Labelled]:
    """The pairs of one split."""
    lines = (json.loads(line) for line in LABELS.read_text("utf-8").splitlines())
    return [
        Labelled(name_of(one["a"]), name_of(one["b"]), tuple(one["relation"]), split, one["stratum"])
        for one in lines
        if one["split"] == split
    ]


def name_of(position: dict) -> str:
    """A position as one text."""
    if "line" in position:
        return f"line {position['line']}"
    return f"{position['file']}#{position['sheet']}.{position['table']}"


def pile_of(pairs: list[Labelled], cache: Path | None = None) -> Pile:
    """All labelled forms as one pile, in a fixed order; of a file only the labelled tables."""
    names = sorted({name for pair in pairs for name in (pair.a, pair.b)})
    found = facts_of_all(names, cache)
    if lost := [name for name in names if name not in found]:
        print(f"**LEFT OUT, NOT FOUND BY THE READER: {len(lost)}**", *lost, sep="\n  ", file=sys.stderr)
    return Pile(tuple(found[name] for name in names if name in found))


def facts_of_all(names: list[str], cache: Path | None = None) -> dict[str, FormFacts]:
    """Facts by position; of a file all its tables."""
    parts = sorted({name.rpartition("#")[0] or name for name in names})
    with ProcessPoolExecutor(WORKERS) as pool:
        return {form.id: form for forms in pool.map(_forms, parts, [cache] * len(parts)) for form in forms}


def _forms(part: str, cache: Path | None) -> list[FormFacts]:
    kept = cache / f"{hashlib.sha256(part.encode()).hexdigest()[:16]}.json" if cache else None
    if kept and kept.is_file():
        return [from_plain(FormFacts, plain) for plain in json.loads(kept.read_text("utf-8"))]
    forms = [_of_line(int(part.removeprefix("line ")))] if part.startswith("line ") else _of_file(part)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([to_plain(form) for form in forms], ensure_ascii=False), "utf-8")
    return forms


@once
def _standard() -> Standard:
    return load()


@once
def _lines() -> list[str]:
    return headers_file().read_text("utf-8").splitlines()


def _of_line(number: int) -> FormFacts:
    table = json.loads(_lines()[number - 1])
    matched = standardising.match(table_of(table["table"], tuple(table["columns"])), _standard())
    return facts_of(matched, Origin(f"line {number}", f"line {number}", None), _standard())


def table_of(title: str, labels: tuple[str, ...]) -> ParsedTable:
    """Column labels as a list with one blank row; the program's own name of a table is no title."""
    said = _CODE.sub("", title)
    columns = tuple(
        Column(at, path, header_cell=(2, at))
        for at, path in enumerate(paths_of(labels), 1)
        if any(map(str.strip, path))
    )
    return ParsedTable(
        "headers",
        "headers",
        0,
        Layout.LIST,
        Region(1, 1, 3, len(labels)),
        title=said if _CHINESE.search(said) else None,
        header=(2, 2),
        body=(3, 3),
        columns=columns,
        confidence=1.0,
    )


def _of_file(name: str) -> list[FormFacts]:
    try:
        matched = pipeline.match(headers_file().parents[1] / "forms" / name, standard=_standard())
    except (ProblemError, OSError) as error:
        print(f"**NOT READ** {name}: {error}", file=sys.stderr)
        return []
    seen: Counter[int] = Counter()
    found = []
    for form in matched.forms:
        sheet = form.table.grid_index
        seen[sheet] += 1
        found.append(facts_of(form, Origin(f"{name}#{sheet}.{seen[sheet]}", name, None), _standard()))
    return found
