"""Forms written by hand for judging, as files and as gold. In: bench/fresh/*.form. Out: `Fresh` forms; files on demand.

A form is a block of lines. First line: `=== id department layout register | population | format`. Every further line is a row:
`.` above the table, `T` title, `H` header, `B` body (`B*6` six empty rows), `F` footer, `G` the gold of counted columns. Cells
stand between `|` (csv: `,`), `<` merges with the cell on the left, `^` with the one above. `{a/b}` is a blank and what it may
mean: an element, `#special`, `-` nothing, `@count`. A body row of a cross-tab ends with `## condition`; `@` marks rows of areas.
The gold was written before the product saw the form. Odd numbers are for development, even ones for testing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "fresh"
_BLANK = re.compile(r"\{([^{}]*)\}")
_AREAS = "@"


@dataclass
class Fresh:
    """One form: texts and merges by cell, blocks as (first, last) row, what each blank may mean."""

    id: str
    department: str
    layout: str
    register: str
    population: str
    format: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    gold: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    stubs: dict[int, str] = field(default_factory=dict)
    counted: dict[int, str] = field(default_factory=dict)

    @property
    def split(self) -> str:
        return "dev" if int(self.id[1:]) % 2 else "test"

    @property
    def columns(self) -> int:
        return max(column for _, column in self.texts)

    def block(self, kind: str) -> list[int] | None:
        """First and last row of a kind."""
        rows = [row for row, each in self.kinds.items() if each == kind]
        return [min(rows), max(rows)] if rows else None

    @property
    def title_cell(self) -> list[int] | None:
        rows = self.block("T")
        return [rows[0], 1] if rows and self.format != "docx" else None

    def as_json(self) -> dict:
        """The gold, as bench/labels/fresh.jsonl keeps it."""
        fields = [{"cell": list(spot), "gold": list(codes)} for spot, codes in sorted(self.gold.items())]
        fields += [{"cell": list(spot), "count": text} for spot, text in sorted(self.counts().items())]
        return {
            "form": self.id, "split": self.split, "layout": self.expected_layout, "register": self.register,
            "population": self.population, "title_cell": self.title_cell, "header": self.block("H"),
            "body": self.block("B"), "footer": self.block("F"), "fields": fields,
        }  # fmt: skip

    @property
    def expected_layout(self) -> str:
        return self.layout

    @property
    def by_area(self) -> bool:
        return _AREAS in self.stubs.values()

    def counts(self) -> dict[tuple[int, int], str]:
        """Cell → the count it wants: `register!condition`, "%part|base" for shares. Areas: the first body row alone."""
        found = {}
        for row, stub in self.stubs.items():
            if stub.startswith("total") or (stub == _AREAS and _AREAS in found.values()):
                continue
            for column, text in self.counted.items():
                if text and text[0] not in "#?-":
                    found[row, column] = _joined(stub, text, self.register)
            if stub == _AREAS:
                break
        return found


def _joined(stub: str, text: str, register: str) -> str:
    parts = [] if stub == _AREAS else [stub]
    if text.startswith("%"):
        return f"{register}!%{' 且 '.join(parts)}|{text[1:]}"
    home, mark, condition = text.partition("!")
    if not mark:
        home, condition = register, text
    if condition and condition != "=":
        parts.append(condition)
    return f"{home}!{' 且 '.join(f'({part})' for part in parts)}"


def forms() -> Iterator[Fresh]:
    """All forms, in the order of the files."""
    for path in sorted(FOLDER.glob("*.form")):
        for block in path.read_text("utf-8").split("=== ")[1:]:
            yield _form(block)


def _form(block: str) -> Fresh:
    first, *lines = block.strip("\n").split("\n")
    head, population, kind = (part.strip() for part in first.split(" | "))
    name, department, layout, register = head.split(" ")
    form = Fresh(name, department, "crosstab" if layout == "areas" else layout, register, population, kind)
    separator = "," if kind == "csv" else "|"
    row = 0
    for line in lines:
        mark, _, rest = line.partition(" ")
        if mark == "G":
            form.counted = {i: text.strip() for i, text in enumerate(rest.split("|"), 1)}
            continue
        times = int(mark[2:]) if "*" in mark else 1
        for _ in range(times):
            row += 1
            form.kinds[row] = mark[0]
            cells, _, stub = rest.partition(" ## ") if " ## " in rest else (rest, "", "")
            if mark[0] == "B" and (stub or rest == _AREAS):
                form.stubs[row] = stub or _AREAS
            _row(form, row, "" if "*" in mark else cells, separator)
    _merge(form)
    return form


def _row(form: Fresh, row: int, text: str, separator: str) -> None:
    cells = re.sub(r"(<+)", lambda found: f"{separator}<" * len(found.group(1)), text).split(separator)
    for column, cell in enumerate(cells, 1):
        blank = _BLANK.search(cell)
        if blank:
            form.gold[row, column] = tuple(blank.group(1).split("/"))
        form.texts[row, column] = _BLANK.sub("", cell).replace("\\n", "\n")


def _merge(form: Fresh) -> None:
    for (row, column), text in list(form.texts.items()):
        if text in ("<", "^"):
            continue
        right, bottom = column, row
        while form.texts.get((row, right + 1)) == "<":
            right += 1
        while form.texts.get((bottom + 1, column)) == "^":
            bottom += 1
        if (right, bottom) != (column, row):
            form.merges.append((row, column, bottom, right))
    for spot, text in form.texts.items():
        if text in ("<", "^"):
            form.texts[spot] = ""


def build(form: Fresh, folder: Path) -> Path:
    """The form as a file of its format."""
    path = folder / f"{form.id}.{form.format}"
    {"xlsx": _xlsx, "xls": _xls, "csv": _csv, "docx": _docx}[form.format](form, path)
    return path


def _framed(form: Fresh, row: int) -> bool:
    return form.kinds[row] in "HB"


def _xlsx(form: Fresh, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    sheet = book.active
    thin = Border(*[Side("thin")] * 4)
    for row, kind in form.kinds.items():
        for column in range(1, form.columns + 1):
            cell = sheet.cell(row, column)
            if text := form.texts.get((row, column)):
                cell.value = text
            if kind in "HB":
                cell.border = thin
            if kind in "TH":
                cell.font = Font(bold=True, size=18 if kind == "T" else 11)
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for top, left, bottom, right in form.merges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)


def _xls(form: Fresh, path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    framed = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    covered = {
        (row, column)
        for top, left, bottom, right in form.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    plain = xlwt.XFStyle()
    for row in form.kinds:
        for column in range(1, form.columns + 1):
            if (row, column) not in covered:
                style = framed if _framed(form, row) else plain
                sheet.write(row - 1, column - 1, form.texts.get((row, column)) or None, style)
    for top, left, bottom, right in form.merges:
        style = framed if _framed(form, top) else plain
        sheet.write_merge(top - 1, bottom - 1, left - 1, right - 1, form.texts[top, left] or None, style)
    book.save(str(path))


def _csv(form: Fresh, path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        for row in form.kinds:
            writer.writerow([form.texts.get((row, column), "") for column in range(1, form.columns + 1)])


def _docx(form: Fresh, path: Path) -> None:
    from docx import Document

    document = Document()
    rows = [row for row, kind in form.kinds.items() if kind in "HB"]
    for row, kind in form.kinds.items():
        if kind in ".T":
            document.add_paragraph(form.texts[row, 1])
    columns = max(column for row, column in form.texts if row in rows)
    table = document.add_table(len(rows), columns, style="Table Grid")
    at = {row: number for number, row in enumerate(rows)}
    for top, left, bottom, right in form.merges:
        if top in at:
            table.cell(at[top], left - 1).merge(table.cell(at[bottom], right - 1))
    for (row, column), text in form.texts.items():
        if row in at and text:
            table.cell(at[row], column - 1).text = text
    document.save(str(path))
    _renumber(form, at)


def _renumber(form: Fresh, at: dict[int, int]) -> None:
    """Rows of a docx table count from 1 at its first row."""
    if form.kinds and min(form.kinds) != 1 or any(row != at[row] + 1 for row in at):
        form.kinds = {at[row] + 1: kind for row, kind in form.kinds.items() if row in at}
        form.gold = {(at[row] + 1, column): codes for (row, column), codes in form.gold.items()}
        form.stubs = {at[row] + 1: stub for row, stub in form.stubs.items()}
