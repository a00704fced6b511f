"""What xlrd does not tell of an xls sheet: which cells are formulas, which have drop-down lists. In: a book's stream.

Out: places of FORMULA records, drop-downs as (regions, formula text in xlsx writing). Refuses: nothing; a record
that does not fit its own shape is passed over. [MS-XLS] 2.4.127 (Formula), 2.4.100 (DV), 2.5.198 (Ptg).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from yibiao.base.tables import Region, a1

_BOF = (0x0809, 0x0409, 0x0209, 0x0009)
_EOF = 0x000A
_FORMULA = (0x0006, 0x0206, 0x0406)
_LIST_RULE = 0x01BE
_IS_LIST = 3
_TEXT, _AREA, _AREA_ELSEWHERE = 0x17, (0x25, 0x45, 0x65), (0x3B, 0x5B, 0x7B)
_MOST_LISTS = 2_000

SheetName = Callable[[int], str | None]
"""Number of an entry of the EXTERNSHEET record → the sheet's name."""


@dataclass(slots=True)
class Extras:
    """Of one sheet: places of formulas; regions with the list that they offer."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    lists: list[tuple[tuple[Region, ...], str]] = field(default_factory=list)


def extras_of(data: bytes, start: int, sheet_name: SheetName) -> Extras:
    """What the records of the sheet that begins at `start` tell."""
    found = Extras()
    for code, body in _records(data, start):
        if code in _FORMULA and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            found.formulas.add((row + 1, column + 1))
        elif code == _LIST_RULE and len(found.lists) < _MOST_LISTS:
            try:
                rule = _list_rule(body, sheet_name)
            except (struct.error, IndexError, UnicodeDecodeError):
                continue
            if rule is not None:
                found.lists.append(rule)
    return found


def _records(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of charts inside it left out."""
    position, depth = start, 0
    while 0 <= position <= len(data) - 4:
        code, length = struct.unpack_from("<HH", data, position)
        depth += (code in _BOF) - (code == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield code, data[position + 4 : position + 4 + length]
        position += 4 + length


def _list_rule(body: bytes, sheet_name: SheetName) -> tuple[tuple[Region, ...], str] | None:
    """The regions and the list of a DV record; None for rules of another kind."""
    (flags,) = struct.unpack_from("<I", body)
    if flags & 0x0F != _IS_LIST:
        return None
    position = 4
    for _ in range(4):  # two titles, two messages
        position = _behind_text(body, position)
    (length,) = struct.unpack_from("<H", body, position)
    formula = _formula_text(body[position + 4 : position + 4 + length], sheet_name)
    position += 4 + length
    (second,) = struct.unpack_from("<H", body, position)
    position += 4 + second
    (count,) = struct.unpack_from("<H", body, position)
    regions = []
    for number in range(min(count, 1_000)):
        top, bottom, left, right = struct.unpack_from("<4H", body, position + 2 + 8 * number)
        regions.append(Region(top + 1, left + 1, bottom + 1, right + 1))
    return (tuple(regions), formula) if formula else None


def _behind_text(body: bytes, position: int) -> int:
    length, wide = struct.unpack_from("<HB", body, position)
    return position + 3 + int(length) * (2 if wide & 1 else 1)


def _formula_text(tokens: bytes, sheet_name: SheetName) -> str | None:
    """The first token as xlsx would write it: "男,女" or 'Sheet'!$A$1:$A$9."""
    kind = tokens[0]
    if kind == _TEXT:
        length, wide = tokens[1], tokens[2] & 1
        raw = tokens[3 : 3 + length * (2 if wide else 1)]
        text = raw.decode("utf-16-le" if wide else "latin-1")
        return '"' + text.replace("\0", ",").replace('"', "") + '"'
    if kind in _AREA:
        return _area(tokens[1:9])
    if kind in _AREA_ELSEWHERE:
        name = sheet_name(struct.unpack_from("<H", tokens, 1)[0])
        return None if name is None else "'" + name.replace("'", "''") + "'!" + _area(tokens[3:11])
    return None


def _area(packed: bytes) -> str:
    top, bottom, left, right = struct.unpack("<4H", packed)
    return f"{a1(top + 1, (left & 0x3FFF) + 1)}:{a1(bottom + 1, (right & 0x3FFF) + 1)}"
