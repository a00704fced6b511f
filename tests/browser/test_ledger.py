"""A grid worker's day on his phone, and the desk's: find, look, change, add, leave, check, decide, and all of it without network."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.serving import Person
from tests.browser.checks import sound
from tests.browser.chromium import chromium
from tests.browser.conftest import DESK, PHONE, Site, Walker, sign_in
from yibiao.flow.standard.domains.citizen_id import check_character

Look = Callable[[Page, str], None]
LONG = 60_000
"""The first pack of a grid is made and sent while the machine does other things."""


@pytest.fixture
def worker(enter: Callable[..., Page]) -> Page:
    """The grid worker's phone with his grid on it."""
    page = enter("grid_worker", PHONE, "/ledger")
    expect(rows(page).first).to_be_visible(timeout=LONG)
    return page


def rows(page: Page) -> Any:
    return page.locator(".rows a")


def find(page: Page, words: str) -> None:
    page.get_by_label("查找").fill(words)


def open_first(page: Page, words: str) -> str:
    """Open the first person found; returns the name."""
    find(page, words)
    name = rows(page).first.locator(".title").inner_text().splitlines()[0]
    rows(page).first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    return name


def person_with_phone(page: Page) -> tuple[str, str]:
    """(name, phone) of somebody in the list who has a phone."""
    for text in rows(page).all_inner_texts():
        phone = re.search(r"\b1\d{10}\b", text)
        if phone:
            return text.splitlines()[0], phone.group()
    raise AssertionError("nobody has a phone")


def change_phone(page: Page, phone: str) -> None:
    page.get_by_role("button", name="修改 联系").click()
    page.get_by_label("联系电话", exact=True).fill(phone)
    page.get_by_role("button", name="保存").click()


def test_people_are_found_by_name_initials_phone_tail_and_tag(worker: Page, look: Look) -> None:
    name, phone = person_with_phone(worker)
    look(worker, "ledger-list")
    sound(worker)
    for words in (name, phone[-4:]):
        find(worker, words)
        expect(rows(worker).filter(has_text=name).first).to_be_visible()
    find(worker, "没有这个人")
    expect(worker.get_by_text("没有找到")).to_be_visible()
    find(worker, "")
    tag = worker.locator(".tag").first
    tag.click()
    expect(tag).to_have_attribute("aria-pressed", "true")
    assert rows(worker).count() > 0
    worker.get_by_role("tab", name="户").click()
    expect(rows(worker).first).to_be_visible()


def test_one_page_tells_everything_and_where_it_came_from(worker: Page, look: Look) -> None:
    open_first(worker, person_with_phone(worker)[0])
    identity = worker.get_by_role("region", name="身份")
    expect(identity.get_by_text("公民身份号码")).to_be_visible()
    expect(identity.get_by_text("已脱敏")).to_be_visible()
    expect(identity.get_by_text("首次装入").first).to_be_visible()
    worker.evaluate("scrollTo(0, 0)")
    look(worker, "ledger-record")
    worker.get_by_role("button", name="看改动记录").click()
    expect(worker.get_by_text("登记", exact=True).first).to_be_visible()
    sound(worker)
    worker.get_by_role("region", name="所属的户和房").get_by_role("link").first.click()
    expect(worker.get_by_role("region", name="里面的人和户")).to_be_visible()


def test_a_phone_is_changed_in_place_and_the_history_says_so(worker: Page) -> None:
    open_first(worker, person_with_phone(worker)[0])
    change_phone(worker, "12")
    expect(worker.get_by_text("有 1 处需要改正")).to_be_visible()
    worker.get_by_label("联系电话", exact=True).fill("14300000001")
    worker.get_by_role("button", name="保存").click()
    contact = worker.get_by_role("region", name="联系")
    expect(contact.get_by_text("14300000001")).to_be_visible()
    expect(contact.get_by_text("来源：社区采集").first).to_be_visible(timeout=LONG)
    worker.get_by_role("button", name="看改动记录").click()
    expect(worker.get_by_text(re.compile("联系电话：.* → 14300000001"))).to_be_visible()


def test_a_newcomer_is_not_asked_what_the_number_tells(worker: Page, look: Look, walker: Walker) -> None:
    walker.allowed.append("404")  # until the new record has been sent, the server does not know it
    number = "99010120150308124"
    worker.get_by_role("link", name="新增").click()
    worker.get_by_label("姓名 *").fill("新来的")
    sound(worker)
    worker.get_by_label("公民身份号码").fill(number + check_character(number))
    expect(worker.get_by_text("已从身份证号带出：女 · 2015年3月8日")).to_be_visible()
    expect(worker.get_by_label("出生日期")).to_have_count(0)
    worker.get_by_label("输地址或户主姓名查找").fill("号")
    worker.get_by_role("radio").first.click()
    look(worker, "ledger-new")
    worker.get_by_role("button", name="登记").click()
    expect(worker.get_by_role("heading", name="新来的", level=1)).to_be_visible()
    expect(worker.get_by_role("region", name="所属的户和房").get_by_role("link").first).to_be_visible(timeout=LONG)
    worker.goto(worker.url.rpartition("/ledger")[0] + "/ledger/new")
    worker.get_by_label("姓名 *").fill("又一个")
    worker.get_by_label("公民身份号码").fill(number + check_character(number))
    worker.get_by_role("button", name="登记").click()
    expect(worker.get_by_text("台账里已有这个人")).to_be_visible(timeout=LONG)


def test_who_moves_out_leaves_the_list_with_day_and_reason(worker: Page) -> None:
    name = open_first(worker, person_with_phone(worker)[0])
    address = worker.url
    worker.get_by_role("button", name="迁出").click()
    worker.get_by_role("button", name="确定").click()
    expect(worker.get_by_text("请选原因")).to_be_visible()
    worker.get_by_label("原因").click()
    worker.get_by_role("option", name="工作调动").click()
    worker.get_by_role("button", name="确定").click()
    expect(worker.locator("header.sheet").get_by_text("已迁出")).to_be_visible(timeout=LONG)
    worker.get_by_role("link", name="返回台账").click()
    find(worker, name)
    expect(worker.locator(f'.rows a[href="{address[address.index("/ledger") :]}"]')).to_have_count(0)


def test_what_wants_looking_at_is_listed_and_unchanged_is_one_tap(
    worker: Page, look: Look, site: Site, walker: Walker
) -> None:
    worker.get_by_role("link", name="待核").click()
    expect(worker.locator(".items li").first).to_be_visible()
    look(worker, "ledger-due")
    sound(worker)
    # A year and a half later the phone numbers want looking at; the device works that out by itself.
    worker.add_init_script("const now = Date.now, D = Date; window.Date = class extends D { constructor(...a) {"
                           " if (a.length) super(...a); else super(now() + 600 * 86400000) } };")  # fmt: skip
    worker.context.set_offline(True)
    worker.reload()
    walker.allowed.append("ERR_INTERNET_DISCONNECTED")
    worker.get_by_role("button", name="过期").click()
    due = worker.locator(".items li").filter(has=worker.get_by_role("button", name=re.compile("没变，今天核过")))
    first = due.first
    expect(first.get_by_text("该核实")).to_be_visible(timeout=LONG)
    title = first.locator("strong").inner_text()
    first.get_by_role("button", name=re.compile("没变，今天核过")).click()
    expect(worker.get_by_role("status").first).to_contain_text("待上传 1")
    expect(due.first.locator("strong")).not_to_have_text(title)


def test_two_values_of_one_field_are_shown_and_a_person_decides(worker: Page, look: Look, site: Site) -> None:
    open_first(worker, person_with_phone(worker)[0])
    record = worker.url.rpartition("/")[2]
    expect(worker.get_by_role("button", name="看改动记录")).to_be_enabled()
    secretary = Person(site.url, site.doors["community_secretary"])
    version = secretary.ask("GET", f"/records/{record}")["record"]["version"]
    worker.context.set_offline(True)
    change_phone(worker, "14300000077")
    expect(worker.get_by_role("region", name="联系").get_by_text("待上传")).to_be_visible()
    theirs = {"id": "019acc3b-8400-7fff-bfff-" + os.urandom(6).hex(), "kind": "change", "record": record,
              "base": version, "values": {"person.phone": "14300000088"}}  # fmt: skip
    assert (
        secretary.ask("POST", "/sync", {"device": "desk", "operations": [theirs]})["outcomes"][0]["state"] == "applied"
    )
    worker.context.set_offline(False)
    conflict = worker.get_by_role("region", name="两个人改成了不一样的")
    expect(conflict).to_be_visible(timeout=LONG)
    expect(conflict.get_by_text("14300000077")).to_be_visible()
    expect(conflict.get_by_text("14300000088")).to_be_visible()
    look(worker, "ledger-conflict")
    sound(worker)
    conflict.get_by_role("button", name="用这个").click()
    expect(conflict).to_have_count(0)
    expect(worker.get_by_role("region", name="联系").get_by_text("14300000077")).to_be_visible()


def kill(folder: Path) -> None:
    """End the browser of this folder as a dead battery does, by its own process id."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"--user-data-dir={folder}".encode() in words and not any(w.startswith(b"--type=") for w in words):
                os.kill(int(entry.name), signal.SIGKILL)


def start(browser: Browser, folder: Path) -> Any:
    return browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"], viewport=PHONE,
        locale="zh-CN", reduced_motion="reduce", has_touch=True,
    )  # fmt: skip


def test_work_done_without_network_outlives_a_dead_phone_and_arrives(
    site: Site, browser: Browser, tmp_path: Path, look: Look
) -> None:
    context = start(browser, tmp_path)
    page = context.pages[0]
    page.goto(f"{site.url}/sign-in")
    sign_in(page, site.doors["grid_worker"])
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.goto(f"{site.url}/ledger")
    expect(rows(page).first).to_be_visible(timeout=LONG)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    name, _ = person_with_phone(page)
    context.set_offline(True)
    open_first(page, name)
    address = page.url
    change_phone(page, "14300000099")
    expect(page.get_by_role("status").first).to_have_text("离线 待上传 1")
    time.sleep(1)  # the disk of a phone that dies a second later
    kill(tmp_path)
    context = start(browser, tmp_path)
    context.set_offline(True)
    page = context.pages[0]
    page.goto(address)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible(timeout=LONG)
    expect(page.get_by_role("region", name="联系").get_by_text("14300000099")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("离线 待上传 1")
    look(page, "ledger-offline")
    context.set_offline(False)
    # The browser had not written its cookie down when it died: the worker signs in again, and what waits is still there.
    password, badge = page.locator("input[type=password]"), page.get_by_role("status").first
    secretary, record = Person(site.url, site.doors["community_secretary"]), address.rpartition("/")[2]

    def arrived() -> bool:
        told = secretary.ask("GET", f"/records/{record}")
        return bool(told["record"]["values"]["person.phone"] == "14300000099")

    for _ in range(120):
        if password.is_visible() or arrived():
            break
        page.wait_for_timeout(500)
    if password.is_visible():
        sign_in(page, site.doors["grid_worker"])
    expect(badge).to_have_text("在线", timeout=LONG)
    assert arrived()
    changes = [one for past in secretary.ask("GET", f"/records/{record}/history") for one in past["changes"]]
    assert [one["new"] for one in changes].count("14300000099") == 1
    context.close()


def test_leaving_wipes_the_grid_from_the_phone(worker: Page) -> None:
    names = "indexedDB.databases().then(all => all.map(one => one.name).join())"
    assert "yibiao-account" in worker.evaluate(names)
    worker.get_by_role("button", name="我的账号").click()
    worker.get_by_role("menuitem", name="退出登录").click()
    expect(worker.locator("input[type=password]")).to_be_visible()
    assert "yibiao-account" not in worker.evaluate(names)


@pytest.mark.parametrize("role", ["community_secretary", "street_clerk"])
def test_the_desk_finds_looks_and_checks(enter: Callable[..., Page], look: Look, role: str) -> None:
    page = enter(role, DESK, "/ledger")
    expect(rows(page).first).to_be_visible(timeout=LONG)
    name, phone = person_with_phone(page)
    find(page, phone[-4:])
    expect(rows(page).filter(has_text=name).first).to_be_visible()
    sound(page)
    rows(page).filter(has_text=name).first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_role("button", name="转到别的网格")).to_be_visible()
    look(page, f"ledger-record-{role}")
    sound(page)
    page.get_by_role("link", name="待核").click()
    expect(page.locator(".items li").first).to_be_visible(timeout=LONG)
    sound(page)


def test_a_leader_has_no_such_page(enter: Callable[..., Page], walker: Walker) -> None:
    page = enter("leader", DESK, "/ledger")
    expect(page.get_by_text("没有这个页面").or_(page.get_by_role("heading", level=1)).first).to_be_visible()
    expect(page.get_by_label("查找")).to_have_count(0)
