"""Admitting 准入: a form that somebody wants to ask, against what is kept and what is asked already → a review.

    review(wanted, terms, setting, standard) -> Review     columns, relations, cost, findings with their sources
    changes(before, after) -> tuple[Change, …]             what a new version changes, column by column
    reconcile(above, below, standard, day)             the departments' list of forms against the streets'

Refuses: nothing; what is wrong with a form is a finding.
"""

from yibiao.flow.admitting.changing import Change, changes
from yibiao.flow.admitting.reconciling import Difference, Listed, Reconciled, listed_of, reconcile
from yibiao.flow.admitting.reviewing import review
from yibiao.flow.admitting.shapes import Admitted, Finding, Review, Setting, Terms

__all__ = [
    "Admitted", "Change", "Difference", "Finding", "Listed", "Reconciled", "Review", "Setting", "Terms", "changes",
    "listed_of", "reconcile", "review",
]  # fmt: skip
