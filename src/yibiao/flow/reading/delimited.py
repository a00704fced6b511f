"""Delimited text (csv, tsv) as one grid. In: a source. Out: a `Workbook` whose values are the exact texts.

Encodings are tried strictly in turn: byte order mark, UTF-8, GB18030 (holds GBK and GB 2312); UTF-16 without a
mark is told by its zero bytes. Refuses: more cells than allowed. What no encoding can read is replaced, with a remark.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import replace

from yibiao.base.problems import Problem, problem
from yibiao.base.tables import Grid, Look, Workbook
from yibiao.flow.reading.grids import Draft
from yibiao.flow.reading.limits import Source
from yibiao.flow.reading.long import long_grid

_DELIMITERS = "\t,;|，；"
_PLAIN = Look()
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LONGEST_FIELD = 1 << 20


def read_delimited(source: Source) -> Workbook:
    """The text as a grid called after the file's stem."""
    text, problems = decoded(source)
    book = read_texts(source, "csv", text, delimiter_of(text[:65_536]))
    return replace(book, problems=(*problems, *book.problems))


def read_texts(source: Source, kind: str, text: str, delimiter: str = ",") -> Workbook:
    """Such a text in hand, for the readers of other kinds of files too."""
    name = source.name.rpartition(".")[0] or source.name
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        grid, remarks = _grid(source, name, text, delimiter)
    except csv.Error as error:
        raise source.refuse("READ_CORRUPT", what=str(error)[:80]) from error
    return Workbook(source.name, kind, (grid,), remarks)


def _grid(source: Source, name: str, text: str, delimiter: str) -> tuple[Grid, tuple[Problem, ...]]:
    if source.limits.blocks_from and text.count("\n") >= source.limits.blocks_from:
        long = long_grid(source, name, text, delimiter)
        if long is not None:
            return long
    draft = Draft(source, name, 0)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=False)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value:
                draft.put(number, column, value, _PLAIN)
    return draft.finish()


def decoded(source: Source) -> tuple[str, tuple[Problem, ...]]:
    """The text of the bytes and what was lost of it."""
    data = source.data
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(source, data, name)
    sample = data[:4096]
    if sample.count(0) * 8 > len(sample):
        wide = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        return _lenient(source, data, wide)
    for name in ("utf-8", "gb18030"):
        try:
            return data.decode(name), ()
        except UnicodeDecodeError:
            continue
    utf8, gb = data.decode("utf-8", "replace"), data.decode("gb18030", "replace")
    return _lenient(source, data, "utf-8" if utf8.count("\ufffd") <= gb.count("\ufffd") else "gb18030")


def _lenient(source: Source, data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    text = data.decode(name, "replace")
    lost = text.count("\ufffd") - (data.count("\ufffd".encode("utf-8")) if name.startswith("utf-8") else 0)
    return text, (problem("READ_ENCODING", source.place(), count=lost),) if lost > 0 else ()


def delimiter_of(text: str) -> str:
    """The mark that splits most lines into the same number (> 1) of fields; a comma where none does."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    best, score = ",", 0.0
    for mark in _DELIMITERS:
        counts = Counter(_count_outside_quotes(line, mark) for line in lines)
        fields, agreeing = max(counts.items(), key=lambda item: (item[0] > 0, item[1], item[0]), default=(0, 0))
        worth = agreeing * (1 + fields / 100) if fields else 0.0
        if worth > score:
            best, score = mark, worth
    return best


def _count_outside_quotes(line: str, mark: str) -> int:
    if '"' not in line:
        return line.count(mark)
    return sum(piece.count(mark) for piece in line.split('"')[::2])
