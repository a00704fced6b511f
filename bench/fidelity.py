"""How much of a form survives when its first list gets 25 more rows. In: the shared corpus. Out: rates, ours and a rival's.

    python -m bench.fidelity [--every N] [--show]

The rival is the usual way, openpyxl load · insert_rows · copy the style · save, in the same run on the same files. The judge reads
both results with openpyxl and compares every cell, look, merge, height, width, print set-up, rule, note, picture and name with the
template's, moved by the rows that came in; how formulas must look afterwards is computed here by a plain substitution,
not by the code under test. Parts are the files inside the package that no edit of rows has to change.
"""

from __future__ import annotations

import argparse
import copy
import io
import re
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from tests.corpus import corpus
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Layout, ParsedTable
from yibiao.flow.filling import FillPlan, ListBlock, SheetPlan, write
from yibiao.flow.filling.biff import to_xlsx
from yibiao.flow.filling.lists import slots_of
from yibiao.flow.reading.structure import recognise
from yibiao.flow.reading.workbook import read_workbook

EXTRA = 25
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.!'\]])(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\d(A-Za-z_])")


@dataclass(frozen=True)
class Case:
    """One file: where its first list is, and below which row the further rows come in."""

    path: Path
    data: bytes
    sheet: str
    slots: tuple[int, ...]
    after: int
    column: int

    def row(self, row: int) -> int:
        return row + EXTRA if row > self.after else row

    def end(self, row: int) -> int:
        return row + EXTRA if row >= self.after else row

    def span(self, first: int, last: int) -> tuple[int, int]:
        return self.row(first), self.end(last)


def case_of(path: Path) -> Case | None:
    """The first list of a file (else its first table), None where there is no row to repeat."""
    workbook = read_workbook(path)
    if workbook.format not in ("xlsx", "xls"):
        return None
    tables = recognise(workbook)
    table = next((one for one in tables if one.layout is Layout.LIST), tables[0] if tables else None)
    if table is None:
        return None
    data = path.read_bytes() if workbook.format == "xlsx" else to_xlsx(path.read_bytes())[0]
    slots = slots_of(table)[0] if table.layout is Layout.LIST else _any_row(table)
    if not slots:
        return None
    after = slots[-2] if len(slots) > 1 else slots[-1]
    return Case(path, data, table.sheet, slots, after, table.region.left)


def _any_row(table: ParsedTable) -> tuple[int, ...]:
    return (table.body[0],) if table.body else ()


def ours(case: Case) -> bytes:
    """Our writer."""
    rows = tuple((None,) for _ in range(len(case.slots) + EXTRA))
    block = ListBlock(case.slots, (case.column,), rows, style_row=case.after)
    return write(case.data, FillPlan((SheetPlan(case.sheet, blocks=(block,)),))).data


def rival(case: Case) -> bytes:
    """What people do with openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(case.data))
    sheet = book[case.sheet]
    sheet.insert_rows(case.after + 1, EXTRA)
    for row in range(case.after + 1, case.after + 1 + EXTRA):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(row, column)._style = copy.copy(sheet.cell(case.after, column)._style)
        sheet.row_dimensions[row].height = sheet.row_dimensions[case.after].height
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def judge(case: Case, result: bytes) -> dict[str, bool]:
    """Aspect → whether nothing of it was lost."""
    old, new = (openpyxl.load_workbook(io.BytesIO(data)) for data in (case.data, result))
    here, there = old[case.sheet], new[case.sheet]
    others = [name for name in old.sheetnames if name != case.sheet and hasattr(old[name], "iter_rows")]
    return {
        "values": _values(case, here, there) and all(_same_values(case, old[n], new[n]) for n in others),
        "formulas": _formulas(case, here, there, True) and all(_formulas(case, old[n], new[n], False) for n in others),
        "looks": _looks(case, old, new),
        "merges": _merges(case, here, there),
        "new rows": _new_rows(case, old, new),
        "heights": _heights(case, here, there),
        "widths": _widths(here) == _widths(there),
        "print": _print(case, here) == _print(None, there),
        "rules": _rules(case, here) == _rules(None, there),
        "notes": _notes(case, here) == _notes(None, there),
        "pictures": _pictures(case, here) == _pictures(None, there),
        "views": _view(here) == _view(there) and old.sheetnames == new.sheetnames,
        "parts": _parts(case.data) <= _parts(result),
    }


def _cells(sheet: Any) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row]


def _values(case: Case, here: Any, there: Any) -> bool:
    return all(
        cell.value == there.cell(case.row(cell.row), cell.column).value
        for cell in _cells(here)
        if cell.value is not None and not _is_formula(cell)
    )


def _same_values(case: Case, here: Any, there: Any) -> bool:
    return all(c.value == there[c.coordinate].value for c in _cells(here) if not _is_formula(c))


def _is_formula(cell: Any) -> bool:
    return cell.data_type == "f"


def _text(value: Any) -> str:
    return str(getattr(value, "text", value))


def _formulas(case: Case, here: Any, there: Any, same: bool) -> bool:
    return all(
        _moved(case, _text(cell.value), cell.row, here.title)
        == _text(there.cell(case.row(cell.row) if same else cell.row, cell.column).value)
        for cell in _cells(here)
        if _is_formula(cell)
    )


def _moved(case: Case, formula: str, row: int, sheet: str) -> str:
    """References moved by substitution; those to other sheets only where they name the grown one."""

    def one(found: re.Match[str]) -> str:
        left, first, right, last = found[1], int(found[2]), found[3], found[4]
        if right is None:
            alone = (
                len(case.slots) == 1
                and first == case.after != row
                and formula[: found.start()].upper().endswith("SUM(")
            )
            if alone and formula[found.end() :].startswith(")"):
                return f"{left}{first}:{left}{first + EXTRA}"
            return f"{left}{case.row(first)}"
        own = first == int(last) == row
        grown = case.row(int(last)) if own else case.end(int(last))
        return f"{left}{case.row(first)}:{right}{grown}"

    if sheet == case.sheet:
        return _REFERENCE.sub(one, formula)
    name = "(?:'" + re.escape(case.sheet.replace("'", "''")) + "'|" + re.escape(case.sheet) + ")!"
    foreign = re.compile(f"({name})(\\$?[A-Z]{{1,3}}\\$?\\d+(?::\\$?[A-Z]{{1,3}}\\$?\\d+)?)")
    return foreign.sub(lambda found: found[1] + _REFERENCE.sub(one, found[2]), formula)


def _looks(case: Case, old: Any, new: Any) -> bool:
    for name in old.sheetnames:
        here, there = old[name], new[name]
        if not hasattr(here, "iter_rows"):
            continue
        drawn = {(m.min_row, m.min_col) for m in here.merged_cells.ranges}
        for cell in _cells(here):
            row = case.row(cell.row) if name == case.sheet else cell.row
            if type(cell).__name__ == "MergedCell" or ((cell.row, cell.column) in drawn and cell.row in case.slots):
                continue  # openpyxl draws the borders of merged cells itself
            if _look(old, cell) != _look(new, there.cell(row, cell.column)):
                return False
    return True


def _look(book: Any, cell: Any) -> tuple[Any, ...]:
    style = cell._style
    if style is None:
        return ()
    return (
        book._fonts[style.fontId], book._fills[style.fillId], book._borders[style.borderId],
        book._alignments[style.alignmentId], book._protections[style.protectionId], cell.number_format,
    )  # fmt: skip


def _new_rows(case: Case, old: Any, new: Any) -> bool:
    """Each new row has the looks and the merges of the row that it repeats."""
    here, there = old[case.sheet], new[case.sheet]
    spans = {(m.min_col, m.max_col) for m in here.merged_cells.ranges if m.min_row == m.max_row == case.after}
    for row in range(case.after + 1, case.after + 1 + EXTRA):
        found = {(m.min_col, m.max_col) for m in there.merged_cells.ranges if m.min_row == m.max_row == row}
        if found != spans:
            return False
        for cell in here[case.after]:
            if "MergedCell" in (type(cell).__name__, type(there.cell(row, cell.column)).__name__):
                continue
            if _look(old, cell) != _look(new, there.cell(row, cell.column)):
                return False
    return True


def _merges(case: Case, here: Any, there: Any) -> bool:
    wanted = set()
    for m in here.merged_cells.ranges:
        grows = m.min_row != m.max_row and len(case.slots) == 1
        if _between_records(case, m):
            continue  # merges over several records of old data are taken apart on purpose
        wanted.add((case.row(m.min_row), case.end(m.max_row) if grows else case.row(m.max_row), m.min_col, m.max_col))
    return wanted <= {(m.min_row, m.max_row, m.min_col, m.max_col) for m in there.merged_cells.ranges}


def _between_records(case: Case, merge: Any) -> bool:
    return (
        merge.min_row != merge.max_row
        and merge.min_row in case.slots
        and merge.max_row in case.slots
        and merge.min_col <= case.column <= merge.max_col
    )


def _heights(case: Case, here: Any, there: Any) -> bool:
    return all(
        there.row_dimensions[case.row(row)].height == entry.height
        for row, entry in here.row_dimensions.items()
        if entry.height is not None and case.row(row) <= 1_048_576
    )


def _widths(sheet: Any) -> dict[str, Any]:
    return {name: (entry.width, entry.hidden) for name, entry in sheet.column_dimensions.items()}


def _print(case: Case | None, sheet: Any) -> Any:
    area = sheet.print_area or ""
    if case is not None:
        area = _moved_area(case, area)
    setup, margins = sheet.page_setup, sheet.page_margins
    return (
        area, sheet.print_title_rows, sheet.print_title_cols, setup.orientation, setup.paperSize, setup.scale,
        setup.fitToHeight, setup.fitToWidth, margins.left, margins.right, margins.top, margins.bottom,
        sheet.print_options.horizontalCentered, [case.end(b.id) if case else b.id for b in sheet.row_breaks.brk],
        str(sheet.oddHeader.center.text), str(sheet.oddFooter.center.text),
    )  # fmt: skip


def _moved_area(case: Case, area: str) -> str:
    def one(found: re.Match[str]) -> str:
        first, last = case.span(int(found[2]), int(found[4])) if found[4] else (case.row(int(found[2])), 0)
        return f"{found[1]}{first}:{found[3]}{last}" if found[3] else f"{found[1]}{first}"

    return re.sub(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?", one, area)


def _rules(case: Case | None, sheet: Any) -> Any:
    """Validations, conditional formats and filters with their areas, from first to last row."""

    def area(reference: str) -> tuple[tuple[int, int], ...]:
        spans = []
        for part in str(reference).split():
            rows = [int(number) for number in re.findall(r"\d+", part)] or [0]
            span = (rows[0], rows[-1])
            if case is not None:
                span = case.span(rows[0], rows[-1])
            spans.append((span[0], min(span[1], 1_048_576)))
        return tuple(sorted(spans))

    validations = sorted((str(rule.type), area(rule.sqref)) for rule in sheet.data_validations.dataValidation)
    formats = sorted((len(entry.rules), area(entry.sqref)) for entry in sheet.conditional_formatting)
    return validations, formats, area(sheet.auto_filter.ref or "")


def _notes(case: Case | None, sheet: Any) -> dict[tuple[int, int], str]:
    return {
        (case.row(cell.row) if case else cell.row, cell.column): cell.comment.text
        for cell in _cells(sheet)
        if getattr(cell, "comment", None) is not None
    }


def _pictures(case: Case | None, sheet: Any) -> list[tuple[int, int]]:
    spots = []
    for picture in [*sheet._images, *sheet._charts]:
        start = picture.anchor._from
        spots.append((case.row(start.row + 1) if case else start.row + 1, start.col))
    return sorted(spots)


def _view(sheet: Any) -> Any:
    return sheet.freeze_panes, sheet.sheet_view.showGridLines, sheet.sheet_state, sheet.protection.sheet


def _parts(data: bytes) -> set[str]:
    """Kinds and numbers of parts; the order of calculation is made anew by Excel."""
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    kinds = Counter(re.sub(r"\d+", "", name.lower()) for name in names if not name.endswith("/"))
    left_out = ("calcchain", "sharedstrings", "xl/theme", "docprops/app", "docprops/core")
    return {
        f"{kind}#{n}" for kind, count in kinds.items() if not any(x in kind for x in left_out) for n in range(count)
    }


def measured(way: Callable[[Case], bytes], case: Case) -> tuple[dict[str, bool], float]:
    """The verdict on one way, and its processor seconds."""
    begin = time.process_time()
    try:
        result = way(case)
    except (ProblemError, ValueError, TypeError, AttributeError, KeyError):
        return {}, time.process_time() - begin
    taken = time.process_time() - begin
    return judge(case, result), taken


def cases(every: int = 1) -> list[Case]:
    root = corpus()
    if root is None:
        return []
    files = [f for f in sorted((root / "forms").rglob("*")) if f.suffix.lower() in (".xlsx", ".xls")][::every]
    found = []
    for file in files:
        try:
            case = case_of(file)
        except ProblemError:
            continue
        if case is not None:
            found.append(case)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    parser.add_argument("--show", action="store_true", help="name the files that lost something with us")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    found = cases(options.every)
    ways = {"ours": ours, "openpyxl insert_rows": rival}
    kept: dict[str, Counter[str]] = {name: Counter() for name in ways}
    seconds: Counter[str] = Counter()
    for case in found:
        for name, way in ways.items():
            verdict, taken = measured(way, case)
            seconds[name] += taken
            kept[name].update(aspect for aspect, whole in verdict.items() if whole)
            kept[name]["all"] += bool(verdict) and all(verdict.values())
            if options.show and name == "ours" and not (verdict and all(verdict.values())):
                print(case.path.name, case.sheet, case.slots[:3], [a for a, w in verdict.items() if not w])
    print(f"{len(found)} forms, {EXTRA} rows into the first list; share of forms of which nothing was lost")
    print(f"{'':12}" + "".join(f"{name:>24}" for name in ways))
    for aspect in ["all", *sorted(set().union(*kept.values()) - {"all"})]:
        print(f"{aspect:12}" + "".join(f"{kept[name][aspect] / len(found):>24.1%}" for name in ways))
    print(f"processor time, ours to rival: {seconds['ours'] / seconds['openpyxl insert_rows']:.2f}")


if __name__ == "__main__":
    main()
