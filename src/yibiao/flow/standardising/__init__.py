"""Standardising 规: header → element, value → standard value. Faces: `match` a table, `standard_rows` of a match.

`comparable`: the rows of a long list a column at a time, where nothing is to be said of them; `standing`: those that
may stand in the ledger's own writing, with the `forms` of their texts. Parts: `match_labels`,
`match_columns`, `Lexicon`. Refuses: see each.
"""

from yibiao.flow.standardising.matching import (
    EVERYONE,
    SAID,
    WHOM,
    Asked,
    Confirmed,
    Lexicon,
    match,
    match_columns,
    match_labels,
)
from yibiao.flow.standardising.measured import AREA, MeasuredColumn, measured
from yibiao.flow.standardising.rows import Standardised, standard_rows
from yibiao.flow.standardising.settled import Comparable, Told, comparable
from yibiao.flow.standardising.standing import forms, standing

__all__ = [
    "AREA",
    "EVERYONE",
    "SAID",
    "WHOM",
    "Asked",
    "Comparable",
    "Confirmed",
    "Lexicon",
    "MeasuredColumn",
    "Standardised",
    "Told",
    "comparable",
    "forms",
    "match",
    "match_columns",
    "match_labels",
    "measured",
    "standard_rows",
    "standing",
]
