"""Where a card begins and ends on its sheet, and which line names it. In: a `Sheet`, its lists. Out: title, rows.

Notes, declarations to sign, seals and dates of printing at the foot come after the card. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yibiao.flow.reading.structure import surroundings, words
from yibiao.flow.reading.structure.blocks import Block, Sheet
from yibiao.flow.reading.structure.headers import asks
from yibiao.flow.reading.structure.layout import colon_row
from yibiao.flow.reading.structure.lists import ListBlock

LONGEST_BAND = 60
"""A single line longer than this above a card is an instruction, not a section name."""


@dataclass(frozen=True)
class Span:
    """The rows that belong to one table, its surroundings included."""

    first: int
    last: int


def card_title(sheet: Sheet, span: Span, lists: Sequence[ListBlock]) -> Block | None:
    """The title line above the first row that asks; a section band like others below it is no title."""
    starts = [row for row in range(span.first, span.last + 1) if asks(sheet, row, narrow=True)]
    end = min([*starts, *(block.header[0] for block in lists), span.last + 1])
    title = surroundings.find_title(sheet, span.first, end - 1)
    if title is None or words.is_form_name(title.text):
        return title
    rows = range(title.bottom + 1, span.last + 1)
    return None if any(_same_band(sheet, row, title) for row in rows) else title


def _same_band(sheet: Sheet, row: int, title: Block) -> bool:
    texts = sheet.texts(row)
    if len(texts) != 1 or not texts[0].label or texts[0].width != title.width or words.has_colon(texts[0].text):
        return False
    return (texts[0].look.bold, texts[0].look.font_size) == (title.look.bold, title.look.font_size)


def card_start(sheet: Sheet, title: Block | None, span: Span) -> int:
    """The first row of the card below its title: lines outside the frame and instructions are passed over."""
    first, last = title.bottom + 1 if title else span.first, span.last
    colons = sum(colon_row(sheet, row) for row in range(first, last + 1) if sheet.texts(row))
    style = colons * 2 > sum(bool(sheet.texts(row)) for row in range(first, last + 1))
    for row in range(first, last):
        texts = sheet.texts(row)
        if not texts:
            continue
        framed = any(block.look.bordered for block in sheet.starting(row)) or not sheet.bordered
        told = _told(texts) or (len(texts) == 1 and words.is_label(texts[0].text) and _told(sheet.texts(row + 1)))
        if (
            told
            or (colon_row(sheet, row) and not (framed and (style or not title)))
            or (not framed and not asks(sheet, row))
        ):
            continue
        return row
    return first


def _told(texts: tuple[Block, ...]) -> bool:
    """A line of its own that instructs the reader."""
    return len(texts) == 1 and (words.is_instruction(texts[0].text) or len(texts[0].text) > LONGEST_BAND)


def card_end(sheet: Sheet, first: int, last: int, lists: Sequence[ListBlock]) -> int:
    """The last row of the card: notes, declarations and lines to sign at its foot come after it."""
    end, closed = last, False
    for row in range(last, first, -1):
        texts = sheet.texts(row)
        if any(block.rows and block.body[0] <= row <= block.body[1] for block in lists):
            return row if closed else end
        if texts and not _closes(sheet, row, texts) and not (closed and _heads_closing(texts)):
            return row if closed else end
        closed = closed or bool(texts)
    return end


def _closes(sheet: Sheet, row: int, texts: tuple[Block, ...]) -> bool:
    """Nothing is asked here but a signature: notes, declarations, seals, dates of printing."""
    if any(words.is_opinion(block.text) for block in texts):
        return False
    starting = sheet.starting(row)
    if any(block.top < row and block.label for block in sheet.row(row)):
        return False
    if not any(block.look.bordered for block in starting) and sheet.bordered:
        return all(
            words.is_signature(block.text) or words.has_colon(block.text) or words.is_note(block.text)
            for block in texts
        )
    if any(words.has_boxes(block.text) for block in texts):
        return False
    if len(starting) == len(texts):
        if len(texts) == 2 and words.is_note(texts[0].text) and words.is_sentence(texts[1].text):
            return True
        return all(_closing(block.text) for block in texts)
    return starting[0].blank and all(words.is_signature(block.text) and len(block.text) < 40 for block in texts)


def _heads_closing(texts: tuple[Block, ...]) -> bool:
    """A heading over declarations and signatures, or the date of a signature."""
    heading = len(texts) == 1 and re.search(
        r"^(申请人)?(声明|承诺|签署|签章)|(声明|承诺书?|签署|签章)$", words.normal(texts[0].text)
    )
    return bool(heading) or all(words.normal(block.text).startswith(("日期", "签名", "签字")) for block in texts)


def _closing(text: str) -> bool:
    return words.is_note(text) or words.is_statement(text) or words.is_signature(text)
