"""One proposal side by side, and what a person corrects in it. In: what was found, a form. Out: both forms' columns.

    side_by_side(found, form, standard)        what is shared, asked here only, or called the same and meant otherwise
    correct(form, cell, target, known)         the lexicon with one more confirmation
    relearned(pile, lexicon, standard)         the pile under a lexicon, to be consolidated again

Pure: nothing is written. Refuses (`ProblemError`): a form or a field that is not there, an element that the standard
does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.text import key
from yibiao.flow.consolidating.facts import is_special
from yibiao.flow.consolidating.keys import NEW, new_key
from yibiao.flow.consolidating.pairing import Reason, pair_columns
from yibiao.flow.consolidating.shapes import (
    Action,
    Consolidation,
    Decision,
    FormFacts,
    FormField,
    Pair,
    Pile,
    Proposal,
    Relation,
)
from yibiao.flow.consolidating.telling import Names
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import Lexicon

NOTHING = "nothing"
"""The target of a column that no element of the standard means."""


class Standing(StrEnum):
    """How a column stands to the other form."""

    SHARED = "shared"  # the other form asks it too, whatever it calls it
    ONLY = "only"  # asked here only
    CONFLICTING = "conflicting"  # the other form has a column of this name that means something else
    NEITHER = "neither"  # serial number, signature: nothing of the ledger


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a person sees it. name: what it was understood as. others: the cells of the other form it meets.

    reason: why it was paired with the first of these; None where it was not.
    """

    cell: str
    path: tuple[str, ...]
    asks: str
    name: str
    standing: Standing
    others: tuple[str, ...]
    confidence: float
    accepted: bool
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Two forms next to each other; columns in the order of each. into, columns_into: of the other form, if any."""

    form: FormFacts
    into: FormFacts | None
    action: Action
    decision: Decision | None
    relation: Relation | None
    why_zh: str
    why_en: str
    columns: tuple[Column, ...]
    columns_into: tuple[Column, ...]


def side_by_side(found: Consolidation, form: str, standard: Standard) -> Beside:
    """The proposal on the form with this id, beside the form it points at, else the one that it shares most with."""
    forms = {entry.id: entry for entry in found.pile.forms}
    proposal = next((entry for entry in found.proposals if entry.form == form), None)
    if proposal is None:
        raise ProblemError(problem("PILE_NO_FORM", form=form))
    pair = _pair(found.pairs, proposal)
    other = proposal.into or (None if pair is None else pair.b if pair.a == form else pair.a)
    one, into = forms[form], forms.get(other or "")
    names = Names(found.pile.forms, found.elements, standard)
    return Beside(
        one,
        into,
        proposal.action,
        proposal.decision,
        pair.relation if pair else None,
        proposal.why_zh if proposal.into or pair is None else pair.why_zh,
        proposal.why_en if proposal.into or pair is None else pair.why_en,
        tuple(_columns(one, into, names)),
        tuple(_columns(into, one, names)) if into else (),
    )


def _pair(pairs: Sequence[Pair], proposal: Proposal) -> Pair | None:
    """What was found between the two forms; of a form that points at none, its closest."""
    mine = [pair for pair in pairs if proposal.form in (pair.a, pair.b)]
    if proposal.into is not None:
        return next((pair for pair in mine if proposal.into in (pair.a, pair.b)), None)
    return max(mine, key=lambda pair: (pair.score, pair.a, pair.b), default=None)


def _columns(form: FormFacts, other: FormFacts | None, names: Names) -> Iterator[Column]:
    theirs = other.fields if other else ()
    facing = {pair.one: (theirs[pair.other], pair.reason) for pair in pair_columns(form.fields, theirs)}
    for at, entry in enumerate(form.fields):
        twin, reason = facing.get(at, (None, None))
        called = [each for each in theirs if key(each.label) == key(entry.label) and each.asks != entry.asks]
        if twin is not None and twin.asks != entry.asks and entry.accepted and twin.accepted and twin in called:
            called, twin, reason = [twin, *(each for each in called if each != twin)], None, None
        same = [each for each in theirs if each.asks == entry.asks and each != twin]
        met = tuple(each.cell for each in ([twin] if twin else []) + same)
        if is_special(entry.asks):
            standing, others = Standing.NEITHER, met
        elif met:
            standing, others = Standing.SHARED, met
        else:
            others = tuple(each.cell for each in called)
            standing = Standing.CONFLICTING if called else Standing.ONLY
        name = "" if standing is Standing.NEITHER else names(entry.asks)
        yield Column(
            entry.cell, entry.path, entry.asks, name, standing, others, entry.confidence, entry.accepted, reason
        )  # fmt: skip


def correct(form: FormFacts, cell: str, target: str, known: tuple[Lexicon, Standard]) -> Lexicon:
    """The lexicon, taught that this column of the form means the element `target`, or "nothing"."""
    lexicon, standard = known
    field = next((entry for entry in form.fields if entry.cell == cell), None)
    if field is None:
        raise ProblemError(problem("PILE_NO_COLUMN", Place(file=form.file, cell=cell), form=form.name, cell=cell))
    if target != NOTHING and target not in standard.elements:
        raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(file=form.file, cell=cell), code=target))
    return lexicon.confirm(form.title, field.path, target)


def relearned(pile: Pile, lexicon: Lexicon, standard: Standard) -> Pile:
    """The same forms with what people confirmed; counts keep their reading, as they do when a file is matched."""
    forms = tuple(
        replace(form, fields=tuple(_learned(form, entry, lexicon, standard) for entry in form.fields))
        if form.subject.startswith("record")
        else form
        for form in pile.forms
    )
    return replace(pile, forms=forms)


def _learned(form: FormFacts, entry: FormField, lexicon: Lexicon, standard: Standard) -> FormField:
    said = lexicon.meaning_of(form.title, entry.path)
    element = standard.elements.get(said[0]) if said else None
    if element is not None:
        known = replace(entry, asks=element.code, domain=element.domain, unit=element.unit, needs=())
        return replace(known, confidence=1.0, accepted=True)
    if said and said[0] == NOTHING and entry.asks in standard.elements:
        return replace(entry, asks=NEW + new_key(entry.path), confidence=1.0, accepted=False, domain=None, unit=None)
    return entry
