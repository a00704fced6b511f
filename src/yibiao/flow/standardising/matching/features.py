"""What speaks for and against a meaning, as numbers. In: a label, a target, their context. Out: a vector.

Every number has a name in `NAMES`; the trained weights in `data/model.json` are listed by it, and the reasons shown to
people are made of it. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

from yibiao.flow.standardising.matching.context import Context
from yibiao.flow.standardising.matching.index import NOTHING, Index, Target
from yibiao.flow.standardising.matching.labels import Label

NAMES = (
    "label",  # spelled like the element's own label
    "alias",  # spelled like one of its aliases
    "stripped",  # like one of them, less a subject noun or a code ending
    "shared",  # how many other targets are spelled the same (log2)
    "likeness",  # character n-gram cosine of the label (with what its path adds)
    "path_likeness",  # the same of the whole path
    "sequence",  # longest common subsequence, share of both
    "foreign",  # telling characters of the label that the name lacks
    "lacking",  # telling characters of the name that the label lacks
    "ending",  # the last two characters agree
    "kind",  # what the ending promises is what the domain holds
    "kind_conflict",
    "role",  # both name the same person's role
    "role_extra",  # the label names a role that the element lacks
    "role_lacking",  # the element needs a role that the label does not name
    "role_near",  # ... but the column before it names
    "role_near_other",  # ... it names a particular person whom the element does not mean
    "role_clash",  # one names a particular person (户主, 配偶, 法人 …) that the other never does
    "aspect",  # 户籍, 现住 …: both say the same
    "aspect_conflict",  # ... they contradict each other
    "family",  # share of the form's votes for the element's family of registers
    "register",  # share for its own register
    "home",  # it belongs to the family with most votes
    "subject",  # the label's leading noun points at its family
    "subject_conflict",
    "detail",  # it belongs to a detail register
    "element",  # it is an element, neither special nor nothing
    "special",
    "label_in_title",  # the detail register that it belongs to is named in the title
    "short",  # the label (with what its path adds) has two characters or fewer
)

CROSSED = (
    ("label", "family"),
    ("alias", "family"),
    ("stripped", "family"),
    ("likeness", "family"),
    ("alias", "shared"),
    ("alias", "role_extra"),
    ("likeness", "role_extra"),
    ("likeness", "kind_conflict"),
    ("likeness", "foreign"),
    ("role_lacking", "role_near"),
    ("detail", "register"),
    ("short", "likeness"),
    ("label", "special"),
    ("alias", "special"),
    ("alias", "detail"),
    ("alias", "label_in_title"),
)
"""Pairs of features that matter together: their products are features too."""

BELIEFS = {
    "label": 1.0,
    "role": 1.0,
    "role_near": 1.5,
    "role_near_other": -1.0,
    "role_clash": -4.0,
    "aspect": 0.5,
    "aspect_conflict": -1.5,
    "kind_conflict": -1.0,
    "alias*special": 1.5,
    "alias*detail": -0.5,
}
"""What the weights are where labels say nothing else: training pulls towards these, not towards nought."""

PARTICULAR = frozenset(
    "head spouse father mother parent guardian legal owner tenant emergency grid building_head helper control filler"
    " checker property bank_staff party_to_case doctor introducer shareholder".split()
)
"""Roles that are never meant by the way: a value of another person is a wrong value."""


@dataclass(frozen=True)
class Likeness:
    """Cosines of one column: of its leaf and of its whole path, by target code."""

    leaf: Mapping[str, float]
    path: Mapping[str, float]


def _spelling(label: Label, target: Target) -> tuple[float, float, float]:
    exact = alias = stripped = 0.0
    for text, how in label.spellings:
        if text not in target.names:
            continue
        if how == "stripped" or (how == "leaf" and label.joined != label.leaf):
            stripped = float(target.code != NOTHING)
        elif text == target.names[0]:
            exact = 1.0
        else:
            alias = 1.0
    return exact, alias, stripped


def _best_name(label: Label, target: Target) -> tuple[int, float]:
    """Which name comes closest by sequence, and how close (0..1)."""
    scored = [
        (max(Indel.normalized_similarity(label.joined, name), Indel.normalized_similarity(label.leaf, name)), -i)
        for i, name in enumerate(target.names)
    ]
    best, negative = max(scored)
    return -negative, best


def _roles(label: Label, near: frozenset[str], target: Target, which: int) -> dict[str, float]:
    roles = target.name_roles[which]
    ever = frozenset[str]().union(*target.name_roles)
    same = target.names[which] in (label.joined, label.leaf)
    clash = (label.roles & PARTICULAR) - ever
    if not clash and not same:
        clash = (target.roles & PARTICULAR) - label.roles - near
    return {
        "role": float(bool(label.roles & roles)),
        "role_extra": float(bool(label.roles - roles)),
        "role_lacking": float(bool(roles - label.roles)),
        "role_near": float(bool(near & roles)),
        "role_near_other": float(bool((near & PARTICULAR) - ever) and target.element),
        "role_clash": float(bool(clash) and target.element),
    }


def _aspects(label: Label, aspects: Mapping[str, frozenset[str]]) -> dict[str, float]:
    shared = conflict = 0.0
    for group in label.aspects.keys() & aspects.keys():
        if label.aspects[group] & aspects[group]:
            shared = 1.0
        else:
            conflict = 1.0
    return {"aspect": shared, "aspect_conflict": conflict}


def _subjects(label: Label, target: Target) -> dict[str, float]:
    if not target.element or target.family is None:
        return {}
    return {
        "subject": float(target.family in label.subjects),
        "subject_conflict": float(bool(label.subjects) and target.family not in label.subjects),
        "detail": float(target.detail),
    }


def own_vector(label: Label, target: Target, likeness: Likeness, near: frozenset[str], index: Index) -> list[float]:
    """The features of one column for one target, in the order of `NAMES`; those of the whole form are left at 0.

    near: the role of the person column before it.
    """
    which, sequence = _best_name(label, target)
    name = target.names[which]
    exact, alias, stripped = _spelling(label, target)
    spellings = (text for text, how in label.spellings if text in index.exact and how != "stripped")
    longest = max(spellings, key=len, default="")
    kinds = target.kinds
    values: dict[str, float] = {
        "label": exact,
        "alias": alias,
        "stripped": stripped if not (exact or alias) else 0.0,
        "shared": float(len(index.exact.get(longest, ())) - 1) if longest in target.names else 0.0,
        "likeness": (likeness.leaf if label.joined == label.leaf else likeness.path).get(target.code, 0.0),
        "path_likeness": likeness.path.get(target.code, 0.0),
        "sequence": max(sequence, LCSseq.normalized_similarity(label.leaf, name)),
        "foreign": index.uncovered(label.joined, name),
        "lacking": index.uncovered(name, label.joined),
        "ending": float(label.leaf[-2:] == name[-2:]),
        "kind": float(label.kind is not None and label.kind in kinds),
        "kind_conflict": float(label.kind is not None and bool(kinds) and label.kind not in kinds),
        "element": float(target.element),
        "special": float(not target.element and target.code != NOTHING),
        "short": float(len(label.joined) <= 2),
        **_roles(label, near, target, which),
        **_aspects(label, target.name_aspects[which]),
        **_subjects(label, target),
    }
    return [values.get(name, 0.0) for name in NAMES]


FORM_NAMES = ("family", "register", "home", "label_in_title")
"""The features that the whole form decides, in the order of `form_features`."""


def form_features(target: Target, context: Context) -> tuple[float, float, float, float]:
    """What the form says for or against a target, whatever the column is called."""
    in_title = float(target.detail and context.registers.get(target.register or "", 0) > 0.1)
    if not target.element or target.family is None or target.register is None:
        return 0.0, 0.0, 0.0, in_title
    best = max(context.families.values(), default=0.0)
    share = context.families.get(target.family, 0.0)
    return share, context.registers.get(target.register, 0.0), float(best > 0 and share == best), in_title
