"""Draws a pile with known truth. In: a folder, how many files, a seed, a setting. Out: files by department, truth.json.

    python -m bench.piles.make OUT --files 468 --seed 1 --settings tune [--families 90]

truth.json: files (path → form, department, mutations, asks, columns as [word with its group, asks]); pairs (contained,
derivable, other_scope) of paths. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

from bench.piles.draw import draw
from bench.piles.layout import lay_out
from bench.piles.mutate import Sheet, mutate, setting
from bench.piles.specs import Column, Form, load

ENOUGH = 3  # columns that a form must ask before "contained" says anything


def choose(forms: tuple[Form, ...], files: int, families: int, random: Random) -> list[Form]:
    """Related forms together, every family at least once; the rest falls unevenly, as in life."""
    groups: dict[str, list[Form]] = {}
    for form in sorted(forms, key=lambda each: bool(each.answered_by or each.within)):
        anchor = next((key for key in (*form.answered_by, *form.within) if key in groups), form.id)
        groups.setdefault(anchor, []).append(form)
    order = random.sample(sorted(groups), len(groups))
    chosen = [form for key in order for form in groups[key]][: min(families, files)]
    weights = [random.expovariate(1) + 0.1 for _ in chosen]
    return chosen + random.choices(chosen, weights, k=files - len(chosen))


def truth_of(sheet: Sheet) -> dict[str, object]:
    return {
        "form": sheet.form.id, "department": sheet.form.department, "layout": sheet.form.layout, "title": sheet.title,
        "scope": list(sheet.form.scope), "period": sheet.form.period, "mutations": sheet.done, "asks": sheet.asks,
        "columns": [[_printed(each, sheet.form.layout), each.asks] for each in sheet.columns],
    }  # fmt: skip


def _printed(column: Column, layout: str) -> str:
    """The label with the heading over it; a card has no row for headings and prints those that carry meaning only."""
    if not column.group or (layout == "card" and not column.carries):
        return column.word
    return f"{column.group}/{column.word}"


def relations(sheets: dict[str, Sheet]) -> Iterator[tuple[str, str, str]]:
    """(inner, outer, "contained"), (counts, list, "derivable") and (one, other, "other_scope") over files."""
    for (one, first), (other, second) in combinations(sheets.items(), 2):
        a, b = first.form, second.form
        if a.id == b.id:
            continue
        if b.id in a.answered_by:
            yield one, other, "derivable"
        if a.id in b.answered_by:
            yield other, one, "derivable"
        if a.layout != b.layout:
            continue
        asks_a, asks_b = frozenset(first.asks), frozenset(second.asks)
        if a.asks == b.asks or _twins(a, b):
            yield one, other, "other_scope"
        elif a.scope == b.scope:
            if asks_a < asks_b and len(asks_a) >= ENOUGH:
                yield one, other, "contained"
            elif asks_b < asks_a and len(asks_b) >= ENOUGH:
                yield other, one, "contained"


def _twins(a: Form, b: Form) -> bool:
    """Same words throughout, about other people or for another period."""
    return [column.word for column in a.columns] == [column.word for column in b.columns]


def make(out: Path, files: int, seed: int, settings: str = "tune", families: int = 0) -> dict[str, object]:
    """Draw the pile; returns what truth.json says."""
    forms = load()
    families = families or max(20, min(len(forms), round(files * 90 / 468)))
    random, how = Random(f"{settings}/{seed}/{files}"), setting(settings)
    sheets: dict[str, Sheet] = {}
    for number, form in enumerate(choose(forms, files, families, random), 1):
        sheet = mutate(form, how, random)
        name = f"{form.department}/{number:04d}_{sheet.title}.{sheet.format}"
        (out / form.department).mkdir(parents=True, exist_ok=True)
        draw(lay_out(sheet, random), out / name)
        sheets[name] = sheet
    truth: dict[str, object] = {
        "seed": seed, "settings": settings, "families": len({sheet.form.id for sheet in sheets.values()}),
        "files": {name: truth_of(sheet) for name, sheet in sheets.items()}, "pairs": sorted(relations(sheets)),
    }  # fmt: skip
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return truth


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("out", type=Path)
    read.add_argument("--files", type=int, default=468)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--settings", choices=("tune", "report", "held"), default="tune")
    read.add_argument("--families", type=int, default=0, help="0: in proportion, 90 of 468")
    given = read.parse_args()
    truth = make(given.out, given.files, given.seed, given.settings, given.families)
    print(f"{given.files} files of {truth['families']} forms, {len(truth['pairs'])} related pairs")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
