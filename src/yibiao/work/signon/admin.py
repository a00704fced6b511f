"""Identity providers and other systems on the operator's pages. In: a form. Out: through `actions`, journalled.

A secret is never shown: of a provider it can be replaced, of a system it is told once, when the system is added.
Refuses: what `rules` refuses, above the form.
"""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.models import Client
from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest

from yibiao.base.problems import ProblemError
from yibiao.work.signon import actions, rules
from yibiao.work.signon.models import IdentityProvider


class ProviderForm(forms.ModelForm):
    """The secret is write-only."""

    secret = forms.CharField(
        label="密钥 Secret", max_length=300, required=False, strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}), help_text="留空则不变 Empty: it stays as it is",
    )  # fmt: skip

    class Meta:
        model = IdentityProvider
        fields = ("key", "label", "issuer", "client", "secret", "claim", "active")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["key"].disabled = bool(self.instance.pk)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        try:
            rules.key(given.get("key", ""))
            rules.address(given.get("issuer", ""))
        except ProblemError as refused:
            self.add_error(None, refused.problem.in_both())
        if not self.instance.pk and not given.get("secret"):
            self.add_error("secret", "请填写密钥 The secret is needed")
        return given


@admin.register(IdentityProvider)
class ProviderAdmin(admin.ModelAdmin):
    """Closed by the switch, never deleted: the journal's lines point at it."""

    form = ProviderForm
    list_display = ("label", "key", "issuer", "claim", "active")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: IdentityProvider, form: Any, change: bool) -> None:
        given = form.cleaned_data
        names = ("label", "issuer", "client", "secret", "claim", "active")
        new = actions.NewProvider(given["key"], **{name: given[name] for name in names})
        actions.set_provider(new, request.user.get_username())


class ClientForm(forms.ModelForm):
    """A system that is to sign people in through us."""

    name = forms.CharField(label="系统名称 System", max_length=60)
    redirect_uris = forms.CharField(
        label="回调地址，每行一个 Return addresses, one a line", widget=forms.Textarea(attrs={"rows": 3})
    )
    scopes = forms.MultipleChoiceField(
        label="可得到 May be told", choices=[(name, f"{zh} {en}") for name, (zh, en) in rules.SCOPES.items()],
        widget=forms.CheckboxSelectMultiple, initial=["openid"],
    )  # fmt: skip

    class Meta:
        model = Client
        fields = ("name", "redirect_uris")

    def clean_redirect_uris(self) -> str:
        try:
            return "\n".join(rules.return_addresses(self.cleaned_data["redirect_uris"].splitlines()))
        except ProblemError as refused:
            raise forms.ValidationError(refused.problem.in_both()) from refused


@admin.register(Client)
class ClientAdmin(admin.ModelAdmin):
    """Added and dropped; one that changes is another one, with another secret."""

    form = ClientForm
    list_display = ("name", "id", "redirect_uris", "scopes")
    fields = ("name", "redirect_uris", "scopes")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Client, form: Any, change: bool) -> None:
        given = form.cleaned_data
        addresses = given["redirect_uris"].splitlines()
        obj.id, secret = actions.add_client(given["name"], addresses, given["scopes"], request.user.get_username())
        told = f"编号 id：{obj.id} · 密钥 secret（只显示这一次 shown this once）：{secret}"
        messages.warning(request, told)

    def delete_model(self, request: HttpRequest, obj: Client) -> None:
        actions.drop_client(obj.id, request.user.get_username())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for identity in queryset.values_list("id", flat=True):
            actions.drop_client(identity, request.user.get_username())
