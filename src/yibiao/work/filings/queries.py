"""The readers of filings. In: ids, areas, logins. Out: frozen rows, opened answers. Refuses: nothing; None for nothing.

Whose eyes a value may meet is not decided here: `flow.asking.seen` applies the reader's view to the answers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from yibiao.base.vault import Vault
from yibiao.work.filings.models import Effort, Filing, Objection, Period, Sense, Step
from yibiao.work.filings.rules import SETTLED, FilingFacts

USE = "filings"
_MOST = 500


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period without its template."""

    id: str
    number: str
    version: int
    key: str
    title: str
    department: str
    issuer: str
    purpose: str
    area: str
    first: int
    last: int
    levels: tuple[str, ...]
    day: date
    due: date
    name: str
    binding: tuple[Mapping[str, str], ...]
    sense_id: str
    sequence: int
    opened: datetime
    opened_by: str
    closed: datetime | None
    closed_by: str


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing without its answers. parent: id of the filing above, "" at the top. objections: open ones.

    waits: filings right below that are not approved yet. newer: those below that were asked anew after this one.
    """

    id: str
    period: PeriodRow
    parent: str
    area: str
    level: str
    first: int
    last: int
    state: str
    sense_id: str
    digest: str
    whole: str
    sequence: int
    rows: int
    cells: int
    held: int
    needed: int
    gaps: Mapping[str, int]
    changed: int | None
    note: str
    confirmed: datetime | None
    confirmed_by: str
    approved: datetime | None
    approved_by: str
    reminded: datetime | None
    code: str
    objections: int
    waits: int
    newer: int


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """A word against a cell. outcome: "" (open), changed, stands, overruled."""

    id: str
    at: Mapping[str, Any]
    cell: str
    value: str
    reason: str
    by: str
    made: datetime
    settled: datetime | None
    settled_by: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One act on a filing."""

    act: str
    by: str
    at: datetime
    reason: str


def bound(kind: str, row: str) -> bytes:
    """What a seal is bound to: bytes of another filing do not open."""
    return f"filings|{kind}|{row}".encode()


def facts_of(row: Filing) -> FilingFacts:
    """What the decisions need of a filing that was read."""
    parent = row.parent
    return FilingFacts(
        row.state, row.level, row.area, parent.state if parent else None, parent.area if parent else "",
        parent.level if parent else "", tuple(row.children.values_list("state", flat=True)),
        row.objections.filter(settled=None).count(), row.needed, row.confirmed_by, row.period.due,
        row.period.closed is not None, row.period.issuer, row.period.area,
        row.children.filter(sequence__gt=row.sequence).count(),
    )  # fmt: skip


def facts(filing: str) -> FilingFacts | None:
    row = Filing.objects.select_related("period", "parent").filter(id=filing).first()
    return None if row is None else facts_of(row)


def _period(row: Period) -> PeriodRow:
    names = [name for name in PeriodRow.__slots__ if name not in ("levels", "binding")]
    told = {name: getattr(row, name) for name in names}
    return PeriodRow(**told, levels=tuple(row.levels), binding=tuple(row.binding))


_LIGHT = ("template",)
_HEAVY = ("answers", "plan", "period__template")


_COUNTED = ("objections", "waits", "newer")


def _filing(row: Any) -> FilingRow:
    names = [name for name in FilingRow.__slots__ if name not in ("period", "parent", *_COUNTED)]
    told = {name: getattr(row, name) for name in names} | {name: getattr(row, f"n_{name}") for name in _COUNTED}
    return FilingRow(**told, period=_period(row.period), parent=row.parent_id or "")


def _counted(rows: Any, by: str) -> Any:
    """How many of these there are for a filing, counted beside it: no row is multiplied."""
    numbers = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers), 0)


def _rows(where: Q) -> Any:
    below = Filing.objects.all()
    counted = {
        "n_objections": _counted(Objection.objects.filter(settled=None), "filing"),
        "n_waits": _counted(below.exclude(state__in=SETTLED), "parent"),
        "n_newer": _counted(below.filter(sequence__gt=OuterRef("sequence")), "parent"),
    }
    rows = Filing.objects.filter(where).select_related("period").defer(*_HEAVY).annotate(**counted)
    return rows.order_by("period__due", "period__title", "first", "-last", "id")


def rows(where: Q, after: int, most: int) -> tuple[FilingRow, ...]:
    """Those that a reader of this room asks for, those that are due first."""
    return tuple(map(_filing, _rows(where)[after : after + most]))


def period(key: str) -> PeriodRow | None:
    row = Period.objects.defer(*_LIGHT).filter(id=key).first()
    return None if row is None else _period(row)


def period_of(number: str, key: str) -> PeriodRow | None:
    row = Period.objects.defer(*_LIGHT).filter(number=number, key=key).first()
    return None if row is None else _period(row)


def periods(areas: Iterable[tuple[int, int]], issuer: str = "") -> tuple[PeriodRow, ...]:
    """Periods that have to do with these areas, or that this person asked for; open ones first, the newest first."""
    where = Q(issuer=issuer) if issuer else Q(pk__in=[])
    for first, last in areas:
        where |= Q(first__lte=last, last__gte=first)
    rows = Period.objects.defer(*_LIGHT).filter(where).order_by("-closed", "-opened", "number")
    found = sorted(rows[: 2 * _MOST], key=lambda row: (row.closed is not None, -row.day.toordinal(), row.title))
    return tuple(map(_period, found[:_MOST]))


def filing(key: str) -> FilingRow | None:
    row = _rows(Q(id=key)).first()
    return None if row is None else _filing(row)


def of(keys: Iterable[str]) -> tuple[FilingRow, ...]:
    """These filings, those that are due first; form by form in tree order."""
    return tuple(map(_filing, _rows(Q(id__in=list(keys)))))


def by_code(code: str) -> FilingRow | None:
    """The filing that a QR names."""
    row = _rows(Q(code=code)).first()
    return None if row is None else _filing(row)


def below(filings: Iterable[str]) -> tuple[FilingRow, ...]:
    """The filings right below these."""
    return tuple(map(_filing, _rows(Q(parent__in=list(filings)))[: 8 * _MOST]))


def opened_keys(numbers: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Number → the keys of its periods."""
    found: dict[str, set[str]] = {}
    for number, key in Period.objects.filter(number__in=set(numbers)).values_list("number", "key"):
        found.setdefault(number, set()).add(key)
    return {number: frozenset(keys) for number, keys in found.items()}


def newest_periods() -> tuple[PeriodRow, ...]:
    """The newest period of every form that was ever dispatched."""
    newest: dict[str, PeriodRow] = {}
    for row in Period.objects.defer(*_LIGHT).order_by("day", "opened"):
        newest[row.number] = _period(row)
    return tuple(newest.values())


def of_period(key: str) -> tuple[FilingRow, ...]:
    """All filings of a period in tree order, each area once."""
    return tuple(map(_filing, _rows(Q(period=key))))


def filings(keys: Iterable[str]) -> tuple[FilingRow, ...]:
    """These, those that are due first."""
    return tuple(map(_filing, _rows(Q(id__in=list(keys)))))


def beside(row: FilingRow) -> tuple[tuple[str, str], ...]:
    """(id, sense) of other forms' filings of the same area whose answers are as of the same day."""
    rows = Filing.objects.filter(area=row.area, period__day=row.period.day).exclude(period__number=row.period.number)
    return tuple(rows.order_by("id").values_list("id", "sense_id"))


def called(area: str, day: date, name: str) -> tuple[FilingRow, ...]:
    """An area's newest filing, as of `day` or before, of the form with this number, or of each with this title."""
    rows = _rows(Q(area=area, period__day__lte=day) & (Q(period__number=name) | Q(period__title=name)))
    newest: dict[str, FilingRow] = {}
    for row in map(_filing, rows.order_by("-period__day", "id")[:_MOST]):
        newest.setdefault(row.period.number, row)
    return tuple(newest.values())


def counts(periods: Iterable[str], interval: tuple[int, int] | None = None) -> Mapping[str, Mapping[str, int]]:
    """Period → state → how many of its filings, within an interval of areas where one is given."""
    where = Q(period__in=list(periods))
    if interval is not None:
        where &= Q(first__gte=interval[0], last__lte=interval[1])
    found: dict[str, dict[str, int]] = {}
    for key, state, count in Filing.objects.filter(where).values_list("period", "state").annotate(n=Count("id")):
        found.setdefault(key, {})[state] = count
    return found


def before(row: FilingRow) -> FilingRow | None:
    """The same area's filing of the period before."""
    earlier = Q(period__number=row.period.number, area=row.area, period__day__lt=row.period.day)
    found = _rows(earlier).order_by("-period__day").first()
    return None if found is None else _filing(found)


def earlier_answers(vault: Vault, number: str, day: date, sense: str) -> Mapping[str, bytes]:
    """Area → packed answers of the newest period of a form before `day`, where the form was read as it is now."""
    last = Period.objects.filter(number=number, day__lt=day).order_by("-day").values_list("id", flat=True).first()
    rows = Filing.objects.filter(period=last, sense=sense).values_list("id", "area", "answers") if last else ()
    return {area: _opened(vault, "answers", key, sealed) for key, area, sealed in rows}


def history(number: str, area: str) -> tuple[FilingRow, ...]:
    """All filings of a form for an area, the newest first."""
    rows = _rows(Q(period__number=number, area=area)).order_by("-period__day")
    return tuple(map(_filing, rows[:_MOST]))


def answers_of(vault: Vault, filing: str) -> bytes | None:
    """The packed answers."""
    sealed = Filing.objects.filter(id=filing).values_list("answers", flat=True).first()
    return None if sealed is None else _opened(vault, "answers", filing, sealed)


def plan_of(vault: Vault, filing: str) -> bytes | None:
    """The packed plan of a filing that was confirmed; None before that."""
    sealed = Filing.objects.filter(id=filing).values_list("plan", flat=True).first()
    return None if sealed is None else _opened(vault, "plan", filing, sealed)


def template_of(vault: Vault, period: str) -> bytes | None:
    """The form's bytes as they were when the period was opened."""
    sealed = Period.objects.filter(id=period).values_list("template", flat=True).first()
    return None if sealed is None else vault.open(vault.subkey(USE), bytes(sealed), bound("template", period))


def unanswered(senses: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Sense → labels of what the ledger was not asked."""
    rows = Sense.objects.filter(id__in=set(senses)).values_list("id", "told")
    return {key: tuple(told["unanswered"]) for key, told in rows}


def sense_of(key: str) -> Mapping[str, Any]:
    """How a form was read, as it was told when the answers came in."""
    return Sense.objects.values_list("told", flat=True).get(id=key)  # type: ignore[no-any-return]


def _opened(vault: Vault, kind: str, row: str, sealed: Any) -> bytes:
    return zlib.decompress(vault.open(vault.subkey(USE), bytes(sealed), bound(kind, row)))


def objections_of(filing: str) -> tuple[ObjectionRow, ...]:
    """The newest first."""
    rows = Objection.objects.filter(filing=filing).order_by("-made", "id")
    return tuple(ObjectionRow(**{name: getattr(row, name) for name in ObjectionRow.__slots__}) for row in rows)


def steps_of(filing: str) -> tuple[StepRow, ...]:
    """What was done to a filing, in order."""
    rows = Step.objects.filter(filing=filing).order_by("id")
    return tuple(StepRow(row.act, row.by, row.at, row.reason) for row in rows)


def openings_of(numbers: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """Number → for each of its periods, newest first, how often its receiver looked at the answers."""
    rows = Period.objects.filter(number__in=list(numbers)).annotate(looks=Count("openings"))
    found: dict[str, list[int]] = {}
    for number, looks in rows.order_by("number", "-day").values_list("number", "looks"):
        found.setdefault(number, []).append(looks)
    return {number: tuple(looks) for number, looks in found.items()}


@dataclass(frozen=True, slots=True)
class BurdenFacts:
    """What a filing cost and saved: counts only, nobody's name or time."""

    number: str
    period: str
    area: str
    level: str
    first: int
    last: int
    state: str
    cells: int
    held: int
    day: date


def burden_facts(first: int, last: int, since: date, until: date) -> tuple[BurdenFacts, ...]:
    """Every filing within an interval of areas whose period lies between two days, both included."""
    rows = Filing.objects.filter(first__gte=first, last__lte=last, period__day__gte=since, period__day__lte=until)
    told = rows.values_list(
        "period__number", "period__key", "area", "level", "first", "last", "state", "cells", "held", "period__day"
    )
    return tuple(BurdenFacts(*row) for row in told.order_by("period__day", "period__number", "first", "-last"))


def efforts(numbers: Iterable[str], since: date, until: date) -> Mapping[str, tuple[Mapping[int, int], ...]]:
    """Number → for each of its periods between two days, step of minutes → how many filings took so long."""
    rows = Effort.objects.filter(period__number__in=set(numbers), period__day__gte=since, period__day__lte=until)
    found: dict[str, dict[str, dict[int, int]]] = {}
    for number, period, step, count in rows.values_list("period__number", "period_id", "step", "count"):
        found.setdefault(number, {}).setdefault(period, {})[step] = count
    return {number: tuple(periods.values()) for number, periods in found.items()}
