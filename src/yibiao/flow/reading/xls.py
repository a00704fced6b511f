"""Old Excel files (BIFF 2–8, also WPS .et) as grids, through xlrd. In: a source. Out: a `Workbook`.

Refuses: password-protected and damaged files. Formulas of this format come back as their stored results; a formula cell
carries an empty formula text, found by its record kind, so that filling leaves it alone.
"""

from __future__ import annotations

import io
import struct
from typing import Any

from yibiao.base.problems import Problem, problem
from yibiao.base.tables import Grid, Look, Raw, Region, Workbook
from yibiao.flow.reading.biff import Extras, extras_of
from yibiao.flow.reading.choices import Choices
from yibiao.flow.reading.grids import Draft
from yibiao.flow.reading.limits import Source
from yibiao.flow.reading.serials import BUILT_IN, from_serial, kind_of_format


def read_xls(source: Source) -> Workbook:
    """All worksheets of the file, in order."""
    book = _open(source)
    extras, choices = _extras(book), Choices({})
    grids: list[Grid] = []
    problems: list[Problem] = []
    if b"\x00V\x00B\x00A" in source.data or b"_VBA_PROJECT" in source.data.replace(b"\0", b""):
        problems.append(problem("READ_MACROS", source.place()))
    looks = [_look(book, number) for number in range(len(book.xf_list))] if book.formatting_info else []
    kinds = [kind_of_format(look.number_format) for look in looks]
    for index in range(book.nsheets):
        draft = _Sheet(source, book, looks, kinds).draft(index, extras[index].formulas)
        for regions, formula in extras[index].lists:
            choices.want(index, regions, formula)
        grid, remarks = draft.finish()
        grids.append(grid)
        problems.extend(remarks)
    return Workbook(source.name, "xls", choices.resolved(grids), tuple(problems))


def _open(source: Source) -> Any:
    import xlrd  # only when an xls comes: the child starts sooner
    from xlrd.compdoc import CompDocError

    for formatting in (True, False):  # looks of BIFF 2–4 are not known to xlrd
        try:
            book = xlrd.open_workbook(
                file_contents=source.data, formatting_info=formatting, logfile=io.StringIO(), on_demand=True
            )  # on demand: the records stay in memory, for `_extras`
            for index in range(book.nsheets):
                book.sheet_by_index(index)
            return book
        except xlrd.XLRDError as error:
            if "encrypted" in str(error).lower() or "password" in str(error).lower():
                raise source.refuse("READ_ENCRYPTED") from error
            failure: Exception = error
        except (CompDocError, NotImplementedError, AssertionError, struct.error, LookupError, ValueError) as error:
            failure = error
        except (TypeError, AttributeError, UnboundLocalError, ArithmeticError, EOFError) as error:
            failure = error  # what xlrd lets through on mutated records
    raise source.refuse("READ_CORRUPT", what="xls") from failure


def _look(book: Any, number: int) -> Look:
    try:
        style = book.xf_list[number]
        font = book.font_list[style.font_index]
        known = book.format_map.get(style.format_key)
        text = known.format_str if known else None
        text = BUILT_IN.get(style.format_key) if text in (None, "General", "GENERAL") else text
        border = style.border
        lines = (border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style)
        return Look(
            bold=bool(font.bold) or font.weight >= 600,
            filled=style.background.fill_pattern not in (0,),
            bordered=any(lines),
            centred=style.alignment.hor_align in (2, 6, 7),
            font_size=font.height / 20 if font.height else None,
            number_format=text,
        )
    except (LookupError, AttributeError, TypeError):
        return Look()


def _extras(book: Any) -> list[Extras]:
    """Formula places and drop-down lists of each sheet, from the records that xlrd passes over."""
    starts = list(getattr(book, "_sh_abs_posn", []))
    data = bytes(book.mem or b"")

    def sheet_name(number: int) -> str | None:
        try:
            inside = book._all_sheets_map[book._externsheet_info[number][1]]
            return str(book.sheet_names()[inside]) if inside >= 0 else None
        except (LookupError, TypeError):
            return None

    known = [extras_of(data, start, sheet_name) if isinstance(start, int) else Extras() for start in starts]
    return known + [Extras()] * (book.nsheets - len(known))


class _Sheet:
    """One sheet of an open xls."""

    def __init__(self, source: Source, book: Any, looks: list[Look], kinds: list[str | None]) -> None:
        self.source, self.book, self.looks, self.kinds = source, book, looks, kinds

    def draft(self, index: int, computed: set[tuple[int, int]]) -> Draft:
        sheet = self.book.sheet_by_index(index)
        draft = Draft(self.source, sheet.name, index, bool(sheet.visibility))
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                number = sheet.cell_xf_index(row, column) if self.looks else None
                look = self.looks[number] if number is not None and number < len(self.looks) else Look()
                value = self._value(sheet.cell(row, column), number)
                place = (row + 1, column + 1)
                draft.put(*place, value, look, "" if place in computed else None)
        for top, bottom, left, right in sheet.merged_cells:
            draft.merge(Region(top + 1, left + 1, bottom, right))
        draft.hidden_rows.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
        draft.hidden_columns.update(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
        return draft

    def _value(self, cell: Any, number: int | None) -> Raw:
        import xlrd

        if cell.ctype == xlrd.XL_CELL_TEXT:
            return str(cell.value)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return None
        value = float(cell.value)
        if value != value or abs(value) == float("inf"):
            return str(value)
        kind = self.kinds[number] if number is not None and number < len(self.kinds) else None
        moment = from_serial(value, kind, self.book.datemode == 1) if kind else None
        if moment is not None:
            return moment
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
