"""Cards: labels and blanks about one subject, in any direction.

In: a `Sheet`, its rows, lists inside it. Out: fill points. A blank takes the label at its left in the row, else the one
above it; taller labels further left, the section band above and, in a list inside the card, the column's header
complete the path. Refuses: nothing; a blank without any label near gives no point.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.tables import FillPoint
from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Block, Sheet
from yibiao.flow.reading.structure.columns import read_columns
from yibiao.flow.reading.structure.lists import ListBlock

LONGEST_LABEL = 80


def read_points(sheet: Sheet, first: int, last: int, lists: Sequence[ListBlock]) -> tuple[FillPoint, ...]:
    """The fill points of the card in rows `first`..`last`, from the top left."""
    points: list[FillPoint] = []
    band: tuple[str, ...] = ()
    heads = {row for block in lists for row in range(block.header[0], block.header[1] + 1)}
    for row in range(first, last + 1):
        blocks = [block for block in sheet.row(row) if block.top == row]
        band = _band(sheet, row, band)
        inside = next((b for b in lists if b.rows and b.body[0] <= row <= b.body[1]), None)
        for block in blocks:
            if block.formula or (block.void and (sheet.bordered or not _beside_label(sheet, row, block))):
                continue
            if inside is not None and _in_columns(inside, block):
                points.extend(_list_point(sheet, inside, row, block, band))
            elif row not in heads or block.filler:
                points.extend(_points(sheet, row, block, band))
    return tuple(dict.fromkeys(points))


def _points(sheet: Sheet, row: int, block: Block, band: tuple[str, ...]) -> list[FillPoint]:
    if block.filler:
        path = _left_path(sheet, row, block) or _above_path(sheet, block)
        inline = [part for part in words.colon_parts(block.text) if part[0]] if block.text else []
        if inline and not words.has_boxes(block.text) and not path:
            return [_point(block, (*band, label), inline=True) for label, _ in inline]
        return [_point(block, _joined(band, path))] if path else []
    return _inline(sheet, row, block, band)


def _inline(sheet: Sheet, row: int, block: Block, band: tuple[str, ...]) -> list[FillPoint]:
    """Labels with a colon and nothing (or a filler) behind: the value goes into the same cell."""
    if words.is_note(block.text) or words.is_instruction(block.text) or not words.has_colon(block.text):
        return []
    follower = next((b for b in sheet.row(row) if b.left == block.right + 1), None)
    parts = words.colon_parts(block.text)
    opened = [label for label, value in parts if words.is_filler(value)]
    ends_open = block.text.rstrip().endswith((":", "："))
    if follower is not None and ends_open and follower.filler and not follower.void and len(parts) == 1:
        return []
    before = next((b for b in sheet.row(row) if b.right == block.left - 1), None)
    prefix = () if before is None or words.has_colon(before.text) else _left_path(sheet, row, block)
    return [_point(block, _joined(band, (*prefix, label)), inline=True) for label in opened]


def _point(block: Block, path: tuple[str, ...], *, inline: bool = False, nth: int = 0) -> FillPoint:
    region = block.region if block.region.height * block.region.width > 1 else None
    unit = words.normal(block.text) if block.text and words.is_unit(block.text) else None
    return FillPoint(
        block.top,
        block.left,
        path,
        region,
        choices=words.choices(block.text),
        unit=unit,
        inline=inline,
        sample=block.text,
        nth=nth,
    )


def _joined(band: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    return path if path and band and path[0] == band[-1] else (*band, *path)


def _names(block: Block) -> bool:
    if block.blank or block.formula or block.filler or len(block.text) > LONGEST_LABEL:
        return False
    return bool(_label_text(block))


def _left_path(sheet: Sheet, row: int, block: Block) -> tuple[str, ...]:
    """The nearest text at the left of `block` in `row`, with the taller or touching labels before it."""
    left = [other for other in sheet.row(row) if other.right < block.left]
    while left and not _names(left[-1]):
        left.pop()
    if not left:
        return ()
    beside = left[-1].right == block.left - 1
    if not beside and block.region.height >= 3 and left[-1].region.height < block.region.height:
        return ()
    chain = [left.pop()]
    while left and left[-1].label and left[-1].right == chain[0].left - 1:
        if left[-1].region.height < chain[0].region.height:
            break
        chain.insert(0, left.pop())
    tall = [other for other in left if other.label and other.region.height > chain[0].region.height]
    groups = [other for other in tall if other.region.height > 1 and other.top <= row <= other.bottom][:1]
    if groups and not any(_blank_for(other, left) for other in groups):
        chain = groups + chain
    return tuple(_label_text(other) for other in chain)


def _blank_for(label: Block, row: list[Block]) -> bool:
    """The tall label has a tall blank of its own: it names that blank, not the rows beside it."""
    return any(b.left == label.right + 1 and b.filler and b.region.height >= label.region.height for b in row)


def _label_text(block: Block) -> str:
    return words.name(block.text)


def _above_path(sheet: Sheet, block: Block) -> tuple[str, ...]:
    """The nearest text above the blank that shares its columns."""
    for row in range(block.top - 1, max(sheet.top, block.top - 12) - 1, -1):
        for other in sheet.row(row):
            if other.left <= block.right and other.right >= block.left and _names(other) and other.label:
                return (_label_text(other),)
    return ()


def _band(sheet: Sheet, row: int, band: tuple[str, ...]) -> tuple[str, ...]:
    """The section name if `row` is one full-width label, else the one in force."""
    texts = sheet.texts(row)
    if len(texts) != 1 or len(sheet.starting(row)) != 1 or texts[0].top != row:
        return band
    only = texts[0]
    wide = only.width >= 0.75 * (sheet.right - sheet.left + 1) and sheet.right > sheet.left
    if not wide or not only.label or words.has_colon(only.text) or words.is_note(only.text):
        return band
    below = sheet.starting(row + 1) if row < sheet.bottom else ()
    if len(below) == 1 and below[0].filler and below[0].width == only.width:
        return ()
    return (_label_text(only),)


def _beside_label(sheet: Sheet, row: int, block: Block) -> bool:
    """On a sheet without borders: the paper just right of a label is its blank."""
    return any(other.right + 1 == block.left and other.label for other in sheet.row(row))


def _in_columns(inside: ListBlock, block: Block) -> bool:
    return any(left <= block.left <= right for left, right in inside.leaves)


def _list_point(sheet: Sheet, inside: ListBlock, row: int, block: Block, band: tuple[str, ...]) -> list[FillPoint]:
    if not block.filler:
        return []
    column = next((c for c in read_columns(sheet, inside) if c.column <= block.left <= _right(inside, c.column)), None)
    if column is None:
        return _points(sheet, row, block, band)
    if words.is_unit(block.text) and column.path[-1] in {"单位", "计量单位"}:
        return []
    left = [b for b in sheet.row(row) if b.right < block.left and _names(b) and b.label]
    outside = [b for b in left if b.left < inside.leaves[0][0]]
    stub = tuple(_label_text(b) for b in _row_names(sheet, inside, row, block))
    group = tuple(_label_text(b) for b in outside[-1:])
    nth = 0 if stub or inside.rows == 1 else row - inside.body[0] + 1
    return [_point(block, _joined(band, (*group, *stub, *column.path)), nth=nth)]


def _row_names(sheet: Sheet, inside: ListBlock, row: int, block: Block) -> list[Block]:
    """The printed labels that name the row for this blank: the nearest run of them at its left inside the list."""
    left = [b for b in sheet.row(row) if inside.leaves[0][0] <= b.left and b.right < block.left]
    while left and not (left[-1].label and _names(left[-1])):
        left.pop()
    run: list[Block] = []
    while left and left[-1].label and _names(left[-1]):
        run.insert(0, left.pop())
    return run[:2]


def _right(inside: ListBlock, column: int) -> int:
    return next((right for left, right in inside.leaves if left == column), column)
