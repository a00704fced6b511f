"""A worker's own area as a pack for his phone. In: a house, its mirror, the view, what the phone has. Out: a `Pack`.

First the whole area page by page, then only what the journal has brought since. A page is one line in the journal,
whatever the number of records on it. On a phone less is shown than at the desk: values of level 4 are masked where they
name somebody and left out otherwise (`on_a_phone`). Refuses: nothing with an exception; a view that sees no rows gets
an empty pack. Who has moved out of reach is named by his record's id alone, so that the phone can drop him.

    scope    what the view shows, as a digest: another one, and the phone must begin anew
    until    the journal line up to which the pack is complete, once `more` is ""
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yibiao.base.clock import today
from yibiao.base.initials import initials
from yibiao.base.views import View
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.naming import naming
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.facts import Eye, Fact, Sight, open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Change, Conflict, Record
from yibiao.work.ledgers.neighbours import Neighbours, nearby
from yibiao.work.ledgers.origins import portions
from yibiao.work.ledgers.queries import covered, note_reading
from yibiao.work.ledgers.sessions import Mirrored

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Packed:
    """A record in a pack; `conflicts` counts the open ones; `initials` of its name by `base.initials`."""

    sight: Sight
    initials: str
    gone: str
    tags: tuple[str, ...]
    conflicts: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A page. dropped: ids that the phone must forget. more: where the next page begins, "" after the last one."""

    scope: str
    until: int
    anew: bool
    records: tuple[Packed, ...]
    dropped: tuple[str, ...]
    more: str


def on_a_phone(standard: Standard, view: View) -> View:
    """The view for what is kept on a device: nothing of level 4 in the clear (personal information protection law,
    article 28)."""
    four = {code for code in view.elements & standard.elements.keys() if standard.elements[code].sensitivity >= 4}
    naming_ones = {code for code in four if naming(standard.elements[code])}
    masks = {**view.masks, **dict.fromkeys(naming_ones, "partial")}
    masks = {code: mask for code, mask in masks.items() if code not in four - naming_ones}
    return replace(view, elements=view.elements - (four - naming_ones), masks=masks)


def scope_of(view: View) -> str:
    """A digest of what a view shows and where."""
    whole = [view.viewer, view.rows, list(map(list, view.areas)), sorted(view.elements), sorted(view.masks.items())]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:32]


def pack(
    house: House, mirror: Mirrored, view: View, *, since: int = 0, scope: str = "", after: str = "", size: int = PAGE
) -> Pack:
    """A page behind the record `after` of what the journal has brought behind `since`; all of it where the scope is
    another one than the phone's. With a changed record come those whose tags and sums may follow from it."""
    view = on_a_phone(house.standard, view)
    until, now = journal.last_sequence(), scope_of(view)
    anew = not since or since > until or scope != now
    rows = covered(house, view, Record.objects.filter(id__gt=after)).order_by("id")
    if not anew:
        rows = rows.filter(sequence__gt=since)
    found = list(rows[: size + 1])
    more, found = (found[size - 1].id if len(found) > size else ""), found[:size]
    dropped = () if anew or after else tuple(_dropped(house, view, since))
    records = tuple(pack_rows(house, mirror, view, found, around=not anew))
    note_reading(house, view, "pack", "", rows=len(records))
    return Pack(now, until, anew, records, dropped, more)


def pack_rows(
    house: House, mirror: Mirrored, view: View, rows: Iterable[Any], *, around: bool = False
) -> Iterator[Packed]:
    """The rows as the phone keeps them, with `around` also those linked with them; `view` is that of a phone."""
    opened = open_rows(house, rows)
    others, pointers = nearby(house, mirror.session(), view, opened)
    known = Neighbours(house.standard, view, today(house.clock), [*opened, *others], pointers)
    wanted = [*opened, *others] if around else opened
    waiting = _conflicts(view, [each.state.id for each in wanted])
    for sight in Eye(house, view, today(house.clock)).look(wanted):
        face = faces(house.standard).get(sight.register)
        computed = tuple(Fact(code, value) for code, value in known.derived(sight.id, face.face)) if face else ()
        yield Packed(
            sight=replace(sight, facts=(*sight.facts, *computed)),
            initials=initials(str(sight.values.get(f"{sight.register}.name") or "")),
            gone=known.gone(sight.id) if face else "",
            tags=tuple(known.tags(sight.id, face.tags)) if face else (),
            conflicts=waiting.get(sight.id, 0),
        )


def packed(house: House, mirror: Mirrored, view: View, records: Iterable[str]) -> tuple[Packed, ...]:
    """These live records as the phone keeps them: what it gets back after it has sent a change."""
    view = on_a_phone(house.standard, view)
    rows = covered(house, view, Record.objects.filter(id__in=list(records))).order_by("id")
    found = tuple(pack_rows(house, mirror, view, rows))
    note_reading(house, view, "pack", "", rows=len(found))
    return found


def _conflicts(view: View, records: Sequence[str]) -> Counter[str]:
    """Record → how many open conflicts it has of elements that the view reads."""
    found: Counter[str] = Counter()
    for some in portions(records):
        rows = Conflict.objects.filter(record__in=some, state="open").values_list("record_id", "element")
        found.update(record for record, element in rows if view.may_read(element))
    return found


def _dropped(house: House, view: View, since: int) -> Iterator[str]:
    """Ids of what was in the view at `since` and is not any more: ended there, or moved out of it."""
    changed = Record.objects.filter(sequence__gt=since).select_related("area")
    for row in changed.exclude(ended="").filter(register__in=sorted(rules.shown_registers(house.standard, view))):
        if rules.covers(view.areas, row.area.first):
            yield row.id
    keys, numbers = sealing.Keys(house.vault), {area.key: area.first for area in directory.areas()}
    moved = Change.objects.filter(verb="moved", line_id__gt=since).order_by("id")
    for change in moved:
        row = changed.filter(id=change.record).exclude(ended="erased").first()
        if row is not None and not rules.covers(view.areas, row.area.first):
            old, _ = sealing.opened_change(keys, row.owner_id, change)
            if rules.covers(view.areas, numbers.get(old["@area"], -1)):
                yield change.record
