"""The only writer of health figures. In: a house, its mirror, a day, what forms ask. Out: how many areas were measured.

Refuses: nothing. The figures of the last taking take the place of those before; of each day a small point stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from yibiao.work.directory import queries as directory
from yibiao.work.health import rules
from yibiao.work.health.models import Figure, Point, Taking
from yibiao.work.journal import actions as journal
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.sessions import Mirrored
from yibiao.work.ledgers.vitals import measure, rolled_up

ROOM = "health"
_AT_ONCE = 500


def take(house: House, mirror: Mirrored, actor: str, day: date, asked: Mapping[str, int]) -> int:
    """Measure the whole ledger. asked: element → in how many forms in force it stands."""
    wanted, standard = rules.wanted(standard=house.standard, asked=asked), house.standard
    areas = list(directory.open_areas())
    numbers = {area.code: area.first for area in areas}
    tree = [(area.first, numbers.get(area.parent or "")) for area in areas]
    codes = {area.first: area.code for area in areas}
    figures, points = [], []
    for number, parts in rolled_up(measure(house, mirror, day), tree):
        totals = {code: rules.totals(part, code, standard, wanted) for code, part in parts.items()}
        kept = {register: [part.records, part.elements] for register, part in parts.items()}
        figures.append(Figure(area=codes[number], parts=kept))
        points.append(Point(area=codes[number], day=day, totals=totals))
    with transaction.atomic():
        head = journal.lock()
        Taking.objects.all().delete()
        Figure.objects.all().delete()
        Taking.objects.create(day=day, moment=house.clock(), wanted=wanted)
        Figure.objects.bulk_create(figures, _AT_ONCE)
        _keep(points, day)
        entry = journal.Entry(actor, "health_taken", ROOM, payload={"areas": len(figures)})
        journal.append(head, entry, house.clock, house.ids)
    return len(figures)


def _keep(points: list[Point], day: date) -> None:
    days = Point.objects.exclude(day=day).values_list("day", flat=True).distinct()
    Point.objects.filter(day__in=[day, *rules.spent(days, day)]).delete()
    Point.objects.bulk_create(points, _AT_ONCE)
