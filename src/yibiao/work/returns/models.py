"""The tables of returns. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No value of a resident: a mapping says which columns a system wants; a receipt holds counts, digests and file names.
The file itself waits, sealed, among the filled sheets of whoever made it.
"""

from __future__ import annotations

from django.db import models


class Mapping(models.Model):
    """How one system wants its file 对接规则: text is its TOML. area: code of the district that keeps it."""

    id = models.CharField(max_length=36, primary_key=True)
    area = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=200)
    system = models.CharField(max_length=120)
    text = models.TextField()
    login = models.CharField(max_length=150)
    made = models.DateTimeField()
    changed = models.DateTimeField()


class Receipt(models.Model):
    """One file that was made for a system, and what that system answered 回执.

    filled: the sheet that waits. digest: SHA-256 of its bytes. files: name, rows and digest of each part. number: of
    the other system's receipt; accepted, refused: its counts. answered: when it was entered, null until then.
    """

    id = models.CharField(max_length=36, primary_key=True)
    mapping = models.CharField(max_length=36, db_index=True)
    title = models.CharField(max_length=200)
    system = models.CharField(max_length=120)
    login = models.CharField(max_length=150, db_index=True)
    purpose = models.CharField(max_length=200)
    filled = models.CharField(max_length=36)
    area = models.CharField(max_length=40)
    first = models.IntegerField()
    last = models.IntegerField()
    day = models.DateField()
    name = models.CharField(max_length=255)
    rows = models.IntegerField()
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=list)
    made = models.DateTimeField()
    number = models.CharField(max_length=120, blank=True)
    accepted = models.IntegerField(null=True)
    refused = models.IntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    answered = models.DateTimeField(null=True)
    answerer = models.CharField(max_length=150, blank=True)
