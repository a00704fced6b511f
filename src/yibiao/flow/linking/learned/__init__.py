"""Rows of many sources about the same people, joined by what was learned from their identity numbers.

    resolve(rows, weights=None) -> Resolved       clusters of rows, a doubtful band, what was measured on the way
    pairs(rows, known, weights=None) -> tuple[Scored, ...]     near records with probability and reasons

In: `Person` rows. Out: clusters of row numbers, pairs with a probability. Refuses: two different valid identity numbers
never come into one cluster, however alike the rest is.
"""

from yibiao.flow.linking.learned.learning import Weights, fit, shipped
from yibiao.flow.linking.learned.resolving import Resolved, Scored, pairs, resolve
from yibiao.flow.linking.learned.table import Person

__all__ = ["Person", "Resolved", "Scored", "Weights", "fit", "pairs", "resolve", "shipped"]
