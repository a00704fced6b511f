"""Everybody's own sign-in: another password, other sessions ended, a one-time password that must be changed first."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, Walker

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
OTHER = "lantern-river-41"


def change(page: Page, old: str, new: str, again: str | None = None) -> None:
    for field, text in zip(page.locator("form input[type=password]").all(), (old, new, again or new), strict=True):
        field.fill(text)
    page.get_by_role("button", name="修改密码").click()


def test_a_resident_changes_the_password_on_the_phone_and_ends_other_sessions(
    site: Site, enter: Enter, look: Look
) -> None:
    password = site.doors["resident"]["password"]
    elsewhere = enter("resident", DESK)
    page = enter("resident", PHONE, "/account")
    page.get_by_role("link", name="修改密码与安全设置").click()
    expect(page.get_by_role("heading", name="其他登录")).to_be_visible()
    sound(page)
    look(page, "security")
    change(page, password, OTHER, "lantern-river-42")
    expect(page.get_by_text("两次输入的新密码不一样")).to_be_visible()
    change(page, password, OTHER)
    expect(page.get_by_text("密码已修改")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_role("button", name="登录", exact=True)).to_be_visible()
    change(page, OTHER, password)
    expect(page.get_by_role("heading", name="登录与安全")).to_be_visible()
    expect(page.locator("form input[type=password]").first).to_have_value("")

    elsewhere = enter("resident", DESK)
    page.get_by_role("button", name="结束其他登录").click()
    page.get_by_role("alertdialog").get_by_role("button", name="结束其他登录").click()
    expect(page.get_by_text("其他登录已结束")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_role("button", name="登录", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="登录与安全")).to_be_visible()


def test_a_one_time_password_leads_to_one_of_ones_own(site: Site, enter: Enter, walker: Walker, look: Look) -> None:
    door = site.doors["resident"]
    officer = enter("data_officer", DESK)
    calls = officer.context.request
    token = {"X-CSRFToken": calls.get(f"{site.url}/api/session").json()["csrf"]}
    once = calls.post(f"{site.url}/api/directory/people/password", data={"login": door["login"]}, headers=token)
    assert once.ok, once.text()
    page = walker.page(PHONE)
    page.goto(f"{site.url}/sign-in")
    page.locator("input[autocomplete=username]").fill(door["login"])
    page.locator("input[type=password]").fill(once.json()["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="请设置自己的密码")).to_be_visible()
    sound(page)
    look(page, "duty-password")
    change(page, once.json()["password"], door["password"])
    expect(page.locator("#content h1").first).to_be_visible()
