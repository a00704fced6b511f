"""Tables of the ledger. In: rows that `actions` writes. Out: rows that `queries` and `mirror` read.

Refuses: see constraints.

Personal data: `Record.values` holds levels 1-2 in clear (the file's pages are encrypted), `sealed` holds levels 3-4
under the owner's key; a `Change` holds values only sealed. Retired by `erase_record`: the key is destroyed, the row
emptied.
"""

from __future__ import annotations

from django.db import models

from yibiao.work.directory.models import Area
from yibiao.work.journal.models import JournalLine


class OwnerKey(models.Model):
    """The wrapped key of an owner: a record that hangs on none, for itself and all that hangs on it.

    One key for a person and the details hung on the person, because they are erased together.
    """

    owner = models.CharField(max_length=36, primary_key=True)
    wrapped = models.BinaryField(null=True)  # NULL: destroyed


class Batch(models.Model):
    """One import, undone as a whole 批次. A long one is written in slices, each with a line of its own: `whole` is the
    batch that a slice is part of, which has the line of the first."""

    id = models.CharField(max_length=36, primary_key=True)
    source = models.CharField(max_length=120)
    day = models.DateField(null=True)  # of the source's word
    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT)
    undone = models.ForeignKey(JournalLine, null=True, on_delete=models.PROTECT, related_name="+")
    whole = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="slices")


class Record(models.Model):
    """One row of a register, as a document: a new element needs no migration.

    values: element → value (JSON of its domain), levels 1-2. sealed: the same for levels 3-4. stamps: element → journal
    sequence that last set it, "*" for all not named. checks: element → sequence at which somebody found the value
    unchanged since it was set. ended: "" while it counts, else why it does not (dead, moved_out,
    erased, undone, merged). sequence: the journal line that last touched it, the watermark of the feed.
    """

    id = models.CharField(max_length=36, primary_key=True)
    register = models.CharField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    master = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="details")
    owner = models.ForeignKey(OwnerKey, on_delete=models.PROTECT)
    values = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    stamps = models.JSONField(default=dict)
    checks = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    ended = models.CharField(max_length=12, blank=True, default="")
    sequence = models.BigIntegerField(db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=("register", "area"), name="record_by_register_and_area"),
            # most records never change after they were loaded: the past is read from the few that did
            models.Index(fields=("register", "id"), name="record_changed", condition=models.Q(version__gt=1)),
        )


class Identifier(models.Model):
    """A blind index entry by which a record is found. Not unique: a constraint would tell who exists elsewhere."""

    blind = models.BinaryField(max_length=16)
    element = models.CharField(max_length=80)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)

    class Meta:
        indexes = (models.Index(fields=("blind", "element"), name="identifier_by_blind"),)


class Change(models.Model):
    """What one journal line did to one record; append-only.

    elements: names of what was set. sealed: old and new values under the owner's key; NULL on creation, where the
    record itself is the new value. proof: keyed digest of the whole record after the change, which a scrub compares.
    """

    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT)
    record = models.CharField(max_length=36, db_index=True)
    register = models.CharField(max_length=40)
    verb = models.CharField(max_length=12)  # created, changed, confirmed, moved, ended, revived, erased
    version = models.IntegerField()
    base = models.IntegerField()
    elements = models.JSONField(default=list)
    sealed = models.BinaryField(null=True)
    proof = models.BinaryField(max_length=32)
    batch = models.CharField(max_length=36, blank=True, default="", db_index=True)


class Conflict(models.Model):
    """Two sources, one field, two values since the same version; neither is lost. sealed: ours and theirs.

    reason: why both are kept (`FieldConflict.reason`; "" for two people). decided: the line by which somebody did.
    state: open; kept, taken, neither (decided); repeated (a source says again what was decided against it), agreed,
    replaced, undone, erased.
    """

    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT)
    record = models.ForeignKey(Record, on_delete=models.PROTECT)
    element = models.CharField(max_length=80)
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=12, default="open")
    reason = models.CharField(max_length=12, blank=True, default="")
    decided = models.ForeignKey(JournalLine, null=True, on_delete=models.PROTECT, related_name="+")


class Merger(models.Model):
    """Two records that were found to be about one thing 合并; both keep their rows, keys and histories.

    What it did are the changes of `line`; `undone` is the line that took it back.
    """

    id = models.CharField(max_length=36, primary_key=True)
    stays = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    double = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT, related_name="+")
    undone = models.ForeignKey(JournalLine, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")


class Apart(models.Model):
    """Two records that a person looked at and found to be two 不是同一个; one < other."""

    one = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("one", "other"), name="apart_once"),)
