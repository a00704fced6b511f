"""Rows of records that are no elements. In: a block, the look of its rows. Out: strips, and their XML when it is asked.

A list of a district has more cells than a tree of elements can bear, and even a small one costs more as a tree than as
text. So rows that hold nothing but looks and plain constants leave the tree; a mark stands in their place until the
part is saved (`marks`). A strip knows where its values lie in the plan, never the values. A row with formulas or merges
over several rows is none of these (`pattern_of` gives None): it stays and is written cell by cell. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from yibiao.base.tables import Region
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.pen import Column, Pen, Rows, styled
from yibiao.flow.filling.ooxml.sheet import Sheet, number_in
from yibiao.flow.filling.ooxml.spliced import alone
from yibiao.flow.filling.plan import FillPlan, Value

_PIECE = 512
_ROW_LOST = frozenset({"r", "spans"})
_CELL_KNOWN = frozenset({"r", "s", "t"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row that holds looks and constants only. told: its attributes as they are written; looks: column → the look of
    its cell; made: column → the look that a cell would get which is not there yet; kept: column → the cell of a
    constant from behind its reference, and the number in it."""

    told: str
    looks: Mapping[int, int]
    made: Mapping[int, int]
    kept: Mapping[int, tuple[str, Decimal]]

    def look(self, column: int) -> int:
        return self.looks.get(column, self.made.get(column, 0))


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows from `first` on that share a pattern. They hold the records from `begin` on of a block (number of its sheet
    in the plan, number of the block there). shown: column → the places in a record whose values show there, the later
    over the earlier. formats: column → a number format. p: the prefix of the sheet's own elements, with its colon."""

    first: int
    count: int
    pattern: Pattern
    block: tuple[int, int]
    begin: int
    shown: Mapping[int, Sequence[int]]
    formats: Mapping[int, str]
    p: str

    def pieces(self, plan: FillPlan, pen: Pen) -> Iterator[bytes]:
        """The rows, some thousand at a time."""
        rows = Rows(pen, self.p, f"<{self.p}row{self.pattern.told} r=", self._columns())
        for begin in range(0, self.count, _PIECE):
            count = min(_PIECE, self.count - begin)
            yield rows.written(self.first + begin, count, self._values(plan, begin, count))

    def _columns(self) -> list[Column]:
        pattern, found = self.pattern, []
        for number in sorted({*pattern.looks, *self.shown}):
            empty = None
            if number in pattern.looks:
                empty = pattern.kept[number][0] if number in pattern.kept else f'"{styled(pattern.looks[number])}/>'
            found.append(
                Column(
                    number, pattern.look(number), self.formats.get(number),
                    None if empty is None else empty.encode(), number in self.shown,
                )
            )  # fmt: skip
        return found

    def _values(self, plan: FillPlan, begin: int, count: int) -> dict[int, Sequence[Value]]:
        """Column → the values of so many records, of two that share a cell the later, where it has a value."""
        sheet, block = self.block
        begin += self.begin
        told = list(zip(*plan.sheets[sheet].blocks[block].rows[begin : begin + count], strict=True))
        found: dict[int, Sequence[Value]] = {}
        for column, places in self.shown.items():
            values: Sequence[Value] = told[places[0]]
            for place in places[1:]:
                values = [old if new is None else new for old, new in zip(values, told[place], strict=True)]
            found[column] = values
        return found

    def follows(self, other: Strip) -> bool:
        """Whether this strip goes on where the other ends, so that the two are one."""
        return (
            other.first + other.count == self.first
            and other.begin + other.count == self.begin
            and replace(self, first=other.first, count=other.count, begin=other.begin) == other
        )

    def longer(self, more: int) -> Strip:
        return replace(self, count=self.count + more)

    @property
    def columns(self) -> frozenset[int]:
        return frozenset({*self.pattern.looks, *self.shown})

    def total(self, region: Region, plan: FillPlan, pen: Pen) -> Decimal:
        """What the numbers of the strip within a region add up to; text and truth values do not count in a SUM."""
        top, bottom = max(region.top - self.first, 0), min(region.bottom - self.first + 1, self.count)
        if bottom <= top:
            return Decimal(0)
        pattern, total = self.pattern, Decimal(0)
        for column, (_, number) in pattern.kept.items():
            if column not in self.shown and region.left <= column <= region.right:
                total += number * (bottom - top)
        for column, values in self._values(plan, top, bottom - top).items():
            if region.left <= column <= region.right:
                look, wanted = pattern.look(column), self.formats.get(column)
                empty = pattern.kept[column][1] if column in pattern.kept else Decimal(0)
                total += sum(
                    (empty if value is None else pen.number(look, value, wanted) for value in values), Decimal(0)
                )
        return total


def pattern_of(sheet: Sheet, row: Xml, cells: Mapping[int, Xml], columns: Collection[int]) -> Pattern | None:
    """The pattern of a row of which `columns` get values; None where a formula stands, or what nobody here knows."""
    told = _attributes(row, sheet.root)
    if told is None or any(local(child) != "c" for child in row):
        return None
    kept = {}
    for column, cell in cells.items():
        if not _CELL_KNOWN.issuperset(map(str, cell.attrib)):
            return None
        if len(cell):
            held = constant(sheet, cell)
            if held is None:
                return None
            kept[column] = f'"{styled(int(cell.get("s") or 0))}{held[0]}', held[1]
    looks = {column: int(cell.get("s") or 0) for column, cell in cells.items()}
    made = {column: int(sheet.look_of_new(row, column) or 0) for column in columns if column not in looks}
    return Pattern(told, looks, made, kept)


def constant(sheet: Sheet, cell: Xml) -> tuple[str, Decimal] | None:
    """A cell with a value or a text: what stands behind its look, and what it adds to a SUM; None of any other."""
    kind, p = cell.get("t"), sheet.prefix
    typed = f' t="{kind}"' if kind else ""
    told = ""
    for child in cell:
        if child.tag not in (sheet.tag("v"), sheet.tag("is")) or child.nsmap != sheet.root.nsmap:
            return None
        told += alone(child)
    value = cell.find(sheet.tag("v"))
    text = "" if value is None else value.text or ""
    return f"{typed}>{told}</{p}c>", number_in(cell, text) if text else Decimal(0)


def _attributes(row: Xml, root: Xml) -> str | None:
    """The row's own attributes as text; None where one has a name for which the sheet declares no prefix."""
    prefixes = {uri: prefix for prefix, uri in root.nsmap.items() if prefix}
    told = ""
    for key, value in row.attrib.items():
        uri, _, name = str(key).rpartition("}")
        if uri and uri[1:] not in prefixes:
            return None
        if uri or name not in _ROW_LOST:
            told += f" {prefixes[uri[1:]]}:{name}" if uri else f" {name}"
            told += f"={quoteattr(str(value))}"
    return told
