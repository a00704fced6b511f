"""An xls written anew as xlsx. In: its bytes. Out: bytes of an xlsx with the same values and layout, and what was lost.

Kept: values, formulas, fonts, fills, borders, alignment, number formats, merges, widths, heights, hidden rows and
columns, frozen panes, print set-up, print areas and titles, page breaks, notes, drop-down lists. Lost, and said so:
pictures; lost: charts, controls, conditional formats. Refuses (`ProblemError`): what xlrd cannot open.
"""

from __future__ import annotations

import io
import struct
from typing import Any

import xlrd
from lxml import etree
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet
from xlrd.compdoc import CompDocError

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import Region
from yibiao.flow.filling.biff.looks import Looks
from yibiao.flow.filling.biff.records import SheetRecords, Validation, records_of

_BROKEN = (
    CompDocError, NotImplementedError, AssertionError, struct.error, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, EOFError,
)  # fmt: skip
_KINDS = {"Print_Area": "print_area", "Print_Titles": "print_titles"}


def to_xlsx(data: bytes) -> tuple[bytes, tuple[Problem, ...]]:
    """The converted file and what a person should know about it."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True)
        return _converted(book)
    except xlrd.XLRDError as error:
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=str(error)[:120])) from error
    except _BROKEN as error:  # what xlrd lets through on damaged records
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=type(error).__name__)) from error


def _converted(book: Any) -> tuple[bytes, tuple[Problem, ...]]:
    new = Workbook()
    new.remove(new.worksheets[0])
    if book.datemode == 1:
        new.epoch = CALENDAR_MAC_1904
    looks = Looks(book)
    problems = [problem("FILLING_XLS_TO_XLSX")]
    for index in range(book.nsheets):
        old, records = book.sheet_by_index(index), records_of(book, index)
        sheet = new.create_sheet(old.name)
        sheet.sheet_state = {0: "visible", 1: "hidden"}.get(old.visibility, "veryHidden")
        lost = _cells(sheet, old, looks, records)
        _layout(sheet, old)
        _print(sheet, old, records)
        _rules(sheet, records.validations)
        _notes(sheet, old)
        place = Place(sheet=old.name)
        if lost:
            problems.append(problem("FILLING_FORMULAS_LOST", place, count=lost))
        if records.pictures:
            problems.append(problem("FILLING_PICTURES_LOST", place, count=records.pictures))
    _names(new, book)
    if not new.worksheets:
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail="no sheet"))
    out = io.BytesIO()
    new.save(out)
    return out.getvalue(), tuple(problems)


def _cells(sheet: Worksheet, old: Any, looks: Looks, records: SheetRecords) -> int:
    """Values and looks; returns how many formulas had to become their last result."""
    lost = 0
    for row in range(old.nrows):
        for column in range(old.row_len(row)):
            cell = old.cell(row, column)
            new = sheet.cell(row + 1, column + 1)
            looks.put_on(new, cell.xf_index)
            spot = (row + 1, column + 1)
            formula = records.formulas.get(spot)
            if formula is not None:
                new.value = f"={formula}"
                continue
            lost += spot in records.formulas
            _value(new, old, cell, (row, column), looks)
    return lost


def _value(new: Any, old: Any, cell: Any, spot: tuple[int, int], looks: Looks) -> None:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        runs = old.rich_text_runlist_map.get(spot)
        first = old.book.xf_list[cell.xf_index].font_index
        new.value = looks.rich(cell.value, runs, first) if runs else cell.value
        if isinstance(cell.value, str) and cell.value.startswith("="):
            new.data_type = "s"
    elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        new.value = int(cell.value) if float(cell.value).is_integer() and abs(cell.value) < 1e15 else cell.value
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        new.value = bool(cell.value)
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        new.value = xlrd.error_text_from_code.get(cell.value, "#N/A")
        new.data_type = "e"


def _layout(sheet: Any, old: Any) -> None:
    for top, bottom, left, right in old.merged_cells:
        if (bottom - top, right - left) != (1, 1):
            sheet.merged_cells.add(str(Region(top + 1, left + 1, bottom, right)))  # each cell keeps its own borders
    for column, info in sorted(old.colinfo_map.items()):
        entry = sheet.column_dimensions[get_column_letter(min(column, 16_383) + 1)]
        entry.width, entry.hidden = info.width / 256, bool(info.hidden)
    for row, info in old.rowinfo_map.items():
        entry = sheet.row_dimensions[row + 1]
        if info.height and not info.has_default_height:
            entry.height = info.height / 20
        entry.hidden = bool(info.hidden)
    if old.defcolwidth is not None:
        sheet.sheet_format.defaultColWidth = old.standardwidth / 256 if old.standardwidth else old.defcolwidth
    if old.default_row_height:
        sheet.sheet_format.defaultRowHeight = old.default_row_height / 20
        sheet.sheet_format.customHeight = True
    sheet.sheet_view.showGridLines = bool(old.show_grid_lines)
    if old.panes_are_frozen and (old.horz_split_pos or old.vert_split_pos):
        sheet.freeze_panes = sheet.cell(old.horz_split_pos + 1, old.vert_split_pos + 1)


def _print(sheet: Any, old: Any, records: SheetRecords) -> None:
    for side, inches in records.margins.items():
        setattr(sheet.page_margins, side, inches)
    if records.setup is not None:
        paper, scale, _, wide, high, flags = records.setup
        if not flags & 0x04:
            sheet.page_setup.paperSize = paper
            sheet.page_setup.scale = scale if 10 <= scale <= 400 else None
        if not flags & 0x40 and not flags & 0x04:
            sheet.page_setup.orientation = "portrait" if flags & 0x02 else "landscape"
        if records.fit_to_page:
            sheet.sheet_properties.pageSetUpPr.fitToPage = True
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, high
    sheet.print_options.horizontalCentered = records.centred[0] or None
    sheet.print_options.verticalCentered = records.centred[1] or None
    if records.header:
        sheet.oddHeader = _heading("oddHeader", records.header)
    if records.footer:
        sheet.oddFooter = _heading("oddFooter", records.footer)
    for entry in old.horizontal_page_breaks:
        sheet.row_breaks.append(Break(id=entry[0]))


def _heading(tag: str, text: str) -> Any:
    """A page's head or foot with its codes (&P, &"font"); without a code of place it is in the centre."""
    if not text.startswith(("&L", "&C", "&R")):
        text = f"&C{text}"
    element: Any = etree.Element(tag)
    element.text = text
    return HeaderFooterItem.from_tree(element)


def _rules(sheet: Worksheet, validations: list[Validation]) -> None:
    for rule in validations:
        values: dict[str, Any] = dict(
            type=rule.kind, operator=rule.operator, formula1=rule.formula1, formula2=rule.formula2,
            allow_blank=rule.blank_allowed,
        )  # fmt: skip
        entry = DataValidation(**values)
        for top, bottom, left, right in rule.areas:
            entry.add(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
        sheet.add_data_validation(entry)


def _notes(sheet: Any, old: Any) -> None:
    for (row, column), note in old.cell_note_map.items():
        sheet.cell(row + 1, column + 1).comment = Comment(note.text, note.author or "")


def _names(new: Workbook, book: Any) -> None:
    """Print areas and print titles; other names of an xls are rare in forms and stay behind."""
    for name in book.name_obj_list:
        kind = _KINDS.get(name.name)
        if not name.builtin or kind is None or not 0 < name.scope + 1 <= len(new.worksheets):
            continue
        text = name.formula_text if hasattr(name, "formula_text") else None
        if text is None and name.result is not None:
            text = name.result.text
        _set_print(new.worksheets[name.scope], kind, text or "")


def _set_print(sheet: Worksheet, kind: str, text: str) -> None:
    areas = [part.rpartition("!")[2].replace("$", "") for part in text.split(",") if part]
    try:
        if kind == "print_area" and areas:
            sheet.print_area = areas
        for area in areas if kind == "print_titles" else ():
            first, _, last = area.partition(":")
            whole_rows = f"{first.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}:{last.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
            if first.startswith("A") and (last.startswith("IV") or first.isdigit()):
                sheet.print_title_rows = whole_rows
            elif first.isalpha():
                sheet.print_title_cols = f"{first}:{last}"
    except ValueError:
        return
