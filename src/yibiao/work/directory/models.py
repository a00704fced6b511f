"""Tables of the directory. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

Personal data: login and display name of staff; for residents the id of their own record. No residents' values.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac


class Area(models.Model):
    """An administrative area 区划. Numbers run in tree order, so that an area with all below it is one interval.

    Why not a materialised path: the interval [first, last] is what views, the mirror and PostgreSQL compare, and it
    gives ancestors and descendants alike; a second encoding of the same tree would have to be kept equal to it.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=20)  # province, city, district, street, community, grid
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    first = models.IntegerField(db_index=True)
    last = models.IntegerField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("code",), condition=models.Q(valid_to__isnull=True), name="area_code_once_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="area_interval"),
        )


class Account(AbstractUser):
    """A person who signs in. `record`: a resident's own record id. `epoch`: counts up to end all sessions at once.

    once: the password was set by somebody else and must be changed before anything else is done.
    second: sign-in needs a code besides the password; see `SecondFactor`.
    """

    shown_name = models.CharField(max_length=120, blank=True)
    record = models.CharField(max_length=36, blank=True)
    epoch = models.IntegerField(default=0)
    once = models.BooleanField(default=False)
    second = models.BooleanField(default=False)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry: a digest over the password's hash and the epoch."""
        whole = f"{self.password}/{self.epoch}"
        return salted_hmac("yibiao.directory.session", whole, secret=secret, algorithm="sha256").hexdigest()


class Post(models.Model):
    """A role at an area, held for a time 岗位."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=30)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    department = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)


class Grant(models.Model):
    """Leave to read certain elements in an area for a purpose until a day 授权; never changed, only revoked."""

    id = models.CharField(max_length=36, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    purpose = models.CharField(max_length=200)
    elements = models.JSONField(default=list)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    rows = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField()
    given_by = models.CharField(max_length=150)
    revoked = models.BooleanField(default=False)


class SecondFactor(models.Model):
    """What codes are checked with. sealed: the secret under the house key, bound to the login. used: last step that
    was used, so that no code counts twice. recovery: blind indexes of codes on paper, each good once."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="factor")
    sealed = models.BinaryField()
    used = models.BigIntegerField(default=-1)
    confirmed = models.BooleanField(default=False)
    recovery = models.JSONField(default=list)


class Tries(models.Model):
    """How often somebody failed to sign in, by account, by known device or by address. `key` is a keyed digest: the
    table tells neither logins nor addresses."""

    key = models.CharField(max_length=32, primary_key=True)
    failures = models.IntegerField(default=0)
    last = models.DateTimeField()
