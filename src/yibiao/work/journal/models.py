"""The journal's tables. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: update and delete.

No personal data of levels 3-4: a line names its subject by record id and carries digests, never values.
"""

from __future__ import annotations

from django.db import models


class JournalLine(models.Model):
    """One thing that happened. `sequence` has no gaps; `hash` covers the line and the hash before it.

    subject: a record id, a batch id, an area code or "". writer and key: the idempotency key of the one who wrote;
    reply: what that writer was answered, so that the same key gets the same answer again.
    """

    sequence = models.BigIntegerField(primary_key=True)
    id = models.CharField(max_length=36, unique=True)
    moment = models.DateTimeField()
    device_moment = models.DateTimeField(null=True)
    actor = models.CharField(max_length=150, db_index=True)
    verb = models.CharField(max_length=60)
    room = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    purpose = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    reply = models.JSONField(null=True)
    writer = models.CharField(max_length=150)
    key = models.CharField(max_length=120, null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("writer", "key"), name="journal_key_once_a_writer"),)
        indexes = (models.Index(fields=("moment",), name="journal_by_moment"),)  # the auditor looks by days


class Head(models.Model):
    """The last line, in one row: on PostgreSQL its lock makes writers queue; SQLite's BEGIN IMMEDIATE already does."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
