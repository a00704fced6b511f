"""报送: a form is dispatched, confirmed below on a phone, objected to and settled, approved above at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, ROOT, Site

Enter = Callable[..., Page]
ADMITTED = """
from datetime import timedelta
from yibiao.base.clock import system_clock, today
from yibiao.edge.estate import estate
from yibiao.work.admissions.actions import NewEntry, Terms, publish
from yibiao.work.directory import queries as directory
from yibiao.work.forms.queries import Template
held, day = estate(), today(system_clock)
root = next(row.area for row in directory.people() if row.role == "data_officer")
terms = Terms(department="统计局", area=root, basis="示例统计办法第三条", purpose="人口统计", period="month",
              levels=("community", "street"), due_days=5, lead_days=3, recipients=("统计局",),
              valid_from=day - timedelta(days=1), expires=day + timedelta(days=300))
data = Path({file!r}).read_bytes()
number = publish(held.house.vault, "data", NewEntry(terms, Template({title!r}, "常住人口统计表.xlsx", data), "data"))
print(number)
"""
OPENED = """
from yibiao.edge.filings.opening import Wish, open_one
from yibiao.work.filings.rules import Actor
print(open_one(held, Actor("data", "data_officer", frozenset({root}), day), number, Wish((number,), day))[0])
"""


TITLE = "社区人口月报"
"""A form of this journey's own: other journeys of the same district open theirs before or after it."""


def admitted(site: Site, title: str, further: str = "") -> str:
    """A form of this title is in the catalogue; its number, or what `further` prints last."""
    code = ADMITTED.format(file=str(ROOT / "examples" / "常住人口统计表.xlsx"), title=title)
    return site.says("from pathlib import Path\n" + code + further)[-1]


def test_a_form_is_dispatched_confirmed_objected_to_and_approved(
    site: Site, enter: Enter, look: Callable[[Page, str], None]
) -> None:
    admitted(site, TITLE)
    desk = enter("data_officer", DESK, "/filings")
    desk.get_by_role("button", name="下发报表").click()
    expect(desk.get_by_role("checkbox", name=TITLE).first).to_be_checked()
    day = desk.get_by_label("数据截至哪一天")
    today = date.fromisoformat(day.input_value())
    day.fill((today + timedelta(days=1)).isoformat())
    expect(desk.get_by_text("这一天还没到")).to_be_visible()
    look(desk, "filings-day-ahead")
    day.fill(today.isoformat())
    expect(desk.get_by_text("这一天还没到")).to_have_count(0)
    expect(desk.get_by_role("checkbox", name=TITLE).first).to_be_checked()
    desk.get_by_role("button", name="下发并生成").click()
    expect(desk.get_by_role("dialog").get_by_text("已完成")).to_be_visible(timeout=90_000)
    desk.get_by_role("button", name="关闭").click()
    desk.get_by_role("button", name=TITLE).first.click()
    expect(desk.get_by_role("heading", name=re.compile(TITLE + " ·"))).to_be_visible()
    look(desk, "filings-period")
    sound(desk)

    phone = enter("community_secretary", PHONE, "/filings")
    expect(phone.get_by_role("heading", name="待我确认")).to_be_visible()
    look(phone, "filings-desk")
    sound(phone)
    phone.get_by_role("button", name=re.compile(TITLE)).first.click()
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    look(phone, "filings-filing")
    sound(phone)
    phone.get_by_role("button", name=re.compile("^有异议")).first.click()
    phone.get_by_label("理由").fill("有两户刚搬走")
    phone.get_by_role("button", name="提异议").click()
    expect(phone.get_by_role("region", name="异议")).to_contain_text("有两户刚搬走")
    expect(phone.get_by_role("button", name="确认", exact=True)).to_have_count(0)
    phone.get_by_role("button", name="核实无误").click()
    phone.get_by_label("理由").fill("已到户核实，还在住")
    phone.get_by_role("dialog").get_by_role("button", name="核实无误").click()
    phone.get_by_role("button", name="确认", exact=True).first.click()
    reason = phone.get_by_label("理由")
    if reason.count():
        reason.fill("本人不在家，电话未留")
    phone.get_by_role("alertdialog").get_by_role("button", name="确认").click()
    expect(phone.get_by_role("main")).to_contain_text("已确认")

    above = enter("street_clerk", DESK, "/filings")
    expect(above.get_by_role("button", name=re.compile("一键审定 1 份"))).to_be_visible()
    look(above, "filings-above")
    sound(above)
    above.get_by_role("button", name=re.compile("一键审定 1 份")).click()
    above.get_by_role("alertdialog").get_by_role("button", name="审定").click()
    expect(above.get_by_text("办成 1 份")).to_be_visible()
    above.get_by_role("button", name="提醒一次").click()
    expect(above.get_by_text(re.compile("已提醒 .* 份"))).to_be_visible()

    printed(desk, enter, look)
    phone.get_by_role("button", name="打印签字稿").click()
    expect(phone.get_by_role("heading", name=re.compile(TITLE))).to_be_visible()
    code = site.says(
        "from yibiao.work.filings import queries\n"
        "print(next(f.code for p in queries.periods([(0, 10**9)]) for f in queries.of_period(p.id) if f.state == 'approved'))"
    )[-1]
    phone.context.clear_cookies()
    phone.goto(f"{site.url}/v/{code}")
    expect(phone.get_by_text("已审定")).to_be_visible()
    look(phone, "filings-verify")
    sound(phone)


def printed(desk: Page, enter: Enter, look: Callable[[Page, str], None]) -> None:
    """The approved filings of the period that is open become one PDF; what is in it is looked at here and on a phone."""
    desk.reload()
    desk.get_by_role("button", name="打印", exact=True).click()
    expect(desk.get_by_role("checkbox", name="已审定 1")).to_be_checked()
    expect(desk.get_by_role("checkbox", name=re.compile("^待确认"))).not_to_be_checked()
    look(desk, "filings-print")
    sound(desk)
    desk.get_by_role("button", name="生成 1 份").click()
    expect(desk.get_by_role("heading", name="共 1 份报送件")).to_be_visible(timeout=30_000)
    look(desk, "filings-printed")
    sound(desk)
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="下载").click()
    assert taken.value.path().read_bytes().count(b"/MediaBox") == 1
    small = enter("data_officer", PHONE, urlsplit(desk.url).path)
    expect(small.get_by_role("heading", name="共 1 份报送件")).to_be_visible()
    look(small, "filings-printed")
    sound(small)
    small.goto(desk.url.replace(urlsplit(desk.url).path, "/filings"))
    small.get_by_role("button", name=re.compile(TITLE)).last.click()
    small.get_by_role("button", name="打印", exact=True).click()
    look(small, "filings-print")
    sound(small)
