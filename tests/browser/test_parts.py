"""The parts that every page is made of, alone in a gallery: tables on phone and desk, the merged report, states, questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import fake as faking
from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Fake, Walker
from tools.node import FRONTEND, npm

Look = Callable[[Page, str], None]
BOTH = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def gallery(pages: Path) -> Iterator[Fake]:
    """The gallery, built once; `pages` has fetched the packages."""
    assert npm("run", "gallery", quiet=True) == 0
    server, state, url = faking.serve(FRONTEND / "dist-gallery")
    yield Fake(url, state)
    server.shutdown()
    server.server_close()


def opened(gallery: Fake, walker: Walker, viewport: dict[str, int]) -> Page:
    gallery.state.looks = 0
    page = walker.page(viewport)
    walker.watch_origin(page, gallery.url)
    page.goto(gallery.url)
    expect(page.get_by_role("heading", name="部件")).to_be_visible()
    return page


@BOTH
def test_the_parts_are_sound_on_both_sizes(gallery: Fake, walker: Walker, look: Look, viewport: dict[str, int]) -> None:
    page = opened(gallery, walker, viewport)
    expect(page.get_by_text("共 3 张")).to_be_visible()
    sound(page)
    page.set_viewport_size({**viewport, "height": 2400})
    look(page, "parts")


def test_rows_are_cards_on_a_phone_and_a_table_at_a_desk(gallery: Fake, walker: Walker) -> None:
    phone = opened(gallery, walker, PHONE)
    expect(phone.get_by_role("list", name="人员").get_by_role("listitem")).to_have_count(3)
    phone.get_by_role("button", name="李桂芳").click()
    expect(phone.locator("[data-opened]")).to_have_text("李桂芳")
    desk = opened(gallery, walker, DESK)
    expect(desk.get_by_role("region", name="人员").get_by_role("row")).to_have_count(4)
    expect(desk.get_by_role("columnheader", name="年龄")).to_have_attribute("aria-sort", "descending")
    desk.get_by_role("button", name="赵铁柱").press("Enter")
    expect(desk.locator("[data-opened]")).to_have_text("赵铁柱")


def test_the_report_is_walked_by_keyboard_and_a_cell_is_picked(gallery: Fake, walker: Walker) -> None:
    page = opened(gallery, walker, DESK)
    page.get_by_role("gridcell", name="松岗社区").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("第 2 行，第 3 列")
    page.keyboard.press("Home")
    expect(page.get_by_role("gridcell", name="青石社区")).to_be_focused()


def test_header_and_first_column_stay_while_the_report_scrolls(gallery: Fake, walker: Walker) -> None:
    page = opened(gallery, walker, PHONE)
    report = page.locator(".merged")
    report.evaluate("box => box.scrollTo(220, 300)")
    inside = """box => { const edge = box.getBoundingClientRect(); const see = text => {
        const cell = [...box.querySelectorAll('th')].find(one => one.textContent === text)
        const label = cell.querySelector('.label').getBoundingClientRect()
        return [label.left - edge.left, label.top - edge.top] }
        return { corner: see('社区'), wide: see('老年人口'), under: see('80 岁以上') } }"""
    places = report.evaluate(inside)
    assert all(0 <= left <= 366 and 0 <= top <= 130 for left, top in places.values()), places
    frozen = report.locator("th.frozen").evaluate("cell => cell.getBoundingClientRect().right")
    assert places["wide"][0] + report.evaluate("box => box.getBoundingClientRect().left") >= frozen - 1, places


def test_an_act_that_needs_a_reason_waits_for_one(gallery: Fake, walker: Walker, look: Look) -> None:
    page = opened(gallery, walker, PHONE)
    page.get_by_role("button", name="退回这张表").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("对方会看到理由")
    expect(dialog.get_by_role("button", name="退回", exact=True)).to_be_disabled()
    sound(page)
    look(page, "confirm")
    dialog.get_by_label("理由").fill("人数与上期不符")
    dialog.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("[data-reason]")).to_have_text("人数与上期不符")
