"""Which rows are a list's header, how deep it goes, which columns it has. In: a `Sheet`, a row. Out: rows, leaves.

A header is a row of labels without blanks between them. Merges decide how deep it goes; labels below that split a label
above go on with it; index rows (甲 乙 1 2) and unit rows under the labels belong to it. Refuses: nothing.
"""

from __future__ import annotations

import re

from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Block, Sheet

Leaves = tuple[tuple[int, int], ...]
"""(first, last) sheet column of each leaf of a header tree."""
MAX_DEPTH = 6


def is_pairs(blocks: tuple[Block, ...], *, loose: bool = False) -> bool:
    """A card's row: two or more times a label and then its blank, and every text is such a label.

    `loose`: bare paper counts as a blank, as on a sheet without frames.
    """
    seen = [block for block in blocks if loose or not block.void]
    texts = [block for block in seen if not block.filler]
    pairs = sum(
        1 for left, right in zip(seen, seen[1:], strict=False) if left.label and not left.filler and right.filler
    )
    return pairs >= 2 and pairs >= len(texts) - 1 and len(seen) <= 2 * pairs + 2


def asks(sheet: Sheet, row: int, *, narrow: bool = False) -> bool:
    """A label stands right before its blank somewhere in the row; `narrow`: one that is no line of its own."""
    blocks = [block for block in sheet.row(row) if not block.void and (block.top == row or not block.blank)]
    widest = 0.6 * (sheet.right - sheet.left + 1) if narrow else sheet.right
    return _loose_pairs(sheet, row) or any(
        left.label and not left.filler and right.filler and right.top <= row and left.width <= widest
        for left, right in zip(blocks, blocks[1:], strict=False)
    )


def _loose_pairs(sheet: Sheet, row: int) -> bool:
    """Without frames on the sheet: labels and bare paper in turn, and no labels below the paper."""
    if sheet.bordered or not is_pairs(sheet.row(row), loose=True):
        return False
    return not _covered_below(sheet, row, [block for block in sheet.row(row) if block.void])


def is_header_row(sheet: Sheet, row: int) -> bool:
    starting = sheet.starting(row)
    texts = [block for block in starting if not block.blank and not block.formula]
    if len(texts) < 2 or len(texts) < 0.6 * len([block for block in starting if not block.blank]):
        return False
    if _over_template_row(sheet, row, len(texts)):
        return True
    if words.are_hints([block.text for block in texts]):
        return False
    labels = [block for block in texts if _names_column(block)]
    if len(labels) >= 3 and labels[0].bottom > row and labels[0].bottom == labels[1].bottom:
        labels = [block for block in texts if _names_column(block) or words.is_date(block.text)]
    if len(labels) < 2 or len(labels) < 0.8 * len(texts):
        return False
    if is_pairs(sheet.row(row)) or _loose_pairs(sheet, row):
        return False
    colons = sum(words.has_colon(block.text) and len(block.text) > 1 for block in texts)
    if colons * 2 >= len(texts) and not (labels[0].bottom == labels[1].bottom > row):
        return False
    if any(words.is_total(block.text) for block in texts[:1]) or words.is_signature(texts[0].text):
        return False
    blanks = [block for block in starting if block.blank]
    if len(blanks) == 1 and blanks[0].left > texts[-1].right and blanks[0].bottom > row + 2:
        return len(texts) >= 3  # a tall empty box fills the sheet's width beside the list
    if not blanks:
        return True
    inner = [block for block in blanks if texts[0].left < block.left < texts[-1].right]
    if len(blanks) <= 0.2 * len(starting) and len(texts) >= 5:
        return True
    trailing = len(blanks) - len(inner)
    return _covered_below(sheet, row, inner) and (trailing == 0 or len(texts) >= 3)


def _over_template_row(sheet: Sheet, row: int, count: int) -> bool:
    """A machine's repeated row ({{Table>>..}}, fe: list) stands below: this row names its columns."""
    if row >= sheet.bottom or _repeated(sheet, row):
        return False
    return _repeated(sheet, row + 1) and 0.5 * count <= len(sheet.texts(row + 1)) <= 2 * count


def _repeated(sheet: Sheet, row: int) -> bool:
    texts = sheet.texts(row)
    return len(texts) > 1 and bool(re.match(r"^\{\{\s*(Table>>|!?\$?fe:)", texts[0].text))


def _names_column(block: Block) -> bool:
    if block.formula:
        return False
    return block.label or words.is_unit(block.text) or (words.is_total(block.text) and len(block.text) < 8)


def _covered_below(sheet: Sheet, row: int, blanks: list[Block]) -> bool:
    """A group label without a merge leaves blanks at its right; the labels below stand under them."""
    if row >= sheet.bottom:
        return False
    below = [block for block in sheet.texts(row + 1) if block.label]
    if len(below) < 2 or len(below) < len(sheet.texts(row + 1)):
        return False
    return all(any(child.left <= blank.left <= child.right for child in below) for blank in blanks)


def label_bottom(sheet: Sheet, row: int, last: int) -> int:
    """The last label row of the header that begins at `row`."""
    bottom = row
    while bottom - row < MAX_DEPTH:
        starting = [block for block in sheet.starting(bottom) if not block.blank]
        deeper = max((block.bottom for block in starting if block.bottom <= row + MAX_DEPTH), default=bottom)
        if deeper > bottom and _labels_between(sheet, bottom + 1, min(deeper, last)):
            bottom = min(deeper, last)
            continue
        if bottom + 1 <= last and _splits(sheet, row, bottom):
            bottom += 1
            continue
        break
    return bottom


def _labels_between(sheet: Sheet, first: int, last: int) -> bool:
    """Nothing but labels starts in these rows (blank where a group has no children)."""
    starting = [block for row in range(first, last + 1) for block in sheet.starting(row)]
    texts = [block for block in starting if not block.blank]
    if len(starting) > 2 * len(texts):
        return False
    digits = [block.text for block in texts if block.text.isdigit()]
    days = len(digits) > 2 and digits == [str(day) for day in range(int(digits[0]), int(digits[0]) + len(digits))]
    return all(_names_column(block) or (days and block.text.isdigit()) for block in texts) and not any(
        is_pairs(sheet.row(row)) for row in range(first, last + 1)
    )


def _splits(sheet: Sheet, top: int, row: int) -> bool:
    """The row below splits a label of `row` that spans columns (merged, or with blanks at its right)."""
    below = sheet.starting(row + 1)
    texts = [block for block in below if not block.blank]
    if len(texts) < 2 or not all(_names_column(block) for block in texts):
        return False
    spans = _spans(sheet, row)
    parents = 0
    for block in texts:
        inside = [(left, right) for left, right in spans if left <= block.left and block.right <= right]
        if not inside:
            return False
        parents += 1
    children = {span: sum(1 for block in texts if span[0] <= block.left and block.right <= span[1]) for span in spans}
    if texts[0].left == sheet.left and any(block.blank for block in below):
        return False
    whole = [span for span, count in children.items() if count >= 2]
    return bool(whole) and parents == len(texts)


def _spans(sheet: Sheet, row: int) -> list[tuple[int, int]]:
    """Column spans of the labels in `row` wider than one leaf, void or blank neighbours at the right included."""
    blocks = [block for block in sheet.row(row) if block.bottom == row or block.blank]
    spans: list[tuple[int, int]] = []
    for position, block in enumerate(blocks):
        if block.blank or block.bottom > row:
            continue
        right = block.right
        for follower in blocks[position + 1 :]:
            same = follower.blank or (follower.text == block.text and follower.bottom == block.bottom)
            if not same or follower.left != right + 1:
                break
            right = follower.right
        if right > block.left:
            spans.append((block.left, right))
    return spans


def leaves_of(sheet: Sheet, top: int, bottom: int) -> Leaves:
    """The columns of the header, as (first, last): the blocks that reach its last row, voids left out."""
    leaves: list[tuple[int, int]] = []
    for block in sheet.row(bottom):
        if block.bottom > bottom or (block.void and not _label_above(sheet, top, bottom, block)):
            continue
        if leaves and len(block.text) > 20 and words.is_instruction(block.text) and block.left > leaves[-1][1]:
            continue
        leaves.append((block.left, block.right))
    return tuple(leaves)


def _label_above(sheet: Sheet, top: int, bottom: int, block: Block) -> bool:
    return any(
        not upper.blank and upper.left <= block.left <= upper.right
        for row in range(top, bottom)
        for upper in sheet.row(row)
    )


def under_header(sheet: Sheet, bottom: int, leaves: Leaves, last: int) -> int:
    """The last of the index and unit rows under the labels."""
    row = bottom + 1
    while row <= last and row <= bottom + 3:
        texts = [block.text for block in sheet.texts(row)]
        if len(texts) < 2 or not (_is_index_row(texts, len(leaves)) or _is_unit_row(texts)):
            break
        row += 1
    return row - 1


def _is_index_row(texts: list[str], leaves: int) -> bool:
    """甲 乙 1 2 3: counts on from cell to cell over most columns."""
    if len(texts) < max(3, 0.5 * leaves) or not all(words.is_index(text) for text in texts):
        return False
    digits = [int(found) for text in texts if (found := "".join(c for c in text.split("=")[0] if c.isdigit()))]
    steps = [right - left for left, right in zip(digits, digits[1:], strict=False)]
    return len(set(texts)) == len(texts) and all(step == 1 for step in steps) and (len(digits) >= 2 or not digits)


def _is_unit_row(texts: list[str]) -> bool:
    return len(texts) >= 2 and all(words.is_unit(text) or text in {"计量单位", "单位", "-", "—"} for text in texts)
