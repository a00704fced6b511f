"""The readers of piles. In: a login, the offices in which he works, an id. Out: rows and bytes.

None for what is not there, or is somebody else's who does not share it with one of these offices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from yibiao.base.vault import Vault
from yibiao.work.piles.models import Pile, PileDecision, PileUpload
from yibiao.work.piles.rules import USE, bound


@dataclass(frozen=True, slots=True)
class PileRow:
    """A pile without its bytes. login: the owner. office: with whom it is shared, "": nobody.

    read: when it was last read, None before that. waiting: files not read yet.
    """

    id: str
    login: str
    name: str
    office: str
    figures: Mapping[str, Any]
    job: str
    made: datetime
    read: datetime | None
    changed: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    form: str
    verdict: str
    action: str
    into: str
    login: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UploadRow:
    id: int
    name: str
    file: str


_BYTES = ("grown", "found")


def reached(login: str, offices: Collection[str]) -> Q:
    """Piles of the person, and those that are shared with one of the offices."""
    return Q(login=login) | Q(office__in=[code for code in offices if code])


def piles_of(login: str, offices: Collection[str] = ()) -> tuple[PileRow, ...]:
    """What the person reaches, the newest first."""
    found = Pile.objects.filter(reached(login, offices)).defer(*_BYTES).order_by("-made", "id")
    return tuple(map(_row, found))


def pile_of(login: str, pile: str, offices: Collection[str] = ()) -> PileRow | None:
    row = Pile.objects.filter(reached(login, offices), id=pile).defer(*_BYTES).first()
    return None if row is None else _row(row)


def _row(row: Pile) -> PileRow:
    names = ("id", "login", "name", "office", "figures", "job", "made", "read", "changed")
    return PileRow(*(getattr(row, name) for name in names), waiting=row.uploads.count())


def content_of(vault: Vault, pile: str, part: str) -> bytes:
    """`part`: grown or found; empty before the first reading. The caller has asked whose pile it is."""
    held = Pile.objects.filter(id=pile).values_list(part, flat=True).first()
    return vault.open(vault.subkey(USE), bytes(held), bound(pile, part)) if held else b""


def decisions_on(pile: str) -> tuple[DecisionRow, ...]:
    """In the order in which they were taken."""
    rows = PileDecision.objects.filter(pile=pile).order_by("id")
    names = ("form", "verdict", "action", "into", "login", "reason", "at")
    return tuple(DecisionRow(*(getattr(row, name) for name in names)) for row in rows)


def uploads_of(pile: str) -> tuple[UploadRow, ...]:
    """What waits, in the order of names."""
    rows = PileUpload.objects.filter(pile=pile).order_by("name")
    return tuple(UploadRow(row.id, row.name, row.file) for row in rows)
