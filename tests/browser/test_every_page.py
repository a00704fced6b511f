"""Every page of the app's own table, on a phone and at a desk, in Chinese and in English: sound by measure, no fault, no foreign request.

The addresses are read from frontend/app/src/roles.ts, so a new page cannot be forgotten: one that stands there and is not
walked here turns this test red. What a language or a width alone can break is measured in all four; axe, which takes longest,
reads each page at a desk in English and on the narrowest phone in Chinese. An address with a part of its own (`:id`) needs a line in `REAL`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admission import BELOW, applied, drafted
from tests.browser.checks import big_enough, fits, sound
from tests.browser.conftest import DESK, PHONE, Site, Walker
from tests.browser.test_filings import OPENED, admitted
from tests.browser.test_forms import LIST, bring
from tests.browser.test_office import roster
from tests.browser.test_piles import FORMS as PILE
from tests.browser.test_piles import bring as bring_several
from tests.browser.test_sources import a_delivery, a_source

Enter = Callable[..., Page]
TABLE = re.compile(r"^  page\('([\w.]+)', '([^']+)', \w+, (\[[^\]]*\]|\w+),", re.M)
SETS = re.compile(r"export const ([A-Z]+)(?:: readonly Role\[\])? = \[([^\]]*)\]")
WALKERS = ("community_secretary", "data_officer", "auditor", "department_officer")
"""Between them they may see every page; the first who may see a page walks it."""
NARROW = {"width": 360, "height": 740}


def source() -> str:
    from tests.house.sources import ROOT

    return (ROOT / "frontend/app/src/roles.ts").read_text("utf-8")


def pages(text: str) -> dict[str, set[str]]:
    """address → roles, from the app's table of pages."""
    sets: dict[str, set[str]] = {}

    def named(words: str) -> set[str]:
        roles = set(re.findall(r"'(\w+)'", words))
        for name in re.findall(r"[A-Z]{2,}", words):
            roles |= sets[name]
        return roles

    for name, words in SETS.findall(text):
        sets[name] = named(words)
    found = {path: named(roles) for _, path, roles in TABLE.findall(text)}
    assert len(found) == len(re.findall(r"^  page\(", text, re.M)), "a line of the table was not understood"
    return found


def walker_of(roles: set[str]) -> str:
    return next(role for role in WALKERS if role in roles)


def test_every_page_of_the_table_has_a_walker_and_a_new_page_is_not_missed() -> None:
    table = pages(source())
    assert len(table) >= 15
    assert {walker_of(roles) for roles in table.values()} == set(WALKERS)
    grown = source().replace(
        "export const PAGES: readonly Page[] = [",
        "export const PAGES: readonly Page[] = [\n  page('new.page', '/new', undefined, FIELD, () => import('@/x.vue')),",
    )
    assert set(pages(grown)) - set(table) == {"/new"}


def a_record(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/ledger")
    page.locator(".rows a").first.click(timeout=60_000)
    expect(page).to_have_url(re.compile("/ledger/[0-9a-f-]{36}"))
    return page.url


def a_sheet(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/forms")
    bring(page, LIST)
    return page.url


def a_plan(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/imports")
    file = {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": roster()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("数据来自谁").fill("社区试点")
    page.get_by_role("button", name="预览方案").click()
    expect(page).to_have_url(re.compile("/imports/."), timeout=60_000)
    return page.url


def a_pile(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/piles")
    page.get_by_label("名称").fill("每页都看")
    bring_several(page, PILE)
    expect(page.get_by_role("heading", name="合并建议")).to_be_visible(timeout=90_000)
    return page.url


def two_forms(page: Page, site: Site) -> str:
    """Of the pile that was brought a page ago."""
    page.goto(f"{site.url}/piles")
    page.locator(".opener").first.click()
    page.get_by_role("region", name="合并建议").locator(".opener").first.click()
    expect(page.get_by_role("heading", name="您的意见")).to_be_visible()
    return page.url


def a_filing(page: Page, site: Site) -> str:
    admitted(site, "常住人口统计表", OPENED)
    page.goto(f"{site.url}/filings")
    page.get_by_role("button", name="常住人口统计表").first.click()
    expect(page).to_have_url(re.compile("/filings/[0-9a-f-]{36}"))
    return page.url


def a_period(page: Page, site: Site) -> str:
    admitted(site, "常住人口统计表", OPENED)
    page.goto(f"{site.url}/filings")
    page.get_by_role("button", name="常住人口统计表").first.click()
    expect(page).to_have_url(re.compile("/filings/periods/[0-9a-f-]{36}"))
    return page.url


def an_entry(page: Page, site: Site) -> str:
    applied(page, site)
    page.goto(f"{site.url}/catalogue")
    page.locator(".opener").first.click()
    expect(page).to_have_url(re.compile("/catalogue/."))
    return page.url


def an_application(page: Page, site: Site) -> str:
    applied(page, site)
    page.goto(f"{site.url}/applications")
    page.locator(".opener").first.click()
    expect(page.get_by_role("heading", name="审查意见")).to_be_visible()
    return page.url


def a_draft(page: Page, site: Site) -> str:
    return f"{site.url}/applications/{drafted(page, site)}/again"


def a_comparison(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/reconcile")
    file = {"name": "清单.csv", "mimeType": "text/csv", "buffer": BELOW.encode()}
    for number in (0, 1):
        page.locator("input[type=file]").nth(number).set_input_files(file)
    page.get_by_role("button", name="开始核对").click()
    expect(page).to_have_url(re.compile("/reconcile/[0-9a-f-]{36}"), timeout=60_000)
    return page.url


REAL: dict[str, Callable[[Page, Site], str]] = {
    "/ledger/:id": a_record,
    "/forms/sheets/:id": a_sheet,
    "/filings/:id": a_filing,
    "/filings/periods/:id": a_period,
    "/imports/:plan": a_plan,
    "/sources/:id": a_source,
    "/deliveries/:id": a_delivery,
    "/piles/:id": a_pile,
    "/piles/:id/forms/:form": two_forms,
    "/catalogue/:number": an_entry,
    "/applications/:id": an_application,
    "/reconcile/:id": a_comparison,
    "/applications/:id/again": a_draft,
}
"""How a person comes to a page whose address names one thing."""


def at_rest(page: Page) -> None:
    """The page has its heading, and nothing more comes over the line."""
    expect(page.locator("#content h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")


def resized(page: Page, viewport: dict[str, int]) -> None:
    """The frame answers a new width after a moment, as it does when a phone is turned; the pages allow no polling by eval."""
    page.set_viewport_size(viewport)
    for _ in range(30):
        if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            return
        page.wait_for_timeout(100)


def other_language(page: Page, wide: bool) -> None:
    before = page.locator("html").get_attribute("lang")
    if wide:
        page.get_by_role("banner").get_by_role("button", name=re.compile("^(English|中文)$")).click()
    else:
        page.get_by_role("button", name=re.compile("^(我的账号|My account)$")).click()
        page.get_by_role("menuitem", name=re.compile("^(English|中文)$")).click()
        expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.locator("html")).not_to_have_attribute("lang", before or "")


def test_the_door_is_sound_in_both_sizes_and_both_languages(site: Site, walker: Walker) -> None:
    page = walker.page(DESK)
    walker.watch_origin(page, site.url)
    page.goto(f"{site.url}/sign-in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sound(page)
    resized(page, PHONE)
    sound(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    sound(page)
    resized(page, DESK)
    sound(page)


@pytest.mark.parametrize("role", WALKERS)
def test_every_page_is_sound_in_both_sizes_and_both_languages(site: Site, enter: Enter, role: str) -> None:
    page = enter(role, DESK)
    faults = []
    for path, roles in pages(source()).items():
        if walker_of(roles) != role:
            continue
        page.set_viewport_size(DESK)
        address = REAL[path](page, site) if ":" in path else site.url + path
        page.goto(address)
        at_rest(page)
        for step, check in (
            ("at a desk in Chinese", lambda: (fits(page), big_enough(page))),
            ("at a desk in English", lambda: (other_language(page, True), sound(page))),
            ("on a phone in English", lambda: (resized(page, PHONE), fits(page), big_enough(page))),
            ("on the narrowest phone in English", lambda: (resized(page, NARROW), fits(page))),
            ("on the narrowest phone in Chinese", lambda: (other_language(page, False), sound(page))),
        ):
            try:
                check()
            except AssertionError as fault:
                faults.append(f"{path} {step}: {fault}")
    assert faults == [], "\n".join(faults)
