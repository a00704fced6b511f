"""Which record stands where in a filled file. In: a bound table, its rows, its block. Out: `Origin`s.

Counted tables have none: their numbers are answered by questions (`CellReport`). Refuses: nothing.
"""

from __future__ import annotations

from yibiao.flow.asking.nodes import Rows
from yibiao.flow.filling.binding import Binding
from yibiao.flow.filling.lists import landing
from yibiao.flow.filling.plan import ListBlock
from yibiao.flow.filling.report import Origin
from yibiao.flow.standard.meanings import Subject


def origins_of(
    binding: Binding, rows: Rows | None, blocks: tuple[ListBlock, ...], copies: int, offset: int
) -> tuple[Origin, ...]:
    """The records of one table. copies: how many further sheets its card got; offset: rows that came in above it."""
    if rows is None or not rows.ids:
        return ()
    if binding.match.subject is Subject.RECORDS and blocks:
        places = landing(blocks[0], offset)[: len(rows.ids)]
        return tuple(Origin(record, row) for record, row in zip(rows.ids, places, strict=True))
    if binding.match.subject is Subject.RECORD and len(rows.ids) == copies + 1:
        return tuple(Origin(record, copy=copy) for copy, record in enumerate(rows.ids))
    return ()
