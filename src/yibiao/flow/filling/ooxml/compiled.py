"""Templates that are past all steps but their values. In: a template's bytes and a plan. Out: the filled file.

A period writes one form for hundreds of areas: what the steps do depends on the template and on the plan's shape, not
on its values. So they are taken once, with a plan of that shape that holds nobody's values, and leave slots; filling is
then writing values into the slots and zipping them with parts that are compressed already. The bytes are those that the
steps would give with the values themselves (tested). What cannot be compiled (`TooIntricate`) takes the steps each
time. Refuses (`ProblemError`): what the steps refuse.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from yibiao.base.problems import Problem
from yibiao.flow.filling.ooxml.archive import Content, Raw, pack, packed
from yibiao.flow.filling.ooxml.awaited import Awaited, TooIntricate
from yibiao.flow.filling.ooxml.book import open_book
from yibiao.flow.filling.ooxml.marks import Segment, Slot, pieces, value_at
from yibiao.flow.filling.ooxml.package import bytes_of, parse
from yibiao.flow.filling.ooxml.pen import Pen
from yibiao.flow.filling.ooxml.spliced import BLANK, TICK, Spliced, Where
from yibiao.flow.filling.ooxml.steps import take_steps
from yibiao.flow.filling.ooxml.styles import Looks, Made, Styles
from yibiao.flow.filling.plan import BlankWrite, CellWrite, FillPlan, ListBlock, SheetPlan, TickWrite

_KEPT = 256
_KEPT_BYTES = 32_000_000
_LONGEST = 4_000_000
_STYLED = 16
_of_cell = attrgetter("row", "column", "number_format", "soft", "percent")
_of_blank = attrgetter("row", "column", "label")
_of_tick = attrgetter("row", "column", "choices")
_of_block = attrgetter("slots", "columns", "after", "style_row", "clear", "span")

Part = Raw | tuple[Segment, ...]


@dataclass(frozen=True)
class Compiled:
    """A template for plans of one shape. parts: in their order; looks: what the template's cells look like, and that
    part's name and bytes; slots: in the order in which they are written; problems: each with the value without which
    it is none, or the text in which nothing may be missing. Holds nobody's values."""

    parts: tuple[tuple[str, Part], ...]
    looks: Looks
    looks_part: tuple[str, bytes]
    epoch: datetime
    slots: tuple[Slot | Spliced, ...]
    problems: tuple[tuple[Problem, Where | None], ...]
    _styled: dict[tuple[Made, ...], Raw] = field(default_factory=dict)

    def filled(self, plan: FillPlan) -> tuple[bytes, tuple[Problem, ...]]:
        """The file with the values of a plan of this shape."""
        styles = Styles(self.looks)
        pen = Pen(styles, self.epoch)
        cells: dict[Where, bytes] = {}
        missing: dict[Where, list[Problem]] = {}
        for slot in self.slots:
            if isinstance(slot, Slot):
                cells[slot.where] = slot.written(plan, pen)
            else:
                cells[slot.where], problems = slot.spliced(plan)
                missing |= problems
        told: list[Problem] = []
        for each, where in self.problems:
            if where is not None and where[1] in (BLANK, TICK):
                told += missing.get(where, ())
            elif where is None or value_at(plan, where) is not None:
                told.append(each)
        return pack(self._contents(plan, pen, cells)), tuple(told)

    def _contents(self, plan: FillPlan, pen: Pen, cells: dict[Where, bytes]) -> Iterator[tuple[str, Content]]:
        for name, part in self.parts:
            if isinstance(part, tuple):
                yield name, pieces(part, plan, pen, cells)
            elif name == self.looks_part[0] and pen.styles.made:
                yield name, self._looks(pen.styles)
            else:
                yield name, part

    def _looks(self, styles: Styles) -> Raw:
        """The looks with what was added; the additions name formats only."""
        found = self._styled.get(styles.made)
        if found is None:
            found = packed(bytes_of(styles.written(parse(self.looks_part[1]))))
            if len(self._styled) < _STYLED:
                self._styled[styles.made] = found
        return found

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        held = sum(len(part.data) for _, part in self.parts if isinstance(part, Raw))
        texts = (each for _, part in self.parts if isinstance(part, tuple) for each in part)
        held += sum(len(each) if isinstance(each, bytes) else 500 for each in texts)
        return held + 600 * len(self.slots) + len(self.looks_part[1])


def shape_of(plan: FillPlan) -> Hashable:
    """All of a plan that decides what the steps do: everything but the values."""
    return tuple(
        (
            sheet.name, sheet.index, tuple(map(_of_cell, sheet.cells)),
            tuple((_of_block(each), len(each.rows), tuple(each.formats.items())) for each in sheet.blocks),
            tuple(map(_of_blank, sheet.blanks)), tuple(map(_of_tick, sheet.ticks)),
        )
        for sheet in plan.sheets
    )  # fmt: skip


def brings_sheets(plan: FillPlan) -> bool:
    """Whether sheets come in that the template does not have: a side sheet, further copies of a card."""
    return plan.side is not None or any(each.copies for each in plan.sheets)


def blank(plan: FillPlan) -> FillPlan:
    """A plan of the same shape without anybody's values."""
    return FillPlan(tuple(_blank_sheet(sheet) for sheet in plan.sheets))


def _blank_sheet(sheet: SheetPlan) -> SheetPlan:
    cells = tuple(
        CellWrite(each.row, each.column, None, each.number_format, each.soft, each.percent) for each in sheet.cells
    )
    blanks = tuple(BlankWrite(each.row, each.column, each.label, "") for each in sheet.blanks)
    ticks = tuple(TickWrite(each.row, each.column, (), each.choices) for each in sheet.ticks)
    return SheetPlan(sheet.name, sheet.index, cells, tuple(map(_blank_block, sheet.blocks)), blanks, ticks)


def _blank_block(block: ListBlock) -> ListBlock:
    return replace(block, rows=((None,) * len(block.columns),) * len(block.rows))


def compiled(data: bytes, plan: FillPlan) -> Compiled:
    """The template for plans of this shape. `TooIntricate` where that cannot be."""
    if brings_sheets(plan):
        raise TooIntricate("sheets that come in")
    book = open_book(data)
    book.awaited = Awaited()
    take_steps(book, blank(plan))
    written = {book.parts[name] for name in book.written}
    book.package.pieces = {name: lambda tree: iter(()) for name in written}
    parts = tuple(
        (name, tuple(book.marks.segments(book.package.read(name))) if name in written else _packed(content))
        for name, content in book.package.contents()
    )
    looks = book.looks_part or ""
    problems = tuple((each, book.awaited.conditions.get(number)) for number, each in enumerate(book.problems))
    return Compiled(
        parts, book.looks, (looks, book.package.read(looks) if looks else b""), book.pen.epoch,
        tuple(book.awaited.slots), problems,
    )  # fmt: skip


def _packed(content: Content) -> Raw:
    return content if isinstance(content, Raw) else packed(content if isinstance(content, bytes) else b"".join(content))


class Templates:
    """Compiled templates, the last ones used, by a digest of the file and the plan's shape; safe between threads.

    counts: how often one was "found", "compiled", or could not be: "too intricate".
    """

    def __init__(self, most: int = _KEPT, key: Callable[[bytes, FillPlan], Hashable] | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._key = key or key_of
        self._most = most
        self._kept: OrderedDict[Hashable, Compiled | None] = OrderedDict()
        self._size = 0
        self._alone = threading.Lock()

    def filled(self, data: bytes, plan: FillPlan) -> tuple[bytes, tuple[Problem, ...]] | None:
        """The filled file; None where the steps must be taken."""
        if brings_sheets(plan):  # no part of the shape: a template known for the plan without them must not serve
            with self._alone:
                self.counts["too intricate"] += 1
            return None
        key = self._key(data, plan)
        with self._alone:
            known = key in self._kept
            found = self._kept.get(key)
            if known:
                self._kept.move_to_end(key)
        if not known:
            try:
                found = compiled(data, plan)
            except TooIntricate:
                found = None
            self._keep(key, found)
        with self._alone:
            self.counts["too intricate" if found is None else "found" if known else "compiled"] += 1
        return None if found is None else found.filled(plan)

    def _keep(self, key: Hashable, made: Compiled | None) -> None:
        size = made.size if made else 0
        if size > _LONGEST:
            return
        with self._alone:
            if key in self._kept:  # another thread was as quick
                return
            self._kept[key] = made
            self._size += size
            while len(self._kept) > self._most or self._size > _KEPT_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size if gone else 0


def key_of(data: bytes, plan: FillPlan) -> Hashable:
    """What decides which compiled template serves: every byte of the file, and the plan's shape."""
    return hashlib.sha256(data).digest(), shape_of(plan)
