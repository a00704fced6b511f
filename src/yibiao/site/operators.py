"""The operator's pages under /admin/: settings of the installation, nothing of people. In: a signed-in operator.

One signs in where everybody does, with the same duties (a code, an own password); these pages have no door of their
own. Refuses: whoever is no operator, in the words of what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.utils import translation

DOORS = frozenset({"login", "logout", "password_change", "password_change_done", "view_on_site"})
"""Django's own ways in and out, and its way to any row of any table: the house has others, or none."""

ROOMS = {
    "settings": "设置 Settings",
    "signon": "用身份认证平台登录 Signing in by a provider",
    "allauth_idp_oidc": "供其他系统登录 Signing in to other systems",
}
TABLES = {"Client": "其他系统 Other systems"}
"""Words of the house over tables of libraries."""


class Operators(AdminSite):
    """Django's admin behind the house's own door."""

    site_header = site_title = "一表通 · 运维设置 Yibiao operator settings"
    index_title = "设置 Settings"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators alone, whole: `request.user` is nobody until every duty of the sign-in is done."""
        return bool(request.user.is_active and request.user.is_superuser)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
            if not self.has_permission(request):
                from yibiao.site.urls import absent

                return absent(request)
            with translation.override(translation.get_language_from_request(request)):
                reply = inner(request, *given, **named)
                return reply.render() if hasattr(reply, "render") else reply

        return guarded

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what a room of the house shows on purpose; libraries would add their tables by themselves."""
        if admin_class is not None and admin_class.__module__.startswith("yibiao."):
            super().register(model_or_iterable, admin_class, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = super().get_app_list(request, app_label)
        for room in found:
            for table in room["models"]:
                table["name"] = TABLES.get(table["object_name"], table["name"])
        return found

    def get_urls(self) -> list[Any]:
        return [found for found in super().get_urls() if getattr(found, "name", None) not in DOORS]


class OperatorsConfig(AdminConfig):
    """Stands in INSTALLED_APPS for Django's own."""

    default_site = "yibiao.site.operators.Operators"

    def ready(self) -> None:
        super().ready()
        for room, words in ROOMS.items():
            self.apps.get_app_config(room).verbose_name = words
