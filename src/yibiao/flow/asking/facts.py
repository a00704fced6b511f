"""The facts that counts are made of, and how one query tallies them. In: a ground, a register. Out: tallies.

Steps: the register's rows in the area; `facts`, where each distinct condition and each measured value is a column;
then one row for each combination of conditions that occurs (a condition is a bit of a key), with its number of
records. All cells of a cross-tab are sums over these few rows, so 300 cells cost little more than one. Different
values (户数) cannot be summed and are counted by the engine, each with its FILTER. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from yibiao.flow.asking.compiled import Compiled
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.plan import Plan, all_of, called, table, within
from yibiao.flow.asking.scope import Scope
from yibiao.flow.standard.formula.nodes import All, Node

WORD = 60
"""Conditions in one key: bits of a BIGINT that stay clear of its sign."""
FOLDED = {"sum": exp.Sum, "count": exp.Count, "min": exp.Min, "max": exp.Max}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: the conditions that must hold (numbers of bits), what is folded over the records that satisfy them.

    part: further conditions of the part of a ratio. value: the number of the measured value.
    """

    kind: str
    bits: frozenset[int]
    part: frozenset[int] = frozenset()
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Tallied:
    """A query's columns: keys first (after the area's code), then records, then the folds, in this order."""

    words: int
    folds: tuple[tuple[int, str], ...]
    """(number of the value, "sum" | "count" | "min" | "max")"""


@dataclass(frozen=True, slots=True)
class Counts:
    """The queries of some counts of one register. folded: what a tally answers. different: the numbers of different
    values, a column for each cell of `differing`; None where there is none."""

    cells: tuple[Cell, ...]
    shape: Tallied
    folded: Compiled
    differing: tuple[Cell, ...]
    different: Compiled | None


@dataclass
class Facts:
    """The facts of one register's questions, once each."""

    ground: Ground
    register: str
    plan: Plan = field(default_factory=Plan)

    def __post_init__(self) -> None:
        self._frame = self.ground.frame(self.plan, self.register)
        self._conditions: dict[Node | tuple[tuple[int, int], ...], int] = {}
        self._values: dict[Node, int] = {}
        self._selected: list[exp.Expr] = [self._frame.own("id"), self._frame.own("area")]
        self._folds: dict[tuple[int, str], None] = {}

    def conditions(self, node: Node | None, scope: Scope | None = None) -> frozenset[int]:
        """The bits that must all be set; parts of a 且 are bits of their own, shared between questions."""
        parts = () if node is None else node.parts if isinstance(node, All) else (node,)
        bits = {self._bit(part, self._frame.sql) for part in parts}
        if scope is not None:
            bits.add(self._bit(scope.pieces, lambda pieces: within(self._frame.own("area"), pieces)))
        return frozenset(bits)

    def _bit(self, what: Node | tuple[tuple[int, int], ...], sql) -> int:  # type: ignore[no-untyped-def]
        if what not in self._conditions:
            self._conditions[what] = len(self._conditions)
            self._selected.append(called(sql(what), f"condition_{len(self._conditions)}"))
        return self._conditions[what]

    def value(self, node: Node, *folds: str) -> int:
        """The number of the measured value, folded in these ways."""
        if node not in self._values:
            self._values[node] = len(self._values)
            self._selected.append(called(self._frame.sql(node), f"value_{len(self._values)}"))
        for fold in folds:
            self._folds[self._values[node], fold] = None
        return self._values[node]

    def counts(self, cells: Iterable[Cell], finish: Callable[[exp.Select], Compiled]) -> Counts:
        """The queries for cells of these facts; `finish` makes a query of a select over them."""
        asked = tuple(cells)
        differing = tuple(dict.fromkeys(cell for cell in asked if cell.kind == "distinct"))
        shape, select = self.tally()
        different = finish(self.distinct(differing)) if differing else None
        return Counts(asked, shape, finish(select), differing, different)

    def step(self) -> str:
        """Close the facts and name their step."""
        return self.plan.step("facts", self._frame.select(*self._selected))

    def tally(self) -> tuple[Tallied, exp.Select]:
        """One row for each combination of conditions among the facts."""
        words = -(-len(self._conditions) // WORD)
        keys = [called(self._key(word), f"key_{word + 1}") for word in range(words)]
        folds = [FOLDED[fold](this=_value(value)).as_(f"{fold}_{value + 1}") for value, fold in self._folds]
        select = exp.select(*keys, exp.Count(this=exp.Star()).as_("records"), *folds).from_(
            table(self.step()), copy=False
        )
        if keys:
            select = select.group_by(*(exp.column(f"key_{word + 1}") for word in range(words)))
        return Tallied(words, tuple(self._folds)), select

    def _key(self, word: int) -> exp.Expr:
        bits: list[exp.Expr] = []
        for bit in range(word * WORD, min(len(self._conditions), (word + 1) * WORD)):
            true = exp.Literal.number(str(1 << bit - word * WORD))
            bits.append(exp.Case(ifs=[exp.If(this=_condition(bit), true=true)], default=exp.convert(0)))
        key = bits[0]
        for bit_value in bits[1:]:
            key = exp.Add(this=key, expression=bit_value)
        return exp.Cast(this=key, to=exp.DataType.build("BIGINT"))

    def distinct(self, cells: Sequence[Cell]) -> exp.Select:
        """The numbers of different values, each among the facts of its cell."""
        columns = []
        for place, cell in enumerate(cells, 1):
            assert cell.value is not None
            count = exp.Count(this=exp.Distinct(expressions=[_value(cell.value)]))
            where = exp.Where(this=all_of([_condition(bit) for bit in sorted(cell.bits)]))
            columns.append((exp.Filter(this=count, expression=where) if cell.bits else count).as_(f"number_{place}"))
        return exp.select(*columns).from_(table(self.step()), copy=False)


def _condition(bit: int) -> exp.Expr:
    return exp.column(f"condition_{bit + 1}", table="facts")


def _value(value: int) -> exp.Expr:
    return exp.column(f"value_{value + 1}", table="facts")
