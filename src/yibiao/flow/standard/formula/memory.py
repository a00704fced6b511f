"""A small ledger in memory. In: records. Out: records by link. Refuses: nothing; a record that is not there is None.

Used by the reference evaluator, by tests, and wherever a handful of records needs no engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yibiao.flow.standard.formula.nodes import Scalar

Held = Scalar | tuple[str, ...] | None
"""What an element of a record may hold; a tuple of codes for elements with several."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its register, id, values by element code, the id of the record that it hangs on."""

    register: str
    id: str
    values: Mapping[str, Held] = field(default_factory=dict)
    master: str | None = None
    area: int = 0
    """The number of its area in tree order."""


class MemoryLedger:
    """Records by register and id, and by what they hang on or refer to."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records: dict[str, dict[str, Record]] = defaultdict(dict)
        for record in records:
            self._records[record.register][record.id] = record
        self._links: dict[tuple[str, str], dict[str, list[Record]]] = {}

    def all(self, register: str) -> tuple[Record, ...]:
        """The records of a register, by id."""
        return tuple(record for _, record in sorted(self._records[register].items()))

    def get(self, register: str, id: str) -> Record | None:
        """The record of this id."""
        return self._records[register].get(id)

    def linked(self, register: str, link: str, target: str) -> tuple[Record, ...]:
        """The records of `register` that hang on `target` (link "") or refer to it by the element `link`."""
        if (register, link) not in self._links:
            index: dict[str, list[Record]] = defaultdict(list)
            for record in self.all(register):
                index[str(record.values.get(link) if link else record.master)].append(record)
            self._links[register, link] = index
        return tuple(self._links[register, link].get(target, ()))
