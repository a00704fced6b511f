"""The data officer at a desk and on a phone: people and grants, the standard with a tag counted as it is typed, imports."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site, Walker
from tests.flow.received import id_number

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def choose(page: Page, label: str, words: str) -> None:
    """One of a list that narrows while one types."""
    field = page.get_by_label(label)
    field.fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()


def test_the_officer_adds_a_person_who_signs_in_once_and_chooses_a_password(
    site: Site, enter: Enter, walker: Walker, look: Look
) -> None:
    page = enter("data_officer", DESK, "/directory")
    expect(page.get_by_role("cell", name="grid001")).to_be_visible()
    sound(page)
    look(page, "directory-people")
    page.get_by_role("button", name="新增人员").click()
    page.get_by_label("姓名", exact=True).fill("孙新来")
    page.get_by_label("登录名", exact=True).fill("sunxinlai")
    choose(page, "区划", "第一网格")
    page.get_by_role("button", name="新增", exact=True).click()
    password = page.locator(".password").inner_text()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", password)
    sound(page)
    page.get_by_role("button", name="已记下").click()

    newcomer = walker.page(PHONE)
    walker.watch_origin(newcomer, site.url)
    newcomer.goto(f"{site.url}/sign-in")
    newcomer.locator("input[autocomplete=username]").fill("sunxinlai")
    newcomer.locator("input[type=password]").fill(password)
    newcomer.locator("button[type=submit]").click()
    fields = newcomer.locator("input[type=password]")
    expect(fields).to_have_count(3)
    for field, text in zip(fields.all(), (password, "quiet-harbour-73", "quiet-harbour-73"), strict=True):
        field.fill(text)
    newcomer.locator("button[type=submit]").click()
    expect(newcomer.locator("#content h1").first).to_contain_text("孙新来")

    page.get_by_label("姓名或登录名").fill("孙新来")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="孙新来").click()
    page.get_by_role("button", name="停用账号").click()
    page.get_by_role("alertdialog").get_by_role("button", name="停用账号").click()
    expect(page.get_by_role("dialog").get_by_text("已停用")).to_be_visible()
    walker.allowed.append("401")
    newcomer.reload()
    expect(newcomer.locator("input[autocomplete=username]")).to_be_visible()


def test_a_grant_is_given_and_revoked_and_areas_are_kept(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/directory")
    page.get_by_role("button", name="授权", exact=True).click()
    page.get_by_role("button", name="新增授权").click()
    dialog = page.get_by_role("dialog")
    choose(page, "授权给谁", "civil")
    dialog.get_by_label("用途").fill("临时救助核对")
    choose(page, "区划", "第一网格")
    sound(page)
    dialog.get_by_role("button", name="授权", exact=True).click()
    row = page.get_by_role("row").filter(has_text="临时救助核对")
    expect(row).to_contain_text("只有统计数")
    look(page, "directory-grants")
    row.get_by_role("button", name="收回").click()
    page.get_by_role("alertdialog").get_by_role("button", name="收回").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="区划", exact=True).click()
    expect(page.get_by_text("第一网格").first).to_be_visible()
    sound(page)
    page.get_by_role("button", name=re.compile("^在.+社区下增加区划")).first.click()
    page.get_by_label("名称", exact=True).fill("新建网格")
    page.get_by_label("代码", exact=True).fill("990101001001099")
    page.get_by_role("button", name="保存").click()
    page.get_by_label("区划名称或代码").fill("新建网格")
    page.get_by_role("button", name="停用新建网格").click()
    page.get_by_role("alertdialog").get_by_role("button", name="停用").click()
    expect(page.locator(".tree .mark", has_text="已停用")).to_be_visible()


def test_a_tag_is_counted_as_it_is_typed_added_and_taken_back(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/standard")
    page.get_by_label("名称、别名或代码").fill("联系电话")
    expect(page.get_by_role("button", name="联系电话").first).to_be_visible()
    sound(page)
    look(page, "standard-elements")
    page.get_by_role("button", name="标签", exact=True).click()
    page.get_by_role("button", name="新增标签").click()
    formula = page.get_by_label("公式", exact=True)
    formula.fill("年龄 >= 60 且 不知道")
    expect(page.locator("mark")).to_have_text("不知道")
    formula.fill("年龄 >= 60 且 性别 = 女")
    expect(page.locator(".count")).to_contain_text("找到")
    expect(page.locator(".parts li")).to_have_count(2)
    sound(page)
    look(page, "standard-formula")
    page.get_by_label("标签", exact=True).last.fill("老年妇女试点")
    page.get_by_label("原因或依据").fill("社区试点方案第二条")
    page.get_by_role("button", name="增补", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("标签名或公式").fill("老年妇女试点")
    expect(page.get_by_role("row").filter(has_text="老年妇女试点")).to_contain_text("本地")
    page.get_by_role("button", name="本地增补").click()
    page.get_by_role("row").filter(has_text="老年妇女试点").get_by_role("button", name="撤回").click()
    page.get_by_role("alertdialog").get_by_label("理由").fill("试点结束")
    page.get_by_role("alertdialog").get_by_role("button", name="撤回").click()
    expect(page.get_by_role("row").filter(has_text="老年妇女试点")).to_contain_text("已撤回")


def test_an_alias_is_added_on_a_phone(enter: Enter) -> None:
    page = enter("data_officer", PHONE, "/standard")
    page.get_by_label("名称、别名或代码").fill("person.phone")
    page.get_by_role("button", name="联系电话").first.click()
    page.get_by_role("button", name="加别名").click()
    page.get_by_label("别名", exact=True).fill("拨打号码")
    page.get_by_label("原因或依据").fill("某部门的表这样写")
    sound(page)
    page.get_by_role("button", name="增补", exact=True).click()
    expect(page.locator(".names .mark", has_text="拨打号码")).to_be_visible()


def roster() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("姓名", "公民身份号码", "联络号码"), ("周远航", id_number("19530304", 71), "13800000071"),
                ("吴启明", id_number("19530305", 72), "13800000072"), ("无名氏", "123", "")):  # fmt: skip
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_file_is_looked_at_corrected_written_and_taken_back(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/imports")
    page.locator("input[type=file]").set_input_files(
        {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": roster()}
    )
    page.get_by_label("数据来自谁").fill("社区试点")
    choose(page, "新增的人归哪个区划（表里写明的除外）", "第一网格")
    page.get_by_role("button", name="预览方案").click()
    expect(page.get_by_role("heading", name="导入方案")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("现在还没有写入任何内容")).to_be_visible()
    sound(page)
    look(page, "imports-plan")
    first = page.url
    page.get_by_label("这一列是").fill("联系电话")
    page.get_by_role("option", name=re.compile("^联系电话")).first.click()
    page.get_by_role("button", name="按新含义重新预览").click()
    page.wait_for_url(lambda url: url != first, timeout=60_000)
    expect(page.get_by_text("13800000071")).to_be_visible()
    page.get_by_role("button", name=re.compile("^写入 2 行")).click()
    page.get_by_role("alertdialog").get_by_role("button", name="写入", exact=True).click()
    expect(page.get_by_role("heading", name="已写入台账")).to_be_visible(timeout=60_000)
    look(page, "imports-done")
    page.get_by_role("link", name="查看批次").click()
    row = page.get_by_role("row").filter(has_text="社区试点").filter(has_text="在册")
    expect(row).to_contain_text("新增 2")
    row.get_by_role("button", name="撤销这一批").click()
    page.get_by_role("alertdialog").get_by_role("button", name="撤销这一批").click()
    expect(page.get_by_text("已收回 2 处")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("row").filter(has_text="已撤销")).to_be_visible()
    sound(page)


def test_nobody_else_finds_these_pages(site: Site, enter: Enter) -> None:
    page = enter("leader", DESK)
    for path in ("/directory", "/standard", "/imports"):
        page.goto(site.url + path)
        expect(page.locator("#content")).to_contain_text("没有")
