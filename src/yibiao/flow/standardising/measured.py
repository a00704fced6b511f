"""The columns of a list as they stand and as they read, to be measured. In: a match, a grid. Out: blocks of columns.

Nothing is repaired or remarked here: a value that the careful way would refuse, doubt or remark on is just not settled.
Refuses: nothing; a table that is no list has no blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yibiao.base.tables import Grid, Layout, Raw
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.meanings import FormMatch
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standardising.rows import Reader, has_rows
from yibiao.flow.standardising.settled import Column, Text, Unsettled, blocks_of

AREA = "area"


@dataclass(frozen=True, slots=True)
class MeasuredColumn:
    """A column of some rows. element: "" where it asks nothing that we keep, `AREA` where it names the row's area.

    kind: of the element's domain. told: each value as it would be kept, None for a blank, False where that is not
    settled; empty where there is no element.
    """

    number: int
    label: str
    element: str
    kind: str
    raws: Sequence[Raw]
    told: Sequence[Text | Unsettled]


def measured(match: FormMatch, grid: Grid, standard: Standard) -> Iterator[tuple[MeasuredColumn, ...]]:
    """The rows of a list block by block, every one of its columns."""
    if match.table.layout is not Layout.LIST or not has_rows(match):
        return
    reader = Reader(match, grid, standard)
    meant = {found.column: element for found, element in reader.fields}
    columns = [(found.column, "·".join(found.path)) for found in match.fields]
    readers = {number: _column(reader, number, element) for number, element in meant.items() if element is not None}
    areas = {number for number, element in meant.items() if element is None}
    for _, raws in blocks_of(reader, [number for number, _ in columns]):
        yield tuple(
            _measured(number, label, values, readers.get(number), number in areas)
            for (number, label), values in zip(columns, raws, strict=True)
        )


def _column(reader: Reader, number: int, element: Element) -> Column | None:
    named = reader.meant_by(element)
    if named is None:
        return None
    units = {column.column: column.unit for column in reader.table.columns}
    return Column(number, named, domain_of(named.domain, reader.standard), units.get(number))


def _measured(number: int, label: str, raws: Sequence[Raw], column: Column | None, area: bool) -> MeasuredColumn:
    if column is None:
        return MeasuredColumn(number, label, AREA if area else "", "", raws, ())
    kind = column.element.domain.partition(":")[0].strip()
    return MeasuredColumn(number, label, column.element.code, kind, raws, column.told(raws))
