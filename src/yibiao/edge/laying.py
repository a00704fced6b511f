"""Bytes laid out as a file for as long as somebody reads them. In: a name, bytes. Out: a path that is gone afterwards.

In memory where the machine has such a folder: what a form holds is not written to a disk. Refuses: nothing; a name that
leads elsewhere loses its way.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

_MEMORY = Path("/dev/shm")  # noqa: S108 a folder of our own is made in it


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder of our own."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None, prefix="yibiao-") as made:
        yield Path(made)


@contextmanager
def laid_out(name: str, data: bytes) -> Iterator[Path]:
    """The bytes under this name, in a folder of its own."""
    safe = PurePath(name.replace("\\", "/")).name[-120:] or "file"
    with folder() as made:
        path = made / safe
        path.write_bytes(data)
        yield path
