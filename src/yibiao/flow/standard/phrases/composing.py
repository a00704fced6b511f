"""Pieces become one condition. In: pieces in order, the standard. Out: a node, and the words that went into it.

Words side by side are joined by 且; 或, 和, 、 between two of them by 或. A quality before such a list counts for
all of it (80岁以上独居老人和残疾人); an age that says the same as the age word behind it is said once (80岁以上老人).
Refuses: nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yibiao.flow.standard.formula.definitions import tag, walk
from yibiao.flow.standard.formula.nodes import All, Any, Compare, CountOf, Has, Node, OneOf, Ref, Scalar, Tagged, Value
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases.cutting import Piece
from yibiao.flow.standard.phrases.vocabulary import vocabulary
from yibiao.flow.standard.phrases.words import words


@dataclass(frozen=True, slots=True)
class Unit:
    """One condition with its word; `nominal`: the word names people or things by itself."""

    node: Node
    word: str
    nominal: bool
    numeric: bool = False


def settle(pieces: Sequence[Piece], standard: Standard, register: str) -> tuple[Piece, ...]:
    """Ambiguous pieces settled by what else is spoken of: 四级 beside 肢体残疾 is a grade of disability."""
    spoken: set[str] = set()
    for piece in pieces:
        if piece.kind == "condition" and piece.node is not None:
            spoken |= registers_of(piece.node, standard)
    return tuple(_settled(piece, spoken - {register}, standard) for piece in pieces)


def _settled(piece: Piece, spoken: set[str], standard: Standard) -> Piece:
    if piece.kind != "ambiguous":
        return piece
    fitting = [sense for sense in piece.senses if registers_of(sense.node, standard) & spoken]
    return replace(piece, kind="condition", node=fitting[0].node) if len(fitting) == 1 else piece


def registers_of(node: Node, standard: Standard) -> set[str]:
    """The registers whose values decide about `node`, definitions of tags opened."""
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, Ref):
            found.add(part.code.partition(".")[0])
        elif isinstance(part, Has | CountOf):
            found.add(part.register)
        elif isinstance(part, Tagged):
            found |= registers_of(tag(standard, part.name), standard)
    return found


def compose(pieces: Sequence[Piece], standard: Standard, register: str) -> Node | None:
    """The condition that the pieces say together; None when they say none."""
    groups = _groups(pieces, standard)
    if not groups:
        return None
    if len(groups) == 1:
        return conjunction(_alternatives([unit.node for unit in groups[0]]))
    if all(len(group) > 1 for group in groups):  # 60岁以上男性和55岁以上女性
        return _either([conjunction([unit.node for unit in group]) for group in groups])
    if all(group[-1].nominal for group in groups[:-1]):
        lead = []
        first = groups[0]
        while len(first) > 1 and not first[0].nominal:
            lead.append(first[0].node)
            first = first[1:]
        parts = [conjunction([unit.node for unit in group]) for group in (first, *groups[1:])]
        return conjunction([*lead, _either(parts)])
    before, after = groups[0][:-1], groups[-1][1:]
    middle = [conjunction([unit.node for unit in group]) for group in groups[1:-1]]
    last = groups[-1][0]
    chain = [_completed(groups[0][-1], last, standard, register), *middle, last.node]
    return conjunction([*(unit.node for unit in before), _either(chain), *(unit.node for unit in after)])


def _groups(pieces: Sequence[Piece], standard: Standard) -> list[list[Unit]]:
    """Units between the 或 words; a 或 that does not stand between two conditions joins nothing."""
    groups: list[list[Unit]] = [[]]
    split = False
    for piece in pieces:
        if piece.kind == "or":
            split = bool(groups[-1])
        elif piece.kind == "noun" and groups[-1] and not split:
            last = groups[-1][-1]
            groups[-1][-1] = Unit(last.node, last.word, True)
        elif piece.kind == "condition" and piece.node is not None:
            if split:
                groups.append([])
                split = False
            _add(groups[-1], piece, piece.node, standard)
    return [group for group in groups if group]


def _add(group: list[Unit], piece: Piece, node: Node, standard: Standard) -> None:
    unit = Unit(node, piece.word, piece.word[-1] in words().nominal and not piece.numeric, piece.numeric)
    if any(known.node == node for known in group):
        return
    for place, known in enumerate(group):
        if _says_more(known.node, node, standard):
            group[place] = Unit(known.node, known.word, True)
            return
        if piece.numeric and _says_more(node, known.node, standard):
            group[place] = Unit(node, piece.word, True)
            return
        if known.numeric and place == len(group) - 1 and _overlap(known.node, node, standard):
            group[place] = Unit(known.node, known.word, True)  # 0-17岁儿童: the number says who is meant
            return
    group.append(unit)


def _says_more(node: Node, other: Node, standard: Standard) -> bool:
    """`other` is a tag that says the same as `node`, or both are about the age alone and `node` is narrower."""
    if not isinstance(other, Tagged) or isinstance(node, Tagged):
        return False
    if tag(standard, other.name) == node:
        return True
    mine, theirs = _ages(node, standard), _ages(other, standard)
    return mine is not None and theirs is not None and theirs[0] <= mine[0] and mine[1] <= theirs[1]


def _overlap(node: Node, other: Node, standard: Standard) -> bool:
    """Both are about the age alone, `other` is a tag, and there are ages that satisfy both."""
    if not isinstance(other, Tagged):
        return False
    mine, theirs = _ages(node, standard), _ages(other, standard)
    return mine is not None and theirs is not None and max(mine[0], theirs[0]) <= min(mine[1], theirs[1])


def _ages(node: Node, standard: Standard) -> tuple[float, float] | None:
    """The first and last full year of a condition on the age alone."""
    if isinstance(node, Tagged):
        return _ages(tag(standard, node.name), standard)
    if isinstance(node, All) and node.parts:
        bounds = [_ages(part, standard) for part in node.parts]
        known = [bound for bound in bounds if bound is not None]
        return (max(low for low, _ in known), min(high for _, high in known)) if len(known) == len(bounds) else None
    if not isinstance(node, Compare) or node.left != Ref("person.age") or not isinstance(node.right, Value):
        return None
    value = node.right.value
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return None
    bounds_of = {
        "=": (value, value),
        ">=": (math.ceil(value), math.inf),
        ">": (math.floor(value) + 1, math.inf),
        "<=": (-math.inf, math.floor(value)),
        "<": (-math.inf, math.ceil(value) - 1),
    }
    low, high = bounds_of.get(node.op, (math.inf, -math.inf))
    return (float(low), float(high)) if node.op in bounds_of else None


def _completed(unit: Unit, last: Unit, standard: Standard, register: str) -> Node:
    """独居、空巢老人: the first word borrows the ending of the last where that makes a known word."""
    if not unit.nominal and last.nominal:
        for length in range(min(3, len(last.word) - 1), 0, -1):
            senses = vocabulary(standard, register).get(unit.word + last.word[-length:])
            if senses and len(senses) == 1:
                return senses[0].node
    return unit.node


def _alternatives(nodes: Sequence[Node]) -> list[Node]:
    """一级二级残疾: two values of one element cannot both be held, so that side by side they mean either."""
    found: list[Node] = []
    for node in nodes:
        for place, known in enumerate(found):
            mine, theirs = _values(node), _values(known)
            if mine and theirs and mine[0] == theirs[0] and not set(mine[1]) & set(theirs[1]):
                found[place] = OneOf(mine[0], theirs[1] + mine[1])
                break
        else:
            found.append(node)
    return found


def _values(node: Node) -> tuple[Ref, tuple[Scalar, ...]] | None:
    """The element and the codes of a condition that lists codes."""
    if isinstance(node, OneOf) and isinstance(node.of, Ref):
        return node.of, node.values
    if isinstance(node, Compare) and node.op == "=" and isinstance(node.left, Ref) and isinstance(node.right, Value):
        return (node.left, (node.right.value,)) if isinstance(node.right.value, str) else None
    return None


def conjunction(nodes: Sequence[Node]) -> Node:
    """Nodes joined by 且, each once; one alone is itself."""
    parts: list[Node] = []
    for node in nodes:
        for part in node.parts if isinstance(node, All) else (node,):
            if part not in parts:
                parts.append(part)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _either(nodes: Sequence[Node]) -> Node:
    parts = tuple(dict.fromkeys(nodes))
    return parts[0] if len(parts) == 1 else Any(parts)
