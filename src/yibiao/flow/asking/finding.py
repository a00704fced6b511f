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


def found(find: Find, view: View, frame: Frame, standard: Standard) -> exp.Expr:
    """The condition: each word somewhere among the elements that may be searched."""
    among = [ref for ref in find.among if view.may_read(ref.code) and view.masks.get(ref.code) != "full"]
    places = (
        [place for ref in among for place in _places(word, ref, ref.code in view.masks, frame, standard)]
        for word in find.words
    )
    return all_of([any_of(each) for each in places])


def _places(word: str, ref: Ref, masked: bool, frame: Frame, standard: Standard) -> Iterator[exp.Expr]:
    element, plan = standard.elements[ref.code], frame.plan
    kind = element.domain.partition(":")[0]
    if kind in _WHOLE:
        yield exp.EQ(this=frame.sql(ref), expression=plan.constant(word.upper()))
    elif masked:
        return
    elif kind == "phone" and word.isdecimal() and len(word) >= TAIL:
        tail = exp.Right(this=frame.sql(ref), expression=exp.convert(len(word)))
        yield exp.EQ(this=tail, expression=plan.constant(word))
    elif kind in _PARTS:
        place = exp.StrPosition(this=frame.sql(ref), substr=plan.constant(word))
        yield exp.GT(this=place, expression=exp.convert(0))
        if typed_initials(word) and (kind == "name" or element.name == "name"):
            yield exp.RegexpLike(this=frame.sql(ref), expression=plan.constant(pattern(word)))
