"""What speaks for and against two columns asking the same. In: the fields of two forms. Out: signs of pairs, 0 to 1.

    same_label          the same label, headings included
    same_sure, same_likely, same_open     read as the same question, by both, one or neither of them surely
    only                nothing else on either form was read so
    spelling, leaf      share of characters in common, of the whole label and of the lowest
    affix               the one lowest label begins or ends with the other
    closest             no column of either form is spelled closer
    neighbours          the columns before and after are a pair too, so far as they are sure (a half each)
    possible            the matcher held the other's meaning for possible
    telling             they differ in a character that tells things apart
    other_sure, other_likely     read as two questions, by both, one of them surely
    about, kind, number          they name other people, another kind of value, another number at the end
    aside               one of them is a serial number, a signature or the like

`opposed` is what no likeness outweighs; cells of a cross-tab meet only those of their own row. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from yibiao.base.text import clean, key
from yibiao.flow.consolidating.fields import TELLING
from yibiao.flow.consolidating.keys import COUNT, NEW, SPECIAL
from yibiao.flow.consolidating.shapes import FormField
from yibiao.flow.standardising.matching.labels import Label, read_label

SIGNS = (
    "same_label", "same_sure", "same_likely", "same_open", "only", "spelling", "leaf", "affix", "closest",
    "neighbours", "possible", "telling", "other_sure", "other_likely", "about", "kind", "number", "aside",
)  # fmt: skip
NEAR = 0.4
"""A question that one side is not sure of is a landmark for its neighbours from this likeness of the labels on."""
_NOT = frozenset("未不非无")
_NOTE = re.compile(r"[(\[【,，;；:：].*$")
_END = re.compile(r"\d+$")
Places = tuple[int, int]
Signs = tuple[float, ...]
Refusal = Callable[[FormField, FormField], bool]


@dataclass(frozen=True, slots=True)
class _Text:
    """A path as it is spelled: with its headings (as read, as printed), the lowest label, the number at its end."""

    label: Label
    whole: str
    printed: str
    leaf: str
    number: str


@dataclass(frozen=True, slots=True)
class _Spelled:
    """How two labels are like, and whether what differs tells things apart, on one side or on both, or is a 未."""

    equal: bool
    whole: float
    leaf: float
    affix: bool
    telling: bool
    both_telling: bool
    negated: bool


@lru_cache(maxsize=50_000)
def _text(path: tuple[str, ...]) -> _Text:
    label = read_label(path)
    printed = key("".join(path))
    number = _END.search(_NOTE.sub("", clean(path[-1])).strip()) if path else None
    return _Text(label, label.joined or printed, printed, label.leaf or printed, number.group() if number else "")


@lru_cache(maxsize=200_000)
def _spelled(one: tuple[str, ...], other: tuple[str, ...]) -> _Spelled:
    a, b = _text(one), _text(other)
    here, there = set(), set()
    for step in Indel.opcodes(a.whole, b.whole):
        if step.tag != "equal":
            here |= set(a.whole[step.src_start : step.src_end])
            there |= set(b.whole[step.dest_start : step.dest_end])
    ends = (a.leaf.startswith(b.leaf), a.leaf.endswith(b.leaf), b.leaf.startswith(a.leaf), b.leaf.endswith(a.leaf))
    return _Spelled(
        a.whole == b.whole or a.printed == b.printed,
        max(fuzz.ratio(a.whole, b.whole), fuzz.ratio(a.printed, b.printed)) / 100,
        fuzz.ratio(a.leaf, b.leaf) / 100,
        bool(a.leaf and b.leaf) and any(ends),
        bool(TELLING & (here | there)),
        bool(TELLING & here) and bool(TELLING & there),
        bool(_NOT & here) != bool(_NOT & there),
    )


def opposed(one: FormField, other: FormField) -> bool:
    """Two questions whose labels exchange what tells things apart (男 and 女, 上年 and 本年), or
    of which one says 未 or 不; two surely known elements about other people, or that differ in such a character.
    """
    if one.asks == other.asks:
        return False
    spelled = _spelled(one.path, other.path)
    if spelled.equal:
        return False
    if spelled.both_telling or spelled.negated:
        return True
    known = not one.asks.startswith((NEW, SPECIAL)) and not other.asks.startswith((NEW, SPECIAL))
    if not known or not one.accepted or not other.accepted:
        return False
    counted = one.asks.startswith(COUNT) or other.asks.startswith(COUNT)
    return spelled.telling or (not counted and _about_others(_text(one.path).label, _text(other.path).label))


def _about_others(one: Label, other: Label) -> bool:
    shared = one.aspects.keys() & other.aspects.keys()
    return one.roles != other.roles or any(one.aspects[group] != other.aspects[group] for group in shared)


def landmarks(one: Sequence[FormField], other: Sequence[FormField]) -> dict[int, int]:
    """Positions of `one` and of `other` that a person sees at once: the only two of one label or one question."""
    found: dict[int, int] = {}
    for what, proves in ((_whole, _always), (_asks, _near)):
        here, there = Counter(map(what, one)), Counter(map(what, other))
        at = {what(entry): position for position, entry in enumerate(other)}
        taken = set(found.values())
        for position, entry in enumerate(one):
            said = what(entry)
            if said and position not in found and here[said] == there[said] == 1 and at[said] not in taken:
                if proves(entry, other[at[said]]):
                    found[position] = at[said]
    return found


def _whole(entry: FormField) -> str:
    return _text(entry.path).whole


def _asks(entry: FormField) -> str:
    return "" if entry.asks.startswith(SPECIAL) else entry.asks


def _always(one: FormField, other: FormField) -> bool:
    return True


def _near(one: FormField, other: FormField) -> bool:
    return (one.accepted and other.accepted) or _spelled(one.path, other.path).whole >= NEAR


def signs(one: Sequence[FormField], other: Sequence[FormField], refused: Refusal = opposed) -> Mapping[Places, Signs]:
    """The signs of each two columns that are not opposed, in the order of `SIGNS`, by positions."""
    rows = ((i, j) for i, j in _rows(one, other) if not refused(one[i], other[j]))
    pairs = {(i, j): _spelled(one[i].path, other[j].path) for i, j in rows}
    best_a, best_b = [0.0] * len(one), [0.0] * len(other)
    for (i, j), spelled in pairs.items():
        best_a[i] = max(best_a[i], spelled.whole)
        best_b[j] = max(best_b[j], spelled.whole)
    sure = landmarks(one, other)
    asked = Counter(entry.asks for entry in one), Counter(entry.asks for entry in other)
    sizes = len(one), len(other)
    found = {}
    for (i, j), spelled in pairs.items():
        a, b = one[i], other[j]
        only = a.asks == b.asks and asked[0][a.asks] == asked[1][b.asks] == 1
        closest = spelled.whole > 0 and spelled.whole >= best_a[i] and spelled.whole >= best_b[j]
        beside = (_beside(i, j, step, sure, sizes) for step in (-1, 1))
        found[i, j] = _own(a, b, spelled, (float(only), float(closest), sum(beside) / 2))
    return found


def _rows(one: Sequence[FormField], other: Sequence[FormField]) -> Iterator[Places]:
    """Positions that may be a pair; a large cross-tab is compared row by row."""
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, entry in enumerate(other):
        rows[entry.stub].append(j)
    for i, entry in enumerate(one):
        yield from ((i, j) for j in ((*rows[entry.stub], *rows[()]) if entry.stub else range(len(other))))


def _beside(i: int, j: int, step: int, sure: Mapping[int, int], sizes: tuple[int, int]) -> bool:
    """Whether the next columns on that side are a landmark, or both forms end there."""
    ends = not 0 <= i + step < sizes[0], not 0 <= j + step < sizes[1]
    return all(ends) or (not any(ends) and sure.get(i + step) == j + step)


def _own(one: FormField, other: FormField, spelled: _Spelled, around: tuple[float, float, float]) -> Signs:
    a, b = _text(one.path), _text(other.path)
    aside = one.asks.startswith(SPECIAL), other.asks.startswith(SPECIAL)
    same = one.asks == other.asks and not any(aside)
    known = same and not one.asks.startswith(NEW)
    apart = not same and not one.asks.startswith((NEW, SPECIAL)) and not other.asks.startswith((NEW, SPECIAL))
    sure = one.accepted + other.accepted
    only, closest, neighbours = around
    kinds = a.label.kind, b.label.kind
    return (
        float(spelled.equal), float(same and sure == 2), float(same and sure == 1), float(known and sure == 0), only,
        spelled.whole, spelled.leaf, float(spelled.affix), closest, neighbours,
        float(other.asks in one.others or one.asks in other.others), float(spelled.telling),
        float(apart and sure == 2), float(apart and sure == 1), float(a.label.roles != b.label.roles),
        float(None not in kinds and kinds[0] != kinds[1]), float(a.number != b.number), float(aside[0] != aside[1]),
    )  # fmt: skip
