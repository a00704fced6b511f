"""A department officer: what the grant names, as a list; under a grant of statistics, numbers alone and a refusal in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, served
from tests.browser.test_ask import answered, asked
from tests.browser.test_forms import LIST, bring

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
FIGURES = "年报统计"


def send(calls: APIRequestContext, site: Site, path: str, data: dict[str, object]) -> object:
    token = {"X-CSRFToken": calls.get(f"{site.url}/api/session").json()["csrf"]}
    done = calls.post(f"{site.url}/api/directory/grants{path}", data=data, headers=token)
    assert done.ok, done.text()
    return done.json() if done.status == 201 else None


@pytest.fixture(scope="module")
def site(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A district of its own: each form that is admitted elsewhere gives the officer one more purpose to choose from."""
    with served(tmp_path_factory.mktemp("officer")) as running:
        yield running


@pytest.fixture
def statistics(site: Site, enter: Enter) -> Iterator[None]:
    """A second grant for the officer, of numbers only, taken back at the end."""
    calls, today = enter("data_officer", PHONE).context.request, date.today()
    given = {"login": site.doors["department_officer"]["login"], "purpose": FIGURES, "rows": False, "elements": []}
    of = {"area": "990101", "valid_from": f"{today}", "valid_to": f"{today + timedelta(days=30)}"}
    made = send(calls, site, "", given | of)
    yield
    assert isinstance(made, dict)
    send(calls, site, f"/{made['id']}/revoke", {})


def test_the_example_that_is_offered_is_answered_with_a_list_of_what_the_grant_names(enter: Enter, look: Look) -> None:
    page = enter("department_officer", DESK, "/ask")
    page.get_by_role("button", name="60岁以上低保").click()
    assert answered(page) > 0
    expect(page.get_by_role("table", name="名单")).to_be_visible()
    sound(page)
    look(page, "ask-granted")
    page.get_by_role("button", name="选择列").click()
    page.get_by_label("查找列").fill("宗教")
    expect(page.get_by_text("「宗教信仰」这一列要用到您不能查看的「宗教信仰」")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    asked(page, "新生儿 二孩")
    expect(page.get_by_role("alert")).to_contain_text("您不能用「孩次」作条件")
    expect(page.get_by_role("alert")).to_contain_text("申请「孩次」的授权")


@pytest.mark.usefixtures("statistics")
def test_a_grant_of_statistics_gives_numbers_and_refuses_a_list_in_words_with_the_remedy(
    enter: Enter, look: Look
) -> None:
    page = enter("department_officer", PHONE, "/ask")
    asked(page, "60岁以上")
    page.get_by_role("button", name=FIGURES).click()
    assert answered(page) > 0
    expect(page.get_by_text("您的权限只看统计数，不显示名单。")).to_be_visible()
    expect(page.get_by_role("list", name="名单")).to_have_count(0)
    page.get_by_role("link", name="来表即填").click()
    bring(page, LIST)
    if page.get_by_role("status").filter(has_text="只可看统计数").count() == 0:
        page.get_by_role("button", name="改").click()
        page.get_by_label("用途").click()
        page.get_by_role("option", name=FIGURES).click()
    refusal = page.get_by_role("status").filter(has_text="只可看统计数")
    expect(refusal).to_contain_text("申请查看名单的授权", timeout=60_000)
    expect(page.locator("td.kind-value")).to_have_count(0)
    sound(page)
    look(page, "forms-statistics")
