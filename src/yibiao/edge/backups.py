"""A consistent copy of the ledger while people work, and a home made from one. In: a home, folders. Out: files.

The copy is encrypted like the ledger itself; its keys are copied apart, to another place, or not at all: whoever finds
a disk with the copy finds nothing to read. Each copy is opened and checked before it counts.
Refuses (`ProblemError`): a ledger in PostgreSQL (its own tools copy it), copy and key in one folder, a home that
stands, a copy that the key does not open or that is damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from sqlcipher3 import dbapi2 as sqlcipher

from yibiao.base.clock import Clock, system_clock
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import open_vault
from yibiao.edge.saving import save

LEDGER, KEY, MARKER, LEARNED = "ledger.db", "master.key", "yibiao.toml", "lexicon.json"
NOTE = "backup.json"
"""In the home: what the last copy was."""
_PAGES = 2_000


@dataclass(frozen=True)
class Copy:
    """One copy. sequence: last journal line in it; digest: SHA-256 of the file."""

    file: Path
    moment: datetime
    sequence: int
    size: int
    digest: str

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file.name, "moment": self.moment.isoformat(), "sequence": self.sequence, "size": self.size,
            "sha256": self.digest,
        }  # fmt: skip


def back_up(home: Path, target: Path, keys: Path | None = None, clock: Clock = system_clock) -> Copy:
    """Copy the open ledger into `target`, and the key into `keys`; both folders are made."""
    if settings.DATABASES["default"]["ENGINE"] != "yibiao.site.sqlcipher":
        raise ProblemError(problem("BACKUP_POSTGRES"))
    if keys is not None and keys.resolve() == target.resolve():
        raise ProblemError(problem("BACKUP_KEYS_BESIDE", Place(file=str(keys))))
    moment = clock()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = target / f"ledger-{moment:%Y%m%d-%H%M%S}.db"
    _copy_pages(file, open_vault(home).subkey("database pages"))
    made = Copy(file, moment, _last_line(file, home), file.stat().st_size, _digest(file))
    for name in (MARKER, LEARNED):
        if (home / name).is_file():
            shutil.copyfile(home / name, target / name)
    if keys is not None:
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        save(keys / KEY, (home / KEY).read_bytes())
    told = json.dumps(made.as_json(), indent=1).encode()
    save(file.with_suffix(".json"), told)
    save(home / NOTE, told)
    return made


def restore(copy: Path, key: Path, home: Path) -> int:
    """A new home from a copy and its key; returns its last journal line."""
    if home.exists() and any(home.iterdir()):
        raise ProblemError(problem("BACKUP_HOME_STANDS", Place(file=str(home))))
    note = copy.with_suffix(".json")
    if note.is_file() and json.loads(note.read_text("utf-8"))["sha256"] != _digest(copy):
        raise ProblemError(problem("BACKUP_DAMAGED", Place(file=str(copy))))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    save(home / KEY, key.read_bytes())
    shutil.copyfile(copy, home / LEDGER)
    (home / LEDGER).chmod(0o600)
    line = _last_line(home / LEDGER, home)
    for name in (MARKER, LEARNED):
        if (copy.parent / name).is_file():
            shutil.copyfile(copy.parent / name, home / name)
    return line


def last_backup(home: Path) -> datetime | None:
    """When the last copy was made; None: never."""
    note = home / NOTE
    return datetime.fromisoformat(json.loads(note.read_text("utf-8"))["moment"]) if note.is_file() else None


def _copy_pages(file: Path, key: bytes) -> None:
    """SQLite's own online copy, page by page; writers go on meanwhile. Only this user may read it."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection.ensure_connection()
    copy = _opened(file, key)
    try:
        connection.connection.backup(copy, pages=_PAGES)
    finally:
        copy.close()


def _opened(file: Path, key: bytes) -> Any:
    opened = sqlcipher.connect(str(file))
    opened.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return opened


def _last_line(file: Path, home: Path) -> int:
    """The last journal line of a copy that opens and is whole."""
    opened = _opened(file, open_vault(home).subkey("database pages"))
    try:
        found = opened.execute("PRAGMA cipher_integrity_check").fetchall()
        whole = opened.execute("PRAGMA quick_check").fetchone()
        row = opened.execute("SELECT sequence FROM journal_head").fetchone()
    except sqlcipher.DatabaseError as fault:
        raise ProblemError(problem("BACKUP_DAMAGED", Place(file=str(file)))) from fault
    finally:
        opened.close()
    if found or whole != ("ok",):
        raise ProblemError(problem("BACKUP_DAMAGED", Place(file=str(file))))
    return int(row[0]) if row else 0


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
