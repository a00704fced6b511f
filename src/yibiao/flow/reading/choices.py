"""Drop-down lists of xlsx sheets. In: dataValidation elements (also the x14 kind). Out: choices by first cell.

A list may be spelled out ("男,女"), be a range of any sheet, or a defined name; ranges are looked up when all sheets
are read. Refuses: nothing; a list that cannot be found is left out. Lists longer than 200 choices are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from yibiao.base.tables import Grid, Region
from yibiao.flow.reading.grids import Draft, region_of
from yibiao.flow.reading.parts import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST = 200
_COLUMNS = 256
_PER_SHEET = 5_000
_RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)\Z")


class Choices:
    """Collects the lists of all sheets, then answers them from the grids."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._open: dict[int, dict[tuple[int, int], str]] = {}

    def take(self, draft: Draft, element: _Element) -> None:
        """Keep one dataValidation element of the sheet."""
        if element.get("type") != "list":
            return
        formula, where = "", element.get("sqref") or ""
        for child in element.iter():
            tag = local(child.tag)
            if tag == "formula1":
                formula = formula or "".join(str(text) for text in child.itertext()).strip()
            elif tag == "sqref":
                where = where or child.text or ""
        regions = (region_of(reference) for reference in where.split()[:_PER_SHEET])
        self.want(draft.index, [region for region in regions if region is not None], formula)

    def want(self, index: int, regions: Iterable[Region], formula: str) -> None:
        """The first cell of each column of the regions offers the list that the formula names."""
        wanted = self._open.setdefault(index, {})
        for region in regions:
            if not formula or len(wanted) > _PER_SHEET:
                return
            for column in range(region.left, min(region.right, region.left + _COLUMNS) + 1):
                wanted.setdefault((region.top, column), formula)

    def resolved(self, grids: Iterable[Grid]) -> tuple[Grid, ...]:
        """The grids with their drop-down choices filled in."""
        grids = tuple(grids)
        by_name = {grid.name: grid for grid in grids}
        done = []
        for grid in grids:
            lists: dict[tuple[int, int], tuple[str, ...]] = {}
            known: dict[str, tuple[str, ...]] = {}
            for place, formula in self._open.get(grid.index, {}).items():
                if formula not in known:
                    known[formula] = self._answer(formula, grid, by_name)
                if known[formula]:
                    lists[place] = known[formula]
            done.append(replace(grid, validations=lists) if lists else grid)
        return tuple(done)

    def _answer(self, formula: str, home: Grid, by_name: Mapping[str, Grid]) -> tuple[str, ...]:
        if formula.startswith('"'):
            texts = (text.strip() for text in formula.strip('"').replace("，", ",").split(","))
            return tuple(text for text in texts if text)[:_LONGEST]
        formula = self._names.get(formula.lstrip("="), formula).lstrip("=")
        found = _RANGE.match(formula)
        sheet = by_name.get((found[1] or found[2]).replace("''", "'")) if found else home
        region = region_of(found[3] if found else formula)
        if sheet is None or region is None:
            return ()
        rows = range(region.top, min(region.bottom, sheet.rows) + 1)
        columns = range(region.left, min(region.right, sheet.columns) + 1)
        texts = (sheet.text(row, column) for row in rows for column in columns)
        return tuple(dict.fromkeys(text for text in texts if text))[:_LONGEST]
