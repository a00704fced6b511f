"""The demo district into an empty home. In: invented areas, users, records. Out: counts.

Refuses: what bulk loads refuse.
A load that was killed goes on where it stopped when it is called again with the same records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from yibiao.flow.demo.shapes import DemoArea, DemoRecord, DemoUser
from yibiao.work.directory import actions as directory
from yibiao.work.directory import queries as known
from yibiao.work.ledgers.actions.bulk import Progress, load_bulk
from yibiao.work.ledgers.actions.records import NewRecord
from yibiao.work.ledgers.actions.writing import Act
from yibiao.work.ledgers.house import House

_ACTOR = "demo"
_GRANTED = timedelta(days=365)


def load_places(areas: Iterable[DemoArea], users: Iterable[DemoUser], day: date) -> None:
    """Areas, accounts, posts and grants; a home that has people already is left as it is."""
    if next(known.people(), None) is not None:
        return
    directory.lay_areas([directory.NewArea(area.code, area.name, area.level, area.parent) for area in areas], _ACTOR)
    people = list(users)
    directory.appoint(map(_person, people), _ACTOR)
    for who in people:
        if who.role == "department_officer":
            directory.give_grant(_grant(who, day), _ACTOR)


def _person(who: DemoUser) -> directory.NewPerson:
    return directory.NewPerson(
        who.username, who.name, who.role, who.area_code, who.record or "", department=who.department
    )


def _grant(who: DemoUser, day: date) -> directory.NewGrant:
    return directory.NewGrant(
        who.username, who.purpose, who.area_code, day - _GRANTED, day + _GRANTED, who.elements, rows=bool(who.elements)
    )


def load_records(house: House, records: Iterable[DemoRecord], progress: Progress | None = None) -> int:
    """Every record of the district; returns how many."""
    act = Act.of_the_house(_ACTOR, "demo", "demo")
    return load_bulk(house, act, _new(records), progress)


def _new(records: Iterable[DemoRecord]) -> Iterator[NewRecord]:
    for record in records:
        yield NewRecord(record.register, record.area_code, record.values, record.parent, record.id)
