"""What a new version of a form changes, column by column. In: facts of both. Out: `Change`s. Refuses: nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yibiao.base.text import key
from yibiao.flow.consolidating.facts import is_special
from yibiao.flow.consolidating.pairing import pair_columns
from yibiao.flow.consolidating.shapes import FormFacts, FormField

SURE = 0.5
"""Chance from which on two columns are one that was renamed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One column. kind: added, dropped, renamed, meant (same label, other meaning), kept. before, after: labels, "" for
    none."""

    kind: str
    before: str
    after: str
    cell: str


def changes(before: Sequence[FormFacts], after: Sequence[FormFacts]) -> tuple[Change, ...]:
    """Columns of the new version in their order, then those that are dropped; tables are compared in their order."""
    found: list[Change] = []
    for at in range(max(len(before), len(after))):
        old = before[at].fields if at < len(before) else ()
        new = after[at].fields if at < len(after) else ()
        found += _between(_asking(old), _asking(new))
    return tuple(found)


def _asking(fields: Sequence[FormField]) -> list[FormField]:
    return [field for field in fields if not is_special(field.asks)]


def _between(old: Sequence[FormField], new: Sequence[FormField]) -> Iterator[Change]:
    paired = {pair.other: pair.one for pair in pair_columns(old, new) if pair.chance >= SURE}
    for at, field in enumerate(new):
        known = old[paired[at]] if at in paired else None
        yield Change(_kind(known, field), _name(known) if known else "", _name(field), field.cell)
    for at, field in enumerate(old):
        if at not in paired.values():
            yield Change("dropped", _name(field), "", field.cell)


def _kind(known: FormField | None, field: FormField) -> str:
    if known is None:
        return "added"
    if [key(part) for part in known.path] != [key(part) for part in field.path]:
        return "renamed"
    return "kept" if known.asks == field.asks else "meant"


def _name(field: FormField) -> str:
    return " › ".join(field.path) or field.cell
