"""Somebody whistles at a form without a number and reads what became of it; a street reads what the forms in force cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, Walker

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
ADMITTED = """
from datetime import timedelta
from yibiao.base.clock import system_clock, today
from yibiao.edge.estate import estate
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.work.admissions import actions
from yibiao.work.directory import queries as directory
from yibiao.work.forms.queries import Template
day = today(system_clock)
fields = (FormField("A3", ("姓名",), "person.name", 1.0, True), FormField("B3", ("点赞数",), "new:x", 0.0, False))
facts = FormFacts("a.1", "a.xlsx", "表", "高龄老人月报", "list", "records", "person", None, "month", None, fields, 40)
district = next(row.area for row in directory.people() if row.role == "department_officer")
terms = actions.Terms("民政局", district, "某办法", "发放津贴", "month", ("community", "street"), 5, 10,
                      ("民政局",), day, day + timedelta(days=90))
new = actions.NewEntry(terms, Template("高龄老人月报", "a.xlsx", b"x"), "data", (facts,), ("person.name",), minutes=600)
print(actions.publish(estate().house.vault, "data", new))
"""


def test_a_form_without_a_number_is_whistled_at_unnamed_and_the_outcome_is_read(
    site: Site, walker: Walker, enter: Enter, look: Look
) -> None:
    page = walker.page(PHONE)
    walker.watch_origin(page, site.url)
    page.goto(f"{site.url}/sign-in")
    page.get_by_role("link", name=re.compile("匿名吹哨")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sound(page)
    page.get_by_label("哪张表").fill("每日打卡统计表")
    page.get_by_label("哪个部门在要").fill("某专班")
    look(page, "whistle")
    page.get_by_role("button", name="吹哨", exact=True).click()
    code = page.locator(".code").inner_text()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)

    officer = enter("data_officer", DESK, "/whistles")
    card = officer.get_by_role("listitem").filter(has_text="每日打卡统计表")
    card.get_by_role("button", name="答复").click()
    officer.get_by_label("处理结果").fill("已叫停，不用再填")
    officer.get_by_role("alertdialog").get_by_role("button", name="答复").click()
    expect(card.get_by_text("已叫停，不用再填")).to_be_visible()
    look(officer, "whistles")

    page.set_viewport_size(DESK)
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("已叫停，不用再填")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Answered")).to_be_visible()
    sound(page)


def test_a_street_reads_what_forms_cost_and_takes_the_account_away(
    site: Site, enter: Enter, look: Look, tmp_path: Path
) -> None:
    site.says(ADMITTED)
    page = enter("street_clerk", DESK, "/burden")
    row = page.get_by_role("region", name="逐表").get_by_role("row").filter(has_text="高龄老人月报")
    expect(row).to_contain_text("50%")
    expect(row).to_contain_text("未实测")
    look(page, "burden")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出表格").click()
    taken.value.save_as(tmp_path / "account.xlsx")
    assert "减负账" in load_workbook(tmp_path / "account.xlsx").sheetnames
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("list", name="逐表").get_by_text("高龄老人月报")).to_be_visible()
    sound(page)
    look(page, "burden")
