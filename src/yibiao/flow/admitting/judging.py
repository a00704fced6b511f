"""What the rules say of a wanted form. In: terms, columns, relations, what stands around it. Out: findings, ordered.

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from yibiao.flow.admitting.forbidden import hits_of
from yibiao.flow.admitting.regulations import finding, listed, ordered
from yibiao.flow.admitting.shapes import SECOND, Column, Finding, Kin, Offer, Setting, Standing, Terms
from yibiao.flow.consolidating.shapes import Relation

SENSITIVE = 3
"""Level of sensitivity from which a reason is wanted."""
_DUPLICATES = {
    Relation.SAME: "DUPLICATE",
    Relation.VARIANT: "VARIANT",
    Relation.CONTAINED: "CONTAINED",
    Relation.DERIVABLE: "DERIVABLE",
    Relation.OVERLAPPING: "OVERLAPPING",
}


def findings_of(
    title: str, columns: Sequence[Column], kin: Sequence[Kin], offer: Offer, around: tuple[Terms, Setting]
) -> tuple[Finding, ...]:
    """Everything that the rules have to say, what blocks first."""
    terms, setting = around
    found = [
        *_terms(terms),
        *_days(terms, setting),
        *_budget(offer, terms, setting),
        *_sensitive(columns, terms),
        *_known(columns, kin, offer, terms),
        *_forbidden(title, columns, terms),
    ]
    return ordered(found)


def _terms(terms: Terms) -> Iterator[Finding]:
    missing = {
        "NO_BASIS": terms.basis, "NO_PURPOSE": terms.purpose, "NO_RECIPIENTS": terms.recipients,
        "NO_LEVELS": terms.levels,
    }  # fmt: skip
    for code, said in missing.items():
        if not (said.strip() if isinstance(said, str) else said):
            yield finding(code, terms)


def _days(terms: Terms, setting: Setting) -> Iterator[Finding]:
    days = (terms.expires - terms.valid_from).days + 1
    most = setting.once_longest if terms.kind == "once" else setting.longest
    if days < 1:
        yield finding("NO_EXPIRY", terms)
    elif days > most and terms.kind == "once":
        yield finding("ONCE_TOO_LONG", terms, days=days, most=most)
    elif days > most:
        yield finding("TOO_LONG", terms, days=days, most=most, until=terms.valid_from + timedelta(days=most - 1))
    if terms.lead_days < setting.least_notice:
        if terms.urgent.strip():
            yield finding("URGENT", terms, why=terms.urgent.strip(), times=setting.urgent_before + 1)
        else:
            yield finding("SHORT_NOTICE", terms, days=terms.lead_days, least=setting.least_notice)
    if terms.kind == "late":
        yield finding("LATE", terms, days=setting.late_days)


def _budget(offer: Offer, terms: Terms, setting: Setting) -> Iterator[Finding]:
    """What is typed by hand counts; what the ledger answers costs nobody anything."""
    whole = setting.spent + offer.left
    if setting.budget and whole > setting.budget:
        yield finding("BUDGET_OVERSPENT", terms, spent=round(setting.spent), sum=round(whole), budget=setting.budget)


def _sensitive(columns: Sequence[Column], terms: Terms) -> Iterator[Finding]:
    for code, low, high in (("SENSITIVE", SENSITIVE, SECOND - 1), ("SECOND_WORD", SECOND, SECOND)):
        found = [column for column in columns if low <= column.level <= high]
        if found:
            yield finding(code, terms, (column.cell for column in found), labels=listed(one.path[-1] for one in found))


def _known(columns: Sequence[Column], kin: Sequence[Kin], offer: Offer, terms: Terms) -> Iterator[Finding]:
    """Only the nearest admitted form is named; all stand in the review."""
    nearest = next((one for one in kin if one.relation in _DUPLICATES), None)
    if nearest is not None:
        code = _DUPLICATES[nearest.relation]
        yield finding(code, terms, title=nearest.title, number=nearest.number, count=nearest.shared)
    if offer.all and offer.now == offer.all:
        yield finding("ALL_HELD", terms)
    elif offer.now:
        yield finding("SOME_HELD", terms, all=offer.all, held=offer.now, new=offer.all - offer.now)
    fresh = [column for column in columns if column.standing is Standing.NEW]
    if fresh:
        cells, labels = [column.cell for column in fresh], listed(column.path[-1] for column in fresh)
        yield finding("NEW_COLUMNS", terms, cells, count=len(fresh), labels=labels)
    unsure = [one for one in columns if not one.sure and one.standing in (Standing.HELD, Standing.DERIVED)]
    if unsure:
        cells, labels = [column.cell for column in unsure], listed(column.path[-1] for column in unsure)
        yield finding("UNSURE", terms, cells, count=len(unsure), labels=labels)


def _forbidden(title: str, columns: Sequence[Column], terms: Terms) -> Iterator[Finding]:
    hits = hits_of(title, [(column.cell, column.path) for column in columns])
    for rule in dict.fromkeys(hit.rule for hit in hits):
        mine = [hit for hit in hits if hit.rule == rule]
        yield finding(rule, terms, filter(None, (hit.cell for hit in mine)), words=listed(hit.words for hit in mine))
