"""Files that a department laid into the folder of its source. In: the estate. Out: deliveries, the files gone.

    <home>/drop/<code of the source>/…      looked at between two jobs; what has lain still is taken into quarantine

The bytes are sealed in the ledger's house first and the file goes afterwards: killed in between, the same bytes are
recognised and nothing comes in twice. Folders of no source, hidden files, links and what is still being written stay.
Refuses: nothing; a file that cannot be kept stays where it is, moved aside as `<name>.refused`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from yibiao.base.problems import ProblemError
from yibiao.edge.estate import Estate
from yibiao.work.feeds import actions, queries, rules
from yibiao.work.ledgers.actions import EVERYWHERE

FOLDER = "drop"
STILL = 10.0
"""Seconds for which a file must not have changed: before, somebody may still be writing it."""
ENDINGS = frozenset({".xlsx", ".xls", ".csv", ".parquet"})
LOG = logging.getLogger("yibiao.worker")


def take_up(estate: Estate) -> tuple[str, ...]:
    """Every file that waits becomes a delivery with a job; returns their ids."""
    home = estate.house.home
    if home is None or not (home / FOLDER).is_dir():
        return ()
    return tuple(_taken(estate, home / FOLDER))


def _taken(estate: Estate, folder: Path) -> Iterator[str]:
    for source in queries.sources(EVERYWHERE):
        if source.state == "closed" or not (folder / source.code).is_dir():
            continue
        for file in _waiting(folder / source.code, estate.house.clock().timestamp()):
            brought = actions.Brought(source.id, file.name, file.read_bytes(), estate.day(), rules.HOUSE, "")
            try:
                id, _ = actions.keep_delivery(estate.house.vault, brought, clock=estate.house.clock)
            except ProblemError as why:
                LOG.error("a file for source %s is not kept: %s", source.code, why.problem.code)
                file.rename(file.with_name(f"{file.name}.refused"))
                continue
            file.unlink()
            yield id


def _waiting(folder: Path, now: float) -> list[Path]:
    """The files to take, by name; a link may lead anywhere and is none."""
    return [
        file for file in sorted(folder.iterdir())
        if file.suffix.lower() in ENDINGS and not file.name.startswith((".", "~$"))
        and file.is_file() and not file.is_symlink() and now - file.stat().st_mtime >= STILL
    ]  # fmt: skip
