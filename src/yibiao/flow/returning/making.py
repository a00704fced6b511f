"""Makes the import files. In: a mapping, the rows of its question (as the viewer gets them). Out: `Returned`.

What the other system will refuse is said beforehand, with row and column: a must that is blank, a value without a code.
Refuses (`ProblemError`): signs that the wanted encoding cannot write.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import a1
from yibiao.flow.asking.nodes import Rows
from yibiao.flow.returning.mapping import Mapping, Target
from yibiao.flow.standard.formula.names import code_list_of
from yibiao.flow.standard.formula.nodes import Ref, Scalar
from yibiao.flow.standard.model import Standard

Text = str | int | Decimal
SHOWN = 200
"""Problems that are told of one return; the rest are counted by the receiver anyway."""
_DATE = re.compile("YYYY|MM|DD")
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class About:
    """Of which area and day it is: for the file's name."""

    area: str
    day: date


@dataclass(frozen=True, slots=True)
class Made:
    """One file."""

    name: str
    data: bytes
    rows: int


@dataclass(frozen=True, slots=True)
class Returned:
    """The files, and what the other system will not take."""

    files: tuple[Made, ...]
    problems: tuple[Problem, ...] = ()


def files_of(mapping: Mapping, rows: Rows, standard: Standard, about: About) -> Returned:
    """The files of a mapping, split as it wants; no row makes one file with the header alone."""
    problems: list[Problem] = []
    lines = [_line(mapping, rows, at, standard, problems) for at in range(len(rows.ids))]
    size = mapping.split or max(len(lines), 1)
    parts = [lines[at : at + size] for at in range(0, len(lines), size)] or [[]]
    files = tuple(
        Made(_name(mapping, about, number, len(parts)), _written(mapping, part), len(part))
        for number, part in enumerate(parts, 1)
    )
    return Returned(files, tuple(problems[:SHOWN]))


def _line(mapping: Mapping, rows: Rows, at: int, standard: Standard, problems: list[Problem]) -> list[Text]:
    values = dict(zip(rows.columns, rows.values[at], strict=True))
    found: list[Text] = []
    for column, target in enumerate(mapping.targets):
        told = _value(target, values.get(f"c{column}"), at, standard)
        cell = a1(at + len(mapping.above) + 2, column + 1)
        place = Place(cell=cell, field=target.head, record=rows.ids[at])
        if told is None:
            problems.append(problem("RETURNS_NO_CODE", place, head=target.head, row=at + 1))
        elif told == "" and target.must:
            problems.append(problem("RETURNS_BLANK", place, head=target.head, row=at + 1))
        found.append("" if told is None else told)
    return found


def _value(target: Target, value: Scalar | None, at: int, standard: Standard) -> Text | None:
    """What the other system gets; None where its codes have nothing for the value."""
    if target.constant is not None:
        return target.constant
    if target.serial:
        return at + 1
    if value is None:
        return ""
    label = _label(target, value, standard)
    if target.codes:
        return target.codes.get(str(value), target.codes.get(label, target.other))
    if isinstance(value, date) and target.date:
        return _DATE.sub(
            lambda part: {"YYYY": f"{value:%Y}", "MM": f"{value:%m}", "DD": f"{value:%d}"}[part[0]], target.date
        )
    if target.number and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return label


def _label(target: Target, value: Scalar, standard: Standard) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    element = standard.elements.get(target.of.code) if isinstance(target.of, Ref) else None
    codes = code_list_of(standard, element) if element is not None else None
    entry = codes.by_code.get(str(value)) if codes is not None else None
    return entry.label_zh if entry is not None else str(value)


def _name(mapping: Mapping, about: About, number: int, parts: int) -> str:
    stem = _UNSAFE.sub("_", mapping.file or mapping.title)[:60]
    part = f"_{number:02d}" if parts > 1 else ""
    return f"{stem}_{_UNSAFE.sub('_', about.area)}_{about.day:%Y%m%d}{part}.{mapping.format}"


def _written(mapping: Mapping, lines: Sequence[Sequence[Text]]) -> bytes:
    return _csv(mapping, lines) if mapping.format == "csv" else sheet_of(mapping, lines)


def _above(mapping: Mapping) -> Iterator[Sequence[Text]]:
    yield from mapping.above
    yield tuple(target.head for target in mapping.targets)


def _csv(mapping: Mapping, lines: Sequence[Sequence[Text]]) -> bytes:
    """RFC 4180, lines end with CR LF."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([*_above(mapping), *lines])
    try:
        return out.getvalue().encode(mapping.encoding)
    except UnicodeEncodeError as error:
        sign = error.object[error.start]
        said = {"sign": sign, "code": f"U+{ord(sign):04X}", "encoding": mapping.encoding}
        raise ProblemError(problem("RETURNS_NOT_WRITABLE", Place(), **said)) from None


def sheet_of(mapping: Mapping, lines: Sequence[Sequence[Text]]) -> bytes:
    """An xlsx whose texts stay texts: numbers of certificates keep their zeros, and = begins no formula."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = re.sub(r"[\[\]:*?/\\]", "_", mapping.sheet)[:31] or "Sheet1"
    for row, line in enumerate([*_above(mapping), *lines], 1):
        for column, told in enumerate(line, 1):
            if told == "":
                continue
            cell = page.cell(row, column)
            if isinstance(told, str):
                cell.value, cell.data_type, cell.number_format = ILLEGAL_CHARACTERS_RE.sub("", told), "s", "@"
            else:
                cell.value = told
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
