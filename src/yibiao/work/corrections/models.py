"""The tables of corrections. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

Personal data: what the source says and what was found lie sealed under the record's owner's key, and go with it.
Nothing else is copied from the record: it is read through the view of whoever looks.
"""

from __future__ import annotations

from django.db import models


class Correction(models.Model):
    """One receipt 纠错回执. elements: what is wrong. source: who said it, as the ledger names it, "" where it
    does not know and who found it chose the department; department: who must
    answer. conflict: number of the ledger's conflict, 0 where it came from none. sealed: words (the evidence), values
    (element → [the source's, what was found]). basis: of the answer, sealed too. post: role of who found it.
    answered_at: number of the journal line, behind which a delivery proves. passed: departments whose it is not.
    times: how often it was said to be corrected; reopened: how often that proved wrong.
    """

    id = models.CharField(max_length=36, primary_key=True)
    area = models.CharField(max_length=40, db_index=True)
    record = models.CharField(max_length=36, db_index=True)
    register = models.CharField(max_length=40)
    elements = models.JSONField(default=list)
    conflict = models.BigIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, db_index=True)
    passed = models.JSONField(default=list)
    sealed = models.BinaryField(null=True)
    finder = models.CharField(max_length=150, db_index=True)
    post = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default="open", db_index=True)
    made = models.DateTimeField()
    day = models.DateField()
    due = models.DateField()
    answer = models.CharField(max_length=12, blank=True)
    answer_day = models.DateField(null=True)
    basis = models.BinaryField(null=True)
    answered = models.DateTimeField(null=True)
    answered_at = models.BigIntegerField(default=0)
    times = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
