"""The area tree is laid and numbered. In: areas. Out: how many.

Refuses (`ProblemError`): an area whose parent is unknown, a code that stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory.actions.rows import CHUNK, ROOM
from yibiao.work.directory.models import Area
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


def _save_areas(rows: dict[str, Area], wanted: dict[str, NewArea]) -> None:
    fresh = [row for row in rows.values() if row.pk is None]
    Area.objects.bulk_create(fresh, batch_size=CHUNK)
    for code, row in rows.items():
        parent = wanted[code].parent
        row.parent = rows[parent] if parent else None
    fields = ("name", "level", "first", "last", "valid_from", "valid_to", "parent")
    Area.objects.bulk_update(rows.values(), fields, batch_size=200)
