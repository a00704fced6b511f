"""Whose word counts for a field. In: an element, who said its present value, who says the new one. Out: a ruling.

The element's sources stand best first in the data standard; a source that is not named there ranks last. A lower rank
never overwrites in silence: both values wait for a person. A higher one does, but for what somebody has seen himself
at the door: that goes back to him with both values. Between equals the later word counts. Refuses: nothing.
"""

from __future__ import annotations

from datetime import date

from yibiao.flow.standard.model import Element
from yibiao.flow.standard.rows import Provenance

TAKE = "take"
AUTHORITY = "authority"
STALE = "stale"
OLDER = "older"
SEEN = "seen"


def rank(element: Element, source: str) -> int:
    """0 is the best authority; a source counts as 民政 when its name holds the word (民政局低保名单)."""
    for number, name in enumerate(element.sources):
        if name in source or (len(source) > 1 and source in name):
            return number
    return len(element.sources)


def ruling(element: Element, present: Provenance | None, source: str, day: date) -> str:
    """`TAKE`, or why the record keeps its value: `AUTHORITY`, `STALE` (the same, but that value is past its half-life),
    `OLDER`, `SEEN`. A value that nobody traced ranks last and is older than anything."""
    if present is None:
        return TAKE
    ours, theirs = rank(element, present.source), rank(element, source)
    if theirs < ours:
        return SEEN if present.seen else TAKE
    if theirs > ours:
        stale = element.half_life is not None and (day - present.day).days > element.half_life
        return STALE if stale else AUTHORITY
    return OLDER if present.day > day else TAKE
