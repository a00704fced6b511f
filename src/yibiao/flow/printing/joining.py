"""Many papers as one PDF, each as it prints alone. In: papers, an empty folder. Out: page counts, one PDF.

Typst lays out a whole document at once and keeps about 17 KB a cell until it has set ten others: 215 lists of 50 rows
take 2 GB. So each paper is set alone, its pages wait in the folder, and the last step joins these pages, unread.
Refuses (`ProblemError`): what `Printer` refuses.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

from yibiao.flow.printing.paper import Paper
from yibiao.flow.printing.printer import Printer

_PAGE = re.compile(rb"/MediaBox\b")
_HELD = 10_000
"""Cells whose layout may wait in the typesetter's memory (170 MB) before it is made to forget them."""
_FORGETS = 11
"""After ten other documents the typesetter drops what none of them used."""


class Joiner:
    """Papers, one after the other. folder: empty, and gone after the last step; it holds what the papers say.

    most: cells that the typesetter may remember.
    """

    def __init__(self, printer: Printer, folder: Path, most: int = _HELD) -> None:
        self.printer, self.folder, self.most = printer, folder, most
        self.source = (resources.files(__package__) / "joined.typ").read_bytes()
        self.title = ""
        self.pages: list[int] = []
        self._held = 0

    def add(self, paper: Paper) -> int:
        """How many pages the paper has."""
        data = self.printer.pdf([paper], tags=False)
        (self.folder / f"{len(self.pages)}.pdf").write_bytes(data)
        self.title = self.title or paper.title
        self.pages.append(len(_PAGE.findall(data)))
        self._held += sum(len(table.tiles) for table in paper.tables)
        if self._held > self.most:
            self._forget()
        return self.pages[-1]

    def pdf(self) -> bytes:
        """All of them in order; none is a `ValueError`."""
        if not self.pages:
            raise ValueError("nothing to print")
        told = {"title": self.title, "pages": json.dumps(self.pages)}
        return self.printer.typeset(self.source, told, self.folder, tags=False)

    def _forget(self) -> None:
        for _ in range(_FORGETS):
            self.printer.typeset(b"", {}, self.folder, tags=False)
        self._held = 0
