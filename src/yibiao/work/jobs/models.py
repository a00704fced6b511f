"""The queue of jobs. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No personal data: `given` and `result` hold ids of files, records and batches, counts and codes.
"""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One piece of long work. state: queued, running, done, failed, cancelled. beat: last sign of life."""

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    kind = models.CharField(max_length=40)
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="queued", db_index=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    cancel = models.BooleanField(default=False)
    tries = models.IntegerField(default=0)
    problem = models.JSONField(null=True)
    result = models.JSONField(null=True)
    made = models.DateTimeField()
    beat = models.DateTimeField(null=True)
