"""The data officer brings a pile of forms, walks a proposal side by side, decides, corrects a column, takes the plan away."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
FORMS = {
    "残疾人花名册.csv": "序号,姓名,身份证号,残疾证号,残疾等级\n1,,,,\n",
    "残疾人台账.csv": "序号,残疾证号,姓名,身份证号,残疾等级,摸底代号\n1,,,,,\n",
    "坏表.xlsx": "no workbook",
}


def bring(page: Page, forms: dict[str, str]) -> None:
    page.locator("input.several").set_input_files(
        [
            {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}
            for name, text in forms.items()
        ]
    )


def drop(page: Page, target: Locator, path: Path) -> None:
    """A folder or file dropped with the mouse, as the system's file manager does."""
    box = target.bounding_box()
    assert box is not None
    at = {"x": box["x"] + 20, "y": box["y"] + 20, "data": {"items": [], "files": [str(path)], "dragOperationsMask": 1}}
    wire = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        wire.send("Input.dispatchDragEvent", {"type": kind, **at})


def carry(page: Page, what: Locator, onto: Locator) -> None:
    """Dragged with the mouse, slowly enough to see where it would go."""
    expect(onto).to_be_visible()
    what.hover()
    page.mouse.down()
    box = onto.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    expect(onto).to_have_class(re.compile("over"))
    page.mouse.up()


def test_a_folder_and_a_zip_are_dropped_with_the_mouse(enter: Enter, tmp_path: Path) -> None:
    page = enter("data_officer", DESK, "/piles")
    folder = tmp_path / "全区报表"
    for name, text in FORMS.items():
        (folder / "残联").mkdir(parents=True, exist_ok=True)
        (folder / "残联" / name).write_text(text)
    (folder / "照片.jpg").write_bytes(b"no form")
    drop(page, page.locator(".drop"), folder)
    expect(page.get_by_role("heading", name="合并建议")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("全区报表/残联/坏表.xlsx")).to_be_visible()
    expect(page.get_by_text("3 个文件")).to_be_visible()
    archive = tmp_path / "再来.zip"
    with zipfile.ZipFile(archive, "w") as whole:
        whole.writestr("老人名册.csv", "序号,姓名,身份证号,血型\n1,,,\n")
    page.get_by_role("button", name="再添表格").click()
    drop(page, page.locator(".drop"), archive)
    expect(page.get_by_text("4 个文件")).to_be_visible(timeout=90_000)


def test_a_pile_is_read_decided_corrected_and_taken_away(enter: Enter, look: Look) -> None:
    page = enter("data_officer", DESK, "/piles")
    page.get_by_label("名称").fill("全区报表清理")
    sound(page)
    bring(page, FORMS)
    expect(page.get_by_role("heading", name="合并建议")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("坏表.xlsx")).to_be_visible()
    sound(page)
    look(page, "piles-pile")
    row = page.get_by_role("row").filter(has_text=re.compile("取消|合并|自动生成")).filter(has_text="残疾人")
    row.first.get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="您的意见")).to_be_visible()
    expect(page.get_by_text("两表共有").first).to_be_visible()
    sound(page)
    look(page, "piles-beside")
    page.get_by_role("radio", name="不采纳").click()
    page.get_by_label("理由").fill("市里单独要这张")
    page.get_by_role("button", name="记下决定").click()
    expect(page.get_by_text("市里单独要这张").first).to_be_visible()
    shelf = page.get_by_role("region", name="把栏目拖到它的含义上")
    shelf.get_by_role("textbox").fill("联系电话")
    carry(page, page.locator("li", has_text="摸底代号").locator(".handle"), shelf.locator("[data-onto='person.phone']"))
    expect(page.get_by_text("理解为：联系电话").first).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="返回这堆表").click()
    page.get_by_role("checkbox", name="本单位其他数据专员也能看、也能决定").click()
    expect(page.get_by_role("checkbox", name="本单位其他数据专员也能看、也能决定")).to_be_checked()
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载工作簿").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="再添表格").click()
    bring(page, {"老人名册.csv": "序号,姓名,身份证号,血型\n1,,,\n"})
    expect(page.get_by_text("4 个文件")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("row").filter(has_text="不采纳")).to_be_visible()


def test_a_pile_is_brought_and_walked_on_a_phone(enter: Enter, look: Look) -> None:
    """That both pages are sound in each size and language is measured in test_every_page."""
    page = enter("data_officer", PHONE, "/piles")
    bring(page, FORMS)
    expect(page.get_by_role("heading", name="合并建议")).to_be_visible(timeout=90_000)
    look(page, "piles-pile")
    page.locator("button.card").first.click()
    expect(page.get_by_role("heading", name="您的意见")).to_be_visible()
    look(page, "piles-beside")
    page.get_by_role("button", name="改“摸底代号”的含义").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("固定电话")
    page.get_by_role("dialog").get_by_role("button", name="电话").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_street_clerk_finds_no_piles(site: Site, enter: Enter) -> None:
    page = enter("street_clerk", DESK)
    page.goto(f"{site.url}/piles")
    expect(page.locator("#content")).to_contain_text("没有")
