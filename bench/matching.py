"""How well header columns are matched, on hand labels, split by source. In: bench/labels, the shared headers.

    python -m bench.matching [--sources] [--misses dev]

R@1, R@3: of the columns whose meaning the standard has, the share whose right element is first, among the first three.
accepted: share of all labelled columns that an element was accepted for without asking; wrong: share of wrong ones among
them (columns without any meaning included). ECE: mean gap between confidence and correctness of the elements chosen, ten
bins. Rivals, in the same run: exact spelling only; RapidFuzz WRatio; character TF-IDF.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bench.headers import AMBIGUOUS, Sheet, acceptable, has_meaning, paths_of, sheets
from yibiao.flow.standard import load
from yibiao.flow.standard.meanings import FieldMatch
from yibiao.flow.standardising.matching.columns import match_columns
from yibiao.flow.standardising.matching.index import index_of
from yibiao.flow.standardising.matching.labels import read_label
from yibiao.flow.standardising.matching.scoring import Asked


@dataclass(frozen=True)
class Outcome:
    """One labelled column and one method's answer."""

    sheet: Sheet
    column: int
    label: str
    gold: tuple[str, ...]
    ranked: tuple[str, ...]
    accepted: str | None
    confidence: float | None
    """Of the element that was chosen; None where none was."""

    @property
    def meaningful(self) -> bool:
        return has_meaning(self.gold)

    @property
    def first(self) -> bool:
        return bool(self.ranked) and acceptable(self.ranked[0], self.gold)


def _ranked(field: FieldMatch) -> tuple[str, ...]:
    first = [field.meaning.element] if field.meaning and field.meaning.element else []
    rest = [one.meaning.element for one in field.candidates if one.meaning.element]
    return tuple(dict.fromkeys([*first, *rest]))


def ours(labelled: Iterable[Sheet], standard) -> list[Outcome]:
    """The matcher's answers to every labelled column."""
    found = []
    for sheet in labelled:
        fields = match_columns([Asked(path) for path in paths_of(sheet.labels)], sheet.title, standard)
        for column, gold in sheet.gold.items():
            if AMBIGUOUS in gold:
                continue
            field = fields[column]
            element = field.meaning.element if field.meaning else None
            taken = element if field.accepted and element else None
            sure = field.confidence if element else None
            found.append(Outcome(sheet, column, sheet.labels[column], gold, _ranked(field), taken, sure))
    return found


def rivals(labelled: list[Sheet], standard) -> dict[str, list[Outcome]]:
    """Three plain methods that look at one label at a time."""
    index = index_of(standard)
    found: dict[str, list[Outcome]] = {"exact": named_alike(labelled, standard), "wratio": [], "tfidf": []}
    names = [(name, code) for code, target in index.targets.items() if target.element for name in target.names]
    texts = [name for name, _ in names]
    for sheet in labelled:
        for column, gold in sheet.gold.items():
            if AMBIGUOUS in gold:
                continue
            label = read_label(paths_of(sheet.labels)[column])
            text = label.joined or "?"
            fuzzy = process.extract(text, texts, scorer=fuzz.WRatio, limit=8)
            likest = [code for code in index.likeness(text) if "." in code]
            answers = {
                "wratio": (tuple(names[i][1] for _, _, i in fuzzy), fuzzy[0][1] / 100 if fuzzy else 0.0, 0.95),
                "tfidf": (tuple(likest), index.likeness(text).get(likest[0], 0.0) if likest else 0.0, 0.95),
            }
            for name, (ranked, sure, limit) in answers.items():
                ranked = tuple(dict.fromkeys(ranked))
                taken = ranked[0] if ranked and sure >= limit else None
                found[name].append(Outcome(sheet, column, label.joined, gold, ranked, taken, sure if ranked else None))
    return found


def named_alike(labelled: list[Sheet], standard) -> list[Outcome]:
    """The plainest method of all: whatever stands under exactly this name is accepted."""
    index = index_of(standard)
    found = []
    for sheet in labelled:
        for column, gold in sheet.gold.items():
            if AMBIGUOUS in gold:
                continue
            label = read_label(paths_of(sheet.labels)[column])
            ranked = tuple(dict.fromkeys(code for code in index.exact.get(label.joined or "?", ()) if "." in code))
            sure = 1.0 if ranked else None
            found.append(Outcome(sheet, column, label.joined, gold, ranked, ranked[0] if ranked else None, sure))
    return found


def ece(outcomes: list[Outcome]) -> float:
    """Expected calibration error of the chosen elements, ten equal bins."""
    chosen = [(one.confidence, one.first) for one in outcomes if one.confidence is not None]
    if not chosen:
        return float("nan")
    sure, right = np.array([c for c, _ in chosen]), np.array([r for _, r in chosen], dtype=float)
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def figures(outcomes: list[Outcome]) -> dict[str, float]:
    """The figures of one method on one set of columns."""
    meant = [one for one in outcomes if one.meaningful]
    taken = [one for one in outcomes if one.accepted]
    wrong = [one for one in taken if not acceptable(one.accepted or "", one.gold)]
    return {
        "columns": len(outcomes),
        "meant": len(meant),
        "R@1": sum(one.first for one in meant) / max(len(meant), 1),
        "R@3": sum(any(acceptable(code, one.gold) for code in one.ranked[:3]) for one in meant) / max(len(meant), 1),
        "accepted": len(taken) / max(len(outcomes), 1),
        "accepted of meant": sum(bool(one.accepted) for one in meant) / max(len(meant), 1),
        "wrong": len(wrong) / max(len(taken), 1),
        "ECE": ece(outcomes),
    }


def line(name: str, values: dict[str, float]) -> str:
    shares = (f"{key} {values[key]:.3f}" for key in ("R@1", "R@3", "accepted", "accepted of meant", "wrong", "ECE"))
    return f"{name:38s} n {values['columns']:5.0f}  meant {values['meant']:5.0f}  " + "  ".join(shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", action="store_true", help="figures of each source")
    parser.add_argument(
        "--misses", choices=["dev"], help="print wrong answers of the development split (never of test)"
    )
    options = parser.parse_args()
    standard = load()
    for split in ("dev", "test"):
        labelled = list(sheets(split))
        outcomes = ours(labelled, standard)
        print(line(f"{split}: ours", figures(outcomes)))
        for name, theirs in rivals(labelled, standard).items():
            print(line(f"{split}: {name}", figures(theirs)))
        if options.sources:
            groups = defaultdict(list)
            for one in outcomes:
                groups[one.sheet.source].append(one)
            for source, group in sorted(groups.items()):
                print(line(f"  {source[:34]}", figures(group)))
        if options.misses == split:
            report(outcomes)


def report(outcomes: list[Outcome]) -> None:
    """Wrong first answers and wrongly accepted ones, for those who improve the development figures."""
    for one in outcomes:
        bad = one.accepted and not acceptable(one.accepted, one.gold)
        if bad or (one.meaningful and not one.first):
            mark = "ACCEPTED" if bad else ""
            print(
                f"  #{one.sheet.line}:{one.column} {one.label[:24]} gold {one.gold} got {one.ranked[:3]} {one.confidence} {mark}"
            )


if __name__ == "__main__":
    main()
