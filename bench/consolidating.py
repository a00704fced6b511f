"""How well a pile is consolidated. In: drawn piles (bench.piles) or a drawn one. Out: Markdown tables on standard output.

    python -m bench.consolidating [--seed 7] [--settings report] [--files 468] [--pile DIR] [--cache DIR] [--curve] [--full] [--rivals]

Families: pairwise precision and recall over files, by kind of mutation. Wrong merges: share of the proposals to cancel or
merge whose target is truly another form; to generate: that in truth neither holds nor answers it. Edges: contained and derivable pairs of forms. Refuses: a pile without truth.json.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.columns import compare
from bench.piles.make import make
from bench.piles_columns import asked_in, sets_of, wrongly_read
from yibiao.flow.consolidating import Action, Consolidation, Pile, Relation, consolidate, read_pile
from yibiao.flow.standard import load

SIZES = (100, 468, 1000)
FULL = 5000
MERGING = (Action.CANCEL, Action.MERGE)
EDGES = (Relation.CONTAINED, Relation.DERIVABLE)
Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """One pile, read and consolidated: wall seconds of both, peak MiB of this process and of its largest child."""

    truth: dict
    pile: Pile
    found: Consolidation
    reading: float
    deciding: float
    peak: tuple[float, float]


def run(folder: Path, cache: Path | None = None) -> Run:
    """Read and consolidate a drawn pile; with a cache, seconds of reading say nothing."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    pile = read_pile(folder, cache)
    read = time.perf_counter()
    found = consolidate(pile, load())
    done = time.perf_counter()
    peak = tuple(resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Run(truth, pile, found, read - started, done - read, (peak[0], peak[1]))


def table_of(pile: Pile) -> dict[str, str]:
    """Form id by file: the table with most fields, for a drawn file holds one."""
    best: dict[str, tuple[int, str]] = {}
    for form in pile.forms:
        best[form.file] = max(best.get(form.file, (0, "")), (len(form.fields), form.id))
    return {file: id_ for file, (_, id_) in best.items()}


def families(ran: Run) -> dict[str, str]:
    """Family by file; a file that gave no table is a family of its own."""
    of = {form: family.id for family in ran.found.families for form in family.forms}
    tables = table_of(ran.pile)
    return {file: of.get(tables.get(file, ""), f"alone {file}") for file in ran.truth["files"]}


def pairwise(family: dict[str, str], form: dict[str, str], among: Iterable[Edge]) -> tuple[int, int, int]:
    """Pairs that are together in both, found only, true only."""
    seen = Counter((family[a] == family[b], form[a] == form[b]) for a, b in among)
    return seen[True, True], seen[True, False], seen[False, True]


def ratios(both: int, found_only: int, true_only: int) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    precision = both / (both + found_only) if both + found_only else 1.0
    recall = both / (both + true_only) if both + true_only else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def wrong_merges(ran: Run) -> tuple[int, int]:
    """Proposals to cancel or merge whose target is truly another form; all such proposals."""
    file_of = {form.id: form.file for form in ran.pile.forms}
    form_of = {file: said["form"] for file, said in ran.truth["files"].items()}
    merges = [each for each in ran.found.proposals if each.action in MERGING and each.into in file_of]
    return sum(form_of[file_of[each.form]] != form_of[file_of[each.into]] for each in merges if each.into), len(merges)


def wrong_generates(ran: Run) -> tuple[int, int]:
    """Proposals to generate from a form that in truth neither contains nor answers it, nor is the same; all such."""
    file_of = {form.id: form.file for form in ran.pile.forms}
    form_of = {file: said["form"] for file, said in ran.truth["files"].items()}
    true = {(form_of[a], form_of[b]) for a, b, name in ran.truth["pairs"] if name in EDGES}
    made = [
        (form_of[file_of[each.form]], form_of[file_of[each.into]])
        for each in ran.found.proposals
        if each.action is Action.GENERATE and each.into in file_of
    ]
    return sum(a != b and (a, b) not in true for a, b in made), len(made)


def edges(ran: Run, kind: Relation) -> tuple[int, int, int]:
    """Unordered edges between truly different forms: found in both, found only, true only."""
    file_of = {form.id: form.file for form in ran.pile.forms}
    form_of = {file: said["form"] for file, said in ran.truth["files"].items()}
    true = {frozenset((form_of[a], form_of[b])) for a, b, name in ran.truth["pairs"] if name == kind}
    pairs = [(form_of[file_of[each.a]], form_of[file_of[each.b]]) for each in ran.found.pairs if each.relation == kind]
    found = {frozenset(pair) for pair in pairs if pair[0] != pair[1]}
    return len(true & found), len(found - true), len(true - found)


def headline(ran: Run) -> list[str]:
    """The figures asked for first."""
    family = families(ran)
    form = {file: said["form"] for file, said in ran.truth["files"].items()}
    both, found_only, true_only = pairwise(family, form, combinations(family, 2))
    precision, recall, f1 = ratios(both, found_only, true_only)
    (wrong, merges), (unfit, made) = wrong_merges(ran), wrong_generates(ran)
    number, truly = len(set(family.values())), len(set(form.values()))
    extra = len(ran.pile.forms) - len(table_of(ran.pile))
    lines = [
        f"| files | {len(family)} ({len(ran.pile.unreadable)} unread, {extra} tables too many) |",
        f"| pairwise F1 (P, R) | {f1:.4f} ({precision:.4f}, {recall:.4f}) |",
        f"| families, truth | {number}, {truly} ({(number - truly) / truly:+.1%}) |",
        f"| wrong merges | {wrong} of {merges} ({wrong / merges if merges else 0:.2%}) |",
        f"| wrong proposals to generate | {unfit} of {made} |",
        f"| truly different forms in one family | {found_only} of {both + found_only} pairs |",
    ]
    for kind in EDGES:
        found = edges(ran, kind)
        p, r, f = ratios(*found)
        lines.append(
            f"| {kind} forms P, R, F1 | {p:.3f}, {r:.3f}, {f:.3f} ({found[0]} right, {found[1]} wrong, {found[2]} missed) |"
        )
    other = [pair for pair in ran.truth["pairs"] if pair[2] == "other_scope"]
    merged = sum(family[a] == family[b] for a, b, _ in other)
    lines.append(f"| same columns, other people or period, taken for one form | {merged} of {len(other)} |")
    lines.append(f"| seconds reading + deciding | {ran.reading:.1f} + {ran.deciding:.1f} |")
    return [
        "| figure | value |",
        "|---|---|",
        *lines,
        f"| peak MiB, self and largest child | {ran.peak[0]:.0f}, {ran.peak[1]:.0f} |",
    ]


def by_mutation(ran: Run) -> list[str]:
    """Recall and wrong pairs among the pairs of which at least one file has the mutation."""
    family = families(ran)
    said = ran.truth["files"]
    form = {file: each["form"] for file, each in said.items()}
    near = [(a, b) for a, b in combinations(family, 2) if form[a] == form[b] or family[a] == family[b]]
    groups: dict[str, list[Edge]] = defaultdict(list)
    for a, b in near:
        names = {*said[a]["mutations"], *said[b]["mutations"]} or {"none"}
        for name in (*names, f"layout {said[a]['layout']}"):
            groups[name].append((a, b))
    lines = ["| mutation | pairs | P | R | F1 |", "|---|---|---|---|---|"]
    for name, pairs in sorted(groups.items()):
        p, r, f = ratios(*pairwise(family, form, pairs))
        lines.append(f"| {name} | {len(pairs)} | {p:.4f} | {r:.4f} | {f:.4f} |")
    return lines


def faults(ran: Run) -> list[str]:
    """Forms that fell apart or together, for whoever mends them."""
    family = families(ran)
    form = {file: said["form"] for file, said in ran.truth["files"].items()}
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    mixed: dict[str, Counter[str]] = defaultdict(Counter)
    for file, name in form.items():
        parts[name][family[file]] += 1
        mixed[family[file]][name] += 1
    lines = [
        f"- apart: {name} {sorted(counts.values(), reverse=True)}"
        for name, counts in sorted(parts.items())
        if len(counts) > 1
    ]
    return lines + [f"- together: {dict(counts)}" for counts in mixed.values() if len(counts) > 1]


def curve(settings: str, seed: int, sizes: Iterable[int]) -> Iterator[str]:
    """Seconds by size; the last column would stay the same if the time grew as n log n."""
    yield "| files | reading s | deciding s | deciding µs / (n log2 n) | F1 |\n|---|---|---|---|---|"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), size, seed, settings)
            ran = run(Path(folder))
        family, form = families(ran), {file: said["form"] for file, said in ran.truth["files"].items()}
        f1 = ratios(*pairwise(family, form, combinations(family, 2)))[2]
        scaled = ran.deciding * 1e6 / (size * math.log2(size))
        yield (f"| {size} | {ran.reading:.1f} | {ran.deciding:.1f} | {scaled:.0f} | {f1:.4f} |")


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--files", type=int, default=468)
    read.add_argument("--seed", type=int, default=7)
    read.add_argument("--settings", choices=("tune", "report", "held"), default="report")
    read.add_argument("--pile", type=Path, help="a pile drawn before")
    read.add_argument("--cache", type=Path, help="keep what was read, for the next run of the same code")
    for flag in ("curve", "full", "rivals", "faults"):
        read.add_argument(f"--{flag}", action="store_true")
    given = read.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.pile is None:
            make(Path(folder), given.files, given.seed, given.settings)
        drawn = given.pile or Path(folder)
        ran = run(drawn, given.cache)
        print(*headline(ran), "", *by_mutation(ran), sep="\n", flush=True)
        if given.faults:
            print("", *faults(ran), *wrongly_read(ran.truth, ran.pile), sep="\n")
        if given.rivals:
            print("", *compare(sets_of(ran.truth, given.seed), asked_in(ran.found.pile)), sep="\n", flush=True)
    if given.curve or given.full:
        print()
        for line in curve(given.settings, given.seed, (*SIZES, FULL) if given.full else SIZES):
            print(line, flush=True)


if __name__ == "__main__":
    main()
