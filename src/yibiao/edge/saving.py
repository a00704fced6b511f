"""Where a verb may write, and how. In: a path that a person named, bytes. Out: the whole file, or the old one.

Written beside and renamed, 0600: a full disk or a kill leaves what was there before. Refuses (`ProblemError`): the form
itself, two results in one file, a folder, a link, a device, and the home folder, whose key and ledger nothing replaces.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from yibiao.base.problems import Place, ProblemError, problem


def may_write(target: Path, home: Path, others: Iterable[Path] = ()) -> None:
    """Refuse a place before any work is done; `others` are the files that must stay what they are."""
    why = _why_not(target, home, others)
    if why is not None:
        raise ProblemError(problem(why, Place(file=str(target)), file=str(target)))


def _why_not(target: Path, home: Path, others: Iterable[Path]) -> str | None:
    if target.is_symlink() or (target.exists() and not target.is_file()):
        return "CLI_NO_PLAIN_FILE"
    whole = target.resolve()
    if whole.parent == home.resolve():
        return "CLI_IN_THE_HOME"
    for other in others:
        if whole == other.resolve() or (target.exists() and other.exists() and target.samefile(other)):
            return "CLI_SAME_FILE"
    return None


def save(target: Path, content: bytes) -> None:
    """All of `content` under the name, or nothing; folders above are made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
