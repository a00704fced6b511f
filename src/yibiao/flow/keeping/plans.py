"""The shape of a ledger plan: plain data. In: what `planning` decided. Out: the same, or JSON. Refuses: nothing.

    LedgerPlan
    ├─ SameRows          rows of a sheet that say what the ledger has, as ranges: a million of them are no objects
    └─ RowPlan           one a row: verdict and reasons
       └─ RecordPlan     one a record: create or change
          └─ FieldChange, FieldConflict

The preview shows it, the ledger's actions apply it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from heapq import merge
from typing import Any

from yibiao.base.problems import Place, Problem
from yibiao.flow.standard.domains import Json


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """An element to set: `old` is what the record holds at its base version (None: nothing), `new` is never None."""

    element: str
    old: Json
    new: Json
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """Two sources, one field: the record keeps `ours`, and `theirs` waits for a person.

    reason: "authority" (the source ranks lower), "stale" (so it does, but ours is past its half-life), "older" (its
    word is older), "doubtful" (the value itself is), "twice" (an earlier row of the file says otherwise), "seen" (the
    source ranks higher, but somebody has seen ours himself).
    """

    element: str
    ours: Json
    theirs: Json
    reason: str
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """One record to create (`record` None) or to change on top of `base` (its version when the plan was made).

    key: its name in this plan, e.g. "表/7/person". master: the id that it hangs on, or master_key: the key of a record
    of this plan. area: code for a new record that hangs on nothing.
    """

    key: str
    register: str
    record: str | None = None
    base: int = 0
    area: str | None = None
    master: str | None = None
    master_key: str | None = None
    sets: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()
    refs: tuple[tuple[str, str], ...] = ()
    """Element → key of a record that the plan makes before this one, whose id is the value (a new household)."""
    agreed: tuple[str, ...] = ()
    """Watched elements (`Context.watched`) of which the source says what the ledger has."""

    @property
    def new(self) -> bool:
        return self.record is None

    @property
    def values(self) -> dict[str, Json]:
        """Element → value to set."""
        return {change.element: change.new for change in self.sets}


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row. step: how its record was found; candidates: record ids that it may be about."""

    sheet: str
    row: int
    verdict: Verdict
    records: tuple[RecordPlan, ...] = ()
    step: str = ""
    candidates: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SameRows:
    """Rows of a sheet that a long file has in common with the ledger, compared as sets: (first, last) of each run."""

    sheet: str
    ranges: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __iter__(self) -> Iterator[RowPlan]:
        for first, last in self.ranges:
            for row in range(first, last + 1):
                yield RowPlan(self.sheet, row, Verdict.SAME)


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """A file's whole effect. `day` is the day of the source's word.

    rows: in the order of the file; of a long one those that say what the ledger has are in `same` and not here.
    """

    file: str
    source: str
    day: date
    rows: tuple[RowPlan, ...]
    problems: tuple[Problem, ...] = ()
    same: tuple[SameRows, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Verdict → rows, every verdict named."""
        found = Counter(row.verdict for row in self.rows)
        found[Verdict.SAME] += sum(map(len, self.same))
        return {verdict.value: found[verdict] for verdict in Verdict}

    def each_row(self) -> Iterator[RowPlan]:
        """All rows, sheet by sheet in their order."""
        if not self.same:
            yield from self.rows
            return
        sheets = dict.fromkeys((*(row.sheet for row in self.rows), *(each.sheet for each in self.same)))
        for sheet in sheets:
            own = (row for row in self.rows if row.sheet == sheet)
            others = (row for each in self.same if each.sheet == sheet for row in each)
            yield from merge(own, others, key=lambda row: row.row)

    def to_apply(self) -> Iterator[RecordPlan]:
        """The records that change or come into being, masters before what hangs on them; conflicts go with them, and
        watched values that the source has confirmed."""
        for row in self.rows:
            if row.verdict is Verdict.SAME:
                said = (each for each in row.records if each.agreed)
                yield from (replace(each, sets=(), conflicts=(), refs=()) for each in said)
            elif row.verdict is not Verdict.REFUSED:
                yield from (each for each in row.records if each.sets or each.conflicts or each.refs or each.agreed)

    def as_json(self) -> dict[str, Any]:
        """JSON-ready; `plan_from_json` is its inverse."""
        return {
            "file": self.file,
            "source": self.source,
            "day": self.day.isoformat(),
            "counts": self.counts,
            "rows": [_row_json(row) for row in self.rows],
            "problems": [_problem_json(each) for each in self.problems],
            "same": [{"sheet": each.sheet, "ranges": [list(run) for run in each.ranges]} for each in self.same],
        }


def _row_json(row: RowPlan) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "verdict": row.verdict.value,
        "step": row.step,
        "candidates": list(row.candidates),
        "records": [_record_json(record) for record in row.records],
        "problems": [_problem_json(each) for each in row.problems],
    }


def _record_json(record: RecordPlan) -> dict[str, Any]:
    names = ("key", "register", "record", "base", "area", "master", "master_key")
    plain: dict[str, Any] = {"refs": [list(each) for each in record.refs]} | {
        name: getattr(record, name) for name in names
    }
    plain |= {"agreed": list(record.agreed)} if record.agreed else {}
    plain["sets"] = [{"element": c.element, "old": c.old, "new": c.new, "cell": c.cell} for c in record.sets]
    plain["conflicts"] = [
        {"element": c.element, "ours": c.ours, "theirs": c.theirs, "reason": c.reason, "cell": c.cell}
        for c in record.conflicts
    ]
    return plain


def _problem_json(found: Problem) -> dict[str, Any]:
    return found.as_json() | {"values": dict(found.values)}


def plan_from_json(data: Mapping[str, Any]) -> LedgerPlan:
    """The plan that `as_json` wrote; a text that it never wrote is a `KeyError`, `ValueError` or `TypeError`."""
    return LedgerPlan(
        file=data["file"],
        source=data["source"],
        day=date.fromisoformat(data["day"]),
        rows=tuple(_row_from(row) for row in data["rows"]),
        problems=tuple(map(_problem_from, data["problems"])),
        same=tuple(
            SameRows(each["sheet"], tuple((int(first), int(last)) for first, last in each["ranges"]))
            for each in data.get("same", ())  # plans that were kept before there were any
        ),
    )


def _row_from(data: Mapping[str, Any]) -> RowPlan:
    return RowPlan(
        sheet=data["sheet"],
        row=data["row"],
        verdict=Verdict(data["verdict"]),
        records=tuple(map(_record_from, data["records"])),
        step=data["step"],
        candidates=tuple(data["candidates"]),
        problems=tuple(map(_problem_from, data["problems"])),
    )


def _record_from(data: Mapping[str, Any]) -> RecordPlan:
    parts = dict(data)
    parts["sets"] = tuple(FieldChange(**each) for each in data["sets"])
    parts["agreed"] = tuple(data.get("agreed", ()))
    parts["refs"] = tuple((element, key) for element, key in data["refs"])
    parts["conflicts"] = tuple(FieldConflict(**each) for each in data["conflicts"])
    return RecordPlan(**parts)


def _problem_from(data: Mapping[str, Any]) -> Problem:
    return Problem(data["code"], Place(**data["place"]), dict(data["values"]))
