"""Rows found by typed words. In: words, elements, a frame. Out: one condition that every found row satisfies.

    王小 · 1号楼     part of a name, a text, an address
    wxm             first letters of a name's pinyin (`base.initials`)
    1234            the end of a phone number, at least `TAIL` digits
    a whole number  an identifier, by equality: a mask in part allows that and no more (see `rights`)

Refuses: nothing; an element that the view does not read in full is not searched, so that no mask is read by searching.
Words that no element can hold find nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from yibiao.base.initials import pattern, typed_initials
from yibiao.base.views import View
from yibiao.flow.asking.frames import Frame
from yibiao.flow.asking.nodes import Find
from yibiao.flow.asking.plan import all_of, any_of
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.model import Standard

TAIL = 3
_WHOLE = frozenset({"citizen_id", "credit_code"})
_PARTS = frozenset({"name", "text", "address"})


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word as far as SQL differs by it. tail: its length where it is digits enough for the end of a phone."""

    number: int
    tail: int
    letters: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """Where to look for which kinds of words: (element, whether it is masked in part)."""

    words: tuple[Word, ...]
    among: tuple[tuple[Ref, bool], ...]


def sought(find: Find | None, view: View) -> Sought | None:
    """The search without its words, among what the view may search."""
    if find is None:
        return None
    words = (
        Word(number, len(word) if word.isdecimal() and len(word) >= TAIL else 0, bool(typed_initials(word)))
        for number, word in enumerate(find.words, 1)
    )
    among = (ref for ref in find.among if view.may_read(ref.code) and view.masks.get(ref.code) != "full")
    return Sought(tuple(words), tuple((ref, ref.code in view.masks) for ref in among))


def texts(find: Find | None) -> Iterator[tuple[str, str]]:
    """(parameter, text) of each typed word, in the ways in which `found` may want it."""
    for number, word in enumerate(find.words if find is not None else (), 1):
        yield f"word_{number}", word
        yield f"whole_{number}", word.upper()
        if typed_initials(word):
            yield f"letters_{number}", pattern(word)


def found(sought: Sought, frame: Frame, standard: Standard) -> exp.Expr:
    """The condition: each word somewhere among the elements that may be searched."""
    places = (
        [place for ref, masked in sought.among for place in _places(word, ref, masked, frame, standard)]
        for word in sought.words
    )
    return all_of([any_of(each) for each in places])


def _places(word: Word, ref: Ref, masked: bool, frame: Frame, standard: Standard) -> Iterator[exp.Expr]:
    element, plan = standard.elements[ref.code], frame.plan
    kind = element.domain.partition(":")[0]
    if kind in _WHOLE:
        yield exp.EQ(this=frame.sql(ref), expression=plan.later(f"whole_{word.number}"))
    elif masked:
        return
    elif kind == "phone" and word.tail:
        tail = exp.Right(this=frame.sql(ref), expression=exp.convert(word.tail))
        yield exp.EQ(this=tail, expression=plan.later(f"word_{word.number}"))
    elif kind in _PARTS:
        place = exp.StrPosition(this=frame.sql(ref), substr=plan.later(f"word_{word.number}"))
        yield exp.GT(this=place, expression=exp.convert(0))
        if word.letters and (kind == "name" or element.name == "name"):
            yield exp.RegexpLike(this=frame.sql(ref), expression=plan.later(f"letters_{word.number}"))
