"""Any form file as grids, in this process. In: a path or a source. Out: a `Workbook`. Refuses: with a `ProblemError`.

Untrusted files are read through `yibiao.flow.reading.read`, which runs this in a limited child; call this directly only
for files of our own (examples, tests, benches).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from yibiao.base.problems import problem
from yibiao.base.tables import Workbook
from yibiao.flow.reading.delimited import read_delimited
from yibiao.flow.reading.docx import read_docx, read_word_xml
from yibiao.flow.reading.drawing import Drawing, draw_package, draw_plain
from yibiao.flow.reading.limits import Limits, Source, source_of
from yibiao.flow.reading.markup import read_html, read_spreadsheet_xml
from yibiao.flow.reading.parquet import read_parquet
from yibiao.flow.reading.parts import Parts, open_parts
from yibiao.flow.reading.sniffing import sniff
from yibiao.flow.reading.xls import read_xls
from yibiao.flow.reading.xlsx import places_of, read_xlsx

_READERS: dict[str, Callable[[Source], Workbook]] = {
    "xls": read_xls,
    "csv": read_delimited,
    "html": read_html,
    "xml": read_spreadsheet_xml,
    "wordxml": read_word_xml,
    "parquet": read_parquet,
}
_NAMES = {
    "xlsx": ("xlsx", "xlsm", "xltx", "xltm"),
    "xls": ("xls", "et", "xlt", "ett"),
    "csv": ("csv", "tsv", "txt", "tab"),
    "html": ("html", "htm"),
    "xml": ("xml",),
    "wordxml": ("xml", "doc"),
    "parquet": ("parquet",),
    "docx": ("docx", "docm", "dotx", "dotm"),
}


def read_workbook(path: Path, limits: Limits | None = None) -> Workbook:
    """The file at `path` as grids, by what its bytes are; raises `ProblemError` where there is nothing to return."""
    return parse(source_of(path, limits))


def parse(source: Source) -> Workbook:
    """The same for bytes in hand."""
    kind = sniff(source)
    book = _package(source) if kind == "zip" else _READERS[kind](source)
    problems = book.problems
    if source.suffix and source.suffix not in _NAMES[book.format]:
        said = problem("READ_MISLABELLED", source.place(), suffix=source.suffix[:10], format=book.format)
        problems = (*problems, said)
    if not any(cell.formula is not None or cell.text for grid in book.grids for cell in grid.cells.values()):
        raise source.refuse("READ_NO_CELLS")
    return replace(book, problems=problems)


def draw(source: Source) -> Drawing:
    """The same bytes as they look."""
    book = parse(source)
    if book.format != "xlsx":
        return draw_plain(book)
    parts = open_parts(source)
    sheets, styles = places_of(parts, _main_part(parts))
    return draw_package(book, parts, sheets, styles)


def _package(source: Source) -> Workbook:
    """An OOXML package by its main part (ECMA-376 part 2: the officeDocument relation of the package)."""
    parts = open_parts(source)
    main = _main_part(parts)
    if main.startswith("xl/") and main.endswith(".xml"):
        book = read_xlsx(source, parts, main)
        if not any(grid.cells for grid in book.grids) and any(name.startswith("xl/media/") for name in parts.names):
            raise source.refuse("READ_ONLY_PICTURES")
        return book
    if main.startswith("word/"):
        return read_docx(source, parts, main)
    raise _other_package(source, parts, main)


def _main_part(parts: Parts) -> str:
    related = {kind: target for kind, target in parts.related("").values()}
    named = related.get("officeDocument", "")
    return next((name for name in (named, "xl/workbook.xml", "word/document.xml") if name and name in parts), named)


def _other_package(source: Source, parts: Parts, main: str) -> Exception:
    if "mimetype" in parts and b"opendocument" in parts.read("mimetype")[:100]:
        return source.refuse("READ_UNSUPPORTED", kind="OpenDocument")
    if main.endswith(".bin"):
        return source.refuse("READ_UNSUPPORTED", kind="xlsb")
    if main.startswith("ppt/"):
        return source.refuse("READ_UNSUPPORTED", kind="PowerPoint")
    if "[content_types].xml" in parts:
        return source.refuse("READ_CORRUPT", what="[Content_Types].xml")
    return source.refuse("READ_ARCHIVE")
