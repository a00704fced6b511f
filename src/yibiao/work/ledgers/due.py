"""What wants looking at: values past their half-life, open conflicts, important gaps, people entered twice.

In: a house, a view, where to begin. Out: a `DuePage` of records with something due. One journal line a page. Refuses:
nothing with an exception; what the view does not cover is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yibiao.base.clock import today
from yibiao.base.views import View
from yibiao.flow.standard.faces import faces
from yibiao.work.ledgers.dossiers import title_of
from yibiao.work.ledgers.facts import Eye, Opened, open_rows, stale
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Conflict, Identifier, Record
from yibiao.work.ledgers.neighbours import Neighbours
from yibiao.work.ledgers.origins import portions
from yibiao.work.ledgers.queries import covered, note_reading

SCANNED = 1_000
"""Records looked at for one page: opening them is what costs."""


@dataclass(frozen=True, slots=True)
class Due:
    """One record: elements that are old, in conflict, unknown; others that seem to be the same person."""

    register: str
    id: str
    title: str
    area_name: str
    version: int
    old: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DuePage:
    """more: where the next page begins, "" after the last one. Pages may be empty before the last one."""

    due: tuple[Due, ...]
    more: str


def due(
    house: House, view: View, *, area: tuple[int, int] | None = None, after: str = "", element: str = ""
) -> DuePage:
    """Records behind `after`, in the interval of one area only where it is given, and only those of which this element
    is due where one is named. Who is gone is left in peace."""
    looked = {element.partition(".")[0]} if element else faces(house.standard).keys()
    rows = covered(house, view, Record.objects.filter(id__gt=after, register__in=list(looked))).order_by("id")
    if area is not None:
        rows = rows.filter(area__first__gte=area[0], area__first__lte=area[1])
    opened = open_rows(house, rows[:SCANNED])
    known = Neighbours(house.standard, view, today(house.clock), opened)
    found = tuple(
        one
        for one in _due(house, view, [each for each in opened if not known.gone(each.state.id)])
        if not element or element in (*one.old, *one.conflicts, *one.gaps)
    )
    note_reading(house, view, "due", "", rows=len(opened))
    return DuePage(found, opened[-1].state.id if len(opened) == SCANNED else "")


def _due(house: House, view: View, opened: list[Opened]) -> Iterator[Due]:
    eye = Eye(house, view, today(house.clock))
    disputed, same = _disputed(view, opened), doubles(house, view, [each.state.id for each in opened])
    for sight in eye.look(opened):
        found = Due(
            sight.register, sight.id, title_of(house, sight), sight.area_name, sight.version, stale(sight),
            tuple(disputed.get(sight.id, ())), eye.gaps(sight), tuple(same.get(sight.id, ())),
        )  # fmt: skip
        if found.old or found.conflicts or found.gaps or found.doubles:
            yield found


def _disputed(view: View, opened: Iterable[Opened]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for some in portions([each.state.id for each in opened]):
        rows = Conflict.objects.filter(record__in=some, state="open").order_by("id")
        for record, element in rows.values_list("record_id", "element"):
            if view.may_read(element) and element not in found[record]:
                found[record].append(element)
    return found


def doubles(house: House, view: View, records: Iterable[str]) -> Mapping[str, list[str]]:
    """Record → other records in the view with the same identifier, which is one that the view reads.

    Who keeps one of two areas learns nothing of the other one's people; who keeps both is told here.
    """
    found: dict[str, list[str]] = defaultdict(list)
    readable = [
        code for entry in house.standard.registers.values() for code in entry.identifiers if view.may_read(code)
    ]
    for some in portions(sorted(set(records))):
        mine = Identifier.objects.filter(record__in=some, element__in=readable).values_list("blind", "record_id")
        owners: dict[bytes, list[str]] = defaultdict(list)
        for blind, record in mine:
            owners[bytes(blind)].append(record)
        others = Identifier.objects.filter(blind__in=list(owners), element__in=readable)
        inside = set(
            covered(house, view, Record.objects.filter(id__in=[row.record_id for row in others])).values_list(
                "id", flat=True
            )
        )
        for row in others:
            for record in owners[bytes(row.blind)]:
                if row.record_id in inside and row.record_id not in (record, *found[record]):
                    found[record].append(row.record_id)
    return {record: ids for record, ids in found.items() if ids}
