"""What a plan would do to the ledger, in counts. In: a ledger plan. Out: an `Effect`. Refuses: nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol


class _Field(Protocol):
    @property
    def element(self) -> str: ...


class _Set(_Field, Protocol):
    @property
    def old(self) -> object: ...
    @property
    def new(self) -> object: ...


class _Record(Protocol):
    @property
    def new(self) -> bool: ...
    @property
    def sets(self) -> Iterable[_Set]: ...
    @property
    def conflicts(self) -> Iterable[_Field]: ...


class _Row(Protocol):
    @property
    def verdict(self) -> str: ...
    @property
    def records(self) -> Iterable[_Record]: ...


class _Plan(Protocol):
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def rows(self) -> Iterable[_Row]: ...


@dataclass(frozen=True, slots=True)
class Effect:
    """counts: verdict → rows. linked: rows about a record that the ledger has. otherwise: element → linked rows that
    say something else than the ledger holds (to be written or to wait). ended: records that would no longer count."""

    counts: Mapping[str, int]
    linked: int
    otherwise: Mapping[str, int] = field(default_factory=dict)
    ended: int = 0

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def effect_of(plan: _Plan, departs: Callable[[str, object], bool]) -> Effect:
    """departs: whether a record that comes to hold this value of an element no longer counts (died, moved out)."""
    otherwise: Counter[str] = Counter()
    ended = 0
    linked = plan.counts.get("same", 0)
    for row in plan.rows:
        linked += row.verdict != "same" and any(not record.new for record in row.records)
        for record in row.records:
            if record.new:
                continue
            otherwise.update(one.element for one in record.sets if one.old is not None)
            otherwise.update(one.element for one in record.conflicts)
            ended += any(departs(one.element, one.new) for one in record.sets)
    return Effect(dict(plan.counts), linked, dict(otherwise), ended)
