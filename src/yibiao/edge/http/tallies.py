"""Counts that several web processes share. In: a folder (`attendants.TALLIES`), own counts. Out: those of all.

Each leaves its counts in a file of its own, at most once a second and before it is asked; those of a process that died
stay, so that no sum ever falls. Without a folder there is only this process. Refuses: nothing; a file that is being
written, or torn, is passed over.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yibiao.edge.attendants import TALLIES

EVERY = 1.0
_left: list[float] = [0.0]


def due() -> bool:
    """Whether it is time to leave this process's counts."""
    return TALLIES in os.environ and time.monotonic() - _left[0] >= EVERY


def leave(told: Any) -> None:
    """Leave what JSON can hold for the other processes."""
    folder = os.environ.get(TALLIES)
    if folder:
        _left[0] = time.monotonic()
        beside = Path(folder) / f"{os.getpid()}.part"
        beside.write_text(json.dumps(told), "utf-8")
        beside.replace(Path(folder) / f"{os.getpid()}.tally")


def others() -> Iterator[Any]:
    """What the other processes have left."""
    folder = os.environ.get(TALLIES)
    for file in sorted(Path(folder).glob("*.tally")) if folder else ():
        if file.stem != str(os.getpid()):
            try:
                yield json.loads(file.read_text("utf-8"))
            except (OSError, ValueError):
                continue
