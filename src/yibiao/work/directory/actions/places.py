"""The area tree is laid and numbered. In: areas. Out: how many.

Refuses (`ProblemError`): an area whose parent is unknown, a code that stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory.actions.rows import CHUNK, ROOM, areas_of
from yibiao.work.directory.models import Area, Grant, Post
from yibiao.work.journal import actions as journal


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to stand in the tree; `parent` is a code, None at the top."""

    code: str
    name: str
    level: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


LEVELS = ("province", "city", "district", "street", "community", "grid")
"""Kinds of areas, the widest first; an area below another is of a narrower kind."""


def tree_order(areas: Sequence[NewArea]) -> list[tuple[NewArea, int, int]]:
    """Each area with its interval, parents before children, siblings by code; every area counts as one number."""
    below: dict[str | None, list[NewArea]] = {}
    known = {area.code for area in areas}
    if len(known) != len(areas):
        twice = next(area.code for area in areas if sum(area.code == other.code for other in areas) > 1)
        raise ProblemError(problem("DIRECTORY_AREA_TWICE", Place(), code=twice))
    for area in areas:
        if area.parent is not None and area.parent not in known:
            raise ProblemError(problem("DIRECTORY_NO_PARENT", Place(), code=area.code, parent=area.parent))
        below.setdefault(area.parent, []).append(area)
    ordered: list[NewArea] = []
    lasts: dict[str, int] = {}

    def walk(parent: str | None) -> None:
        for area in sorted(below.get(parent, ()), key=lambda area: area.code):
            ordered.append(area)
            walk(area.code)
            lasts[area.code] = len(ordered)

    walk(None)
    if len(ordered) != len(areas):
        loose = sorted(known - lasts.keys())[0]
        raise ProblemError(problem("DIRECTORY_NO_PARENT", Place(), code=loose, parent=loose))
    return [(area, number, lasts[area.code]) for number, area in enumerate(ordered, start=1)]


@transaction.atomic
def lay_areas(areas: Iterable[NewArea], actor: str) -> int:
    """Add areas to the tree and number the whole tree anew; known codes get the new name and parent. Returns how many.

    Records point at the area, not at its number, so that a new street moves nobody.
    """
    head = journal.lock()
    standing = {area.code: area for area in Area.objects.filter(valid_to=None).select_related("parent")}
    wanted = {
        code: NewArea(code, area.name, area.level, area.parent and area.parent.code, area.valid_from)
        for code, area in standing.items()
    }
    given = list(areas)
    if len({area.code for area in given}) != len(given):
        tree_order(given)  # names the code that stands twice
    wanted |= {area.code: area for area in given}
    rows: dict[str, Area] = {}
    for entry, first, last in tree_order(list(wanted.values())):
        row = standing.get(entry.code) or Area(code=entry.code)
        row.name, row.level, row.first, row.last = entry.name, entry.level, first, last
        row.valid_from, row.valid_to = entry.valid_from, entry.valid_to
        rows[entry.code] = row
    _save_areas(rows, wanted)
    payload = {"areas": len(given), "tree": len(rows)}
    journal.append(head, journal.Entry(actor, "areas_laid", ROOM, payload=payload))
    return len(given)


def area_stands(code: str) -> bool:
    """Whether the code is taken, or was: records of before may still name it."""
    return Area.objects.filter(code=code).exists()


@transaction.atomic
def name_area(code: str, name: str, actor: str) -> None:
    """A new name; code, level and place in the tree stay."""
    area = areas_of({code})[code]
    parent = area.parent.code if area.parent else None
    lay_areas([NewArea(code, name, area.level, parent, area.valid_from)], actor)


@transaction.atomic
def close_area(code: str, day: date, actor: str) -> None:
    """The area stands no more in the tree. `ProblemError` while an area below it, a post or a grant needs it.

    Its numbers become 0, which no view covers: numbers are given anew to others. Whether records still lie in it is the
    ledger's to say; the caller asks there first.
    """
    head = journal.lock()
    area = areas_of({code})[code]
    in_force = Q(valid_to=None) | Q(valid_to__gt=day)
    needed = (
        Area.objects.filter(parent=area, valid_to=None).exists()
        or Post.objects.filter(in_force, area=area).exists()
        or Grant.objects.filter(in_force, area=area, revoked=False).exists()
    )
    if needed:
        raise ProblemError(problem("DIRECTORY_AREA_NEEDED", Place(), name=area.name))
    area.valid_to, area.first, area.last = day, 0, 0
    area.save(update_fields=["valid_to", "first", "last"])
    journal.append(head, journal.Entry(actor, "areas_laid", ROOM, subject=code, payload={"closed": code}))


def _save_areas(rows: dict[str, Area], wanted: dict[str, NewArea]) -> None:
    fresh = [row for row in rows.values() if row.pk is None]
    Area.objects.bulk_create(fresh, batch_size=CHUNK)
    for code, row in rows.items():
        parent = wanted[code].parent
        row.parent = rows[parent] if parent else None
    fields = ("name", "level", "first", "last", "valid_from", "valid_to", "parent")
    Area.objects.bulk_update(rows.values(), fields, batch_size=200)
