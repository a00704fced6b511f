"""The tables of watches. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No value of a resident: a finding says which rule holds of which record, and what somebody decided about it.
"""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """One time that all rules were asked 比对. counts: rule → of how many records it held."""

    day = models.DateField()
    moment = models.DateTimeField()
    counts = models.JSONField(default=dict)


class OwnRule(models.Model):
    """A rule that an installation wrote for itself. text: its TOML. area: code of where it is asked. replaces: code of
    a rule that comes with the house and is not asked while this one is. state: `rules.OWN_STATES`.

    Never changed once it is approved, and never deleted: findings name its code.
    """

    id = models.CharField(max_length=36, primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    text = models.TextField()
    area = models.CharField(max_length=40)
    replaces = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, default="draft")
    author = models.CharField(max_length=150)
    made = models.DateTimeField()
    approver = models.CharField(max_length=150, blank=True)
    approved = models.DateTimeField(null=True)
    retired = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)


class Finding(models.Model):
    """A rule holds of a record 预警; of each pair there is one, ever. area: code of the area in which the record lies.

    state: `rules.STATES`. opened: when it was found, for the first time or again; times: how often. outcome, note,
    login, handled: what somebody decided of it last. closed: when the rule no longer held.
    """

    id = models.CharField(max_length=36, primary_key=True)
    rule = models.CharField(max_length=60)
    record = models.CharField(max_length=36)
    area = models.CharField(max_length=40, db_index=True)
    state = models.CharField(max_length=10)
    opened = models.DateTimeField()
    times = models.IntegerField(default=1)
    outcome = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)
    login = models.CharField(max_length=150, blank=True)
    handled = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("rule", "record"), name="watches_one_a_rule_and_record"),)
