"""The only writers of files. In: bytes, a name, an owner. Out: the file's id.

Refuses (`ProblemError`): more than `LARGEST` bytes, an empty file.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import PurePath

from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import new_id
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.work.files.models import File
from yibiao.work.files.rules import DAYS, LARGEST, USE, bound
from yibiao.work.journal import actions as journal


@transaction.atomic
def keep_file(
    vault: Vault, login: str, kind: str, name: str, content: bytes, *, days: int = DAYS, clock: Clock = system_clock
) -> str:
    """Seal `content` for its owner for `days`; one journal line with size and digest, never the name."""
    head = journal.lock()
    short = PurePath(name.replace("\\", "/")).name[-200:] or "file"
    if not content:
        raise ProblemError(problem("READ_EMPTY_FILE", Place(file=short)))
    if len(content) > LARGEST:
        raise ProblemError(problem("FILES_TOO_LARGE", Place(file=short), most=LARGEST // 2**20))
    file, now, digest = new_id(), clock(), hashlib.sha256(content).hexdigest()
    File.objects.filter(ends__lt=now).delete()
    File.objects.create(
        id=file, login=login, kind=kind, name=short, size=len(content), digest=digest, made=now,
        ends=now + timedelta(days=days), sealed=vault.seal(vault.subkey(USE), content, bound(file, login)),
    )  # fmt: skip
    payload = {"kind": kind, "size": len(content), "digest": digest}
    journal.append(head, journal.Entry(login, "file_kept", "files", subject=file, payload=payload), clock)
    return file


@transaction.atomic
def drop_file(login: str, file: str) -> None:
    """The owner's file goes now; nothing happens where there is none."""
    head = journal.lock()
    gone, _ = File.objects.filter(id=file, login=login).delete()
    if gone:
        journal.append(head, journal.Entry(login, "file_dropped", "files", subject=file))
