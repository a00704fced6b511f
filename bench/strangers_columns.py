"""Pairing columns of strangers' tables, beside rivals. In: the shared headers with field identifiers. Out: a Markdown table.

    python -m bench.strangers_columns [--split tune|test] [--cache DIR] [--seed 5]

Truth: inside a source two columns are one question when their program gives both the same identifier, when their labels are
equal, or when a person said so: what an early state of ours or rapidfuzz paired against the identifiers was pooled and judged
by hand (bench/labels/columns.jsonl), for one thing may have two identifiers in two subsystems. Sets by source: tables that
share four identifiers or more and a quarter of the smaller; the same, judged only where labels differ; tables of the
hand-labelled pairs that are same, contained or overlapping. Splits are those of bench/labels/pairs.jsonl.
Refuses: nothing; a source without two such tables is left out.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from pathlib import Path
from random import Random

from bench.columns import Case, Labels, Sets, bare, compare
from bench.headers import headers_file
from bench.labelled_pairs import facts_of_all, labelled_pairs
from bench.piles_columns import asked_in
from yibiao.flow.consolidating import Pile, consolidate
from yibiao.flow.standard import load

JUDGED = Path(__file__).parent / "labels" / "columns.jsonl"
PAIRS = 60
ENOUGH, SHARE = 4, 0.25


@dataclass(frozen=True)
class Table:
    """A line of the shared headers: its source repository and identifier by label, equal labels once."""

    name: str
    source: str
    fields: Mapping[str, str]


@cache
def tables() -> tuple[Table, ...]:
    """All tables whose columns have identifiers."""
    found = []
    for number, text in enumerate(headers_file().read_text("utf-8").splitlines(), 1):
        line = json.loads(text)
        names = line.get("fields") or []
        if len(names) == len(line["columns"]):
            fields = {label.replace("/", ""): _plain(name) for label, name in zip(line["columns"], names, strict=True)}
            found.append(
                Table(
                    f"line {number}", line["source"].partition(":")[0], {k: v for k, v in fields.items() if k.strip()}
                )
            )
    return tuple(found)


def _plain(name: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", (name or "").lower())


@cache
def judged() -> frozenset[tuple[str, str, str]]:
    """Source and two labels, in either order, that a person called one question."""
    lines = headers_file().read_text("utf-8").splitlines()

    def read(position: dict) -> tuple[str, str]:
        line = json.loads(lines[position["line"] - 1])
        return line["source"].partition(":")[0], bare(line["columns"][position["column"]].replace("/", ""))

    found = set()
    for text in JUDGED.read_text("utf-8").splitlines():
        one = json.loads(text)
        if one["same"]:
            (source, x), (_, y) = read(one["a"]), read(one["b"])
            found |= {(source, x, y), (source, y, x)}
    return frozenset(found)


def sources_of(split: str) -> set[str]:
    """Repositories that the labelled pairs of a split come from."""
    names = {name for pair in labelled_pairs(split) for name in (pair.a, pair.b)}
    return {table.source for table in tables() if table.name in names}


def sets_of(split: str, seed: int) -> Sets:
    """Cases by source, and of the hand-labelled pairs."""
    by_source: dict[str, list[Table]] = defaultdict(list)
    for table in tables():
        by_source[table.source].append(table)
    found: dict[str, list[Case]] = {}
    for source in sorted(sources_of(split)):
        near = [pair for pair in combinations(by_source[source], 2) if _near(*pair)]
        if near:
            cases = [_case(*pair) for pair in Random(seed).sample(near, min(PAIRS, len(near)))]
            found |= {source: cases, f"{source}, labels that differ": [_differing(case) for case in cases]}
    known = {table.name: table for table in tables()}
    chosen = [
        (known[pair.a], known[pair.b])
        for pair in labelled_pairs(split)
        if pair.a in known and pair.b in known and pair.relation[0] != "unrelated"
    ]
    return found | {"hand-labelled pairs": [_case(a, b) for a, b in chosen if a.source == b.source]}


def _near(a: Table, b: Table) -> bool:
    shared = set(a.fields.values()) & set(b.fields.values()) - {""}
    return len(shared) >= ENOUGH and len(shared) >= SHARE * min(len(a.fields), len(b.fields))


def _case(a: Table, b: Table) -> Case:
    """Columns with what they ask: the label where b has it too, else the identifier."""
    by_label = {bare(label): label for label in b.fields}
    one: Labels = [(x, f"label {bare(x)}" if bare(x) in by_label else name or "-") for x, name in a.fields.items()]
    taken = {a.fields[x] for x, asks in one if asks.startswith("label ")}
    both = {asks for _, asks in one}
    other: Labels = [
        (y, f"label {bare(y)}" if f"label {bare(y)}" in both else name or "-") for y, name in b.fields.items()
    ]
    taken |= {b.fields[y] for y, asks in other if asks.startswith("label ")}
    # an identifier whose columns were settled by their labels on one side is not judged on the other
    one, other = ([(x, "-" if asks in taken else asks) for x, asks in columns] for columns in (one, other))
    return Case(a.name, b.name, *_as_judged(a.source, one, other))


def _as_judged(source: str, one: Labels, other: Labels) -> tuple[Labels, Labels]:
    """What a person called one question asks the same, where neither column has its equal already."""
    asks_a, asks_b = dict(one), dict(other)
    for x, y in product(asks_a, asks_b):
        free = asks_a[x] not in asks_b.values() and asks_b[y] not in asks_a.values()
        if free and (source, bare(x), bare(y)) in judged():
            asks_a[x] = asks_b[y] = f"judged {x}"
    return list(asks_a.items()), list(asks_b.items())


def _differing(case: Case) -> Case:
    """The same case with equal labels in sight, for they tell how near the forms are, but not judged."""
    columns = (case.columns_a, case.columns_b)
    return Case(
        case.a, case.b, *([(x, "-" if asks.startswith("label ") else asks) for x, asks in each] for each in columns)
    )


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--split", choices=("tune", "test"))
    read.add_argument("--cache", type=Path, help="keep what was read, for the next run of the same code")
    read.add_argument("--seed", type=int, default=5)
    given = read.parse_args()
    for split in (given.split,) if given.split else ("tune", "test"):
        sets = sets_of(split, given.seed)
        names = sorted({name for cases in sets.values() for case in cases for name in (case.a, case.b)})
        forms = facts_of_all(names, given.cache)
        found = consolidate(Pile(tuple(forms[name] for name in names if name in forms)), load())
        print(f"## {split}", "", *compare(sets, asked_in(found.pile)), "", sep="\n", flush=True)


if __name__ == "__main__":
    main()
