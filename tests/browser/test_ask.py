"""A question in plain words: the number and its rows for who keeps the ledger, the number alone for a leader; the way out of a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.checks import fits, sound
from tests.browser.conftest import DESK, PHONE
from yibiao.base.clock import system_clock, today

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def today_in_china() -> date:
    return today(system_clock)


def asked(page: Page, words: str) -> None:
    page.get_by_label("要查什么").fill(words)
    page.get_by_role("button", name="查询").click()


def answered(page: Page) -> int:
    expect(page.locator(".number")).to_be_visible()
    return int(page.locator(".number").inner_text().replace(",", ""))


def test_a_secretary_asks_on_the_phone_and_takes_the_list_out(enter: Enter, look: Look) -> None:
    page = enter("community_secretary", PHONE, "/ask")
    asked(page, "60岁以上 会拉二胡")
    page.get_by_role("button", name="填报", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("会拉二胡")
    expect(page.get_by_text("不含已死亡、已迁出")).to_be_visible()
    page.get_by_role("button", name="就按这个条件查").click()
    number = answered(page)
    assert number > 0
    expect(page.get_by_role("list", name="名单").get_by_role("listitem")).to_have_count(min(number, 100))
    sound(page)
    look(page, "ask")
    page.get_by_role("button", name="选择列").click()
    expect(page.get_by_role("checkbox", name="姓名", exact=True)).to_be_checked()
    sound(page)
    page.get_by_role("button", name="取消").click()
    page.get_by_role("button", name="导出表格").click()
    page.get_by_label("交给谁").fill("民政科")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="去导出记录").click()
    expect(page.get_by_text("可下载").first).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    sound(page)
    look(page, "exports")
    page.goto(page.url.replace("/exports", "/ask"))
    expect(page.get_by_label("要查什么")).to_be_visible()
    fits(page)


def test_a_secretary_compares_with_an_earlier_day(enter: Enter, look: Look) -> None:
    page = enter("community_secretary", PHONE, "/ask")
    asked(page, "80岁以上")
    page.get_by_role("button", name="填报", exact=True).click()
    number = answered(page)
    page.get_by_role("button", name="查以前某一天的台账").click()
    today, before = (f"{today_in_china() - timedelta(days=ago)}" for ago in (0, 1))
    page.get_by_label("与哪天的台账相比").fill(before)
    expect(page.get_by_role("heading", name=f"新增 {number} 条")).to_be_visible()  # the town was invented today
    page.get_by_label("截至哪天的台账").fill(today)
    expect(page.get_by_text("按").filter(has_text="当时的台账").first).to_be_visible()
    expect(page.get_by_text(f"多了 {number}")).to_be_visible()
    page.get_by_role("heading", name="与那天相比").evaluate("one => one.scrollIntoView()")
    sound(page)
    look(page, "ask-then")
    page.set_viewport_size(DESK)
    sound(page)
    look(page, "ask-then-desk")
    page.get_by_label("截至哪天的台账").fill(before)
    expect(page.locator(".number")).to_have_text("0")


def test_numbers_in_clear_wait_until_a_leader_who_sees_numbers_only_has_decided(enter: Enter, look: Look) -> None:
    secretary = enter("community_secretary", PHONE, "/ask")
    asked(secretary, "80岁以上")
    secretary.get_by_role("button", name="填报", exact=True).click()
    assert answered(secretary) > 0
    secretary.get_by_role("button", name="导出表格").click()
    secretary.get_by_label("交给谁").fill("卫健科")
    secretary.get_by_text("原样给出").click()
    secretary.get_by_role("button", name="导出", exact=True).click()
    expect(secretary.get_by_role("dialog").get_by_role("status")).to_contain_text("待另一位同事批准")

    leader = enter("leader", DESK, "/ask")
    asked(leader, "80岁以上")
    assert answered(leader) > 0
    expect(leader.get_by_text("您的权限只看统计数，不显示名单。")).to_be_visible()
    expect(leader.get_by_role("table")).to_have_count(0)
    expect(leader.get_by_role("button", name="导出表格")).to_have_count(0)
    sound(leader)
    look(leader, "ask-numbers-only")
    leader.get_by_role("link", name="导出记录").click()
    waiting = leader.get_by_role("listitem").filter(has_text="卫健科")
    waiting.get_by_role("button", name="不同意").click()
    leader.get_by_label("理由").fill("请改为隐藏中间几位")
    sound(leader)
    leader.get_by_role("alertdialog").get_by_role("button", name="不同意").click()
    expect(leader.get_by_text("已退回，申请人会看到理由。")).to_be_visible()
    look(leader, "exports-waiting")

    secretary.get_by_role("link", name="去导出记录").click()
    expect(secretary.get_by_text("请改为隐藏中间几位")).to_be_visible()
