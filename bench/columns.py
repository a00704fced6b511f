"""Pairing the columns of two forms, ours beside others' matchers. In: cases with known truth. Out: lines of a Markdown table.

Every method gives scored pairs of columns, taken one to one from the best. "Ours" is what two forms side by side are shown
with (`consolidating.pairing`), its threshold fixed. The rivals (Valentine where it can be imported, rapidfuzz, equal labels)
get the threshold that is best for them on the very set.
Labels only, as an empty form has no values; Valentine's matchers of values get the label as the one value.
Refuses: nothing; without Valentine it says so.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import environ

from rapidfuzz import fuzz

from yibiao.flow.consolidating.keys import NEW, new_key
from yibiao.flow.consolidating.pairing import pair_columns
from yibiao.flow.consolidating.shapes import FormField

Labels = list[tuple[str, str]]  # label as printed, what it asks in truth; "-" is not judged
Scored = list[tuple[float, str, str]]
Asked = Mapping[str, Mapping[str, FormField]]  # form → bare label → the field as we read it


@dataclass(frozen=True)
class Case:
    """Two forms by name, their columns; no label stands twice in one form."""

    a: str
    b: str
    columns_a: Labels
    columns_b: Labels


Method = Callable[[Case], Scored]
Sets = Mapping[str, list[Case]]


def compare(sets: Sets, asked: Asked) -> list[str]:
    """F1 by set and method, the best rival named."""
    methods = _methods(asked)
    names = list(methods)
    lines = [
        "| columns of | pairs | " + " | ".join(names) + " | ahead of the best rival |",
        "|---|---|" + "---|" * (len(names) + 1),
    ]
    for kind, cases in sets.items():
        scores = {name: _best(methods[name], cases, tuned=not name.startswith("ours")) for name in names}
        ahead = scores["ours"] - max(score for name, score in scores.items() if not name.startswith("ours"))
        cells = " | ".join(f"{score:.3f}" for score in scores.values())
        lines.append(f"| {kind} | {len(cases)} | {cells} | {ahead:+.3f} |")
    return lines


def _best(method: Method, cases: list[Case], *, tuned: bool) -> float:
    """F1 over all pairs; for a rival at the threshold that suits it best."""
    return f1_of([(case, one_to_one(method(case))) for case in cases], tuned=tuned)


def f1_of(found: list[tuple[Case, Scored]], *, tuned: bool = False) -> float:
    """F1 of what was found; tuned: of the scores from that threshold on that gives most."""
    chosen: list[tuple[float, bool]] = []
    wanted = 0
    for case, pairs in found:
        asks_a, asks_b = dict(case.columns_a), dict(case.columns_b)
        wanted += len({asks for asks in asks_a.values() if asks != "-"} & set(asks_b.values()))
        chosen += [(s, asks_a[x] == asks_b[y]) for s, x, y in pairs if "-" not in (asks_a[x], asks_b[y])]
    chosen.sort(reverse=True)
    if not tuned:
        return _f1(sum(right for _, right in chosen), len(chosen), wanted)
    best, right = 0.0, 0
    for number, (score, good) in enumerate(chosen, 1):
        right += good
        if number == len(chosen) or chosen[number][0] < score:  # a threshold cannot part equal scores
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


def bare(label: str) -> str:
    """Without blanks and what stands in brackets; the reader may have taken that for a unit or a choice."""
    return re.sub(r"[（(][^）)]*[）)]|\s", "", label)


def _every(case: Case, like: Callable[[str, str], float]) -> Scored:
    return [(s, x, y) for x, _ in case.columns_a for y, _ in case.columns_b if (s := like(x, y)) > 0]


def fields_of(asked: Asked, form: str, columns: Labels) -> list[FormField]:
    """The columns of a case as we read them; what was not read is a question of its own."""
    known = asked.get(form, {})
    return [
        known.get(bare(label), FormField("", (label,), NEW + new_key((label,)), 0.0, False)) for label, _ in columns
    ]


def _methods(asked: Asked) -> dict[str, Method]:
    def ours(case: Case) -> Scored:
        one, other = fields_of(asked, case.a, case.columns_a), fields_of(asked, case.b, case.columns_b)
        pairs = pair_columns(one, other)
        return [(pair.chance, case.columns_a[pair.one][0], case.columns_b[pair.other][0]) for pair in pairs]

    methods: dict[str, Method] = {
        "ours": ours,
        "equal label": lambda case: _every(case, lambda x, y: float(x == y)),
        "rapidfuzz ratio": lambda case: _every(case, fuzz.ratio),
        "rapidfuzz WRatio": lambda case: _every(case, fuzz.WRatio),
    }
    return methods | _valentine()


def _valentine() -> dict[str, Method]:
    """Valentine's matchers that say something of labels; YIBIAO_RIVALS may name a folder of packages that has it."""
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
        def match(case: Case) -> Scored:
            frames = [
                pandas.DataFrame({label: [label] for label, _ in columns})
                for columns in (case.columns_a, case.columns_b)
            ]
            found = valentine_match(frames, matcher)
            return [(score, pair.source_column, pair.target_column) for pair, score in found.items()]

        return match

    return {
        "Valentine COMA": with_(Coma()),
        "Valentine Jaccard": with_(JaccardDistanceMatcher()),
    }
