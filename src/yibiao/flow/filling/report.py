"""What was filled, what was not, and why. In: counts and problems of each field. Out: `FillReport`, JSON-able.

One entry a field, as `yibiao fill --report` writes it. Numbers carry the sentence of the question that they answer.
Refuses: nothing; it only holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from yibiao.base.problems import Problem
from yibiao.flow.filling.plan import SideSheet, Value
from yibiao.flow.standard.meanings import FieldMatch


@dataclass(frozen=True, slots=True)
class CellReport:
    """One number: where it stands in the filled file, what it answers, about which area."""

    cell: str
    value: Value
    question: str
    area: str

    def as_json(self) -> dict[str, Any]:
        value = self.value if isinstance(self.value, str | int | bool | None) else str(self.value)
        return {"cell": self.cell, "value": value, "question": self.question, "area": self.area}


@dataclass(frozen=True, slots=True)
class Origin:
    """A record and its place: the row of a list (as in the filled file), or which copy of a card (0 the first)."""

    record: str
    row: int | None = None
    copy: int = 0


@dataclass(frozen=True, slots=True)
class FieldReport:
    """One column or cell of the form. `missing` counts blanks by the name of the area that could fill them."""

    field: FieldMatch
    filled: int = 0
    blank: int = 0
    why: tuple[Problem, ...] = ()
    keeper: str | None = None
    missing: tuple[tuple[str, int], ...] = ()
    cells: tuple[CellReport, ...] = ()
    total: Value = None

    def as_json(self) -> dict[str, Any]:
        meaning = self.field.meaning
        return {
            "sheet": self.field.sheet,
            "cell": self.field.cell,
            "path": list(self.field.path),
            "element": meaning.element if meaning else None,
            "formula": self.field.formula,
            "confidence": round(self.field.confidence, 4),
            "accepted": self.field.accepted,
            "filled": self.filled,
            "blank": self.blank,
            "why": [entry.as_json() for entry in self.why],
            "keeper": self.keeper,
            "missing": [{"area": area, "rows": rows} for area, rows in self.missing],
            "total": self.total if self.total is None else str(self.total),
            "cells": [entry.as_json() for entry in self.cells],
        }


@dataclass(frozen=True, slots=True)
class FillReport:
    """The whole file."""

    file: str
    area: str
    day: str
    fields: tuple[FieldReport, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "area": self.area,
            "day": self.day,
            "fields": [entry.as_json() for entry in self.fields],
            "problems": [entry.as_json() for entry in self.problems],
        }

    def side_sheet(self) -> SideSheet:
        """The same as a sheet 填报说明 for people: a row a field."""
        head: tuple[Value, ...] = ("工作表", "单元格", "项目", "口径", "把握", "已填", "空白", "空白原因", "向谁补")
        return SideSheet("填报说明", (head, *(self._row(entry) for entry in self.fields)))

    def _row(self, entry: FieldReport) -> tuple[Value, ...]:
        meaning = entry.field.meaning
        from_whom = "、".join(f"{area} {rows}" for area, rows in entry.missing) or entry.keeper or ""
        return (
            entry.field.sheet,
            entry.field.cell,
            " › ".join(entry.field.path),
            entry.field.formula or (meaning.element if meaning else None) or "",
            f"{entry.field.confidence:.0%}",
            entry.filled,
            entry.blank,
            "；".join(problem.sentence("zh") for problem in entry.why),
            from_whom if entry.blank else "",
        )


def missing_by_area(areas: list[str]) -> tuple[tuple[str, int], ...]:
    """Areas of blank rows, most blanks first, at most ten."""
    return tuple(Counter(area for area in areas if area).most_common(10))
