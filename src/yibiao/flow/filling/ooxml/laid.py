"""Rows of records written as text. In: a block's values, the look of its rows. Out: the XML of these rows, in pieces.

A list of a district has more cells than a tree of elements can bear, and even a small one costs more as a tree than as
text. So rows that hold nothing but looks leave the tree; a mark (a processing instruction) stands in their place until
the part is saved. A row with formulas, constants or merges over several rows is none of these (`pattern_of` gives
None): it stays and is written cell by cell. Refuses: nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import chain, repeat
from typing import cast
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from yibiao.base.tables import Region, column_letters
from yibiao.flow.filling.ooxml.cells import (
    EXACT_DIGITS,
    FORMULA_SIGNS,
    INLINE,
    LONG_DIGITS,
    LONGEST_TEXT,
    fitting,
    keeps_space,
    look_for,
    typed,
)
from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.ooxml.sheet import Band, Sheet
from yibiao.flow.filling.ooxml.styles import Styles
from yibiao.flow.filling.plan import Value

_PIECE = 2_048
_DELICATE = ("&", "<", ">", "_x", "| ", " |", *(f"|{sign}" for sign in FORMULA_SIGNS))
"""What no printable text of a column may hold, behind and before a bar, for all of them to be copied as they are."""
_EXACT: int = 10**EXACT_DIGITS
_ROW_LOST = frozenset({"r", "spans"})
_CELL_KNOWN = frozenset({"r", "s", "t"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row that holds looks only. told: its attributes as they are written; looks: column → the look of its cell;
    made: column → the look that a cell would get which is not there yet."""

    told: str
    looks: Mapping[int, int]
    made: Mapping[int, int]

    def look(self, column: int) -> int:
        return self.looks.get(column, self.made.get(column, 0))


@dataclass(frozen=True)
class Strip:
    """Rows from `first` on that share a pattern. values: column → the records' values, from the first row down."""

    first: int
    count: int
    pattern: Pattern
    values: Mapping[int, Sequence[Value]]
    formats: Mapping[int, str]


@dataclass
class Laid:
    """The strips of one sheet, and what their cells are made of. prefix: that of the sheet's own elements, or none.

    name: that of the marks; nobody who draws up a form can know it, so no mark comes with a template.
    """

    styles: Styles
    epoch: datetime
    prefix: str
    strips: list[Strip] = field(default_factory=list)
    name: str = field(default_factory=lambda: f"rows-{secrets.token_hex(16)}")

    def mark(self, strip: Strip) -> Xml:
        """What stands in the tree for the strip."""
        self.strips.append(strip)
        return etree.ProcessingInstruction(self.name, str(len(self.strips) - 1))

    def pieces(self, tree: bytes) -> Iterator[bytes]:
        """The bytes of the part: those of its tree, with each strip where its mark stands."""
        at = 0
        for found in re.finditer(rb"<\?%s (\d+)\?>" % self.name.encode(), tree):
            yield tree[at : found.start()]
            yield from self._rows(self.strips[int(found[1])])
            at = found.end()
        yield tree[at:]

    def _rows(self, strip: Strip) -> Iterator[bytes]:
        columns = [_Column(self, strip, number) for number in sorted({*strip.pattern.looks, *strip.values})]
        opening, closing = f"<{self.prefix}row{strip.pattern.told} r=", f"</{self.prefix}row>"
        for begin in range(0, strip.count, _PIECE):
            numbers = range(strip.first + begin, strip.first + min(begin + _PIECE, strip.count))
            rows = list(map(str, numbers))
            cells = [column.cells(rows, begin) for column in columns]
            openings = [f'{opening}"{row}">' for row in rows]
            yield "".join(chain.from_iterable(zip(openings, *cells, repeat(closing)))).encode()

    def band(self, strip: Strip) -> Band:
        """What formulas and the sheet's bounds must know of the strip."""
        columns = frozenset({*strip.pattern.looks, *strip.values})
        return Band(strip.first, strip.first + strip.count - 1, columns, lambda region: self._total(strip, region))

    def _total(self, strip: Strip, region: Region) -> Decimal:
        """What the numbers of the strip within a region add up to; text and truth values do not count in a SUM."""
        top, bottom = max(region.top - strip.first, 0), min(region.bottom - strip.first + 1, strip.count)
        total = Decimal(0)
        for column, values in strip.values.items():
            if region.left <= column <= region.right:
                look, wanted = strip.pattern.look(column), strip.formats.get(column)
                total += sum((self._number(value, look, wanted) for value in values[top:bottom]), Decimal(0))
        return total

    def _number(self, value: Value, look: int, wanted: str | None) -> Decimal:
        if value is None or isinstance(value, str):
            return Decimal(0)
        fit = fitting(self.styles, look, value, wanted)
        kind, text = typed(cast(int, fit), self.epoch)
        return Decimal(text) if not kind else Decimal(0)


class _Column:
    """One column of a strip, its cells as texts; equal values are told once."""

    def __init__(self, laid: Laid, strip: Strip, number: int) -> None:
        self.laid, self.letters = laid, column_letters(number)
        self.values = strip.values.get(number)
        self.look = strip.pattern.look(number)
        self.wanted = strip.formats.get(number)
        self.empty = f'"{_style(self.look)}/>' if number in strip.pattern.looks else None
        self.known: dict[tuple[type, Value], str] = {}

    def cells(self, rows: Sequence[str], begin: int) -> list[str]:
        """The cells of these rows (their numbers as texts); nothing where there is no cell and nothing to write."""
        start = f'<{self.laid.prefix}c r="{self.letters}'
        if self.values is None:
            return [f"{start}{row}{self.empty}" for row in rows]
        values = self.values[begin : begin + len(rows)]
        kinds = set(map(type, values))
        if kinds == {int} and _exact(cast("Sequence[int]", values)):
            before, after = self._around(1, "1")
            return [f'{start}{row}"{before}{value}{after}' for row, value in zip(rows, values, strict=True)]
        if kinds == {str} and _simple(cast("Sequence[str]", values)):
            return self._texts(start, rows, cast("Sequence[str]", values))
        return [self._one(start, row, value) for row, value in zip(rows, values, strict=True)]

    def _around(self, value: Value, text: str) -> tuple[str, str]:
        """What stands before and behind the text of a value like this one."""
        before, _, after = self._body(value).rpartition(f">{text}<")
        return f"{before}>", f"<{after}"

    def _texts(self, start: str, rows: Sequence[str], values: Sequence[str]) -> list[str]:
        before, after = self._around("x", "x")
        if max(map(len, values)) < LONG_DIGITS:
            return [f'{start}{row}"{before}{value}{after}' for row, value in zip(rows, values, strict=True)]
        digits, _ = self._around("1" * LONG_DIGITS, "1" * LONG_DIGITS)
        return [
            f'{start}{row}"{digits if value[:-1].isdigit() and len(value) >= LONG_DIGITS else before}{value}{after}'
            for row, value in zip(rows, values, strict=True)
        ]

    def _one(self, start: str, row: str, value: Value) -> str:
        if value is None:
            return f"{start}{row}{self.empty}" if self.empty else ""
        key = type(value), value
        body = self.known.get(key)
        if body is None:
            body = self.known[key] = self._body(value)
        return f'{start}{row}"{body}'

    def _body(self, value: Value) -> str:
        """A cell from behind its reference to its end."""
        styles, p = self.laid.styles, self.laid.prefix
        fit = fitting(styles, self.look, value, self.wanted)
        assert fit is not None
        style = _style(look_for(styles, self.look, fit, self.wanted))
        kind, text = typed(fit, self.laid.epoch)
        if kind != INLINE:
            typed_so = f' t="{kind}"' if kind else ""
            return f"{style}{typed_so}><{p}v>{text}</{p}v></{p}c>"
        space = ' xml:space="preserve"' if keeps_space(text) else ""
        told = escape(text, {"\r": "&#13;"})
        return f'{style} t="{INLINE}"><{p}is><{p}t{space}>{told}</{p}t></{p}is></{p}c>'


def _style(look: int) -> str:
    return f' s="{look}"' if look else ""


def _exact(values: Sequence[int]) -> bool:
    return -_EXACT < min(values) and max(values) < _EXACT


def _simple(texts: Sequence[str]) -> bool:
    """Whether all may stand in a cell as they are: no text of another meaning there, none that XML spells otherwise.

    Asked of all at once, joined: this is where a long list spends its time.
    """
    joined = f"|{'|'.join(texts)}|"
    if not joined.isprintable() or any(sign in joined for sign in _DELICATE):
        return False
    return max(map(len, texts)) <= LONGEST_TEXT


def pattern_of(sheet: Sheet, row: Xml, cells: Mapping[int, Xml], columns: Collection[int]) -> Pattern | None:
    """The pattern of a row whose cells hold looks only, but for those of `columns`, which get new values; None of any
    other, and where a formula stands."""
    told = _attributes(row, sheet.root)
    if told is None or any(local(child) != "c" for child in row):
        return None
    for column, cell in cells.items():
        if not _CELL_KNOWN.issuperset(map(str, cell.attrib)) or cell.find(sheet.tag("f")) is not None:
            return None
        if len(cell) and column not in columns:
            return None
    looks = {column: int(cell.get("s") or 0) for column, cell in cells.items()}
    made = {column: int(sheet.look_of_new(row, column) or 0) for column in columns if column not in looks}
    return Pattern(told, looks, made)


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


def laid_in(sheet: Sheet, styles: Styles, epoch: datetime) -> Laid:
    """A sheet's strips, none so far."""
    prefix = sheet.root.prefix
    return Laid(styles, epoch, f"{prefix}:" if prefix else "")
