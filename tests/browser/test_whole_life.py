"""A form's whole life in a browser: from an Excel that nobody here has seen to the day on which its number says it is over.

applied for → admitted → dispatched to 14 streets and 200 communities → objected to, the ledger corrected, renewed →
confirmed → approved level by level → frozen → the next month, compared → retired. Those of the field walk it on a phone,
those of the office at a desk; every page on the way is looked at in both sizes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser import district
from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, Walker, served
from tests.browser.test_admission import done

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
TITLE = "全区常住老人分年龄情况表"
STREET = "990101001"
"""The street of the demo that is walked here."""
AREAS = 1 + district.STREETS + district.COMMUNITIES
AGES = ("60-69岁", "70-79岁", "80岁以上")


def workbook() -> bytes:
    """The department's own: a title, a header of two rows, a 合计 row, a footer to sign."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "老人情况"
    sheet.append([TITLE])
    sheet.append(["年龄段", "常住人口", None, None, "其中"])
    sheet.append([None, "男", "女", "小计", "低保对象"])
    for name in (*AGES, "合计"):
        sheet.append([name])
    sheet.append(["填表人：", None, None, "审核人："])
    for merged in ("A1:E1", "A2:A3", "B2:D2"):
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def following(day: date) -> date:
    """A day of the next month."""
    return day.replace(day=1) + timedelta(days=40)


@pytest.fixture(scope="module")
def site(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A district of its own, as large as a real one."""
    with served(tmp_path_factory.mktemp("life")) as running:
        assert district.laid(running) == (district.STREETS, district.COMMUNITIES)
        yield running


@pytest.fixture
def seen(look: Look) -> Callable[[Page, str], None]:
    """Both sizes of a page are sound, and are looked at; the page is left in its own size."""

    def both(page: Page, name: str) -> None:
        own = page.viewport_size
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            expect(page.locator("#content h1").first).to_be_visible()
            expect(page.get_by_text("正在加载")).to_have_count(0)
            look(page, f"life-{name}")
            sound(page)
        if own:
            page.set_viewport_size(own)

    return both


def applied(page: Page, seen: Look) -> None:
    """The department brings its Excel, says why it asks, and submits."""
    page.locator("input[type=file]").set_input_files(
        {"name": "老人情况表.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    expect(page.get_by_text(re.compile("栏中 .* 栏现在就有")).first).to_be_visible(timeout=60_000)
    for label, words in (
        ("依据", "示例养老服务办法（全称）第八条"), ("用途", "安排养老服务"), ("谁接收", "养老服务科"),
        ("从哪一天起", f"{date.today()}"),
    ):  # fmt: skip
        page.get_by_label(label).fill(words)
    department = page.get_by_label("部门", exact=True)
    if department.count():
        department.fill("民政局")
    page.get_by_role("checkbox", name="区", exact=True).click()
    expect(page.get_by_label("请说明原因").first).to_be_visible(timeout=30_000)
    for asked in page.get_by_label("请说明原因").all():
        asked.fill("按月安排服务人手要用")
    expect(page.get_by_text("可以提交", exact=True)).to_be_visible(timeout=30_000)
    seen(page, "apply")
    page.get_by_role("button", name="提交审查").click()
    expect(page.get_by_role("status").filter(has_text="等数据专员审查").first).to_be_visible(timeout=30_000)


def admitted(page: Page, seen: Look) -> str:
    """The data office reads it, agrees, publishes; the number."""
    page.get_by_role("button", name=re.compile(TITLE)).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    seen(page, "application")
    done(page, "同意")
    done(page, "发布")
    page.get_by_role("link", name="看准入号和二维码").click()
    expect(page.get_by_role("img", name=re.compile("二维码"))).to_be_visible()
    seen(page, "entry")
    return page.url.rpartition("/")[2]


def dispatched(page: Page, seen: Look, day: str = "") -> None:
    """A period is opened for every area at once."""
    page.get_by_role("button", name="下发报表").click()
    if day:
        page.get_by_label("数据截至哪一天").fill(day)
    expect(page.get_by_role("checkbox", name=TITLE)).to_be_checked()
    seen(page, "dispatch" if not day else "dispatch-next")
    page.get_by_role("button", name="下发并生成").click()
    expect(page.get_by_role("dialog").get_by_text("已完成")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="关闭").click()


def doubted(phone: Page) -> Locator:
    """The number that the secretary doubts, as a card."""
    return phone.get_by_role("list", name="数").get_by_role("listitem").filter(has_text=f"{AGES[0]} › 常住人口 › 小计")


def died(phone: Page) -> None:
    """The record that is open: whose death the ledger did not know."""
    phone.get_by_role("button", name="去世").click()
    phone.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(phone.get_by_text("已保存").first).to_be_visible()
    expect(phone.locator("#content header .mark-bad").filter(has_text="已死亡")).to_be_visible()
    expect(phone.locator(".badge.waiting")).to_have_count(0)


def corrected(phone: Page, seen: Look) -> str:
    """The secretary objects to a number, finds whom it counts, corrects the ledger, asks anew; address of the filing."""
    phone.get_by_role("button", name=re.compile(TITLE)).first.click()
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    seen(phone, "filing")
    address = phone.url
    doubted(phone).get_by_role("button", name=re.compile("^有异议")).click()
    phone.get_by_label("理由").fill("有一位上个月去世了，还在数里")
    phone.get_by_role("button", name="提异议").click()
    words = phone.get_by_role("region", name="异议")
    expect(words).to_contain_text("还在数里")
    expect(phone.get_by_role("button", name="确认", exact=True)).to_have_count(0)
    seen(phone, "objected")
    words.get_by_role("button", name="去改台账").click()
    counted = phone.get_by_role("dialog")
    expect(counted.get_by_text("点一下打开台账")).to_be_visible()
    seen(phone, "behind")
    counted.get_by_role("list").get_by_role("button").first.click()
    died(phone)
    seen(phone, "record")
    phone.get_by_role("link", name="返回报送").click()
    phone.get_by_role("region", name="异议").get_by_role("button", name="重新取数").click()
    expect(phone.get_by_role("region", name="异议")).to_contain_text("台账已改，数已变")
    return address


def confirmed(page: Page) -> None:
    page.get_by_role("button", name="确认", exact=True).first.click()
    page.get_by_role("alertdialog").get_by_role("button", name="确认").click()
    expect(page.get_by_role("main")).to_contain_text("已确认")


def in_one_tap(page: Page, word: str, act: str = "") -> int:
    """A button that does the same to many; how many were done, and none was not."""
    button = page.get_by_role("button", name=re.compile(rf"^{word} \d+ 份$"))
    count = int(re.sub(r"\D", "", button.inner_text()))
    button.click()
    if act:
        page.get_by_role("alertdialog").get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_text(f"办成 {count} 份，0 份没有办成")).to_be_visible(timeout=60_000)
    return count


def frozen(officer: Page, seen: Look) -> None:
    """Who asked for the form takes the whole period over."""
    officer.get_by_role("region", name="各期进度").get_by_role("button", name=TITLE).click()
    expect(officer.get_by_text(f"已审定 {AREAS}")).to_be_visible()
    seen(officer, "period")
    done(officer, "接收并归档")
    expect(officer.get_by_text(f"已归档 {AREAS} 份")).to_be_visible(timeout=60_000)
    seen(officer, "period-frozen")


def compared(office: Page, phone: Page, site: Site, seen: Look) -> None:
    """Somebody else dies; the next month's filing says by how much it differs from what was frozen."""
    before = int(doubted(phone).locator(".pair-value").first.inner_text())
    doubted(phone).get_by_role("button", name=re.compile("^看是哪些人")).click()
    phone.get_by_role("dialog").get_by_role("list").get_by_role("button").first.click()
    died(phone)
    office.goto(f"{site.url}/filings")
    dispatched(office, seen, following(date.today()).isoformat())
    phone.goto(f"{site.url}/filings")
    phone.get_by_role("button", name=re.compile(TITLE)).first.click()
    expect(phone.get_by_text(re.compile("^与上期"))).to_be_visible()
    now = int(doubted(phone).locator(".pair-value").first.inner_text())
    told = (
        f"{before} ({now - before:+d})" if now != before else "无变化"
    )  # somebody else may have come of age meanwhile
    expect(doubted(phone)).to_contain_text(told)
    seen(phone, "compared")


def ended(office: Page, readers: tuple[Page, Page], address: str, seen: Look) -> None:
    """The data office retires the form: its number says so to anybody, and nobody has to answer it any more."""
    phone, stranger = readers
    office.goto(address.replace("/n/", "/catalogue/"))
    done(office, "停用", "并入养老服务月报")
    expect(office.get_by_role("status").filter(has_text="已停用").first).to_be_visible()
    seen(office, "entry-retired")
    stranger.goto(address)
    expect(stranger.get_by_role("status").filter(has_text="已停用，可以不填")).to_be_visible()
    seen(stranger, "number-retired")
    phone.reload()
    expect(phone.get_by_text("这一期不用再办")).to_be_visible()
    expect(phone.get_by_role("button", name="确认", exact=True)).to_have_count(0)
    seen(phone, "filing-retired")
    phone.goto(address.partition("/n/")[0] + "/filings")
    expect(phone.get_by_text("没有等您确认的表")).to_be_visible()
    seen(phone, "desk-retired")


def test_a_form_lives_from_an_unknown_excel_to_its_end(site: Site, enter: Enter, walker: Walker, seen: Look) -> None:
    officer = enter("department_officer", DESK, "/applications/new")
    applied(officer, seen)
    office = enter("data_officer", DESK, "/applications")
    number = admitted(office, seen)
    office.goto(f"{site.url}/filings")
    dispatched(office, seen)
    key = (
        office.get_by_role("region", name="各期进度").get_by_role("row").filter(has_text=TITLE).inner_text().split()[2]
    )
    period = (TITLE, key)

    phone = enter("community_secretary", PHONE, "/filings")
    expect(phone.get_by_role("heading", name="待我确认")).to_be_visible()
    seen(phone, "desk-community")
    mine = corrected(phone, seen)
    confirmed(phone)
    seen(phone, "confirmed")

    above = enter("street_clerk", DESK, "/filings")
    expect(above.get_by_role("heading", name="等下级")).to_be_visible()
    seen(above, "desk-street-waiting")
    waiting, streets = district.rest(site, period, STREET)
    above.reload()
    expect(above.get_by_role("button", name="一键审定")).to_be_visible()
    seen(above, "desk-street")
    assert in_one_tap(above, "一键审定", "审定") == waiting
    assert in_one_tap(above, "重新取数") == in_one_tap(above, "一键确认", "确认") == 1

    office.goto(f"{site.url}/filings")
    assert in_one_tap(office, "一键审定", "审定") == streets + 1 == district.STREETS
    seen(office, "desk-district")
    assert in_one_tap(office, "重新取数") == in_one_tap(office, "一键确认", "确认") == 1
    officer.goto(f"{site.url}/filings")
    assert in_one_tap(officer, "一键审定", "审定") == 1
    frozen(officer, seen)

    phone.goto(mine)
    expect(phone.get_by_role("main")).to_contain_text("已归档")
    seen(phone, "filing-frozen")
    compared(office, phone, site, seen)
    ended(office, (phone, walker.page(PHONE)), f"{site.url}/n/{number}", seen)
