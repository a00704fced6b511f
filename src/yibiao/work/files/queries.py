"""The readers of files. In: a vault, the owner, an id. Out: names and bytes.

A file that is not there, has ended or belongs to somebody else is None alike. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yibiao.base.clock import Clock, system_clock
from yibiao.base.vault import Vault
from yibiao.work.files.models import File
from yibiao.work.files.rules import USE, bound


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file without its bytes."""

    id: str
    kind: str
    name: str
    size: int
    digest: str
    made: datetime
    ends: datetime


def files_of(login: str, kind: str | None = None, clock: Clock = system_clock) -> tuple[FileRow, ...]:
    """The owner's files, the newest first."""
    rows = File.objects.filter(login=login, ends__gt=clock()).defer("sealed").order_by("-made", "id")
    return tuple(_row(row) for row in (rows.filter(kind=kind) if kind else rows))


def file_of(login: str, file: str, clock: Clock = system_clock) -> FileRow | None:
    row = File.objects.filter(id=file, login=login, ends__gt=clock()).defer("sealed").first()
    return None if row is None else _row(row)


def content_of(vault: Vault, login: str, file: str, clock: Clock = system_clock) -> bytes | None:
    """The bytes as they came."""
    row = File.objects.filter(id=file, login=login, ends__gt=clock()).first()
    return None if row is None else vault.open(vault.subkey(USE), bytes(row.sealed), bound(row.id, row.login))


def _row(row: File) -> FileRow:
    return FileRow(row.id, row.kind, row.name, row.size, row.digest, row.made, row.ends)
