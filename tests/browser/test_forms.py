"""来表即填 on the page: a department's Excel comes back filled, every cell answers a click; clicks are counted.

A person who never saw it fills a downloaded form within three clicks of signing in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE
from tests.house.sources import ROOT

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
LIST, COUNTS = ROOT / "examples" / "高龄老人花名册.xlsx", ROOT / "examples" / "常住人口统计表.xlsx"
COUNT_CLICKS = (
    "window.clicks = 0; addEventListener('click', (event) => { if (event.isTrusted) window.clicks += 1 }, true)"
)


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A cross-tab whose header has four levels."""
    book = Workbook()
    sheet = book.active
    sheet.append(["辖区人口分类统计表"])
    for row in (
        ["年龄段", "人口", None, None, None, None, None, None],
        [None, "合计", "性别", None, "其中", None, None, None],
        [None, None, "男", "女", "残疾人", None, None, "党员"],
        [None, None, None, None, "人数", "男", "女", None],
        *([age, *[None] * 7] for age in ("0-17岁", "18-59岁", "60岁以上")),
    ):
        sheet.append(row)
    for merge in ("A1:H1", "A2:A5", "B2:H2", "B3:B5", "C3:D3", "E3:H3", "C4:C5", "D4:D5", "E4:G4", "H4:H5"):
        sheet.merge_cells(merge)
    book.save(tmp_path / "分类统计表.xlsx")
    return tmp_path / "分类统计表.xlsx"


def bring(page: Page, form: Path) -> None:
    """Choose a file on the page of forms, as a person does, and wait for the filled sheet."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files(form)
    expect(page.locator(".paper table")).to_be_visible(timeout=60_000)


def cell(page: Page, reference: str) -> Locator:
    return page.locator(f'[data-at="{reference}"]')


def test_a_downloaded_form_is_filled_and_in_hand_three_clicks_after_signing_in(
    enter: Enter, look: Look, tmp_path: Path
) -> None:
    page = enter("community_secretary")
    page.evaluate(COUNT_CLICKS)
    page.get_by_role("main").get_by_role("link", name="来表即填").click()
    bring(page, LIST)
    look(page, "forms-filled")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert page.evaluate("window.clicks") <= 3
    download.value.save_as(tmp_path / "filled.xlsx")
    sheet = load_workbook(tmp_path / "filled.xlsx").active
    assert sheet["B5"].value and sheet["D5"].value.startswith("99") and "*" in sheet["D5"].value
    shown = {at: str(cell(page, at).inner_text()) for at in ("B5", "C5", "D5", "F5")}
    assert shown == {at: str(sheet[at].value) for at in shown}


def test_a_number_shows_its_condition_and_records_and_a_header_is_corrected(enter: Enter, look: Look) -> None:
    page = enter("street_clerk", DESK, "/forms")
    sound(page)
    bring(page, COUNTS)
    sound(page)
    number = page.locator("td.kind-number").filter(has_text="1").first
    number.click()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_text("常住人口 且 年龄", exact=False).first).to_be_visible()
    expect(panel.get_by_text("不含已死亡、已迁出", exact=False).first).to_be_visible()
    expect(panel.get_by_role("table", name="数字背后的明细")).to_be_visible()
    look(page, "forms-behind")
    sound(page)
    page.keyboard.press("ArrowRight")
    page.locator("td.kind-head").filter(has_text="0-6岁").click()
    expect(panel.get_by_role("heading", name="这一栏是什么")).to_be_visible()
    panel.get_by_label("这一栏统计的是").fill("80岁以上")
    old = page.url
    panel.get_by_role("button", name="按这个说法重填").click()
    expect(page.get_by_text("已记住，并重新填好")).to_be_visible(timeout=60_000)
    assert page.url != old
    expect(cell(page, "B6")).to_have_text(cell(page, "B10").inner_text())


def test_a_form_is_kept_and_filled_again_for_another_area_in_one_click(enter: Enter, look: Look) -> None:
    page = enter("community_secretary", DESK, "/forms")
    bring(page, LIST)
    page.get_by_role("button", name="留作下次用").click()
    expect(page.get_by_text("已留存").first).to_be_visible()
    page.get_by_role("link", name="返回来表即填").click()
    page.get_by_role("button", name="再填一次").first.click()
    expect(page.locator(".paper table")).to_be_visible(timeout=60_000)
    before = page.url
    page.get_by_label("区划").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_url(lambda url: url != before, timeout=60_000)
    expect(page.locator(".paper table")).to_be_visible()
    page.get_by_role("checkbox", name="按当时的台账").click()
    expect(page.get_by_text("当时的台账填写", exact=False)).to_be_visible(timeout=60_000)
    expect(page.get_by_role("checkbox", name="按当时的台账")).to_be_checked()
    sound(page)
    look(page, "forms-then")


def test_numbers_in_clear_are_sent_for_approval(enter: Enter) -> None:
    page = enter("community_secretary", DESK, "/forms")
    bring(page, LIST)
    before = page.url
    page.get_by_label("号码怎么显示").click()
    page.get_by_role("option", name="原样").click()
    page.wait_for_url(lambda url: url != before, timeout=60_000)
    expect(page.get_by_text("下载要由另一位同级或上级同事批准", exact=False)).to_be_visible()
    page.get_by_role("button", name="下载").click()
    expect(page.get_by_text("已提交审批", exact=False)).to_be_visible()


def test_a_header_of_four_levels_stays_in_sight_on_a_phone_and_at_a_desk(enter: Enter, look: Look, deep: Path) -> None:
    for viewport in (PHONE, DESK):
        page = enter("community_secretary", viewport, "/forms")
        bring(page, deep)
        expect(page.locator("td.held").filter(has_text="残疾人")).to_be_visible()
        assert page.locator("td.kind-number").count() >= 15
        page.locator(".paper").evaluate("box => { box.scrollLeft = 60; box.scrollTop = 60 }")
        head = page.locator("td.held").filter(has_text="年龄段").bounding_box()
        paper = page.locator(".paper").bounding_box()
        assert head and paper and abs(head["x"] - paper["x"]) < 3
        sound(page)
        look(page, "forms-deep")


def test_a_value_says_where_it_is_from_and_a_blank_why_on_a_phone(enter: Enter, look: Look) -> None:
    page = enter("community_secretary", PHONE, "/forms")
    bring(page, LIST)
    page.locator("td.kind-value").first.click()
    expect(page.get_by_text("取自台账")).to_be_visible()
    sound(page)
    look(page, "forms-value")
    page.get_by_role("button", name="关闭").click()
    page.locator("td.kind-missing").first.click()
    expect(page.get_by_text("由谁补").or_(page.get_by_text("台账里没有对应的内容")).first).to_be_visible()


def test_an_officer_gets_what_the_grant_names_and_a_leader_numbers_only(enter: Enter, look: Look) -> None:
    officer = enter("department_officer", DESK, "/forms")
    bring(officer, LIST)
    expect(officer.locator("td.kind-value").first).to_be_visible()
    leader = enter("leader", DESK, "/forms")
    bring(leader, LIST)
    expect(leader.locator("td.kind-missing").first).to_be_visible()
    expect(leader.locator("td.kind-value")).to_have_count(0)
    leader.locator("td.kind-missing").first.click()
    refusal = leader.get_by_role("status").filter(has_text="只可看统计数")
    expect(refusal).to_contain_text("申请查看名单的授权")
    look(leader, "forms-leader")
    leader.get_by_role("link", name="返回来表即填").click()
    bring(leader, COUNTS)
    leader.locator("td.kind-number").first.click()
    expect(leader.get_by_text("只可看统计数", exact=False).first).to_be_visible()
