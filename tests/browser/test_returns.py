"""A file for another system: the data officer writes down how it is wanted, a clerk makes it and enters the receipt."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def test_a_mapping_is_written_a_file_made_and_its_receipt_entered(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/returns")
    page.get_by_role("button", name="添加规则").click()
    expect(page.get_by_role("textbox", name="对接规则")).to_have_value(re.compile("高龄老人导入表"))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("省级系统 · 高龄老人导入表").first).to_be_visible()
    sound(page)
    look(page, "returns")

    page = enter("street_clerk", PHONE, "/returns")
    page.get_by_label("给哪个系统").click()
    page.get_by_role("option", name="省级系统 · 高龄老人导入表").click()
    page.get_by_role("button", name="生成文件").click()
    page.get_by_role("button", name="填报").click()  # why personal data is read
    expect(page.get_by_text("已生成：")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="登记回执").click()
    page.get_by_label("回执编号").fill("SJ-2026-77")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("回执 SJ-2026-77")).to_be_visible()
    sound(page)
    look(page, "returns")
