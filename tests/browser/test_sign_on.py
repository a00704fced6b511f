"""The operator on his pages, and single sign-on both ways: a city's provider opens the house, the house opens another system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import neighbours
from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, Walker, sign_in
from tests.browser.neighbours import CLIENT, SECRET, Neighbours

Look = Callable[[Page, str], None]
OPERATOR = {"login": "yunwei", "password": "quiet-harbour-73"}
SETTING = "/admin/settings/setting/"
LISTS = ("/admin/", SETTING, "/admin/signon/identityprovider/", "/admin/allauth_idp_oidc/client/")
FORMS = (SETTING + "add/", "/admin/signon/identityprovider/add/", "/admin/allauth_idp_oidc/client/add/")
OF_AXE = "Applying inline style violates"
"""axe-core unfolds an @import of Django's stylesheets into the page to measure it, and the pages' own policy forbids it that."""

BEFORE = """
from yibiao.work.directory import actions as directory
from yibiao.work.signon import actions
directory.add_operator({login!r}, "冯运", "test")
directory.set_password({login!r}, {password!r}, "test")
actions.set_provider(actions.NewProvider("city", "城市统一认证", {url!r}, {client!r}, {secret!r}), "test")
print(*actions.add_client("城市大脑", [{url!r} + "/system/back"], ["profile", "posts"], "test"), sep="\\n")
"""


@pytest.fixture(scope="module")
def around(site: Site) -> Iterator[Neighbours]:
    """The provider and the other system, each registered with the house; and an operator."""
    server, held = neighbours.serve()
    held.house, held.login = site.url, site.doors["grid_worker"]["login"]
    held.client, held.secret = site.says(BEFORE.format(**OPERATOR, url=held.url, client=CLIENT, secret=SECRET))[-2:]
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(site: Site, around: Neighbours, walker: Walker) -> Callable[..., Page]:
    """A page that may go to the house and to its two neighbours, and nowhere else."""

    def go(viewport: dict[str, int], address: str, **options: object) -> Page:
        page = walker.page(viewport, **options)
        hosts = (site.url, around.url)
        page.on("request", lambda one: one.url.startswith((*hosts, "data:")) or walker.faults.append(one.url))
        page.goto(address)
        return page

    return go


def language(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(English|中文)$")).click()


def in_both_sizes(page: Page, name: str, look: Look) -> None:
    """Sound on a phone and at a desk; the same page is turned, not loaded again."""
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)
        sound(page)
        look(page, name)


def test_the_citys_word_opens_the_house(site: Site, around: Neighbours, visit: Callable[..., Page], look: Look) -> None:
    page = visit(DESK, f"{site.url}/sign-in")
    expect(page.get_by_role("link", name="用城市统一认证登录")).to_be_visible()
    in_both_sizes(page, "sign-in-provider", look)
    language(page)
    in_both_sizes(page, "sign-in-provider-english", look)
    page.get_by_role("link", name="Sign in with 城市统一认证").click()
    page.get_by_role("link", name="确认身份").click()
    expect(page.locator("#content h1").first).to_contain_text(site.doors["grid_worker"]["name"])
    assert page.url.startswith(site.url)


def test_who_has_no_account_here_is_told_so_at_the_door(
    site: Site, around: Neighbours, visit: Callable[..., Page], look: Look
) -> None:
    known, around.login = around.login, "nobody-of-here"
    page = visit(PHONE, f"{site.url}/sso/city/")
    page.get_by_role("link", name="确认身份").click()
    around.login = known
    expect(page.get_by_role("alert")).to_contain_text("没有登录成功")
    sound(page)
    look(page, "sign-in-refused")
    language(page)
    expect(page.get_by_role("alert")).to_contain_text("You are not signed in")
    sound(page)


def test_another_system_is_told_who_came_after_consent_and_nothing_without(
    site: Site, around: Neighbours, visit: Callable[..., Page], walker: Walker, look: Look
) -> None:
    door = site.doors["street_clerk"]
    page = visit(PHONE, f"{around.url}/system")
    page.locator("input[autocomplete=username]").fill(door["login"])
    page.locator("input[type=password]").fill(door["password"])
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", name="用一表通账号登录「城市大脑」？")).to_be_visible()
    expect(page.get_by_text("您的岗位、区划和部门")).to_be_visible()
    expect(page.get_by_text("your posts with area and department")).to_be_visible()
    in_both_sizes(page, "consent", look)
    page.get_by_role("button", name="不同意").click()
    expect(page.get_by_text("access_denied")).to_be_visible()
    page.goto(f"{around.url}/system")
    page.get_by_role("button", name="同意并登录").click()
    expect(page.get_by_role("heading", name="城市大脑")).to_be_visible()
    expect(page.get_by_text(f"{door['name']} {door['login']} {door['area_name']}")).to_be_visible()
    walker.allowed.append("400")
    page.goto(f"{site.url}/identity/o/authorize?client_id=nobody")
    expect(page.get_by_text("没有向对方给出任何信息")).to_be_visible()
    in_both_sizes(page, "consent-wrong", look)


def test_the_operator_changes_a_setting_on_pages_that_are_sound(
    site: Site, visit: Callable[..., Page], walker: Walker, look: Look
) -> None:
    walker.allowed.append(OF_AXE)
    page = visit(DESK, f"{site.url}/sign-in")
    sign_in(page, OPERATOR)
    page.locator("a[href='/admin/']").first.click()
    for path in LISTS + FORMS:
        page.goto(site.url + path)
        expect(page.locator("h1").first).to_be_visible()
        in_both_sizes(page, f"operator{path.replace('/', '-').rstrip('-')}", look)
    page.goto(f"{site.url}{SETTING}add/")
    page.get_by_label("设置 Setting").select_option("session_hours")
    page.get_by_label("值 Value").fill("99")
    page.get_by_label("原因 Reason").fill("等保要求")
    page.locator("input[name=_save]").click()
    expect(page.locator(".errorlist").first).to_contain_text("不能作")
    in_both_sizes(page, "operator-refused", look)
    page.get_by_label("值 Value").fill("12")
    page.locator("input[name=_save]").click()
    expect(page.get_by_role("row").filter(has_text="等保要求")).to_contain_text("12")
    in_both_sizes(page, "operator-set", look)


def test_the_operators_pages_speak_english_too(
    site: Site, visit: Callable[..., Page], walker: Walker, look: Look
) -> None:
    walker.allowed.append(OF_AXE)
    page = visit(PHONE, f"{site.url}/sign-in", locale="en-US")
    sign_in(page, OPERATOR)
    page.goto(f"{site.url}{FORMS[1]}")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    in_both_sizes(page, "operator-english", look)
