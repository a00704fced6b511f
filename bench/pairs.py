"""How well consolidating knows strangers' forms, on hand-labelled pairs. In: bench/labels/pairs.jsonl. Out: Markdown tables.

    python -m bench.pairs [--split tune|test] [--cache DIR] [--wrong tune]

Precision, recall, F1 of each relation, and how many of our proposals to cancel, merge or generate are wrong, by split: tune
was looked at while building, test is scored only. What consolidating says becomes one of the labelled relations: one family, same
or variant → same; contained or derivable → contained, the right way round; overlapping or conflicting (other people or period)
→ overlapping; else unrelated. Rivals in the same run, on the labels as read: equal titles; Jaccard and inclusion of equal
labels; the same with labels paired by spelling (rapidfuzz); thresholds of each are the best on the very split.
A proposal is wrong where its pair is labelled and is neither same nor contained in what stands for it. Refuses: see labels.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rapidfuzz import fuzz

from bench.columns import one_to_one
from bench.labelled_pairs import Labelled, labelled_pairs, pile_of
from yibiao.base.text import key
from yibiao.flow.consolidating import Action, Consolidation, Relation, consolidate
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.flow.standard import load

RELATIONS = ("same", "contained", "overlapping", "unrelated")
MEANS = {
    Relation.SAME: "same",
    Relation.VARIANT: "same",
    Relation.CONTAINED: "contained",
    Relation.DERIVABLE: "contained",
    Relation.OVERLAPPING: "overlapping",
    Relation.CONFLICTING: "overlapping",
}
TURNED = "contained, the other way round"
STEPS = tuple(step / 20 for step in range(1, 20))
Said = list[str]


@dataclass(frozen=True)
class Score:
    """One relation: precision, recall, F1; by what is no mistake."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def scores(pairs: list[Labelled], said: Said) -> dict[str, Score]:
    """A score a relation, and "right": the share of pairs that got no mistaken relation, as precision and recall."""
    right = [word in pair.relation for pair, word in zip(pairs, said, strict=True)]
    found = {}
    for name in RELATIONS:
        given = [
            good
            for good, word in zip(right, said, strict=True)
            if word in ((name, TURNED) if name == "contained" else (name,))
        ]
        wanted = [good for good, pair in zip(right, pairs, strict=True) if pair.relation[0] == name]
        found[name] = Score(sum(given) / len(given) if given else 0.0, sum(wanted) / len(wanted) if wanted else 0.0)
    share = sum(right) / len(right)
    return {**found, "right": Score(share, share)}


def mean_f1(found: dict[str, Score]) -> float:
    """Of the four relations alike, for the sample's shares are not a pile's."""
    return sum(found[name].f1 for name in RELATIONS) / len(RELATIONS)


def ours(pairs: list[Labelled], found: Consolidation) -> Said:
    """What consolidating says of each pair; a copy of a form stands to the others as its first does."""
    family = {form: each.id for each in found.families for form in each.forms}
    first = _firsts(found.pile.forms)
    between = {(each.a, each.b): MEANS.get(each.relation, "unrelated") for each in found.pairs}

    def said(a: str, b: str) -> str:
        if family[a] == family[b]:
            return "same"
        for one, other in ((a, b), (first[a], first[b])):
            if word := between.get((one, other)):
                return word
            if word := between.get((other, one)):
                return TURNED if word == "contained" else word
        return "unrelated"

    return [said(pair.a, pair.b) for pair in pairs]


def _firsts(forms: Iterable[FormFacts]) -> dict[str, str]:
    first: dict[object, str] = {}
    return {
        form.id: first.setdefault((form.asks, form.title, form.subject, form.population, form.period), form.id)
        for form in forms
    }


def rivals(pairs: list[Labelled], forms: dict[str, FormFacts]) -> dict[str, Said]:
    """Each rival at the thresholds that are best for it on these very pairs."""
    labels = {name: {text for entry in form.fields if (text := key(entry.path[-1]))} for name, form in forms.items()}
    titles = {name: key(form.title or "") for name, form in forms.items()}
    equal = [_shares(labels[pair.a], labels[pair.b], _equal) for pair in pairs]
    spelled = [_shares(labels[pair.a], labels[pair.b], _spelled) for pair in pairs]
    same = [bool(titles[pair.a]) and titles[pair.a] == titles[pair.b] for pair in pairs]
    return {
        "equal titles": ["same" if each else "unrelated" for each in same],
        "Jaccard of equal labels": _tuned(pairs, equal, [False] * len(pairs)),
        "the same, or equal titles": _tuned(pairs, equal, same),
        "Jaccard, labels by spelling": _tuned(pairs, spelled, [False] * len(pairs)),
    }


def _equal(a: set[str], b: set[str]) -> float:
    return len(a & b)


def _spelled(a: set[str], b: set[str]) -> float:
    """Labels paired one to one by rapidfuzz's ratio, each pair counted by its likeness from 0.6 on."""
    if not a or not b or len(a) * len(b) > 40_000:
        return len(a & b)
    scored = [(likeness / 100, x, y) for x in a for y in b if (likeness := fuzz.ratio(x, y, score_cutoff=60))]
    return sum(score for score, _, _ in one_to_one(scored))


def _shares(a: set[str], b: set[str], common: Callable[[set[str], set[str]], float]) -> tuple[float, float, float]:
    """Jaccard, the part of a in b, the part of b in a."""
    both = common(a, b)
    return tuple(both / whole if whole else 0.0 for whole in (len(a) + len(b) - both, len(a), len(b)))  # type: ignore[return-value]


def _tuned(pairs: list[Labelled], shares: list[tuple[float, float, float]], titled: list[bool]) -> Said:
    def said(same: float, inside: float, overlap: float) -> Said:
        return [_word(each, title, same, inside, overlap) for each, title in zip(shares, titled, strict=True)]

    tried = ((s, i, o) for s, i, o in product(STEPS, STEPS[9:], STEPS) if o < s)
    return said(*max(tried, key=lambda limits: mean_f1(scores(pairs, said(*limits)))))


def _word(shares: tuple[float, float, float], titled: bool, same: float, inside: float, overlap: float) -> str:
    jaccard, in_a, in_b = shares
    if titled or jaccard >= same:
        return "same"
    if max(in_a, in_b) >= inside:
        return "contained" if in_a >= in_b else TURNED
    return "overlapping" if jaccard >= overlap else "unrelated"


def proposals(pairs: list[Labelled], found: Consolidation) -> list[str]:
    """By action: proposals, how many of them are labelled, how many wrong."""
    label = {(pair.a, pair.b): pair.relation for pair in pairs}
    label |= {(pair.b, pair.a): tuple(TURNED if r == "contained" else r for r in pair.relation) for pair in pairs}
    lines = ["| proposal | made | labelled | wrong |", "|---|---|---|---|"]
    for action in (Action.CANCEL, Action.MERGE, Action.GENERATE):
        fits = {"same", "contained", TURNED} if action is Action.MERGE else {"same", "contained"}
        made = [each for each in found.proposals if each.action is action and each.into]
        known = [label[each.form, each.into] for each in made if each.into and (each.form, each.into) in label]
        wrong = sum(not fits & set(relation) for relation in known)
        lines.append(f"| {action} | {len(made)} | {len(known)} | {wrong} ({wrong / max(1, len(known)):.1%}) |")
    return lines


def report(split: str, cache: Path | None, wrong: bool) -> list[str]:
    """The tables of one split."""
    pairs = labelled_pairs(split)
    pile = pile_of(pairs, cache)
    forms = {form.id: form for form in pile.forms}
    pairs = [pair for pair in pairs if pair.a in forms and pair.b in forms]
    found = consolidate(pile, load())
    methods = {"ours": ours(pairs, found), **rivals(pairs, forms)}
    counts = Counter(pair.relation[0] for pair in pairs)
    head = " | ".join(f"{name} ({counts[name]}) P / R / F1" for name in RELATIONS)
    lines = [
        f"## {split}: {len(pairs)} pairs of {len(forms)} forms",
        "",
        f"| method | {head} | mean F1 | right |",
        "|---" * 7 + "|",
    ]
    for name, said in methods.items():
        each = scores(pairs, said)
        cells = " | ".join(f"{each[r].precision:.3f} / {each[r].recall:.3f} / {each[r].f1:.3f}" for r in RELATIONS)
        lines.append(f"| {name} | {cells} | {mean_f1(each):.3f} | {each['right'].precision:.3f} |")
    lines += ["", *proposals(pairs, found)]
    if wrong:
        mistaken = zip(pairs, methods["ours"], strict=True)
        lines += [
            f"- {'/'.join(p.relation)} got {word}: {p.a} ~ {p.b}" for p, word in mistaken if word not in p.relation
        ]
    return lines


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--split", choices=("tune", "test"))
    read.add_argument("--cache", type=Path, help="keep what was read, for the next run of the same code")
    read.add_argument("--wrong", choices=("tune",), help="list our mistakes (never of test)")
    given = read.parse_args()
    for split in (given.split,) if given.split else ("tune", "test"):
        print(*report(split, given.cache, given.wrong == split), "", sep="\n", flush=True)


if __name__ == "__main__":
    main()
