"""What derived elements and tags are made of. In: the standard. Out: their formulas as nodes.

Refuses, by `ProblemError`: a definition that cannot be read, and one that leads back to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from yibiao.flow.standard.formula import refusals
from yibiao.flow.standard.formula.nodes import Node, Ref, Tagged
from yibiao.flow.standard.formula.reading import read
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard


@per_standard
def derived(standard: Standard, code: str) -> Node:
    """The formula of a derived element, about a record of the element's own register."""
    element = standard.elements[code]
    assert element.formula is not None
    return read(element.formula, element.register, standard)[0]


@per_standard
def tag(standard: Standard, name: str) -> Node:
    """The formula of a tag, about a record of the tag's own register."""
    entry = standard.tags[name]
    return read(entry.formula, entry.register, standard)[0]


def definition(standard: Standard, node: Node) -> tuple[str, str, Node] | None:
    """(name, register, formula) that a `Tagged` or a `Ref` to a derived element stands for; None for other nodes."""
    if isinstance(node, Tagged):
        return node.name, standard.tags[node.name].register, tag(standard, node.name)
    if isinstance(node, Ref) and standard.elements[node.code].derived:
        element = standard.elements[node.code]
        return element.label_zh, element.register, derived(standard, node.code)
    return None


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, definitions not opened."""
    yield node
    for part in parts(node):
        yield from walk(part)


def parts(node: Node) -> Iterator[Node]:
    """The nodes directly below `node`."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Node))


def refuse_cycles(standard: Standard, node: Node) -> None:
    """Raise when a definition that `node` uses leads back to itself."""
    _descend(standard, node, ())


def _descend(standard: Standard, node: Node, open_: tuple[str, ...]) -> None:
    for part in walk(node):
        made_of = definition(standard, part)
        if made_of is None:
            continue
        name, _, formula = made_of
        if name in open_:
            raise refusals.cycle((*open_[open_.index(name) :], name))
        _descend(standard, formula, (*open_, name))
