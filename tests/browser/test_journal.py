"""The auditor at a desk: lines of the journal, who read a record, whether the chain is whole."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import fits, sound
from tests.browser.conftest import DESK, PHONE, Site

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def a_reading(site: Site, enter: Enter) -> str:
    """A grid worker opens one record; its id."""
    calls = enter("grid_worker", PHONE).context.request
    token = {"X-CSRFToken": calls.get(f"{site.url}/api/session").json()["csrf"]}
    given = {"register_code": "person", "words": "", "tags": [], "most": 1}
    found = calls.post(f"{site.url}/api/records/search", data=given, headers=token)
    assert found.ok, found.text()
    record = str(found.json()["rows"][0]["id"])
    assert calls.get(f"{site.url}/api/records/{record}").ok
    return record


def test_the_auditor_searches_the_journal_finds_readers_and_checks_the_chain(
    site: Site, enter: Enter, look: Look
) -> None:
    record = a_reading(site, enter)
    page = enter("auditor", DESK, "/journal")
    expect(page.get_by_role("region", name="留痕").get_by_role("button", name="登录").first).to_be_visible()
    sound(page)
    look(page, "journal")

    page.get_by_label("记录编号").fill(record)
    page.get_by_role("button", name="查找").click()
    line = page.get_by_role("region", name="留痕").get_by_role("button", name="查看个人信息").first
    expect(line).to_be_visible()
    line.click()
    dialog = page.get_by_role("dialog", name="查看个人信息")
    expect(dialog).to_contain_text(record)
    sound(page)
    look(page, "journal-line")
    dialog.get_by_role("button", name="谁看过这条记录").click()
    readers = page.get_by_role("region", name="谁看过这条记录")
    expect(readers).to_contain_text(site.doors["grid_worker"]["name"])
    sound(page)
    look(page, "journal-readers")
    readers.get_by_role("button", name="此人看过什么").first.click()
    expect(page.get_by_role("heading", name=f"{site.doors['grid_worker']['name']}看过什么")).to_be_visible()

    page.get_by_role("button", name="核对完整性").click()
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_role("heading", name="留痕完整")).to_be_visible(timeout=90_000)
    sound(page)
    look(page, "journal-check")


def test_the_journal_fits_the_narrowest_phone(enter: Enter, look: Look) -> None:
    page = enter("auditor", PHONE, "/journal")
    expect(page.get_by_role("list", name="留痕").get_by_role("button").first).to_be_visible()
    sound(page)
    look(page, "journal")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="更多条件").click()
    expect(page.get_by_label("到哪一天")).to_be_visible()
    fits(page)
