"""The readers of forms. In: a login, its posts, ids. Out: frozen rows, opened bytes; None for what is not his.

What belongs to somebody else is not there, like what does not exist. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from yibiao.base.clock import Clock, system_clock
from yibiao.base.vault import Vault
from yibiao.work.forms import rules
from yibiao.work.forms.models import Export, Filled, Form, Mark

_MOST = 100
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Template:
    """A form as it is kept: its title, file name and bytes, and what people confirmed of its fields."""

    title: str
    name: str
    data: bytes
    binding: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """A kept form without its bytes. own: whether it is the asker's and not a colleague's."""

    id: str
    title: str
    name: str
    made: datetime
    used: datetime
    uses: int
    own: bool


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A filled sheet without its bytes."""

    id: str
    purpose: str
    kind: str
    form: str
    file: str
    title: str
    name: str
    area: str
    first: int
    last: int
    day: date
    profile: str
    rows: int
    level: int
    elements: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    done: int
    blank: int
    made: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export as its owner and those who decide see it: what it holds and for whom, never a value."""

    id: str
    filled: str
    login: str
    purpose: str
    recipient: str
    profile: str
    title: str
    name: str
    area: str
    rows: int
    level: int
    elements: tuple[str, ...]
    state: str
    asked: datetime
    decided: datetime | None
    decider: str
    reason: str
    taken: int


@dataclass(frozen=True, slots=True)
class Found:
    """An export that held rows of a found file: how many of them."""

    export: ExportRow
    rows: int


def forms_of(login: str, posts: Sequence[tuple[str, str]]) -> tuple[FormRow, ...]:
    """The forms that a person may fill: own ones and those of the same role at the same area, last used first."""
    mine = Q(login=login)
    for role, area in posts:
        mine |= Q(role=role, area=area)
    rows = Form.objects.filter(mine).defer("sealed").order_by("-used", "id")[:_MOST]
    return tuple(
        FormRow(row.id, row.title, row.name, row.made, row.used, row.uses, row.login == login)
        for row in rows
        if rules.may_use(row.login, row.role, row.area, login, posts)
    )


def template_of(vault: Vault, login: str, posts: Sequence[tuple[str, str]], form: str) -> Template | None:
    """A kept form that somebody may use, opened; None where there is none for him."""
    row = Form.objects.filter(id=form).first()
    if row is None or not rules.may_use(row.login, row.role, row.area, login, posts):
        return None
    return Template(row.title, row.name, opened(vault, "form", row.id, row.sealed), tuple(row.binding))


def filled_of(login: str, clock: Clock = system_clock) -> tuple[FilledRow, ...]:
    """What was filled for a person and can still be looked at, the newest first."""
    rows = Filled.objects.filter(login=login, ends__gt=clock()).defer("sealed", "sight").order_by("-made", "id")
    return tuple(map(_filled, rows[:_MOST]))


def filled(login: str, sheet: str, clock: Clock = system_clock) -> FilledRow | None:
    row = Filled.objects.filter(id=sheet, login=login, ends__gt=clock()).defer("sealed", "sight").first()
    return None if row is None else _filled(row)


def sight_of(vault: Vault, login: str, sheet: str) -> bytes | None:
    """How a filled sheet looks, and where each cell came from, as JSON."""
    row = Filled.objects.filter(id=sheet, login=login).defer("sealed").first()
    return None if row is None else opened(vault, "sight", row.id, row.sight)


def _filled(row: Filled) -> FilledRow:
    names = [name for name in FilledRow.__slots__ if name not in ("elements", "spans")]
    told = {name: getattr(row, name) for name in names}
    return FilledRow(**told, elements=tuple(row.elements), spans=_spans(row.spans))


def exports_of(login: str) -> tuple[ExportRow, ...]:
    """What a person asked to take out, the newest first."""
    return tuple(map(_export, Export.objects.filter(login=login).order_by("-asked", "id")[:_MOST]))


def export_of(login: str, export: str) -> ExportRow | None:
    row = Export.objects.filter(id=export, login=login).first()
    return None if row is None else _export(row)


def waiting(login: str, areas: Sequence[tuple[int, int]]) -> tuple[ExportRow, ...]:
    """What waits for this person's word, the oldest first."""
    rows = Export.objects.filter(state="waiting").order_by("asked", "id")
    return tuple(_export(row) for row in rows if rules.why_not_decide(facts_of(row), login, areas) is None)


def facts_of(row: Any) -> rules.ExportFacts:
    elements, spans = tuple(row.elements), _spans(row.spans)
    return rules.ExportFacts(
        row.login, row.first, row.last, row.rows, row.level, elements, row.state, row.asked, spans
    )  # fmt: skip


def facts_of_filled(row: FilledRow, login: str) -> rules.ExportFacts:
    """The same of a sheet that nobody asked to take out yet."""
    return rules.ExportFacts(
        login, row.first, row.last, row.rows, row.level, row.elements, "ready", row.made, row.spans
    )  # fmt: skip


def _spans(kept: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((first, last) for first, last in kept)


def traced(vault: Vault, rows: Sequence[Sequence[str]]) -> tuple[Found, ...]:
    """Which exports held rows of a found file (texts row by row), those with most of them first."""

    def digest(text: bytes) -> bytes:
        return vault.mark("marks", text)

    wanted: dict[str, set[int]] = defaultdict(set)
    for number, texts in enumerate(rows):
        for mark in rules.every_mark(digest, texts):
            wanted[mark].add(number)
    hits: dict[str, set[int]] = defaultdict(set)
    marks = sorted(wanted)
    for at in range(0, len(marks), _CHUNK):
        known = Mark.objects.filter(digest__in=marks[at : at + _CHUNK], row__gt=0).values_list("export_id", "digest")
        for export, mark in known:
            hits[export] |= wanted[mark]
    found = [Found(_export(row), len(hits[row.id])) for row in Export.objects.filter(id__in=list(hits))]
    return tuple(sorted(found, key=lambda one: (-one.rows, one.export.asked)))


def _export(row: Export) -> ExportRow:
    names = [name for name in ExportRow.__slots__ if name != "elements"]
    return ExportRow(**{name: getattr(row, name) for name in names}, elements=tuple(row.elements))


def opened(vault: Vault, kind: str, row: str, sealed: Any) -> bytes:
    return vault.open(vault.subkey("forms"), bytes(sealed), bound(kind, row))


def bound(kind: str, row: str) -> bytes:
    """What a seal is bound to: bytes moved under another row or column do not open."""
    return f"forms|{kind}|{row}".encode()
