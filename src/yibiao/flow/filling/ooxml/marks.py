"""What stands in a tree for text that comes later. In: a tree of a part, what belongs where. Out: the part in pieces.

A mark is a processing instruction under a name that nobody who draws up a form can know, so no mark comes with a
template. Three things come later: strips of rows, cells that await values or parts of their
text, totals of these. Refuses: nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from yibiao.base.tables import Region
from yibiao.flow.filling.ooxml.cells import plain
from yibiao.flow.filling.ooxml.laid import Strip
from yibiao.flow.filling.ooxml.package import Xml
from yibiao.flow.filling.ooxml.pen import Pen, styled
from yibiao.flow.filling.ooxml.spliced import CELL, Spliced, Where
from yibiao.flow.filling.plan import FillPlan, Value


def value_at(plan: FillPlan, where: Where) -> Value:
    sheet, block, number, place = where
    if block == CELL:
        return plan.sheets[sheet].cells[number].value
    return plan.sheets[sheet].blocks[block].rows[number][place]


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a tree that awaits its value. reference: E5; kept: what it holds without one, from behind its look;
    number: what that adds to a SUM; p: the prefix of its sheet's elements."""

    where: Where
    reference: str
    look: int
    wanted: str | None
    percent: bool
    kept: str
    number: Decimal
    p: str

    def written(self, plan: FillPlan, pen: Pen) -> bytes:
        """The cell."""
        value = value_at(plan, self.where)
        if value is not None:
            body = pen.body(self.p, self.look, value, self.wanted, percent=self.percent)
        elif self.wanted is not None and self.where[1] == CELL:
            body = f'"{styled(pen.styles.with_format(self.look, self.wanted))}{self.kept}'
        else:
            body = f'"{styled(self.look)}{self.kept}'
        return f'<{self.p}c r="{self.reference}{body}'.encode()

    def worth(self, plan: FillPlan, pen: Pen) -> Decimal:
        """What it adds to a SUM."""
        value = value_at(plan, self.where)
        return self.number if value is None else pen.number(self.look, value, self.wanted, percent=self.percent)


@dataclass(frozen=True, slots=True)
class Total:
    """A number that awaits the values that it is the sum of."""

    base: Decimal = Decimal(0)
    slots: tuple[Slot, ...] = ()
    bands: tuple[tuple[Strip, Region], ...] = ()

    def __add__(self, other: Total | Decimal) -> Total:
        if isinstance(other, Decimal):
            return Total(self.base + other, self.slots, self.bands)
        return Total(self.base + other.base, self.slots + other.slots, self.bands + other.bands)

    __radd__ = __add__

    def written(self, plan: FillPlan, pen: Pen) -> bytes:
        """Its text."""
        total = self.base + sum((slot.worth(plan, pen) for slot in self.slots), Decimal(0))
        total += sum((strip.total(region, plan, pen) for strip, region in self.bands), Decimal(0))
        return plain(total).encode()


Later = Strip | Slot | Spliced | Total
Segment = bytes | Later


@dataclass
class Marks:
    """The marks of one workbook, and what each stands for."""

    things: list[Later] = field(default_factory=list)
    name: str = field(default_factory=lambda: f"later-{secrets.token_hex(16)}")

    def stand_in(self, thing: Later) -> Xml:
        """What stands in the tree for the thing."""
        self.things.append(thing)
        return etree.ProcessingInstruction(self.name, str(len(self.things) - 1))

    def segments(self, tree: bytes) -> list[Segment]:
        """The bytes of a part with each thing where its mark stands; strips that go on from one another as one."""
        first, *others = tree.split(b"<?%s " % self.name.encode())
        found: list[Segment] = [first]
        for other in others:
            number, _, rest = other.partition(b"?>")
            thing, before = self.things[int(number)], found[-1]
            if isinstance(thing, Strip) and isinstance(before, Strip) and thing.follows(before):
                found[-1] = before.longer(thing.count)
            else:
                found.append(thing)
            if rest:
                found.append(rest)
        return found


def pieces(segments: Sequence[Segment], plan: FillPlan, pen: Pen, cells: Mapping[Where, bytes]) -> Iterator[bytes]:
    """The part's bytes, with the plan's values. cells: those of the slots, which were written before."""
    for segment in segments:
        if isinstance(segment, bytes):
            yield segment
        elif isinstance(segment, Strip):
            yield from segment.pieces(plan, pen)
        elif isinstance(segment, Total):
            yield segment.written(plan, pen)
        else:
            yield cells[segment.where]
