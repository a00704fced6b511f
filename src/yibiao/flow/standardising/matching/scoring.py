"""Every column against every target that may be meant. In: columns and title. Out: candidates with probabilities.

Two passes: the first without knowing the form, the second with the registers that the first one believes in.
Refuses: nothing; an empty label has no candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.context import Context, context_of, near_roles
from yibiao.flow.standardising.matching.features import FORM_NAMES, NAMES, Likeness, form_features, own_vector
from yibiao.flow.standardising.matching.index import NOTHING, Index, index_of
from yibiao.flow.standardising.matching.labels import Label, read_label
from yibiao.flow.standardising.matching.model import Model
from yibiao.flow.standardising.matching.values import choice_evidence, value_evidence

_MOST = 24
"""Candidates a column by likeness: beyond that none was ever right on the development labels."""
_LABEL, _ALIAS = NAMES.index("label"), NAMES.index("alias")
_OF_FORM = [NAMES.index(name) for name in FORM_NAMES]
_GIVING_WAY = 0.35
"""What is left of a column's belief in an element that another column claims more surely."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One column or cell to be understood: its header path from the top, values below it, choices that it offers."""

    path: tuple[str, ...]
    samples: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """The candidates of one column: codes, feature vectors (a row each), evidence of values, probabilities, aligned."""

    label: Label
    codes: tuple[str, ...]
    vectors: NDArray[np.float64]
    evidence: tuple[float, ...]
    probabilities: NDArray[np.float64]

    def belief(self) -> Mapping[str, float]:
        return {code: float(p) for code, p in zip(self.codes, self.probabilities, strict=True)}

    def spelled(self, i: int) -> bool:
        """Whether candidate i is spelled like the column."""
        return bool(self.vectors[i, _LABEL] > 0 or self.vectors[i, _ALIAS] > 0)


@dataclass(frozen=True)
class Chosen:
    """A column's winner. rival: another column claims the same element more surely."""

    best: int
    rival: bool
    probabilities: NDArray[np.float64]


def candidates_of(label: Label, likeness: Likeness, index: Index) -> tuple[str, ...]:
    """Targets spelled like the label first, then the likest, and always the target "nothing"."""
    spelled = [code for text, _ in label.spellings for code in index.exact.get(text, ())]
    merged = {code: max(v, likeness.leaf.get(code, 0.0)) for code, v in likeness.path.items()} | {
        code: v for code, v in likeness.leaf.items() if code not in likeness.path
    }
    like = sorted(merged, key=lambda code: (-merged[code], code))
    return tuple(dict.fromkeys([*spelled, *like[:_MOST], NOTHING]))


@dataclass(frozen=True)
class _Read:
    """What a header path says by itself, whatever form it stands in: candidates and their own features."""

    label: Label
    codes: tuple[str, ...]
    vectors: NDArray[np.float64]


@lru_cache(maxsize=3_000)  # about ten kilobytes each; the departments of one place repeat their headers
def _read(path: tuple[str, ...], near: frozenset[str], index: Index) -> _Read:
    label = read_label(path)
    if label.empty:
        return _Read(label, (), np.zeros((0, len(NAMES))))
    leaf = index.likeness(label.leaf)
    like = Likeness(leaf, leaf if label.joined == label.leaf else index.likeness(label.joined))
    codes = candidates_of(label, like, index)
    rows = [own_vector(label, index.targets[code], like, near, index) for code in codes]
    return _Read(label, codes, np.array(rows))


def _evidence(asked: Asked, codes: Sequence[str], standard: Standard) -> tuple[float, ...]:
    if not asked.samples and not asked.choices:
        return (0.0,) * len(codes)
    elements = [standard.elements.get(code) for code in codes]
    domains = {element.domain for element in elements if element}
    says = {
        domain: value_evidence(asked.samples, domain, standard) + choice_evidence(asked.choices, domain, standard)
        for domain in domains
    }
    return tuple(says[element.domain] if element else 0.0 for element in elements)


def score(asked: Sequence[Asked], title: str | None, standard: Standard, model: Model) -> list[Scored]:
    """The candidates of every column, after both passes."""
    index = index_of(standard)
    labels = [read_label(column.path) for column in asked]
    near = near_roles(labels)
    read = [_read(column.path, roles, index) for column, roles in zip(asked, near, strict=True)]
    evidence = [_evidence(column, one.codes, standard) for column, one in zip(asked, read, strict=True)]
    beliefs: list[Mapping[str, float]] = []
    scored: list[Scored] = []
    for _ in range(2):
        context = context_of(labels, title, standard, index, beliefs)
        known: dict[str, tuple[float, ...]] = {}
        scored = [
            _scored(one, found, (context, known, index, model)) for one, found in zip(read, evidence, strict=True)
        ]
        beliefs = [one.belief() for one in scored]
    return scored


def _scored(
    one: _Read,
    evidence: tuple[float, ...],
    form: tuple[Context, dict[str, tuple[float, ...]], Index, Model],
) -> Scored:
    """The column in its form: `known` keeps what the form says of each target."""
    context, known, index, model = form
    if not one.codes:
        return Scored(one.label, (), one.vectors, evidence, np.zeros(0))
    for code in one.codes:
        if code not in known:
            known[code] = form_features(index.targets[code], context)
    vectors = one.vectors.copy()
    vectors[:, _OF_FORM] = [known[code] for code in one.codes]
    return Scored(one.label, one.codes, vectors, evidence, model.choose(vectors, evidence))


def settle(scored: Sequence[Scored]) -> list[Chosen]:
    """One element, one column, as far as spelling allows: weaker claims to an element give way.

    Columns spelled like the element (手机号码 beside 联系电话) keep it and are marked as rivals.
    """
    chosen = [_choice(one, one.probabilities, False) for one in scored]
    holders: dict[str, int] = {}
    for i, choice in enumerate(chosen):
        if choice.best < 0:
            continue
        code = scored[i].codes[choice.best]
        held = holders.get(code)
        if held is None or choice.probabilities[choice.best] > chosen[held].probabilities[chosen[held].best]:
            holders[code] = i
    return [_yielding(scored[i], choice, holders, i) for i, choice in enumerate(chosen)]


def _choice(one: Scored, probabilities: NDArray[np.float64], rival: bool) -> Chosen:
    return Chosen(int(probabilities.argmax()) if one.codes else -1, rival, probabilities)


def _yielding(one: Scored, choice: Chosen, holders: Mapping[str, int], i: int) -> Chosen:
    if choice.best < 0 or "." not in one.codes[choice.best] or holders[one.codes[choice.best]] == i:
        return choice
    if one.spelled(choice.best):
        return Chosen(choice.best, True, choice.probabilities)
    lowered = choice.probabilities.copy()
    for k, code in enumerate(one.codes):
        if "." in code and holders.get(code, i) != i and not one.spelled(k):
            lowered[k] *= _GIVING_WAY
    lowered = lowered / lowered.sum()
    again = int(lowered.argmax())
    return Chosen(again, "." in one.codes[again] and holders.get(one.codes[again], i) != i, lowered)
