"""The frame around every page: signing in by card and by hand, the language, large type, the keyboard, leaving."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import accessible, big_enough, fits, sound
from tests.browser.conftest import DESK, PHONE, Fake, Site, Walker

BOTH = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
Look = Callable[[Page, str], None]


def opened(fake: Fake, walker: Walker, viewport: dict[str, int], path: str = "/") -> Page:
    page = walker.page(viewport)
    walker.watch_origin(page, fake.url)
    page.goto(fake.url + path)
    return page


@BOTH
def test_a_card_of_the_demo_signs_in(fake: Fake, walker: Walker, look: Look, viewport: dict[str, int]) -> None:
    page = opened(fake, walker, viewport)
    expect(page.get_by_role("heading", name="演示账号")).to_be_visible()
    sound(page)
    look(page, "sign-in")
    page.get_by_role("button", name="网格员").click()
    expect(page.get_by_role("heading", name="王格明，您好")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="在线")).to_be_visible()
    sound(page)
    look(page, "home")


def test_the_demo_opens_with_a_card_for_each_role(site: Site, walker: Walker, look: Look) -> None:
    page = walker.page(DESK)
    walker.watch_origin(page, site.url)
    page.goto(site.url)
    for door in site.doors.values():
        expect(page.get_by_role("button").filter(has_text=door["name"])).to_be_visible()
    sound(page)
    look(page, "doors")


def test_every_role_of_the_real_site_enters(site: Site, enter: Callable[..., Page]) -> None:
    """The first by hand, the others by the same calls on one page, so that the browser loads the app once."""
    page = enter("grid_worker", PHONE)
    fits(page)
    calls = page.context.request
    for role, door in site.doors.items():
        token = {"X-CSRFToken": calls.get(f"{site.url}/api/session").json()["csrf"]}
        given = {"login": door["login"], "password": door["password"]}
        assert calls.post(f"{site.url}/api/session", data=given, headers=token).json()["acting"] == role
        page.goto(site.url)
        expect(page.get_by_role("heading", name=door["name"])).to_be_visible()
        fits(page)


def test_a_wrong_password_is_told_in_words_with_its_remedy(fake: Fake, walker: Walker, look: Look) -> None:
    walker.allowed.append("401")
    page = opened(fake, walker, PHONE)
    page.get_by_label("账号", exact=True).fill("wangge")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_role("alert")).to_contain_text("请核对后重试")
    accessible(page)
    look(page, "sign-in-refused")


def test_english_and_large_type_stay_after_a_reload(fake: Fake, walker: Walker, look: Look) -> None:
    fake.state.signed_in = "lishequ"
    page = opened(fake, walker, PHONE)
    page.get_by_role("button", name="我的账号").click()
    page.get_by_role("menuitem", name="English").click()
    page.get_by_role("button", name="My account").click()
    page.get_by_role("menuitem", name="Large type").click()
    page.reload()
    expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    assert page.evaluate("document.documentElement.classList.contains('elder')")
    fits(page)
    look(page, "home-large-english")


def test_nothing_scrolls_sideways_on_the_narrowest_phone(fake: Fake, walker: Walker) -> None:
    fake.state.signed_in = "wangge"
    page = opened(fake, walker, {"width": 360, "height": 740})
    for path in ("/", "/outbox", "/account", "/nowhere"):
        page.goto(fake.url + path)
        expect(page.locator("#content h1")).to_be_visible()
        fits(page)
        big_enough(page)
    page.evaluate("document.documentElement.classList.add('elder')")
    fits(page)


def test_the_keyboard_reaches_a_page_and_skips_the_frame(fake: Fake, walker: Walker) -> None:
    fake.state.signed_in = "lishequ"
    page = opened(fake, walker, DESK)
    expect(page.get_by_role("heading", name="您好")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="账号与设备").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="账号与设备")).to_be_visible()


def test_a_page_of_another_role_looks_like_one_that_is_not_there(fake: Fake, walker: Walker) -> None:
    fake.state.signed_in = "zhouling"
    page = opened(fake, walker, DESK, "/outbox")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    page.goto(f"{fake.url}/no-such-page")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()


def test_leaving_ends_the_session_and_comes_back_to_the_door(fake: Fake, walker: Walker) -> None:
    fake.state.signed_in = "wangge"
    page = opened(fake, walker, PHONE)
    page.get_by_role("button", name="我的账号").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    assert fake.state.signed_in is None
    names = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    assert not [name for name in names if "wangge" in name]


def test_an_address_asked_for_is_opened_after_signing_in(fake: Fake, walker: Walker) -> None:
    page = opened(fake, walker, DESK, "/account")
    page.get_by_role("button", name="社区书记").click()
    expect(page.get_by_role("heading", name="账号与设备")).to_be_visible()


def test_an_inline_script_is_refused_and_seen(fake: Fake, walker: Walker) -> None:
    """The broken variant: a page that breaks the policy does not pass these fixtures."""
    page = opened(fake, walker, DESK)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in fault for fault in walker.faults), walker.faults
    walker.faults.clear()
