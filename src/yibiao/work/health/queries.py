"""The readers of health figures. In: a house, a view, an area, a register. Out: what the view may be told, or None.

Areas are in tree order and never ranked. Refuses: an area outside the view has no figures (None), as if it were not
there; a register of which the view may count nothing is not among the registers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yibiao.base.views import View
from yibiao.flow.standard.model import Element, Standard
from yibiao.work.directory import queries as directory
from yibiao.work.directory.queries import AreaRow
from yibiao.work.health import rules
from yibiao.work.health.models import Figure, Point, Taking
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.queries import note_reading
from yibiao.work.ledgers.vitals import MARKS

Totals = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ElementHealth:
    """One element of the register. forms: how many in force ask it, None where nobody wants it. counts: by mark."""

    element: Element
    forms: int | None
    counts: Totals


@dataclass(frozen=True, slots=True)
class Health:
    """Figures of one area. registers, below: (code, totals) in the standard's order; (area, totals of `register`, where
    the area has some) in tree order. trend: (day, totals), the oldest first."""

    area: AreaRow
    above: tuple[AreaRow, ...]
    taken: datetime | None
    registers: tuple[tuple[str, Totals], ...] = ()
    register: str = ""
    elements: tuple[ElementHealth, ...] = ()
    below: tuple[tuple[AreaRow, Totals], ...] = ()
    trend: tuple[tuple[date, Totals], ...] = ()


def health(house: House, view: View, area: AreaRow, register: str = "") -> Health | None:
    """The last figures; one journal line."""
    if not covers(view, area):
        return None
    areas = list(directory.open_areas())
    above = tuple(one for one in areas if one.first < area.first and area.last <= one.last and covers(view, one))
    taking, figure = Taking.objects.last(), Figure.objects.filter(area=area.code).first()
    if taking is None or figure is None:
        return Health(area, above, None)
    shown = rules.shown_registers(house.standard, view)
    codes = [code for code in house.standard.registers if code in shown and figure.parts.get(code, (0,))[0]]
    chosen = register if register in codes else next(iter(codes), "")
    points = list(Point.objects.filter(area=area.code).order_by("day"))
    below = [one for one in areas if one.parent == area.code]
    now = {
        one.area: one
        for one in Point.objects.filter(day=taking.day, area__in=[area.code, *(one.code for one in below)])
    }
    note_reading(house, view, "health", chosen, rows=0, area=area.code)
    return Health(
        area,
        above,
        taking.moment,
        tuple((code, _totals(now.get(area.code), code)) for code in codes),
        chosen,
        tuple(_elements(house.standard, view, figure.parts.get(chosen, (0, {}))[1], chosen, taking.wanted)),
        tuple((one, _totals(now.get(one.code), chosen)) for one in below),
        tuple((one.day, _totals(one, chosen)) for one in points),
    )


def covers(view: View, area: AreaRow) -> bool:
    """Whether the area lies wholly inside the view's."""
    return view.within(area.first, area.last) == ((area.first, area.last),)


def _totals(point: Point | None, register: str) -> Totals:
    counts: Sequence[int] = point.totals.get(register, ()) if point is not None else ()
    return dict(zip(rules.TOTALS, counts or [0] * len(rules.TOTALS), strict=True))


def _elements(
    standard: Standard, view: View, counts: Mapping[str, Sequence[int]], register: str, wanted: Mapping[str, int]
) -> list[ElementHealth]:
    """Those that are wanted first, both in the standard's order; of the others those that somebody has filled in."""
    codes = [one for one in standard.of_register(register) if one.code in wanted or one.code in counts]
    nothing = [0] * len(MARKS)
    found = [
        ElementHealth(one, wanted.get(one.code), dict(zip(MARKS, counts.get(one.code, nothing), strict=True)))
        for one in codes
        if rules.shown(standard, view, one.code)
    ]
    return sorted(found, key=lambda one: one.forms is None)
