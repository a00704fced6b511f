"""Cells whose text gets parts from a plan: blanks filled, boxes ticked. In: such a cell of a template. Out: its XML.

The cell is kept with its string as a sheet of its own, so that a compiled template changes it by the very code that
changes it in an opened workbook (`sheet.splice`). Refuses: nothing; a blank that is not there is a problem.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass

from lxml import etree

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import a1
from yibiao.flow.filling import inline
from yibiao.flow.filling.ooxml.package import Xml, parse
from yibiao.flow.filling.ooxml.sheet import Sheet
from yibiao.flow.filling.plan import BlankWrite, FillPlan, TickWrite

Where = tuple[int, int, int, int]
"""Where a value lies in a plan: sheet, block (or `CELL`, `BLANK`, `TICK`), record or write, place in the record."""
CELL, BLANK, TICK = -1, -2, -3
_INHERITED = re.compile(r' xmlns(?::[^=]+)?="[^"]*"')
"""What a part of a tree says when it is written alone: the namespaces of the whole."""


def alone(element: Xml) -> str:
    """An element of a tree as it is written within it."""
    tag, bracket, rest = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")
    return _INHERITED.sub("", tag) + bracket + rest


@dataclass(frozen=True, slots=True)
class Spliced:
    """A cell at `spot` of the filled sheet `name`, to be changed by the writes at `writes`. sheet, string: the cell in
    a sheet of its own, and its shared string, as XML; kept: the cell as it is."""

    name: str
    spot: tuple[int, int]
    sheet: bytes
    string: bytes | None
    kept: str
    writes: tuple[Where, ...]

    @property
    def where(self) -> Where:
        """What it is known by."""
        return self.writes[0]

    def spliced(self, plan: FillPlan) -> tuple[bytes, dict[Where, list[Problem]]]:
        """The cell, and what was not found in it."""
        strings = () if self.string is None else (parse(self.string)[0],)
        sheet, problems = Sheet(parse(self.sheet), strings), {}
        for where in self.writes:
            told = splice(sheet, self.name, self.spot, _write_at(plan, where))
            if told:
                problems[where] = told
        cell = sheet.cell(*self.spot)
        return (self.kept if cell.get("t") == "s" else alone(cell)).encode(), problems


def _write_at(plan: FillPlan, where: Where) -> BlankWrite | TickWrite:
    sheet = plan.sheets[where[0]]
    return sheet.blanks[where[2]] if where[1] == BLANK else sheet.ticks[where[2]]


def splice(sheet: Sheet, name: str, spot: tuple[int, int], write: BlankWrite | TickWrite) -> list[Problem]:
    """Fill a blank inside a text, or tick check boxes, one choice after the other; what was not found."""
    if isinstance(write, BlankWrite):
        return _changed(
            sheet, name, spot, (inline.fill_blank(sheet.text(*spot), write.label, write.value), write.label)
        )
    missing = []
    for choice in write.chosen:
        missing += _changed(sheet, name, spot, (inline.tick(sheet.text(*spot), choice, write.choices), choice))
    return missing


def _changed(
    sheet: Sheet, name: str, spot: tuple[int, int], change: tuple[inline.Splice | None, str]
) -> list[Problem]:  # fmt: skip
    if change[0] is None:
        place = Place(sheet=name, cell=a1(*spot))
        return [problem("FILLING_NO_BLANK", place, cell=place.cell, what=change[1])]
    sheet.splice(*spot, change[0])
    return []


def apart(sheet: Sheet, cell: Xml) -> tuple[bytes, bytes | None, str]:
    """The cell in a sheet of its own, its shared string in a table of its own, and the cell as it is."""
    own, row = etree.Element(sheet.root.tag, nsmap=sheet.root.nsmap), cell.getparent()  # type: ignore[arg-type]
    assert row is not None
    data = etree.SubElement(own, sheet.tag("sheetData"))
    home = etree.SubElement(data, sheet.tag("row"))
    home.set("r", row.get("r") or "")
    moved = copy.deepcopy(cell)
    moved.tail = None
    home.append(moved)
    string, value = sheet.shared(cell), moved.find(sheet.tag("v"))
    if string is None or value is None:
        return etree.tostring(own), None, alone(cell)
    value.text = "0"
    above = string.getparent()
    assert above is not None
    table = etree.Element(above.tag, nsmap=above.nsmap)  # type: ignore[arg-type]
    table.append(copy.deepcopy(string))
    return etree.tostring(own), etree.tostring(table), alone(cell)
