"""The readers of feeds. In: intervals of areas, ids. Out: frozen rows, opened bytes; None for what is not there.

A source and its deliveries are for whoever has the source's area in his charge. Secrets are opened for the one who
fetches (`secret_of`), never shown. Refuses: nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yibiao.base.vault import Vault
from yibiao.work.directory import queries as directory
from yibiao.work.feeds import rules
from yibiao.work.feeds.models import Act, Delivery, Part, Source

Intervals = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where data come back from; has_secret: whether one is kept."""

    id: str
    code: str
    name: str
    department: str
    basis: str
    period_days: int
    kind: str
    reach: Mapping[str, str]
    area: str
    login: str
    state: str
    header: Sequence[str]
    mapping: Sequence[Mapping[str, str]]
    proposed: Sequence[Mapping[str, str]]
    approver: str
    approved: datetime | None
    changed: datetime
    fetched: datetime | None
    failed: Mapping[str, Any] | None
    tries: int
    has_secret: bool

    @property
    def next_fetch(self) -> datetime | None:
        """See `rules.next_fetch`."""
        return rules.next_fetch(rules.Fetched(self.kind, self.state, self.period_days, self.fetched, self.tries))


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One thing that a source sent, without its bytes. source: id; source_name: its name."""

    id: str
    source: str
    source_name: str
    area: str
    login: str
    role: str
    name: str
    size: int
    digest: str
    day: date
    state: str
    header: Sequence[str]
    rows: int
    profile: Mapping[str, Any]
    counts: Mapping[str, int]
    reasons: Sequence[Mapping[str, Any]]
    written: Mapping[str, Any]
    made: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class ActRow:
    """One step of a delivery."""

    verb: str
    login: str
    at: datetime
    before: str
    after: str
    reason: str


def sources(areas: Intervals) -> tuple[SourceRow, ...]:
    """Those whose area lies in `areas`, by code."""
    return tuple(_source(row) for row in Source.objects.order_by("code") if _inside(row.area, areas))


def source(areas: Intervals, named: str) -> SourceRow | None:
    """One of them, by id or code."""
    return next((row for row in sources(areas) if named in (row.id, row.code)), None)


def deliveries(source: str, most: int = 200) -> tuple[DeliveryRow, ...]:
    """What a source sent, the newest first."""
    rows = Delivery.objects.filter(source=source).select_related("source").order_by("-made", "-id")
    return tuple(map(_delivery, rows[:most]))


def delivery(areas: Intervals, id: str) -> DeliveryRow | None:
    row = Delivery.objects.filter(id=id).select_related("source").first()
    return _delivery(row) if row is not None and _inside(row.source.area, areas) else None


def before(delivery: DeliveryRow) -> DeliveryRow | None:
    """What the source sent last that is in the ledger now: what a new delivery is measured against."""
    rows = Delivery.objects.filter(source=delivery.source, state="applied").exclude(id=delivery.id)
    row = rows.select_related("source").order_by("-made", "-id").first()
    return None if row is None else _delivery(row)


def acts(delivery: str) -> tuple[ActRow, ...]:
    """Its steps, the first one first."""
    rows = Act.objects.filter(delivery=delivery).order_by("id")
    return tuple(ActRow(*(getattr(row, name) for name in ActRow.__slots__)) for row in rows)


def opened(vault: Vault, delivery: str, what: str) -> bytes | None:
    """The bytes (`rules.CONTENT`) or the plan (`rules.PLAN`); None when there are none any more."""
    rows = Part.objects.filter(delivery=delivery, what=what).order_by("number")
    found = [
        zlib.decompress(vault.open(vault.subkey(rules.USE), bytes(row.sealed), rules.bound(delivery, what, row.number)))
        for row in rows.iterator(chunk_size=4)
    ]
    return b"".join(found) if found else None


def secret_of(vault: Vault, source: SourceRow) -> str:
    """What opens the other side, for the one who fetches; "" where there is none."""
    sealed = bytes(Source.objects.values_list("secret", flat=True).get(id=source.id))
    return vault.open(vault.subkey(rules.USE), sealed, rules.bound_secret(source.code)).decode() if sealed else ""


def another_officer(area: str, login: str, day: date) -> bool:
    """Whether somebody else has this area in his charge and could give the second word."""
    logins = {row.login for row in directory.people() if row.role == rules.KEEPER} - {login}
    return any(directory.covers(each, rules.KEEPER, day, area) for each in sorted(logins))


def _inside(code: str, areas: Intervals) -> bool:
    here = directory.area(code)
    return any(first <= here.first and here.last <= last for first, last in areas)


def _source(row: Source) -> SourceRow:
    plain = {name: getattr(row, name) for name in SourceRow.__slots__ if name != "has_secret"}
    return SourceRow(**plain, has_secret=bool(row.secret))


def _delivery(row: Delivery) -> DeliveryRow:
    own = {"source": row.source_id, "source_name": row.source.name, "area": row.source.area}
    plain = {name: getattr(row, name) for name in DeliveryRow.__slots__ if name not in own}
    return DeliveryRow(**plain, **own)
