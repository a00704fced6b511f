"""A grid to its tables: which layout, where header, body and footer lie. In: a `Grid`. Out: `ParsedTable`s.

Lists and cards are weighed by their rows: a sheet is a card when its label–blank rows outweigh its lists, and the lists
inside it become fill points with a running number. Several lists on a sheet each become a table. Refuses: nothing; a
sheet of pure text, a chart or an empty sheet gives no table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Grid, Layout, ParsedTable, Region
from yibiao.flow.reading.structure import card, crosstab, surroundings, words
from yibiao.flow.reading.structure.blocks import Block, Sheet
from yibiao.flow.reading.structure.columns import read_columns, read_roles, read_samples
from yibiao.flow.reading.structure.headers import ListBlock, asks, find_blocks, inline_label

DOUBTFUL = 0.6
"""Below this confidence a table carries a problem that asks a person to look."""

LONGEST_BAND = 60
"""A single line longer than this above a card is an instruction, not a section name."""


@dataclass(frozen=True)
class _Span:
    """The rows that belong to one table, its surroundings included."""

    first: int
    last: int


def recognise_grid(file: str, grid: Grid) -> tuple[ParsedTable, ...]:
    """The tables of a sheet from the top."""
    sheet = Sheet(grid)
    if sheet.empty:
        return ()
    lists = find_blocks(sheet, sheet.top, sheet.bottom)
    paired = _card_rows(sheet, lists)
    if _is_card(sheet, lists, paired):
        table = _card(file, sheet, _Span(sheet.top, sheet.bottom), lists)
        if table or not lists:
            return (table,) if table else ()
    return tuple(_lists(file, sheet, lists))


def _card_rows(sheet: Sheet, lists: Sequence[ListBlock]) -> list[int]:
    """Rows outside lists where a label stands before its blank."""
    taken = {row for block in lists for row in range(block.header[0], _last(block) + 1)}
    rows = [
        row
        for row in range(sheet.top, sheet.bottom + 1)
        if row not in taken and (asks(sheet, row) or _asks_below(sheet, row))
    ]
    colons = [row for row in rows if _colon_row(sheet, row)]
    beside = len(colons) <= sum(block.height for block in lists)
    return [row for row in rows if row not in colons] if beside else rows


def _asks_below(sheet: Sheet, row: int) -> bool:
    """A full-width label over a full-width blank."""
    label, blank = sheet.starting(row), sheet.starting(row + 1)
    if len(label) != 1 or len(blank) != 1 or not label[0].label or not blank[0].filler or row >= sheet.bottom:
        return False
    return label[0].region.width == blank[0].region.width > 1 and blank[0].look.bordered


def _colon_row(sheet: Sheet, row: int) -> bool:
    """Every label carries a colon, as beside a list (填报单位： 日期：); cards seldom write them."""
    labels = [block for block in sheet.texts(row) if not block.filler]
    return bool(labels) and all(words.has_colon(block.text) for block in labels)


def _last(block: ListBlock) -> int:
    return block.body[1] if block.rows else block.header[1]


def _is_card(sheet: Sheet, lists: Sequence[ListBlock], paired: Sequence[int]) -> bool:
    """Whether rows of labels and blanks outweigh the lists; the weights are fitted on the labelled `dev` sheets."""
    real = [block for block in lists if not _matrix(sheet, block)]
    asked = len(paired) + sum(block.rows for block in lists if block not in real)
    if not real:
        return asked > 0 or _inline_rows(sheet) >= 2
    grows = len(real) <= 2 and any(_is_template(sheet, block) for block in real)
    if all(block.rows < 2 for block in real) and not grows:
        return asked >= 2
    listed = 4 * grows + sum(block.height if block.rows > 1 or len(paired) < 2 else 1 for block in real)
    if asked <= 3:
        return asked > 1.5 * listed
    wide = max(len(block.leaves) for block in real) >= 8
    return listed < (2.5 if wide or asked > 8 else 4) * asked


def _is_template(sheet: Sheet, block: ListBlock) -> bool:
    """The body is one row of template variables that a machine repeats for each record."""
    texts = [text.text for text in sheet.texts(block.body[0])]
    marked = any(re.search(r"fe:|foreach|list|data|Table>>|_index|\bt\.", text) for text in texts)
    return block.rows >= 1 and marked and all(words.is_placeholder(text) for text in texts)


def _inline_rows(sheet: Sheet) -> int:
    """Rows of cells that hold label, colon and blank."""
    return sum(
        1
        for row in range(sheet.top, sheet.bottom + 1)
        if (texts := sheet.texts(row)) and all(inline_label(block.text) for block in texts)
    )


def _matrix(sheet: Sheet, block: ListBlock) -> bool:
    columns = read_columns(sheet, block)
    if crosstab.is_folded(sheet, block, columns):
        return True
    shape = crosstab.shape_of(sheet, block, columns)
    if shape is None or crosstab.is_crosstab(sheet, block, columns, shape):
        return False
    return crosstab.is_matrix_card(sheet, block, shape)


def _lists(file: str, sheet: Sheet, lists: Sequence[ListBlock]) -> list[ParsedTable]:
    chosen = _stacked(sheet, lists)
    tables = []
    start = sheet.top
    for place, block in enumerate(chosen):
        following = chosen[place + 1].header[0] if place + 1 < len(chosen) else sheet.bottom + 1
        end = _boundary(sheet, block, following) if place + 1 < len(chosen) else sheet.bottom
        tables.append(_list(file, sheet, _Span(start, end), block))
        start = end + 1
    return tables


def _stacked(sheet: Sheet, lists: Sequence[ListBlock]) -> list[ListBlock]:
    """The lists that are tables of their own: the biggest, and others with rows and a title or a gap before."""
    if not lists:
        return []
    main = max(lists, key=lambda block: (block.height, -block.header[0]))
    chosen = []
    for place, block in enumerate(lists):
        if block is main:
            chosen.append(block)
            continue
        before = _last(lists[place - 1]) if place else 0
        apart = not place or any(sheet.is_void(row) or _alone(sheet, row) for row in range(before + 1, block.header[0]))
        if apart and block.rows >= 2 and len(block.leaves) >= 3:
            chosen.append(block)
    return chosen


def _alone(sheet: Sheet, row: int) -> bool:
    texts = sheet.texts(row)
    return len(texts) == 1 and texts[0].label and len(sheet.starting(row)) == 1


def _boundary(sheet: Sheet, block: ListBlock, following: int) -> int:
    """The last row that belongs to `block` when another list's header stands in row `following`."""
    for row in range(_last(block) + 1, following):
        if sheet.is_void(row) or (_alone(sheet, row) and not words.is_signature(sheet.texts(row)[0].text)):
            return row - 1 if not sheet.is_void(row) else row
    return following - 1


def _list(file: str, sheet: Sheet, span: _Span, block: ListBlock) -> ParsedTable:
    columns = read_columns(sheet, block)
    shape = crosstab.shape_of(sheet, block, columns)
    crossed = shape is not None and crosstab.is_crosstab(sheet, block, columns, shape)
    stubs = crosstab.read_stubs(sheet, block, shape) if crossed and shape else ()
    title = surroundings.find_title(sheet, span.first, block.header[0] - 1)
    above = range(span.first, block.header[0])
    footer = _footer(sheet, _last(block) + 1, span.last)
    below = range(footer[0], footer[1] + 1) if footer else range(0)
    confidence = _confidence(block, len(columns))
    return ParsedTable(
        file=file,
        sheet=sheet.grid.name,
        grid_index=sheet.grid.index,
        layout=Layout.CROSSTAB if crossed else Layout.LIST,
        region=Region(span.first, sheet.left, span.last, sheet.right),
        title=_title_text(sheet, title),
        title_cell=(title.top, title.left) if title else None,
        unit=surroundings.find_unit(sheet, above),
        header=block.header,
        body=block.body,
        footer=footer,
        columns=columns,
        stubs=stubs,
        stub_columns=(*shape.numbers, *shape.stubs) if crossed and shape else (),
        fill_points=crosstab.read_points(sheet, columns, shape, stubs) if crossed and shape else (),
        meta=surroundings.find_meta(sheet, above, "head", title) + surroundings.find_meta(sheet, below, "footer"),
        notes=surroundings.find_notes(sheet, [*above, *below]),
        roles=read_roles(sheet, block),
        samples=read_samples(sheet, block, columns),
        confidence=confidence,
        problems=_problems(file, sheet, confidence),
    )


def _title_text(sheet: Sheet, title: Block | None) -> str | None:
    """The title as written, or the docx paragraph that names the table."""
    return " ".join(title.text.split()) if title else surroundings.title_before(sheet.grid.before)


def _footer(sheet: Sheet, first: int, last: int) -> tuple[int, int] | None:
    rows = [row for row in range(first, last + 1) if not sheet.is_void(row) and sheet.texts(row)]
    return (rows[0], rows[-1]) if rows else None


def _card(file: str, sheet: Sheet, span: _Span, lists: Sequence[ListBlock]) -> ParsedTable | None:
    title = _card_title(sheet, span, lists)
    first = _card_start(sheet, title, span)
    last = _card_end(sheet, first, span.last, lists)
    footer = _footer(sheet, last + 1, span.last)
    above = range(span.first, first)
    below = range(footer[0], footer[1] + 1) if footer else range(0)
    points = card.read_points(sheet, first, last, lists)
    if not points:
        return None
    confidence = round(min(1.0, 0.6 + 0.04 * len(points)), 3)
    return ParsedTable(
        file=file,
        sheet=sheet.grid.name,
        grid_index=sheet.grid.index,
        layout=Layout.CARD,
        region=Region(span.first, sheet.left, span.last, sheet.right),
        title=_title_text(sheet, title),
        title_cell=(title.top, title.left) if title else None,
        unit=surroundings.find_unit(sheet, above),
        body=(first, last),
        footer=footer,
        fill_points=points,
        meta=surroundings.find_meta(sheet, above, "head", title) + surroundings.find_meta(sheet, below, "footer"),
        notes=surroundings.find_notes(sheet, [*above, *below]),
        confidence=confidence,
        problems=_problems(file, sheet, confidence),
    )


def _card_title(sheet: Sheet, span: _Span, lists: Sequence[ListBlock]) -> Block | None:
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


def _card_start(sheet: Sheet, title: Block | None, span: _Span) -> int:
    """The first row of the card below its title: lines outside the frame and instructions are passed over."""
    first, last = title.bottom + 1 if title else span.first, span.last
    colons = sum(_colon_row(sheet, row) for row in range(first, last + 1) if sheet.texts(row))
    style = colons * 2 > sum(bool(sheet.texts(row)) for row in range(first, last + 1))
    for row in range(first, last):
        texts = sheet.texts(row)
        if not texts:
            continue
        framed = any(block.look.bordered for block in sheet.starting(row)) or not sheet.bordered
        told = len(texts) == 1 and (words.is_instruction(texts[0].text) or len(texts[0].text) > LONGEST_BAND)
        if (
            told
            or (_colon_row(sheet, row) and not (framed and (style or not title)))
            or (not framed and not asks(sheet, row))
        ):
            continue
        return row
    return first


def _card_end(sheet: Sheet, first: int, last: int, lists: Sequence[ListBlock]) -> int:
    """The last row of the card: notes, declarations and lines to sign at its foot come after it."""
    end, closed = last, False
    for row in range(last, first, -1):
        texts = sheet.texts(row)
        if any(block.rows and block.body[0] <= row <= block.body[1] for block in lists):
            return row if closed else end
        if texts and not _closes(sheet, row, texts):
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
        return all(_closing(block.text) for block in texts)
    return starting[0].blank and all(words.is_signature(block.text) and len(block.text) < 40 for block in texts)


def _closing(text: str) -> bool:
    return words.is_note(text) or words.is_statement(text) or words.is_signature(text)


def _confidence(block: ListBlock, columns: int) -> float:
    score = 0.55 + 0.05 * min(columns, 5) + 0.05 * min(block.rows, 4)
    return round(min(score, 1.0), 3)


def _problems(file: str, sheet: Sheet, confidence: float) -> tuple[Problem, ...]:
    if confidence >= DOUBTFUL:
        return ()
    return (problem("STRUCTURE_DOUBTFUL", Place(file=file, sheet=sheet.grid.name), confidence=confidence),)
