"""The drawn forms, read, matched and bound by the product itself. In: a folder, how many. Out: `Form`s with questions.

    python -m bench.piles.make draws them; flow.pipeline reads and matches; flow.filling binds

A folder that holds readings already is not read again: remove it after a change to reading or matching. Refuses: what
the stages refuse.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.piles.make import make
from yibiao.base.views import View
from yibiao.flow import pipeline
from yibiao.flow.asking.nodes import Question
from yibiao.flow.filling import bindings_of
from yibiao.flow.reporting import Spot
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.meanings import FormMatch
from yibiao.flow.standard.model import Standard

SEED, SETTINGS = 1, "report"


@dataclass(frozen=True, slots=True)
class Form:
    """A drawn file, what each of its fields means, and what it asks."""

    path: Path
    matches: tuple[FormMatch, ...]
    questions: tuple[Question, ...]

    @property
    def number(self) -> str:
        """The four digits by which the draw knows it."""
        return self.path.name[:4]


def read_all(folder: Path, many: int, standard: Standard) -> list[Form]:
    """All forms that ask the ledger anything."""
    kept = folder / f"readings-{many}.pickle"
    if kept.exists():
        found = pickle.loads(kept.read_bytes())  # noqa: S301 written by the lines below
    else:
        start = time.perf_counter()
        names = sorted(make(folder, many, SEED, SETTINGS, many)["files"])  # type: ignore[call-overload]
        found = [(name, pipeline.match(folder / name, standard=standard).forms) for name in names]
        kept.write_bytes(pickle.dumps(found))
        print(f"{many} forms drawn, read and matched in {time.perf_counter() - start:.0f} s")
    forms = []
    for name, matches in found:
        questions = tuple(question for binding in bindings_of(matches) for question in binding.questions)
        if questions:
            forms.append(Form(folder / name, matches, questions))
    return forms


def view_of(standard: Standard, spot: Spot) -> View:
    """As the house asks for an admitted form of one area: everything, and nothing beyond it."""
    return View("house", "bench", ((spot.first, spot.last),), _everything(standard))


@per_standard
def _everything(standard: Standard) -> frozenset[str]:
    return frozenset(standard.elements)


def spots_of(rows: Iterable[Sequence[object]]) -> list[Spot]:
    """Areas as `flow.reporting` wants them, from rows of the table `areas` in tree order."""
    return [
        Spot(str(code), str(level), int(str(first)), int(str(last)), None if parent is None else str(parent))
        for code, _, level, first, last, parent in rows
    ]
