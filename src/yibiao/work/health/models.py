"""The tables of the ledger's health. In: rows that `actions` writes. Out: rows that `queries` reads.

Counts only: no value, no record, no person, nobody who works. Refuses: see constraints.
"""

from __future__ import annotations

from django.db import models


class Taking(models.Model):
    """One time that the figures were taken 体检; only the last one's are whole. wanted: element → how many forms in
    force ask it, 0 where the standard alone holds it to be important."""

    day = models.DateField()
    moment = models.DateTimeField()
    wanted = models.JSONField(default=dict)


class Figure(models.Model):
    """The last taking's counts of one area, with all below it. parts: register → [records, element → counts in the
    order of `vitals.MARKS`]."""

    area = models.CharField(max_length=40, primary_key=True)
    parts = models.JSONField(default=dict)


class Point(models.Model):
    """What is kept of a day for one area. totals: register → counts in the order of `rules.TOTALS`."""

    area = models.CharField(max_length=40)
    day = models.DateField()
    totals = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "day"), name="health_one_point_a_day"),)
