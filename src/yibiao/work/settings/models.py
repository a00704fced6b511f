"""The table of settings. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No personal data: switches and names of the installation, and the login of who set them.
"""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """One setting that differs from its default, or did."""

    name = models.CharField("名称", max_length=40, primary_key=True)
    value = models.CharField("值", max_length=60, blank=True)
    reason = models.CharField("原因", max_length=200)
    by = models.CharField("谁改的", max_length=150, editable=False)
    changed = models.DateTimeField("何时改的", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "设置"

    def __str__(self) -> str:
        from yibiao.work.settings.rules import KNOWN

        return KNOWN[self.name].label_zh if self.name in KNOWN else self.name
