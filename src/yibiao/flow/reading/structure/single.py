"""A list of one column: a label and the values or framed blanks below it. In: a `Sheet`. Out: a `ListBlock` or None.

One column of text is mostly prose, so the label must be worded as one (姓名, 证件号码, *…)
and what stands below it be short. Refuses: nothing; a sheet of sentences is no list.
"""

from __future__ import annotations

from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Sheet
from yibiao.flow.reading.structure.lists import MOST_ROWS, ListBlock

LONGEST_VALUE = 30


def single_column(sheet: Sheet) -> ListBlock | None:
    """The list, if all texts of the sheet stand in one column under a label."""
    rows = [row for row in range(sheet.top, min(sheet.bottom, sheet.top + MOST_ROWS) + 1) if sheet.texts(row)]
    if len({block.left for row in rows for block in sheet.texts(row)}) != 1:
        return None
    head = next((row for row in rows[:3] if _names(sheet, row)), None)
    if head is None:
        return None
    values = [row for row in rows if row > head]
    if not all(_value(sheet.texts(row)[0].text) for row in values):
        return None
    label = sheet.texts(head)[0]
    framed = [row for row in range(head + 1, sheet.bottom + 1) if _framed(sheet, row, label.left)]
    last = max([head, *values, *framed])
    body = (head + 1, max(head + 1, last))
    return ListBlock((head, head), (head, head), body, ((label.left, label.right),), last - head)


def _names(sheet: Sheet, row: int) -> bool:
    text = sheet.texts(row)[0].text
    return len(text) <= 20 and words.is_label(text) and words.ends_as_label(text) and not words.has_colon(text)


def _value(text: str) -> bool:
    return len(text) <= LONGEST_VALUE and not words.has_colon(text) and not words.is_note(text) and "。" not in text


def _framed(sheet: Sheet, row: int, column: int) -> bool:
    block = sheet.at(row, column)
    return block is not None and block.look.bordered
