"""Drawn piles as sets of column pairs. In: a pile's truth, its facts. Out: sets, what our reading says, columns misread.

Sets: variants of one form by layout; pairs of truly different forms that share three questions or more. Of equal labels
in a file one is compared. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations
from random import Random

from bench.columns import Case, Labels, Sets, bare
from yibiao.flow.consolidating import Pile
from yibiao.flow.consolidating.shapes import FormField

PAIRS = 60


def sets_of(truth: dict, seed: int) -> Sets:
    """Pairs of files of one form by layout, and of two forms that overlap."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    files = truth["files"]
    columns = {file: _distinct(said["columns"]) for file, said in files.items()}
    random = Random(seed)
    for a, b in combinations(files, 2):
        if files[a]["form"] == files[b]["form"]:
            found[f"one form, {files[a]['layout']}"].append((a, b))
        elif files[a]["layout"] == files[b]["layout"] and len(set(files[a]["asks"]) & set(files[b]["asks"])) >= 3:
            found["two forms that overlap"].append((a, b))
    return {
        kind: [Case(a, b, columns[a], columns[b]) for a, b in random.sample(pairs, min(PAIRS, len(pairs)))]
        for kind, pairs in sorted(found.items())
    }


def _distinct(columns: list[list[str]]) -> Labels:
    return list({label.replace("/", ""): (label.replace("/", ""), asks) for label, asks in columns}.values())


def asked_in(pile: Pile) -> dict[str, dict[str, FormField]]:
    """By file: label (leaf alone, and with each length of its path) → the field as we read it."""
    found: dict[str, dict[str, FormField]] = defaultdict(dict)
    for form in pile.forms:
        for entry in form.fields:
            parts = [re.sub(r"[\n/]", "", part) for part in entry.path]
            for start in range(len(parts)):
                found[form.file].setdefault(bare("".join(parts[start:])), entry)
    return found


def wrongly_read(truth: dict, pile: Pile, most: int = 60) -> list[str]:
    """Columns of one meaning that got other keys than most of their kind, the most frequent first."""
    asked = asked_in(pile)
    keys: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for file, said in truth["files"].items():
        for label, asks in _distinct(said["columns"]):
            if asks != "-":
                entry = asked.get(file, {}).get(bare(label))
                key = entry.asks if entry else "(not read)"
                keys[asks][key] += 1
                labels[asks, key][label] += 1
    strays = [
        (n, asks, key) for asks, seen in keys.items() for key, n in seen.items() if key != seen.most_common(1)[0][0]
    ]
    return [
        f"- {n} of {sum(keys[asks].values())} × {asks}: {key} {dict(labels[asks, key].most_common(4))}"
        for n, asks, key in sorted(strays, reverse=True)[:most]
    ]
