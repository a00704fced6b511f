"""The master table 总表: every element once. In: forms, names, standard. Out: rows, those of most forms first.

A count is no row of its own: the elements that it counts by are. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from yibiao.flow.consolidating.ledgers import demands
from yibiao.flow.consolidating.shapes import FormFacts, MasterRow
from yibiao.flow.consolidating.telling import Names
from yibiao.flow.standard.model import Standard


def master_table(forms: Sequence[FormFacts], names: Names, standard: Standard) -> tuple[MasterRow, ...]:
    """Every element that any form asks, who keeps it, how fresh it is, which forms it serves."""
    serves: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        for _, element in demands(form, standard):
            if not element.endswith("."):
                serves[element].add(form.id)
    rows = [_row(element, found, names, standard) for element, found in serves.items()]
    return tuple(sorted(rows, key=lambda row: (-len(row.forms), row.asks)))


def _row(asks: str, forms: set[str], names: Names, standard: Standard) -> MasterRow:
    element = standard.elements.get(asks)
    keeper = element.keeper if element else None
    half_life = element.half_life if element else None
    return MasterRow(asks, names(asks), keeper, half_life, tuple(sorted(forms)))
