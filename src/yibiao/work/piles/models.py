"""The tables of piles. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No values of forms: columns, titles and file names, sealed under the house key. Decisions are only ever added to; a pile
goes with all of it when its owner drops it.
"""

from __future__ import annotations

from django.db import models


class Pile(models.Model):
    """A pile of one account. grown: what was read, found: what follows before decisions; both sealed, empty at first.

    office: code of the area whose officers share it; empty: nobody does.
    figures: counts for the list. changed: the last reading or decision. job: the last piece of work on it.
    """

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=40, blank=True, default="")
    figures = models.JSONField(default=dict)
    grown = models.BinaryField(default=b"")
    found = models.BinaryField(default=b"")
    job = models.CharField(max_length=36, blank=True)
    made = models.DateTimeField()
    read = models.DateTimeField(null=True)
    changed = models.DateTimeField()


class PileUpload(models.Model):
    """A file that waits to be read. name: its path within the folder. file: where its bytes are kept until then."""

    pile = models.ForeignKey(Pile, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=400)
    file = models.CharField(max_length=36)
    size = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("pile", "name"), name="upload_once_a_name"),)


class PileDecision(models.Model):
    """A person's word on one form of a pile; the last one on a form counts."""

    pile = models.ForeignKey(Pile, on_delete=models.CASCADE, related_name="decisions")
    form = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10)
    action = models.CharField(max_length=10)
    into = models.CharField(max_length=40, blank=True)
    login = models.CharField(max_length=150)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
