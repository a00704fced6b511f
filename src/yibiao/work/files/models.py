"""The table of files. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

Personal data: `sealed` may hold anything that stood in a form, under the house key; the file's name may too. Retired:
a file ends by itself (`ends`), then its row goes.
"""

from __future__ import annotations

from django.db import models


class File(models.Model):
    """Bytes that one account put in, or that were made for it. kind: what for (form, result, import, export)."""

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    made = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)
