"""Tables of single sign-on. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No personal data. The systems that sign people in through us lie in allauth's own table of clients.
"""

from __future__ import annotations

from django.db import models


class IdentityProvider(models.Model):
    """A service of the city that knows who somebody is. sealed: our secret with it, under the house key.

    claim: the claim whose value is the login of an account here, letter for letter.
    """

    key = models.SlugField("代号 Key", max_length=40, primary_key=True)
    label = models.CharField("按钮文字 Label", max_length=60)
    issuer = models.CharField("签发地址 Issuer", max_length=300)
    client = models.CharField("客户端编号 Client", max_length=190)
    sealed = models.BinaryField()
    claim = models.CharField("匹配字段 Claim", max_length=60, default="preferred_username")
    active = models.BooleanField("启用 Active", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "统一身份认证 Identity providers"

    def __str__(self) -> str:
        return self.label


class SigningKey(models.Model):
    """What we sign our own word about a person with, sealed; made at the first use. The newest signs.

    An older one stays public for `rules.OVERLAP` after the next was made: what it signed may still be under way.
    """

    sealed = models.BinaryField()
    made = models.DateTimeField()
