"""Formula nodes: a small typed tree over elements. In: built by `parse` or by hand. Out: frozen, hashable values.

A formula is about one record of a *home* register. `Ref` may name an element of the home register, of a register that
it hangs on or refers to (person → household, dwelling), or of a `single` detail register that hangs on it.
Refuses: nothing here; `typing.check` refuses what cannot mean anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Scalar = str | int | Decimal | bool | date


@dataclass(frozen=True, slots=True)
class Node:
    """Any formula."""


@dataclass(frozen=True, slots=True)
class Ref(Node):
    """The value of an element: 年龄."""

    code: str


@dataclass(frozen=True, slots=True)
class Value(Node):
    """A constant; for code lists the code, not the label: 女 is Value("2")."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """left op right, op one of = != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """of 属于 [values]."""

    of: Node
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Contains(Node):
    """of 包含 "text"."""

    of: Node
    text: str


@dataclass(frozen=True, slots=True)
class Known(Node):
    """of 有值: the ledger holds a value."""

    of: Node


@dataclass(frozen=True, slots=True)
class All(Node):
    """Every part holds: 且. No parts: always true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any(Node):
    """Some part holds: 或. No parts: never true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """part does not hold: 非. An unknown value never satisfies a comparison, nor its 非 (see docs/decisions)."""

    part: Node


@dataclass(frozen=True, slots=True)
class Unless(Node):
    """part is not plainly true: unknown counts as no. Made by `presence`, never written by people."""

    part: Node


@dataclass(frozen=True, slots=True)
class Has(Node):
    """A record of `register` hangs on (or refers to) this one and satisfies `where`: 有(残疾: 残疾等级 = 一级)."""

    register: str
    where: Node | None = None


@dataclass(frozen=True, slots=True)
class CountOf(Node):
    """How many records of `register` hang on (or refer to) this one and satisfy `where`: 数(成员)."""

    register: str
    where: Node | None = None


@dataclass(frozen=True, slots=True)
class Age(Node):
    """Full years from a date to the question's day: 周岁(出生日期)."""

    of: Node


@dataclass(frozen=True, slots=True)
class Day(Node):
    """The question's day: 今日."""


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """left op right, op one of + - * /; date - date counts days."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Tagged(Node):
    """The record carries the tag: 独居老人."""

    name: str
