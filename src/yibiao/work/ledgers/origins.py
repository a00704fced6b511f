"""Where values come from: journal sequences of stamps → who said it and when. In: sequences. Out: origins.

A batch has its source and the day of the source's word; what those who keep the ledger write has the day of the line;
a source's value that somebody checked and took has that source and the day on which he did; first loads are nobody's
word and have their day only. Refuses: nothing; a sequence that no line has is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yibiao.base.clock import CHINA
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers.models import Batch, Conflict

COLLECTED = "社区采集"
"""The data standard's name for what those who keep the ledger find out themselves."""
_UNTRACED = frozenset({"records_loaded"})
_MANY = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """Who said a value ("" where nobody is known), and on which day. seen: those who keep the ledger wrote it
    themselves, value by value."""

    source: str
    day: date
    seen: bool = False


class Origins:
    """Origins by sequence; fetched in groups, kept as long as this object."""

    def __init__(self) -> None:
        self._said: dict[int, Origin] = {}

    def get(self, sequence: int) -> Origin | None:
        return self._said.get(sequence)

    def fetch(self, sequences: Iterable[int]) -> None:
        """Fetch what is not here yet."""
        new = sorted(set(sequences) - self._said.keys())
        for some in portions(new):
            batches = {row.line_id: row for row in Batch.objects.filter(line__in=some)}
            taken = _taken(some)
            for line in JournalLine.objects.filter(sequence__in=some).only("sequence", "verb", "moment"):
                batch = batches.get(line.sequence)
                day: date = line.moment.astimezone(CHINA).date()
                if batch is not None:
                    self._said[line.sequence] = Origin(batch.source, batch.day or day)
                elif line.sequence in taken:
                    self._said[line.sequence] = Origin(taken[line.sequence], day)
                elif line.verb in _UNTRACED:
                    self._said[line.sequence] = Origin("", day)
                else:
                    self._said[line.sequence] = Origin(COLLECTED, day, seen=True)


def _taken(lines: Sequence[int]) -> dict[int, str]:
    """Line by which somebody took a source's value → that source."""
    decided = dict(Conflict.objects.filter(decided__in=lines, state="taken").values_list("decided_id", "line_id"))
    said = dict(Batch.objects.filter(line__in=list(decided.values())).values_list("line_id", "source"))
    return {line: said[of] for line, of in decided.items() if of in said}


def portions(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The items in groups that a database takes as parameters of one statement."""
    return (items[start : start + _MANY] for start in range(0, len(items), _MANY))
