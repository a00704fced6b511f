"""The tables of forms. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

Personal data: `sealed` and `sight` hold filled sheets under the house key, for their owner, until `ends`; a template
may hold some too. Marks are keyed digests: they tell nothing without the key. An export's row stays as evidence of who
took what when; the bytes of what was taken go with their `Filled`.
"""

from __future__ import annotations

from django.db import models


class Form(models.Model):
    """A kept template 报表. binding: what people confirmed of its fields. role, area: who else may use it."""

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    role = models.CharField(max_length=30)
    area = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    binding = models.JSONField(default=list)
    made = models.DateTimeField()
    used = models.DateTimeField()
    uses = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("login", "digest"), name="form_once_an_owner"),)


class Filled(models.Model):
    """A sheet that was filled for one person and waits to be looked at or taken. first, last: of the area.

    kind: form (a department's), table (from keywords), filing, filings (many as one PDF). level: highest sensitivity
    in clear. elements: shown in lists. spans: intervals of areas that the view covered when it was filled.
    """

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    role = models.CharField(max_length=30)
    purpose = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    form = models.CharField(max_length=36, blank=True)
    file = models.CharField(max_length=36, blank=True)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    area = models.CharField(max_length=40)
    first = models.IntegerField()
    last = models.IntegerField()
    day = models.DateField()
    profile = models.CharField(max_length=12)
    rows = models.IntegerField()
    level = models.IntegerField()
    elements = models.JSONField(default=list)
    spans = models.JSONField(default=list)
    done = models.IntegerField()
    blank = models.IntegerField()
    sealed = models.BinaryField()
    sight = models.BinaryField()
    made = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)


class Export(models.Model):
    """Leave to take a filled sheet out, asked for and given. fingerprint: of the set of its records, "" for numbers."""

    id = models.CharField(max_length=36, primary_key=True)
    filled = models.CharField(max_length=36, db_index=True)
    login = models.CharField(max_length=150, db_index=True)
    purpose = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200)
    profile = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    area = models.CharField(max_length=40)
    first = models.IntegerField()
    last = models.IntegerField()
    rows = models.IntegerField()
    level = models.IntegerField()
    elements = models.JSONField(default=list)
    spans = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, db_index=True)
    asked = models.DateTimeField()
    decided = models.DateTimeField(null=True)
    decider = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    taken = models.IntegerField(default=0)


class Mark(models.Model):
    """One keyed digest of an export: of a record, of a text beside a name, of a whole number. row: 0 for records."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="marks")
    digest = models.CharField(max_length=32, db_index=True)
    row = models.IntegerField()
