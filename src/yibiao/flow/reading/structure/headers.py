"""Where a list begins and ends: header rows, body rows. In: a `Sheet` and a span of rows. Out: `ListBlock`s.

A header is a row of labels without blanks between them; what follows it keeps to its columns. Merges decide how
deep it goes; index rows (甲 乙 1 2) and unit rows under the labels belong to it. Refuses: nothing.
Method after Pytheas (VLDB 2020: rules on lines, weights on what follows) with merges as the first evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Block, Sheet

MAX_DEPTH = 6


@dataclass(frozen=True)
class ListBlock:
    """A header and the rows below that keep to its columns; all rows 1-based, both ends included."""

    header: tuple[int, int]
    labels: tuple[int, int]
    """The rows of `header` that hold labels (the rest are index and unit rows)."""
    body: tuple[int, int]
    leaves: tuple[tuple[int, int], ...]
    """(first, last) sheet column of each leaf of the header tree."""
    rows: int
    """Body rows that are there (0: the body is only expected)."""

    @property
    def height(self) -> int:
        return self.header[1] - self.header[0] + 1 + self.rows


def find_blocks(sheet: Sheet, first: int, last: int) -> tuple[ListBlock, ...]:
    """Every list between the rows `first` and `last`, from the top, none inside another."""
    found: list[ListBlock] = []
    row = first
    while row <= last:
        block = block_at(sheet, row, last)
        if block is None or (len(block.leaves) == 2 and row > first and asks(sheet, row - 1)):
            row += 1
            continue
        better = block_at(sheet, row + 1, last) if block.rows < 2 else None
        if better is not None and better.header[0] > block.labels[1] and better.rows >= 3:
            row += 1
            continue
        found.append(block)
        row = max(block.body[1] if block.rows else block.header[1], block.header[1]) + 1
    return tuple(found)


def block_at(sheet: Sheet, row: int, last: int) -> ListBlock | None:
    """The list whose topmost header row is `row`, if labels stand there as a header's do."""
    if not _is_header_row(sheet, row):
        return None
    bottom = _label_bottom(sheet, row, last)
    leaves = _leaves(sheet, row, bottom)
    if len(leaves) < 2:
        return None
    end = _under_header(sheet, bottom, leaves, last)
    body_end, count = _body_end(sheet, (row, bottom, end), leaves, last)
    body = (end + 1, max(end + 1, body_end))
    tall = [
        block.top for block in sheet.row(row) if row - 3 <= block.top < row and block.bottom <= bottom and block.label
    ]
    return ListBlock((min([row, *tall]), end), (row, bottom), body, leaves, count)


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


def _is_header_row(sheet: Sheet, row: int) -> bool:
    starting = sheet.starting(row)
    texts = [block for block in starting if not block.blank and not block.formula]
    if len(texts) < 2 or len(texts) < 0.6 * len([block for block in starting if not block.blank]):
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
    if not blanks:
        return True
    inner = [block for block in blanks if texts[0].left < block.left < texts[-1].right]
    if len(blanks) <= 0.2 * len(starting) and len(texts) >= 5:
        return True
    trailing = len(blanks) - len(inner)
    return _covered_below(sheet, row, inner) and (trailing == 0 or len(texts) >= 3)


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


def _label_bottom(sheet: Sheet, row: int, last: int) -> int:
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
    return all(_names_column(block) for block in texts) and not any(
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
            if not follower.blank or follower.left != right + 1:
                break
            right = follower.right
        if right > block.left:
            spans.append((block.left, right))
    return spans


def _leaves(sheet: Sheet, top: int, bottom: int) -> tuple[tuple[int, int], ...]:
    """The columns of the header, as (first, last): the blocks that reach its last row, voids left out."""
    leaves = []
    for block in sheet.row(bottom):
        if block.bottom > bottom or (block.void and not _label_above(sheet, top, bottom, block)):
            continue
        leaves.append((block.left, block.right))
    return tuple(leaves)


def _label_above(sheet: Sheet, top: int, bottom: int, block: Block) -> bool:
    return any(
        not upper.blank and upper.left <= block.left <= upper.right
        for row in range(top, bottom)
        for upper in sheet.row(row)
    )


def _under_header(sheet: Sheet, bottom: int, leaves: tuple[tuple[int, int], ...], last: int) -> int:
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


def _body_end(
    sheet: Sheet, header: tuple[int, int, int], leaves: tuple[tuple[int, int], ...], last: int
) -> tuple[int, int]:
    """The last row that keeps to the columns, and how many rows do."""
    top, bottom, end = header
    reached, count, gap = end, 0, 0
    row = end + 1
    while row <= last:
        if sheet.is_void(row):
            gap += 1
            if gap > 2:
                break
        elif _ends_body(sheet, row, (top, bottom), leaves) or (gap and _starts_other(sheet, row, reached)):
            break
        elif (
            row < last
            and count
            and _is_header_row(sheet, row)
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
            if len(ahead) < 2 or _is_header_row(sheet, row):
                break
        row += 1
    while count > 1 and reached > end + 1 and _heads_footer(sheet, reached, leaves):
        reached, count = reached - 1, count - 1
    return reached, count


def _in_leaf(block: Block, leaves: tuple[tuple[int, int], ...]) -> bool:
    """A blank inside one column: somebody forgot to merge the cells of that row."""
    return block.blank and any(left <= block.left and block.right <= right for left, right in leaves)


def _all_filler(sheet: Sheet, row: int) -> bool:
    """Blanks and variables only."""
    starting = sheet.starting(row)
    return bool(starting) and all(block.filler for block in starting)


def _starts_other(sheet: Sheet, row: int, before: int) -> bool:
    """After an empty row: the list had its total, or labels with colons begin."""
    texts = sheet.texts(row)
    if any(words.is_total(block.text) for block in sheet.texts(before)[:2]):
        return True
    return any(block.text.rstrip().endswith((":", "：")) for block in texts)


def _sparse(sheet: Sheet, row: int, leaves: tuple[tuple[int, int], ...]) -> bool:
    """A framed row cut into far fewer cells than the list has columns: no record of this list."""
    own = sheet.starting(row)
    return sheet.bordered and bool(own) and len(own) < max(2, len(leaves) / 2)


def _heads_footer(sheet: Sheet, row: int, leaves: tuple[tuple[int, int], ...]) -> bool:
    """A full-width line of text with no row below it: the heading of what follows the list."""
    texts = sheet.texts(row)
    whole = leaves[-1][1] - leaves[0][0] + 1
    if len(texts) != 1 or len(leaves) < 2 or texts[0].width < 0.9 * whole or texts[0].width == 1:
        return False
    return not (words.is_total(texts[0].text) or words.is_subtotal(texts[0].text) or texts[0].filler)


def _fits(sheet: Sheet, row: int, leaves: tuple[tuple[int, int], ...]) -> bool:
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


def _ends_body(sheet: Sheet, row: int, header: tuple[int, int], leaves: tuple[tuple[int, int], ...]) -> bool:
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
