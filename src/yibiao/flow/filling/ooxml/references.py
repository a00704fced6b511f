"""References that follow inserted rows. In: where rows come, the text of a reference or a formula. Out: the new text.

Only insertions are known, since filling never deletes a row. What the text names beyond cells (names, table columns,
other files) stays. The formula grammar is openpyxl's tokenizer. Refuses: nothing; a text that nobody can read stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

LAST_ROW = 1_048_576

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Insertion:
    """`count` rows come in below row `after`. grows: they continue a list, so a range that ends there takes them in.

    alone: the list had that one row only, so that a merged label beside it goes along as well.
    """

    after: int
    count: int
    grows: bool = True
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """All insertions of one sheet, ascending."""

    insertions: tuple[Insertion, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.insertions)

    def row(self, row: int) -> int:
        """Where a row of the template lies afterwards."""
        return row + sum(entry.count for entry in self.insertions if entry.after < row)

    def end(self, row: int) -> int:
        """Where a range that ends at `row` ends afterwards, clipped to the sheet."""
        grown = sum(
            entry.count for entry in self.insertions if entry.after < row or (entry.grows and entry.after == row)
        )
        return min(row + grown, LAST_ROW)

    def span(self, first: int, last: int, grow: bool = True) -> tuple[int, int]:
        """Where the rows `first` to `last` lie afterwards."""
        return self.row(first), self.end(last) if grow else min(self.row(last), LAST_ROW)

    def lengthens_merges(self, row: int) -> bool:
        """A label merged down to this row stands beside the whole list."""
        return any(entry.after == row and entry.grows and entry.alone for entry in self.insertions)

    def continues(self, row: int) -> bool:
        """Rows that continue a list come in right below `row`."""
        return any(entry.after == row and entry.grows for entry in self.insertions)


def shift_area(text: str, shift: Shift, *, grow: bool = True, home_row: int | None = None) -> str:
    """A plain area (A5, A5:C9, $5:$9) after the shift.

    home_row: the row of the formula that names it; a one-row area on that row is the row's own and never grows.
    """
    whole_rows = _ROWS.fullmatch(text)
    if whole_rows:
        first, last = shift.span(int(whole_rows[2]), int(whole_rows[4]), grow)
        return f"{whole_rows[1]}{first}:{whole_rows[3]}{last}"
    ends = [_CELL.fullmatch(part) for part in text.split(":")]
    if not all(ends) or len(ends) > 2:
        return text
    first_cell = ends[0]
    assert first_cell is not None
    if len(ends) == 1:
        return f"{first_cell[1]}{first_cell[2]}{first_cell[3]}{shift.row(int(first_cell[4]))}"
    last_cell = ends[1]
    assert last_cell is not None
    low, high = int(first_cell[4]), int(last_cell[4])
    own = low == high == home_row
    first, last = shift.span(low, high, grow and not own)
    return f"{first_cell[1]}{first_cell[2]}{first_cell[3]}{first}:{last_cell[1]}{last_cell[2]}{last_cell[3]}{last}"


def shift_areas(text: str, shift: Shift) -> str:
    """A list of areas between spaces (sqref): C5 alone becomes C5:C9 where its list continues below it."""
    return " ".join(_shift_member(part, shift) for part in text.split())


def _shift_member(part: str, shift: Shift) -> str:
    cell = _CELL.fullmatch(part)
    if cell and shift.continues(int(cell[4])):
        part = f"{part}:{part}"
    return shift_area(part, shift)


def split_sheet(text: str) -> tuple[str | None, str]:
    """'甲 表'!A1 → (甲 表, A1); A1 → (None, A1)."""
    sheet, mark, area = text.rpartition("!")
    if not mark:
        return None, text
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, area


def shift_formula(formula: str, shifts: dict[str, Shift], home: str, home_row: int | None = None) -> str:
    """A formula (without "=") after the shifts of all sheets.

    shifts: sheet name, case-folded → its shift. home: its own sheet, case-folded; home_row: its row.
    """
    try:
        tokens = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError):
        return formula
    return "".join(
        _shift_token(tokens, number, shifts, home, home_row) if token.subtype == Token.RANGE else str(token.value)
        for number, token in enumerate(tokens)
    )


def _shift_token(tokens: list[Token], number: int, shifts: dict[str, Shift], home: str, home_row: int | None) -> str:
    value = str(tokens[number].value)
    sheet, area = split_sheet(value)
    shift = shifts.get(home if sheet is None else sheet.casefold())
    if not shift or (sheet is not None and "[" in sheet):
        return value
    prefix = value[: len(value) - len(area)]
    cell = _CELL.fullmatch(area)
    if cell and _alone_in_sum(tokens, number) and shift.continues(int(cell[4])) and int(cell[4]) != home_row:
        area = f"{area}:{area}"
    inside_own = home_row if sheet is None or sheet.casefold() == home else None
    return prefix + shift_area(area, shift, home_row=inside_own)


def _alone_in_sum(tokens: list[Token], number: int) -> bool:
    """SUM(E5): the total of a list whose template has one row."""
    before = tokens[number - 1] if number else None
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    return bool(
        before
        and after
        and before.type == Token.FUNC
        and before.value.upper() == "SUM("
        and after.type == Token.FUNC
        and after.subtype == Token.CLOSE
    )
