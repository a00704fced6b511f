"""A grid to its tables: which layout, where header, body and footer lie. In: a `Grid`. Out: `ParsedTable`s.

Lists and cards are weighed by their rows: a sheet is a card when its label–blank rows outweigh its lists, and the lists
inside it become fill points with a running number. Several lists on a sheet each become a table. Refuses: nothing; a
sheet of pure text, a chart or an empty sheet gives no table.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Grid, Layout, ParsedTable, Region
from yibiao.flow.reading.structure import card, crosstab, surroundings, words
from yibiao.flow.reading.structure.blocks import Block, Sheet
from yibiao.flow.reading.structure.card_rows import Span, card_end, card_start, card_title
from yibiao.flow.reading.structure.columns import read_columns, read_roles, read_samples
from yibiao.flow.reading.structure.layout import is_card, last_row, rows_that_ask
from yibiao.flow.reading.structure.lists import ListBlock, find_blocks
from yibiao.flow.reading.structure.single import single_column

DOUBTFUL = 0.6
"""Below this confidence a table carries a problem that asks a person to look."""


def recognise_grid(file: str, grid: Grid) -> tuple[ParsedTable, ...]:
    """The tables of a sheet from the top."""
    sheet = Sheet(grid)
    if sheet.empty:
        return ()
    lists = find_blocks(sheet, sheet.top, sheet.bottom)
    paired = rows_that_ask(sheet, lists)
    if is_card(sheet, lists, paired):
        table = _card(file, sheet, Span(sheet.top, sheet.bottom), lists)
        if table or not lists:
            return (table,) if table else ()
    if not lists:
        alone = single_column(sheet)
        lists = (alone,) if alone else ()
    return tuple(_lists(file, sheet, lists))


def _lists(file: str, sheet: Sheet, lists: Sequence[ListBlock]) -> list[ParsedTable]:
    chosen = _stacked(sheet, lists)
    tables = []
    start = sheet.top
    for place, block in enumerate(chosen):
        following = chosen[place + 1].header[0] if place + 1 < len(chosen) else sheet.bottom + 1
        end = _boundary(sheet, block, following) if place + 1 < len(chosen) else sheet.bottom
        tables.append(_list(file, sheet, Span(start, end), block))
        start = end + 1
    return tables


def _stacked(sheet: Sheet, lists: Sequence[ListBlock]) -> list[ListBlock]:
    """The lists that are tables of their own: the biggest, and others with rows and a title or a gap before."""
    if not lists:
        return []
    main = max(lists, key=lambda block: (block.height, len(block.leaves) > 3, -block.header[0]))
    chosen = []
    for place, block in enumerate(lists):
        if block is main:
            chosen.append(block)
            continue
        before = last_row(lists[place - 1]) if place else 0
        apart = not place or any(sheet.is_void(row) or _alone(sheet, row) for row in range(before + 1, block.header[0]))
        if apart and block.rows >= 2 and len(block.leaves) >= 3:
            chosen.append(block)
    return chosen


def _alone(sheet: Sheet, row: int) -> bool:
    texts = sheet.texts(row)
    return len(texts) == 1 and texts[0].label and len(sheet.starting(row)) == 1


def _boundary(sheet: Sheet, block: ListBlock, following: int) -> int:
    """The last row that belongs to `block` when another list's header stands in row `following`."""
    for row in range(last_row(block) + 1, following):
        if sheet.is_void(row) or (_alone(sheet, row) and not words.is_signature(sheet.texts(row)[0].text)):
            return row - 1 if not sheet.is_void(row) else row
    return following - 1


def _list(file: str, sheet: Sheet, span: Span, block: ListBlock) -> ParsedTable:
    columns = read_columns(sheet, block)
    shape = crosstab.shape_of(sheet, block, columns)
    crossed = shape is not None and crosstab.is_crosstab(sheet, block, columns, shape)
    stubs = crosstab.read_stubs(sheet, block, shape) if crossed and shape else ()
    title = surroundings.find_title(sheet, span.first, block.header[0] - 1)
    above = range(span.first, block.header[0])
    footer = _footer(sheet, last_row(block) + 1, span.last)
    below = range(footer[0], footer[1] + 1) if footer else range(0)
    roles = read_roles(sheet, block)
    confidence = _confidence(sheet, block, len(columns), below)
    crowded = footer is not None and footer[0] <= block.body[1]
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
        body=None if crowded else block.body,
        footer=footer,
        columns=columns,
        stubs=stubs,
        stub_columns=(*shape.numbers, *shape.stubs) if crossed and shape else (),
        fill_points=crosstab.read_points(sheet, columns, shape, stubs) if crossed and shape else (),
        meta=surroundings.find_meta(sheet, above, "head", title) + surroundings.find_meta(sheet, below, "footer"),
        notes=surroundings.find_notes(sheet, [*above, *below]),
        roles=roles,
        samples=read_samples(sheet, block, columns, roles),
        confidence=confidence,
        problems=_problems(file, sheet, confidence),
    )


def _title_text(sheet: Sheet, title: Block | None) -> str | None:
    """The title as written, or the docx paragraph that names the table."""
    return " ".join(title.text.split()) if title else surroundings.title_before(sheet.grid.before)


def _footer(sheet: Sheet, first: int, last: int) -> tuple[int, int] | None:
    rows = [row for row in range(first, last + 1) if not sheet.is_void(row) and sheet.texts(row)]
    return (rows[0], rows[-1]) if rows else None


def _card(file: str, sheet: Sheet, span: Span, lists: Sequence[ListBlock]) -> ParsedTable | None:
    title = card_title(sheet, span, lists)
    first = card_start(sheet, title, span)
    last = card_end(sheet, first, span.last, lists)
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


def _confidence(sheet: Sheet, block: ListBlock, columns: int, below: range) -> float:
    """More columns and rows that keep to them, more sure; rows below that are no footer's, less."""
    score = 0.55 + 0.05 * min(columns, 5) + 0.05 * min(block.rows, 4)
    strange = sum(len(sheet.texts(row)) >= 3 and not _footer_row(sheet, row) for row in below)
    return round(max(0.1, min(score, 1.0) - 0.1 * min(strange, 5)), 3)


def _footer_row(sheet: Sheet, row: int) -> bool:
    return any(words.is_signature(block.text) or words.has_colon(block.text) for block in sheet.texts(row))


def _problems(file: str, sheet: Sheet, confidence: float) -> tuple[Problem, ...]:
    if confidence >= DOUBTFUL:
        return ()
    return (problem("STRUCTURE_DOUBTFUL", Place(file=file, sheet=sheet.grid.name), confidence=confidence),)
