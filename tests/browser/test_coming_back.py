"""What came back to the invented district: a source's quality over time, a rule of one's own, a double that is merged and parted."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def test_a_source_shows_its_quality_over_time_and_gives_it_as_a_workbook(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/sources")
    page.get_by_role("cell", name="民政局高龄老人名单").click()
    expect(page.get_by_role("heading", name="历次质量")).to_be_visible()
    sound(page)
    page.get_by_role("heading", name="来件", exact=True).scroll_into_view_if_needed()
    look(page, "sources-quality")
    page.set_viewport_size(PHONE)
    expect(page.get_by_text("与台账一致").first).to_be_visible()
    sound(page)
    page.get_by_text("与台账一致").first.scroll_into_view_if_needed()
    look(page, "sources-quality")
    page.set_viewport_size(DESK)
    page.get_by_role("cell", name="高龄老人名单2.csv").click()
    expect(page.get_by_text("拦下").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载质量报告（Excel）").click()
    assert taken.value.suggested_filename.startswith("民政局高龄老人名单-")
    look(page, "sources-quality-delivery")


def test_a_rule_is_written_tried_and_approved_by_somebody_else(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/watches")
    page.get_by_role("link", name="自建规则").click()
    page.get_by_role("button", name="写一条规则").click()
    for label, text in (
        ("情况（标题）", "八十岁以上常住"), ("代码", "elder_here"), ("条件", "年龄 >= 80 且 居住状态 = 常住"),
        ("为什么要管", "要走访"), ("怎么办", "上门看看"), ("依据", "区级工作要求"),
    ):  # fmt: skip
        page.get_by_label(label, exact=False).first.fill(text)
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_text("条符合")).to_be_visible(timeout=30_000)
    look(page, "rulings-try")
    page.get_by_role("button", name="保存为草稿").click()
    row = page.get_by_role("listitem").filter(has_text="八十岁以上常住")
    expect(row).to_contain_text("待核定")
    expect(row.get_by_role("button", name="核定")).to_have_count(0)
    sound(page)
    leader = enter("leader", PHONE, "/watches/rules")
    leader.get_by_role("button", name="核定 八十岁以上常住").click()
    leader.get_by_role("alertdialog").get_by_role("button", name="核定").click()
    expect(leader.get_by_role("listitem").filter(has_text="八十岁以上常住")).to_contain_text("每夜比对")
    sound(leader)
    look(leader, "rulings")


def test_somebody_entered_twice_is_merged_and_parted(enter: Enter, look: Look) -> None:
    page = enter("community_secretary", PHONE, "/doubles")
    pair = page.get_by_role("listitem").filter(has_text="很可能").first
    expect(pair).to_be_visible(timeout=30_000)
    look(page, "doubles")
    sound(page)
    page.set_viewport_size(DESK)
    look(page, "doubles")
    sound(page)
    pair.get_by_role("button", name="合并").click()
    page.get_by_role("alertdialog").get_by_role("button", name="合并").click()
    merged = page.get_by_role("button", name="拆分")
    expect(merged.first).to_be_visible()
    look(page, "doubles-merged")
    merged.first.click()
    page.get_by_role("alertdialog").get_by_role("button", name="拆分").click()
    expect(page.get_by_role("listitem").filter(has_text="很可能").first).to_be_visible()
