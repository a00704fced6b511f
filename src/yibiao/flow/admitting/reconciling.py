"""Two lists of forms compared, the departments' and the streets' 双向对账. In: both, a day. Out: matches, differences.

A form is matched by its columns where both sides have the file, else by title and department. The first district that
did this by hand needed three rounds; here every difference has a kind, so that a person settles it with one word:

    missing_below     a department lists it, no street fills it in
    missing_above     streets fill it in, no department lists it
    expired           its last day is over, and streets still fill it in
    split             several versions of one form are filled in below
    added             a street's copy has columns that the department's has not

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yibiao.base.text import key
from yibiao.flow.admitting.changing import changes
from yibiao.flow.admitting.shapes import Admitted
from yibiao.flow.consolidating.pairs import judged
from yibiao.flow.consolidating.profiles import Weights, profiles_of
from yibiao.flow.consolidating.shapes import FormFacts, Relation
from yibiao.flow.consolidating.telling import Names
from yibiao.flow.consolidating.titles import likeness, topic
from yibiao.flow.standard.model import Standard

KINDS = ("missing_above", "expired", "missing_below", "split", "added")
"""In the order in which a person should look at them."""
ONE_TITLE = 0.72
"""Likeness of topics from which titles alone name one form; as in `consolidating.relations`."""
_ONE_FORM = frozenset({Relation.SAME, Relation.VARIANT})


@dataclass(frozen=True, slots=True)
class Listed:
    """A form in a list. number: 准入号, "" where it has none. expires: None where nobody says. facts: of its file."""

    title: str
    department: str = ""
    number: str = ""
    expires: date | None = None
    facts: tuple[FormFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the sides do not agree on. id: stable while both lists stay. above, below: titles."""

    id: str
    kind: str
    above: str
    below: tuple[str, ...]
    department: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """agreed: how many forms both sides have. differences: in the order of `KINDS`."""

    above: int
    below: int
    agreed: int
    differences: tuple[Difference, ...]


def listed_of(entry: Admitted, expires: date) -> Listed:
    """An entry of the catalogue as one of the departments' list."""
    return Listed(entry.title, entry.department, entry.number, expires, entry.facts)


def reconcile(above: Sequence[Listed], below: Sequence[Listed], standard: Standard, day: date) -> Reconciled:
    """What one side has and the other not, and where they differ in one form."""
    met: dict[int, list[int]] = {at: [] for at in range(len(above))}
    lost: list[int] = []
    content = _by_content(above, below, standard)
    for at, theirs in enumerate(below):
        found = content.get(at)
        if found is None:
            found = _by_name(above, theirs)
        if found is None:
            lost.append(at)
        else:
            met[found].append(at)
    raw = [*_above(above, below, met, day), *_stray(below, lost)]
    ordered = sorted(raw, key=lambda one: KINDS.index(one.kind))
    named = tuple(replace(one, id=f"{one.kind}-{at}") for at, one in enumerate(ordered, 1))
    return Reconciled(len(above), len(below), sum(map(bool, met.values())), named)


def _above(
    above: Sequence[Listed], below: Sequence[Listed], met: dict[int, list[int]], day: date
) -> Iterator[Difference]:
    for at, mine in enumerate(above):
        theirs = [below[one] for one in met[at]]
        over = mine.expires is not None and mine.expires < day
        if not theirs:
            if not over:
                yield Difference("", "missing_below", mine.title, (), mine.department)
            continue
        titles = tuple(dict.fromkeys(one.title for one in theirs))
        if over:
            yield Difference("", "expired", mine.title, titles, mine.department)
        if len({_shape(one) for one in theirs}) > 1:
            yield Difference("", "split", mine.title, titles, mine.department)
        for one in theirs:
            added = _added(mine, one)
            if added:
                yield Difference("", "added", mine.title, (one.title,), mine.department, added)


def _stray(below: Sequence[Listed], lost: Sequence[int]) -> Iterator[Difference]:
    """What no department lists, the same title once."""
    seen: set[str] = set()
    for at in lost:
        one = below[at]
        if key(one.title) not in seen:
            seen.add(key(one.title))
            yield Difference("", "missing_above", "", (one.title,), one.department)


def _shape(one: Listed) -> object:
    """What tells versions apart: the columns where there is a file, else the title."""
    return frozenset(key(label) for label in _labels(one)) if one.facts else key(one.title)


def _labels(one: Listed) -> list[str]:
    return [field.label for form in one.facts for field in form.fields]


def _added(mine: Listed, theirs: Listed) -> tuple[str, ...]:
    if not (mine.facts and theirs.facts):
        return ()
    return tuple(one.after for one in changes(mine.facts, theirs.facts) if one.kind == "added")


def _by_content(above: Sequence[Listed], below: Sequence[Listed], standard: Standard) -> dict[int, int]:
    """Position below → position above, of those whose columns prove it; the nearest counts."""
    firsts = [(("a", at), one.facts[0]) for at, one in enumerate(above) if one.facts]
    seconds = [(("b", at), one.facts[0]) for at, one in enumerate(below) if one.facts]
    forms = [replace(form, id=f"{side}{at}") for (side, at), form in (*firsts, *seconds)]
    profiles = profiles_of(forms, standard)
    weigh, names = Weights(profiles, standard), Names(forms, (), standard)
    found: dict[int, tuple[float, int]] = {}
    for ((_, one), _), mine in zip(firsts, profiles, strict=False):
        for ((_, other), _), theirs in zip(seconds, profiles[len(firsts) :], strict=True):
            pair = judged(mine, theirs, weigh, names)
            if pair is not None and pair.relation in _ONE_FORM and pair.score > found.get(other, (0.0, 0))[0]:
                found[other] = (pair.score, one)
    return {other: one for other, (_, one) in found.items()}


def _by_name(above: Sequence[Listed], theirs: Listed) -> int | None:
    """The number, the same title, or the likest topic of the same department; where both have files, only a title."""
    best: tuple[float, int] | None = None
    for at, mine in enumerate(above):
        if mine.number and mine.number == theirs.number:
            return at
        if mine.department and theirs.department and key(mine.department) != key(theirs.department):
            continue
        if key(mine.title) == key(theirs.title):
            return at
        like = likeness(topic(mine.title), topic(theirs.title))
        if like >= ONE_TITLE and not (mine.facts and theirs.facts) and (best is None or like > best[0]):
            best = like, at
    return None if best is None else best[1]
