"""The readers of admissions. In: an interval of areas, a day, a number. Out: frozen rows, opened bytes; None for what
is not there.

The catalogue of forms is no secret inside the house, and what a number is may be asked by anybody: no row here holds
anything of a resident. Refuses: nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from yibiao.base.problems import ProblemError
from yibiao.base.vault import Vault
from yibiao.flow.checking import Check
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.flow.reading.wire import from_plain
from yibiao.work.admissions import rules
from yibiao.work.admissions.models import Entry
from yibiao.work.directory import queries as directory
from yibiao.work.forms.queries import Template


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One admitted form as it stands on a day; a changed form keeps its number, version + 1.

    number: district's code, year, serial. issuer: login of who applied. first, last: the district in which it may be
    asked. period: day week month quarter half year once. levels: of areas that answer, lowest first. due_days: after
    the period's day. recipients: who gets the answers. kind: regular 常规, once 一事一报, late 事后补报. state: see
    `rules.state_of`. elements: what its columns tell; level: the highest sensitivity of these. minutes: estimated a
    month when typed by hand, all areas together.
    """

    number: str
    version: int
    title: str
    department: str
    issuer: str
    area: str
    first: int
    last: int
    basis: str
    purpose: str
    period: str
    levels: tuple[str, ...]
    due_days: int
    lead_days: int
    recipients: tuple[str, ...]
    kind: str
    valid_from: date
    expires: date
    state: str
    reason: str
    elements: tuple[str, ...]
    level: int
    minutes: float


_LISTS = ("levels", "recipients", "elements")
_COMPUTED = ("first", "last", "state", *_LISTS)
_BYTES = ("sealed", "facts")


def entries(
    first: int, last: int, day: date, *, state: str | None = None, department: str | None = None
) -> tuple[EntryRow, ...]:
    """The current version of every form that may be asked somewhere in first..last, by number."""
    rows = Entry.objects.filter(current=True).defer(*_BYTES).order_by("number")
    if department is not None:
        rows = rows.filter(department=department)
    found = _entry_rows(rows, day)
    return tuple(
        row for row in found if row.first <= last and first <= row.last and (state is None or row.state == state)
    )


def entry(number: str, day: date, version: int | None = None) -> EntryRow | None:
    """One form: the current version, or an older one."""
    return next(iter(_entry_rows(_version(number, version).defer(*_BYTES), day)), None)


def retired_of(numbers: Iterable[str]) -> frozenset[str]:
    """Those of these forms that were taken back: nobody has to answer them any more."""
    rows = Entry.objects.filter(number__in=set(numbers), current=True).exclude(retired=None)
    return frozenset(rows.values_list("number", flat=True))


def versions_of(number: str, day: date) -> tuple[EntryRow, ...]:
    """Every version of a number, the newest first."""
    return tuple(_entry_rows(Entry.objects.filter(number=number).defer(*_BYTES).order_by("-version"), day))


def template_of(vault: Vault, number: str, version: int | None = None) -> Template | None:
    """The department's own file of a version (None: the current one), with what its fields mean."""
    row = _version(number, version).first()
    if row is None:
        return None
    return Template(row.title, row.name, opened(vault, row, "sealed"), tuple(row.binding))


def checks_of(number: str, version: int | None = None) -> tuple[Check, ...]:
    """What must hold of the filled form, as kept with a version; () where there is none."""
    row = _version(number, version).defer(*_BYTES).first()
    return tuple(Check.of_json(entry) for entry in row.checks) if row is not None else ()


def facts_of(vault: Vault, number: str, version: int | None = None) -> tuple[FormFacts, ...]:
    """What the tables of a version ask, to compare others with; () where there is none."""
    row = _version(number, version).first()
    return () if row is None else unpacked(opened(vault, row, "facts"))


def facts_of_all(vault: Vault, numbers: Iterable[str]) -> dict[str, tuple[FormFacts, ...]]:
    """The same of many current versions at once."""
    rows = Entry.objects.filter(current=True, number__in=list(numbers)).defer("sealed")
    return {row.number: unpacked(opened(vault, row, "facts")) for row in rows}


def spent_by(department: str, numbers: Iterable[str]) -> float:
    """Minutes a month that these forms of a department take from those below, as estimated when they were admitted."""
    rows = Entry.objects.filter(current=True, department=department, number__in=list(numbers))
    return float(rows.aggregate(sum=Sum("left"))["sum"] or 0.0)


def unpacked(data: bytes) -> tuple[FormFacts, ...]:
    """Facts as they were kept."""
    found: tuple[FormFacts, ...] = from_plain(tuple[FormFacts, ...], json.loads(data)) if data else ()
    return found


def opened(vault: Vault, row: Entry, part: str) -> bytes:
    sealed = bytes(getattr(row, part))
    bound = rules.bound(f"entry|{row.number}|{row.version}", part)
    return vault.open(vault.subkey(rules.USE), sealed, bound) if sealed else b""


def _version(number: str, version: int | None) -> Any:
    rows = Entry.objects.filter(number=number)
    return rows.filter(current=True) if version is None else rows.filter(version=version)


def _entry_rows(rows: Iterable[Entry], day: date) -> list[EntryRow]:
    areas: dict[str, tuple[int, int]] = {}
    plain = [name for name in EntryRow.__slots__ if name not in _COMPUTED]
    found = []
    for row in rows:
        if row.area not in areas:
            areas[row.area] = interval_of(row.area)
        first, last = areas[row.area]
        state = rules.state_of(row.valid_from, row.expires, row.retired is not None, day)
        lists = {name: tuple(getattr(row, name)) for name in _LISTS}
        found.append(EntryRow(**{name: getattr(row, name) for name in plain}, first=first, last=last, state=state,
                              **lists))  # fmt: skip
    return found


def interval_of(area: str) -> tuple[int, int]:
    """Numbers of an area, as the tree stands now; of one that was closed, none."""
    try:
        row = directory.area(area)
    except ProblemError:
        return 0, -1
    return row.first, row.last
