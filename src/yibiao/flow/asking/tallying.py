"""Numbers from tallies. In: the rows of a tally, cells. Out: numbers, exact. Refuses: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any as AnyValue

import numpy as np
from numpy.typing import NDArray

from yibiao.flow.asking.facts import WORD, Cell, Tallied
from yibiao.flow.standard.formula.nodes import Scalar

HUNDREDTH = Decimal("0.01")


class Tally:
    """The rows of one tally (of one area): keys, numbers of records, folded values."""

    def __init__(self, shape: Tallied, rows: Sequence[Sequence[AnyValue]]) -> None:
        self._keys = [np.array([row[word] for row in rows], dtype=np.int64) for word in range(shape.words)]
        self._records: NDArray[np.int64] = np.array([row[shape.words] for row in rows], dtype=np.int64)
        self._folds = {fold: [row[shape.words + 1 + place] for row in rows] for place, fold in enumerate(shape.folds)}

    def number(self, cell: Cell) -> Scalar | None:
        """The number of a cell; None where there is nothing to compute with."""
        where = self._where(cell.bits)
        records = int(self._records[where].sum())
        if cell.kind == "ratio":
            part = int(self._records[where & self._where(cell.part)].sum())
            return _hundredths(Decimal(100 * part), records) if records else None
        if cell.value is None:
            return records
        known = sum(self._fold(cell.value, "count", where)) if cell.kind in ("sum", "avg") else 0
        if cell.kind == "sum":
            return 0 if not records else self._sum(cell.value, where) if known else None
        if cell.kind == "avg":
            return _hundredths(Decimal(self._sum(cell.value, where)), known) if known else None
        values = self._fold(cell.value, cell.kind, where)
        return (min if cell.kind == "min" else max)(values, default=None)

    def _where(self, bits: frozenset[int]) -> NDArray[np.bool_]:
        found = np.ones(len(self._records), dtype=np.bool_)
        for word, key in enumerate(self._keys):
            wanted = sum(1 << bit - word * WORD for bit in bits if word * WORD <= bit < (word + 1) * WORD)
            found &= (key & wanted) == wanted
        return found

    def _fold(self, value: int, fold: str, where: NDArray[np.bool_]) -> list[AnyValue]:
        column = self._folds[value, fold]
        return [column[place] for place in np.flatnonzero(where) if column[place] is not None]

    def _sum(self, value: int, where: NDArray[np.bool_]) -> AnyValue:
        return sum(self._fold(value, "sum", where))


def _hundredths(total: Decimal, parts: int) -> Decimal:
    """total / parts to two decimals, half up."""
    return (total / parts).quantize(HUNDREDTH, ROUND_HALF_UP)
