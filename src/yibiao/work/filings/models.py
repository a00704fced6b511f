"""The tables of filings. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

Personal data: `answers` and `plan` hold values of all levels under the house key, bound to their row; they are kept as
long as the filing is, because that is what was reported. Everything else is counts, digests, logins and reasons.
"""

from __future__ import annotations

from django.db import models


class Sense(models.Model):
    """How a form's fields were read: its questions with their places, as text. id: SHA-256 of `told`.

    Answers are kept beside the questions that they answer, so that a later reading of the same form cannot shift them.
    """

    id = models.CharField(max_length=64, primary_key=True)
    told = models.JSONField()


class Period(models.Model):
    """One time that an admitted form is answered 期. day: what the answers are as of. key: 2026-11, 2026-W48, …

    template: sealed bytes of the form as it was then; binding: what people confirmed of its fields. sense: how it was
    read when the period was opened. sequence: the journal line up to which the ledger was seen.
    """

    id = models.CharField(max_length=36, primary_key=True)
    number = models.CharField(max_length=60, db_index=True)
    version = models.IntegerField()
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=120)
    issuer = models.CharField(max_length=150)
    purpose = models.CharField(max_length=200)
    area = models.CharField(max_length=40)
    first = models.IntegerField()
    last = models.IntegerField()
    levels = models.JSONField()
    day = models.DateField()
    due = models.DateField(db_index=True)
    sense = models.ForeignKey(Sense, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    template = models.BinaryField()
    binding = models.JSONField(default=list)
    sequence = models.BigIntegerField()
    opened = models.DateTimeField()
    opened_by = models.CharField(max_length=150)
    closed = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("number", "key"), name="period_once"),)


class Filing(models.Model):
    """One area's answer 报送件. parent: the filing of the area above in the form's ladder of levels.

    sense: how the form was read for these answers. digest: of
    sense and answers. whole: once confirmed, of everything that it is made of. needed: records that lack what should be
    known. cells, held: cells asked, and those that the ledger answered. code: what its QR tells, unguessable.
    """

    id = models.CharField(max_length=36, primary_key=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="filings")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area = models.CharField(max_length=40)
    sense = models.ForeignKey(Sense, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20)
    first = models.IntegerField()
    last = models.IntegerField()
    state = models.CharField(max_length=10)
    answers = models.BinaryField()
    plan = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    whole = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField()
    rows = models.IntegerField()
    cells = models.IntegerField()
    held = models.IntegerField()
    needed = models.IntegerField()
    gaps = models.JSONField(default=dict)
    changed = models.IntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    confirmed = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    approved = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=150, blank=True)
    reminded = models.DateTimeField(null=True)
    code = models.CharField(max_length=32, unique=True)
    timed = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("period", "area"), name="filing_once"),)
        indexes = (
            models.Index(fields=("first", "state"), name="filing_first_state"),
            models.Index(fields=("area", "state"), name="filing_area_state"),
        )


class Objection(models.Model):
    """Somebody's word against one cell 异议, with a reason; open until it is settled. cell: the heading over it.

    at: place in the answers (question, column or "", record or ""). value: a keyed digest of what was objected to.
    """

    id = models.CharField(max_length=36, primary_key=True)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="objections")
    at = models.JSONField()
    cell = models.CharField(max_length=200)
    value = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    made = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=500, blank=True)


class Step(models.Model):
    """One act on a filing, for its own history: who did what when, and why. The journal has the same, chained."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)


class Effort(models.Model):
    """How many filings of a period took so long from opening to confirming: counts in steps of minutes and nothing
    else, so that no time can be anybody's. Each filing counts once (`Filing.timed`). step: see `rules.STEPS`."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="efforts")
    step = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("period", "step"), name="effort_once"),)


class Opening(models.Model):
    """That the receiver looked at the answers of a period: forms that nobody opens are proposed to be cancelled."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()
