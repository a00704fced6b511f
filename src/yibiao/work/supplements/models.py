"""The table of additions. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No personal data: names, formulas and reasons. A row is never changed, only taken back; then it stays as a memory.
"""

from __future__ import annotations

from django.db import models


class Supplement(models.Model):
    """One addition; see `flow.standard.supplement`. Ids grow with time, and additions are laid over in their order."""

    id = models.CharField(max_length=36, primary_key=True)
    kind = models.CharField(max_length=10)
    of = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    parts = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    author = models.CharField(max_length=150)
    made = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_why = models.CharField(max_length=200, blank=True)
