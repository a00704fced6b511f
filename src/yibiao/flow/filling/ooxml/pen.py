"""How values stand in cells, as text. In: a look, values. Out: the XML of a cell from behind its reference; whole rows.

A row of a list is one format with places for its number and its values, and a column's values are judged and turned all
at once: this is where a long list spends its time, and a small form too. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from operator import itemgetter, mod
from typing import Any, cast
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from yibiao.base.tables import column_letters
from yibiao.flow.filling.ooxml.cells import (
    EXACT_DIGITS,
    FORMULA_SIGNS,
    INLINE,
    LONG_DIGITS,
    LONGEST_TEXT,
    fitting,
    is_long,
    keeps_space,
    look_for,
    plain,
    typed,
)
from yibiao.flow.filling.ooxml.styles import Styles
from yibiao.flow.filling.plan import Value

_DELICATE = ("&", "<", ">", "_x", "| ", " |", *(f"|{sign}" for sign in FORMULA_SIGNS))
"""What no printable text of a column may hold, behind and before a bar, for all of them to be copied as they are."""
_RARE = ("&", "<", ">", "_", " ", *FORMULA_SIGNS)
_DIGITS = b"0123456789"
_FIRST_DIGITS = frozenset(_DIGITS[at : at + 1] for at in range(10))
_first = itemgetter(slice(0, 1))
_EXACT: int = 10**EXACT_DIGITS
_NOTHING = type(None)
_ROW = b"\0"
"""In a row's format, where the row's number stands; XML has no such sign."""
_LONG = "1" * LONG_DIGITS
_KNOWN = 50_000
_LEAP, _DAY_0 = date(1900, 3, 1), date(1899, 12, 30).toordinal()
"""From here on Excel's days are counted as everybody's; before, it believes in a 29 February 1900."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of like rows. empty: what stands there where there is no value, from behind the reference; None: no
    cell. told: whether values come at all."""

    number: int
    look: int
    wanted: str | None
    empty: bytes | None
    told: bool


class Pen:
    """Writes the cells of one filling. epoch: the day from which the workbook counts."""

    def __init__(self, styles: Styles, epoch: datetime) -> None:
        self.styles, self.epoch = styles, epoch

    def body(self, p: str, look: int, value: Value, wanted: str | None, *, percent: bool = False) -> str:
        """A cell from behind its reference to its end; p: the prefix of the sheet's elements. The value is none of
        None."""
        fit = fitting(self.styles, look, value, wanted, percent=percent)
        assert fit is not None
        style = styled(look_for(self.styles, look, fit, wanted))
        kind, text = typed(fit, self.epoch)
        if kind != INLINE:
            typed_so = f' t="{kind}"' if kind else ""
            return f'"{style}{typed_so}><{p}v>{text}</{p}v></{p}c>'
        space = ' xml:space="preserve"' if keeps_space(text) else ""
        return f'"{style} t="{INLINE}"><{p}is><{p}t{space}>{_escaped(text)}</{p}t></{p}is></{p}c>'

    def number(self, look: int, value: Value, wanted: str | None, *, percent: bool = False) -> Decimal:
        """What the value adds to a SUM: text and truth values do not count."""
        if value is None or isinstance(value, str):
            return Decimal(0)
        kind, text = typed(cast(int, fitting(self.styles, look, value, wanted, percent=percent)), self.epoch)
        return Decimal(text) if not kind else Decimal(0)


def styled(look: int) -> str:
    return f' s="{look}"' if look else ""


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"}) if "&" in text or "<" in text or ">" in text or "\r" in text else text


class Rows:
    """Rows that share a look, written piece by piece. opening: a row's tag up to its number; p: the prefix.

    A row's format is first joined by the row's number, which stands before every cell, then filled with its values.
    """

    def __init__(self, pen: Pen, p: str, opening: str, columns: Sequence[Column]) -> None:
        self._opening = _literal(f'{opening}"') + _ROW + b'">'
        self._closing = f"</{p}row>".encode()
        self._columns = [_Cells(pen, p, column) for column in columns]

    def written(self, first: int, count: int, values: Mapping[int, Sequence[Value]]) -> bytes:
        """`count` rows from number `first` on. values: column → as many values, for every column that is told."""
        rows = _numbers(first, count)
        given: list[Sequence[bytes]] = []
        cells = [column.into(given, rows, values) for column in self._columns]
        form = b"".join((self._opening, *cells, self._closing)).split(_ROW)
        told = zip(*given, strict=True) if given else repeat(())
        return b"".join(map(mod, map(bytes.join, rows, repeat(form)), told))


def _numbers(first: int, count: int) -> Sequence[bytes]:
    return " ".join(map(str, range(first, first + count))).encode().split(b" ")


def _literal(text: str) -> bytes:
    return text.encode().replace(b"%", b"%%")


def _texts(joined: str, values: Sequence[str]) -> tuple[Sequence[bytes], str | None] | None:
    """Texts that may stand as they are, and one like all of them, if there is; None where they may not.

    joined: the texts with bars between them, of which all is asked at once. Long numbers have another look than others.
    """
    if any(sign in joined for sign in _RARE) and _is_delicate(f"|{joined}|"):
        return None
    if not joined.isprintable() or (len(joined) > LONGEST_TEXT and max(map(len, values)) > LONGEST_TEXT):
        return None
    told, sample = joined.encode(), "x"
    parts: Sequence[bytes] = told.split(b"|")
    if len(parts) != len(values):  # a bar in a text
        parts = list(map(str.encode, values))
    if len(told.translate(None, _DIGITS)) < len(told) and max(map(len, values)) >= LONG_DIGITS:
        sample = _like(parts, values)
    return parts, sample or None


def _like(parts: Sequence[bytes], values: Sequence[str]) -> str:
    """A text of which all are the like: a long number, none; empty where some are and some not."""
    if _FIRST_DIGITS.isdisjoint(map(_first, parts)):
        return "x"
    long = len(values)
    if min(map(len, parts)) < LONG_DIGITS or not b"".join(parts).isdigit():
        long = sum(map(is_long, values))
    return "x" if not long else _LONG if long == len(values) else ""


def _is_delicate(joined: str) -> bool:
    return any(sign in joined for sign in _DELICATE)


class _Cells:
    """One column of such rows; what its values have in common is worked out once."""

    def __init__(self, pen: Pen, p: str, column: Column) -> None:
        self.pen, self.p, self.column = pen, p, column
        self.start = b'<%bc r="%b%b' % (p.encode(), column_letters(column.number).encode(), _ROW)
        self.known: dict[Any, bytes] = {}
        self.around: dict[str, tuple[bytes, bytes]] = {}

    def into(self, given: list[Sequence[bytes]], rows: Sequence[bytes], values: Mapping[int, Sequence[Value]]) -> bytes:
        """The column's part of a row's format; what goes into its places is appended to `given`."""
        empty = self.column.empty
        if not self.column.told:
            return self.start + (empty or b"").replace(b"%", b"%%")
        told = values[self.column.number]
        try:  # most columns are texts; joining them is how to find out
            joined: str | None = "|".join(cast("Sequence[str]", told))
            kinds: set[type] = {str}
        except TypeError:
            joined, kinds = None, set(map(type, told))
        if len(kinds) == 1:
            alike = self._alike(next(iter(kinds)), told, joined)
            if alike is not None:
                (before, after), texts = alike
                given.append(texts)
                return b"%b%b%%b%b" % (self.start, before, after)
        if len(kinds) == 2 and _NOTHING in kinds:
            kinds.discard(_NOTHING)
            bodies = self._gapped(kinds.pop(), told, empty or b"")
        else:
            bodies = self._bodies(told)
        if empty is not None:
            given.append(bodies)
            return self.start + b"%b"
        start = self.start.rstrip(_ROW)
        given.append([start + row + body if body else b"" for row, body in zip(rows, bodies, strict=True)])
        return b"%b"

    def _alike(
        self, kind: type, values: Sequence[Any], joined: str | None = None
    ) -> tuple[tuple[bytes, bytes], Sequence[bytes]] | None:
        """Where all these values of one kind differ in their texts only: what stands around them, and the texts."""
        if kind is str:
            found = _texts("|".join(values) if joined is None else joined, values)
            return None if found is None or found[1] is None else (self._around(found[1], found[1], found[1]), found[0])
        if kind is int and -_EXACT < min(values) and max(values) < _EXACT:
            return self._around("int", 1, "1"), " ".join(map(str, values)).encode().split(b" ")
        if kind is Decimal:
            joined = f"{' '.join(map(str, values))} "
            if "E" in joined or ("." in joined and "0 " in joined):
                joined = " ".join(map(plain, values))
            numbers = joined.encode().split()
            if max(map(len, numbers)) <= EXACT_DIGITS:
                return self._around("int", 1, "1"), numbers
        if kind is date and self.pen.epoch == CALENDAR_WINDOWS_1900 and min(values) >= _LEAP:
            around = self._around("date", _LEAP, str(_LEAP.toordinal() - _DAY_0))
            days = [str(value.toordinal() - _DAY_0) for value in values]
            return (around, " ".join(days).encode().split(b" ")) if around[0] else None
        return None

    def _around(self, kind: str, value: Value, text: str) -> tuple[bytes, bytes]:
        """What stands before and behind the text of a value like this one, as parts of a format."""
        found = self.around.get(kind)
        if found is None:
            before, mark, after = self._body(value).rpartition(f">{text}<")
            found = self.around[kind] = (_literal(f"{before}>"), _literal(f"<{after}")) if mark else (b"", b"")
        return found

    def _body(self, value: Value) -> str:
        return self.pen.body(self.p, self.column.look, value, self.column.wanted)

    def _gapped(self, kind: type, values: Sequence[Any], empty: bytes) -> Sequence[bytes]:
        """Values of one kind, and none."""
        alike = self._alike(kind, [value for value in values if value is not None])
        if alike is None:
            return self._bodies(values)
        (before, after), texts = alike
        bodies = map((before + b"%b" + after).__mod__, texts)
        return [empty if value is None else next(bodies) for value in values]

    def _bodies(self, values: Sequence[Any]) -> Sequence[bytes]:
        """Cells from behind their references; empty where there is none. Equal values are told once."""
        if set(map(type, values)) == {str} and (texts := _texts("|".join(values), values)) is not None:
            long, short = self._around(_LONG, _LONG, _LONG), self._around("x", "x", "x")
            forms = [short[0] + b"%b" + short[1], long[0] + b"%b" + long[1]]
            flags = map(is_long, values)
            return [forms[flag] % text for flag, text in zip(flags, texts[0], strict=True)]
        known, found = self.known if len(self.known) < _KNOWN else {}, []
        for value in values:
            key = value.__class__, value
            body = known.get(key)
            if body is None:
                body = known[key] = (self.column.empty or b"") if value is None else self._body(value).encode()
            found.append(body)
        return found
