"""What a source said of a record, for a correction to its department. In: a view, a record or conflict. Out: `Claim`s.

A value's source is the one that said it last; of a conflict it is the side that those who keep the ledger did not find
themselves. What is claimed is sealed under the owner's key, as everything of a record is. Refuses: nothing with an
exception; what the view does not cover or may not read is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.facts import Opened, open_rows
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Batch, Change, Conflict, Record
from yibiao.work.ledgers.origins import COLLECTED, Origins
from yibiao.work.ledgers.queries import covered, seen

_OUR_OWN = ("", COLLECTED)


@dataclass(frozen=True, slots=True)
class Claim:
    """One element of a record: who says which value ("" : nobody but those who keep the ledger), what the ledger or the
    other side says instead (None where nothing else is known). conflict: its number, 0 where there is none; ours:
    what the ledger has is the source's word."""

    record: str
    register: str
    area: str
    element: str
    source: str
    said: Json
    found: Json = None
    conflict: int = 0
    ours: bool = True


def claim_of_conflict(house: House, view: View, conflict: int, *, unmasked: bool = True) -> Claim | None:
    """An open conflict, as one source's word against another's; to be shown to whoever sees the element unmasked."""
    row = Conflict.objects.filter(id=conflict, state="open").first()
    each = _opened(house, view, row.record_id) if row is not None and view.may_read(row.element) else None
    if row is None or each is None or (unmasked and row.element in view.masks):
        return None
    keys = sealing.Keys(house.vault)
    bound = sealing.conflict_bound(row.record_id, row.element)
    sides = sealing.opened(house.vault, keys[each.state.owner], row.sealed, bound)
    other, own = _source(row.line_id), _source(each.state.stamp(row.element))
    theirs = other not in _OUR_OWN
    said, found = (sides["theirs"], sides["ours"]) if theirs else (sides["ours"], sides["theirs"])
    return replace(_claim(each, row.element, other if theirs else own, (said, found), row.id), ours=not theirs)


def claim_of_value(house: House, view: View, record: str, element: str) -> Claim | None:
    """A value that the record has."""
    each = _opened(house, view, record) if view.may_read(element) and element not in view.masks else None
    value = each.state.values.get(element) if each is not None else None
    if each is None or value is None:
        return None
    return _claim(each, element, _source(each.state.stamp(element)), (value, None))


def delivered_by(house: House, view: View, record: str, source: str, elements: Iterable[str]) -> Mapping[str, Json]:
    """Of these elements the values that the record has from this very source, as the view shows them."""
    each = _opened(house, view, record)
    if each is None:
        return {}
    lines = {code: each.state.stamp(code) for code in elements if each.state.values.get(code) is not None}
    origins = Origins()
    origins.fetch(lines.values())
    from_there = {
        code: each.state.values[code]
        for code, line in lines.items()
        if (origin := origins.get(line)) is not None and origin.source == source
    }
    return seen(house, view, from_there)[0]


def lives(record: str) -> bool:
    return Record.objects.filter(id=record, ended="").exists()


def said_since(house: House, record: str, element: str, source: str, after: int) -> Sequence[Json]:
    """What this source has said of this very value behind journal line `after`, in order, as far as it still stands:
    what it set, what it said against the ledger, what it said that the ledger has (`Context.watched`).

    For the house itself, which compares and shows nobody anything.
    """
    row = Record.objects.filter(id=record, ended="").first()
    if row is None:
        return ()
    keys, said = sealing.Keys(house.vault), dict[int, Json]()
    for change in Change.objects.filter(record=record, line_id__gt=after, verb="changed").order_by("id"):
        if element in change.elements:
            said[change.line_id] = sealing.opened_change(keys, row.owner_id, change)[1].get(element)
    bound = sealing.conflict_bound(record, element)
    for conflict in Conflict.objects.filter(record=record, element=element, line_id__gt=after).exclude(sealed=None):
        said[conflict.line_id] = sealing.opened(house.vault, keys[row.owner_id], conflict.sealed, bound)["theirs"]
    theirs = Batch.objects.filter(line__in=list(said), source=source, undone=None).order_by("line")
    return tuple(said[line] for line in theirs.values_list("line_id", flat=True))


def covers_record(house: House, view: View, record: str) -> bool:
    """Whether the view covers the record."""
    return bool(covered(house, view, Record.objects.filter(id=record)).exists())


def seal(house: House, record: str, content: Mapping[str, Any], bound: bytes) -> bytes | None:
    """Under the key of the record's owner; None once the owner was erased."""
    owner = Record.objects.values_list("owner_id", flat=True).get(id=record)
    try:
        key = sealing.Keys(house.vault)[owner]
    except ProblemError:
        return None
    return house.vault.seal(key, rules.document(content), bound)


def unseal(house: House, record: str, sealed: bytes, bound: bytes) -> Mapping[str, Any]:
    """What was sealed; nothing once the owner was erased."""
    owner = Record.objects.filter(id=record).values_list("owner_id", flat=True).first()
    try:
        return sealing.opened(house.vault, sealing.Keys(house.vault)[owner or ""], sealed, bound)
    except ProblemError:
        return {}


def _opened(house: House, view: View, record: str) -> Opened | None:
    return next(iter(open_rows(house, covered(house, view, Record.objects.filter(id=record)))), None)


def _source(line: int) -> str:
    origins = Origins()
    origins.fetch([line])
    origin = origins.get(line)
    return origin.source if origin is not None else ""


def _claim(each: Opened, element: str, source: str, values: tuple[Json, Json], conflict: int = 0) -> Claim:
    source = "" if source in _OUR_OWN else source
    return Claim(each.state.id, each.state.register, each.row.area.code, element, source, *values, conflict)
