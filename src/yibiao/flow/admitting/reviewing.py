"""A wanted form → everything that is said of it at once. In: its facts and terms, what is admitted. Out: a `Review`.

Columns come first, then relations, then the cost, then what the rules say; nothing is kept and nothing is decided.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yibiao.flow.admitting.columns import asked_by, columns_of, elements_of
from yibiao.flow.admitting.judging import findings_of
from yibiao.flow.admitting.relating import kin_of
from yibiao.flow.admitting.shapes import Column, Offer, Review, Setting, Standing, Terms
from yibiao.flow.consolidating.burden import MINUTES_A_CELL, TIMES_A_MONTH, minutes_of
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.flow.standard.model import Standard

_ANSWERED = (Standing.HELD, Standing.DERIVED)


def review(wanted: Sequence[FormFacts], terms: Terms, setting: Setting, standard: Standard, title: str = "") -> Review:
    """What the ledger has, what is asked already, what is new, what it costs, what the rules say."""
    kin = kin_of(wanted, setting.admitted, standard, terms.period)
    near = {one.number for one in kin}
    columns = columns_of(
        wanted, asked_by(setting.admitted), (one for one in setting.admitted if one.number in near), standard
    )
    offer = offer_of(wanted, columns, terms, setting.areas)
    said = title or next((form.title for form in wanted if form.title), "")
    return Review(
        columns,
        kin,
        offer,
        findings_of(said or "", columns, kin, offer, (terms, setting)),
        elements_of(wanted, standard),
        max((column.level for column in columns), default=1) or 1,
        any(form.subject.startswith("record") for form in wanted),
    )


def offer_of(wanted: Sequence[FormFacts], columns: Sequence[Column], terms: Terms, areas: Mapping[str, int]) -> Offer:
    """The counter-offer. Those of the lowest level that answers type; the levels above add up what comes from below."""
    asking = [column for column in columns if column.standing is not Standing.NOTHING]
    level = terms.levels[0] if terms.levels else ""
    count = areas.get(level, 0)
    whole = left = 0.0
    for at, form in enumerate(wanted):
        mine = [column for column in asking if column.table == at]
        fresh = sum(column.standing not in _ANSWERED for column in mine)
        minutes = minutes_a_month(form, terms.period) * count
        whole += minutes
        left += minutes * fresh / len(mine) if mine else 0.0
    return Offer(
        all=len(asking),
        now=sum(column.standing in _ANSWERED for column in asking),
        asked=sum(column.standing is Standing.ASKED for column in asking),
        new=sum(column.standing is Standing.NEW for column in asking),
        level=level,
        areas=count,
        minutes=round(whole, 1),
        left=round(left, 1),
    )


def minutes_a_month(form: FormFacts, period: str) -> float:
    """Of one area, when everything is typed; what is asked once counts whole in its month. See `burden.METHODS`."""
    if period == "once":
        return form.blanks * MINUTES_A_CELL
    return minutes_of(replace(form, period=period if period in TIMES_A_MONTH else form.period))
