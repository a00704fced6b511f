"""What each word may mean about one register. In: the standard, a register. Out: words with their conditions, by rank.

A word's meanings are ranked: names before aliases, the register's own before those of its details. Only the best rank
counts; when it holds two different conditions, the word is ambiguous and nothing is guessed. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yibiao.base.problems import ProblemError
from yibiao.flow.standard.formula import Kind, kind_of, parse
from yibiao.flow.standard.formula.links import Way, route, to_one
from yibiao.flow.standard.formula.names import code_list_of
from yibiao.flow.standard.formula.nodes import Compare, Contains, Has, Node, OneOf, Ref, Tagged, Value
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Code, CodeList, Element, Standard
from yibiao.flow.standard.phrases.words import words

_NUMERIC = re.compile(r"[0-9]|以上|以下|以内|[、/（(]")
_ASKING = re.compile(r"^(是否|有无|是不是|是否为|是否有)")


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word: its rank (0 best) and its condition."""

    rank: int
    node: Node


@per_standard
def vocabulary(standard: Standard, register: str) -> Mapping[str, tuple[Sense, ...]]:
    """Word → its meanings of the best rank about records of `register`; two or more: ambiguous."""
    best: dict[str, tuple[Sense, ...]] = {}
    for word, sense in _senses(standard, register):
        before = best.get(word)
        if before is None or sense.rank < before[0].rank:
            best[word] = (sense,)
        elif sense.rank == before[0].rank and all(sense.node != one.node for one in before):
            best[word] = (*before, sense)
    return best


def _senses(standard: Standard, register: str) -> Iterator[tuple[str, Sense]]:
    for word, text in words().said.get(register, {}).items():
        try:
            yield word, Sense(0, parse(text, register, standard))
        except ProblemError:  # the standard at hand lacks the element; then the word means nothing
            continue
    yield from _tags(standard, register)
    near = [one for one, path in to_one(standard, register).items() if len(path) == 1 and path[0].way is Way.DETAIL]
    for home, base in ((register, 0), *((one, 6) for one in near)):
        for element in standard.of_register(home):
            far = base + 6 * _of_someone_else(standard, element)
            yield from _codes(standard, element, far)
            yield from _truths(element, far)
    for entry in standard.registers.values():
        if entry.code != register and route(standard, register, entry.code) is not None and entry.hangs_on:
            yield entry.label_zh, Sense(5 if entry.single else 10, Has(entry.code))
            for noun in entry.nouns:
                yield noun, Sense(9 if entry.single else 10, Has(entry.code))


def _tags(standard: Standard, register: str) -> Iterator[tuple[str, Sense]]:
    for tag in standard.tags.values():
        far = 0 if tag.register == register else 10
        if tag.register not in to_one(standard, register) or (far and standard.registers[tag.register].hangs_on):
            continue
        node = Tagged(tag.name)
        yield tag.name, Sense(far, node)
        for name in (tag.name, *tag.aliases):
            if _NUMERIC.search(name):
                continue
            plain = _ASKING.sub("", name)
            yield plain, Sense(far + 1, node)
            stem = _stem(plain)
            if stem:
                yield stem, Sense(far + 4, node)


def _of_someone_else(standard: Standard, element: Element) -> bool:
    """户主性别 and 楼栋长政治面貌 tell about a person, not about the household or the building."""
    if element.register == "person":
        return False
    people = (one for one in standard.of_register("person") if one.domain == element.domain)
    return any(element.label_zh.endswith(one.label_zh) and element.label_zh != one.label_zh for one in people)


def _stem(name: str) -> str | None:
    for ending in words().endings:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return None


def _codes(standard: Standard, element: Element, base: int) -> Iterator[tuple[str, Sense]]:
    codes = code_list_of(standard, element)
    if codes is None or element.derived:
        return
    for code in codes.codes:
        sense = code_condition(element, code, codes)
        for rank, name in ((2, code.label_zh), *((6, alias) for alias in code.aliases)):
            plain = name.strip()
            if plain in words().vague or _NUMERIC.search(plain) or (len(plain) < 2 and plain not in "男女"):
                continue
            yield plain, Sense(base + rank, sense)


def code_condition(element: Element, code: Code, codes: CodeList) -> Node:
    """The element holds this code or one below it in the list."""
    return codes_condition(element, with_descendants(codes, (code.code,)))


def codes_condition(element: Element, codes: tuple[str, ...]) -> Node:
    """The element holds one of these codes."""
    if len(codes) > 1:
        return OneOf(Ref(element.code), codes)
    if kind_of(element) is Kind.CODES:
        return Contains(Ref(element.code), codes[0])
    return Compare("=", Ref(element.code), Value(codes[0]))


def with_descendants(codes: CodeList, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """`chosen` and every code below them, in the order of the list."""
    found = set(chosen)
    for code in codes.codes:  # parents stand before their children
        if code.parent in found:
            found.add(code.code)
    return tuple(code.code for code in codes.codes if code.code in found)


def _truths(element: Element, base: int) -> Iterator[tuple[str, Sense]]:
    if kind_of(element) is not Kind.BOOL:
        return
    for rank, name in ((2, element.label_zh), *((3, alias) for alias in element.aliases)):
        plain = _ASKING.sub("", name)
        if len(plain) >= 2 and plain not in words().vague:
            yield plain, Sense(base + rank, Ref(element.code))


@per_standard
def nouns(standard: Standard, register: str) -> frozenset[str]:
    """What people call the members of the register itself."""
    entry = standard.registers[register]
    return frozenset((entry.label_zh, *entry.nouns))


@dataclass(frozen=True, slots=True)
class Quantity:
    """The elements that a name of a number may mean: its rank (0 best); several elements: ambiguous."""

    rank: int
    codes: tuple[str, ...]


@per_standard
def quantities(standard: Standard, register: str, linked: bool) -> Mapping[str, Quantity]:
    """Names of numbers of the register and its single details; with `linked` also of what it refers to."""
    found: dict[str, Quantity] = {}
    for home, path in to_one(standard, register).items():
        if len(path) > 1 or (path and path[0].way is not Way.DETAIL and not linked):
            continue
        for element in standard.of_register(home):
            if kind_of(element).number:
                for rank, name in _quantity_names(standard, element):
                    counted = 8 * element.derived * ("数(" in (element.formula or ""))
                    _keep(found, name, Quantity(4 * len(path) + rank + counted, (element.code,)))
    return found


def _quantity_names(standard: Standard, element: Element) -> Iterator[tuple[int, str]]:
    yield 0, element.label_zh
    for alias in element.aliases:
        yield 6, alias
    for noun in nouns(standard, element.register):  # 家庭年收入 in a form about households is 年收入
        if element.label_zh.startswith(noun):
            yield 7, element.label_zh.removeprefix(noun)


def _keep(found: dict[str, Quantity], name: str, one: Quantity) -> None:
    before = found.get(name)
    if len(name) < 2 or (before is not None and before.rank < one.rank):
        return
    if before is not None and before.rank == one.rank and one.codes[0] not in before.codes:
        one = Quantity(one.rank, before.codes + one.codes)
    found[name] = one
