"""Rows in standard values a column at a time, where nothing is to be said of them. In: a match and its grid.

Out: `Told`: blocks of rows, each value as text in the one writing that the ledger keeps. A value that is refused,
doubtful, remarked on or contradicts another leaves its whole row out: that row goes the careful way
(`rows.standard_rows`), which alone makes problems. What stands there already as it would be kept is seen by its shape,
identity numbers by arithmetic on arrays; every other writing is parsed by its domain, once for each distinct one.
Refuses: tables that this cannot compare (`comparable` gives None): other layouts, references, several registers,
amounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Literal

import numpy as np
import numpy.typing as npt

from yibiao.base.blocks import BLOCK_ROWS, LongCells, value_at
from yibiao.base.tables import Grid, Layout, Raw
from yibiao.flow.standard.domains import Domain, domain_of
from yibiao.flow.standard.domains.citizen_id import EARLIEST_YEAR, sex
from yibiao.flow.standard.domains.shape import BLANKS
from yibiao.flow.standard.meanings import FormMatch
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standard.rows import Form
from yibiao.flow.standardising.rows import BIRTH, ID_NUMBER, SEX, Reader, has_rows

Text = str | None
Unsettled = Literal[False]
_HAN = "\u3400-\u4db5\u4e00-\u4e27\u4e29-\u9fa5"
"""Han that NFKC leaves alone, without 丨, which people write for "nothing"."""
_FIRST = _HAN.replace("\u4e29-\u9fa5", "\u4e29-\u5e73\u5e75-\u9fa5")
"""The same without 年, with which a date begins that nobody filled in."""
_NEVER = tuple(sorted(word for word in BLANKS if word))
_WRITING = Form(f"[{_FIRST}][0-9A-Za-z{_HAN}-]{{1,120}}", _NEVER)
FORMS: Mapping[str, Form] = {
    "name": Form(f"[{_FIRST}][{_HAN}]{{1,5}}", _NEVER),
    "phone": Form("1[3-9][0-9]{9}"),
    "address": _WRITING,
    "text": _WRITING,
    "date": Form("(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"),
    "citizen_id": Form("[1-9][0-9]{16}[0-9X]"),
}
"""Domain → texts that are their own standard writing; of identity numbers the arithmetic has the last word."""
_FITS = {kind: form.fits for kind, form in FORMS.items()}
_WEIGHTS = np.array([pow(2, 17 - place, 11) for place in range(17)], np.int64)
_CHECKS = np.array([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2], np.uint8)
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_REMEMBERED = 200_000
Rows = npt.NDArray[np.int64]
"""Numbers of sheet rows."""


@dataclass(frozen=True, slots=True)
class Told:
    """Some rows: element → text as kept, None where the row says nothing of it; all columns are as long as `rows`."""

    rows: Sequence[int]
    values: Mapping[str, Sequence[Text]]


def right_numbers(texts: Sequence[str]) -> list[bool]:
    """Which of these 18-character texts ([1-9], 16 digits, digit or X) are right numbers: GB 11643—1999, ISO 7064."""
    return [bool(each) for each in right_signs(np.frombuffer("".join(texts).encode("ascii"), np.uint8).reshape(-1, 18))]


def right_signs(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """The same of rows of 18 ASCII codes, whatever they are."""
    signs = codes - np.uint8(48)
    digits = signs[:, :17].astype(np.int64)
    formed = (signs[:, 0] != 0) & (signs[:, :17] < 10).all(1) & ((signs[:, 17] < 10) | (signs[:, 17] == 40))
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month = digits[:, 10:12] @ np.array([10, 1])
    day = digits[:, 12:14] @ np.array([10, 1])
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = np.where(month <= 12, _DAYS[np.minimum(month, 12)], 0) + leap
    last = np.minimum(signs[:, 17], 10)  # X is 40 signs behind 0
    checked = _CHECKS[digits @ _WEIGHTS % 11] == last
    found: npt.NDArray[np.bool_] = (
        formed & checked & (year >= EARLIEST_YEAR) & (month >= 1) & (day >= 1) & (day <= longest)
    )
    return found


class _Seen(dict[object, "Text | Unsettled"]):
    """What each writing came to, a text or (type, value); asked of the domain once, and kept within bounds."""

    def __init__(self, domain: Domain, unit: str | None) -> None:
        super().__init__()
        self.domain, self.unit = domain, unit

    def __missing__(self, writing: str | tuple[type, Raw]) -> Text | Unsettled:
        raw = writing if isinstance(writing, str) else writing[1]
        parsed = self.domain.parse(raw, None, self.unit)
        found: Text | Unsettled = False
        if not parsed.problems and not parsed.doubtful:
            found = None if parsed.value is None else _as_kept(self.domain.to_json(parsed.value))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[writing] = found
        return found


@dataclass
class Column:
    """One column on its way."""

    column: int
    element: Element
    domain: Domain
    unit: str | None
    seen: _Seen = field(init=False)

    def __post_init__(self) -> None:
        self.seen = _Seen(self.domain, self.unit)

    @property
    def kind(self) -> str:
        return self.element.domain.partition(":")[0].strip()

    def told(self, raws: Sequence[Raw]) -> list[Text | Unsettled]:
        """Each value as it would be kept, None for a blank, False for what the careful way has to look at."""
        plain = _FITS.get(self.kind) if self.unit is None else None
        if plain is None:
            return list(map(self.seen.__getitem__, [raw if type(raw) is str else (type(raw), raw) for raw in raws]))
        if self.kind != "citizen_id":
            return [raw if isinstance(raw, str) and plain(raw) else self._parsed(raw) for raw in raws]
        numbers = [raw for raw in raws if isinstance(raw, str) and plain(raw)]
        right = iter(right_numbers(numbers))
        return [
            (raw if next(right) else False) if isinstance(raw, str) and plain(raw) else self._parsed(raw)
            for raw in raws
        ]

    def _parsed(self, raw: Raw) -> Text | Unsettled:
        return self.seen[raw if type(raw) is str else (type(raw), raw)]


def _as_kept(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Comparable:
    """A table whose rows can be compared with records of `register` column by column."""

    register: str
    reader: Reader
    columns: tuple[Column, ...]

    @property
    def elements(self) -> frozenset[str]:
        """What the rows speak of, with what stands in an identity number."""
        told = frozenset(column.element.code for column in self.columns)
        return told | (frozenset(self.inside()) if ID_NUMBER in told else frozenset())

    def inside(self) -> list[str]:
        """Elements that an identity number tells."""
        return [code for code in (BIRTH, SEX) if code in self.reader.standard.elements]

    def told(self, but: Rows | None = None) -> Iterator[Told]:
        """The rows block by block, those left out of which something is to be said, and those of `but`."""
        for rows, raws in blocks_of(self.reader, [column.column for column in self.columns], but):
            values = {one.element.code: one.told(raw) for one, raw in zip(self.columns, raws, strict=True)}
            if ID_NUMBER in values:
                for code in self.inside():
                    values[code] = _with_inside(code, values[ID_NUMBER], values.get(code))
            yield _settled(rows, values)


def _with_inside(
    code: str, numbers: Sequence[Text | Unsettled], given: Sequence[Text | Unsettled] | None
) -> list[Text | Unsettled]:
    """Birth date or sex as rows say it or as it stands in their identity numbers; False where the two differ."""
    inside: list[Text | Unsettled] = [
        (f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if code == BIRTH else sex(number)) if number else None
        for number in numbers
    ]
    if given is None:
        return inside
    return [
        told if expected is None or told == expected else expected if told is None else False
        for told, expected in zip(given, inside, strict=True)
    ]


def _settled(rows: Sequence[int], values: dict[str, list[Text | Unsettled]]) -> Told:
    """The rows of which every value is settled."""
    kept = [True] * len(rows)
    for column in values.values():
        if False in column:
            for number, value in enumerate(column):
                if value is False:
                    kept[number] = False
    if not all(kept):
        rows = list(compress(rows, kept))
        values = {code: list(compress(column, kept)) for code, column in values.items()}
    return Told(rows, {code: [each or None for each in column] for code, column in values.items()})


def comparable(match: FormMatch, grid: Grid, standard: Standard) -> Comparable | None:
    """The table as columns, None where its rows have to be read one by one."""
    if match.table.layout is not Layout.LIST or not has_rows(match):
        return None
    reader = Reader(match, grid, standard)
    register = standard.registers.get(reader.register)
    fields = [(found, element) for found, element in reader.fields if element is not None]
    elements = [element for _, element in fields]
    if register is None or register.hangs_on is not None or not elements:
        return None
    if len({element.code for element in elements}) < len(elements):
        return None
    if any(element.register != register.code or not _compares(element, standard) for element in elements):
        return None
    units = {column.column: column.unit for column in match.table.columns}
    columns = tuple(
        Column(found.column, element, domain_of(element.domain, standard), units.get(found.column))
        for found, element in fields
    )
    return Comparable(register.code, reader, columns)


def _compares(element: Element, standard: Standard) -> bool:
    """Whether a kept value has one writing: amounts have not (20000, 20000.00), references are given by a number."""
    kind = element.domain.partition(":")[0].strip()
    return kind != "ref" and not domain_of(element.domain, standard).duckdb_type.startswith("DECIMAL")


def blocks_of(
    reader: Reader, columns: Sequence[int], but: Rows | None = None
) -> Iterator[tuple[Sequence[int], Sequence[Sequence[Raw]]]]:
    """The rows that may hold records, with the values of these columns; rows under a merged cell are left out, and
    those of `but`."""
    cells = reader.grid.cells
    edge = [*_told_rows(reader, but)]
    if isinstance(cells, LongCells):
        edge = [row for row in edge if not cells.first <= row <= cells.last]
        wanted, few = kept_rows(reader, cells, but), _Few(len(columns))
        for block in cells.blocks:
            kept = wanted[block.first : block.last + 1]
            if kept.all():
                yield range(block.first, block.last + 1), [block.texts(column) for column in columns]
            elif kept.any():
                rows = (np.flatnonzero(kept) + block.first).tolist()
                few.take(rows, [block.some(column, rows) for column in columns])
                if len(few.rows) >= BLOCK_ROWS:
                    yield few.rows, few.texts
                    few = _Few(len(columns))
        if few.rows:
            yield few.rows, few.texts
    for start in range(0, len(edge), BLOCK_ROWS):
        some = edge[start : start + BLOCK_ROWS]
        yield some, [[value_at(cells, row, column) for row in some] for column in columns]


class _Few:
    """Some rows of several blocks: the ledger is asked once for as many as a block has."""

    def __init__(self, columns: int) -> None:
        self.rows: list[int] = []
        self.texts: list[list[Raw]] = [[] for _ in range(columns)]

    def take(self, rows: Sequence[int], texts: Sequence[Sequence[str]]) -> None:
        self.rows += rows
        for held, more in zip(self.texts, texts, strict=True):
            held += more


def kept_rows(reader: Reader, cells: LongCells, but: Rows | None = None) -> npt.NDArray[np.bool_]:
    """For each sheet row down to the last one of the blocks, whether it may hold a record and lies in a block."""
    wanted = np.zeros(cells.last + 1, bool)
    rows = np.fromiter(_told_rows(reader, but), np.int64)
    wanted[rows[(rows >= cells.first) & (rows <= cells.last)]] = True
    return wanted


def _told_rows(reader: Reader, but: Rows | None) -> Iterator[int]:
    left_out = {row for row, _ in reader.covering}
    rows = reader.table.data_rows()
    if but is not None and len(but):
        whole = np.fromiter(rows, np.int64)
        rows = iter(whole[~np.isin(whole, but)].tolist())
    return (row for row in rows if row not in left_out) if left_out else rows
