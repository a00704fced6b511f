"""Wanted forms for tests. In: a file, a title, column labels with blanks between. Out: `FormFacts`. Refuses: nothing."""

from __future__ import annotations

from tests.flow.consolidating import piles
from yibiao.flow.consolidating.shapes import FormFacts


def form(name: str, title: str, columns: str) -> FormFacts:
    """A list of two rows."""
    return piles.form(name, title, " | ".join(columns.split()))
