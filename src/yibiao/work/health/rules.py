"""Decisions about health figures, without a database. In: counts, what is wanted, a view. Out: totals, what is shown.

Refuses: to show counts of level-4 elements that name nobody (faith, illness) to whoever may not count them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from yibiao.base.views import View
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.naming import naming
from yibiao.work.ledgers.vitals import MARKS, Part

TOTALS = ("records", "wanted", "known", *MARKS)
"""Of a register in an area: records; values that are wanted of them, and how many of those are known; then the marks
of all its values together."""
SEEING = ("community_secretary", "street_clerk", "data_officer", "leader")
"""Who reads the figures of the own areas."""
TAKER = "data_officer"
"""Who may have them taken again before the night."""
DAILY = timedelta(days=60)
"""How long every day's point is kept; of older ones only the first of a month."""
_SECRET = 4


def wanted(standard: Standard, asked: Mapping[str, int]) -> dict[str, int]:
    """Elements that should be known → in how many forms in force they are asked. Important ones, and what is asked."""
    important = {one.code: 0 for face in faces(standard).values() for one in (*face.must, *face.important)}
    held = {**important, **asked}
    known = standard.elements
    return {code: count for code, count in held.items() if code in known and not known[code].derived}


def totals(part: Part, register: str, standard: Standard, wanted: Collection[str]) -> list[int]:
    """The totals of a register, over elements below level 4 and those that name someone: anybody may read them."""
    found = dict.fromkeys(TOTALS, 0)
    found["records"] = part.records
    for element in standard.of_register(register):
        if element.code in wanted and plain(standard, element.code):
            found["wanted"] += part.records
            found["known"] += part.elements.get(element.code, (0,))[0]
    for code, counts in part.elements.items():
        if plain(standard, code):
            for mark, count in zip(MARKS, counts, strict=True):
                found[mark] += count
    return list(found.values())


def plain(standard: Standard, code: str) -> bool:
    """Whether that a value is there says nothing that is nobody's business."""
    element = standard.elements.get(code)
    return element is not None and (element.sensitivity < _SECRET or naming(element))


def shown(standard: Standard, view: View, code: str) -> bool:
    """Whether this view is told how many values of the element there are."""
    return plain(standard, code) or (code in standard.elements and view.may_count(code))


def shown_registers(standard: Standard, view: View) -> frozenset[str]:
    """Registers of which the view may count something: of the others not even how many records there are."""
    return frozenset(code.partition(".")[0] for code in (view.elements | view.countable) & standard.elements.keys())


def spent(days: Iterable[date], today: date) -> list[date]:
    """Days whose points need not be kept any longer."""
    return [day for day in days if today - day > DAILY and day.day != 1]


def added(rows: Iterable[Sequence[int]]) -> list[int]:
    """Totals of several registers as one."""
    return [sum(column) for column in zip(*rows, strict=True)] or [0] * len(TOTALS)
