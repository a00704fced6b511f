"""The header tree of a list as columns, and what its body rows are. In: a `Sheet`, a `ListBlock`. Out: both.

A column's path holds the labels above it from the top; a group label without a merge reaches over the blanks at its
right. Refuses: nothing; a column without any label gives no `Column`.
"""

from __future__ import annotations

import re

from yibiao.base.tables import Column, RowRole
from yibiao.base.text import bracketed
from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Block, Sheet
from yibiao.flow.reading.structure.bodies import LONG, TAIL, repeats_header
from yibiao.flow.reading.structure.lists import ListBlock

MAX_SAMPLES = 20


def read_columns(sheet: Sheet, block: ListBlock) -> tuple[Column, ...]:
    """The leaves of the header tree, from the left."""
    units = _unit_row(sheet, block)
    found = []
    for left, right in block.leaves:
        chain = _chain(sheet, block.labels, left, right)
        if not chain:
            continue
        below = _unit_label(sheet, chain)
        path = tuple(name for label in (chain[:-1] if below else chain) if (name := words.name(label.text)))
        if not path:
            continue
        notes = [note for text in path for note in bracketed(text) if words.is_unit(note)]
        unit = words.normal(chain[-1].text) if below else notes[-1] if notes else None
        found.append(
            Column(left, path, unit or units.get(left), _choices(sheet, block, left), (chain[-1].top, chain[-1].left))
        )
    return tuple(found)


def _chain(sheet: Sheet, rows: tuple[int, int], left: int, right: int) -> list[Block]:
    chain: list[Block] = []
    for row in range(rows[0], rows[1] + 1):
        label = _label_over(sheet, rows, row, left)
        if label is None or (chain and (label is chain[-1] or label.region == chain[-1].region)):
            continue
        if chain and words.name(label.text) == words.name(chain[-1].text):
            chain[-1] = label
            continue
        chain.append(label)
    return chain


def _unit_label(sheet: Sheet, chain: list[Block]) -> bool:
    """The deepest label is a bare unit of one column's label (面积 over 亩); 户 | 人 under 低保 are names."""
    if len(chain) < 2 or not words.is_unit(chain[-1].text) or chain[-2].region.width > chain[-1].region.width:
        return False
    return all(words.is_unit(block.text) for block in sheet.texts(chain[-1].top))


def _label_over(sheet: Sheet, rows: tuple[int, int], row: int, column: int) -> Block | None:
    """The label of `row` over `column`; a blank above deeper labels takes the group label at its left."""
    blocks = sheet.row(row)
    place = next((n for n, block in enumerate(blocks) if block.left <= column <= block.right), None)
    if place is None:
        return None
    if not blocks[place].blank:
        return blocks[place]
    if row == rows[1] or not any(_text_at(sheet, below, column) for below in range(row + 1, rows[1] + 1)):
        return None
    for block in reversed(blocks[:place]):
        if not block.blank:
            return block if block.bottom < rows[1] and _deeper(sheet, block, rows[1]) else None
        if _parent_edge(sheet, rows[0], row, block.left, column):
            return None
    return None


def _text_at(sheet: Sheet, row: int, column: int) -> bool:
    return any(not block.blank and block.left <= column <= block.right for block in sheet.row(row))


def _deeper(sheet: Sheet, block: Block, last: int) -> bool:
    return any(
        not child.blank and block.left <= child.left <= block.right
        for row in range(block.bottom + 1, last + 1)
        for child in sheet.row(row)
    )


def _parent_edge(sheet: Sheet, top: int, row: int, left: int, column: int) -> bool:
    """Different group labels stand above the two columns."""
    for upper in range(top, row):
        a = next((b for b in sheet.row(upper) if b.left <= left <= b.right), None)
        b = next((b for b in sheet.row(upper) if b.left <= column <= b.right), None)
        if a is not b and a is not None and b is not None and not (a.blank or b.blank):
            return True
    return False


def _unit_row(sheet: Sheet, block: ListBlock) -> dict[int, str]:
    units: dict[int, str] = {}
    for row in range(block.labels[1] + 1, block.header[1] + 1):
        units.update({b.left: words.normal(b.text) for b in sheet.texts(row) if words.is_unit(b.text)})
    return units


def _choices(sheet: Sheet, block: ListBlock, column: int) -> tuple[str, ...]:
    found = [
        (row, options)
        for (row, at), options in sheet.grid.validations.items()
        if at == column and row >= block.labels[0]
    ]
    return min(found)[1] if found else ()


def read_samples(
    sheet: Sheet, block: ListBlock, columns: tuple[Column, ...], roles: dict[int, RowRole]
) -> dict[int, tuple[str, ...]]:
    """Column → up to 20 different values of records and samples below its header; variables, totals, hints left out."""
    if not block.rows:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    told = (RowRole.DATA, RowRole.SAMPLE)
    rows = [row for row in range(block.body[0], min(block.body[1], block.body[0] + 400) + 1) if roles.get(row) in told]
    for column in columns:
        values: dict[str, None] = {}
        for row in rows:
            text = sheet.grid.text(row, column.column)
            if text and not words.is_placeholder(text):
                values[text] = None
            if len(values) == MAX_SAMPLES:
                break
        if values:
            found[column.column] = tuple(values)
    return found


def read_roles(sheet: Sheet, block: ListBlock) -> dict[int, RowRole]:
    """What each row under the labels is for."""
    roles: dict[int, RowRole] = {}
    for row in range(block.labels[1] + 1, block.header[1] + 1):
        texts = [b.text for b in sheet.texts(row)]
        if all(words.is_index(text) for text in texts):
            roles[row] = RowRole.INDEX
        else:
            roles[row] = RowRole.UNITS if any(words.is_unit(text) for text in texts) else RowRole.INSTRUCTION
    last, again = block.body[1] if block.rows else block.body[0], 0
    for row in range(block.body[0], last + 1):
        if row <= again or LONG < row - block.body[0] < last - block.body[0] - TAIL:
            continue  # like the rows above; a row without a role is data
        roles[row] = row_role(sheet, row, block.leaves)
        if roles[row] is RowRole.DATA and repeats_header(sheet, row, block.labels):
            roles.update(dict.fromkeys(range(row, row + block.labels[1] - block.labels[0] + 1), RowRole.INSTRUCTION))
            again = row + block.labels[1] - block.labels[0]
    if _are_field_codes(sheet, block):
        roles[block.body[0]] = RowRole.INSTRUCTION
    return roles


def _are_field_codes(sheet: Sheet, block: ListBlock) -> bool:
    """The first body row holds a machine's names of the columns (name, sex_code) under Chinese labels."""
    codes = [text.text for text in sheet.texts(block.body[0])]
    labels = "".join(text.text for text in sheet.texts(block.labels[1]))
    named = all(re.fullmatch(r"[a-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*", code) for code in codes)
    return named and len(set(codes)) == len(codes) >= max(2, len(block.leaves) - 1) and not labels.isascii()


def row_role(sheet: Sheet, row: int, leaves: tuple[tuple[int, int], ...]) -> RowRole:
    """The role of one body row by its leading texts and how much of it is filled."""
    texts = sheet.texts(row)
    if not texts or all(words.is_placeholder(block.text) for block in texts):
        return RowRole.BLANK
    if len(texts) > 2 and words.are_hints([block.text for block in texts]):
        return RowRole.INSTRUCTION
    lead = texts[: max(1, min(3, len(leaves) // 2))]
    if any(words.is_sample(block.text) for block in texts[:2]):
        return RowRole.SAMPLE
    if any(words.is_subtotal(block.text) for block in lead):
        return RowRole.SUBTOTAL
    if any(words.is_total(block.text) for block in lead):
        return RowRole.TOTAL
    whole = leaves[-1][1] - leaves[0][0] + 1
    if len(texts) == 1 and texts[0].left <= leaves[0][0]:
        if words.is_instruction(texts[0].text):
            return RowRole.INSTRUCTION
        wide = texts[0].width >= 0.7 * whole and texts[0].width > 1
        if wide or (words.is_band(texts[0].text) and len(sheet.starting(row)) == 1):
            return RowRole.GROUP
        if texts[0].text.isdigit():
            return RowRole.BLANK
    return RowRole.DATA
