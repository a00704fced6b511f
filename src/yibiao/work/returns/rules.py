"""Decides about receipts, without the database. In: facts of a row, what somebody enters. Out: a problem, or None."""

from __future__ import annotations

from yibiao.base.problems import Place, Problem, problem

KEEPER = "data_officer"
"""Who writes down how a system wants its file."""
MAKERS = ("data_officer", "street_clerk", "department_officer")
"""Who may make one; what stands in it is decided by his view, what leaves by the rules of exports."""


def why_not_answer(answered: bool, rows: int, accepted: int, refused: int) -> Problem | None:
    """A receipt is entered once, and its figures are those of the file."""
    if answered:
        return problem("RETURNS_SETTLED", Place())
    if min(accepted, refused) < 0 or accepted + refused != rows:
        return problem("RETURNS_FIGURES", Place(), accepted=accepted, refused=refused, rows=rows)
    return None
