"""Standardising 规: header → element, value → standard value. Faces: `match` a table, `standard_rows` of a match.

Parts: `match_labels`, `match_columns`, `Lexicon`. Refuses: see each.
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
from yibiao.flow.standardising.rows import Standardised, standard_rows

__all__ = [
    "EVERYONE",
    "SAID",
    "WHOM",
    "Asked",
    "Confirmed",
    "Lexicon",
    "Standardised",
    "match",
    "match_columns",
    "match_labels",
    "standard_rows",
]
