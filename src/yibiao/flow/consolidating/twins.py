"""Columns that ask the same though they were read differently. In: what is left of two forms. Out: pairs of keys.

Two offices head one column in two ways; the pile then holds two keys for it. Seen side by side, with the rest of both
forms agreeing, a clerk pairs such columns without a thought. Rules, the surest first, each column at most once:

    label     the same label
    leaf      the same lowest label, one and the same word about whom, and only one such column on either side
    doubt     the matcher held the other's meaning for possible
    spelling  labels that differ by little (联址方式 mistyped for 联系方式), where one of the two is no known word

Refuses to pair what is about others (户主, 监护人), what tells things apart (收入 and 支出, 一季度 and 二季度), and
cells of a cross-tab that stand in other rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from yibiao.base.text import key as spelled
from yibiao.flow.consolidating.columns import likeness
from yibiao.flow.consolidating.keys import NEW
from yibiao.flow.consolidating.shapes import FormField
from yibiao.flow.standardising.matching.labels import Label, read_label, trimmed


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a question stands: its whole label, the label at the left (cross-tabs), the lowest label, about whom."""

    asks: str
    label: str
    stub: str
    leaf: str
    about: Hashable
    others: tuple[str, ...]

    @property
    def unknown(self) -> bool:
        return self.asks.startswith(NEW)


def spot_of(entry: FormField) -> Spot:
    """The place of a question."""
    label, leaf, about = _read(entry.path)
    stub = spelled(trimmed(entry.stub[-1])[0]) if entry.stub else ""
    return Spot(entry.asks, label, stub, leaf, about, entry.others)


@lru_cache(maxsize=50_000)
def _read(path: tuple[str, ...]) -> tuple[str, str, Hashable]:
    """A path's whole label, the lowest, about whom."""
    label, own = read_label(path), read_label(path[-1:])
    about = _about(own) if own.roles or own.aspects else (label.roles, ())
    return label.joined or label.leaf or "".join(path), label.leaf, about


def _about(label: Label) -> Hashable:
    """Whom and which side of it a label names; where the lowest names nobody, the heading does."""
    return (label.roles, tuple(sorted((group, tuple(sorted(names))) for group, names in label.aspects.items())))


def twins(one: Collection[Spot], other: Collection[Spot], equal: int) -> dict[str, str]:
    """Keys of `one` with the key of `other` that asks the same. equal: how many keys are equal beside these.

    Without a quarter of the smaller form agreeing, by keys or labels, nothing but labels counts.
    """
    found: dict[str, str] = {}
    left, right = {spot.asks: spot for spot in one}, {spot.asks: spot for spot in other}
    for pairs in (BY_LABEL, BY_LEAF, _doubted, _spelled):
        agreed = equal + len(found)
        if not left or not right or (pairs in GUESSES and 4 * agreed < equal + min(len(one), len(other))):
            break
        for a, b in list(pairs(left, right)):
            if a in left and b in right:
                found[a] = b
                del left[a], right[b]
    return found


Spots = Mapping[str, Spot]
Pairs = Iterator[tuple[str, str]]


def _lowest(spot: Spot) -> Hashable:
    return (spot.stub, spot.leaf, spot.about) if spot.leaf else None


def _by(what: Callable[[Spot], Hashable]) -> Callable[[Spots, Spots], Pairs]:
    """Pairs that are alone in agreeing in `what`."""

    def pairs(left: Spots, right: Spots) -> Pairs:
        here, there = Counter(map(what, left.values())), Counter(map(what, right.values()))
        by = {what(spot): spot.asks for spot in right.values()}
        for spot in left.values():
            same = what(spot)
            if same is not None and here[same] == there[same] == 1:
                yield spot.asks, by[same]

    return pairs


def _doubted(left: Spots, right: Spots) -> Pairs:
    for a in left.values():
        for code in a.others:
            if code in right and right[code].about == a.about:
                yield a.asks, code
    for b in right.values():
        for code in b.others:
            if code in left and left[code].about == b.about:
                yield code, b.asks


def _spelled(left: Spots, right: Spots) -> Pairs:
    scored = [(likeness(a.leaf, b.leaf), a.asks, b.asks) for a, b in _near(left, right)]
    yield from ((a, b) for score, a, b in sorted(scored, reverse=True) if score)


def _near(left: Spots, right: Spots) -> Iterator[tuple[Spot, Spot]]:
    """Columns of one row and about the same, at least one of them no known word."""
    rows: dict[tuple[str, Hashable], list[Spot]] = defaultdict(list)
    for b in right.values():
        rows[b.stub, b.about].append(b)
    for a in left.values():
        yield from ((a, b) for b in rows[a.stub, a.about] if a.unknown or b.unknown)


BY_LABEL = _by(lambda spot: spot.label)
BY_LEAF = _by(_lowest)
GUESSES = (_doubted, _spelled)
