"""Where the body of a list ends. In: a `Sheet`, the header's rows and leaves. Out: the last row that keeps to them.

Notes, signature lines, approval boxes, a header that stands again, a card's rows and lines outside the frame end it; up
to two empty rows do not. Refuses: nothing. Method after Pytheas (VLDB 2020): rules on lines, weights on what follows.
"""

from __future__ import annotations

from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Block, Sheet
from yibiao.flow.reading.structure.headers import Leaves, is_header_row, is_pairs

LONG = 1000
"""So many rows of records in a row: the ones below are taken to be like them, but for the last `TAIL`."""
TAIL = 300


def body_end(sheet: Sheet, header: tuple[int, int, int], leaves: Leaves, last: int) -> tuple[int, int]:
    """The last row that keeps to the columns, and how many rows do."""
    top, bottom, end = header
    reached, count, gap = end, 0, 0
    row = end + 1
    while row <= last:
        if count == LONG and last - row > 2 * TAIL:
            row, reached, count = last - TAIL, last - TAIL - 1, last - TAIL - 1 - end
        if sheet.is_void(row):
            gap += 1
            if gap > 2:
                break
        elif repeats_header(sheet, row, (top, bottom)) and row < last and _fits(sheet, row + bottom - top + 1, leaves):
            row += bottom - top
            reached, gap = row, 0
        elif row < last and _opens_other(sheet, row, bottom, leaves):
            break
        elif _ends_body(sheet, row, (top, bottom), leaves) or (gap and _starts_other(sheet, row, reached)):
            break
        elif (
            row < last
            and count
            and is_header_row(sheet, row)
            and _all_filler(sheet, row + 1)
            and (_all_filler(sheet, row - 1))
        ):
            break
        elif _heads_footer(sheet, row, leaves) and row < last and _sparse(sheet, row + 1, leaves):
            break
        elif _fits(sheet, row, leaves):
            reached, count, gap = row, count + 1, 0
        else:
            ahead = [r for r in range(row + 1, min(row + 4, last + 1)) if _fits(sheet, r, leaves)]
            if len(ahead) < 2 or is_header_row(sheet, row):
                break
        row += 1
    while count > 1 and reached > end + 1 and _heads_footer(sheet, reached, leaves):
        reached, count = reached - 1, count - 1
    return reached, count


def _fits(sheet: Sheet, row: int, leaves: Leaves) -> bool:
    """Most blocks of the row begin and end where columns do."""
    lefts, rights = {left for left, _ in leaves}, {right for _, right in leaves}
    blocks = [block for block in sheet.row(row) if not block.void]
    own = [block for block in blocks if block.top == row]
    if not own:
        return bool(blocks)
    inside = [block for block in own if min(lefts) <= block.left and block.right <= max(rights)]
    if not inside:
        return False
    stub = min(rights)
    if (
        len(inside) == 1
        and inside[0].blank
        and len(lefts) > 2
        and inside[0].width >= 0.9 * (max(rights) - min(lefts) + 1)
    ):
        return False
    aligned = sum(
        block.left in lefts and block.right in rights or block.right <= stub or _in_leaf(block, leaves)
        for block in inside
    )
    return aligned >= 0.85 * len(inside)


def _ends_body(sheet: Sheet, row: int, header: tuple[int, int], leaves: Leaves) -> bool:
    """A note, a signature line, the same header again, a card's row or a title: the list is over."""
    blocks = [block for block in sheet.row(row) if block.top == row and not block.void]
    texts = [block for block in blocks if not block.blank]
    if not texts:
        return False
    first = texts[0]
    whole = leaves[-1][1] - leaves[0][0] + 1
    noted = words.is_note(first.text)
    if noted and (len(texts) == 1 or first.width > 0.5 * whole or (len(texts) == 2 and texts[1].width > 0.5 * whole)):
        return True
    if all(words.is_placeholder(block.text) for block in texts):
        return len(texts) <= 2 < len(leaves) and _left_frame(sheet, row, header[1])
    if len(texts) > 1 and all(inline_label(block.text) for block in texts):
        return True
    if _signed(texts, len(leaves), whole) or (len(texts) * 2 < len(leaves) and _left_frame(sheet, row, header[1])):
        return True
    group = sheet.at(header[1], leaves[0][0] - 1)
    if group and group.label and group.bottom > header[1] and any(b.label and b.right < leaves[0][0] for b in texts):
        return True
    if _is_header_again(sheet, texts, header):
        return True
    return len(leaves) <= 12 and is_pairs(tuple(sheet.row(row))) and len(blocks) < max(len(leaves), 5)


def _signed(texts: list[Block], leaves: int, whole: int) -> bool:
    """A line of signatures, dates or opinions rather than a record."""
    colons = sum(words.has_colon(block.text) for block in texts)
    if colons * 2 >= len(texts) and any(words.is_opinion(block.text) for block in texts):
        return True
    if len(texts) > max(4, leaves // 2) or not any(words.is_signature(block.text) for block in texts):
        return False
    wide = any(words.is_signature(block.text) and block.width > 0.4 * whole for block in texts)
    return colons * 2 >= len(texts) or (wide and len(texts) <= 2) or colons >= 2


def _left_frame(sheet: Sheet, row: int, header: int) -> bool:
    """The rows right under the header are framed and this row is not: it stands outside."""
    framed = all(any(block.look.bordered for block in sheet.starting(r)) for r in (header, header + 1))
    return framed and row > header + 1 and not any(block.look.bordered for block in sheet.row(row))


def inline_label(text: str) -> bool:
    """A label, a colon and little more: 联系人：____."""
    head, colon, rest = text.replace("：", ":").partition(":")
    return bool(colon) and words.is_label(head) and len(head) <= 20 and (words.is_filler(rest) or len(rest) <= 20)


def _is_header_again(sheet: Sheet, texts: list[Block], header: tuple[int, int]) -> bool:
    """Labels of the header stand again over their columns: another list begins (second page, second section)."""
    again = sum(
        1
        for block in texts
        for row in range(header[0], header[1] + 1)
        if (label := sheet.at(row, block.left)) and label.text == block.text and label.left == block.left
    )
    return again >= 2 and again >= 0.4 * len(texts)


def repeats_header(sheet: Sheet, row: int, labels: tuple[int, int]) -> bool:
    """The whole header stands again from `row` as on the next printed page: same texts, same cells, nothing else."""
    if row <= labels[1] + 1 or row + labels[1] - labels[0] > sheet.bottom:
        return False
    return all(
        len(sheet.texts(top)) >= (1 if top > labels[0] else 2)
        and _texts(sheet, top) == _texts(sheet, top - labels[0] + row)
        for top in range(labels[0], labels[1] + 1)
    )


def _texts(sheet: Sheet, row: int) -> list[tuple[int, int, str]]:
    return [(block.left, block.right, block.text) for block in sheet.texts(row)]


def _opens_other(sheet: Sheet, row: int, header: int, leaves: Leaves) -> bool:
    """A full-width heading over a header that spans columns of this list or repeats a label: the next section."""
    texts = sheet.texts(row)
    whole = leaves[-1][1] - leaves[0][0] + 1
    if len(texts) != 1 or texts[0].width < max(2, 0.7 * whole) or not texts[0].label:
        return False
    below = sheet.texts(row + 1)
    spanning = any(sum(block.left <= left <= block.right for left, _ in leaves) > 1 for block in below)
    again = any((over := sheet.at(header, b.left)) and (over.left, over.text) == (b.left, b.text) for b in below)
    return (
        (spanning or again)
        and len(below) >= 3
        and all(block.label for block in below)
        and is_header_row(sheet, row + 1)
    )


def _all_filler(sheet: Sheet, row: int) -> bool:
    """Blanks and variables only."""
    starting = sheet.starting(row)
    return bool(starting) and all(block.filler for block in starting)


def _starts_other(sheet: Sheet, row: int, before: int) -> bool:
    """After an empty row: the list had its total, labels with colons begin, or a line over several columns."""
    texts = sheet.texts(row)
    if any(words.is_total(block.text) for block in sheet.texts(before)[:2]):
        return True
    if len(texts) == 1 and texts[0].width > 2 and not words.is_band(texts[0].text):
        return True
    return any(block.text.rstrip().endswith((":", "：")) for block in texts)


def _heads_footer(sheet: Sheet, row: int, leaves: Leaves) -> bool:
    """A full-width line of text with no row below it: the heading of what follows the list."""
    texts = sheet.texts(row)
    whole = leaves[-1][1] - leaves[0][0] + 1
    if len(texts) != 1 or len(leaves) < 2 or texts[0].width < 0.9 * whole or texts[0].width == 1:
        return False
    return not (words.is_total(texts[0].text) or words.is_subtotal(texts[0].text) or texts[0].filler)


def _sparse(sheet: Sheet, row: int, leaves: Leaves) -> bool:
    """A framed row cut into far fewer cells than the list has columns: no record of this list."""
    own = sheet.starting(row)
    return sheet.bordered and bool(own) and len(own) < max(2, len(leaves) / 2)


def _in_leaf(block: Block, leaves: Leaves) -> bool:
    """A blank inside one column: somebody forgot to merge the cells of that row."""
    return block.blank and any(left <= block.left and block.right <= right for left, right in leaves)
