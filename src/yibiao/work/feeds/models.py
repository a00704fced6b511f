"""The tables of feeds. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

What a department sent lies sealed and for a time (`Part`); a delivery itself holds counts, labels of columns and
problems, no value of a resident. A delivery is never deleted: it says what its batch in the ledger was.
"""

from __future__ import annotations

from django.db import models


class Source(models.Model):
    """Where data come back from 来源. code: its folder's name. name: the word that authority compares.

    area: code of the district that keeps it and of new records. login: who answers for it. kind, reach: see `rules`;
    secret: what opens the other side, sealed. header: the labels for which the mapping was approved, in order.
    mapping, proposed: [{label, element, special}], as approved, and as read off a file and not approved yet.
    fetched: when the other side was last asked; failed: why nothing came then, a problem; tries: how often in a row.
    """

    id = models.CharField(max_length=36, primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    period_days = models.IntegerField()
    kind = models.CharField(max_length=10)
    reach = models.JSONField(default=dict)
    secret = models.BinaryField(default=b"")
    area = models.CharField(max_length=40, db_index=True)
    login = models.CharField(max_length=150)
    state = models.CharField(max_length=10)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    proposed = models.JSONField(default=list)
    approver = models.CharField(max_length=150, blank=True)
    approved = models.DateTimeField(null=True)
    fetched = models.DateTimeField(null=True)
    failed = models.JSONField(null=True)
    tries = models.IntegerField(default=0)
    made = models.DateTimeField()
    changed = models.DateTimeField()


class Delivery(models.Model):
    """One thing that a source sent 来件; its id is the id of its batch in the ledger. day: of the source's word.

    header: labels of its columns. profile: what was measured. counts: rows by verdict. reasons: problems that hold it.
    """

    id = models.CharField(max_length=36, primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="deliveries")
    login = models.CharField(max_length=150)
    role = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    day = models.DateField()
    state = models.CharField(max_length=10, db_index=True)
    header = models.JSONField(default=list)
    rows = models.IntegerField(default=0)
    profile = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    written = models.JSONField(default=dict)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "digest"),
                condition=~models.Q(state__in=("refused", "undone")),
                name="delivery_bytes_once",
            ),
        )


class Part(models.Model):
    """Some megabytes of what a delivery brought, or of the plan made of it, packed and sealed. what: see `rules`."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="parts")
    what = models.CharField(max_length=10)
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("delivery", "what", "number"), name="delivery_part_once"),)


class Act(models.Model):
    """One step of a delivery: who, when, why. Only ever added to."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="acts")
    verb = models.CharField(max_length=12)
    login = models.CharField(max_length=150)
    at = models.DateTimeField()
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
