"""Who is still there: people who died or moved out are not counted or listed unless the question speaks of them.

In: a register, what a question asks of it, the standard. Out: the ways of being gone that are left out, as words and as
conditions. Data says which (gone.tsv); details follow the record that they hang on. A question speaks of a way of being
gone when it names an element that the way only needs to be known (死亡日期), or one of the values that it compares
with (居住状态 = 迁出; not 居住状态 = 外出). See docs/decisions/0008-the-present.md. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yibiao.base.problems import ProblemError
from yibiao.flow.standard.formula.definitions import definition, parts, walk
from yibiao.flow.standard.formula.nodes import All, Compare, CountOf, Has, Node, OneOf, Ref, Scalar, Unless, Value
from yibiao.flow.standard.formula.reading import read
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Gone, Standard


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of being gone, read: its condition, and what a question names that speaks of it."""

    gone: Gone
    node: Node
    elements: frozenset[str]
    values: frozenset[tuple[str, Scalar]]
    touched: frozenset[str]


def left_out(standard: Standard, register: str, asked: Iterable[Node | None]) -> tuple[Gone, ...]:
    """The ways of being gone of `register` that a question with these formulas leaves out."""
    return tuple(way.gone for way in _silent(standard, _holder(standard, register), asked))


def present(standard: Standard, register: str, asked: Iterable[Node | None]) -> tuple[Node, ...]:
    """The conditions that hold for the records of `register` that are still there, as far as the question is silent."""
    return tuple(Unless(way.node) for way in _silent(standard, _holder(standard, register), asked))


def departs(standard: Standard, element: str, value: object) -> bool:
    """Whether a record that comes to hold this value is no longer counted or listed."""
    ways = _ways(standard, element.partition(".")[0])
    return any(element in way.elements or (element, value) in way.values for way in ways)


def counted(standard: Standard, register: str, where: Node | None) -> Node | None:
    """The condition of 有 and 数 with those left out who are gone. Details are not asked again whose they are."""
    there = tuple(Unless(way.node) for way in _silent(standard, register, (where,)))
    return All((*((where,) if where is not None else ()), *there)) if there else where


def fault(standard: Standard, register: str, formula: str) -> str | None:
    """Why `formula` says nothing about who is gone; None when it does."""
    try:
        node = read(formula, register, standard)[0]
    except ProblemError as error:
        return error.problem.sentence()
    for part in walk(node):
        if isinstance(part, Has | CountOf) or definition(standard, part) is not None:
            return "only stored values of the record itself tell that it is gone"
        if isinstance(part, Ref) and standard.elements[part.code].register != register:
            return f"{part.code} is of another register"
    return None if not isinstance(node, Ref | Value) else "a condition is needed"


@per_standard
def _holder(standard: Standard, register: str) -> str:
    """The register whose ways of being gone count: its own, else its master's."""
    entry = standard.registers[register]
    return _holder(standard, entry.hangs_on) if not entry.gone and entry.hangs_on else register


@per_standard
def _ways(standard: Standard, register: str) -> tuple[_Way, ...]:
    return tuple(_way(standard, register, gone) for gone in standard.registers[register].gone)


def _way(standard: Standard, register: str, gone: Gone) -> _Way:
    node = read(gone.formula, register, standard)[0]
    values = frozenset(named for part in walk(node) for named in _values(part))
    touched = frozenset(part.code for part in walk(node) if isinstance(part, Ref))
    return _Way(gone, node, touched - {code for code, _ in values}, values, touched)


def _values(node: Node) -> Iterator[tuple[str, Scalar]]:
    """(element, value) that a comparison names."""
    if isinstance(node, OneOf) and isinstance(node.of, Ref):
        yield from ((node.of.code, value) for value in node.values)
    if isinstance(node, Compare):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Ref) and isinstance(other, Value):
                yield one.code, other.value


def _silent(standard: Standard, register: str, asked: Iterable[Node | None]) -> tuple[_Way, ...]:
    return _silent_of(standard, register, tuple(node for node in asked if node is not None))


@per_standard
def _silent_of(standard: Standard, register: str, nodes: tuple[Node, ...]) -> tuple[_Way, ...]:
    """Asked again for each of the areas that a form goes to, with the same formulas."""
    ways = _ways(standard, register)
    return tuple(way for way in ways if not any(_speaks(standard, node, way) for node in nodes))


def _speaks(standard: Standard, node: Node, way: _Way) -> bool:
    """Tags are opened, derived elements only when they say nothing but this (是否死亡); other records are not."""
    if isinstance(node, Has | CountOf):
        return False
    if isinstance(node, Ref) and node.code in way.elements:
        return True
    if any(named in way.values for named in _values(node)):
        return True
    made_of = definition(standard, node)
    if made_of is not None:
        refs = {part.code for part in walk(made_of[2]) if isinstance(part, Ref)}
        return (not isinstance(node, Ref) or refs <= way.touched) and _speaks(standard, made_of[2], way)
    return any(_speaks(standard, part, way) for part in parts(node))
