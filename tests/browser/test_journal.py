"""The auditor at a desk and on a phone: lines of the journal, and one of them whole."""

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


def test_the_auditor_searches_the_journal(site: Site, enter: Enter, look: Look) -> None:
    record = a_reading(site, enter)
    page = enter("auditor", DESK, "/journal")
    expect(page.get_by_role("region", name="留痕").get_by_role("button", name="批量任岗").first).to_be_visible()
    sound(page)
    look(page, "journal")

    page.get_by_label("记录编号").fill(record)
    page.get_by_role("button", name="查找").click()
    line = page.get_by_role("region", name="留痕").get_by_role("button", name="查看个人信息").first
    expect(line).to_be_visible()
    line.click()
    dialog = page.get_by_role("dialog", name="查看个人信息")
    expect(dialog).to_contain_text(record)
    look(page, "journal-line")


def test_the_journal_fits_the_narrowest_phone(enter: Enter, look: Look) -> None:
    page = enter("auditor", PHONE, "/journal")
    expect(page.get_by_role("list", name="留痕").get_by_role("button").first).to_be_visible()
    sound(page)
    look(page, "journal")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="更多条件").click()
    expect(page.get_by_label("到哪一天")).to_be_visible()
    fits(page)
