"""The tables of admissions. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No values of residents: forms as they were asked for (sealed under the house key, because what a department sends may
hold some), their terms, and the logins of those who decided. An entry is never deleted: its number must answer for
ever what it was. Steps and settlements are only ever added to.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One version of an admitted form 目录条目. area: code of the district. current: the newest version of its number.

    minutes, left: a month by hand, when all is typed and when only what the ledger lacks is. facts: what its tables
    ask, sealed, to compare others with. swept: when its expiry was written down.
    checks: what must hold of its filled table, as `flow.checking.Check` writes it.
    """

    number = models.CharField(max_length=40, db_index=True)
    version = models.IntegerField()
    current = models.BooleanField(default=True)
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=120)
    issuer = models.CharField(max_length=150)
    area = models.CharField(max_length=40, db_index=True)
    basis = models.CharField(max_length=300)
    purpose = models.CharField(max_length=200)
    period = models.CharField(max_length=10)
    levels = models.JSONField(default=list)
    due_days = models.IntegerField()
    lead_days = models.IntegerField()
    recipients = models.JSONField(default=list)
    kind = models.CharField(max_length=10)
    valid_from = models.DateField()
    expires = models.DateField()
    elements = models.JSONField(default=list)
    level = models.IntegerField()
    minutes = models.FloatField()
    left = models.FloatField(default=0)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    binding = models.JSONField(default=list)
    facts = models.BinaryField(default=b"")
    application = models.CharField(max_length=36, blank=True)
    grant = models.CharField(max_length=36, blank=True)
    published = models.DateTimeField()
    publisher = models.CharField(max_length=150)
    retired = models.DateTimeField(null=True)
    retirer = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    swept = models.DateTimeField(null=True)
    checks = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("number", "version"), name="entry_version_once"),
            models.UniqueConstraint(
                fields=("number",), condition=models.Q(current=True), name="entry_one_current_version"
            ),
        )


class Application(models.Model):
    """A form that a department wants to ask, on its way into the catalogue 申请. changes: number of the entry that it
    changes, empty for a new form. terms: what was said of it. findings: codes that stood when it was submitted.

    first_word, second_word: who approved; the second only where level-4 elements are asked.
    """

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    department = models.CharField(max_length=120)
    area = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    changes = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, db_index=True)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    binding = models.JSONField(default=list)
    facts = models.BinaryField(default=b"")
    terms = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    elements = models.JSONField(default=list)
    level = models.IntegerField(default=1)
    minutes = models.FloatField(default=0)
    first_word = models.CharField(max_length=150, blank=True)
    second_word = models.CharField(max_length=150, blank=True)
    number = models.CharField(max_length=40, blank=True)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    submitted = models.DateTimeField(null=True)


class Step(models.Model):
    """One act on an application, who, when and why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12)
    login = models.CharField(max_length=150)
    at = models.DateTimeField()
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)


class Reconciliation(models.Model):
    """The departments' list of forms against the streets' 双向对账. found: both lists and what differs, sealed."""

    id = models.CharField(max_length=36, primary_key=True)
    login = models.CharField(max_length=150, db_index=True)
    area = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    found = models.BinaryField()
    figures = models.JSONField(default=dict)
    made = models.DateTimeField()


class Settlement(models.Model):
    """A person's word on one difference; the last one counts."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="settlements")
    difference = models.CharField(max_length=40)
    word = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    login = models.CharField(max_length=150)
    at = models.DateTimeField()


class Whistle(models.Model):
    """Somebody says that a form without a number is asked for 吹哨. Nobody is named: no login, no address, only the day
    and the district; what is told lies sealed."""

    id = models.CharField(max_length=36, primary_key=True)
    area = models.CharField(max_length=40)
    day = models.DateField()
    number = models.CharField(max_length=40, blank=True)
    told = models.BinaryField()
    state = models.CharField(max_length=10)
    answer = models.CharField(max_length=300, blank=True)
    answerer = models.CharField(max_length=150, blank=True)
