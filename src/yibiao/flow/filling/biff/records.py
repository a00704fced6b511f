"""What xlrd does not tell about a sheet: formulas, print set-up, drop-down lists. In: the open book. Out: plain values.

Walks the sheet's own records ([MS-XLS] 2.4). Refuses: nothing; a record that cannot be read is left out, and a formula
without a text counts as lost.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_FORMULA, _SHARED, _SETUP, _VALIDATION = 0x0006, 0x04BC, 0x00A1, 0x01BE
_MARGINS = {0x0026: "left", 0x0027: "right", 0x0028: "top", 0x0029: "bottom"}
_HEADER, _FOOTER, _MIDDLE, _CENTRE, _SHEET_OPTIONS, _OBJECT, _PICTURE = 0x14, 0x15, 0x83, 0x84, 0x81, 0x5D, 0x08
_STARTS, _END = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A
_SHARED_TOKEN = 0x01
_VALIDATION_KINDS = {1: "whole", 2: "decimal", 3: "list", 4: "date", 5: "time", 6: "textLength", 7: "custom"}
_OPERATORS = (
    "between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan", "greaterThanOrEqual", "lessThanOrEqual",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Validation:
    """A rule for what may be typed. `areas` are (top, bottom, left, right), from 1."""

    kind: str
    operator: str
    formula1: str | None
    formula2: str | None
    areas: tuple[tuple[int, int, int, int], ...]
    blank_allowed: bool


@dataclass(slots=True)
class SheetRecords:
    """What the records of one sheet say. `formulas` by (row, column) from 1; None: a formula that nobody can read."""

    formulas: dict[tuple[int, int], str | None] = field(default_factory=dict)
    margins: dict[str, float] = field(default_factory=dict)
    validations: list[Validation] = field(default_factory=list)
    setup: tuple[int, ...] | None = None
    header: str = ""
    footer: str = ""
    centred: tuple[bool, bool] = (False, False)
    fit_to_page: bool = False
    pictures: int = 0


def records_of(book: Any, index: int) -> SheetRecords:
    """The records of one sheet."""
    reader = _Reader(book)
    for code, body in _records(book, index):
        try:
            reader.take(code, body)
        except (struct.error, IndexError, UnicodeDecodeError):
            continue
    reader.finish()
    return reader.found


def _records(book: Any, index: int) -> Iterator[tuple[int, bytes]]:
    """The records of the sheet's own substream, charts inside left out."""
    data, at, depth = book.mem, book._sh_abs_posn[index], 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from("<HH", data, at)
        depth += (code in _STARTS) - (code == _END)
        if depth == 1:
            yield code, bytes(data[at + 4 : at + 4 + length])
        at += 4 + length
        if depth <= 0:
            return


@dataclass
class _Reader:
    """Takes one record after the other. Cells that share a formula wait until the formula has come."""

    book: Any
    found: SheetRecords = field(default_factory=SheetRecords)
    _shared: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _waiting: list[tuple[int, int, tuple[int, int]]] = field(default_factory=list)

    def take(self, code: int, body: bytes) -> None:
        found = self.found
        if code == _FORMULA:
            self._formula(body)
        elif code == _SHARED:
            top, _, left, _, _, _, length = struct.unpack_from("<HHBBBBH", body)
            self._shared[top, left] = body[10 : 10 + length]
        elif code == _SETUP:
            found.setup = struct.unpack_from("<6H", body)
        elif code in _MARGINS:
            found.margins[_MARGINS[code]] = struct.unpack_from("<d", body)[0]
        elif code in (_HEADER, _FOOTER) and body:
            setattr(found, "header" if code == _HEADER else "footer", _unicode(body, 0)[0])
        elif code in (_MIDDLE, _CENTRE) and body[:2] != b"\0\0":
            across, down = found.centred
            found.centred = (True, down) if code == _MIDDLE else (across, True)
        elif code == _SHEET_OPTIONS:
            found.fit_to_page = bool(struct.unpack_from("<H", body)[0] & 0x0100)
        elif code == _OBJECT:
            found.pictures += struct.unpack_from("<H", body, 4)[0] == _PICTURE
        elif code == _VALIDATION and (validation := _validation(self.book, body)) is not None:
            found.validations.append(validation)

    def _formula(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        length = struct.unpack_from("<H", body, 20)[0]
        tokens = body[22 : 22 + length]
        if tokens[:1] == bytes([_SHARED_TOKEN]):
            self._waiting.append((row, column, struct.unpack_from("<HH", tokens, 1)))
        else:
            self.found.formulas[row + 1, column + 1] = _text(self.book, tokens, (row, column))

    def finish(self) -> None:
        for row, column, home in self._waiting:
            tokens = self._shared.get(home)
            text = _text(self.book, tokens, (row, column), "shared") if tokens is not None else None
            self.found.formulas[row + 1, column + 1] = text


def _text(book: Any, tokens: bytes, spot: tuple[int, int], use: str = "cell") -> str | None:
    """The formula's text, by xlrd's own reader of formulas; None where it does not know the way."""
    from xlrd import formula
    from xlrd.biffh import XLRDError

    kinds = {"shared": formula.FMLA_TYPE_SHARED, "validation": formula.FMLA_TYPE_DATA_VAL}
    kind = kinds.get(use, formula.FMLA_TYPE_CELL)
    try:
        text = formula.decompile_formula(book, tokens, len(tokens), kind, *spot)
    except (XLRDError, AssertionError, LookupError, TypeError, ValueError, struct.error, AttributeError, NameError):
        return None
    if not isinstance(text, str) or not text or "??" in text or "Unknown" in text or text.startswith("#"):
        return None
    return text


def _unicode(body: bytes, at: int) -> tuple[str, int]:
    """An XLUnicodeString ([MS-XLS] 2.5.294) and where it ends."""
    count, flags = struct.unpack_from("<HB", body, at)
    size = count * (2 if flags & 1 else 1)
    raw = body[at + 3 : at + 3 + size]
    return raw.decode("utf-16-le" if flags & 1 else "latin-1"), at + 3 + size


def _validation(book: Any, body: bytes) -> Validation | None:
    """A Dv record ([MS-XLS] 2.4.95): flags, four texts, two formulas, areas."""
    flags = struct.unpack_from("<I", body)[0]
    kind = _VALIDATION_KINDS.get(flags & 0xF)
    at = 4
    for _ in range(4):
        _, at = _unicode(body, at)
    formulas: list[bytes] = []
    for _ in range(2):
        length = struct.unpack_from("<H", body, at)[0]
        formulas.append(body[at + 4 : at + 4 + length])
        at += 4 + length
    count = struct.unpack_from("<H", body, at)[0]
    areas = tuple(struct.unpack_from("<4H", body, at + 2 + 8 * number) for number in range(count))
    if kind is None or not areas:
        return None
    top, _, left, _ = areas[0]
    first = _listed(formulas[0]) if flags & 0x80 and kind == "list" else None
    texts = [_text(book, tokens, (top, left), "validation") if tokens else None for tokens in formulas]
    operator = _OPERATORS[min(flags >> 20 & 0xF, len(_OPERATORS) - 1)]
    shifted = tuple((t + 1, b + 1, lft + 1, r + 1) for t, b, lft, r in areas)
    if first is None and texts[0] is None:
        return None
    return Validation(kind, operator, first or texts[0], texts[1], shifted, bool(flags & 0x100))


def _listed(tokens: bytes) -> str | None:
    """An explicit list is one text with its choices between zero characters (PtgStr, [MS-XLS] 2.5.198.89)."""
    if tokens[:1] != b"\x17":
        return None
    count, flags = tokens[1], tokens[2]
    raw = tokens[3 : 3 + count * (2 if flags & 1 else 1)]
    text = raw.decode("utf-16-le" if flags & 1 else "latin-1")
    return '"' + ",".join(text.split("\0")).replace('"', '""') + '"'
