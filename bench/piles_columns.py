"""Matching the columns of two forms, beside others' matchers. In: a pile's truth and its facts. Out: lines of a Markdown table.

Sets: variants of one form by layout; pairs of truly different forms that share three questions or more. Every method gives
scored pairs of columns, taken one to one from the best. "Ours" is an equal key or an equal label, as consolidating counts;
"rest by spelling" is a candidate and not in the product. The rivals (COMA and Jaccard of Valentine where it can be imported,
rapidfuzz, equal labels) get the threshold that is best for them on the very set. Of equal labels in a file one is compared.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations
from os import environ
from random import Random

from rapidfuzz import fuzz

from yibiao.flow.consolidating import Pile

PAIRS = 60
NEAR = 0.2  # half of the likeness, from 0 to 1, from which spelling joins what the matcher left
Labels = list[tuple[str, str]]  # label as printed, what it asks in truth
Scored = list[tuple[float, str, str]]
Method = Callable[[str, str], Scored]


def compare(truth: dict, pile: Pile, seed: int) -> list[str]:
    """F1 by set and method."""
    columns = {file: _distinct(said["columns"]) for file, said in truth["files"].items()}
    methods = _methods(columns, pile)
    names = list(methods)
    lines = ["| columns of | pairs | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    for kind, pairs in _sets(truth, columns, Random(seed)).items():
        scores = [_best(methods[name], pairs, columns, tuned=not name.startswith("ours")) for name in names]
        lines.append(f"| {kind} | {len(pairs)} | " + " | ".join(f"{score:.3f}" for score in scores) + " |")
    return lines


def _distinct(columns: list[list[str]]) -> Labels:
    return list({label.replace("/", ""): (label.replace("/", ""), asks) for label, asks in columns}.values())


def _sets(truth: dict, columns: dict[str, Labels], random: Random) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    files = truth["files"]
    for a, b in combinations(files, 2):
        if files[a]["form"] == files[b]["form"]:
            found[f"one form, {files[a]['layout']}"].append((a, b))
        elif files[a]["layout"] == files[b]["layout"] and len(set(files[a]["asks"]) & set(files[b]["asks"])) >= 3:
            found["two forms that overlap"].append((a, b))
    return {kind: random.sample(pairs, min(PAIRS, len(pairs))) for kind, pairs in sorted(found.items())}


def _best(method: Method, pairs: list[tuple[str, str]], columns: dict[str, Labels], *, tuned: bool) -> float:
    """F1 over all pairs; for a rival at the threshold that suits it best."""
    chosen: list[tuple[float, bool]] = []
    wanted = 0
    for a, b in pairs:
        asks_a, asks_b = dict(columns[a]), dict(columns[b])
        true = {asks for asks in asks_a.values() if asks != "-"} & set(asks_b.values())
        wanted += len(true)
        chosen += [
            (s, asks_a[x] == asks_b[y]) for s, x, y in one_to_one(method(a, b)) if "-" not in (asks_a[x], asks_b[y])
        ]
    chosen.sort(reverse=True)
    if not tuned:
        return _f1(sum(right for _, right in chosen), len(chosen), wanted)
    best, right = 0.0, 0
    for number, (_, good) in enumerate(chosen, 1):
        right += good
        best = max(best, _f1(right, number, wanted))
    return best


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


def one_to_one(scored: Scored) -> Scored:
    """The best pairs of which no column is taken twice."""
    taken: set[tuple[int, str]] = set()
    kept: Scored = []
    for score, x, y in sorted(scored, reverse=True):
        if (0, x) not in taken and (1, y) not in taken:
            taken |= {(0, x), (1, y)}
            kept.append((score, x, y))
    return kept


def _methods(columns: dict[str, Labels], pile: Pile) -> dict[str, Method]:
    asked = _asked(pile)

    def every(a: str, b: str, like: Callable[[str, str], float]) -> Scored:
        return [(s, x, y) for x, _ in columns[a] for y, _ in columns[b] if (s := like(x, y)) > 0]

    def ours(a: str, b: str) -> Scored:
        one, other = asked.get(a, {}), asked.get(b, {})

        def like(x: str, y: str) -> float:
            equal = _bare(x) in one and one[_bare(x)] == other.get(_bare(y))
            return 1.0 if equal else 0.9 if _bare(x) == _bare(y) else 0.0

        return every(a, b, like)

    def then_spelling(a: str, b: str) -> Scored:
        first = one_to_one(ours(a, b))
        done_a, done_b = {x for _, x, _ in first}, {y for _, _, y in first}
        rest = every(a, b, lambda x, y: 0.0 if x in done_a or y in done_b else fuzz.ratio(x, y) / 200)
        return first + [pair for pair in rest if pair[0] >= NEAR]

    methods: dict[str, Method] = {
        "ours": ours,
        "ours, rest by spelling": then_spelling,
        "equal label": lambda a, b: every(a, b, lambda x, y: float(x == y)),
        "rapidfuzz ratio": lambda a, b: every(a, b, fuzz.ratio),
    }
    return methods | _valentine(columns)


def _bare(label: str) -> str:
    """Without blanks and what stands in brackets; the reader may have taken that for a unit or a choice."""
    return re.sub(r"[（(][^）)]*[）)]|\s", "", label)


def _asked(pile: Pile) -> dict[str, dict[str, str]]:
    """By file: label (leaf alone, and with each length of its path) → what we say it asks."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for form in pile.forms:
        for entry in form.fields:
            parts = [part.replace("\n", "") for part in entry.path]
            for start in range(len(parts)):
                found[form.file].setdefault(_bare("".join(parts[start:])), entry.asks)
    return found


def wrongly_read(truth: dict, pile: Pile, most: int = 60) -> list[str]:
    """Columns of one meaning that got other keys than most of their kind, the most frequent first."""
    asked = _asked(pile)
    keys: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for file, said in truth["files"].items():
        for label, asks in _distinct(said["columns"]):
            if asks != "-":
                key = asked.get(file, {}).get(_bare(label), "(not read)")
                keys[asks][key] += 1
                labels[asks, key][label] += 1
    strays = [
        (n, asks, key) for asks, seen in keys.items() for key, n in seen.items() if key != seen.most_common(1)[0][0]
    ]
    return [
        f"- {n} of {sum(keys[asks].values())} × {asks}: {key} {dict(labels[asks, key].most_common(4))}"
        for n, asks, key in sorted(strays, reverse=True)[:most]
    ]


def _valentine(columns: dict[str, Labels]) -> dict[str, Method]:
    """COMA and Jaccard distance of Valentine 1.0.1; YIBIAO_RIVALS may name a folder of packages that has it."""
    if extra := environ.get("YIBIAO_RIVALS"):
        sys.path.append(extra)
    try:
        import pandas
        from valentine import valentine_match
        from valentine.algorithms import Coma, JaccardDistanceMatcher
    except ImportError as error:
        print(f"**VALENTINE IS ABSENT, NOT COMPARED**: {error}", file=sys.stderr)
        return {}

    def with_(matcher: object) -> Method:
        def match(a: str, b: str) -> Scored:
            one, other = (pandas.DataFrame({label: [label] for label, _ in columns[file]}) for file in (a, b))
            found = valentine_match([one, other], matcher)
            return [(score, pair.source_column, pair.target_column) for pair, score in found.items()]

        return match

    return {"Valentine COMA": with_(Coma()), "Valentine Jaccard": with_(JaccardDistanceMatcher())}
