"""The operator's pages: settings with reason and journal line, nothing of people, and for everybody else not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from tests.edge.http.conftest import PASSWORD, Browser
from tests.work.cast import Cast
from yibiao.base.vault import make_vault
from yibiao.site.operators import DOORS, Operators
from yibiao.work.directory import actions as directory
from yibiao.work.journal.queries import lines
from yibiao.work.settings.actions import set_setting
from yibiao.work.settings.queries import setting
from yibiao.work.signon import queries as signon

Enter = Callable[[str], Browser]
PAGES = (
    "/admin/",
    "/admin/signon/identityprovider/",
    "/admin/allauth_idp_oidc/client/",
    "/admin/settings/setting/",
    "/admin/settings/setting/add/",
    "/admin/jsi18n/",
    "/admin/no/such/",
)
SSO = "/admin/signon/identityprovider/"
SYSTEMS = "/admin/allauth_idp_oidc/client/"


@pytest.fixture
def operator(cast: Cast) -> Browser:
    directory.add_operator("ops", "运维", "test")
    directory.set_password("ops", PASSWORD, "test")
    browser = Browser(enforce=False)
    assert browser.sign_in("ops").status_code == 200
    return browser


def see(browser: Browser, path: str, **given: Any) -> Any:
    return browser.client.post(path, given) if given else browser.client.get(path)


@pytest.mark.parametrize("path", PAGES)
def test_whoever_is_no_operator_finds_what_does_not_exist(signed: Enter, path: str) -> None:
    nothing = Browser().client.get("/api/none")
    for login in ("", "wang", "shu", "shen"):
        reply = see(signed(login) if login else Browser(), path)
        assert (reply.status_code, reply.json()["code"]) == (404, "HTTP_NOT_THERE"), (login, path)
        assert reply.json() == nothing.json()


def test_an_operator_who_must_choose_a_password_first_sees_nothing(cast: Cast) -> None:
    directory.add_operator("ops", "运维", "test")
    browser = Browser(enforce=False)
    browser.sign_in("ops", directory.one_time_password("ops", "test"))
    assert see(browser, "/admin/").status_code == 404


def test_a_site_that_asks_nobody_lets_everybody_in(cast: Cast) -> None:
    """The broken variant: the same pages behind a site whose question is always answered yes."""

    class Open(Operators):
        def has_permission(self, request: Any) -> bool:
            return True

    request = RequestFactory().get("/admin/")
    request.user = AnonymousUser()
    for site, status in ((Open(), 200), (Operators(), 404)):
        view = site.admin_view(lambda request: HttpResponse("in"))
        assert view(request).status_code == status


def test_a_setting_is_changed_with_a_reason_and_a_journal_line(operator: Browser) -> None:
    assert see(operator, "/admin/").status_code == 200
    text = see(operator, "/admin/").content.decode()
    assert all(words in text for words in ("设置 Settings", "其他系统 Other systems"))
    given = {"name": "session_hours", "value": "8", "reason": "等保要求"}
    assert see(operator, "/admin/settings/setting/add/", **given).status_code == 302
    assert setting("session_hours") == 8
    line = list(lines(actor="ops"))[-1]
    assert (line["verb"], line["payload"]["new"], line["payload"]["reason"]) == ("setting_changed", "8", "等保要求")
    page = "/admin/settings/setting/session_hours/change/"
    assert see(operator, page, value="9", reason="").status_code == 200 and setting("session_hours") == 8
    assert see(operator, page, value="9", reason="试行").status_code == 302
    assert setting("session_hours") == 9
    assert list(lines(actor="ops"))[-1]["payload"]["old"] == "8"


def test_a_value_that_the_setting_cannot_have_is_refused_beside_the_field(operator: Browser) -> None:
    reply = see(operator, "/admin/settings/setting/add/", name="session_hours", value="99", reason="想久一点")
    assert reply.status_code == 200 and "不能作" in reply.content.decode()
    assert setting("session_hours") == 12


def test_a_setting_is_not_deleted(operator: Browser) -> None:
    set_setting("session_hours", "8", "等保要求", "test")
    assert see(operator, "/admin/settings/setting/session_hours/delete/", post="yes").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": "session_hours", "post": "yes"}
    see(operator, "/admin/settings/setting/", **chosen)
    assert setting("session_hours") == 8


def test_no_table_with_people_or_rows_of_the_ledger_stands_on_these_pages() -> None:
    assert {model._meta.label for model in admin.site._registry} <= ALLOWED
    assert not DOORS & {getattr(found, "name", None) for found in admin.site.get_urls()}


ALLOWED = {"settings.Setting", "signon.IdentityProvider", "allauth_idp_oidc.Client"}


CITY = {
    "key": "city", "label": "城市统一认证", "issuer": "https://id.example", "client": "yibiao", "secret": "hush-hush",
    "claim": "employee", "active": "on",
}  # fmt: skip


def test_an_identity_provider_is_set_and_its_secret_never_shown(operator: Browser) -> None:
    make_vault(Path(settings.HOME))
    assert see(operator, SSO + "add/", **{**CITY, "secret": ""}).status_code == 200 and not signon.providers()
    assert see(operator, SSO + "add/", **{**CITY, "issuer": "http://id.example"}).status_code == 200
    assert not signon.providers()
    assert see(operator, SSO + "add/", **CITY).status_code == 302
    page = see(operator, SSO + "city/change/").content.decode()
    assert "hush-hush" not in page and "https://id.example" in page
    assert see(operator, SSO + "city/change/", **{**CITY, "label": "新名", "secret": ""}).status_code == 302
    row = signon.provider("city")
    assert row is not None and (row.label, row.secret, row.claim) == ("新名", "hush-hush", "employee")
    said = [line["verb"] for line in lines(actor="ops")][-2:]
    assert said == ["provider_set", "provider_set"] and "hush" not in str(list(lines()))


def test_a_system_is_added_with_a_secret_shown_once_and_dropped(operator: Browser) -> None:
    given = {"name": "城市大脑", "redirect_uris": "https://other.example/back", "scopes": ["openid", "posts"]}
    assert see(operator, SYSTEMS + "add/", **{**given, "redirect_uris": "https://*.example/"}).status_code == 200
    assert see(operator, SYSTEMS + "add/", **given).status_code == 302
    (client,) = signon.clients()
    assert client.scopes == ("openid", "posts")
    assert client.id in see(operator, SYSTEMS).content.decode()
    page = see(operator, f"{SYSTEMS}{client.id}/change/").content.decode()
    assert "argon2" not in page and "md5" not in page
    assert see(operator, f"{SYSTEMS}{client.id}/delete/", post="yes").status_code == 302
    assert not signon.clients()
    assert [line["verb"] for line in lines(actor="ops")][-2:] == ["client_added", "client_dropped"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/settings/setting/", "/admin/settings/setting/add/", SSO + "add/"])
def test_the_pages_need_no_script_or_style_in_the_page_and_nothing_of_elsewhere(operator: Browser, path: str) -> None:
    set_setting("session_hours", "8", "等保要求", "test")
    text = see(operator, path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)
    for found in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
        reply = operator.client.get(found)
        assert reply.status_code == 200, found
        reply.close()
