"""The table of settings. In: rows that `actions` writes. Out: rows that `queries` reads. Refuses: see constraints.

No personal data: switches and names of the installation, and the login of who set them.
"""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """One setting that differs from its default, or did."""

    name = models.CharField("名称 Name", max_length=40, primary_key=True)
    value = models.CharField("值 Value", max_length=60, blank=True)
    reason = models.CharField("原因 Reason", max_length=200)
    by = models.CharField("谁改的 By", max_length=150, editable=False)
    changed = models.DateTimeField("何时改的 Changed", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "设置 Settings"

    def __str__(self) -> str:
        from yibiao.work.settings.rules import KNOWN

        known = KNOWN.get(self.name)
        return f"{known.label_zh} {known.label_en}" if known else self.name
