"""What stands around a table: its title, labelled blanks beside it, its unit, its notes. In: a `Sheet` and rows.

Out: title and its cell, `MetaField`s, notes, unit. The title is the line that looks most like one (size, boldness,
width, centre, its last word), not the first line; a bare import template has none. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from yibiao.base.tables import MetaField
from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Block, Sheet


def find_title(sheet: Sheet, first: int, last: int) -> Block | None:
    """The block of the rows `first`..`last` that names the table, or None."""
    scored = [
        (score, -block.top, block)
        for row in range(first, last + 1)
        for block in sheet.texts(row)
        if (score := _title_score(sheet, row, block)) >= 2.0
    ]
    return max(scored, key=lambda entry: (entry[0], entry[1]))[2] if scored else None


def _title_score(sheet: Sheet, row: int, block: Block) -> float:
    text = words.normal(block.text)
    if len(text) > 70:
        text = words.normal(block.text.split("\n")[0])  # the rest says it again in another language
    if not 2 <= len(text) <= 70 or block.formula or words.is_note(block.text):
        return 0.0
    if words.is_value(block.text) and (block.width < 3 or len(sheet.texts(row)) > 1):
        return 0.0
    if words.is_instruction(text) or words.has_boxes(text) or (words.is_placeholder(text) and len(text) < 12):
        return 0.0
    headline = (block.look.font_size or 0.0) >= 16 and len(sheet.texts(row)) == 1
    if text.endswith((":", "：", "。")) or (words.has_colon(text) and not words.is_titleish(text) and not headline):
        return 0.0
    alone = len(sheet.texts(row)) == 1
    width = (block.width / max(1, sheet.right - sheet.left + 1)) if sheet.right > sheet.left else 1.0
    size = block.look.font_size or 11.0
    biggest = max((b.look.font_size or 11.0 for r in _near(sheet, row) for b in sheet.texts(r)), default=11.0)
    score = 1.0 * alone + 1.2 * (width >= 0.6) + 0.5 * (0.25 <= width < 0.6)
    score += 2.0 * words.is_titleish(text) + 0.5 * block.look.bold + 0.3 * block.look.centred
    score += 1.5 * (size >= 14 and size == biggest) - 1.0 * (size < biggest - 2)
    score += 0.5 * (alone and row == sheet.top)
    score -= 1.0 * bool(re.search(r"(公司|局|委员会|办公室|中心|政府|银行)$", text))
    score -= 1.6 * bool(re.search(r"[，；。]|(?<!申)请|必须|无效", block.text))
    score -= 1.5 * words.is_band(text) + 0.6 * (not alone) + 0.7 * (len(text) > 40)
    return score


def title_before(paragraphs: tuple[str, ...]) -> str | None:
    """docx: the nearest of the last paragraphs before a table that is worded as a title."""
    for text in reversed(paragraphs[-4:]):
        flat = words.normal(words.bare(text)).strip()
        if not 3 <= len(flat) <= 40 or words.has_colon(flat) or words.is_note(flat) or re.search(r"[。；，,]", flat):
            continue
        if words.is_titleish(flat):
            return " ".join(words.bare(text).split())
    return None


def _near(sheet: Sheet, row: int) -> Iterable[int]:
    return range(max(sheet.top, row - 4), min(sheet.bottom, row + 4) + 1)


def find_meta(sheet: Sheet, rows: Iterable[int], where: str, title: Block | None = None) -> tuple[MetaField, ...]:
    """Labelled blanks of `rows`: 填报单位：____ in one cell, or a label and the blank at its right."""
    found: list[MetaField] = []
    for row in rows:
        blocks = [block for block in sheet.row(row) if block.top == row or block.blank]
        for position, block in enumerate(blocks):
            if block.blank or block.formula or block is title or block.top != row:
                continue
            follower = blocks[position + 1] if position + 1 < len(blocks) else None
            found.extend(_meta(block, follower, where))
    return tuple(found)


def _meta(block: Block, follower: Block | None, where: str) -> list[MetaField]:
    parts = words.colon_parts(block.text) if words.has_colon(block.text) and len(block.text) <= 200 else ()
    ends_open = block.text.rstrip().endswith((":", "："))
    if parts and not words.is_note(block.text):
        beside = follower is not None and ends_open and not words.has_colon(follower.text) and not _open_air(follower)
        inline = [MetaField(label, block.top, block.left, value, where) for label, value in parts]
        if beside and follower is not None and (follower.filler or not follower.label or len(parts) == 1):
            last = parts[-1][0]
            inline[-1] = MetaField(last, follower.top, follower.left, follower.text, where, inline=False)
        return inline
    if block.label and follower is not None and not follower.void and follower.filler and len(block.text) <= 20:
        label = words.normal(block.text)
        return [MetaField(label, follower.top, follower.left, follower.text, where, inline=False)]
    return []


def _open_air(block: Block) -> bool:
    """An empty cell of the plain sheet: the text beside it runs over it, so the value belongs behind that text."""
    return block.blank and block.width == 1 and not block.look.bordered


def find_notes(sheet: Sheet, rows: Iterable[int]) -> tuple[str, ...]:
    """Notes and instructions of `rows`, as written."""
    return tuple(block.text for row in rows for block in sheet.texts(row) if words.is_instruction(block.text))


def find_unit(sheet: Sheet, rows: Iterable[int]) -> str | None:
    """The unit that a line declares (单位：万元), if one does."""
    for row in rows:
        for block in sheet.texts(row):
            if len(block.text) <= 80 and (unit := words.unit_line(block.text)):
                return unit
    return None
