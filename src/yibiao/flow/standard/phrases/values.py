"""A value beside the name of its element: 文化程度为初中, 本科学历, 残疾等级：四级. In: text. Out: conditions, lengths.

The name says which element is meant, so that values that stand in several lists are clear. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from yibiao.base.text import key
from yibiao.flow.standard.formula import Kind, kind_of
from yibiao.flow.standard.formula.links import Way, to_one
from yibiao.flow.standard.formula.names import code_list_of, codes_named
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standard.phrases.vocabulary import codes_condition, quantities, with_descendants

_BETWEEN = re.compile(r"[:=]|为|是|属于|属")
_LONGEST = 10


def named_values(standard: Standard, register: str, text: str, at: int) -> Iterator[tuple[int, Node]]:
    """(length, condition) of each element name with a value behind or before it that begins at `at`."""
    for end in range(min(len(text), at + _LONGEST), at, -1):
        word = text[at:end]
        element = _coded(standard, register).get(word)
        if element is not None:
            between = _BETWEEN.match(text, end)
            begin = between.end() if between else end
            for stop in range(min(len(text), begin + _LONGEST), begin, -1):
                yield from _value(standard, element, text[begin:stop], stop - at)
        for stop in range(min(len(text), end + _LONGEST), end, -1):
            behind = _coded(standard, register).get(text[end:stop])
            if behind is not None:
                yield from _value(standard, behind, word, stop - at)


def names_element(standard: Standard, register: str, label: str) -> bool:
    """Whether `label` is as a whole the name of a coded element or of a number."""
    return label in _coded(standard, register) or label in quantities(standard, register, False)


def _value(standard: Standard, element: Element, word: str, length: int) -> Iterator[tuple[int, Node]]:
    codes = code_list_of(standard, element)
    if codes is not None and key(word) and not word.isdecimal():
        named = codes_named(codes, word)
        if len(named) == 1:
            yield length, codes_condition(element, with_descendants(codes, named))


@per_standard
def _coded(standard: Standard, register: str) -> Mapping[str, Element]:
    """Names of the coded elements of the register and its single details that name one element only."""
    found: dict[str, tuple[int, Element | None]] = {}
    for home, path in to_one(standard, register).items():
        if len(path) > 1 or (path and path[0].way is not Way.DETAIL):
            continue
        for element in standard.of_register(home):
            if kind_of(element) not in (Kind.CODE, Kind.CODES) or element.derived:
                continue
            for rank, name in ((0, element.label_zh), *((1, alias) for alias in element.aliases)):
                place = 2 * len(path) + rank
                before = found.get(name)
                if before is None or place < before[0]:
                    found[name] = (place, element)
                elif place == before[0] and before[1] is not element:
                    found[name] = (place, None)
    return {name: element for name, (_, element) in found.items() if element is not None and len(name) >= 2}
