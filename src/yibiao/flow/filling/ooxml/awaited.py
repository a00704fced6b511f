"""Cells that await their values while a template is compiled. In: the cells that a plan writes. Out: slots in the tree.

Refuses (`TooIntricate`): what must be written by the careful way: a cell written twice, or one that holds or says more
than a slot can keep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from yibiao.base.tables import a1
from yibiao.flow.filling.ooxml.laid import constant
from yibiao.flow.filling.ooxml.marks import Marks, Slot, Total
from yibiao.flow.filling.ooxml.package import Xml
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.ooxml.spliced import CELL, Spliced, Where, apart
from yibiao.flow.filling.plan import CellWrite

_MOST = 4_096
_KNOWN = frozenset({"r", "s", "t"})
Spot = tuple[str, int, int]
"""Sheet, row, column."""


class TooIntricate(Exception):
    """The template or the plan is none that can be compiled; its argument is why."""


@dataclass
class Awaited:
    """slots: in the order in which their values are written; conditions: number of a problem → the value without which
    it is none."""

    slots: list[Slot | Spliced] = field(default_factory=list)
    cells: dict[Spot, tuple[Slot, Xml]] = field(default_factory=dict)
    texts: dict[Spot, tuple[Sheet, Xml, list[Where]]] = field(default_factory=dict)
    conditions: dict[int, Where] = field(default_factory=dict)

    def add(self, sheet: Sheet, spot: Spot, cell: Xml, write: CellWrite, where: Where, *, there: bool) -> None:
        """The cell awaits the value at `where`. there: the template has this cell; a record makes none for no value."""
        if where[1] >= 0 and not there:
            raise TooIntricate("a cell that is not there")
        strange = cell.prefix != sheet.root.prefix or not _KNOWN.issuperset(map(str, cell.attrib))
        if spot in self.cells or spot in self.texts:
            raise TooIntricate("a cell written twice")
        if strange or len(self.slots) >= _MOST:
            raise TooIntricate("a strange cell" if strange else "many cells")
        kept, number = "/>", Decimal(0)
        if len(cell):
            held = constant(sheet, cell)
            if held is None:
                raise TooIntricate("a cell that holds more than a value")
            kept, number = held
        elif cell.get("t"):
            kept = f' t="{cell.get("t")}"/>'
        slot = Slot(
            where, a1(*spot[1:]), int(cell.get("s") or 0), write.number_format, write.percent, kept, number,
            sheet.prefix,
        )  # fmt: skip
        self.slots.append(slot)
        self.cells[spot] = slot, cell

    def splice(self, sheet: Sheet, spot: Spot, where: Where) -> None:
        """The cell's text awaits the write at `where`."""
        cell = sheet.cells(spot[1]).get(spot[2])
        if spot in self.cells:
            raise TooIntricate("a cell written twice")
        if cell is None or cell.get("t") not in ("s", "inlineStr") or cell.find(sheet.tag("f")) is not None:
            raise TooIntricate("a blank in what is no text")
        self.texts.setdefault(spot, (sheet, cell, []))[2].append(where)

    def tell(self, number: int, where: Where) -> None:
        """The problem of this number is none where no value comes, or nothing is missing in a text. A single cell is
        told of in any case."""
        if where[1] != CELL:
            self.conditions[number] = where

    def known(self) -> dict[Spot, Total]:
        """What each of the cells adds to a SUM."""
        return {
            (name.casefold(), row, column): Total(slots=(slot,))
            for (name, row, column), (slot, _) in self.cells.items()
        }

    def settle(self, marks: Marks) -> None:
        """Marks take the places of the cells."""
        for (name, *place), (sheet, cell, writes) in self.texts.items():
            text = Spliced(name, (place[0], place[1]), *apart(sheet, cell), tuple(writes))
            self.slots.append(text)
            self._replace(marks, text, cell)
        for slot, cell in self.cells.values():
            self._replace(marks, slot, cell)

    @staticmethod
    def _replace(marks: Marks, slot: Slot | Spliced, cell: Xml) -> None:
        mark, parent = marks.stand_in(slot), cell.getparent()
        if parent is None:  # its row was taken out: somebody else writes there too
            raise TooIntricate("a row that somebody else took")
        mark.tail = cell.tail
        parent.replace(cell, mark)
