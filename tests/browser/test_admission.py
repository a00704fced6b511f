"""A department wants to ask a form: from an unknown Excel to a number that a stranger scans, and to its end."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.admission import FORM
from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, Walker

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def done(page: Page, act: str, reason: str = "") -> None:
    """A button, and the same word in the dialog that asks again."""
    page.get_by_role("button", name=act, exact=True).click()
    dialog = page.get_by_role("alertdialog")
    if reason:
        dialog.get_by_label("理由").fill(reason)
    dialog.get_by_role("button", name=act, exact=True).click()
    expect(dialog).to_have_count(0)


def state(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_visible(timeout=30_000)


def test_a_form_is_admitted_scanned_by_a_stranger_and_retired(
    enter: Enter, walker: Walker, site: Site, look: Look
) -> None:
    officer = enter("department_officer", DESK, "/applications/new")
    officer.locator("input[type=file]").set_input_files(FORM)
    expect(officer.get_by_text("4 栏中 3 栏现在就有").first).to_be_visible(timeout=60_000)
    expect(officer.get_by_text("没有写依据")).to_be_visible()
    expect(officer.get_by_role("button", name="提交审查")).to_be_disabled()
    officer.get_by_label("依据").fill("示例文件第三条")
    officer.get_by_label("用途").fill("组织公益课程")
    officer.get_by_label("谁接收").fill("民政局")
    for asked in officer.get_by_label("请说明原因").all():
        asked.fill("公益课程要用")
    expect(officer.get_by_text("可以提交", exact=True)).to_be_visible(timeout=30_000)
    sound(officer)
    look(officer, "apply-desk")
    officer.get_by_role("button", name="提交审查").click()
    state(officer, "等数据专员审查")
    address = officer.url

    office = enter("data_officer", PHONE, "/applications")
    office.get_by_role("button", name=re.compile("困难家庭子女登记表")).click()
    done(office, "退回修改", "依据写全称")
    state(office, "已退回")
    officer.goto(f"{address}/again")
    officer.get_by_label("依据").fill("示例文件（全称）第三条")
    officer.get_by_role("button", name="提交审查").click()
    state(officer, "等数据专员审查")
    office.reload()
    done(office, "同意")
    state(office, "已同意")
    sound(office)
    look(office, "application-phone")
    done(office, "发布")
    state(office, "已发布")
    office.get_by_role("link", name="看准入号和二维码").click()
    expect(office.get_by_role("img", name=re.compile("二维码"))).to_be_visible()
    sound(office)
    look(office, "entry-phone")
    number = office.url.rpartition("/")[2]

    stranger = walker.page(PHONE)
    walker.watch_origin(stranger, site.url)
    stranger.goto(f"{site.url}/n/{number}")
    expect(stranger.get_by_text("示例文件（全称）第三条")).to_be_visible()
    sound(stranger)
    look(stranger, "number-phone")
    done(office, "停用", "课程已经办完")
    state(office, "已停用")
    stranger.reload()
    state(stranger, "已停用，可以不填")
    stranger.goto(f"{site.url}/n/990101-1999-0001")
    state(stranger, "查无此号")
