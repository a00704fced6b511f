"""Settings on the operator's pages. In: a name, a value, a reason. Out: through `actions`, so with a journal line.

A setting is never deleted here, only set anew: what it was and why stays in the journal.
Refuses: what `rules` refuses, beside the field.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from yibiao.base.problems import ProblemError
from yibiao.work.settings.actions import set_setting
from yibiao.work.settings.models import Setting
from yibiao.work.settings.queries import setting
from yibiao.work.settings.rules import KNOWN, value_of


class SettingForm(forms.ModelForm):
    """One setting; the reason is asked for anew each time."""

    name = forms.ChoiceField(
        label="设置 Setting",
        choices=[(name, f"{known.label_zh} {known.label_en}") for name, known in KNOWN.items()],
    )
    value = forms.CharField(label="值 Value", max_length=60)
    reason = forms.CharField(label="原因 Reason", max_length=200)

    class Meta:
        model = Setting
        fields = ("name", "value", "reason")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.instance.pk:
            self.fields["name"].disabled = True
            self.initial["reason"] = ""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("name") and given.get("value"):
            try:
                value_of(given["name"], given["value"])
            except ProblemError as refused:
                self.add_error("value", refused.problem.in_both())
        return given


@admin.register(Setting)
class SettingAdmin(admin.ModelAdmin):
    """The list tells what counts now: the machine's environment wins over what is set here."""

    form = SettingForm
    list_display = ("__str__", "value", "in_force", "reason", "by", "changed")

    @admin.display(description="现在生效 In force")
    def in_force(self, row: Setting) -> str:
        return str(setting(row.name)) if row.name in KNOWN else "—"

    def has_delete_permission(self, request: HttpRequest, obj: Setting | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Setting, form: Any, change: bool) -> None:
        given = form.cleaned_data
        set_setting(given["name"], given["value"], given["reason"], request.user.get_username())
